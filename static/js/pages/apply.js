/** One task of an application over the internet: kept as it is written, its names checked as they are kept. */

import { keepForm } from "../lib/kept_form.js";

/** The reports on the names that were just saved, as the server writes them into this page. */
async function refreshReports() {
  if (!document.getElementById("reports")) {
    return;
  }
  const response = await fetch(window.location.href, { credentials: "same-origin" });
  if (response.ok) {
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("reports");
    if (fresh) {
      document.getElementById("reports").replaceChildren(...fresh.childNodes);
    }
  }
}

const form = document.querySelector("form[data-autosave]");
if (form) {
  keepForm(form, refreshReports);
}
