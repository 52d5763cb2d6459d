/** Mirrors static/js/lib/suggest_rows.js. */

import { Sequence, nextIndex, pieces, spokenRow, whereLine } from "/static/js/lib/suggest_rows.js";
import { equal } from "./expect.js";

const shown = (name, typed) => pieces(name, typed).map(({ text, hit }) => (hit ? `[${text}]` : text)).join("");

export default {
  "rule 4: only the newest answer counts": () => {
    const sequence = new Sequence();
    const [first, second] = [sequence.take(), sequence.take()];
    equal([sequence.isNewest(first), sequence.isNewest(second)], [false, true]);
  },
  "arrows go round, through the row that is none": () => {
    equal([-1, 0, 1, 2].map((index) => nextIndex("ArrowDown", index, 3)), [0, 1, 2, -1]);
    equal([-1, 0, 1, 2].map((index) => nextIndex("ArrowUp", index, 3)), [2, -1, 0, 1]);
    equal(nextIndex("ArrowDown", -1, 0), -1);
  },
  "the run that was typed is marked": () => {
    equal(shown("白露塘镇", "白露"), "[白露]塘镇");
    equal(shown("白露塘镇", "塘"), "白露[塘]镇");
    equal(shown("白露塘镇", " 白露塘镇 "), "[白露塘镇]");
    equal(shown("A座", "a"), "[A]座");
  },
  "typed characters are marked one by one when the run differs": () => {
    equal(shown("白露塘镇", "白鹭塘"), "[白]露[塘]镇");
    equal(shown("白露塘镇", "bailutang"), "白露塘镇");
    equal(shown("白露塘镇", ""), "白露塘镇");
    equal(shown("𰻞𰻞面巷", "𰻞面"), "𰻞[𰻞面]巷");
  },
  "pieces always join to the name": () => {
    for (const typed of ["", "白", "镇白", "露塘镇白", "${x}", "<b>", "𰻞"]) {
      equal(pieces("白露<b>塘𰻞镇", typed).map((piece) => piece.text).join(""), "白露<b>塘𰻞镇", typed);
    }
  },
  "same names are told apart by class and division": () => {
    equal(whereLine({ name: "东村", class_name: "行政村", division: "福建省厦门市" }), "行政村 · 福建省厦门市");
    equal(whereLine({ name: "东村" }), "");
  },
  "a retired name is told before it is chosen": () => {
    equal(whereLine({ name: "旧桥", status: "cancelled", division: "苏仙区" }), "已注销的地名 · 苏仙区");
  },
  "an old name that matched is said": () => {
    const item = { name: "坳上镇", division: "苏仙区", match: "former", matched: "白露塘乡" };
    equal(whereLine(item), "苏仙区 · 旧称：白露塘乡");
    equal(spokenRow(item), "坳上镇, 苏仙区 · 旧称：白露塘乡");
    equal(whereLine({ ...item, match: "exact", matched: "坳上镇" }), "苏仙区");
  },
};
