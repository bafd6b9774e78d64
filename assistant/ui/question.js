// The question box: what is typed there stays until it is asked.

export const write = (box, text) => {
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
};
export const questionBox = () => document.querySelector("#question textarea");

// What was typed and not sent stays in the box, whatever else comes into it. What Gradio writes there
// is no input, so that the box then holds something else than was seen last. A question that is asked
// with a click passes through.
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

export const ask = (question) => {
  toTab("Ask");
  setTimeout(() => {
    kept = draft;
    write(questionBox(), question);
    setTimeout(() => document.getElementById("ask-button")?.click(), 60);
  }, 60);
};
