/**
 * Suggestions under a search box: a WAI-ARIA combobox with a listbox. The box works without this file.
 *
 * Start values: `data-suggest` (address that answers `{"items": [{place_id, name, spelling, division, class_name,
 * match, matched}]}`) and `data-place` (address prefix of place pages). The rules on input methods are in
 * composition.js; late answers are dropped, and the list is not redrawn while a finger or button is down on it.
 */

import { AskClock, KeyGate, platformOf } from "./composition.js";
import { element } from "./dom.js";
import { getJson } from "./fetch.js";
import { MOST_ROWS, Sequence, nextIndex, pieces, spokenRow, whereLine } from "./suggest_rows.js";
import { text } from "./texts.js";

const CLICK_FOLLOWS_MS = 350;
const NAVIGATION_KEYS = new Set(["ArrowDown", "ArrowUp", "Enter", "Escape"]);

/** Add suggestions to one `<input>`; returns a function that takes them off again. */
export function attachSuggest(input) {
  const box = new SuggestBox(input);
  return () => box.detach();
}

class SuggestBox {
  #input;
  #list;
  #live;
  #gate;
  #clock;
  #sequence = new Sequence();
  #listeners = new AbortController();
  #request = null;
  #items = [];
  #index = -1;
  #pressed = false;
  #waiting = null;

  constructor(input) {
    const platform = platformOf(navigator.userAgent);
    this.#input = input;
    this.#gate = new KeyGate(platform);
    this.#clock = new AskClock(() => this.#ask(), { android: platform.android });
    this.#list = element("ul", {
      id: `${input.id}-suggestions`,
      class: "suggestions",
      role: "listbox",
      "aria-label": text("suggestions_label"),
      hidden: true,
    });
    this.#live = element("span", { class: "visually-hidden", role: "status" });
    input.closest("form").append(this.#list, this.#live);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.#list.id);
    input.setAttribute("aria-expanded", "false");
    this.#listen();
  }

  detach() {
    this.#listeners.abort();
    this.#clock.cancel();
    this.#request?.abort();
    this.#list.remove();
    this.#live.remove();
    for (const name of ["role", "aria-autocomplete", "aria-controls", "aria-expanded", "aria-activedescendant"]) {
      this.#input.removeAttribute(name);
    }
  }

  #listen() {
    const on = (target, type, handler) => target.addEventListener(type, handler, { signal: this.#listeners.signal });
    on(this.#input, "compositionstart", () => {
      this.#gate.compositionStarted();
      this.#clock.cancel();
    });
    on(this.#input, "compositionend", (event) => {
      this.#gate.compositionEnded(event.timeStamp);
      this.#clock.compositionEnded();
    });
    on(this.#input, "input", (event) => {
      this.#clock.textChanged({ composing: event.isComposing || this.#gate.composing });
    });
    on(this.#input, "keydown", (event) => this.#key(event));
    on(this.#input, "blur", () => this.#close());
    on(this.#input.form, "submit", (event) => {
      if (this.#gate.composing) {
        event.preventDefault();
      } else {
        this.#close();
      }
    });
    // Keeping the focus in the box keeps the list open until the press is over.
    on(this.#list, "pointerdown", (event) => {
      event.preventDefault();
      this.#pressed = true;
    });
    on(document, "pointerup", () => this.#pressed && this.#released());
    on(document, "pointercancel", () => this.#pressed && this.#released());
    on(this.#list, "click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) {
        this.#open(this.#items[Number(row.dataset.index)]);
      }
    });
  }

  #key(event) {
    if (this.#gate.belongsToInputMethod(event)) {
      if (event.key === "Enter") {
        event.preventDefault();
      }
      return;
    }
    if (!NAVIGATION_KEYS.has(event.key) || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    if (event.key === "Enter") {
      if (this.#index >= 0) {
        event.preventDefault();
        this.#open(this.#items[this.#index]);
      }
    } else if (event.key === "Escape") {
      if (!this.#list.hidden) {
        event.preventDefault();
        this.#close();
      }
    } else {
      event.preventDefault();
      if (this.#list.hidden) {
        this.#ask();
      } else {
        this.#choose(nextIndex(event.key, this.#index, this.#items.length));
      }
    }
  }

  async #ask() {
    const typed = this.#input.value.trim();
    const ticket = this.#sequence.take();
    this.#request?.abort();
    if (typed === "") {
      this.#show([], "");
      this.#live.textContent = "";
      return;
    }
    this.#request = new AbortController();
    const address = new URL(this.#input.dataset.suggest, document.baseURI);
    address.searchParams.set("q", typed);
    try {
      const answer = await getJson(address, { signal: this.#request.signal });
      if (this.#sequence.isNewest(ticket)) {
        this.#show(answer.items.slice(0, MOST_ROWS), typed);
      }
    } catch (error) {
      // Suggestions are an extra: whatever went wrong, the box itself still searches. An abort is our own doing.
      if (error.name !== "AbortError" && this.#sequence.isNewest(ticket)) {
        this.#show([], typed);
        this.#live.textContent = text("suggestions_failed");
      }
    }
  }

  #show(items, typed) {
    if (this.#pressed) {
      this.#waiting = () => this.#show(items, typed);
      return;
    }
    this.#items = items;
    this.#list.replaceChildren(...items.map((item, index) => this.#row(item, index, typed)));
    const closed = items.length === 0 || document.activeElement !== this.#input;
    this.#list.hidden = closed;
    this.#input.setAttribute("aria-expanded", String(!closed));
    this.#choose(-1);
    this.#live.textContent = items.length
      ? text("suggestions_count", { count: items.length })
      : text("suggestions_none");
  }

  #row(item, index, typed) {
    const name = pieces(item.name, typed).map((piece) => (piece.hit ? element("mark", {}, piece.text) : piece.text));
    return element(
      "li",
      { id: `${this.#list.id}-${index}`, role: "option", "aria-selected": "false", "data-index": index },
      element("span", { class: "name" }, ...name),
      element("span", { class: "name-spelling" }, item.spelling),
      element("span", { class: "where" }, whereLine(item)),
    );
  }

  #choose(index) {
    this.#index = index;
    [...this.#list.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === index)));
    if (index < 0) {
      this.#input.removeAttribute("aria-activedescendant");
      return;
    }
    this.#input.setAttribute("aria-activedescendant", this.#list.children[index].id);
    this.#live.textContent = text("suggestions_chosen", {
      count: this.#items.length,
      index: index + 1,
      text: spokenRow(this.#items[index]),
    });
  }

  #open(item) {
    this.#close();
    window.location.assign(`${this.#input.dataset.place}${encodeURIComponent(item.place_id)}`);
  }

  #close() {
    this.#clock.cancel();
    this.#sequence.take();
    this.#request?.abort();
    this.#waiting = null;
    this.#items = [];
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#choose(-1);
  }

  /** The click of a press comes after its end, on a touch screen up to 300 ms; until then the rows must stay. */
  #released() {
    setTimeout(() => {
      this.#pressed = false;
      const waiting = this.#waiting;
      this.#waiting = null;
      waiting?.();
    }, CLICK_FOLLOWS_MS);
  }
}
