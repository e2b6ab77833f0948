// @ in a comment suggests colleagues: arrows, Enter or Tab choose one, Esc leaves the
// text as it is. Without this script one types the name or the e-mail address.
const REST = 120; // ms without typing before the server is asked
const CALLED = /(?:^|[\s([{"'“‘])@([\p{L}\p{N}][\p{L}\p{N} .'’@_+-]{0,40}|)$/u;

let list = null; // the suggestions, under the text they belong to
let asked = 0; // which question was the last

const textOf = (element) => element?.closest?.("textarea[data-mentions]");

document.addEventListener("input", (event) => {
  const text = textOf(event.target);
  if (text) look(text);
});

document.addEventListener("click", (event) => {
  const option = event.target.closest?.(".colleagues [role=option]");
  if (option) choose(option);
  else if (list && !textOf(event.target)) hide();
});

document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.(".colleagues")) event.preventDefault(); // the focus stays
});

document.addEventListener("focusout", (event) => {
  if (list && textOf(event.target)) hide();
});

function called(text) {
  if (text.selectionStart !== text.selectionEnd) return null;
  return CALLED.exec(text.value.slice(0, text.selectionStart))?.[1] ?? null;
}

async function look(text) {
  const like = called(text);
  const question = (asked += 1);
  if (like === null) return hide();
  await new Promise((resolve) => setTimeout(resolve, REST));
  if (question !== asked) return;
  const address = new URL(text.dataset.mentions, location.href);
  address.searchParams.set("q", like);
  const response = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!response?.ok || response.status === 204) return;
  const options = await response.text();
  if (question === asked && text.isConnected) show(text, options);
}

function show(text, options) {
  if (!options.includes("<li")) return hide();
  if (!list) list = begin(text);
  list.innerHTML = options;
  list.hidden = false;
  activate(0);
  status(text).textContent = text.dataset.found.replace("#", list.children.length);
}

function begin(text) {
  const made = Object.assign(document.createElement("ul"), { id: `${text.id}_colleagues`, className: "colleagues" });
  made.setAttribute("role", "listbox");
  made.setAttribute("aria-label", text.labels[0]?.textContent.trim() ?? "@");
  made.text = text;
  text.setAttribute("aria-controls", made.id);
  text.setAttribute("aria-autocomplete", "list");
  text.after(made);
  return made;
}

function status(text) {
  const id = `${text.id}_found`;
  const there = document.getElementById(id);
  if (there) return there;
  const made = Object.assign(document.createElement("p"), { id, className: "visually-hidden" });
  made.setAttribute("role", "status");
  text.after(made);
  return made;
}

function hide() {
  asked += 1;
  if (!list) return;
  list.text.removeAttribute("aria-activedescendant");
  list.text.removeAttribute("aria-controls");
  list.remove();
  list = null;
}

function activate(at) {
  const all = [...list.children];
  const active = (at + all.length) % all.length;
  all.forEach((option, each) => option.setAttribute("aria-selected", String(each === active)));
  list.text.setAttribute("aria-activedescendant", all[active].id);
  all[active].scrollIntoView({ block: "nearest" });
}

const active = () => [...list.children].findIndex((option) => option.getAttribute("aria-selected") === "true");

// Before anything else hears the key: Esc would close the dialog.
document.addEventListener(
  "keydown",
  (event) => {
    if (!list || event.target !== list.text || event.isComposing) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) activate(active() + step);
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) choose(list.children[active()]);
    else if (event.key === "Escape") hide();
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

function choose(option) {
  const { text } = list;
  const end = text.selectionStart;
  const begin = end - called(text).length;
  const after = text.value.slice(end);
  const name = `${option.dataset.name}${/^\s/.test(after) ? "" : " "}`;
  text.setRangeText(name, begin, end, "end");
  hide();
  text.dispatchEvent(new Event("input", { bubbles: true }));
  hide();
}
