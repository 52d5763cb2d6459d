/** One task of an application over the internet: kept as it is written, its names checked as they are kept. */

import { keepForm } from "../lib/kept_form.js";
import { refreshReports } from "../lib/reports.js";

const form = document.querySelector("form[data-autosave]");
if (form) {
  keepForm(form, refreshReports);
}
