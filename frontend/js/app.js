// The one script of every page: htmx, how it is set, and our own behaviours.
import htmx from "htmx.org";
import "./early.js"; // these two before all others that hear keys
import "./letters.js";
import "./attachments.js";
import "./card.js";
import "./dates.js";
import "./dialog.js";
import "./download.js";
import "./jobs.js";
import "./keys.js";
import "./mentions.js";
import "./menus.js";
import "./ok-waits.js";
import "./recent.js";
import "./restored.js";
import "./sales-lines.js";
import "./sales-lines-drag.js";
import "./sales-lines-keys.js";
import "./sent-once.js";
import "./shortcuts.js";
import "./theme.js";
import "./toast.js";
import "./typed-on.js";
import "./undo.js";
import "./list.js";
import "./list-cells.js";
import "./list-layout.js";
import "./list-selection.js";
import "./tell-me.js";

window.htmx = htmx;

// The content security policy allows neither inline styles nor eval.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
// A style attribute that is carried over would be an inline style, too.
htmx.config.attributesToSettle = ["class", "width", "height"];

// No page is kept in the browser's storage; going back asks the server.
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;

// What comes is there at once: nothing waits for a transition.
htmx.config.defaultSettleDelay = 0;

// A form that is refused comes back with 422 and shows what stands in the way.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "422", swap: true },
  { code: "[45]..", swap: false, error: true },
];

// A newer request takes the place of one that is under way: no error for the console.
const EXPECTED = new Set(["htmx:afterRequest", "htmx:sendAbort"]);
htmx.logger = (_element, name, detail) => {
  if (EXPECTED.has(name)) delete detail.error;
};
