// The form in which one field is edited in its place: on a card, or in a list.
import { withoutKey } from "./sent-once.js";

const TEXT = "input[type=text], input[type=email], input[type=url]";

export const inputOf = (form) => [...form.elements].find((e) => !["hidden", "submit"].includes(e.type));
export const values = (form) => new URLSearchParams(withoutKey(new FormData(form))).toString();

// Where one types, if it is a text that one types: behind it, so that no stray letter
// takes its place; with Tab the whole text is selected, as in every form.
export function goInto(form, { select = false } = {}) {
  const input = inputOf(form);
  input?.focus();
  if (!input?.matches(TEXT)) return null;
  if (select) input.select();
  else goBehind(input);
  return input;
}

export function typeInto(input, text) {
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

export function goBehind(input) {
  const end = input.value.length;
  try {
    input.setSelectionRange(end, end);
  } catch {
    // an input of this type, such as email, has no caret that one could place
  }
}
