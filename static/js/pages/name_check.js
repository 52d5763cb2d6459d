/** The name check answers while one types, once place and kind are filled in. Without this file the button does it. */

import { AskClock, KeyGate, platformOf } from "../lib/composition.js";

const form = document.querySelector("form[data-name-check]");
if (form) {
  start(form);
}

function start(form) {
  const platform = platformOf(navigator.userAgent);
  const gate = new KeyGate(platform);
  const clock = new AskClock(() => ask(form), { android: platform.android });
  form.addEventListener("compositionstart", () => {
    gate.compositionStarted();
    clock.cancel();
  });
  form.addEventListener("compositionend", (event) => {
    gate.compositionEnded(event.timeStamp);
    clock.compositionEnded();
  });
  form.addEventListener("input", (event) => {
    clock.textChanged({ composing: event.isComposing || gate.composing });
  });
}

let request = null;

async function ask(form) {
  const asked = new URLSearchParams(new FormData(form));
  request?.abort();
  if (!asked.get("name").trim() || asked.get("division").trim().length < 2) {
    return;
  }
  request = new AbortController();
  const address = `${form.action}?${asked}`;
  try {
    const response = await fetch(address, { credentials: "same-origin", signal: request.signal });
    // A half-typed division is no mistake yet: only a whole answer takes the place of the last one.
    if (response.ok) {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      document.getElementById("report").replaceChildren(...page.getElementById("report").childNodes);
      history.replaceState(null, "", address);
    }
  } catch (error) {
    if (error.name !== "AbortError") {
      throw error;
    }
  }
}
