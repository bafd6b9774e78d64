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
  const written = box.value;
  const question = written.trim();
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
  do {
    while (!isOpen())
      await new Promise((opened) => document.addEventListener("opened", opened, { once: true }));
    await new Promise((shown) => setTimeout(shown, 60));  // Gradio writes what it opened
  } while (!isOpen());  // something else may have begun in that time
  document.removeEventListener("input", typed);
  if (!isWanted) return never;
  body.classList.remove("held");
  const rest = `\\n${box.value}\\n`.replace(`\\n${written}\\n`, "\\n").trim();
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, question);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  document.dispatchEvent(new CustomEvent("rest", { detail: rest }));
}"""
"""The script of an event that comes before asking: it ends once the question may be asked.

Until then the question stays in the box, and the page says that it waits (`.held` in style.css and
page.js). Who types on in the box takes it back: nothing is asked, and the script never ends, nor
does it where a question waits already. What else was written into the box meanwhile, above or
below the question, is not asked; question.js puts it back afterwards.

It does not rely on page.js, since the box may be there before that is loaded."""

BEGINS = """(...given) => {
  const { dataset } = document.body;
  dataset.opening = Number(dataset.opening ?? 1) + 1;
  return given;
}"""
"""The script of an event that opens something: one more is under way.

`data-opening` on the body counts them; where it is missing, the page itself is still loading."""

ENDS = """() => {
  const { dataset } = document.body;
  dataset.opening = Math.max(0, Number(dataset.opening ?? 1) - 1);
  document.dispatchEvent(new Event('opened'));
}"""
"""One fewer is under way; whatever waits in `HELD` is told so."""


def ends(opened: Any, *before: Any) -> None:
    """What was begun by `BEGINS`, or by loading the page, is over after these events.

    Of an event's `success` and `failure` exactly one runs, so that what is begun once ends once.

    Args:
        opened: the last event, which ends it in any case.
        before: events that lead to `opened` only if they succeed; if one fails, that ends it.
    """
    opened.success(None, js=ENDS, **QUICK)
    for event in (opened, *before):
        event.failure(None, js=ENDS, **QUICK)
