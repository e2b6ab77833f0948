// The form in which one field is edited in its place: on a card, or in a list.
import { withoutKey } from "./sent-once.js";

const TEXT = "input[type=text], input[type=email], input[type=url]";

export const inputOf = (form) => [...form.elements].find((e) => !["hidden", "submit"].includes(e.type));
export const values = (form) => new URLSearchParams(withoutKey(new FormData(form))).toString();

// Where one types, if it is a text that one types.
export function goInto(form) {
  const input = inputOf(form);
  input?.focus();
  if (!input?.matches(TEXT)) return null;
  input.select();
  return input;
}
