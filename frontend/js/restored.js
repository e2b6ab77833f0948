// Who comes back to a page finds what was typed there: the browser fills it in again after
// our scripts have looked at the fields. It counts as typed, so that all that follows from
// it (whether OK is there, the parts that are shown live) follows again.
const isRestored = (field) => {
  if (field.type === "hidden" || field.disabled) return false;
  if (field.type === "radio") return field.checked && !field.defaultChecked;
  if (field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((each) => each.selected && !each.defaultSelected);
  return "defaultValue" in field && field.value !== field.defaultValue;
};

function follow(form) {
  for (const field of [...form.elements].filter(isRestored)) {
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  }
}

window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) return; // it comes back as it was left
  for (const form of document.querySelectorAll("#page form.dialog-form")) follow(form);
});
