// The question box: what is typed there stays until it is asked.

export const write = (box, text) => {
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
};
export const questionBox = () => document.querySelector("#question textarea");

// What was typed and not sent stays in the box, whatever else comes into it. What Gradio writes there
// is no input, so that the box then holds something else than was seen last.
let draft = "";
let seen = "";
let kept = "";
document.addEventListener("input", ({ target }) => {
  if (target !== questionBox()) return;
  draft = seen = target.value;
  if (!draft && kept) [draft, seen, kept] = [kept, null, ""];
});
document.addEventListener("rest", ({ detail }) => (kept = detail));
// After Gradio has written what it has: it would write over this.
export const keepDraft = () => setTimeout(() => {
  const box = questionBox();
  const typed = draft;
  if (!box || box.value === seen) return;
  seen = box.value;
  if (!typed || seen === typed) return;
  write(box, [seen, typed].filter(Boolean).join("\n"));
  draft = typed;
});
for (const done of ["focusin", "written"]) document.addEventListener(done, keepDraft);

export const toTab = (name) =>
  [...document.querySelectorAll("#frame [role=tab]")].find((tab) => tab.textContent.trim() === name)?.click();

// What is asked is in sight above the box until the server shows it, which may take its time: as what
// is answered, or as what waits. What is clicked does not pass through the box, and is not sent while
// something is being opened, or what was typed is held for that (opening.py).
const part = () => document.getElementById("asked-next");
const sent = () => [...document.querySelectorAll("#asked-next li.sent")];
let underWay = 0;
let hasFailed = false;
const add = (question) => {
  const item = part().querySelector("template").content.firstElementChild.cloneNode(true);
  item.dataset.next = question;
  item.querySelector("span").textContent = `Next: ${question}`;
  item.querySelector("button").setAttribute("aria-label", `Do not ask: ${question}`);
  part().querySelector("ol").append(item);
  setTimeout(() => (item.hidden = false), 400);  // most are shown by the server sooner
  return item;
};
const begin = (item) => {
  underWay += 1;
  item?.classList.add("sent");
  item?.querySelector("button").remove();
};
const takeBack = (items) => {
  const box = questionBox();
  const texts = [...new Set([...items.map((item) => item.dataset.next), box.value])];
  items.forEach((item) => item.matches("#asked-next li") && item.remove());
  const text = texts.filter(Boolean).join("\n");
  if (text !== box.value) write(box, text);
};
// Which one is over is not told: what was not shown when all are was not heard, if one of them failed.
const over = (failed) => {
  underWay = Math.max(0, underWay - 1);  // one may have been asked before this was loaded
  hasFailed ||= failed;
  if (underWay) return;
  if (hasFailed) takeBack(sent());
  else sent().forEach((item) => item.remove());
  hasFailed = false;
};
// Also what the server has in its line, which only forgets it as it goes.
export const takeAllBack = (withLine) =>
  takeBack([...document.querySelectorAll(withLine ? "[data-next]" : "#asked-next [data-next]")]);
export const dropShown = () => {
  const shown = [...document.querySelectorAll("#live .question, #queued [data-next]")];
  const texts = shown.map((one) => one.dataset.next ?? one.textContent);
  for (const item of sent()) if (texts.includes(item.dataset.next)) item.remove();
};
// Of an empty box, too, the end is told.
document.addEventListener("sent", ({ detail }) => begin(detail ? add(detail) : null));
document.addEventListener("written", () => over(false));
document.addEventListener("failed", () => over(true));

const mayAsk = () => document.body.dataset.opening === "0" && !document.body.matches(".held");
let isSending = false;
const send = async () => {
  if (isSending) return;
  isSending = true;
  for (let next; (next = part().querySelector("li:not(.sent)")); ) {
    const might = mayAsk();
    await new Promise((shown) => setTimeout(shown, 60));  // Gradio writes what it opened
    if (!might || !mayAsk() || !next.isConnected) continue;
    begin(next);
    next.dispatchEvent(new CustomEvent("ask", { bubbles: true, detail: next.dataset.next }));
  }
  isSending = false;
};
export const ask = (question) => {
  toTab("Ask");
  const waiting = [...document.querySelectorAll("[data-next]")].map((one) => one.dataset.next);
  if (waiting.includes(question)) return;  // clicked twice
  add(question);
  send();
};
