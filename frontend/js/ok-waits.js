// OK waits for the parts of its form that are under way, or queue for it: they bring the
// terms of what was chosen. Sent before them, a choice went with the terms of another.
const asked = new Map(); // the request of a part → its form
const pressed = new WeakMap(); // form → the button that was pressed meanwhile

const isBusy = (form) => [...asked.values()].includes(form);

document.addEventListener("htmx:beforeSend", ({ detail }) => {
  const form = detail.elt.closest("[hx-sync^='closest form']")?.closest("form.dialog-form");
  if (form) asked.set(detail.xhr, form);
});

document.addEventListener(
  "submit",
  (event) => {
    if (!isBusy(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    pressed.set(event.target, event.submitter);
  },
  true,
);

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = asked.get(detail.xhr);
  asked.delete(detail.xhr);
  if (pressed.has(form)) setTimeout(() => goOn(form)); // what queued for it is sent first
});

function goOn(form) {
  if (isBusy(form) || !pressed.has(form)) return;
  const button = pressed.get(form);
  pressed.delete(form);
  if (form.isConnected && !button?.disabled) form.requestSubmit(button);
}
