/** The application of a case at the counter: a draft from its first words on, kept as it is written. */

import { keepForm } from "../lib/kept_form.js";

keepForm(document.querySelector("form[data-autosave]"));
