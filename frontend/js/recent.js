// What one looks at for a second is kept for Tell me, unless it was the last thing
// already: one small request, and none while one goes from record to record.
import htmx from "htmx.org";
import { HEADER, newKey } from "./sent-once.js";

const LOOKED_AT = 1000; // ms
const LAST = "kans.opened";
let waiting = 0;

const shown = () =>
  document.querySelector("[data-card][data-what]")?.dataset.what || document.querySelector("#page")?.dataset.what;

htmx.onLoad(() => {
  clearTimeout(waiting);
  waiting = setTimeout(() => opened(shown()), LOOKED_AT);
});

export function opened(what) {
  const to = document.querySelector("a[data-tell-me]")?.dataset.opened;
  const about = `${to} ${what}`; // of this company
  if (!to || !what || sessionStorage.getItem(LAST) === about) return;
  sessionStorage.setItem(LAST, about);
  post(to, { what });
}

// It goes on when the page is left meanwhile.
export function post(to, values) {
  const headers = { "HX-Request": "true", [HEADER]: newKey(), ...JSON.parse(document.body.getAttribute("hx-headers")) };
  return fetch(to, { method: "POST", body: new URLSearchParams(values), headers, keepalive: true }).catch(() => null);
}
