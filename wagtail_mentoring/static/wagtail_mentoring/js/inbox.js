/* The inbox: decisions without leaving the list. Everything works without this script, too. */

const inbox = document.querySelector("[data-mentoring-inbox]");
const says = document.querySelector("[data-mentoring-says]");
const help = document.querySelector("[data-mentoring-help]");
const FOLD_AFTER = 12;

const cards = () => [...inbox.querySelectorAll("[data-mentoring-card]")];
const isOpen = (card) => !card.hasAttribute("data-decided");

function say(words) {
  says.textContent = "";
  requestAnimationFrame(() => { says.textContent = words; });
}

/* --- Long texts are folded ------------------------------------------------------------------ */

function fold(within) {
  for (const text of within.querySelectorAll("[data-mentoring-fold]:not(.is-measured)")) {
    text.classList.add("is-measured");
    const lines = text.scrollHeight / parseFloat(getComputedStyle(text).lineHeight);
    if (lines < FOLD_AFTER + 1.5) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "mentoring-unfold";
    const set = (isFolded) => {
      text.classList.toggle("is-folded", isFolded);
      button.textContent = isFolded ? inbox.dataset.more : inbox.dataset.less;
      button.setAttribute("aria-expanded", String(!isFolded));
    };
    button.addEventListener("click", () => set(button.getAttribute("aria-expanded") === "true"));
    set(true);
    text.after(button);
  }
}

/* --- Deciding ------------------------------------------------------------------------------- */

async function decide(form, submitter) {
  const card = form.closest("[data-mentoring-card]");
  if (card.hasAttribute("aria-busy")) return;
  card.setAttribute("aria-busy", "true");
  const body = new FormData(form);
  body.set(submitter.name, submitter.value);
  let answer;
  try {
    const headers = { "X-Requested-With": "XMLHttpRequest" };
    const response = await fetch(form.action, { method: "POST", body, headers });
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    answer = await response.json();
  } catch {
    say(inbox.dataset.failed);
    showFailure(card);
    return;
  } finally {
    card.removeAttribute("aria-busy");
  }
  const isUndo = answer.done && submitter.value === "undo";
  card.innerHTML = answer.card;
  card.toggleAttribute("data-decided", !isUndo);
  fold(card);
  count(answer);
  tick();
  say(answer.said);
  focusAfter(card, isUndo);
}

function showFailure(card) {
  const old = card.querySelector(".mentoring-card__failed");
  const message = old ?? document.createElement("p");
  message.className = "mentoring-card__failed";
  message.textContent = inbox.dataset.failed;
  if (!old) card.append(message);
}

function focusAfter(card, isUndo) {
  const all = cards();
  const open = all.filter(isOpen);
  const next = isUndo ? card : open.find((each) => all.indexOf(each) > all.indexOf(card)) ?? open[0];
  const more = inbox.querySelector("[data-mentoring-more]");
  more.hidden = open.length > 0;
  if (next) next.focus();
  else (more.querySelector("a") ?? card).focus();
}

function count({ waiting, title }) {
  for (const place of inbox.querySelectorAll("[data-mentoring-waiting]")) {
    (place.firstChild ?? place).textContent = waiting;
  }
  const old = inbox.dataset.title;
  if (!inbox.hasAttribute("data-counts") || old === title) return;
  document.title = document.title.replace(old, title);
  const header = document.querySelector("main header") ?? document.body;
  const texts = document.createTreeWalker(header, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    if (node.textContent.trim() === old) node.textContent = node.textContent.replace(old, title);
  }
  inbox.dataset.title = title;
}

/* --- Ticking several ------------------------------------------------------------------------ */

function ticks() {
  return [...inbox.querySelectorAll("[data-mentoring-card] [data-mentoring-tick]")];
}

function tick() {
  const place = inbox.querySelector("[data-mentoring-ticked]");
  if (!place) return;
  const number = ticks().filter((box) => box.checked).length;
  place.textContent = number ? inbox.dataset.ticked.replace("0", number) : "";
  const page = inbox.querySelector("[data-mentoring-tick-page]");
  page.hidden = false;
  page.querySelector("input").checked = number > 0 && number === ticks().length;
}

/* --- Keys ----------------------------------------------------------------------------------- */

function press(key) {
  const here = document.activeElement?.closest?.("[data-mentoring-card]");
  let card = here ?? cards().find(isOpen);
  if (key === "u" && !(here && !isOpen(here))) {
    card = inbox.querySelector("[data-mentoring-last]") ?? here;
  }
  const target = card?.querySelector(`[data-key="${key}"]`);
  if (!target) return false;
  target.click();
  const details = target.closest("details[open]");
  if (target.tagName === "SUMMARY") details?.querySelector("select, input:not([type=hidden])")?.focus();
  return true;
}

/** Wagtail has a switch of its own for all keys; preventing the default keeps its "?" quiet. */
function keysAreOn() {
  const config = JSON.parse(document.getElementById("wagtail-config")?.textContent ?? "{}");
  return inbox.hasAttribute("data-keys") && config.KEYBOARD_SHORTCUTS_ENABLED !== false;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help?.open) return;
  if (event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  if (document.querySelector("dialog[open], [role=dialog]:not([aria-hidden=true])")) return;
  if (event.key === "?" && help) {
    help.showModal();
    event.preventDefault();
  } else if ("prsxu".includes(event.key) && keysAreOn() && press(event.key)) {
    event.preventDefault();
  }
});

/** Leaves the question why, back to its button; Wagtail's own Escape opens or closes its menu. */
inbox.addEventListener("keydown", (event) => {
  const asked = event.key === "Escape" && event.target.closest(".mentoring-remove[open]");
  if (!asked) return;
  asked.open = false;
  asked.querySelector("summary").focus();
  event.stopPropagation();
});

/* --- What is clicked ------------------------------------------------------------------------ */

inbox.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!form.matches("[data-mentoring-decide]") || !submitter) return;
  event.preventDefault();
  for (const card of cards()) card.removeAttribute("data-mentoring-last");
  form.closest("[data-mentoring-card]").setAttribute("data-mentoring-last", "");
  decide(form, submitter);
});

inbox.addEventListener("change", (event) => {
  const page = event.target.closest("[data-mentoring-tick-page]");
  if (page) for (const box of ticks()) box.checked = event.target.checked;
  tick();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-mentoring-keys]")) help?.showModal();
  if (event.target.closest("[data-mentoring-close]")) help?.close();
});

function begin() {
  fold(inbox);
  tick();
  const button = inbox.querySelector("[data-mentoring-keys]");
  if (button) button.hidden = !help;
}

begin();
document.addEventListener("w-swap:success", begin);
