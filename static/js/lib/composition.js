/**
 * Input methods: when a key or a change of the text is the person's word, and when it belongs to the candidate window.
 * Pure logic without DOM; lib/suggest.js feeds it with events, tests/js with made-up ones.
 *
 * 1. No question while a composition runs; one question 200 ms after it ends.
 * 2. Enter is not ours while composing or with keyCode 229. Arrows and Escape are not ours while composing; they are
 *    not judged by 229, which macOS also reports for Option combinations. WebKit sends the key that ended the
 *    composition once more after `compositionend`: one key within 500 ms is dropped there.
 * 3. Android keyboards compose Latin words too: 800 ms without a change count as a pause to ask in.
 */

export const PAUSE_MS = 200;
export const ANDROID_PAUSE_MS = 800;
export const WEBKIT_ECHO_MS = 500;
const PROCESSED_BY_INPUT_METHOD = 229;

/** Engine and system as far as the rules need them. Chromium names Safari and WebKit too, so it is ruled out first. */
export function platformOf(userAgent) {
  return {
    webkit: /AppleWebKit/.test(userAgent) && !/Chrom(e|ium)|Edg|Android/.test(userAgent),
    android: /Android/.test(userAgent),
  };
}

/** Decides for each key whether the page may act on it. */
export class KeyGate {
  #composing = false;
  #echoUntil = -Infinity;
  #webkit;

  constructor({ webkit }) {
    this.#webkit = webkit;
  }

  get composing() {
    return this.#composing;
  }

  compositionStarted() {
    this.#composing = true;
    this.#echoUntil = -Infinity;
  }

  /** `now` in milliseconds, as `event.timeStamp` has it. */
  compositionEnded(now) {
    this.#composing = false;
    if (this.#webkit) {
      this.#echoUntil = now + WEBKIT_ECHO_MS;
    }
  }

  /** True when the key belongs to the input method and the page must leave it alone. */
  belongsToInputMethod({ key, keyCode, isComposing, timeStamp }) {
    if (isComposing || this.#composing) {
      return true;
    }
    if (timeStamp <= this.#echoUntil) {
      this.#echoUntil = -Infinity;
      return true;
    }
    return keyCode === PROCESSED_BY_INPUT_METHOD && (key === "Enter" || key === "Process");
  }
}

/** Decides when to ask. `ask` is called with nothing; `timers` stands in for setTimeout in tests. */
export class AskClock {
  #ask;
  #android;
  #timers;
  #pending = null;

  constructor(ask, { android = false, timers = globalThis } = {}) {
    this.#ask = ask;
    this.#android = android;
    this.#timers = timers;
  }

  textChanged({ composing }) {
    this.cancel();
    if (!composing) {
      this.#askIn(PAUSE_MS);
    } else if (this.#android) {
      this.#askIn(ANDROID_PAUSE_MS);
    }
  }

  compositionEnded() {
    this.cancel();
    this.#askIn(PAUSE_MS);
  }

  cancel() {
    if (this.#pending !== null) {
      this.#timers.clearTimeout(this.#pending);
      this.#pending = null;
    }
  }

  #askIn(milliseconds) {
    // Called as a method of the window: a bare reference to setTimeout refuses to run.
    this.#pending = this.#timers.setTimeout(() => {
      this.#pending = null;
      this.#ask();
    }, milliseconds);
  }
}
