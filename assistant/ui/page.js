// Citation links, the panel of sources, questions that are asked with a click, files that are dropped,
// spoken status, and what is said when the server has gone.
// Everything that it shows was made and escaped by the server.
(() => {
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const find = (id) => document.getElementById(id);
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
    card.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
    const focus = () => card.focus({ preventScroll: true });
    focus();
    // A drawer that is still closed takes no focus yet.
    if (document.activeElement !== card) setTimeout(focus, 250);
  };

  const closeDrawer = () => {
    const columns = find("columns");
    if (!columns?.classList.contains("sources-open")) return false;
    columns.classList.remove("sources-open");
    if (cameFrom && cameFrom.isConnected) cameFrom.focus();
    return true;
  };

  const narrow = matchMedia("(width < 768px)");
  // Also where something in it was chosen (wiring.CHOSEN).
  const closeSide = () => narrow.matches && document.querySelector(".sidebar.open .toggle-button")?.click();
  // A window that becomes narrow would have it over the page; when it is wide again, it is there again.
  let foldedSide = false;
  narrow.addEventListener("change", () => {
    if (narrow.matches) foldedSide = Boolean(document.querySelector(".sidebar.open"));
    else if (foldedSide) document.querySelector(".sidebar:not(.open) .toggle-button")?.click();
    closeSide();
  });

  const write = (box, text, event = "input") => {
    const set = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), "value").set;
    set.call(box, text);
    box.dispatchEvent(new Event(event, { bubbles: true }));
  };
  const questionBox = () => document.querySelector("#question textarea");

  // What was typed and not sent stays in the box, whatever else comes into it; a question that is
  // asked with a click passes through.
  let draft = "";
  let kept = "";
  document.addEventListener("input", ({ target }) => {
    if (target !== questionBox()) return;
    draft = target.value;
    if (!draft) [draft, kept] = [kept, ""];
  });
  // After Gradio has written what it has: it would write over this.
  const keepDraft = () => setTimeout(() => {
    const box = questionBox();
    const typed = draft;
    if (!typed || !box || box.value.includes(typed)) return;
    write(box, [box.value, typed].filter(Boolean).join("\n"));
    draft = typed;
  });
  for (const done of ["focusin", "written"]) document.addEventListener(done, keepDraft);
  const toTab = (name) =>
    [...document.querySelectorAll("#frame [role=tab]")].find((tab) => tab.textContent.trim() === name)?.click();

  const ask = (question) => {
    toTab("Ask");
    setTimeout(() => {
      kept = draft;
      write(questionBox(), question);
      setTimeout(() => find("ask-button")?.click(), 60);
    }, 60);
  };

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
    } else if (event.target.closest(".skip")) {
      event.preventDefault();
      toTab("Ask");
      setTimeout(() => questionBox()?.focus(), 60);
    } else if (event.target.closest(".conversation .open, #new-conversation")) {
      closeSide();
    }
  });
  document.addEventListener("chosen", closeSide);
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
  document.addEventListener("keydown", (event) => {
    if (!event.isTrusted) return;
    // Gradio's lists stay open when they are left; Escape closes them.
    if (event.key === "Tab" && event.target.matches("[role=combobox], [role=listbox], .wrap input"))
      event.target.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    if (event.key === "Escape") {
      const menu = event.target.closest(".menu[open]");
      if (menu) menu.querySelector("summary").focus(), fold(menu, false);
      else if (!closeDrawer()) closeSide();
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
  const listed = () => find("conversation-list")?.innerHTML;
  const acted = ({ target }) => {
    const did = target.closest("#conversation-list button[data-do]:not(.open)");
    if (!did) return;
    const { id } = did.dataset;
    const next = { delete: ".undo button", restore: `.open[data-id="${id}"]`, pin: `[data-do="pin"][data-id="${id}"]` };
    if (did.dataset.do === "delete") fold(did.closest(".menu"), false);
    awaited = { next: `#conversation-list ${next[did.dataset.do]}`, before: listed() };
  };
  document.addEventListener("click", acted);
  document.addEventListener("focusin", () => (awaited = null));
  const goOn = () => {
    if (awaited && listed() !== awaited.before) document.querySelector(awaited.next)?.focus();
  };
  const keepMarks = () => {
    const boxes = [...document.querySelectorAll("#documents-table input")];
    const shown = new Set(boxes.map((box) => box.value));
    if (document.querySelector("#documents-table :is(table, .notice)"))
      ticked.forEach((value) => shown.has(value) || ticked.delete(value));
    for (const box of boxes) box.checked = ticked.has(box.value);
    for (const details of document.querySelectorAll("details[data-fold]"))
      details.open = unfolded.has(details.dataset.fold);
    goOn();
  };

  // Newly arrived cards are shown, a new question scrolls into view, and the status is spoken.
  let spoken = "";
  let liveQuestion = "";
  let seenTurn = "";
  let finishedTurn = "";
  let tidied = false;
  let following = false;
  let watched = false;
  for (const moved of ["wheel", "touchmove"]) {
    document.addEventListener(moved, () => (following = false), { passive: true });
  }
  const toQuestion = () => {
    const question = document.querySelector("#live .question");
    question?.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
  };
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
  const look = () => {
    keepMarks();
    keepDraft();
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
    const say = steps ? steps.dataset.say : refusal ? "No answer found" : finished ? "Answer ready" : "";
    const status = find("spoken-status");
    if (status && say !== spoken) {
      spoken = say;
      status.textContent = say;
    }
    const turn = finished ? finished.closest(".turn").id.replace("turn-", "sources-") : "";
    if (turn && turn !== seenTurn) pane("sources");
    seenTurn = turn;
    // The cards arrive on their own, before the answer or after it; who filters by then goes on.
    const cards = turn ? find(turn) : null;
    if (turn !== finishedTurn && (cards || !document.querySelector("#live .show-sources"))) {
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
    if (question && question.textContent === questionBox()?.dataset.sent) delete questionBox().dataset.sent;
    if (asked && asked !== liveQuestion) {
      pane("sources");
      show(null);
      following = watched = true;
      toQuestion();
    }
    if (asked || !steps) liveQuestion = asked;
  };
  // A server that has gone is said to be, and when it is back the page goes on where it was.
  // What was asked and nobody heard comes back into the box, and so does what waited.
  let gone = false;
  const takeBack = () => {
    const box = questionBox();
    const waiting = gone ? [] : [...document.querySelectorAll("[data-next]")].map((one) => one.dataset.next);
    const lost = [...new Set([...waiting, box.dataset.sent, box.value])].filter(Boolean).join("\n");
    delete box.dataset.sent;
    if (lost !== box.value) write(box, lost);
  };
  const watch = async () => {
    const answered = await fetch("icon.svg", { cache: "no-store" }).then((got) => got.ok, () => false);
    const said = find("server-gone");
    if (answered && gone) location.reload();
    else if (said && !answered) {
      takeBack();
      gone = true;
      said.hidden = false;
      said.textContent =
        "The assistant does not answer: it has been ended, or this machine sleeps. Start it again; this page goes on by itself. What you typed is kept.";
    }
  };
  // Gradio too loads the page anew when it hears of the server again.
  addEventListener("pagehide", () => gone && sessionStorage.setItem("draft", questionBox()?.value ?? ""));
  const start = () => {
    setInterval(watch, 3000);
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
