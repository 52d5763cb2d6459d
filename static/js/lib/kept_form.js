/**
 * Keeps the fields of a form as they are written: at a pause, on leaving a field, on leaving the page.
 * Each field is sent with what this page saw of it. What another window wrote meanwhile is shown beside the field;
 * neither text is lost. Without this file the button does the same.
 *
 * A form with `data-begins` stands for nothing yet: with the first words all of it is sent, and the answer says where it
 * goes on (`at`).
 */

const PAUSE_MS = 1200;
const LONGEST_MS = 5000;
const RETRY_MS = 5000;

/** Everything about one field: its control (or its choices), what the server has, whether it waits for a word. */
class Field {
  constructor(node) {
    this.node = node;
    this.name = node.dataset.field;
    this.controls = [...node.querySelectorAll(`[name="${this.name}"]`)];
    this.seen = node.querySelector(`[name="seen-${this.name}"]`);
    // What the server wrote into the page: somebody may have typed before this file was there. A page that says what
    // is wrong with what the button sent holds texts that are kept nowhere.
    this.saved = node.closest("form").hasAttribute("data-unsaved") ? null : this.#first();
    this.refused = null;
    this.theirs = null;
  }

  get isText() {
    return !this.#isChoice && this.controls[0].tagName !== "SELECT";
  }

  get #isChoice() {
    return this.controls[0].type === "radio";
  }

  #first() {
    if (this.#isChoice) {
      return this.controls.find((one) => one.defaultChecked)?.value ?? "";
    }
    const [control] = this.controls;
    return control.tagName === "SELECT"
      ? ([...control.options].find((one) => one.defaultSelected) ?? control.options[0])?.value ?? ""
      : control.defaultValue;
  }

  get value() {
    return (this.#isChoice ? this.controls.find((one) => one.checked)?.value : this.controls[0].value) ?? "";
  }

  set value(value) {
    if (this.#isChoice) {
      for (const one of this.controls) {
        one.checked = one.value === value;
      }
    } else {
      this.controls[0].value = value;
    }
  }

  get isDirty() {
    return this.theirs === null && this.value !== this.saved && this.value !== this.refused;
  }

  get isKept() {
    return this.theirs === null && this.value === this.saved;
  }

  keep(value, version) {
    this.saved = value;
    this.seen.value = version;
    this.refused = null;
    this.fault("");
  }

  fault(words) {
    this.node.querySelector(".field-error").textContent = words;
    this.node.classList.toggle("has-error", Boolean(words));
    for (const one of this.controls) {
      one.setAttribute("aria-invalid", String(Boolean(words)));
    }
  }

  showTheirs({ value, version }) {
    this.theirs = { value, version };
    const box = this.node.querySelector(".elsewhere");
    box.querySelector(".elsewhere-text").textContent = this.#words(value);
    box.querySelector(".elsewhere-script").hidden = false;
    box.hidden = false;
  }

  #words(value) {
    const chosen = this.#isChoice
      ? this.controls.find((one) => one.value === value)?.labels[0]
      : [...(this.controls[0].options ?? [])].find((one) => one.value === value);
    return chosen?.textContent.trim() ?? value;
  }

  /** The person has chosen: their own text stands against the version that they have now seen, or the other one does. */
  settle(whose) {
    const { value, version } = this.theirs;
    this.theirs = null;
    this.saved = value;
    this.seen.value = version;
    if (whose === "theirs") {
      this.value = value;
      // A map that shows the field follows.
      this.controls[0].dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.node.querySelector(".elsewhere").hidden = true;
    (this.controls.find((one) => one.checked) ?? this.controls[0]).focus();
  }
}

/** Sends what is dirty, one request at a time, and says how it went. */
class Keeper {
  #form;
  #fields;
  #state;
  #onSaved;
  #timer = null;
  #dirtySince = null;
  #composing = false;
  #running = null;
  #leaving = false;
  #ended = false;

  constructor(form, onSaved) {
    this.#form = form;
    this.#onSaved = onSaved;
    this.#fields = [...form.querySelectorAll("[data-field]")].map((node) => new Field(node));
    this.#state = form.querySelector("[data-save-state]");
    for (const field of this.#fields) {
      const box = field.node.querySelector(".elsewhere");
      box.addEventListener("click", (event) => {
        const whose = event.target.dataset.keep;
        if (whose && field.theirs) {
          field.settle(whose);
          if (this.#fields.every((one) => one.isKept)) {
            // Nothing is left to be sent: what the page told of it is over.
            this.#state.textContent = "";
            this.#state.dataset.tone = "";
          }
          this.save();
        }
      });
    }
    form.addEventListener("compositionstart", () => {
      this.#composing = true;
    });
    form.addEventListener("compositionend", () => {
      this.#composing = false;
      this.#soon();
    });
    form.addEventListener("input", () => this.#soon());
    form.addEventListener("change", () => this.save());
    form.addEventListener("focusout", () => this.save());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") {
        this.save();
      }
    });
    window.addEventListener("online", () => this.save());
    window.addEventListener("beforeunload", (event) => {
      if (!this.#leaving && this.#isBegun && this.#fields.some((field) => !field.isKept)) {
        this.save();
        event.preventDefault();
      }
    });
    form.addEventListener("submit", (event) => this.#submit(event));
    if (this.#fields.some((field) => field.isDirty)) {
      this.#soon();
    }
  }

  /** A choice alone opens nothing: somebody may only have looked at the form. */
  get #isBegun() {
    return !("begins" in this.#form.dataset) || this.#fields.some((field) => field.isText && !field.isKept);
  }

  /** The button waits for what is on its way, so that it does not run into its own page's writing. */
  #submit(event) {
    if (this.#running === null) {
      this.#leaving = true;
      return;
    }
    event.preventDefault();
    const { submitter } = event;
    this.#running.then(() => this.#form.requestSubmit(submitter));
  }

  #soon() {
    this.#dirtySince ??= performance.now();
    clearTimeout(this.#timer);
    // Half a word of an input method is no text yet; whoever types without a pause is kept all the same.
    if (!this.#composing) {
      const waited = performance.now() - this.#dirtySince;
      this.#timer = setTimeout(() => this.save(), Math.max(0, Math.min(PAUSE_MS, LONGEST_MS - waited)));
    }
  }

  async save() {
    clearTimeout(this.#timer);
    if (this.#running || this.#composing || this.#ended) {
      return;
    }
    const dirty = this.#fields.filter((field) => field.isDirty);
    this.#dirtySince = null;
    if (dirty.length === 0 || !this.#isBegun) {
      return;
    }
    this.#say("saving");
    const all = "begins" in this.#form.dataset ? this.#fields : dirty;
    const sent = new Map(all.map((field) => [field, field.value]));
    this.#running = this.#send(sent);
    const answer = await this.#running;
    this.#running = null;
    if (answer === null) {
      this.#say("failed", "bad");
      this.#timer = setTimeout(() => this.save(), RETRY_MS);
      return;
    }
    this.#take(sent, answer);
    if (this.#fields.some((field) => field.isDirty)) {
      this.#soon();
    }
  }

  async #send(sent) {
    const body = new URLSearchParams({ csrf_token: this.#form.elements.csrf_token.value });
    if (this.#form.elements.draft_id) {
      body.set("draft_id", this.#form.elements.draft_id.value);
    }
    for (const [field, value] of sent) {
      body.set(field.name, value);
      body.set(`seen-${field.name}`, field.seen.value);
    }
    try {
      const response = await fetch(this.#form.action, {
        method: "POST",
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        keepalive: body.toString().length < 60_000,
        body,
      });
      if (response.status === 400 || response.status === 401) {
        await this.#renew();
      }
      const ends = this.#form.dataset.ended ? [403, 409] : [409];
      const isOurs = [200, 412, 422, ...ends].includes(response.status);
      return isOurs ? { ...(await response.json()), status: response.status } : null;
    } catch {
      return null;
    }
  }

  /** Whoever was signed out and signs in again in another window has another token: this page, asked for anew, has it. */
  async #renew() {
    const response = await fetch(window.location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const token = page.querySelector("form[data-autosave] [name=csrf_token]");
    if (response.ok && token) {
      this.#form.elements.csrf_token.value = token.value;
    }
  }

  #take(sent, answer) {
    if (answer.at && "begins" in this.#form.dataset) {
      delete this.#form.dataset.begins;
      this.#form.action = answer.at;
      window.history.replaceState(null, "", answer.at);
    }
    if (answer.status === 200) {
      this.#keep(sent, answer);
      return;
    }
    if (answer.status === 409 || answer.status === 403) {
      this.#end();
      return;
    }
    // All or none was written: what is not at fault goes with the next request.
    this.#say("refused", "bad");
    for (const [field, value] of sent) {
      if (answer.elsewhere?.[field.name]) {
        field.showTheirs(answer.elsewhere[field.name]);
      } else if (answer.problems?.[field.name]) {
        field.refused = value;
        field.fault(answer.problems[field.name]);
      }
    }
  }

  /** Everything was written; some of it may not be understood, and some may follow from the rest. */
  #keep(sent, { versions, saved_at: time, problems = {}, values = {} }) {
    for (const [field, value] of sent) {
      field.keep(value, versions[field.name]);
    }
    for (const field of this.#fields) {
      if (field.name in values && field.isKept) {
        field.value = values[field.name];
        field.keep(values[field.name], versions[field.name]);
      }
      if (field.isKept && this.#form.dataset.partly) {
        field.fault(problems[field.name] ?? "");
      }
    }
    const isPartly = Object.keys(problems).length > 0;
    this.#say(isPartly ? "partly" : "saved", isPartly ? "bad" : "", time);
    this.#onSaved();
  }

  /** Nothing can be written here any more: the page shows how it stands, or, where that would lose words, says so. */
  #end() {
    this.#ended = true;
    if (this.#form.dataset.ended) {
      this.#say("ended", "bad");
    } else {
      this.#leaving = true;
      window.location.reload();
    }
  }

  #say(key, tone = "", time = "") {
    this.#state.textContent = this.#form.dataset[key].replace("{time}", time);
    this.#state.dataset.tone = tone;
  }
}

/** Keep a form from now on; `onSaved` is called whenever something was written. */
export function keepForm(form, onSaved = () => {}) {
  new Keeper(form, onSaved);
}
