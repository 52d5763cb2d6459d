/** Mirrors static/js/lib/composition.js: the five rules on input methods. */

import { AskClock, KeyGate, platformOf } from "/static/js/lib/composition.js";
import { Timers, equal } from "./expect.js";

const key = (name, more = {}) => ({ key: name, keyCode: 0, isComposing: false, timeStamp: 0, ...more });

function clock(options = {}) {
  const timers = new Timers();
  const asked = [];
  return { timers, asked, clock: new AskClock(() => asked.push(timers.now), { timers, ...options }) };
}

export default {
  "rule 1: nothing is asked while composing": () => {
    const { timers, asked, clock: it } = clock();
    it.textChanged({ composing: true });
    timers.pass(10_000);
    equal(asked, []);
  },
  "rule 1: one question 200 ms after the composition, however the events are ordered": () => {
    for (const inputLast of [true, false]) {
      const { timers, asked, clock: it } = clock();
      it.textChanged({ composing: true });
      it.compositionEnded();
      if (inputLast) {
        it.textChanged({ composing: false });
      }
      timers.pass(199);
      equal(asked, []);
      timers.pass(1);
      equal(asked, [200]);
      timers.pass(10_000);
      equal(asked, [200]);
    }
  },
  "a new composition takes back the question of the last one": () => {
    const { timers, asked, clock: it } = clock();
    it.compositionEnded();
    timers.pass(100);
    it.cancel();
    it.textChanged({ composing: true });
    timers.pass(10_000);
    equal(asked, []);
  },
  "rule 2: Enter and arrows belong to the input method while composing": () => {
    const gate = new KeyGate({ webkit: false });
    gate.compositionStarted();
    for (const name of ["Enter", "ArrowDown", "ArrowUp", "Escape"]) {
      equal(gate.belongsToInputMethod(key(name)), true, name);
      equal(new KeyGate({ webkit: false }).belongsToInputMethod(key(name, { isComposing: true })), true, name);
    }
    gate.compositionEnded(0);
    equal(gate.belongsToInputMethod(key("Enter")), false);
  },
  "rule 2: keyCode 229 counts for Enter, not for arrows and Backspace": () => {
    const gate = new KeyGate({ webkit: false });
    equal(gate.belongsToInputMethod(key("Enter", { keyCode: 229 })), true);
    for (const name of ["ArrowDown", "ArrowUp", "ArrowLeft", "Backspace"]) {
      equal(gate.belongsToInputMethod(key(name, { keyCode: 229 })), false, name);
    }
  },
  "rule 2: WebKit's echo of the committing key is dropped once, within 500 ms": () => {
    const gate = new KeyGate({ webkit: true });
    gate.compositionStarted();
    gate.compositionEnded(1000);
    equal(gate.belongsToInputMethod(key("Enter", { timeStamp: 1004 })), true);
    equal(gate.belongsToInputMethod(key("Enter", { timeStamp: 1200 })), false, "the second is a real one");
    gate.compositionStarted();
    gate.compositionEnded(2000);
    equal(gate.belongsToInputMethod(key("Enter", { timeStamp: 2501 })), false, "too late for an echo");
  },
  "rule 2: other engines send no echo": () => {
    const gate = new KeyGate({ webkit: false });
    gate.compositionStarted();
    gate.compositionEnded(1000);
    equal(gate.belongsToInputMethod(key("Enter", { timeStamp: 1004 })), false);
  },
  "rule 3: Android asks after 800 ms without change, also while composing": () => {
    const { timers, asked, clock: it } = clock({ android: true });
    it.textChanged({ composing: true });
    timers.pass(700);
    it.textChanged({ composing: true });
    timers.pass(799);
    equal(asked, []);
    timers.pass(1);
    equal(asked, [1500]);
  },
  "platforms are told by what they are, not by what they name": () => {
    const agents = {
      "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15": [true, false],
      "Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36": [false, false],
      "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile": [false, true],
      "Mozilla/5.0 (X11; Linux; rv:128.0) Gecko/20100101 Firefox/128.0": [false, false],
    };
    for (const [agent, [webkit, android]] of Object.entries(agents)) {
      equal(platformOf(agent), { webkit, android }, agent);
    }
  },
  "500 random typing sequences: never a question while composing, one for each pause": () => {
    let state = 20260101;
    const random = (most) => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return Math.floor((state / 2147483648) * most);
    };
    for (let sequence = 0; sequence < 500; sequence += 1) {
      const { timers, asked, clock: it } = clock();
      let composing = false;
      let quiet = null;
      let wanted = 0;
      for (let step = 0; step < 30; step += 1) {
        const before = asked.length;
        const action = random(4);
        if (action === 0) {
          composing = true;
          quiet = null;
          it.cancel();
        } else if (action === 1 && composing) {
          composing = false;
          quiet = timers.now;
          it.compositionEnded();
        } else if (action === 2) {
          quiet = composing ? null : timers.now;
          it.textChanged({ composing });
        } else {
          timers.pass(random(400));
          if (quiet !== null && timers.now - quiet >= 200) {
            wanted += 1;
            quiet = null;
          }
        }
        equal(composing && asked.length > before, false, `sequence ${sequence}, step ${step}`);
        equal(asked.length, wanted, `sequence ${sequence}, step ${step}`);
      }
    }
  },
};
