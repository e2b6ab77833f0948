// What is sent twice is done once: each form has a key, and what is done uses it up.
// While a form is on its way it is not sent again; one that comes out of the history of
// the browser gets another key.
import htmx from "htmx.org";

const FIELD = "idempotency_key";
export const HEADER = "Idempotency-Key";

// Also where the browser has no randomUUID: over http.
export const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export const withoutKey = (data) => {
  data.delete(FIELD);
  return data;
};
export const withNewKey = (data) => {
  data.set(FIELD, newKey());
  return data;
};

function renew(place) {
  for (const input of place.querySelectorAll(`input[name=${FIELD}]`)) input.value = newKey();
}

// A request of a script that has no form.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb === "post" && !detail.parameters[FIELD]) detail.headers[HEADER] = newKey();
});

window.addEventListener("pageshow", ({ persisted }) => {
  const [how] = performance.getEntriesByType("navigation");
  if (persisted || how?.type === "back_forward") renew(document);
  for (const form of document.forms) arrived(form);
});

// On its way ------------------------------------------------------------------------

const LEAVES_WITHIN = 5000; // what the browser itself sends may be answered by a file
const onTheWay = new WeakSet();
export const isOnTheWay = (form) => onTheWay.has(form);

function leave(form) {
  onTheWay.add(form);
  mark(form, true);
}

function arrived(form) {
  onTheWay.delete(form);
  mark(form, false);
}

function mark(form, isBusy) {
  for (const button of form.querySelectorAll("[data-ok]")) {
    if (isBusy) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  }
}

const isSentByHtmx = (form) => form.matches?.("form[hx-post]");
// Some forms are sent at each change, one after the other.
const takesTurns = (form) => form.matches("[hx-sync]");

document.addEventListener("htmx:confirm", (event) => {
  const { elt } = event.detail;
  if (!isSentByHtmx(elt) || takesTurns(elt)) return;
  if (isOnTheWay(elt)) event.preventDefault();
  else leave(elt);
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (isSentByHtmx(detail.elt)) arrived(detail.elt);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || isSentByHtmx(form) || form.method !== "post") return;
  if (isOnTheWay(form)) event.preventDefault();
  else leave(form);
  setTimeout(() => arrived(form), LEAVES_WITHIN);
});
