/**
 * Keeps the fields of an application as they are written: at a pause, on leaving a field, on leaving the page.
 * Each field is sent with the version that this page saw of it. What another window wrote meanwhile is shown beside the
 * field; neither text is lost. Without this file the button does the same.
 */

const PAUSE_MS = 1200;
const LONGEST_MS = 5000;
const RETRY_MS = 5000;

/** Everything about one field: its control, what the server has, and whether it waits for the person's word. */
class Field {
  constructor(node) {
    this.node = node;
    this.name = node.dataset.field;
    this.control = node.querySelector(`[name="${this.name}"]`);
    this.seen = node.querySelector(`[name="seen-${this.name}"]`);
    // What the server wrote into the page: somebody may have typed before this file was there. A page that says what
    // is wrong with what the button sent holds texts that are kept nowhere.
    this.saved = node.closest("form").hasAttribute("data-unsaved") ? null : this.control.defaultValue;
    this.refused = null;
    this.theirs = null;
  }

  get isDirty() {
    return this.theirs === null && this.control.value !== this.saved && this.control.value !== this.refused;
  }

  get isKept() {
    return this.theirs === null && this.control.value === this.saved;
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
    this.control.setAttribute("aria-invalid", String(Boolean(words)));
  }

  showTheirs({ value, version }) {
    this.theirs = { value, version };
    const box = this.node.querySelector(".elsewhere");
    box.querySelector(".elsewhere-text").textContent = value;
    box.querySelector(".elsewhere-script").hidden = false;
    box.hidden = false;
  }

  /** The person has chosen: their own text stands against the version that they have now seen, or the other one does. */
  settle(whose) {
    const { value, version } = this.theirs;
    this.theirs = null;
    this.saved = value;
    this.seen.value = version;
    if (whose === "theirs") {
      this.control.value = value;
    }
    this.node.querySelector(".elsewhere").hidden = true;
    this.control.focus();
  }
}

/** Sends what is dirty, one request at a time, and says how it went. */
class Keeper {
  #form;
  #fields;
  #state;
  #timer = null;
  #dirtySince = null;
  #composing = false;
  #running = null;

  constructor(form) {
    this.#form = form;
    this.#fields = [...form.querySelectorAll("[data-field]")].map((node) => new Field(node));
    this.#state = form.querySelector("[data-save-state]");
    for (const field of this.#fields) {
      const box = field.node.querySelector(".elsewhere");
      box.addEventListener("click", (event) => {
        const whose = event.target.dataset.keep;
        if (whose && field.theirs) {
          field.settle(whose);
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
      if (!this.#leaving && this.#fields.some((field) => !field.isKept)) {
        this.save();
        event.preventDefault();
      }
    });
    form.addEventListener("submit", () => {
      this.#leaving = true;
    });
    if (this.#fields.some((field) => field.isDirty)) {
      this.#soon();
    }
  }

  #leaving = false;

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
    if (this.#running || this.#composing) {
      return;
    }
    const dirty = this.#fields.filter((field) => field.isDirty);
    this.#dirtySince = null;
    if (dirty.length === 0) {
      return;
    }
    this.#say("saving");
    const sent = new Map(dirty.map((field) => [field, field.control.value]));
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
      const isOurs = [200, 409, 412, 422].includes(response.status);
      return isOurs ? { status: response.status, ...(await response.json()) } : null;
    } catch {
      return null;
    }
  }

  #take(sent, answer) {
    if (answer.status === 200) {
      for (const [field, value] of sent) {
        field.keep(value, answer.versions[field.name]);
      }
      this.#say("saved", "", answer.saved_at);
      if (sent.size > 0 && document.getElementById("reports")) {
        refreshReports();
      }
      return;
    }
    if (answer.status === 409) {
      // Handed in from another window: the page shows how it stands.
      this.#leaving = true;
      window.location.reload();
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

  #say(key, tone = "", time = "") {
    this.#state.textContent = this.#form.dataset[key].replace("{time}", time);
    this.#state.dataset.tone = tone;
  }
}

/** The reports on the names that were just saved, as the server writes them into this page. */
async function refreshReports() {
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
  new Keeper(form);
}
