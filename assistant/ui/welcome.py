"""What the page says before the first question: what to ask, or what is missing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.assistant import Assistant
from assistant.language.names import names
from assistant.ui.desk import Desk
from assistant.ui.documents import examples_folder
from assistant.ui.markup import count, escaped
from assistant.ui.thread import ask_button

QUESTIONS = 4
TRIED = 12
"""Candidates that are asked, without a writer, to see whether they have an answer."""


def welcome_html(desk: Desk, shelf: str, questions: Sequence[str] = ()) -> str:
    """The first thing on the page; changes with what is there already.

    Args:
        desk: collections and models.
        shelf: the collection's name.
        questions: examples to ask, from `example_questions`.
    """
    absent = desk.models.absent()
    if absent:
        return _panel(
            "The models are missing",
            f"Answers are made on this machine by small local models: {', '.join(absent)}. "
            f"They are downloaded once, {sum(absent.values()):,.0f} MB; after that nothing "
            "touches the network.",
        )
    if not desk.shelf(shelf).exists:
        return _panel(
            "No documents yet",
            "Add your own under Documents: drop files there, or name a folder. Or try the "
            "example articles, which are short news from 2018 to 2024.",
        )
    passages, documents = desk.assistant(shelf).collection.counts()
    items = "".join(f"<li>{ask_button(question)}</li>" for question in questions)
    return _panel(
        "Ask your documents",
        f"{count(documents, 'document')}, {count(passages, 'passage')}. Every sentence of an "
        "answer is checked against the source it cites. What the documents do not say is not "
        "answered.",
        f"<h3>For example</h3><ul>{items}</ul>" if items else "",
    )


def _panel(title: str, text: str, more: str = "") -> str:
    return (
        f'<section class="welcome"><h2>{escaped(title)}</h2><p>{escaped(text)}</p>{more}</section>'
    )


def example_questions(desk: Desk, shelf: str) -> list[str]:
    """Questions that the documents of a collection do answer; waits for the embedder."""
    if desk.models.absent() or not desk.shelf(shelf).exists:
        return []
    assistant = desk.reader(shelf)
    asked: list[str] = []
    for question in list(_candidates(assistant))[:TRIED]:
        if len(asked) == QUESTIONS:
            break
        if assistant.ask(question).status == "answered":
            asked.append(question)
    return asked


def _candidates(assistant: Assistant) -> Iterator[str]:
    """Questions that came with the examples, where these are indexed; else names of titles."""
    found = assistant.collection.documents()
    sources = {source for info in found for source in info.sources}
    yield from _of_examples(sources)
    tally = Counter(name for info in found for name in names(info.title) if len(name) > 3)
    yield from (f"What is said about {name}?" for name, _ in tally.most_common(TRIED))


def _of_examples(sources: set[str]) -> Iterator[str]:
    folder = examples_folder()
    path = folder.parent / "questions.jsonl" if folder else None
    if folder is None or path is None or not path.exists():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        item = json.loads(line)
        files = {str(folder.parent / gold["file"]) for gold in item.get("gold", ())}
        if number % 5 == 0 and files and files <= sources and item["question"].endswith("?"):
            yield item["question"]
