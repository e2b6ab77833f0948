// The dialog of a list's columns: the arrows move a column here and now, so that nothing
// that is typed meanwhile is lost. The order is sent with OK, as the rows stand.
import htmx from "htmx.org";

const LIST = "[data-column-choices]";
const arrowsOf = (row) => [...row.querySelectorAll("[name=move]")];
const isUp = (arrow) => arrow.value.startsWith("up.");

htmx.onLoad(() => {
  for (const list of document.querySelectorAll(LIST)) markEnds(list);
});

document.addEventListener("click", (event) => {
  const arrow = event.target.closest?.(`${LIST} [name=move]`);
  if (!arrow) return;
  event.preventDefault();
  if (arrow.getAttribute("aria-disabled") === "true") return;
  const row = arrow.closest("[data-column]");
  if (isUp(arrow)) row.previousElementSibling.before(row);
  else row.nextElementSibling.after(row);
  arrow.focus(); // which it lost with its place
  moved(row);
});

// A column went elsewhere, by its arrows or dragged: say where it is now.
export function moved(row) {
  const list = row.parentElement;
  markEnds(list);
  const told = { column: row.dataset.caption, place: [...list.children].indexOf(row) + 1, count: list.children.length };
  const said = list.dataset.said.replace(/\{(\w+)\}/g, (_, name) => told[name]);
  list.parentElement.querySelector("[data-columns-said]").textContent = said;
}

// An arrow that leads nowhere stays where it is, to keep the focus, and says why.
function markEnds(list) {
  for (const row of list.children) {
    for (const arrow of arrowsOf(row)) {
      const isEnd = row === (isUp(arrow) ? list.firstElementChild : list.lastElementChild);
      arrow.setAttribute("aria-disabled", isEnd);
      arrow.title = isEnd ? list.dataset[isUp(arrow) ? "first" : "last"] : arrow.getAttribute("aria-label");
    }
  }
}
