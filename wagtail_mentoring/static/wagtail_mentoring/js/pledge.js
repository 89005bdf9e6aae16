// The give-back form: finds a mentor while one types, and offers what that mentor would love to
// learn. Without this script there is a list of mentors and a field for any other name.

const MOST_SHOWN = 8;

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

class MentorPicker {
  // A list of mentors and a field for another name become one: type, then choose or go on.
  constructor(select, nameInput) {
    this.select = select;
    this.nameInput = nameInput;
    this.options = [...select.options].filter((option) => option.value);
    this.active = -1;
    this.build();
    const chosen = select.selectedOptions[0];
    this.input.value = nameInput.value || (chosen?.value ? chosen.text : "");
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.settle());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.click(event));
  }

  build() {
    const { select, nameInput } = this;
    const input = nameInput.cloneNode();
    const id = select.id;
    select.id = `${id}-list`;
    select.hidden = true;
    input.removeAttribute("name");
    input.id = id;
    input.autocomplete = "off";
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", `${id}-options`);
    for (const name of ["aria-describedby", "aria-invalid"]) {
      const value = select.getAttribute(name);
      value ? input.setAttribute(name, value) : input.removeAttribute(name);
    }
    this.list = document.createElement("ul");
    this.list.id = `${id}-options`;
    this.list.className = "mentoring-picker__options";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", select.dataset.label);
    this.list.hidden = true;
    const box = document.createElement("div");
    box.className = "mentoring-picker";
    select.before(box);
    box.append(input, this.list);
    this.input = input;
    this.nameField = nameInput.closest("[data-field]");
    this.nameField.hidden = true;
  }

  search() {
    const wanted = plain(this.input.value);
    this.store();
    this.show(this.options.filter((option) => plain(option.text).includes(wanted)));
  }

  show(options) {
    this.shown = options.slice(0, MOST_SHOWN);
    this.list.replaceChildren(
      ...this.shown.map((option, index) => {
        const item = document.createElement("li");
        item.id = `${this.list.id}-${index}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.textContent = option.text;
        return item;
      }),
    );
    this.active = -1;
    this.open(this.shown.length > 0);
  }

  open(isOpen) {
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) {
      this.active = -1;
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.list.hidden ? this.show(this.options) : null;
      this.mark((this.active + step + this.shown.length) % this.shown.length);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.open(false);
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.choose(this.shown[this.active]);
    }
  }

  mark(index) {
    this.active = index;
    [...this.list.children].forEach((item, place) => {
      item.setAttribute("aria-selected", String(place === index));
      if (place === index) {
        item.scrollIntoView({ block: "nearest" });
        this.input.setAttribute("aria-activedescendant", item.id);
      }
    });
  }

  click(event) {
    const place = [...this.list.children].indexOf(event.target.closest("li"));
    if (place >= 0) {
      this.choose(this.shown[place]);
    }
  }

  choose(option) {
    this.input.value = option.text;
    this.store();
    this.open(false);
  }

  store() {
    // What is in the list is chosen there; any other name goes along as it was typed.
    const typed = plain(this.input.value);
    const option = this.options.find((each) => plain(each.text) === typed);
    const before = this.select.value;
    this.select.value = option ? option.value : "";
    this.nameInput.value = option ? "" : this.input.value;
    if (this.select.value !== before) {
      this.select.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  settle() {
    this.store();
    this.open(false);
  }
}

class Suggestions {
  // What the chosen mentor would love to learn, to be tapped.
  constructor(form, select, input) {
    this.form = form;
    this.select = select;
    this.input = input;
    this.box = form.querySelector("[data-mentoring-suggestions]");
    this.group = this.box.querySelector("[role=group]");
    select.addEventListener("change", () => this.offer());
    input.addEventListener("input", () => this.press());
    this.offer();
  }

  offer() {
    const talents = JSON.parse(this.select.selectedOptions[0]?.dataset.talents || "[]");
    this.group.replaceChildren(
      ...talents.map((talent) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "mentoring-suggestions__one";
        button.textContent = talent;
        button.addEventListener("click", () => this.toggle(talent));
        return button;
      }),
    );
    this.box.hidden = talents.length === 0;
    this.press();
  }

  get named() {
    return this.input.value.split(/[,;]/).map((part) => part.trim()).filter(Boolean);
  }

  toggle(talent) {
    const named = this.named;
    const others = named.filter((each) => plain(each) !== plain(talent));
    const knowledge = this.form.querySelector("[name=kind][value=knowledge]");
    this.input.value = (others.length < named.length ? others : [...named, talent]).join(", ");
    if (knowledge && this.input.value) {
      knowledge.checked = true;
    }
    this.press();
  }

  press() {
    const named = this.named.map(plain);
    for (const button of this.group.children) {
      button.setAttribute("aria-pressed", String(named.includes(plain(button.textContent))));
    }
  }
}

function introduce(card, select) {
  // Whom the link has chosen is introduced for as long as nobody else is chosen.
  select.addEventListener("change", () => {
    card.hidden = select.value !== card.dataset.mentoringFor;
  });
}

for (const form of document.querySelectorAll("form.mentoring-form--pledge")) {
  const { mentor, mentor_name: name, talents } = form.elements;
  const card = form.previousElementSibling;
  if (mentor && card?.matches("[data-mentoring-for]")) {
    introduce(card, mentor);
  }
  if (mentor && talents) {
    new Suggestions(form, mentor, talents);
  }
  if (mentor && name && name.getAttribute("aria-invalid") !== "true") {
    new MentorPicker(mentor, name);
  }
}
