// What is typed early: while a field of a card or a dialog is on its way. It is no command,
// and stands in the field to type in once that is there.
import { pressed, typing } from "./keys.js";

let opening = null; // { xhr, typed, key }: what is on its way, and what is typed meanwhile

const isDialog = (target) => target.id === "dialog" && !target.open;

document.addEventListener("htmx:beforeSend", ({ detail: { elt, target, xhr } }) => {
  if (!elt.matches?.(".fact-edit") && !isDialog(target)) return;
  opening = { typed: "", key: null, ...opening, xhr };
  xhr.addEventListener("loadend", () => {
    if (opening?.xhr === xhr) opening = null;
  });
});

// Before all others that hear keys.
document.addEventListener(
  "keydown",
  (event) => {
    if (!opening || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target)) return;
    const key = pressed(event);
    if (key === "Escape") opening.xhr.abort();
    else if (["Enter", "Tab", "Shift+Tab"].includes(key)) keepKey(event.repeat ? null : key);
    else if (key === "Backspace") opening.typed = opening.typed.slice(0, -1);
    else if (event.key.length === 1) keepLetter(event.key);
    else if (key !== "Delete") return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

// The first key that ends the typing does.
function keepKey(key) {
  opening.key ??= key;
}

function keepLetter(letter) {
  if (!opening.key) opening.typed += letter;
}

// What was typed, for the one who opened: it is given once.
export function typedEarly() {
  const { typed = "", key = null } = opening ?? {};
  opening = null;
  return { typed, key };
}
