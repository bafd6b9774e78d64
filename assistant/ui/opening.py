"""What opens something else on the page: until that is there, a question stays in its box.

The browser keeps count, since it alone knows what it has sent. A question that came to the server
before would be asked of what was shown until then, or be ended by what is opened.
"""

from __future__ import annotations

from typing import Any

from assistant.ui.events import QUICK

HELD = """async () => {
  const { body } = document;
  const box = document.querySelector("#question textarea");
  const question = box.value.trim();
  const isOpen = () => body.dataset.opening === "0";
  const never = new Promise(() => {});
  if (!question || isOpen()) return;
  if (body.classList.contains("held")) return never;
  body.classList.add("held");
  let isWanted = true;
  const typed = ({ isTrusted, target }) => {
    if (!isTrusted || target !== box) return;
    isWanted = false;
    body.classList.remove("held");
  };
  document.addEventListener("input", typed);
  while (!isOpen())
    await new Promise((opened) => document.addEventListener("opened", opened, { once: true }));
  await new Promise((written) => setTimeout(written, 60));  // Gradio writes what it opened
  document.removeEventListener("input", typed);
  if (!isWanted) return never;
  body.classList.remove("held");
  const rest = box.value.replace(question, "").trim();
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, question);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  document.dispatchEvent(new CustomEvent("rest", { detail: rest }));
}"""
"""Before what asks: comes to an end once it may be asked. The question waits in sight; whoever
types on goes on with it. No script of page.js, which may come later than the box. What came into
the box meanwhile is there again once this is asked (question.js)."""

BEGINS = """(...given) => {
  const { dataset } = document.body;
  dataset.opening = Number(dataset.opening ?? 1) + 1;
  return given;
}"""
"""For what opens something, as its script: one more is under way. The page itself is the first."""

_ENDS = """() => {
  const { dataset } = document.body;
  dataset.opening = Number(dataset.opening ?? 1) - 1;
  document.dispatchEvent(new Event('opened'));
}"""
"""Tells what waits in `HELD`."""


def ends(opened: Any, *before: Any) -> None:
    """What was begun by `BEGINS`, or by loading the page, is over.

    Gradio's `then` comes after an event that went well, and `failure` after one that did not.

    Args:
        opened: the event that it is over with.
        before: events that this one follows on, if they go well.
    """
    opened.then(None, js=_ENDS, **QUICK)
    for event in (opened, *before):
        event.failure(None, js=_ENDS, **QUICK)
