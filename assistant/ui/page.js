// Citation links, the drawer of sources, questions that are asked with a click, spoken status.
// Everything that it shows was made and escaped by the server.
(() => {
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const find = (id) => document.getElementById(id);
  let cameFrom = null;

  const show = (section) => {
    document.querySelectorAll("#sources .cards").forEach((cards) => {
      cards.classList.toggle("shown", cards === section);
    });
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
    show(card.closest(".cards"));
    find("columns").classList.add("sources-open");
    if (card.classList.contains("card")) light(link, card);
    card.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
    const focus = () => card.focus({ preventScroll: true });
    focus();
    // A drawer that is still closed takes no focus yet.
    if (document.activeElement !== card) setTimeout(focus, 250);
  };

  const closeDrawer = () => {
    const columns = find("columns");
    if (!columns?.classList.contains("sources-open")) return;
    columns.classList.remove("sources-open");
    if (cameFrom && cameFrom.isConnected) cameFrom.focus();
  };

  const ask = (question) => {
    const box = document.querySelector("#question textarea");
    if (!box) return;
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
    set.call(box, question);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => find("ask-button")?.click(), 60);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.cite[href^='#'], a.show-sources");
    const button = event.target.closest("[data-ask]");
    if (link) {
      event.preventDefault();
      goTo(link);
    } else if (button) {
      ask(button.dataset.ask);
    } else if (event.target.closest("[data-close-sources]")) {
      closeDrawer();
    }
  });
  // One stop of the Tab key for the whole list of conversations: arrows go through it, and into the
  // menu of a row.
  const walk = (event) => {
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
  };
  const closeMenus = (but) => {
    document.querySelectorAll(".menu[open]").forEach((menu) => menu.contains(but) || (menu.open = false));
  };
  document.addEventListener("focusin", (event) => closeMenus(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = event.target.closest(".menu[open]");
      if (menu) menu.querySelector("summary").focus(), (menu.open = false);
      else closeDrawer();
    }
    walk(event);
  });

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
  const keepMarks = () => {
    const boxes = [...document.querySelectorAll("#documents-table input")];
    const shown = new Set(boxes.map((box) => box.value));
    if (document.querySelector("#documents-table :is(table, .notice)"))
      ticked.forEach((value) => shown.has(value) || ticked.delete(value));
    for (const box of boxes) box.checked = ticked.has(box.value);
    for (const fold of document.querySelectorAll("details[data-fold]"))
      fold.open = unfolded.has(fold.dataset.fold);
  };

  // Newly arrived cards are shown, a new question scrolls into view, and the status is spoken.
  let spoken = "";
  let liveQuestion = "";
  let finishedTurn = "";
  let tidied = false;
  let following = false;
  let watched = false;
  for (const moved of ["wheel", "touchmove"]) {
    document.addEventListener(moved, () => (following = false), { passive: true });
  }
  const toQuestion = () => {
    const behavior = calm() ? "auto" : "smooth";
    const question = document.querySelector("#live .question");
    if (document.querySelector("#past .turn")) question?.scrollIntoView({ block: "start", behavior });
    else scrollTo({ top: 0, behavior });
  };
  const look = () => {
    keepMarks();
    const steps = document.querySelector("#live .steps");
    const live = find("sources-live");
    if (live && !live.classList.contains("shown")) show(live);
    document.querySelectorAll(".only > button").forEach((only) => {
      only.setAttribute("aria-expanded", String(only.classList.contains("open")));
    });
    const finished = document.querySelector("#live .how");
    const refusal = document.querySelector("#live .refusal");
    const say = steps ? steps.dataset.say : refusal ? "No answer found" : finished ? "Answer ready" : "";
    const status = find("spoken-status");
    if (status && say !== spoken) {
      spoken = say;
      status.textContent = say;
    }
    const turn = finished ? finished.closest(".turn").id.replace("turn-", "sources-") : "";
    // The cards arrive on their own, before the answer or after it.
    const cards = turn ? find(turn) : null;
    if (turn !== finishedTurn && (cards || !document.querySelector("#live .answer"))) {
      finishedTurn = turn;
      if (turn) show(cards);
      // Some turns are done before a step of theirs was seen.
      if (turn && (following || !watched)) toQuestion();
      following = watched = false;
    }
    const ready = document.querySelector("#welcome h2, #live .turn");
    if (ready && !tidied) {
      tidied = true;
      if (innerWidth < 768) document.querySelector(".sidebar.open .toggle-button")?.click();
    }
    const question = document.querySelector("#live .question");
    const asked = question && steps ? question.textContent : "";
    if (asked && asked !== liveQuestion) {
      show(null);
      following = watched = true;
      toQuestion();
    }
    if (asked || !steps) liveQuestion = asked;
  };
  const start = () => {
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    new MutationObserver(keepMarks).observe(document.body, {
      attributeFilter: ["value", "data-fold"],
      characterData: true,
      subtree: true,
    });
  };
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
