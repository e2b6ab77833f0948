// Dialogs: opened by a link that htmx follows into #dialog, closed when the server is
// content, after which the page shows what changed and the focus is where it was.
import htmx from "htmx.org";
import { typedEarly } from "./early.js";
import { goBehind, typeInto } from "./in-place.js";
import { isOnTheWay } from "./sent-once.js";

const theDialog = () => document.querySelector("#dialog");
let opener = null;

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const link = detail.elt;
  if (detail.target === theDialog() && !theDialog().open) opener = whoIs(link);
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const dialog = theDialog();
  if (detail.target !== dialog || !dialog.firstElementChild) return;
  dialog.className = `dialog ${dialog.querySelector(".dialog-form")?.className.replace("dialog-form", "") ?? ""}`.trim();
  if (!dialog.open) dialog.showModal();
  focusFirst(dialog);
  fillIn(document.activeElement, typedEarly().typed);
});

// Only what is blank is filled in: nobody has seen yet what stands there.
function fillIn(input, text) {
  if (text && input.matches("input[type=text], textarea") && !input.value) typeInto(input, text);
}

function focusFirst(dialog) {
  const bad = dialog.querySelector("[aria-invalid=true]");
  const first = [...dialog.querySelectorAll(".dialog-body :is(input, select, textarea)")].find(
    (input) => input.type !== "hidden" && !input.disabled && input.offsetParent,
  );
  const at = bad ?? dialog.querySelector("[autofocus]") ?? chosen(first) ?? dialog.querySelector("[data-ok]");
  for (const other of dialog.querySelectorAll("[autofocus]")) {
    if (other !== at) other.removeAttribute("autofocus"); // htmx would go there next
  }
  at?.focus();
  if (!at?.matches("input[type=text]")) return;
  if (at === bad) at.select();
  else goBehind(at); // a stray letter takes the place of nothing
}

// Of several options one goes to the one that is chosen, as with Tab.
const chosen = (input) =>
  (input?.type === "radio" && input.form.querySelector(`[name="${CSS.escape(input.name)}"]:checked`)) || input;

// The focus is never lost, whatever part is shown anew.
document.addEventListener("htmx:afterSettle", ({ target }) => {
  const dialog = theDialog();
  const lost = [document.body, dialog, null].includes(document.activeElement);
  if (dialog.open && lost && dialog.contains(target)) focusFirst(dialog);
});

// Once OK is pressed, no part of the form asks for anything: it would take the place of
// what is being sent, which is then done without anybody being told.
document.addEventListener("htmx:confirm", (event) => {
  const { elt } = event.detail;
  const form = elt.closest?.("form.dialog-form");
  if (form && form !== elt && isOnTheWay(form)) event.preventDefault();
});

// The server answers 204 when it is done; where to go on stands in its headers.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.xhr?.status === 204 && detail.elt.closest?.("#dialog")) close();
});

document.addEventListener("click", (event) => {
  const dismiss = event.target.closest("dialog [data-dismiss]");
  if (dismiss) {
    event.preventDefault();
    close();
    if (dismiss.dataset.dismiss === "refresh") htmx.trigger(document.body, "kans:refresh");
  }
});

function close() {
  const dialog = theDialog();
  if (dialog.open) dialog.close();
}

document.addEventListener(
  "close",
  (event) => {
    if (event.target !== theDialog()) return;
    const toasts = document.querySelector("#toasts");
    if (toasts) document.body.append(toasts);
    event.target.replaceChildren();
    comeBack();
  },
  true,
);

// After the page is shown anew, the link that opened the dialog is another element.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target?.id === "page" && document.activeElement === document.body) comeBack();
});

function whoIs(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const href = element.getAttribute?.("href");
  return href ? `a[href="${CSS.escape(href)}"]` : null;
}

function comeBack() {
  const link = opener && document.querySelector(opener);
  const menu = link?.closest("details:not([open])");
  const to = menu?.querySelector("summary") ?? link ?? document.querySelector("#page");
  to?.focus({ preventScroll: true });
}

// Show the page again in place, unless a part of it says that it renews itself.
document.addEventListener("kans:refresh", (event) => {
  if (event.defaultPrevented) return;
  const here = location.pathname + location.search;
  htmx.ajax("GET", here, { target: "#page", select: "#page", swap: "outerHTML" });
});

// OK of a form that must be complete is there once nothing required is blank, and
// nothing in it says that there is nothing to do yet; beside it stands what is blank.
function isBlank(form, input) {
  if (!("required" in input.dataset) || input.disabled || !input.offsetParent) return false;
  if (input.type === "radio") return !form.querySelector(`[name="${CSS.escape(input.name)}"]:checked`);
  return input.value.trim() === "";
}

const captionOf = (input) => input.closest(".ask")?.querySelector(".ask-label")?.firstChild.textContent.trim();

function judge(form) {
  const blank = [...form.elements].filter((input) => isBlank(form, input));
  const isComplete = !blank.length && !form.querySelector("[data-not-yet]");
  for (const button of form.querySelectorAll("[data-ok], [data-preview]")) button.disabled = !isComplete;
  const still = form.querySelector("[data-still]");
  if (!still) return;
  still.hidden = !blank.length;
  still.querySelector("span").textContent = [...new Set(blank.map(captionOf))].join(", ");
}

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target.closest?.("form[data-complete]");
    if (form) judge(form);
  });
}
document.addEventListener("htmx:afterSettle", () => {
  for (const form of document.querySelectorAll("form[data-complete]")) judge(form);
});
for (const form of document.querySelectorAll("form[data-complete]")) judge(form);
