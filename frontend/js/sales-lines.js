// The lines of a quote or order: a table in which one types as in a spreadsheet. What was
// typed in a cell is sent when one leaves it; the row and the totals come back. Nothing
// that is typed meanwhile is lost, and what is refused stays with its reason beside it.
import { pressed } from "./keys.js";
import { toast } from "./toast.js";
import { words } from "./words.js";

const ROW = "[data-lines] tr[data-line]";
const SUGGEST_AFTER = 120;

let sending = Promise.resolve(); // one after the other, as they were typed
let waiting = 0;
let suggesting = null;

const theLines = () => document.querySelector("[data-lines]");
const rowsOf = (lines) => [...lines.querySelectorAll("tbody > tr[data-line]")];
const inputsOf = (row) => [...row.querySelectorAll(".line-input")];
const inputOf = (row, name) => row?.querySelector(`.line-input[name=${name}]`);
const isNew = (row) => !row.dataset.line;

// Sending ---------------------------------------------------------------------------

const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

async function post(address, values) {
  const response = await fetch(address, {
    method: "POST",
    headers: { "X-CSRFToken": token() },
    body: new URLSearchParams(values),
  });
  if (response.redirected) location.assign(response.url); // to sign in again
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { status: response.status, page };
}

function inTurn(work) {
  waiting += 1;
  sending = sending
    .then(work)
    .catch(() => toast(words().lost, "error"))
    .finally(() => (waiting -= 1));
  return sending;
}

document.addEventListener("change", ({ target }) => {
  const row = target.closest?.(ROW);
  if (!row || !target.matches(".line-input")) return;
  target.dataset.unsaved = "";
  inTurn(() => save(row));
});

// A line is begun with an item or a text; what else is typed waits until then.
async function save(asked) {
  const row = asked.isConnected ? asked : null;
  if (!row) return;
  const unsaved = inputsOf(row).filter((input) => "unsaved" in input.dataset);
  if (!unsaved.length) return;
  if (isNew(row) && !inputOf(row, "item").value.trim() && !inputOf(row, "description").value.trim()) return;
  const sent = Object.fromEntries(unsaved.map((input) => [input.name, input.value]));
  const { status, page } = await post(row.dataset.line || theLines().dataset.lines, sent);
  const fresh = page.querySelector("tr[data-line]");
  if (!fresh) return tell(page);
  replace(row, fresh, sent);
  if (status === 200) renewTotals(page);
}

function tell(page) {
  const said = page.querySelector("[role=alert]")?.textContent.replace(/\s+/g, " ").trim();
  toast(said || words().failed, "error");
}

// The row as the server has it, with what was typed in it since it was sent.
function replace(row, fresh, sent) {
  const lines = theLines();
  const at = document.activeElement?.closest("tr") === row ? document.activeElement : null;
  for (const input of inputsOf(row)) {
    const now = inputOf(fresh, input.name);
    const isLater = input.name in sent ? input.value !== sent[input.name] : input.value !== given(input);
    if (!isLater) continue;
    now.value = input.value;
    if ("unsaved" in input.dataset) now.dataset.unsaved = "";
  }
  const wasNew = isNew(row) && fresh.dataset.line;
  fresh.dataset.place = wasNew ? rowsOf(lines).length : row.dataset.place;
  const selection = at && at.matches("input") && [at.selectionStart, at.selectionEnd];
  row.replaceWith(fresh);
  if (wasNew) fresh.after(lines.querySelector("[data-blank-line]").content.cloneNode(true));
  if (at) focusAgain(inputOf(fresh, at.name), selection);
}

function given(input) {
  if (!input.matches("select")) return input.defaultValue;
  return [...input.options].find((option) => option.defaultSelected)?.value ?? "";
}

function focusAgain(input, selection) {
  input?.focus();
  if (input && selection) input.setSelectionRange(...selection);
}

function renewTotals(page) {
  const totals = page.querySelector("#line_totals");
  if (totals) document.querySelector("#line_totals")?.replaceWith(totals);
}

function renewTable(page, place, name) {
  const fresh = page.querySelector("#lines");
  if (!fresh) return tell(page);
  theLines().replaceWith(fresh);
  const row = rowsOf(fresh)[Math.max(0, Math.min(place, rowsOf(fresh).length) - 1)];
  goTo(inputOf(row, name));
}

// A line as a whole -------------------------------------------------------------------

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.(`${ROW} [data-do]`);
  if (button) act(button.closest("tr"), button.dataset.do, "item");
});

function act(row, what, name) {
  if (isNew(row)) return;
  const place = rowsOf(theLines()).indexOf(row) + 1;
  const to = { up: place - 1, down: place + 1 }[what] ?? place;
  if (to < 1) return;
  inTurn(async () => {
    const values = what === "delete" ? {} : { to };
    const way = what === "delete" ? "delete" : "move";
    const { page } = await post(`${row.dataset.line}${way}/`, values);
    renewTable(page, to, name);
  });
}

document.addEventListener("paste", (event) => {
  const row = event.target.closest?.(ROW);
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!row || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const name = event.target.name;
  inTurn(async () => {
    const { page } = await post(theLines().dataset.pasted, { text });
    renewTable(page, Number.MAX_SAFE_INTEGER, name);
  });
});

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

function goTo(input) {
  input?.focus();
  if (input?.matches("input")) input.select();
  return Boolean(input);
}

function send(input) {
  input.blur();
  input.focus();
  return true;
}

function restore(input) {
  if (input.value === given(input)) return false;
  input.value = given(input);
  delete input.dataset.unsaved;
  return true;
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

// What is typed and not saved yet is not thrown away without asking.
window.addEventListener("beforeunload", (event) => {
  const lines = theLines();
  if (lines && (waiting || lines.querySelector("[data-line]:not([data-line='']) [data-unsaved]"))) event.preventDefault();
});
