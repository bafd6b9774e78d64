"""What the page says before the first question: what to ask, or what is missing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice, zip_longest
from pathlib import Path

from assistant.assistant import Assistant
from assistant.corpus.headers import sender_and_day
from assistant.corpus.layout import CELL_MARK, header_above, is_row
from assistant.errors import CollectionError
from assistant.language.mentions import mentioned
from assistant.language.words import STOPWORDS, fold
from assistant.present.page import count
from assistant.records import Answer, Document, Passage
from assistant.search.collection import EVERYTHING
from assistant.search.filters import Filter
from assistant.ui.desk import Desk
from assistant.ui.notices import page_text
from assistant.ui.tables import tables_of
from assistant.ui.templates import render

QUESTIONS = 4
READ, BEGINNING = 20, 2_000
"""Documents whose beginning is looked through for names, and how many characters of it."""

TRIED = 10
"""Names, and then headings, that are asked for without a writer: is there an answer?"""

MOST_HEADING = 60
"""Characters of a heading that is asked for."""

_SAID_OF = "What do the documents say about "

_NUMBER = re.compile(r"^[\d.]+\s+")


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
            is_first=True,
        )
    if not desk.has(shelf):
        return _panel("No documents yet", "", is_first=True)
    try:
        _, documents = desk.assistant(shelf).collection.counts()
    except CollectionError as error:  # its server was lost since it was opened
        return _panel("Your documents cannot be read now", page_text(error))
    return _panel(
        "Ask your documents",
        f"{count(documents, 'document')}. Every sentence of an answer is checked against the "
        "source it cites, which you can read beside it. Where no answer seems to be there, you are "
        "shown what comes closest.",
        questions,
    )


def _panel(title: str, text: str, questions: Sequence[str] = (), *, is_first: bool = False) -> str:
    """A heading with a text; before there is anything to ask, nothing else says how to."""
    return render("welcome", title=title, text=text, questions=questions, is_first=is_first)


def example_questions(
    desk: Desk, shelf: str, among: Filter = EVERYTHING, most: int = QUESTIONS
) -> list[str]:
    """Questions that the documents of a collection do answer; waits for the models that find them.

    They are tried once, and again when the documents are others.

    Args:
        desk: collections and models.
        shelf: the collection's name.
        among: the part of it that is asked about.
        most: how many are given at most.

    Raises:
        CollectionError: it cannot be read, or the page offers none of that name.
    """
    if desk.models.absent() or not desk.has(shelf):
        return []
    assistant = desk.reader(shelf)
    documents = tuple(info.id for info in assistant.collection.documents(among))
    if (known := desk.examples.get((shelf, most))) is not None and known[0] == documents:
        return known[1]
    asked: list[str] = []
    for question in islice(_candidates(assistant, among), 2 * TRIED):
        if len(asked) == most:
            break
        is_new = question.lower() not in map(str.lower, asked)
        if is_new and _shows_a_source(answer := assistant.ask(question, among=among)):
            asked.append(question)
            if not is_about(question):
                desk.known.keep(shelf, answer.citations[0].document_id, question)
    desk.examples[shelf, most] = documents, asked
    return asked


def asking_about(name: str) -> str:
    """A question after all that is said of something: the sentences that say it answer it."""
    return f"{_SAID_OF}{name}?"


def is_about(question: str) -> bool:
    """Whether it is one of `asking_about`."""
    return question.startswith(_SAID_OF)


def _shows_a_source(answer: Answer) -> bool:
    """Whether it is an answer, and not that something was counted and there is none."""
    return answer.status == "answered" and bool(answer.citations)


def _candidates(assistant: Assistant, among: Filter) -> Iterator[str]:
    """Questions that came with the examples, headings that are some; names, and other headings."""
    collection = assistant.collection
    found = collection.documents(among)
    sources = {source for info in found for source in info.sources}
    yield from _of_examples(sources)
    read = [collection.document(info.id) for info in found[:READ]]
    texts = [*(info.title for info in found), *(one.text[:BEGINNING] for one in read)]
    held = [collection.passages_of(one.id) for one in read]
    headings = [_headings(one, of) for one, of in zip(read, held, strict=True)]
    in_turn = chain(*zip_longest(*(filter(_is_asked, of) for of in headings)))
    yield from filter(None, in_turn)
    heads = tuple(head for of in held for table in tables_of(of) for head in table.heads if head)
    # A name that returns in each row of a table ("Fri-Mon") says little of what there is to ask.
    named = dict.fromkeys([*mentioned(map(_without_rows, texts)), *mentioned(texts)])
    names = (name for name in named if not any(one.startswith(name) for one in heads))
    yield from (asking_about(name) for name in islice(names, TRIED))
    for one, of in zip(read, headings, strict=True):
        yield from filter(None, (_of_heading(heading, one.text) for heading in of))


def _without_rows(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not is_row(line))


def _headings(document: Document, passages: Sequence[Passage]) -> list[str]:
    """The headings in a document, without their numbers and without the headers of messages."""
    lines = [header_above(passage.section) for passage in passages]
    headings = dict.fromkeys(CELL_MARK.join(of) for of in lines if not sender_and_day(of))
    headings.pop(document.title, None)
    return [_NUMBER.sub("", heading).strip() for heading in headings]


def _is_asked(heading: str) -> bool:
    return heading.endswith("?") and len(heading) <= MOST_HEADING


def _of_heading(heading: str, text: str) -> str:
    """A question about what stands below a heading; empty where it is one itself, or gives none.

    Args:
        heading: without its number.
        text: the document's, which tells whether the first word has a capital of its own.
    """
    first, _, rest = heading.partition(" ")
    if heading.endswith("?") or len(heading) > MOST_HEADING or fold(first) in {"", *STOPWORDS}:
        return ""
    if first.istitle() and re.search(rf"\b{re.escape(first.lower())}\b", text):
        heading = f"{first.lower()} {rest}".strip()
    return asking_about(heading.rstrip(".:"))


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


def examples_folder() -> Path | None:
    """The example articles; None where only the package is installed."""
    folder = Path(__file__).parents[2] / "examples" / "news"
    return folder if folder.is_dir() else None
