// Citation links and the panel of sources, what is asked, copied or dropped, and spoken status.
// Everything that it shows was made and escaped by the server.
import "./gone.js";
import { closeMenu, keepMarks } from "./marks.js";
import { ask, dropShown, keepDraft, questionBox, toTab, write } from "./question.js";

const find = (id) => document.getElementById(id);
const reach = (element, block) => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element?.scrollIntoView({ block, behavior: calm ? "auto" : "smooth" });
};
let cameFrom = null;

// The panel shows sources, or the documents to choose from.
const pane = (name) => {
  find("columns").classList.toggle("choosing", name === "documents");
  document.querySelectorAll("[data-pane]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.dataset.pane === name));
  });
};

const show = (section) => {
  document.querySelectorAll("#sources .cards").forEach((cards) => {
    cards.classList.toggle("shown", cards === section);
  });
  section?.querySelectorAll(".rows:has(mark)").forEach(bringIntoSight);
};
// Of a table that is wider than the panel, what answers is in sight: all of it where it has room,
// and else its beginning.
const bringIntoSight = (rows) => {
  const { left, right } = rows.getBoundingClientRect();
  const marks = [...rows.querySelectorAll("mark")].map((mark) => mark.getBoundingClientRect());
  const first = Math.min(...marks.map((mark) => mark.left)) - left;
  const last = Math.max(...marks.map((mark) => mark.right)) - right;
  if (first < 0 || last > 0) rows.scrollLeft += Math.min(first - 12, last + 12);
};

const light = (link, card) => {
  document.querySelectorAll(".card.lit").forEach((other) => other.classList.remove("lit"));
  document
    .querySelectorAll(".cite[aria-current]")
    .forEach((other) => other.removeAttribute("aria-current"));
  card.classList.add("lit");
  link.setAttribute("aria-current", "true");
};

const goTo = (link) => {
  const card = find(link.getAttribute("href").slice(1));
  if (!card) return;
  cameFrom = link;
  pane("sources");
  show(card.closest(".cards"));
  find("columns").classList.add("sources-open");
  if (card.classList.contains("card")) light(link, card);
  reach(card, "nearest");
  const focus = () => card.focus({ preventScroll: true });
  focus();
  // A drawer that is still closed takes no focus yet.
  if (document.activeElement !== card) setTimeout(focus, 250);
};

const closeDrawer = () => {
  const columns = find("columns");
  if (!columns?.classList.contains("sources-open")) return false;
  columns.classList.remove("sources-open");
  if (cameFrom?.isConnected) cameFrom.focus();
  return true;
};

const narrow = matchMedia("(width <= 768px)");
// Also where something in it was chosen (wiring.CHOSEN).
const closeSide = () => narrow.matches && document.querySelector(".sidebar.open .toggle-button")?.click();
// A window that becomes narrow would have it over the page; when it is wide again, it is there again.
// The event says what changed; the window may be another one already when it arrives.
let foldedSide = false;
narrow.addEventListener("change", ({ matches }) => {
  if (!matches && foldedSide) document.querySelector(".sidebar:not(.open) .toggle-button")?.click();
  foldedSide = matches && Boolean(document.querySelector(".sidebar.open"));
  closeSide();
});

const copy = async (button) => {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    const area = document.body.appendChild(document.createElement("textarea"));
    area.value = button.dataset.copy;
    area.select();
    document.execCommand("copy");  // where the page is no secure context
    area.remove();
  }
  const name = button.textContent;
  if (name === "Copied") return;
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = name), 2000);
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.cite[href^='#'], a.show-sources");
  const button = event.target.closest("[data-ask]");
  if (link) {
    event.preventDefault();
    goTo(link);
  } else if (button) {
    ask(button.dataset.ask);
  } else if (event.target.closest("#asked-next button")) {
    event.target.closest("li").remove();
  } else if (event.target.closest("[data-close-sources]")) {
    closeDrawer();
  } else if (event.target.closest("[data-copy]")) {
    copy(event.target.closest("[data-copy]"));
  } else if (event.target.closest("[data-pane]")) {
    pane(event.target.closest("[data-pane]").dataset.pane);
  } else if (event.target.closest("#only")) {
    cameFrom = find("only");
    const open = !find("columns").classList.contains("choosing");
    pane(open ? "documents" : "sources");
    find("columns").classList.toggle("sources-open", open);
  } else if (event.target.closest("[data-tab]")) {
    toTab(event.target.closest("[data-tab]").dataset.tab);
  } else if (event.target.closest(".skip")) {
    event.preventDefault();
    toTab("Ask");
    setTimeout(() => questionBox()?.focus(), 60);
  } else if (event.target.closest(".conversation .open, #new-conversation")) {
    closeSide();
  }
});
document.addEventListener("chosen", closeSide);
// On a phone it lies over what the keyboard comes to next.
document.addEventListener("focusin", ({ target }) => target.closest(".sidebar") || closeSide());
// The browser's own calendar types into the box beside it.
document.addEventListener("change", ({ target }) => {
  const box = target.dataset?.types && document.querySelector(`#${target.dataset.types} :is(input, textarea)`);
  if (box) write(box, target.value), box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
});

// Files may be dropped anywhere: they go where the documents tab takes them.
const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
const given = (files, tries = 50) => {
  const input = document.querySelector("#uploads input[type=file]");
  if (input) {
    input.files = files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (tries) setTimeout(() => given(files, tries - 1), 100);
};
document.addEventListener("dragover", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  document.body.classList.add("dropping");
});
for (const ended of ["dragleave", "drop"]) {
  document.addEventListener(ended, (event) => {
    if (ended === "drop" || !event.relatedTarget) document.body.classList.remove("dropping");
  }, true);
}
document.addEventListener("drop", (event) => {
  if (!holdsFiles(event) || event.target.closest("#uploads")) return;
  event.preventDefault();
  const kept = new DataTransfer();
  for (const file of event.dataTransfer.files) kept.items.add(file);
  toTab("Documents");
  given(kept.files);
});
document.addEventListener("keydown", (event) => {
  if (!event.isTrusted) return;
  // Gradio's lists stay open when they are left; Escape closes them.
  if (event.key === "Tab" && event.target.matches("[role=combobox], [role=listbox], .wrap input"))
    event.target.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  if (event.key === "Escape" && !closeMenu(event.target) && !closeDrawer()) closeSide();
});

// Newly arrived cards are shown, a new question scrolls into view, and the status is spoken.
let liveQuestion = "";
let seenTurn = "";
let finishedTurn = "";
let seenFailure = "";
let tidied = false;
let following = false;
let watched = false;
for (const moved of ["wheel", "touchmove"]) {
  document.addEventListener(moved, () => (following = false), { passive: true });
}
const toQuestion = () => reach(document.querySelector("#live .question"), "start");
// What Gradio's own parts lack for those who do not see the page.
const roles = {
  "main.contain": { role: "none" },
  "#masthead": { role: "banner" },
  ".sidebar": { role: "navigation", "aria-label": "Conversations and collection" },
  "#frame": { role: "main" },
  "#sources": { role: "complementary", "aria-label": "Sources" },
};
const name = () => {
  for (const [where, given] of Object.entries(roles))
    for (const [key, value] of Object.entries(given))
      document.querySelector(where)?.setAttribute(key, value);
  const side = document.querySelector(".sidebar");
  side?.querySelector(".toggle-button")?.setAttribute("aria-expanded", String(side.classList.contains("open")));
  const columns = find("columns");
  const choosing = columns?.matches(".choosing, :not(:has(.turn))");
  find("only")?.setAttribute("aria-expanded", String(Boolean(choosing)));
};
// The address names the open conversation, so that it is there again when the page is loaded anew.
const address = () => {
  const list = document.querySelector(".conversations");
  const current = Number(list?.dataset.current);
  const hash = current ? `#/${encodeURIComponent(list.dataset.shelf)}/${current}` : "";
  if (list && location.hash !== hash) history.replaceState(null, "", location.pathname + location.search + hash);
};
const speak = (where, say) => {
  const status = find(where);
  if (status && status.textContent !== say) status.textContent = say;
};
const look = () => {
  keepMarks();
  keepDraft();
  dropShown();
  name();
  address();
  const steps = document.querySelector("#live .steps");
  const live = find("sources-live");
  if (live && !live.classList.contains("shown")) show(live);
  document.querySelectorAll(".only > button").forEach((only) => {
    only.setAttribute("aria-expanded", String(only.classList.contains("open")));
  });
  const finished = document.querySelector("#live .how");
  const refusal = document.querySelector("#live .refusal");
  const held = document.body.matches(".held") ? "Asked as soon as the page is ready" : "";
  const failed = document.querySelector("#live .turn > .notice.error");
  // It may stand below a long question, or where the box is by now, into which that came back.
  const failure = failed ? failed.closest(".turn").textContent : "";
  if (failure && failure !== seenFailure) reach(failed, "center");
  seenFailure = failure;
  const done = failed?.textContent ?? (refusal ? "No answer found" : finished ? "Answer ready" : "");
  speak("spoken-status", held || (steps ? steps.dataset.say : done));
  // Of long work each step is spoken, and not how far it is, which changes all the time.
  const works = [...document.querySelectorAll(".work[data-say]")].map((work) => work.dataset.say);
  speak("spoken-work", works.join(". "));
  const turn = finished ? finished.closest(".turn").id.replace("turn-", "sources-") : "";
  if (turn && turn !== seenTurn) pane("sources");
  seenTurn = turn;
  // The cards arrive on their own, before the answer or after it; who filters by then goes on. What
  // can be done with the answer comes after it, and one has to be able to scroll as far as that.
  const cards = turn ? find(turn) : null;
  const hasCards = cards || !document.querySelector("#live .show-sources");
  if (turn !== finishedTurn && hasCards && (!turn || find("turn-actions")?.offsetHeight)) {
    finishedTurn = turn;
    if (turn) show(cards);
    // Some turns are done before a step of theirs was seen.
    if (turn && (following || !watched)) toQuestion();
    following = watched = false;
  }
  const ready = document.querySelector("#welcome h2, #live .turn");
  if (ready && !tidied) {
    tidied = true;
    closeSide();
    sessionStorage.removeItem("draft");  // which is in the box by now (wiring.ADDRESS)
  }
  const question = document.querySelector("#live .question");
  const asked = question && steps ? question.textContent : "";
  if (asked && asked !== liveQuestion) {
    pane("sources");
    show(null);
    following = watched = true;
    toQuestion();
  }
  if (asked || !steps) liveQuestion = asked;
};
look();
new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
// A question begins to wait, or is asked (opening.HELD).
new MutationObserver(look).observe(document.body, { attributeFilter: ["class"] });
new MutationObserver(keepMarks).observe(document.body, {
  attributeFilter: ["value", "data-fold"],
  characterData: true,
  subtree: true,
});
