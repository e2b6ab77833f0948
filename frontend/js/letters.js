// Letters by themselves press buttons; words do not. A letter is held for a moment: if
// another follows, it was the beginning of a word that somebody typed with nothing to type
// it in, and none of it is obeyed.
import { typing } from "./keys.js";

const MOMENT = 250; // ms in which the next letter of a word follows
const PAUSE = 1000; // ms after which one no longer types the same word
const STEPS = new Set(["j", "k"]); // of which several in a row are no word

let run = []; // the letters that are held
let until = null; // when they are judged
let wordAt = -Infinity; // when a letter of a word was typed last
let steppedAt = -Infinity; // when one stepped last
const obeyed = new WeakSet();

const isLetter = (event) => event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;

// A cell that is being opened gathers what is typed into it.
const isOpening = () => Boolean(document.querySelector("#cell.is-editing:not(:has(form))"));

document.addEventListener(
  "keydown",
  (event) => {
    if (obeyed.has(event) || event.isComposing) return;
    if (["Shift", "Control", "Alt", "AltGraph", "Meta"].includes(event.key)) return;
    if (typing(event.target) || isOpening()) return forget();
    if (isLetter(event)) hold(event);
    else if (event.key === "Enter" && isInWord(event)) swallow(event);
    else obey();
  },
  true,
);

const isInWord = ({ timeStamp }) => timeStamp - wordAt < PAUSE;

function swallow(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function hold(event) {
  if (isInWord(event)) {
    wordAt = event.timeStamp;
    return swallow(event);
  }
  if (event.key === " " && !run.length) return; // no word begins with it
  if (isStep(event)) return step(event);
  swallow(event);
  run.push(event);
  clearTimeout(until);
  if (run.length > 1 && !isPlace(run)) wordBegan(event);
  else until = setTimeout(obey, MOMENT);
}

// One goes on stepping at once: only the first step waits whether a word follows.
const isStep = ({ key, timeStamp }) =>
  STEPS.has(key) && (timeStamp - steppedAt < MOMENT || (run.length === 1 && STEPS.has(run[0].key)));

function step(event) {
  obey();
  steppedAt = event.timeStamp;
}

// g and the letter of a page go there, unless more follows.
const isPlace = ([first, second, ...more]) =>
  first.key === "g" && !more.length && document.querySelector(`[data-go="${CSS.escape(second.key.toLowerCase())}"]`);

function wordBegan({ timeStamp }) {
  forget();
  wordAt = timeStamp;
}

function forget() {
  clearTimeout(until);
  run = [];
}

function obey() {
  const held = run;
  forget();
  for (const event of held) {
    const again = new KeyboardEvent("keydown", event);
    obeyed.add(again);
    if (STEPS.has(event.key)) steppedAt = event.timeStamp;
    (event.target.isConnected ? event.target : document.body).dispatchEvent(again);
  }
}
