"use strict";
// Comfort only: the page says in words until when the form is open. This says it again shortly before, and at the end.

const ending = document.querySelector("[data-ending]");
const ended = document.querySelector("[data-ended]");

if (ending && ended) {
  const end = performance.now() + Number(ending.dataset.seconds) * 1000;
  const before = Number(ending.dataset.before) * 1000;
  // A browser may stop the timers of a page in the background, so the time is asked, not counted.
  const look = () => {
    const left = end - performance.now();
    ending.hidden = left > before || left <= 0;
    ended.hidden = left > 0;
  };
  setInterval(look, 5000);
  document.addEventListener("visibilitychange", look);
}
