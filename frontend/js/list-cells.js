// Lists: a cell is edited in its place. F2 or its pencil begins; Enter, Tab and leaving
// it save; Tab goes on to the next cell, F8 copies from the row above, Esc restores.
// After that the row comes from the server again, with the sums that follow from it.
import htmx from "htmx.org";
import { goInto, inputOf, typeInto, values } from "./in-place.js";
import { pressed, typing } from "./keys.js";
import { currentCell, followSelection, goToColumn, select, selectedOf } from "./list.js";
import { rowsOf } from "./list-selection.js";

const EDITOR = "form[data-in-cell]";

let edited = null; // { cell, handle, name, shown, given, typed, key }: what is being edited
let then = null; // what comes after the row is there again

const theList = () => document.querySelector("[data-list]");
const headsOf = (list) => [...list.querySelectorAll("thead th")];
const rowOf = (list, handle) => rowsOf(list).find((row) => row.dataset.row === handle);
const isSending = (form) => form.matches(".htmx-request");

// The list may have been shown anew under the editor, which is then gone.
function nowEdited() {
  if (edited && !edited.cell.isConnected) edited = then = null;
  return edited;
}

function cellAt(list, handle, name) {
  const at = headsOf(list).findIndex((head) => head.dataset.column === name);
  return at < 0 ? null : rowOf(list, handle)?.cells[at];
}

function isEditable(list, cell) {
  const head = list && cell && headsOf(list)[cell.cellIndex];
  return Boolean(cell?.parentElement.dataset.edit && head && "editable" in head.dataset);
}

// Beginning ---------------------------------------------------------------------

// The cell under the mouse, or else the current one, shows that it can be edited.
function showPencil(list, cell) {
  const old = list.querySelector(".list-table .cell-pencil");
  if (old && old.parentElement === cell) return;
  old?.remove();
  const pencil = list.querySelector("template[data-cell-pencil]");
  if (!pencil || nowEdited() || !isEditable(list, cell)) return;
  cell.append(pencil.content.cloneNode(true));
}

document.addEventListener("kans:current-cell", ({ target }) => showPencil(target, currentCell(target)));

document.addEventListener("mouseover", ({ target }) => {
  const list = theList();
  if (!list) return;
  const cell = target.closest?.("[data-list] tr[data-row] > td");
  if (cell) showPencil(list, cell);
  else if (list.querySelector(".list-table .cell-pencil")) showPencil(list, currentCell(list));
});

function begin(list, cell, { byTab = false } = {}) {
  const row = cell.parentElement;
  goToColumn(list, cell.cellIndex);
  select(list, row);
  list.querySelector(".list-table .cell-pencil")?.remove();
  const name = headsOf(list)[cell.cellIndex].dataset.column;
  edited = { cell, handle: row.dataset.row, name, shown: cell.innerHTML, given: null, typed: "", key: null, byTab };
  cell.id = "cell";
  cell.classList.add("is-editing");
  const address = `${row.dataset.edit}?only=${encodeURIComponent(name)}`;
  htmx.ajax("GET", address, { source: cell, target: cell, swap: "innerHTML" });
}

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const form = nowEdited() && detail.target === edited.cell && edited.cell.querySelector(EDITOR);
  if (!form) return;
  edited.given = values(form);
  const input = goInto(form, { select: edited.byTab });
  if (!input) return;
  const { typed, key, byTab } = edited;
  edited.typed = "";
  edited.key = null;
  if (typed && !form.matches("[data-refused]")) typeInto(input, byTab ? typed : input.value + typed);
  if (key) queueMicrotask(() => endByKey(form, key)); // once htmx knows the form
});

function endByKey(form, key) {
  if (key === "Enter") leave(form, backTo(edited.handle));
  else goOn(form, key === "Tab" ? 1 : -1);
}

// Keys and the mouse ----------------------------------------------------------------

// Before the other keys of the page: F2 is also the key of the whole row's Edit.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const form = event.target.closest?.(EDITOR);
    if (form) whileEditing(form, event);
    else if (nowEdited()?.given === null) beforeItOpens(event);
    else if (pressed(event) === "F2" && !typing(event.target)) beginAtCurrent(event);
  },
  true,
);

// Who types on at once types into the cell: no letter is taken for a shortcut, and the
// key that ends the typing is obeyed once the cell is open.
function beforeItOpens(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const key = pressed(event);
  if (key === "Escape") restore({ focus: true });
  else if (["Enter", "Tab", "Shift+Tab"].includes(key)) edited.key ??= key;
  else if (event.key === "Backspace") edited.typed = edited.typed.slice(0, -1);
  else if (event.key.length === 1 && !edited.key) edited.typed += event.key;
  else if (event.key.length > 1) return;
  event.preventDefault();
  event.stopPropagation();
}

function beginAtCurrent(event) {
  const list = theList();
  if (!list || nowEdited() || document.querySelector("dialog[open]")) return;
  const cell = currentCell(list);
  if (!isEditable(list, cell)) return;
  event.preventDefault();
  begin(list, cell);
}

function whileEditing(form, event) {
  if (keyOfEditor(form, event)) {
    event.preventDefault();
    event.stopPropagation();
  }
}

// Whether the key is done with; what is being sent cannot be taken back.
function keyOfEditor(form, event) {
  const key = pressed(event);
  const isOurs = ["Escape", "Tab", "Shift+Tab", "F2", "F8"].includes(key);
  if (!nowEdited() || isSending(form)) return isOurs;
  switch (key) {
    case "Escape":
      restore({ focus: true });
      return true;
    case "Tab":
    case "Shift+Tab":
      return goOn(form, key === "Tab" ? 1 : -1);
    case "Enter": // which sends a form by itself, but not from a list of choices
      if (!event.target.matches("select")) return false;
      endByKey(form, key);
      return true;
    case "F8":
      copyFromAbove(form);
      return true;
    default:
      return isOurs;
  }
}

// Not from among the choices of a conflict, nor beyond the last cell: the focus goes on
// as it would, which leaves the cell.
function goOn(form, step) {
  const next = form.querySelector("[data-choice]") ? null : neighbour(step);
  if (next) leave(form, next);
  return Boolean(next);
}

document.addEventListener("click", (event) => {
  const pencil = event.target.closest(".cell-pencil");
  if (pencil) begin(theList(), pencil.closest("td"));
  const theirs = event.target.closest(`${EDITOR} [data-choice=theirs]`);
  if (!theirs) return;
  event.preventDefault();
  renewRow();
});

document.addEventListener("focusout", (event) => {
  const form = event.target.closest?.(EDITOR);
  if (!form || form.contains(event.relatedTarget) || !document.hasFocus()) return;
  queueMicrotask(() => form.isConnected && leave(form)); // not when it is being replaced
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.(EDITOR);
  if (form && event.target.matches("[type=checkbox]")) leave(form);
});

// The next cell that can be edited: in this row, or else in the next one.
function neighbour(step) {
  const list = theList();
  const cells = rowsOf(list).flatMap((row) => [...row.cells].filter((cell) => isEditable(list, cell)));
  const cell = cells[cells.indexOf(edited.cell) + step];
  if (!cell) return null;
  const handle = cell.parentElement.dataset.row;
  const name = headsOf(list)[cell.cellIndex].dataset.column;
  return () => {
    const there = cellAt(theList(), handle, name);
    if (there) begin(theList(), there, { byTab: true });
  };
}

const backTo = (handle) => () => select(theList(), rowOf(theList(), handle));

function copyFromAbove(form) {
  const rows = rowsOf(theList());
  const above = rows[rows.indexOf(edited.cell.parentElement) - 1]?.cells[edited.cell.cellIndex];
  const input = inputOf(form);
  if (!above || !input) return;
  const value = above.dataset.value ?? above.innerText.trim();
  if (input.type === "checkbox") input.checked = value === "yes";
  else if (!input.options || [...input.options].some((option) => option.value === value)) typeInto(input, value);
}

// Leaving --------------------------------------------------------------------------

function leave(form, after = null) {
  if (!nowEdited() || !edited.cell.contains(form) || isSending(form)) return;
  const same = values(form) === edited.given;
  const isRefused = form.matches("[data-refused]");
  if (same && isRefused && !after) return;
  if (same && !isRefused) {
    restore({ focus: Boolean(after) });
    after?.();
    return;
  }
  then = after;
  form.requestSubmit();
}

function restore({ focus }) {
  const { cell, shown } = end();
  showAgain(cell, shown);
  select(theList(), cell.parentElement, { focus });
}

function showAgain(cell, shown) {
  cell.inert = false;
  cell.innerHTML = shown;
  htmx.process(cell);
}

function end() {
  const ended = edited;
  edited = null;
  ended.cell.removeAttribute("id");
  ended.cell.classList.remove("is-editing");
  return ended;
}

// What cannot be asked for is told, and the cell is as it was; what could not be saved
// stays in its editor, to be tried again.
for (const failed of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failed, ({ detail }) => {
    if (!nowEdited() || detail.target !== edited.cell) return;
    then = null;
    if (detail.elt.matches(EDITOR)) inputOf(detail.elt)?.focus();
    else restore({ focus: true });
  });
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (edited && detail.target === edited.cell && detail.xhr.status === 422) then = null;
});

// The row again -----------------------------------------------------------------------

document.addEventListener("kans:cell-left", renewRow);

function renewRow() {
  const list = theList();
  if (!list || !nowEdited()) return;
  const { cell, handle, name, shown } = end();
  const row = cell.parentElement;
  const isIn = row.contains(document.activeElement) || document.activeElement === document.body;
  cell.inert = true; // what was typed stays to be seen until the row is there
  const address = new URL(list.querySelector("#list_content").dataset.address || "?", location.href);
  address.searchParams.set("selected", handle);
  row.id = "list_row";
  htmx
    .ajax("GET", address.pathname + address.search, { source: row, target: row, swap: "outerHTML" })
    .then(() => renewGroups(list))
    .then(
      () => afterwards(handle, name, isIn),
      () => showAgain(cell, shown),
    );
}

// A group's name, count and sums may follow from the change.
function renewGroups(list) {
  if (!list.querySelector(".list-band")) return null;
  const address = location.pathname + location.search;
  return htmx.ajax("GET", address, { source: "#list_content", target: "#list_content", swap: "outerHTML" });
}

function afterwards(handle, name, isIn) {
  const next = then;
  then = null;
  const list = theList();
  if (!list) return;
  const row = rowOf(list, handle); // it may be in another group now
  const isSelected = Boolean(row) && (selectedOf(list) ?? row) === row;
  cellAt(list, handle, name)?.classList.add("is-saved");
  if (isSelected) followSelection(list, row);
  if (next) next();
  else if (isSelected) select(list, row, { focus: isIn });
}
