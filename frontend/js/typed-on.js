// A part of a form may be shown anew while one types on: what was typed since it was
// asked for stays.
const FORMS = ["#dialog form.dialog-form", "#page form.dialog-form", "#list_where_form"];

const asAsked = new WeakMap(); // by request: what stood in the fields
let typed = null; // { in: which form, states: what was typed meanwhile, place: where one is }

const fields = (form) => [...form.elements].filter(({ name, type }) => name && type !== "hidden");
const stateOf = (field) => (/^(checkbox|radio)$/.test(field.type) ? field.checked : field.value);
const keyOf = (field) => field.id || (field.type === "radio" ? `${field.name}=${field.value}` : field.name);
const statesOf = (form) => new Map(fields(form).map((field) => [keyOf(field), stateOf(field)]));

// Where one is in a text: htmx goes to the new field, not to what was selected in it, and
// what one types next would stand beside the text that it was to replace.
function placeIn(form) {
  const at = document.activeElement;
  if (!form.contains(at) || typeof at.selectionStart !== "number") return null;
  const { selectionStart: from, selectionEnd: to, selectionDirection: way, value } = at;
  return { key: keyOf(at), from, to, way, isWhole: from === 0 && to === value.length };
}

function goBackTo({ key, from, to, way, isWhole }) {
  const at = document.activeElement;
  if (keyOf(at) !== key || typeof at.selectionStart !== "number") return;
  if (isWhole) at.select();
  else at.setSelectionRange(from, to, way);
}

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
  const where = formAt(detail);
  const asked = asAsked.get(detail.xhr);
  if (!where || !asked || !detail.shouldSwap) return;
  const form = document.querySelector(where);
  const states = [...statesOf(form)].filter(([key, state]) => asked.has(key) && asked.get(key) !== state);
  typed = { in: where, states, place: placeIn(form) };
});

// Only now do the parts that follow from it listen.
document.addEventListener("htmx:afterSettle", () => {
  const form = typed && document.querySelector(typed.in);
  const { states, place } = form ? typed : { states: [] };
  typed = null;
  for (const [key, state] of states) {
    const field = fields(form).find((each) => keyOf(each) === key);
    if (!field || stateOf(field) === state) continue;
    if (typeof state === "boolean") field.checked = state;
    else field.value = state;
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  }
  if (place) goBackTo(place);
});
