// Lists: selecting rows by mouse and keys, the filter pane, and filtering to a value.
// Everything is read off the page, so nothing is attached again after a swap.
import htmx from "htmx.org";
import { singleKeys } from "./keys.js";
import { anyTicked, beginAt, clickOnTicks, rowsOf, tick, tickAll, tickedOf, tickRange, untick } from "./list-selection.js";

const FOLLOW_AFTER = 120; // ms a selection rests before its actions and facts are fetched
const SIGNS = /[|&()*?<>=@'%]|\.\./;

let follow = 0;
let column = 1;

const theList = () => document.querySelector("[data-list]");
export const selectedOf = (list) => list.querySelector("tr[data-row][aria-selected=true]");
const cellsOf = (row) => [...row.cells];

htmx.onLoad((added) => {
  const rows = added.matches?.("tr[data-row]") ? [added] : added.querySelectorAll("tr[data-row]");
  for (const row of rows) prepare(row);
  if (added.matches?.(".list-filter-error")) markBox(added);
  const list = theList();
  if (list && added.contains(list.querySelector("table"))) showCurrentCell(list);
});

// Rows are one stop of the Tab key; the arrows go from row to row.
function prepare(row) {
  row.tabIndex = row.getAttribute("aria-selected") === "true" ? 0 : -1;
  for (const inside of row.querySelectorAll("a, .list-tick")) inside.tabIndex = -1;
}

// What is wrong at a box comes by itself; the box is left as it was typed.
function markBox(error) {
  const box = document.querySelector(`input[aria-describedby="${error.id}"]`);
  if (error.textContent) box?.setAttribute("aria-invalid", "true");
  else box?.removeAttribute("aria-invalid");
}

// Selecting ------------------------------------------------------------------

export function select(list, row, { focus = true } = {}) {
  if (!row) return;
  const before = selectedOf(list);
  if (before !== row) {
    before?.setAttribute("aria-selected", "false");
    if (before) before.tabIndex = -1;
    row.setAttribute("aria-selected", "true");
    row.tabIndex = 0;
    keepInAddress("selected", row.dataset.row);
    followSelection(list, row);
  }
  showCurrentCell(list);
  if (focus) row.focus();
  if (!row.nextElementSibling?.dataset.row) loadMore(list);
}

export function followSelection(list, row) {
  clearTimeout(follow);
  if (!("follows" in list.dataset)) return;
  const address = row.querySelector(".list-select").href;
  follow = setTimeout(() => {
    htmx.ajax("GET", address, {
      source: "#list_actions",
      target: "#list_actions",
      swap: "outerHTML",
    });
  }, FOLLOW_AFTER);
}

function loadMore(list) {
  const more = list.querySelector("#list_more");
  if (more) htmx.trigger(more, "intersect");
}

function keepInAddress(name, value) {
  const address = new URL(location.href);
  if (value) address.searchParams.set(name, value);
  else address.searchParams.delete(name);
  history.replaceState(history.state, "", address);
}

// The cell that the arrows have gone to, or the one in that column of another row.
export const currentCell = (list, row = selectedOf(list)) => row?.cells[column];

export function goToColumn(list, at) {
  column = at;
  showCurrentCell(list);
}

function showCurrentCell(list) {
  for (const cell of list.querySelectorAll(".list-current")) cell.classList.remove("list-current");
  const row = selectedOf(list);
  if (!row) return;
  column = Math.min(Math.max(column, 1), row.cells.length - 1);
  row.cells[column].classList.add("list-current");
  list.dispatchEvent(new Event("kans:current-cell", { bubbles: true }));
}

function open(row) {
  row?.querySelector("a[data-open]")?.click();
}

// The rows that are ticked, or else the selected one, as a spreadsheet takes them.
async function copy(list) {
  const rows = tickedOf(list);
  const chosen = rows.length ? rows : [selectedOf(list)].filter(Boolean);
  const heads = [...list.querySelectorAll("thead th")].slice(1);
  const lines = [heads, ...chosen.map((row) => cellsOf(row).slice(1))];
  const text = lines.map((line) => line.map((cell) => cell.innerText.trim()).join("\t"));
  await navigator.clipboard.writeText(text.join("\n"));
}

// Filtering ------------------------------------------------------------------

function togglePane(list, show) {
  const pane = list.querySelector("[data-list-pane]");
  if (!pane) return;
  pane.hidden = show === undefined ? !pane.hidden : !show;
  pane.querySelector("[data-list-pane-state]").disabled = pane.hidden;
  const button = list.querySelector("[data-list-filters]");
  button.setAttribute("aria-expanded", String(!pane.hidden));
  keepInAddress("pane", pane.hidden ? "" : "filters");
  if (pane.hidden) button.focus();
  else pane.querySelector("input:not([type=hidden])")?.focus();
}

function filterToThisValue(list) {
  const row = selectedOf(list);
  const head = list.querySelectorAll("thead th")[column];
  if (!row || !head || !("filterable" in head.dataset)) return;
  const shown = list.querySelector("#list_content").dataset.address; // also what a view says
  const address = new URL(shown, location.href);
  address.searchParams.set(`filter.${head.dataset.column}`, asFilter(row.cells[column]));
  htmx.ajax("GET", address.pathname + address.search, {
    source: "#list",
    target: "#list",
    swap: "outerHTML",
  });
}

function asFilter(cell) {
  if (cell.dataset.value) return cell.dataset.value;
  const text = cell.innerText.trim();
  if (cell.classList.contains("list-moment")) return text.split(" ")[0] || "''";
  if (!text || SIGNS.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return text;
}

// Boxes in which nothing is typed do not belong in the address.
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.elt.matches("#list_form, #list_search")) return;
  const { formData } = event.detail;
  const filled = [...formData].filter(([, value]) => value !== "");
  for (const name of new Set(formData.keys())) formData.delete(name);
  for (const [name, value] of filled) formData.append(name, value);
});

// Mouse ----------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const list = event.target.closest("[data-list]");
  if (!list) return;
  if (event.target.closest("[data-list-filters]")) {
    event.preventDefault();
    togglePane(list);
  } else if (event.target.closest("[data-list-copy]")) {
    copy(list);
  } else if (!clickOnTicks(list, event)) {
    clickRow(list, event);
  }
});

function clickRow(list, event) {
  const row = event.target.closest("tr[data-row]");
  if (!row || event.target.closest("[data-in-cell]")) return;
  const cell = event.target.closest("td");
  if (cell.cellIndex > 0) column = cell.cellIndex;
  if (event.target.closest(".list-mark") && !event.target.closest(".list-select")) {
    if (event.shiftKey) tickRange(list, selectedOf(list), row);
    else tick(list, row);
    select(list, row, { focus: false });
  } else if (event.target.closest(".list-select")) {
    event.preventDefault();
    select(list, row);
  } else if (!event.target.closest("a")) {
    select(list, row);
  }
}

document.addEventListener("dblclick", (event) => {
  const row = event.target.closest("tr[data-row]");
  if (row && !event.target.closest("a, button, form, input")) open(row);
});

// Keys -----------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  const list = theList();
  if (!list || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const done = anywhere(list, event) || inTable(list, event);
  if (done) event.preventDefault();
});

function anywhere(list, event) {
  if (event.key === "F3" && event.altKey) {
    filterToThisValue(list);
    return true;
  }
  if (event.key === "F3" && event.shiftKey) {
    togglePane(list);
    return true;
  }
  const search = list.querySelector("#list_search");
  if (event.key === "F3" && search) {
    search.focus();
    search.select();
    return true;
  }
  if (event.key === "ArrowDown" && event.target === search) {
    select(list, selectedOf(list) ?? rowsOf(list)[0]);
    return true;
  }
  return false;
}

function inTable(list, event) {
  const at = document.activeElement;
  if (at !== document.body && !at.closest(".list-table tbody")) return false;
  const row = selectedOf(list) ?? rowsOf(list)[0];
  if (!row || at.closest("[data-in-cell]")) return false;
  if (event.ctrlKey || event.metaKey || event.altKey) return withControl(list, event);
  const to = target(list, row, event);
  if (to) {
    if (event.shiftKey) {
      beginAt(row);
      tickRange(list, row, to);
    }
    select(list, to);
    return true;
  }
  return onRow(list, row, event);
}

function withControl(list, event) {
  if (event.altKey) return false;
  if (event.key === "c" && getSelection().isCollapsed) {
    copy(list);
    return true;
  }
  if (event.key === "a") {
    tickAll(list);
    return true;
  }
  const rows = rowsOf(list);
  if (event.key === "Home") select(list, rows[0]);
  else if (event.key === "End") select(list, rows.at(-1));
  else return false;
  return true;
}

// Letters by themselves work only where no text is typed, and can be turned off.
function letter(event) {
  return event.key.length === 1 && !singleKeys() ? "" : event.key;
}

function target(list, row, event) {
  const rows = rowsOf(list);
  const at = rows.indexOf(row);
  const page = Math.max(1, Math.floor(row.parentElement.parentElement.parentElement.clientHeight / row.offsetHeight) - 2);
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: page, PageUp: -page }[letter(event)];
  if (step === undefined) return null;
  return rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
}

function onRow(list, row, event) {
  switch (letter(event)) {
    case "ArrowLeft":
    case "ArrowRight":
      column += event.key === "ArrowLeft" ? -1 : 1;
      select(list, row);
      row.cells[column].scrollIntoView({ block: "nearest", inline: "nearest" });
      return true;
    case "Enter":
      if (event.target.closest?.("a")) return false;
      open(row);
      return true;
    case " ":
    case "x":
      if (event.shiftKey) tickRange(list, row, row);
      else tick(list, row);
      return true;
    case "Escape":
      if (!anyTicked()) return false;
      untick(list);
      return true;
    default:
      return false;
  }
}
