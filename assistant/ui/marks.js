// The list of conversations, its menus, and what is ticked and folded out.

// One stop of the Tab key for the whole list of conversations: arrows go through it, and into the
// menu of a row.
document.addEventListener("keydown", (event) => {
  const row = event.target.closest(".conversation");
  if (!row || event.target.matches("input")) return;
  const rows = [...document.querySelectorAll(".conversation")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const next = step ? rows[rows.indexOf(row) + step]?.querySelector(".open")
    : event.key === "ArrowRight" ? row.querySelector("summary")
    : event.key === "ArrowLeft" ? row.querySelector(".open") : null;
  if (!next) return;
  event.preventDefault();
  if (step) rows.forEach((one) => (one.querySelector(".open").tabIndex = one.contains(next) ? 0 : -1));
  next.focus();
});
const closeMenus = (but) => {
  document.querySelectorAll(".menu[open]").forEach((menu) => menu.contains(but) || fold(menu, false));
};
// Where a pointer sets the focus, only once it is let go: what moves under it is not clicked.
let pointed = false;
document.addEventListener("pointerdown", () => (pointed = true));
document.addEventListener("keydown", () => (pointed = false));
document.addEventListener("focusin", ({ target }) => pointed || closeMenus(target));
document.addEventListener("click", ({ target }) => {
  pointed = false;
  closeMenus(target);
});
export const closeMenu = (within) => {
  const menu = within.closest(".menu[open]");
  if (!menu) return false;
  menu.querySelector("summary").focus();
  fold(menu, false);
  return true;
};

// Gradio changes HTML in place, so that a tick would stay in its row while another document moves
// into it, and what was folded out would fold. Ticks go with their documents; one that the list
// does not show is dropped. What was folded out stays so, by its name.
const ticked = new Set();
const unfolded = new Set();
const marked = (marks, name, is) => marks[is ? "add" : "delete"](name);
document.addEventListener("change", ({ target }) => {
  if (target.matches("#documents-table input")) marked(ticked, target.value, target.checked);
});
const toggled = ({ target }) => target.dataset.fold && marked(unfolded, target.dataset.fold, target.open);
document.addEventListener("toggle", toggled, true);
// The browser tells of a toggle some time after it. What arrives in between would undo it, so it
// is noted at once.
const fold = (details, open) => {
  details.open = open;
  toggled({ target: details });
};
document.addEventListener("click", (event) => {
  const details = event.target.closest("summary")?.parentElement;
  if (!details?.dataset.fold) return;
  event.preventDefault();
  fold(details, !details.open);
});
// What is done in the list of conversations moves its rows, or takes one away: the focus goes on to
// the same button, to Undo, or to what is there again.
let awaited = null;
const listed = () => document.getElementById("conversation-list")?.innerHTML;
document.addEventListener("click", ({ target }) => {
  const did = target.closest("#conversation-list button[data-do]:not(.open)");
  if (!did) return;
  const { id } = did.dataset;
  const next = { delete: ".undo button", restore: `.open[data-id="${id}"]`, pin: `[data-do="pin"][data-id="${id}"]` };
  if (did.dataset.do === "delete") fold(did.closest(".menu"), false);
  awaited = { next: `#conversation-list ${next[did.dataset.do]}`, before: listed() };
});
document.addEventListener("focusin", () => (awaited = null));
const goOn = () => {
  if (awaited && listed() !== awaited.before) document.querySelector(awaited.next)?.focus();
};
export const keepMarks = () => {
  const boxes = [...document.querySelectorAll("#documents-table input")];
  const shown = new Set(boxes.map((box) => box.value));
  if (document.querySelector("#documents-table :is(table, .notice)"))
    ticked.forEach((value) => shown.has(value) || ticked.delete(value));
  for (const box of boxes) box.checked = ticked.has(box.value);
  for (const details of document.querySelectorAll("details[data-fold]"))
    details.open = unfolded.has(details.dataset.fold);
  goOn();
};
