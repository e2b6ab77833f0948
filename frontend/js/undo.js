// Ctrl+Z undoes and Ctrl+Y redoes: what the toast offers or, once it is gone, what the
// server finds one did last. In an input they undo the typing, as everywhere.
import htmx from "htmx.org";
import { pressed, typing } from "./keys.js";

const MEANT = { "Ctrl+Z": "undo", "Ctrl+Y": "redo", "Ctrl+Shift+Z": "redo" };

document.addEventListener("keydown", (event) => {
  const meant = MEANT[pressed(event)];
  if (!meant || event.defaultPrevented || event.isComposing || event.repeat) return;
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const address = document.body.dataset[`${meant}Last`];
  if (!address) return;
  event.preventDefault();
  const offered = document.querySelector(`.toast-line [data-offer=${meant}]`);
  if (offered) offered.requestSubmit();
  else htmx.ajax("POST", address, { target: "#dialog", swap: "innerHTML" });
});

// Once it is pressed, the offer is gone; what came of it is told by another line.
document.addEventListener("htmx:beforeSend", ({ detail }) => {
  if (detail.elt.matches?.("[data-offer]")) detail.elt.querySelector("button").disabled = true;
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.elt.matches?.("[data-offer]")) detail.elt.closest(".toast-line")?.remove();
});
