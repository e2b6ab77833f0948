// What Tell me can do on the page one is on: its buttons, read when Tell me opens. A
// button says by which words it is found (`data-says`, in every language). What stands in
// or behind `data-actions-of` is about that record, `data-actions-of-ticked` about rows.
import htmx from "htmx.org";
import { keysOf } from "./keys.js";

const BARS = ".list-selection.is-on [data-actions-of-ticked], .action-bar, [data-actions-of]:not(.action-bar *)";
const BUTTONS = ":is(a, button, summary):not([data-way], .menu-list *, [popover] *)";

export const bare = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .trim();

export function actionsOfThisPage() {
  return [...document.querySelectorAll(BARS)]
    .filter((bar) => bar.checkVisibility?.() ?? true)
    .flatMap((bar) => [...bar.querySelectorAll(`${BUTTONS}, [data-way]`)].flatMap((button) => actionOf(bar, button)))
    .sort((one, other) => one.place - other.place);
}

function actionOf(bar, button) {
  const title = (button.dataset.caption ?? captionOf(button)).replace(/\s+/g, " ").trim();
  if (!title || button.matches("summary")) return [];
  const why = button.getAttribute("aria-disabled") === "true" || button.disabled ? button.title : "";
  return [
    {
      button,
      title,
      ...whatItIsAbout(bar, button),
      says: (button.dataset.says ?? "").split("|").filter(Boolean),
      shortcut: keysOf(button)[0] ?? "",
      why,
      isOff: button.getAttribute("aria-disabled") === "true" || button.disabled,
    },
  ];
}

// What it is called, without how many there are.
function captionOf(button) {
  const copy = button.cloneNode(true);
  for (const count of copy.querySelectorAll(".count, svg")) count.remove();
  return copy.textContent;
}

// The caption of its section: of the ticked rows, of what is selected, of the page.
function whatItIsAbout(bar, button) {
  const { ticked, on, actions } = document.querySelector("a[data-tell-me]").dataset;
  if ("actionsOfTicked" in bar.dataset) {
    const count = bar.closest("form").querySelector("[data-list-ticked-count]").textContent;
    return { place: 0, of: ticked.replace("{count}", count) };
  }
  const mark = [bar, ...bar.querySelectorAll("[data-actions-of]")].findLast(
    (each) => each.dataset.actionsOf && (each === bar || comesBefore(each, button)),
  );
  return mark ? { place: 1, of: on.replace("{what}", mark.dataset.actionsOf) } : { place: 2, of: actions };
}

const comesBefore = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;

// Those that are meant by what is typed; all buttons for nothing.
export function fitting(actions, typed) {
  const asked = bare(typed);
  if (!asked) return actions.filter(({ button }) => !("way" in button.dataset));
  return actions.flatMap((action) => (asksFor(action) ? withValue(action, typed) : isMeant(action, asked)));
}

const asksFor = ({ button }) => button.dataset.asks;

function isMeant(action, asked) {
  const words = asked.split(/\s+/);
  const found = [bare(action.title), ...action.says].some((name) => {
    const parts = name.split(/[\s\-/]+/);
    return words.every((word) => parts.some((part) => part.startsWith(word)));
  });
  return found ? [action] : [];
}

// “move to prop” is Move to …, and what is typed after it.
function withValue(action, typed) {
  const asked = bare(typed);
  const leads = action.says.map((name) => name.replace(/\s*(…|\.\.\.)$/, ""));
  const lead = leads.find((each) => asked.startsWith(`${each} `));
  if (!lead) return leads.some((each) => each.startsWith(asked)) ? [action] : [];
  const value = typed.trim().split(/\s+/).slice(lead.split(/\s+/).length).join(" ");
  return [{ ...action, title: action.title.replace(/…$/, value), value }];
}

export function run({ button, value }) {
  if (!("way" in button.dataset)) return button.click();
  const to = new URL(button.href);
  if (value) to.searchParams.set(button.dataset.asks, value);
  openDialog(to.pathname + to.search);
}

export function openDialog(address) {
  htmx.ajax("GET", address, { target: "#dialog" });
}
