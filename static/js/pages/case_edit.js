/** The application of a case at the counter: a draft from its first words on, kept as it is written, its names checked. */

import { keepForm } from "../lib/kept_form.js";
import { refreshReports } from "../lib/reports.js";

keepForm(document.querySelector("form[data-autosave]"), refreshReports);
