// A part of a form may be shown anew while one types on: what was typed since it was
// asked for stays.
const FORMS = ["#dialog form.dialog-form", "#page form.dialog-form", "#list_where_form"];

const asAsked = new WeakMap(); // by request: what stood in the fields
let typed = null; // { in: which form, states: what was typed meanwhile }

const fields = (form) => [...form.elements].filter(({ name, type }) => name && type !== "hidden");
const stateOf = (field) => (/^(checkbox|radio)$/.test(field.type) ? field.checked : field.value);
const keyOf = (field) => field.id || (field.type === "radio" ? `${field.name}=${field.value}` : field.name);
const statesOf = (form) => new Map(fields(form).map((field) => [keyOf(field), stateOf(field)]));

// The form that is shown anew in part or, for that of the conditions of a list, whole.
function formAt({ target }) {
  const found = FORMS.find((form) => target?.closest?.(form) || target?.querySelector?.(`:scope > ${form}`));
  return target?.id === "dialog" ? undefined : found;
}

document.addEventListener("htmx:beforeSend", ({ detail }) => {
  const form = formAt(detail);
  if (form) asAsked.set(detail.xhr, statesOf(document.querySelector(form)));
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = formAt(detail);
  const asked = asAsked.get(detail.xhr);
  if (!form || !asked) return;
  const now = [...statesOf(document.querySelector(form))];
  typed = { in: form, states: now.filter(([key, state]) => asked.has(key) && asked.get(key) !== state) };
});

// Only now do the parts that follow from it listen.
document.addEventListener("htmx:afterSettle", () => {
  const form = typed && document.querySelector(typed.in);
  const states = form ? typed.states : [];
  typed = null;
  for (const [key, state] of states) {
    const field = fields(form).find((each) => keyOf(each) === key);
    if (!field || stateOf(field) === state) continue;
    if (typeof state === "boolean") field.checked = state;
    else field.value = state;
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  }
});
