// A calendar beside each date, for who would rather point than type.
import htmx from "htmx.org";
import { words } from "./words.js";

htmx.onLoad((added) => {
  for (const input of added.querySelectorAll("input[data-date]")) {
    if (!input.closest(".date-box")) addCalendar(input);
  }
});

function addCalendar(input) {
  const box = document.createElement("span");
  box.className = "date-box";
  input.replaceWith(box);
  const calendar = document.createElement("input");
  Object.assign(calendar, { type: "date", tabIndex: -1, className: "date-calendar" });
  calendar.setAttribute("aria-hidden", "true");
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "date-button", tabIndex: -1 });
  button.setAttribute("aria-label", words().calendar);
  button.append(document.querySelector("#calendar_icon").content.cloneNode(true));
  box.append(input, calendar, button);
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => calendar.showPicker());
  calendar.addEventListener("change", () => {
    input.value = written(calendar.value);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
}

function written(iso) {
  const [year, month, day] = iso.split("-");
  return document.documentElement.lang === "nl" ? `${day}-${month}-${year}` : `${month}/${day}/${year}`;
}
