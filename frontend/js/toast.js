// What was just done, or went wrong: a line that goes away by itself.
import htmx from "htmx.org";
import { words } from "./words.js";

const STAYS = 6000;
const STAYS_TO_BE_UNDONE = 10000;
const STAYS_WHEN_BAD = 12000;

// An offer is a form that undoes what the line tells.
export function toast(text, level = "success", offer = null) {
  const bad = level === "error" || level === "warning";
  const line = document.createElement("div");
  line.className = `toast-line ${bad ? "is-bad" : "is-good"}`;
  if (bad) line.setAttribute("role", "alert");
  const sentence = document.createElement("p");
  sentence.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "toast-close";
  close.setAttribute("aria-label", words().close);
  close.textContent = "×";
  close.addEventListener("click", () => line.remove());
  line.append(sentence, ...(offer ? [offer] : []), close);
  place().append(line);
  if (offer) {
    htmx.process(offer);
    withdrawOthers(line);
  }
  goAwayLater(line, bad ? STAYS_WHEN_BAD : offer ? STAYS_TO_BE_UNDONE : STAYS);
}

// What was done before is undone from the history: one offer at a time.
function withdrawOthers(line) {
  for (const other of document.querySelectorAll(".toast-line:has([data-offer])")) {
    if (other !== line) other.remove();
  }
}

// While a dialog is open, the rest of the page cannot be seen or heard.
function place() {
  const toasts = document.querySelector("#toasts") ?? anew();
  (document.querySelector("#dialog[open]") ?? document.body).append(toasts);
  return toasts;
}

function anew() {
  const toasts = Object.assign(document.createElement("div"), { id: "toasts", className: "toasts" });
  toasts.setAttribute("role", "status");
  toasts.setAttribute("aria-live", "polite");
  return toasts;
}

function goAwayLater(line, after) {
  let timer = setTimeout(() => line.remove(), after);
  const wait = () => clearTimeout(timer);
  const go = () => {
    clearTimeout(timer);
    timer = setTimeout(() => line.remove(), after / 2);
  };
  for (const [event, then] of [["mouseenter", wait], ["focusin", wait], ["mouseleave", go], ["focusout", go]]) {
    line.addEventListener(event, then);
  }
}

// The messages of the server stand in the page; here they become toasts.
htmx.onLoad((added) => {
  const messages = added.matches?.("[data-toast]") ? [added] : added.querySelectorAll("[data-toast]");
  for (const message of messages) {
    const offer = message.querySelector("[data-offer]");
    offer?.remove();
    toast(message.textContent.trim(), message.dataset.toast, offer);
    message.remove();
  }
});

document.addEventListener("htmx:responseError", ({ detail }) => {
  const page = new DOMParser().parseFromString(detail.xhr.responseText, "text/html");
  const said = page.querySelector("[role=alert]")?.textContent.replace(/\s+/g, " ").trim();
  toast(said || words().failed, "error");
});
document.addEventListener("htmx:sendError", () => toast(words().lost, "error"));
document.addEventListener("htmx:timeout", () => toast(words().lost, "error"));
