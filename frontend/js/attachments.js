// Files of a card: chosen, dropped on their box, or pasted. Each is sent by itself, with
// its progress; what is refused says why until one closes it.
import htmx from "htmx.org";
import { withNewKey } from "./sent-once.js";
import { words } from "./words.js";

const LIST = "attachments_list";
const MEANT = "[data-drop]";
const formOf = () => document.querySelector("form[data-attach]");
const queue = [];
const rows = new Map(); // what is under way or was refused → the card it belongs to
let sending = null; // the request that is under way

// How they come in --------------------------------------------------------------

document.addEventListener("change", (event) => {
  if (!event.target.matches?.("[data-attach] input[type=file]")) return;
  attach([...event.target.files]);
  event.target.value = "";
});

const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
const box = (event) => event.target.closest?.(MEANT);

// A file that is dropped beside the box does not take the place of the page.
for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    if (!hasFiles(event) || !formOf()) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = box(event) ? "copy" : "none";
    for (const each of document.querySelectorAll(MEANT)) each.classList.toggle("is-over", each === box(event));
  });
}

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) leave();
});

document.addEventListener("drop", (event) => {
  if (!hasFiles(event) || !formOf()) return;
  event.preventDefault();
  leave();
  if (box(event)) attach([...event.dataTransfer.files]);
});

function leave() {
  for (const each of document.querySelectorAll(MEANT)) each.classList.remove("is-over");
}

document.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  const text = event.clipboardData?.types.includes("text/plain");
  if (!files.length || text || !formOf() || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  attach(files);
});

// Sending -------------------------------------------------------------------------

function attach(files) {
  const form = formOf();
  for (const file of files) {
    const row = begin(file, form);
    if (file.size > Number(form.dataset.largest)) refuse(row, form.dataset.tooLarge.replace("#", file.name));
    else queue.push({ file, row });
  }
  if (!sending) next();
}

function next() {
  const upload = queue.shift();
  const form = formOf();
  if (!upload) return;
  if (!form) return next(); // one went elsewhere
  const { file, row } = upload;
  const data = withNewKey(new FormData(form));
  data.delete("file");
  data.append("file", file);
  if (queue.length) data.append("more", "1");
  const xhr = new XMLHttpRequest();
  sending = xhr;
  xhr.open("POST", form.action);
  xhr.setRequestHeader("HX-Request", "true");
  xhr.setRequestHeader("HX-Target", LIST);
  xhr.setRequestHeader("HX-Current-URL", location.href);
  xhr.upload.addEventListener("progress", ({ lengthComputable, loaded, total }) => {
    const bar = row.querySelector("progress");
    if (lengthComputable && bar) bar.value = loaded / total;
  });
  xhr.addEventListener("load", () => answered(xhr, row, form));
  xhr.addEventListener("error", () => refuse(row, words().lost));
  xhr.addEventListener("loadend", () => {
    sending = null;
    next();
  });
  row.querySelector("button").onclick = () => {
    xhr.abort();
    forget(row);
  };
  xhr.send(data);
}

function answered(xhr, row, form) {
  const elsewhere = xhr.getResponseHeader("HX-Redirect"); // to sign in again
  if (elsewhere) location.assign(elsewhere);
  else if (xhr.status === 200) taken(xhr.responseText, row);
  else if (xhr.status === 413) refuse(row, form.dataset.tooLarge.replace("#", row.dataset.name));
  else refuse(row, said(xhr.responseText) || words().failed);
}

function taken(html, row) {
  const here = rows.get(row) === formOf()?.action;
  forget(row);
  if (here) htmx.swap(`#${LIST}`, html, { swapStyle: "outerHTML" });
  if (document.querySelector("#history[open]")) htmx.trigger("#history", "kans:history");
}

function said(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const lines = page.querySelectorAll(".ask-error p, [role=alert] p");
  const all = [...lines].map((line) => line.textContent.trim());
  return all.join(" ") || page.querySelector("[role=alert]")?.textContent.replace(/\s+/g, " ").trim();
}

addEventListener("beforeunload", (event) => {
  if (sending) event.preventDefault();
});

// What one sees of it ---------------------------------------------------------------

function begin(file, form) {
  const row = Object.assign(document.createElement("li"), { className: "upload is-sending" });
  row.dataset.name = file.name;
  const name = Object.assign(document.createElement("span"), { className: "upload-name", textContent: file.name });
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.setAttribute("aria-label", form.dataset.sending.replace("#", file.name));
  row.append(name, bar, button(`${form.dataset.cancel} ${file.name}`, () => drop(row)));
  rows.set(row, form.action);
  showRows();
  return row;
}

// The page may be shown anew meanwhile, by a comment that was added.
function showRows() {
  const place = document.querySelector("#uploads");
  for (const [row, card] of rows) if (!row.isConnected && card === formOf()?.action) place.append(row);
}
htmx.onLoad(showRows);

function forget(row) {
  rows.delete(row);
  row.remove();
}

function button(label, press) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn-icon btn-icon-sm", textContent: "×" });
  made.setAttribute("aria-label", label);
  made.onclick = press;
  return made;
}

function drop(row) {
  const at = queue.findIndex((upload) => upload.row === row);
  if (at >= 0) queue.splice(at, 1);
  forget(row);
}

function refuse(row, why) {
  const form = formOf();
  const line = Object.assign(document.createElement("p"), { className: "upload-refused", textContent: why });
  line.setAttribute("role", "alert");
  row.className = "upload is-refused";
  row.replaceChildren(line, button(`${form?.dataset.close ?? ""} ${row.dataset.name}`.trim(), () => forget(row)));
}
