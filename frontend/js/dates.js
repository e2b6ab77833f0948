// A calendar beside each date, for who would rather point than type.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest(".date-button")) event.preventDefault(); // the focus stays
});

document.addEventListener("click", (event) => {
  const button = event.target.closest(".date-button");
  button?.parentElement.querySelector(".date-calendar").showPicker();
});

document.addEventListener("change", (event) => {
  if (!event.target.matches(".date-calendar")) return;
  const input = event.target.parentElement.querySelector("[data-date]");
  input.value = written(event.target.value);
  for (const kind of ["input", "change"]) input.dispatchEvent(new Event(kind, { bubbles: true }));
  input.focus();
});

function written(iso) {
  const [year, month, day] = iso.split("-");
  return document.documentElement.lang === "nl" ? `${day}-${month}-${year}` : `${month}/${day}/${year}`;
}
