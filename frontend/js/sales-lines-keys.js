// The lines of a quote or order by keyboard, as in a spreadsheet; and the items that are
// suggested while one types.
import { pressed } from "./keys.js";
import { ROW, act, given, goTo, inTurnOf, inputOf, inputsOf, left, rowsOf, theLines } from "./sales-lines.js";

const SUGGEST_AFTER = 120;

let suggesting = null;

// Keys --------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.(ROW);
  if (!row || !event.target.matches(".line-input") || event.isComposing) return;
  if (!keyOfLine(row, event.target, pressed(event))) return;
  event.preventDefault();
  event.stopPropagation();
});

function keyOfLine(row, input, key) {
  switch (key) {
    case "Enter":
      return goTo(beside(row, input, 1)) || send(input);
    case "ArrowDown":
    case "ArrowUp":
      if (isChoosing(input)) return false;
      return goTo(beside(row, input, key === "ArrowDown" ? 1 : -1));
    case "ArrowLeft":
      return isAt(input, 0) && goTo(inputsOf(row)[inputsOf(row).indexOf(input) - 1]);
    case "ArrowRight":
      return isAt(input, input.value.length) && goTo(inputsOf(row)[inputsOf(row).indexOf(input) + 1]);
    case "Escape":
      return restore(input);
    case "F8":
      return copyFromAbove(row, input);
    case "Alt+ArrowUp":
    case "Alt+ArrowDown":
      act(row, key === "Alt+ArrowUp" ? "up" : "down", input.name);
      return true;
    case "Ctrl+Delete":
      act(row, "delete", input.name);
      return true;
    default:
      return false;
  }
}

// Arrows choose from a list of choices, and from the suggestions of what is being typed.
const isChoosing = (input) =>
  input.matches("select") || (input.name === "item" && input.value !== input.defaultValue);

const isAt = (input, place) =>
  input.matches("input") && input.selectionStart === place && input.selectionEnd === place;

function beside(row, input, step) {
  const rows = rowsOf(theLines());
  return inputOf(rows[rows.indexOf(row) + step], input.name);
}

function send(input) {
  input.blur();
  input.focus();
  return true;
}

// What was refused goes away with its reason; what else was sent with it, and waited
// for that, is sent again.
function restore(input) {
  if (input.value === given(input) && !isRefused(input)) return false;
  const wasRefused = isRefused(input);
  input.value = given(input);
  delete input.dataset.unsaved;
  delete input.dataset.seen;
  if (wasRefused) accept(input);
  return true;
}

// Of what both changed, one of the two is chosen beside the cell.
document.addEventListener("click", ({ target }) => {
  const choice = target.closest?.(`${ROW} [data-line-choice]`);
  if (!choice) return;
  const { name } = choice.closest("td").querySelector(".line-input");
  inTurnOf(choice.closest("tr"), (row) => {
    const input = inputOf(row, name);
    if (choice.dataset.lineChoice === "theirs") restore(input);
    delete input.dataset.seen;
    if (choice.dataset.lineChoice === "mine") left(input);
    goTo(input);
  });
});

const isRefused = (input) => input.getAttribute("aria-invalid") === "true";

function accept(input) {
  input.removeAttribute("aria-invalid");
  input.removeAttribute("aria-describedby");
  input.closest("td").querySelector(".ask-error")?.remove();
  const others = inputsOf(input.closest("tr"));
  const waits = others.find((other) => "unsaved" in other.dataset);
  if (waits && !others.some(isRefused)) left(waits);
}

function copyFromAbove(row, input) {
  const above = beside(row, input, -1);
  if (above) {
    input.value = above.value;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return true;
}

// Suggestions ---------------------------------------------------------------------------

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.(`${ROW} .line-input[name=item]`)) return;
  clearTimeout(suggesting);
  suggesting = setTimeout(() => suggest(target.value), SUGGEST_AFTER);
});

async function suggest(text) {
  const lines = theLines();
  if (!lines) return;
  const address = `${lines.dataset.items}?${new URLSearchParams({ q: text })}`;
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  document.querySelector("#line_items")?.replaceChildren(...page.querySelectorAll("option"));
}
