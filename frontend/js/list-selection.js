// Which rows of a list are ticked: one by one, a range, all that are shown, or all that
// pass the filters, shown or not. The ticks outlive the parts that come and go, but not
// the filters they were made under. The server is told of them when a verb is chosen.
import htmx from "htmx.org";

let passing = null; // the list and the filters that the ticks belong to
let all = false; // all rows that pass, however many are shown
let last = null; // the row that a range begins at
const ticked = new Set(); // the rows by their handles

const theBar = (list) => list.querySelector("#list_selection");
const tickOf = (row) => row.querySelector(".list-tick");
const isTicked = (row) => all || ticked.has(row.dataset.row);

export const rowsOf = (list) => [...list.querySelectorAll("tr[data-row]")];
export const tickedOf = (list) => rowsOf(list).filter(isTicked);
export const anyTicked = () => all || ticked.size > 0;

htmx.onLoad((added) => {
  const list = document.querySelector("[data-list]");
  if (!list || !(list.contains(added) || added.contains(list))) return;
  const bar = theBar(list);
  const now = bar ? location.pathname + bar.dataset.passing : null;
  if (now !== passing) forget();
  passing = now;
  show(list, { say: false });
});

// After a verb was done to them, the rows are no longer ticked.
document.addEventListener("kans:untick", () => {
  forget();
  const list = document.querySelector("[data-list]");
  if (list) show(list, { say: false });
});

export function tick(list, row, on = !isTicked(row)) {
  leaveAll(list);
  if (on) ticked.add(row.dataset.row);
  else ticked.delete(row.dataset.row);
  last = row.dataset.row;
  show(list);
}

export function tickRange(list, from, to) {
  leaveAll(list);
  const rows = rowsOf(list);
  const begin = rows.findIndex((row) => row.dataset.row === last);
  const ends = [begin < 0 ? rows.indexOf(from) : begin, rows.indexOf(to)];
  for (const row of rows.slice(Math.max(0, Math.min(...ends)), Math.max(...ends) + 1)) {
    ticked.add(row.dataset.row);
  }
  last = to.dataset.row;
  show(list);
}

// A range begins where the first row of it was, unless one was ticked before.
export function beginAt(row) {
  last ??= row.dataset.row;
}

// First the rows that are shown; asked again, all that pass the filters.
export function tickAll(list) {
  const rows = rowsOf(list);
  if (rows.every(isTicked) && isMore(list, rows)) all = true;
  for (const row of rows) ticked.add(row.dataset.row);
  show(list);
}

export function untick(list) {
  forget();
  show(list);
}

function forget() {
  ticked.clear();
  all = false;
  last = null;
}

// Who unticks one of all means the others that are shown.
function leaveAll(list) {
  if (!all) return;
  all = false;
  for (const row of rowsOf(list)) ticked.add(row.dataset.row);
}

const isMore = (list, rows) => Boolean(list.querySelector("[data-list-all]")) && Number(theBar(list).dataset.count) > rows.length;

// What the page shows of it ---------------------------------------------------

function show(list, { say = true } = {}) {
  const rows = rowsOf(list);
  for (const row of rows) tickOf(row).checked = isTicked(row);
  const bar = theBar(list);
  if (!bar) return;
  const count = rows.filter(isTicked).length;
  const head = list.querySelector("[data-tick-all]");
  head.checked = count > 0 && count === rows.length;
  head.indeterminate = count > 0 && !head.checked;
  bar.classList.toggle("is-on", anyTicked());
  bar.querySelector("[data-list-ticked-count]").textContent = told(bar);
  const offer = bar.querySelector("[data-list-all]");
  if (offer) {
    offer.hidden = !(head.checked && isMore(list, rows));
    offer.querySelector("input").checked = all;
  }
  const said = anyTicked() ? bar.querySelector("[data-list-ticked]").textContent.replace(/\s+/g, " ").trim() : "";
  if (say) list.querySelector("[data-ticks-said]").textContent = said;
}

const told = (bar) => (all ? bar.dataset.all : new Intl.NumberFormat(document.documentElement.lang).format(ticked.size));

// By mouse and touch -------------------------------------------------------------

// Whether the click was about ticking.
export function clickOnTicks(list, event) {
  const { target } = event;
  if (target.closest("[data-list-untick]")) untick(list);
  else if (target.closest("[data-tick-all]")) {
    if (tickedOf(list).length === rowsOf(list).length) untick(list);
    else tickAll(list);
  } else if (target.closest("[data-list-all] input")) {
    all = target.checked;
    show(list);
  } else {
    return false;
  }
  return true;
}

// What is sent ----------------------------------------------------------------------

// Not a box for each row, of which there may be thousands, but all of them in one.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!detail.elt.closest?.("#list_selection")) return;
  for (const name of ["row", "all"]) detail.formData.delete(name);
  if (all) detail.formData.append("all", "1");
  else detail.formData.append("rows", [...ticked].join("\n"));
});
