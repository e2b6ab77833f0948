// Cards: a field is edited in its place. Enter, Tab and leaving it save; Esc restores;
// the rest of the card follows, but never a field that somebody is typing in.
import htmx from "htmx.org";
import { typedEarly } from "./early.js";
import { goInto, typeInto, values } from "./in-place.js";
import { typing } from "./keys.js";

const asShown = new Map(); // by the id of the field: what it looked like
const asGiven = new WeakMap(); // by editor: what stood in it when it opened
let saving = 0;
let then = null; // what was asked for while a save was under way
let byTab = false; // how the next field is opened

const fieldOf = (element) => element.closest?.(".fact");
const editors = "form[data-in-place]";
const editOf = (field) => field?.querySelector(".fact-edit");

// Opening --------------------------------------------------------------------

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const field = detail.target;
  if (!field.matches?.(".fact") || field.matches(".is-editing")) return;
  const clean = field.cloneNode(true);
  for (const link of clean.querySelectorAll(".htmx-request")) link.classList.remove("htmx-request");
  clean.classList.remove("is-saved");
  asShown.set(field.id, clean.outerHTML);
});

document.addEventListener("htmx:afterSwap", () => {
  for (const form of document.querySelectorAll(editors)) {
    if (!asGiven.has(form)) begin(form);
  }
});

function begin(form) {
  asGiven.set(form, values(form));
  const { typed, key } = typedEarly();
  const input = goInto(form, { select: byTab });
  if (input && typed) typeInto(input, byTab ? typed : input.value + typed);
  byTab = false;
  if (key) queueMicrotask(() => endByKey(form, key)); // once htmx knows the form
}

function endByKey(form, key) {
  const { id } = fieldOf(form);
  if (key === "Enter") leave(form, () => editOf(document.getElementById(id))?.focus());
  else goOn(form, key === "Tab" ? 1 : -1);
}

// What is asked for while a field is being saved waits for the answer, so that it
// sees the new version.
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt } = event.detail;
  if (saving && elt.matches?.(".fact-edit, [hx-target='#dialog']")) {
    event.preventDefault();
    const href = elt.getAttribute("href");
    then = () => document.querySelector(`[href="${CSS.escape(href)}"]`)?.click();
  }
});

// Leaving ----------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.(editors);
  if (!form) return startEditing(event);
  if (event.key === "Escape") {
    event.preventDefault();
    restore(form, { focus: true });
  } else if (event.key === "Tab" && !event.target.closest("[data-choice]")) {
    if (goOn(form, event.shiftKey ? -1 : 1)) event.preventDefault();
  } else if (event.key === "Enter" && event.target.matches("select")) {
    event.preventDefault(); // a list of choices does not send its form by itself
    leave(form);
  } else if (event.key === "F2") {
    event.preventDefault();
  }
});

// To the next field, if there is one.
function goOn(form, step) {
  const next = form.querySelector("[data-choice]") ? null : neighbour(fieldOf(form), step);
  if (!next) return false;
  leave(form, () => {
    byTab = true;
    editOf(document.getElementById(next))?.click();
  });
  return true;
}

function startEditing(event) {
  if (event.key !== "F2" || event.shiftKey || event.altKey || event.ctrlKey) return;
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const field = fieldOf(event.target) ?? document.querySelector("[data-card] .fact.is-editable");
  if (!editOf(field)) return;
  event.preventDefault();
  editOf(field).click();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== " " || !event.target.matches?.("a.fact-edit[role=button]")) return;
  event.preventDefault();
  event.target.click();
});

document.addEventListener("focusout", (event) => {
  const form = event.target.closest?.(editors);
  if (!form || form.contains(event.relatedTarget) || !document.hasFocus()) return;
  queueMicrotask(() => form.isConnected && leave(form)); // not when it is being replaced
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.(editors);
  if (form && event.target.matches("[type=checkbox]")) leave(form);
});

function leave(form, after = null) {
  if (form.matches("[data-refused]") && values(form) === asGiven.get(form)) return;
  if (values(form) === asGiven.get(form)) {
    restore(form, { focus: false });
    after?.();
    return;
  }
  then = after ?? then;
  if (!saving) form.requestSubmit();
}

function restore(form, { focus }) {
  const { id } = fieldOf(form);
  const shown = asShown.get(id);
  if (!shown) return;
  fieldOf(form).outerHTML = shown;
  const field = document.getElementById(id);
  htmx.process(field);
  if (focus) editOf(field)?.focus();
}

function neighbour(field, step) {
  const all = [...document.querySelectorAll("[data-card] .fact:is(.is-editable, .is-editing)")];
  return all[all.indexOf(field) + step]?.id;
}

document.addEventListener("click", (event) => {
  const theirs = event.target.closest(`${editors} [data-choice=theirs]`);
  if (!theirs) return;
  event.preventDefault();
  restore(theirs.closest("form"), { focus: true });
  htmx.trigger(document.body, "kans:saved");
});

// Saving -----------------------------------------------------------------------

document.addEventListener("htmx:beforeSend", ({ detail }) => {
  if (detail.elt.matches?.(editors)) saving += 1;
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.requestConfig?.elt.matches?.(editors)) return; // it may be gone by now
  saving = Math.max(0, saving - 1);
  const waiting = then;
  then = null;
  if (detail.xhr.status === 200) {
    setTimeout(() => {
      if (waiting) waiting();
      else if (document.activeElement === document.body) editOf(document.getElementById(detail.target.id))?.focus();
    });
  }
});

// Renewing the rest --------------------------------------------------------------

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  if (target.id === "page") return; // what is added to it takes nothing away
  const busy = target.matches(".is-editing") || target.querySelector(".htmx-request, .is-editing, .is-sending");
  const same = fragment.firstElementChild?.innerHTML === target.innerHTML;
  if (busy || same) {
    event.preventDefault();
    event.detail.shouldSwap = false;
  } else if (target.contains(document.activeElement)) {
    refocus = whoIs(document.activeElement);
  }
});

let refocus = null;
document.addEventListener("htmx:oobAfterSwap", () => {
  if (!refocus) return;
  document.querySelector(refocus)?.focus();
  refocus = null;
});

function whoIs(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const href = element.getAttribute("href");
  return href ? `[href="${CSS.escape(href)}"]` : null;
}

document.addEventListener("kans:saved", () => {
  if (document.querySelector("#history[open]")) htmx.trigger("#history", "kans:history");
});

// Fact boxes ---------------------------------------------------------------------

const FACTS = "kans.facts";

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-toggle-facts]")) return;
  const hide = document.documentElement.dataset.facts !== "hidden";
  if (hide) document.documentElement.dataset.facts = "hidden";
  else delete document.documentElement.dataset.facts;
  localStorage.setItem(FACTS, hide ? "hidden" : "shown");
  sayWhetherShown();
});

function sayWhetherShown() {
  const shown = document.documentElement.dataset.facts !== "hidden";
  for (const button of document.querySelectorAll("[data-toggle-facts]")) {
    button.setAttribute("aria-expanded", String(shown));
  }
}
htmx.onLoad(sayWhetherShown);
