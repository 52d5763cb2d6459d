/** The few assertions that the script tests need. */

export function equal(found, wanted, what = "") {
  const [one, other] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (one !== other) {
    throw new Error(`${what} found ${one}, wanted ${other}`);
  }
}

/** Timers that stand still until `pass(milliseconds)`. */
export class Timers {
  now = 0;
  #due = new Map();
  #next = 1;

  setTimeout(call, milliseconds) {
    this.#due.set(this.#next, { at: this.now + milliseconds, call });
    this.#next += 1;
    return this.#next - 1;
  }

  clearTimeout(id) {
    this.#due.delete(id);
  }

  pass(milliseconds) {
    this.now += milliseconds;
    for (const [id, { at, call }] of [...this.#due]) {
      if (at <= this.now) {
        this.#due.delete(id);
        call();
      }
    }
  }
}
