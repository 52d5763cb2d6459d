/** On every page: suggestions for each search box, the CSRF token for htmx, focus on the list of faults. */

import { csrfToken } from "../lib/fetch.js";
import { attachSuggest } from "../lib/suggest.js";

for (const input of document.querySelectorAll("input[data-suggest]")) {
  attachSuggest(input);
}

document.body.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});

// An open menu closes with Escape or a press beside it, like every other menu.
for (const menu of document.querySelectorAll("details.menu")) {
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

document.getElementById("problems")?.focus();
