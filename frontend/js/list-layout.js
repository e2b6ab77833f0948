// Lists: how the columns stand. Widths, and what stays at the left, are set in a style
// sheet of the script's own; what is dragged is kept by the server.
import htmx from "htmx.org";
import { moved } from "./column-choices.js";

const NARROWEST = 48;
const WIDEST = 800;

const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

const theTable = () => document.querySelector(".list-table");
const headsOf = (table) => [...table.tHead.rows[0].cells].slice(1);
const place = (th) => th.cellIndex + 1;
const cells = (at) =>
  `.list-table > thead > tr > th:nth-child(${at}), .list-table tr[data-row] > td:nth-child(${at})`;

let arranged = null;
const watcher = new ResizeObserver(() => arranged?.isConnected && layOut(arranged));

htmx.onLoad((added) => {
  const table = theTable();
  if (!table || table === arranged) return;
  if (!added.contains(table)) return;
  arranged = table;
  watcher.disconnect();
  for (const th of headsOf(table)) prepare(th);
  layOut(table);
  watcher.observe(table.tHead);
  table.querySelector(".list-band.is-open")?.scrollIntoView({ block: "nearest" });
});

function prepare(th) {
  th.draggable = true;
  for (const link of th.querySelectorAll("a")) link.draggable = false;
  const handle = document.createElement("span");
  handle.className = "list-resize";
  th.append(handle);
}

// First the widths, then how far from the left the pinned columns stay: that follows
// from how wide the columns before them have become.
function layOut(table) {
  const heads = headsOf(table);
  const widths = heads.filter((th) => th.dataset.width).map((th) => {
    const width = `${th.dataset.width}px`;
    return `${cells(place(th))} { width: ${width}; min-width: ${width}; max-width: ${width}; }`;
  });
  write(widths);
  let left = 0;
  const pins = heads.slice(0, Number(table.dataset.pinned)).map((th) => {
    const rule = pinned(place(th), left);
    left += th.getBoundingClientRect().width;
    return rule;
  });
  const tooWide = left > table.parentElement.clientWidth * 0.7;
  write([...widths, ...(tooWide ? [] : pins)]);
}

// As weak as what it overrides, so that a selected row keeps its colour.
const pinned = (at, left) => `
  .list-table :where(tr:not(.list-band) > *):nth-child(${at}) { position: sticky; z-index: 1; left: ${left}px; background: var(--surface); }
  .list-table > :is(thead, tfoot) > tr > :nth-child(${at}) { z-index: 2; background: var(--sunken); }`;

function write(rules) {
  sheet.replaceSync(`@media (min-width: 48em) { ${rules.join("\n")} }`);
}

function keep(table, values) {
  const view = table.dataset.view;
  return htmx.ajax("POST", table.dataset.arrange, { values: { view, ...values }, swap: "none" });
}

function showAnew() {
  htmx.ajax("GET", location.pathname + location.search, {
    source: "#list_content",
    target: "#list_content",
    swap: "outerHTML",
  });
}

// Widths ---------------------------------------------------------------------

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest?.(".list-resize");
  if (!handle || event.button) return;
  event.preventDefault();
  const th = handle.closest("th");
  const table = th.closest("table");
  const start = { x: event.clientX, width: th.getBoundingClientRect().width };
  handle.setPointerCapture(event.pointerId);
  th.draggable = false;
  const drag = ({ clientX }) => {
    const width = Math.round(start.width + clientX - start.x);
    th.dataset.width = Math.min(Math.max(width, NARROWEST), WIDEST);
    layOut(table);
  };
  const drop = () => {
    handle.removeEventListener("pointermove", drag);
    th.draggable = true;
    if (th.dataset.width) keep(table, { [`width.${th.dataset.column}`]: th.dataset.width });
  };
  handle.addEventListener("pointermove", drag);
  handle.addEventListener("pointerup", drop, { once: true });
  handle.addEventListener("pointercancel", drop, { once: true });
});

// As wide as needed again.
document.addEventListener("dblclick", (event) => {
  const th = event.target.closest?.(".list-resize")?.closest("th");
  if (!th) return;
  delete th.dataset.width;
  layOut(th.closest("table"));
  keep(th.closest("table"), { [`width.${th.dataset.column}`]: 0 });
});

// Order: the heads of a list, and the lines of the dialog ------------------------

let dragged = null;

document.addEventListener("dragstart", (event) => {
  const th = event.target.closest?.(".list-table th[data-column]");
  const line = event.target.closest?.("[data-grip]")?.closest("[data-column]");
  dragged = th ?? line;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.column);
  if (line) event.dataTransfer.setDragImage(line, 8, 8);
  dragged.classList.add("is-dragged");
});

document.addEventListener("dragover", (event) => {
  const over = overWhat(event);
  if (!over) return;
  event.preventDefault();
  mark(over, isBehind(over, event));
});

document.addEventListener("drop", (event) => {
  const over = overWhat(event);
  if (!over) return;
  event.preventDefault();
  const behind = isBehind(over, event);
  const table = dragged.closest("table");
  if (table) move(table, dragged, over, behind);
  else if (over !== dragged) {
    over[behind ? "after" : "before"](dragged);
    moved(dragged);
  }
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = null;
  mark(null);
});

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest?.("[data-grip]");
  if (grip) grip.draggable = true;
});

function overWhat(event) {
  const over = dragged && event.target.closest?.("[data-column]");
  return over && over.parentElement === dragged.parentElement ? over : null;
}

function isBehind(over, event) {
  const box = over.getBoundingClientRect();
  return over.matches("th")
    ? event.clientX > box.left + box.width / 2
    : event.clientY > box.top + box.height / 2;
}

function mark(over, behind) {
  for (const marked of document.querySelectorAll(".is-before, .is-behind")) {
    marked.classList.remove("is-before", "is-behind");
  }
  over?.classList.add(behind ? "is-behind" : "is-before");
}

async function move(table, th, over, behind) {
  const names = headsOf(table).map((each) => each.dataset.column);
  const rest = names.filter((name) => name !== th.dataset.column);
  rest.splice(rest.indexOf(over.dataset.column) + (behind ? 1 : 0), 0, th.dataset.column);
  if (th === over || rest.join() === names.join()) return;
  await keep(table, { columns: rest.join(",") });
  showAnew();
}
