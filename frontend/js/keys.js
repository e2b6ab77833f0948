// Shortcuts: an element says which keys press it (`data-key="Alt+N C"`). What somebody
// types is never taken, and letters by themselves can be turned off.
const EDITABLE = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";

export const typing = (element) => element?.matches?.(EDITABLE) ?? false;

export const singleKeys = () => document.documentElement.dataset.singleKeys !== "off";

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

// The keys that press an element now, as people read them.
export function keysOf(element) {
  return (element.dataset.key ?? "")
    .split(" ")
    .filter((key) => key.length > 1 || (key && singleKeys()))
    .map((key) => (key.length > 1 ? key : key.toLowerCase()))
    .map((key) => key.replace("ArrowUp", "↑").replace("ArrowDown", "↓"));
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
  if (keys.length === 1 && !singleKeys()) return;
  const meant = [...around.querySelectorAll(`[data-key~="${CSS.escape(keys)}"]`)].find(there);
  if (!meant) return;
  event.preventDefault();
  meant.click();
});
