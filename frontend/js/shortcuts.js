// The sheet of shortcuts (?), and g with the letter of a page. Letters by themselves are
// for who has not turned them off, and never taken from what somebody types.
import { keysOf, singleKeys, typing } from "./keys.js";

const NEXT_LETTER = 1500; // ms after g
let gone = -Infinity; // when g was pressed

document.addEventListener("keydown", (event) => {
  const armed = event.timeStamp - gone < NEXT_LETTER;
  if (event.key !== "Shift") gone = -Infinity;
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!singleKeys() || typing(event.target) || document.querySelector("dialog[open]")) return;
  const place = armed && document.querySelector(`[data-go="${CSS.escape(event.key.toLowerCase())}"]`);
  if (place) {
    event.preventDefault();
    place.click();
  } else if (event.key === "g") {
    gone = event.timeStamp;
  } else if (event.key === "?") {
    event.preventDefault();
    openShortcuts();
  }
});

export function openShortcuts() {
  document.querySelector("a[data-shortcuts]")?.click();
}

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const sheet = detail.target?.querySelector?.("[data-shortcut-sheet]");
  if (detail.target?.id !== "dialog" || !sheet) return;
  for (const group of sheet.querySelectorAll("[data-where]")) {
    group.hidden = !document.querySelector(group.dataset.where);
  }
  fillIn(sheet.querySelector("[data-shortcuts-of-page]"));
});

// Each button says its own; one that is on the page twice is told once.
function fillIn(group) {
  const buttons = [...document.querySelectorAll("[data-key]")].filter(
    (each) => !each.closest("dialog") && keysOf(each).length > 0 && (each.checkVisibility?.() ?? true),
  );
  const told = new Map(buttons.map((each) => [each.dataset.key, each]));
  group.hidden = told.size === 0;
  const { or } = group.dataset;
  group.querySelector("dl").replaceChildren(...[...told.values()].map((each) => row(nameOf(each), keysOf(each), or)));
}

function nameOf(button) {
  return (button.getAttribute("aria-label") ?? button.textContent).replace(/\s+/g, " ").trim();
}

// Any one of the keys does it.
function row(name, keys, or) {
  const line = document.createElement("div");
  const told = document.createElement("dd");
  line.append(Object.assign(document.createElement("dt"), { textContent: name }), told);
  for (const [at, key] of keys.entries()) {
    if (at > 0) told.append(` ${or} `);
    told.append(Object.assign(document.createElement("kbd"), { textContent: key }));
  }
  return line;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});
