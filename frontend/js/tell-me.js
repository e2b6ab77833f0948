// Tell me what you want to do: a dialog over the page, whose results are the page's own
// actions and what the server finds. Without this script it is a page like any other.
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

function frame({ label, placeholder }) {
  const box = document.createElement("div");
  box.className = "tell-me";
  box.innerHTML = `<form class="tell-me-form"><label class="tell-me-label" id="tell_me_label" for="tell_me_q"></label>
    <input class="form-control" type="text" id="tell_me_q" maxlength="100" autocomplete="off" spellcheck="false"
      role="combobox" aria-expanded="true" aria-autocomplete="list" aria-controls="tell_me_results"></form>
    <div id="tell_me_results" class="tell-me-results"></div>`;
  box.querySelector("label").textContent = label;
  box.querySelector("input").placeholder = placeholder;
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
}

function show(results, asked, actions) {
  const here = fitting(actions, asked);
  if (here.length) {
    results.prepend(section(here));
    results.querySelector(".tell-me-nothing")?.remove();
  }
  asListbox(results);
  activate(0);
}

// Actions of this page -------------------------------------------------------

function actionsOfThisPage() {
  return [...document.querySelectorAll(".action-bar :is(a, button)")]
    .filter((each) => each.getAttribute("aria-disabled") !== "true" && !each.disabled)
    .filter((each) => !each.closest("[popover]"))
    .map((each) => ({
      element: each,
      title: (each.dataset.caption ?? each.textContent).replace(/\s+/g, " ").trim(),
      shortcut: each.dataset.key ?? "",
    }))
    .filter((action) => action.title);
}

const bare = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();

function fitting(actions, asked) {
  const words = bare(asked).split(/\s+/).filter(Boolean);
  return actions.filter(({ title }) => {
    const parts = bare(title).split(/[\s\-/]+/);
    return words.every((word) => parts.some((each) => each.startsWith(word)));
  });
}

function section(actions) {
  const made = document.createElement("section");
  const caption = document.createElement("h2");
  caption.id = "tell_me_actions";
  caption.textContent = opener().dataset.actions;
  made.setAttribute("aria-labelledby", caption.id);
  const items = document.createElement("ul");
  for (const { element, title, shortcut } of actions) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = element.href ?? "#";
    link.action = element;
    link.append(Object.assign(document.createElement("span"), { className: "tell-me-title", textContent: title }));
    if (shortcut) {
      link.append(Object.assign(document.createElement("kbd"), { textContent: shortcut }));
    }
    item.append(link);
    items.append(item);
  }
  made.append(caption, items);
  return made;
}

// Combobox and listbox (ARIA) ------------------------------------------------

const options = () => [...dialog.querySelectorAll("#tell_me_results a")];

function asListbox(results) {
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
}

function onKey(event) {
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
  if (event.target === dialog) {
    dialog.close();
    return;
  }
  const option = event.target.closest("#tell_me_results a");
  if (!option) return;
  dialog.close();
  if (option.action) {
    event.preventDefault();
    option.action.click();
  }
}
