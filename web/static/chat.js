"use strict";
// Comfort only: the page works without this file. It sends an answer by Enter, keeps the place in a long list of
// choices while its boxes are being ticked, shows a notice that was not seen yet or what is newest, and tells when one
// has come.

const PERIOD_MS = 15000;
const news = document.querySelector("[data-news]");
const field = document.querySelector("#text");

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/chat/news", { credentials: "same-origin" });
    if (!answer.ok || (await answer.json()).messages <= Number(news.dataset.messages)) return;
    if (field && field.value.trim()) news.hidden = false;
    else window.location.replace("/chat"); // without «#now»: with it the browser would not load anything
  } catch {
    // No connection now: the next look will tell.
  }
}

if (field) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    field.form.requestSubmit();
  });
}

const heading = () => document.querySelector("[data-newest] h2")?.textContent ?? "";
const left = JSON.parse(sessionStorage.getItem("place") ?? "null");
sessionStorage.removeItem("place");
const notices = [...document.querySelectorAll(".notice")];
const fresh = notices.slice(Number(localStorage.getItem("seen") ?? 0));
for (const notice of fresh) notice.querySelector("[data-fresh]").hidden = false;
window.addEventListener("load", () => {
  localStorage.setItem("seen", notices.length);
  // What has come and was not seen goes before everything: the question of now waits, a day to sign does not.
  if (fresh.length) fresh[0].scrollIntoView({ block: "start" });
  else if (left && left.heading === heading()) window.scrollTo(0, left.y);
  else if (!window.location.hash) document.querySelector("#now").scrollIntoView({ block: "nearest" });
});
document.querySelector(".choices")?.addEventListener("submit", (event) => {
  // A box alone keeps the place: the next page of a long answer has the same heading, and is read from its top.
  if (!/^[☐☑]/u.test(event.submitter?.textContent.trim() ?? "")) return;
  sessionStorage.setItem("place", JSON.stringify({ heading: heading(), y: window.scrollY }));
});
setInterval(look, PERIOD_MS);
