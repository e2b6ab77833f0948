// Shortcuts: an element says which key presses it (`data-key="Alt+N"`). None of them is
// a letter by itself (see shortcuts.js), and what somebody types is never taken.
const EDITABLE = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";

export const typing = (element) => element?.matches?.(EDITABLE) ?? false;

export function pressed(event) {
  const key = /^Key[A-Z]$/.test(event.code) && event.altKey ? event.code.slice(3) : event.key;
  const name = key.length === 1 ? key.toUpperCase() : key;
  const held = [
    (event.ctrlKey || event.metaKey) && "Ctrl",
    event.altKey && "Alt",
    event.shiftKey && "Shift",
  ].filter(Boolean);
  return [...held, name].join("+");
}

const there = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const keys = pressed(event);
  const around = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;
  if (keys === "Ctrl+Enter") {
    const form = event.target.closest?.("form") ?? around.querySelector("form:has([data-ok])");
    if (!form) return;
    event.preventDefault();
    const ok = form.querySelector("[data-ok]");
    if (ok) ok.click();
    else form.requestSubmit();
    return;
  }
  if (typing(event.target) && !/^(Alt|F\d)|F\d+$/.test(keys)) return;
  const meant = [...around.querySelectorAll(`[data-key="${CSS.escape(keys)}"]`)].find(there);
  if (!meant) return;
  event.preventDefault();
  meant.click();
});
