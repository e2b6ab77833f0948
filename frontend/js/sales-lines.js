// The lines of a quote or order: a table in which one types as in a spreadsheet. What was
// typed in a cell is sent when one leaves it; the row and the totals come back. Nothing
// that is typed meanwhile is lost, and what is refused stays with its reason beside it.
import { HEADER, newKey } from "./sent-once.js";
import { toast } from "./toast.js";
import { words } from "./words.js";

export const ROW = "[data-lines] tr[data-line]";

let sending = Promise.resolve(); // one after the other, as they were typed
let waiting = 0;
const followedBy = new WeakMap(); // the row that took the place of one that was sent

export const theLines = () => document.querySelector("[data-lines]");
export const rowsOf = (lines) => [...lines.querySelectorAll("tbody > tr[data-line]")];
export const inputsOf = (row) => [...row.querySelectorAll(".line-input")];
export const inputOf = (row, name) => row?.querySelector(`.line-input[name=${name}]`);
const isNew = (row) => !row.dataset.line;

// Sending ---------------------------------------------------------------------------

const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

async function post(address, values, key = newKey()) {
  const response = await fetch(address, {
    method: "POST",
    headers: { "X-CSRFToken": token(), [HEADER]: key },
    body: new URLSearchParams(values),
  });
  // What was done before is answered by the page as it is; any other is to sign in again.
  if (response.redirected && new URL(response.url).pathname !== location.pathname) location.assign(response.url);
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

// Something with a row as it stands there once what was sent before has come back.
export const inTurnOf = (asked, work) =>
  inTurn(() => {
    const row = current(asked);
    if (row) work(row);
  });

document.addEventListener("change", ({ target }) => left(target));

// A row that comes back while one types in it has the cell filled in by us, which no
// change tells of when one leaves it then.
document.addEventListener("focusout", ({ target }) => {
  if (target.isConnected && target.matches?.(".line-input") && isTyped(target)) left(target);
});

export function left(input) {
  const row = input.closest?.(ROW);
  if (!row || !input.matches(".line-input")) return;
  input.dataset.unsaved = "";
  inTurn(() => save(row));
}

// Typed, and not sent or refused yet.
const isTyped = (input) => !("unsaved" in input.dataset) && input.value !== given(input);

// The row as it stands there now: it is another one each time it was sent.
export function current(row) {
  let now = row;
  while (!now.isConnected && followedBy.has(now)) now = followedBy.get(now);
  return now.isConnected ? now : null;
}

// A line is begun with an item or a text; what else is typed waits until then.
async function save(asked) {
  const row = current(asked);
  if (!row) return;
  const unsaved = inputsOf(row).filter((input) => "unsaved" in input.dataset);
  if (!unsaved.length) return;
  if (isNew(row) && !inputOf(row, "item").value.trim() && !inputOf(row, "description").value.trim()) return;
  const sent = Object.fromEntries(unsaved.map((input) => [input.name, input.value]));
  const opened = Object.fromEntries(unsaved.map((input) => [`opened-${input.name}`, seen(input)]));
  row.dataset.key ??= newKey(); // the same until there is an answer: it is added once
  const to = row.dataset.line || theLines().dataset.lines;
  const { status, page } = await post(to, { ...sent, ...opened }, row.dataset.key);
  delete row.dataset.key;
  if (page.querySelector("#lines")) return renewTable(page, row, rowsOf(theLines()).indexOf(row) + 1, nameIn(row));
  const fresh = page.querySelector("tr[data-line]");
  if (!fresh || !row.isConnected) return tell(page);
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
  keep(row, fresh, (input) => (input.name in sent ? input.value !== sent[input.name] : isMeant(input)));
  const wasNew = isNew(row) && fresh.dataset.line;
  fresh.dataset.place = wasNew ? rowsOf(lines).length : row.dataset.place;
  const selection = at && selectionOf(at);
  followedBy.set(row, fresh);
  row.replaceWith(fresh);
  if (wasNew) fresh.after(lines.querySelector("[data-blank-line]").content.cloneNode(true));
  if (at) focusAgain(inputOf(fresh, at.name), selection);
}

// Have a fresh row keep what was typed in the one that it follows.
function keep(row, fresh, isLater) {
  for (const input of inputsOf(row).filter(isLater)) {
    const now = inputOf(fresh, input.name);
    if (!now) continue;
    now.value = input.value;
    if ("unsaved" in input.dataset) now.dataset.unsaved = "";
    if ("seen" in input.dataset) now.dataset.seen = input.dataset.seen;
  }
}

// What stood in a cell when one began to type in it; of what both changed, what one saw
// before that, until one of the two is chosen.
const seen = (input) => input.dataset.seen ?? given(input);

const isMeant = (input) => "unsaved" in input.dataset || input.value !== given(input);

// What the server has in a cell, also while it refuses what was typed there.
export function given(input) {
  if ("kept" in input.dataset) return input.dataset.kept;
  if (!input.matches("select")) return input.defaultValue;
  return [...input.options].find((option) => option.defaultSelected)?.value ?? "";
}

const selectionOf = (input) => input.matches("input") && [input.selectionStart, input.selectionEnd];

function focusAgain(input, selection) {
  input?.focus();
  if (input && selection) input.setSelectionRange(...selection);
}

export function goTo(input) {
  input?.focus();
  if (input?.matches("input")) input.select();
  return Boolean(input);
}

function renewTotals(page) {
  const totals = page.querySelector("#line_totals");
  if (totals) document.querySelector("#line_totals")?.replaceWith(totals);
}

// The cell of a row in which one is now.
const nameIn = (row) => (row.contains(document.activeElement) ? document.activeElement.name : null);

// Afterwards one is where the line went, unless one has gone on to another.
function renewTable(page, about, place, name, deleted) {
  const fresh = page.querySelector("#lines");
  if (!fresh) return tell(page);
  const before = rowsOf(theLines());
  const at = document.activeElement;
  const elsewhere = at?.closest(ROW);
  theLines().replaceWith(fresh);
  for (const row of before) followInTable(row, fresh);
  for (const row of before) {
    const isGone = row !== deleted && !followedBy.has(row);
    if (isGone && (row === about || inputsOf(row).some(isMeant))) tellGone(row, before, fresh);
  }
  if (elsewhere && elsewhere !== about && followedBy.has(elsewhere))
    return focusAgain(inputOf(followedBy.get(elsewhere), at.name), selectionOf(at));
  const row = rowsOf(fresh)[Math.max(0, Math.min(place, rowsOf(fresh).length) - 1)];
  goTo(inputOf(row, name));
}

// Somebody else deleted a line: what was typed in it stands where it was.
function tellGone(row, before, table) {
  const told = table.querySelector("[data-line-gone]")?.content.cloneNode(true);
  if (!told) return;
  const next = before.slice(before.indexOf(row) + 1).find((each) => followedBy.has(each));
  told.querySelector("[data-gone-what]").textContent = given(inputOf(row, "description")) || given(inputOf(row, "item"));
  const typed = inputsOf(row).filter(isMeant).map((input) => `${input.closest("td").dataset.caption} ${input.value}`);
  const line = told.querySelector("[data-gone-typed]");
  line.hidden = !typed.length;
  line.querySelector("b").textContent = typed.join(" · ");
  (followedBy.get(next) ?? rowsOf(table).at(-1)).before(told);
}

document.addEventListener("click", ({ target }) => {
  if (target.closest?.("[data-line-gone-read]")) target.closest("tr").remove();
});

// In the table as a whole each row keeps what was typed in it and is still to be saved.
function followInTable(row, table) {
  const fresh = rowsOf(table).find((each) => each.dataset.line === row.dataset.line);
  if (!fresh) return;
  followedBy.set(row, fresh);
  keep(row, fresh, isMeant);
  if (inputsOf(fresh).some((input) => isMeant(input))) {
    inputsOf(fresh).filter(isTyped).forEach((input) => (input.dataset.unsaved = ""));
    inTurn(() => save(fresh));
  }
}

// A line as a whole -------------------------------------------------------------------

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.(`${ROW} [data-do]`);
  if (button) act(button.closest("tr"), button.dataset.do, "item");
});

export function act(asked, what, name) {
  if (isNew(asked) && !inputsOf(asked).some(isMeant)) return;
  inTurn(async () => {
    const row = current(asked);
    if (!row || isNew(row)) return;
    const place = rowsOf(theLines()).indexOf(row) + 1;
    if (what !== "delete") return move(row, what === "up" ? place - 1 : place + 1, name);
    const { status, page } = await post(`${row.dataset.line}delete/`, {});
    renewTable(page, row, place, name, status === 200 ? row : null);
  });
}

async function move(row, to, name) {
  if (to < 1) return;
  const { page } = await post(`${row.dataset.line}move/`, { to });
  renewTable(page, row, to, name ?? nameIn(row));
}

// Where that is, is known when it is its turn; without a next line, at the end.
export const moveBefore = (asked, next) =>
  inTurn(async () => {
    const row = current(asked);
    if (!row) return;
    const others = rowsOf(theLines()).filter((each) => each !== row && !isNew(each));
    const at = next ? others.indexOf(current(next)) : -1;
    await move(row, (at < 0 ? others.length : at) + 1);
  });

document.addEventListener("paste", (event) => {
  const row = event.target.closest?.(ROW);
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!row || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const name = event.target.name;
  inTurn(async () => {
    const { page } = await post(theLines().dataset.pasted, { text, first: name });
    renewTable(page, current(row), Number.MAX_SAFE_INTEGER, name);
  });
});

// What is typed and not saved yet is not thrown away without asking.
window.addEventListener("beforeunload", (event) => {
  const lines = theLines();
  const isTyped = (row) => inputsOf(row).some(isMeant);
  if (lines && (waiting || rowsOf(lines).some(isTyped))) event.preventDefault();
});
