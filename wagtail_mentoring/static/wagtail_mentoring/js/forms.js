// Forms that a visitor sends: fetches the ticket on the first focus, tells somebody signed in
// under which name they write, says whether anything was put in by hand, and keeps a second tap or a lost connection from doing harm.
// Without this script the server shows the form once more, with one button to send it.

const TICKET_TIMEOUT = 4000;
const WRITTEN = "textarea, input:is([type=text], [type=email], [type=url])";

class MentoringForm {
  constructor(form) {
    this.form = form;
    this.ticket = form.querySelector("input[name=ticket]");
    this.status = form.querySelector("[data-mentoring-status]");
    this.button = form.querySelector("button[type=submit]");
    this.label = this.button.textContent;
    this.sending = false;
    this.fetching = null;
    form.addEventListener("focusin", () => this.prepare(), { once: true });
    form.addEventListener("submit", (event) => this.submit(event));
    window.addEventListener("pageshow", (event) => event.persisted && this.reset());
    this.noticeTyping();
  }

  // One bit, yes or no; never what, when or how. Typing, pasting, dictating, and password managers
  // all end in one of these events; what a browser brings back, or the server, is there already.
  noticeTyping() {
    const typed = this.form.querySelector("input[name=typed]");
    const yes = () => (typed.value = "yes");
    const filled = () => [...this.form.elements].some((one) => one.matches(WRITTEN) && one.value);
    typed.value = "no";
    this.form.addEventListener("input", yes);
    this.form.addEventListener("change", yes);
    window.addEventListener("pageshow", () => filled() && yes());
  }

  prepare() {
    if (!this.fetching && !this.ticket.value) {
      this.fetching = this.fetchTicket();
    }
    return this.fetching;
  }

  async fetchTicket() {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), TICKET_TIMEOUT);
    try {
      const response = await fetch(this.form.dataset.ticketUrl, {
        credentials: "same-origin",
        cache: "no-store",
        signal: timeout.signal,
      });
      if (response.ok) {
        const answer = await response.json();
        this.ticket.value = answer.ticket;
        this.showWriter(answer.writing_as);
        this.showWaiting(answer.waiting_here);
      }
    } catch {
      // The server takes the form without a ticket, too, and asks once more.
    } finally {
      clearTimeout(timer);
      this.fetching = null;
    }
  }

  showWriter(writer) {
    const line = this.form.querySelector("[data-mentoring-writing-as]");
    if (!writer || !line) {
      return;
    }
    this.form.querySelector("[data-mentoring-members]")?.remove();
    for (const name of ["name", "email"].filter((field) => !writer.needs.includes(field))) {
      const field = this.form.querySelector(`[data-field="${name}"]`);
      if (field) {
        const focused = field.contains(document.activeElement);
        field.hidden = true;
        field.querySelector("input").disabled = true;
        if (focused) {
          this.form.querySelector("[data-field]:not([hidden]) :is(input, textarea)")?.focus();
        }
      }
    }
    if (writer.name) {
      line.querySelector("[data-mentoring-writer]").textContent = writer.name;
      const greeting = line.querySelector("[data-mentoring-greeting]");
      if (greeting) {
        greeting.textContent = writer.greeting;
      }
      line.hidden = false;
      this.form.querySelector("[data-mentoring-sign-in]")?.remove();
    }
  }

  // To moderators: a page from a shared cache has no userbar that could say it.
  showWaiting(waiting) {
    const line = this.form.querySelector("[data-mentoring-waiting]");
    if (waiting && line) {
      const link = line.querySelector("a");
      link.textContent = waiting.words;
      link.href = waiting.url;
      line.hidden = false;
    }
  }

  async submit(event) {
    if (this.sending) {
      event.preventDefault();
      return;
    }
    if (!navigator.onLine) {
      event.preventDefault();
      this.say(this.form.dataset.offline);
      return;
    }
    if (event.submitter?.name === "preview") {
      return;
    }
    this.sending = true;
    this.button.setAttribute("aria-disabled", "true");
    this.button.textContent = this.form.dataset.busy || this.label;
    if (!this.ticket.value) {
      event.preventDefault();
      await this.prepare();
      this.form.submit();
    }
  }

  reset() {
    this.sending = false;
    this.button.removeAttribute("aria-disabled");
    this.button.textContent = this.label;
    this.say("");
  }

  say(message) {
    if (this.status) {
      this.status.textContent = message || "";
    }
  }
}

for (const form of document.querySelectorAll("form[data-mentoring-form]")) {
  new MentoringForm(form);
}
