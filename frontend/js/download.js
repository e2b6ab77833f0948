// A form whose answer is a file: the browser itself sends it, and the dialog closes.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-download]");
  const dialog = form?.closest("dialog");
  if (dialog) setTimeout(() => dialog.close()); // once it has been sent
});
