// Tell me what you want to do: a dialog over the page, whose results are the page's own
// actions and what the server finds. Without this script it is a page like any other.
import { actionsOfThisPage, bare, fitting, openDialog, run } from "./tell-me-actions.js";
import { opened, post } from "./recent.js";
import { openShortcuts } from "./shortcuts.js";

const REST = 120; // ms without typing before the server is asked

let dialog = null;
let asking = null; // the request that is under way
let active = 0;

const opener = () => document.querySelector("a[data-tell-me]");

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-tell-me]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openTellMe();
});

document.addEventListener("keydown", (event) => {
  const altQ = event.altKey && !event.ctrlKey && event.code === "KeyQ";
  const controlK = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
  if (!(altQ || controlK) || !opener()) return;
  event.preventDefault();
  openTellMe();
});

// The box is there at once, so that no letter is lost; what is found comes after.
function openTellMe() {
  if (document.querySelector("dialog[open]")) return;
  const already = document.querySelector("#tell_me_q"); // one is on its page
  if (already) {
    already.focus();
    return;
  }
  const actions = actionsOfThisPage();
  dialog = document.createElement("dialog");
  dialog.className = "tell-me-dialog";
  dialog.setAttribute("aria-labelledby", "tell_me_label");
  dialog.append(frame(opener().dataset));
  document.body.append(dialog);
  const input = dialog.querySelector("input");
  dialog.addEventListener("close", () => dialog.remove(), { once: true });
  dialog.addEventListener("click", (event) => onClick(event));
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    runFirst();
  });
  input.addEventListener("input", () => ask(input, actions));
  input.addEventListener("keydown", (event) => onKey(event));
  dialog.showModal();
  input.focus();
  show(dialog.querySelector("#tell_me_results"), "", actions);
  ask(input, actions, 0);
}

function frame({ label, placeholder, shortcutsCaption }) {
  const box = document.createElement("div");
  box.className = "tell-me";
  box.innerHTML = `<form class="tell-me-form"><label class="tell-me-label" id="tell_me_label" for="tell_me_q"></label>
    <input class="form-control" type="text" id="tell_me_q" maxlength="100" autocomplete="off" spellcheck="false"
      role="combobox" aria-expanded="true" aria-autocomplete="list" aria-controls="tell_me_results"></form>
    <div id="tell_me_results" class="tell-me-results"></div>
    <p class="visually-hidden" role="status" data-tell-me-said></p>
    <div class="tell-me-foot">
      <button type="button" class="btn btn-sm" data-tell-me-pin aria-keyshortcuts="Alt+P"><span></span> <kbd>Alt+P</kbd></button>
      <button type="button" class="btn btn-sm" data-tell-me-shortcuts><span></span> <kbd>?</kbd></button>
    </div>`;
  box.querySelector("label").textContent = label;
  box.querySelector("input").placeholder = placeholder;
  const sheet = box.querySelector("[data-tell-me-shortcuts]");
  sheet.querySelector("span").textContent = shortcutsCaption;
  if (document.documentElement.dataset.singleKeys === "off") sheet.querySelector("kbd").remove();
  return box;
}

async function found(asked, signal) {
  const address = new URL(opener().href);
  address.searchParams.set("q", asked);
  const headers = { "HX-Request": "true", "HX-Target": "tell_me_results" };
  const response = await fetch(address, { headers, signal });
  const elsewhere = response.headers.get("HX-Redirect"); // to sign in again
  if (elsewhere) location.assign(elsewhere);
  const template = document.createElement("template");
  template.innerHTML = await response.text();
  return template.content.firstElementChild;
}

// The server is asked when typing rests; Enter waits for its answer.
function ask(input, actions, rest = REST) {
  asking?.abort.abort();
  const abort = new AbortController();
  const answer = new Promise((resolve) => setTimeout(resolve, rest))
    .then(() => (abort.signal.aborted ? null : found(input.value, abort.signal)))
    .then((results) => {
      if (!results || abort.signal.aborted || !dialog?.open) return;
      dialog.querySelector("#tell_me_results").replaceWith(results);
      show(results, input.value, actions);
      asking = null;
    })
    .catch((error) => {
      if (error.name !== "AbortError") throw error;
    });
  asking = { abort, answer };
  return answer;
}

function show(results, asked, actions) {
  const here = [...fitting(actions, asked), ...theSheet(asked)];
  const first = sectionsOf(here);
  const known = bare(asked) ? null : [...results.querySelectorAll("section:has([data-what])")].findLast(isKnown);
  if (known) known.after(...first);
  else results.prepend(...first);
  if (here.length) results.querySelector(".tell-me-nothing")?.remove();
  asListbox(results);
  activate(0);
  say(opener().dataset.found.replace("{count}", options().length));
}

// Without a word: what is pinned and what was opened lately, before everything else.
const isKnown = (each) => each.hasAttribute("data-known");

// The shortcuts are found by their name, too.
function theSheet(asked) {
  const button = document.querySelector("a[data-shortcuts]");
  if (!button || !bare(asked)) return [];
  const title = opener().dataset.shortcutsCaption;
  const sheet = { button, title, of: opener().dataset.actions, says: ["keyboard shortcuts", "sneltoetsen", "toetsen"], shortcut: "?" };
  return fitting([sheet], asked);
}

function say(text) {
  const said = dialog.querySelector("[data-tell-me-said]");
  if (said) said.textContent = text;
}

// Sections of actions ------------------------------------------------------------

// One for the rows that are ticked, one for the selected row, one for the page itself.
function sectionsOf(actions) {
  const captions = [...new Set(actions.map(({ of }) => of))];
  return captions.map((caption, at) =>
    section(
      `tell_me_actions_${at}`,
      caption,
      actions.filter(({ of }) => of === caption),
    ),
  );
}

function section(id, title, actions) {
  const made = document.createElement("section");
  const caption = Object.assign(document.createElement("h2"), { id, textContent: title });
  made.setAttribute("aria-labelledby", id);
  const items = document.createElement("ul");
  items.append(...actions.map(item));
  made.append(caption, items);
  return made;
}

function item(action) {
  const { button, title, shortcut, isOff, why } = action;
  const made = document.createElement("li");
  const link = document.createElement("a");
  link.href = button.href ?? "#";
  link.action = action;
  link.append(Object.assign(document.createElement("span"), { className: "tell-me-title", textContent: title }));
  if (isOff) {
    link.setAttribute("aria-disabled", "true");
    link.append(Object.assign(document.createElement("span"), { className: "tell-me-detail", textContent: why }));
  }
  if (shortcut) link.append(Object.assign(document.createElement("kbd"), { textContent: shortcut }));
  made.append(link);
  return made;
}

// Combobox and listbox (ARIA) ------------------------------------------------

const options = () => [...dialog.querySelectorAll("#tell_me_results a")];

function asListbox(results) {
  for (const form of results.querySelectorAll("form.tell-me-pin")) form.replaceWith(pinMark(form));
  results.setAttribute("role", "listbox");
  results.setAttribute("aria-labelledby", "tell_me_label");
  for (const each of results.querySelectorAll("section")) each.setAttribute("role", "group");
  for (const each of results.querySelectorAll("h2, ul, li")) each.setAttribute("role", "presentation");
  options().forEach((option, at) => {
    option.setAttribute("role", "option");
    option.id = `tell_me_option_${at}`;
    option.tabIndex = -1;
  });
}

function activate(at) {
  const all = options();
  active = all.length ? (at + all.length) % all.length : 0;
  all.forEach((option, each) => option.setAttribute("aria-selected", String(each === active)));
  const input = dialog.querySelector("#tell_me_q");
  if (all.length) input.setAttribute("aria-activedescendant", all[active].id);
  else input.removeAttribute("aria-activedescendant");
  all[active]?.scrollIntoView({ block: "nearest" });
  namePin(all[active]);
}

function onKey(event) {
  if (event.altKey && event.code === "KeyP") {
    event.preventDefault();
    pin(options()[active]);
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  activate(active + step);
}

async function runFirst() {
  await asking?.answer;
  options()[active]?.click();
}

function onClick(event) {
  if (event.target === dialog) dialog.close();
  else if (event.target.closest("[data-tell-me-pin]")) pin(options()[active]);
  else if (event.target.closest("[data-tell-me-shortcuts]")) {
    dialog.close();
    openShortcuts();
  } else if (event.target.closest(".tell-me-mark")) pin(event.target.closest("li").querySelector("a"));
  else choose(event, event.target.closest("#tell_me_results a"));
}

function choose(event, option) {
  if (!option) return;
  const { action, dataset } = option;
  if (action?.isOff) {
    event.preventDefault();
    say(action.why);
    return;
  }
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
  if (dataset.what) opened(dataset.what);
  if (elsewhere && !action) return;
  dialog.close();
  if (action || "dialog" in dataset) event.preventDefault();
  if (action) run(action);
  else if ("dialog" in dataset) openDialog(option.getAttribute("href"));
}

// Pinning ----------------------------------------------------------------------------

// The mouse has a mark at each; the keys have Alt+P, and the button at the foot.
function pinMark(form) {
  const mark = document.createElement("span");
  mark.className = "tell-me-mark";
  mark.setAttribute("aria-hidden", "true");
  mark.title = form.querySelector("button").title;
  mark.append(form.querySelector("svg"));
  return mark;
}

function namePin(option) {
  const button = dialog.querySelector("[data-tell-me-pin]");
  const { pin: name, unpin, notPinned } = opener().dataset;
  button.querySelector("span").textContent = "isPinned" in (option?.dataset ?? {}) ? unpin : name;
  button.disabled = !option?.dataset.what;
  button.title = button.disabled ? notPinned : "";
}

async function pin(option) {
  if (!option?.dataset.what) return;
  const { pins, pinned, unpinned } = opener().dataset;
  const said = ("isPinned" in option.dataset ? unpinned : pinned).replace(
    "{what}",
    option.querySelector(".tell-me-title").textContent,
  );
  const { what } = option.dataset;
  const answer = await post(pins, { what });
  if (!dialog.open) return;
  const input = dialog.querySelector("#tell_me_q");
  input.focus();
  await ask(input, actionsOfThisPage(), 0);
  const again = options().findIndex((each) => each.dataset.what === what);
  if (again > 0) activate(again);
  say(answer?.ok ? said : await refusal(answer));
}

async function refusal(answer) {
  const page = document.createElement("template");
  page.innerHTML = (await answer?.text()) ?? "";
  return (page.content.querySelector("main") ?? page.content).textContent.replace(/\s+/g, " ").trim();
}
