// Lists: a cell is edited in its place. F2 or its pencil begins; Enter, Tab and leaving
// it save; Tab goes on to the next cell, F8 copies from the row above, Esc restores.
// After that the row comes from the server again, with the sums that follow from it.
import htmx from "htmx.org";
import { pressed, typing } from "./keys.js";
import { currentCell, followSelection, goToColumn, select, selectedOf } from "./list.js";
import { rowsOf } from "./list-selection.js";

const EDITOR = "form[data-in-cell]";

let edited = null; // { handle, name, shown, given }: the cell that is being edited
let then = null; // what comes after the row is there again

const theList = () => document.querySelector("[data-list]");
const headsOf = (list) => [...list.querySelectorAll("thead th")];
const rowOf = (list, handle) => rowsOf(list).find((row) => row.dataset.row === handle);
const inputOf = (form) => [...form.elements].find((e) => !["hidden", "submit"].includes(e.type));
const values = (form) => new URLSearchParams(new FormData(form)).toString();

function cellAt(list, handle, name) {
  const at = headsOf(list).findIndex((head) => head.dataset.column === name);
  return at < 0 ? null : rowOf(list, handle)?.cells[at];
}

function isEditable(list, cell) {
  const head = list && cell && headsOf(list)[cell.cellIndex];
  return Boolean(cell?.parentElement.dataset.edit && head && "editable" in head.dataset);
}

// Beginning ---------------------------------------------------------------------

// The current cell shows that it can be edited, and is by a click there.
export function showPencil(list, cell) {
  const old = list.querySelector(".list-table .cell-pencil");
  if (old && old.parentElement === cell) return;
  old?.remove();
  const pencil = list.querySelector("template[data-cell-pencil]");
  if (!pencil || edited || !isEditable(list, cell)) return;
  cell.append(pencil.content.cloneNode(true));
}

document.addEventListener("mouseover", ({ target }) => {
  const cell = target.closest?.("[data-list] tr[data-row] > td");
  const list = theList();
  if (cell) showPencil(list, cell);
  else if (list?.querySelector(".list-table .cell-pencil")) showPencil(list, currentCell(list));
});

function begin(list, cell) {
  const row = cell.parentElement;
  goToColumn(list, cell.cellIndex);
  select(list, row);
  list.querySelector(".list-table .cell-pencil")?.remove();
  const name = headsOf(list)[cell.cellIndex].dataset.column;
  edited = { handle: row.dataset.row, name, shown: cell.innerHTML, given: null };
  cell.id = "cell";
  cell.classList.add("is-editing");
  const address = `${row.dataset.edit}?only=${encodeURIComponent(name)}`;
  htmx.ajax("GET", address, { source: cell, target: cell, swap: "innerHTML" });
}

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const form = detail.target?.id === "cell" && detail.target.querySelector(EDITOR);
  if (!form || !edited) return;
  edited.given = values(form);
  const input = form.querySelector("[aria-invalid=true]") ?? inputOf(form);
  input?.focus();
  if (input?.matches("input[type=text], input[type=email], input[type=url]")) input.select();
});

// Keys and the mouse ----------------------------------------------------------------

// Before the other keys of the page: F2 is also the key of the whole row's Edit.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const form = event.target.closest?.(EDITOR);
    if (form) whileEditing(form, event);
    else if (pressed(event) === "F2" && !typing(event.target)) beginAtCurrent(event);
  },
  true,
);

function beginAtCurrent(event) {
  const list = theList();
  if (!list || edited || document.querySelector("dialog[open]")) return;
  const cell = currentCell(list);
  if (!isEditable(list, cell)) return;
  event.preventDefault();
  begin(list, cell);
}

function whileEditing(form, event) {
  switch (pressed(event)) {
    case "Escape":
      restore({ focus: true });
      break;
    case "Tab":
    case "Shift+Tab":
      if (event.target.closest("[data-choice]") || form.querySelector("[data-choice]")) return;
      leave(form, neighbour(event.shiftKey ? -1 : 1));
      break;
    case "Enter": // which sends a form by itself, but not from a list of choices
      if (!event.target.matches("select")) return;
      leave(form, backTo(edited.handle));
      break;
    case "F8":
      copyFromAbove(form);
      break;
    case "F2":
      break;
    default:
      return;
  }
  event.preventDefault();
  event.stopPropagation();
}

document.addEventListener("click", (event) => {
  if (event.target.closest(".cell-pencil")) begin(theList(), event.target.closest("td"));
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
  const cell = cells[cells.indexOf(document.getElementById("cell")) + step];
  if (!cell) return null;
  const handle = cell.parentElement.dataset.row;
  const name = headsOf(list)[cell.cellIndex].dataset.column;
  return () => {
    const there = cellAt(theList(), handle, name);
    if (there) begin(theList(), there);
  };
}

const backTo = (handle) => () => select(theList(), rowOf(theList(), handle));

function copyFromAbove(form) {
  const cell = form.closest("td");
  const above = cell.parentElement.previousElementSibling?.cells[cell.cellIndex];
  const input = inputOf(form);
  if (!above || !input) return;
  const text = above.innerText.trim();
  if (input.type === "checkbox") input.checked = above.dataset.value === "yes";
  else input.value = above.dataset.value ?? text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// Leaving --------------------------------------------------------------------------

function leave(form, after = null) {
  const same = edited && values(form) === edited.given;
  if (same && form.matches("[data-refused]") && !after) return;
  if (same && !form.matches("[data-refused]")) {
    restore({ focus: Boolean(after) });
    after?.();
    return;
  }
  then = after;
  if (!form.matches(".htmx-request")) form.requestSubmit();
}

function restore({ focus }) {
  const cell = document.getElementById("cell");
  if (!cell || !edited) return;
  const { shown } = edited;
  end(cell);
  cell.innerHTML = shown;
  htmx.process(cell);
  select(theList(), cell.parentElement, { focus });
}

function end(cell) {
  edited = null;
  cell.removeAttribute("id");
  cell.classList.remove("is-editing");
}

// What cannot be asked for is told, and the cell is as it was; what could not be saved
// stays in its editor, to be tried again.
for (const failed of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failed, ({ detail }) => {
    if (detail.target?.id !== "cell") return;
    then = null;
    if (!detail.elt.matches(EDITOR)) restore({ focus: true });
    else inputOf(detail.elt)?.focus();
  });
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target?.id === "cell" && detail.xhr.status === 422) then = null;
});

// The row again -----------------------------------------------------------------------

document.addEventListener("kans:cell-left", renewRow);

function renewRow() {
  const list = theList();
  if (!list || !edited) return;
  const { handle, name } = edited;
  const row = rowOf(list, handle);
  const isIn = row.contains(document.activeElement) || document.activeElement === document.body;
  const address = new URL(list.querySelector("#list_content").dataset.address || "?", location.href);
  address.searchParams.set("selected", handle);
  end(document.getElementById("cell"));
  row.id = "list_row";
  htmx
    .ajax("GET", address.pathname + address.search, { source: row, target: row, swap: "outerHTML" })
    .then(() => renewGroups(list))
    .then(() => afterwards(handle, name, isIn));
}

// A group's name, count and sums may follow from the change.
function renewGroups(list) {
  if (!list.querySelector(".list-band")) return null;
  const address = location.pathname + location.search;
  return htmx.ajax("GET", address, { source: "#list_content", target: "#list_content", swap: "outerHTML" });
}

function afterwards(handle, name, isIn) {
  const list = theList();
  const row = list && rowOf(list, handle);
  if (!row) return;
  cellAt(list, handle, name)?.classList.add("is-saved");
  const next = then;
  then = null;
  const selected = selectedOf(list) ?? row;
  if (selected === row) followSelection(list, row);
  if (next) next();
  else if (selected === row) select(list, row, { focus: isIn });
}
