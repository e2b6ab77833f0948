// A line of a quote or order is dragged by its grip to another place, with mouse or
// finger. What comes of it is the same as of Alt+↑ and Alt+↓; Esc leaves all as it was.
import { ROW, current, moveBefore, rowsOf, theLines } from "./sales-lines.js";

const EDGE = 96; // so near to the top or bottom of the window, the page scrolls along
const STEP = 9;

let drag = null; // { row, y, next, leads }: before which row it would go, if it leads elsewhere

document.addEventListener("pointerdown", (event) => {
  const row = event.target.closest?.("[data-line-grip]")?.closest(ROW);
  if (!row || event.button || !event.isPrimary) return;
  event.preventDefault();
  drag = { row, y: event.clientY, leads: false };
  row.classList.add("is-dragged");
  requestAnimationFrame(scrollAlong);
});

document.addEventListener("pointermove", (event) => {
  if (!drag || !event.isPrimary) return;
  if (!event.buttons) return end(); // let go outside the window
  drag.y = event.clientY;
  aim();
});

document.addEventListener("pointerup", async (event) => {
  if (!drag || !event.isPrimary) return;
  const { row, next, leads } = drag;
  end();
  if (!leads) return;
  row.classList.add("is-dragged"); // until it is there
  await moveBefore(row, next);
  row.classList.remove("is-dragged");
});

document.addEventListener("pointercancel", () => drag && end());

document.addEventListener(
  "keydown",
  (event) => {
    if (!drag || event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    end();
  },
  true,
);

// The row may have come back from the server meanwhile, or be gone.
function aim() {
  const row = current(drag.row);
  if (!row) return end();
  const rows = rowsOf(theLines()).filter((each) => each.dataset.line);
  const others = rows.filter((each) => each !== row);
  drag.next = others.find((each) => middleOf(each) > drag.y);
  drag.leads = drag.next !== rows[rows.indexOf(row) + 1];
  unmark();
  row.classList.add("is-dragged");
  if (!drag.leads) return;
  if (drag.next) drag.next.classList.add("is-before");
  else others.at(-1).classList.add("is-behind");
}

function middleOf(row) {
  const box = row.getBoundingClientRect();
  return box.top + box.height / 2;
}

function scrollAlong() {
  if (!drag) return;
  const by = drag.y < EDGE ? -STEP : drag.y > innerHeight - EDGE ? STEP : 0;
  if (by && drag.leads) {
    scrollBy(0, by);
    aim();
  }
  requestAnimationFrame(scrollAlong);
}

function unmark() {
  const classes = ["is-dragged", "is-before", "is-behind"];
  for (const row of document.querySelectorAll(ROW)) row.classList.remove(...classes);
}

function end() {
  drag = null;
  unmark();
}
