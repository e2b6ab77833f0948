// The theme is chosen in the user's menu: shown at once, and kept by the server.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-choice]")) return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  show(data.get("theme"));
  for (const button of form.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button === event.submitter));
  }
  const headers = { "HX-Request": "true" };
  fetch(form.action, { method: "POST", body: data, headers, keepalive: true });
});

function show(theme) {
  const dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = theme;
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
}
