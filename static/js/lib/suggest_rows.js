/** What a list of suggestions shows and which row is chosen. Pure logic without DOM. */

import { text } from "./texts.js";

export const MOST_ROWS = 10;

/** Lets only the newest answer through: `take()` before asking, `isNewest(ticket)` when the answer is here. */
export class Sequence {
  #last = 0;

  take() {
    this.#last += 1;
    return this.#last;
  }

  isNewest(ticket) {
    return ticket === this.#last;
  }
}

/** The row after a key: up and down go round, through "none" (-1), where Enter searches for what was typed. */
export function nextIndex(key, index, count) {
  if (count === 0) {
    return -1;
  }
  const places = count + 1;
  const step = key === "ArrowDown" ? 1 : -1;
  return ((index + 1 + step + places) % places) - 1;
}

/**
 * Cut `name` into pieces that are and are not what was typed: the whole run if the name contains it, else the typed
 * characters one by one (so that 白露塘 typed as 白鹭塘 still shows 白 and 塘).
 */
export function pieces(name, typed) {
  const wanted = typed.trim().toLowerCase();
  const start = wanted === "" ? -1 : name.toLowerCase().indexOf(wanted);
  if (start >= 0) {
    const end = start + wanted.length;
    return [
      { text: name.slice(0, start), hit: false },
      { text: name.slice(start, end), hit: true },
      { text: name.slice(end), hit: false },
    ].filter((piece) => piece.text !== "");
  }
  const characters = new Set(wanted.replace(/\s/g, ""));
  const found = [];
  for (const character of name) {
    const hit = characters.has(character.toLowerCase());
    if (found.length > 0 && found[found.length - 1].hit === hit) {
      found[found.length - 1].text += character;
    } else {
      found.push({ text: character, hit });
    }
  }
  return found;
}

/** That the name is retired, class and division in words, and why the row is there if its name does not show it. */
export function whereLine(item) {
  const parts = [item.status === "cancelled" && text("retired"), item.class_name, item.division].filter(Boolean);
  if (item.matched && item.matched !== item.name && !item.name.includes(item.matched)) {
    const key = { former: "matched_former", alias: "matched_alias" }[item.match] ?? "matched_other";
    parts.push(text(key, { text: item.matched }));
  }
  return parts.join(" · ");
}

/** What a screen reader hears for a row. */
export function spokenRow(item) {
  return [item.name, whereLine(item)].filter(Boolean).join(", ");
}
