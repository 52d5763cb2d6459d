/** Mirrors static/js/lib/texts.js: both languages complete. */

import { CATALOGUES, text } from "/static/js/lib/texts.js";
import { equal } from "./expect.js";

const places = (words) => [...words.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

export default {
  "both languages have the same keys and places": () => {
    const { zh, en } = CATALOGUES;
    equal(Object.keys(en), Object.keys(zh));
    for (const key of Object.keys(zh)) {
      equal(places(en[key]), places(zh[key]), key);
    }
  },
  "the language of the page decides": () => {
    equal(text("zoom_in", {}, "en"), "Zoom in");
    equal(text("zoom_in", {}, "zh-Hans-CN"), "放大");
    equal(text("suggestions_count", { count: 12 }, "zh"), "12 条候选，用上下方向键选择");
  },
};
