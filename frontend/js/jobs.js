// Jobs: what a running one says aloud, and asking again when the server did not answer.
import htmx from "htmx.org";

const STEP = 25; // percent between two sentences for who listens
const AGAIN_AFTER = 5000;
const isProgress = (element) => element?.id === "job_progress";
let said = "";

htmx.onLoad((added) => {
  const progress = isProgress(added) ? added : added.querySelector?.("#job_progress");
  const line = document.querySelector("#job_said");
  if (!progress || !line) return;
  const quarter = Math.floor(Number(progress.dataset.percent ?? 0) / STEP);
  const key = `${location.pathname} ${quarter}`;
  if (key === said) return;
  said = key;
  line.textContent = progress.dataset.job;
});

for (const lost of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(lost, ({ detail }) => {
    if (isProgress(detail.elt)) setTimeout(() => htmx.trigger(detail.elt, "kans:again"), AGAIN_AFTER);
  });
}
