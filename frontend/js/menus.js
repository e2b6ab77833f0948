// Menus are <details>: they close by Esc, by a click elsewhere, and when one opens.
const open = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  const chosen = event.target.closest("details.menu .menu-list a");
  if (chosen) chosen.closest("details").open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
      event.preventDefault();
    }
    return;
  }
  const menu = event.target.closest?.("details.menu");
  if (menu && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    menu.open = true;
    const items = [...menu.querySelectorAll(".menu-list :is(a, button)")];
    const at = items.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    items.at(at % items.length)?.focus();
  }
});

// Why a verb cannot be done now stands under its button.
document.addEventListener(
  "toggle",
  (event) => {
    const why = event.target;
    if (!why.matches?.(".why[popover]") || event.newState !== "open") return;
    const button = document.querySelector(`[popovertarget="${CSS.escape(why.id)}"]`);
    const box = button.getBoundingClientRect();
    const left = Math.min(box.left, innerWidth - why.offsetWidth - 12);
    why.style.inset = `${box.bottom + 6}px auto auto ${Math.max(12, left)}px`;
  },
  true,
);
