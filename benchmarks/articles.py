"""Articles with summaries, for fitting and measuring: two public layouts.

* a JSON object of {id: {"src", "ref_summ", "sys_summs"}} (SummEval, REALSumm, Newsroom);
* JSON lines of {"article", "summary_sentences": [{"sentence"}]} (QAGS).

Both hold text that was taken apart into tokens; it is put together again, and captions that
lost their full stop are parted from the sentence behind them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.corpus.sentences import sentence_spans
from assistant.evaluate.datasets.tokens import joined_tokens, news_sentences


@dataclass(frozen=True, slots=True)
class Summarised:
    """An article as its sentences, with one summary and those of other systems by name."""

    id: str
    sentences: tuple[str, ...]
    reference: str
    systems: dict[str, str]

    @property
    def text(self) -> str:
        """The article, one sentence a paragraph: the layouts keep no paragraphs."""
        return "\n\n".join(self.sentences)


def read_articles(path: Path) -> list[Summarised]:
    """All articles of a file in either layout."""
    text = path.read_text(encoding="utf-8")
    rows = _of_lines(text) if path.suffix == ".jsonl" else _of_object(text)
    return list(rows)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text."""
    return [text[start:end] for start, end in sentence_spans(text)]


def _of_object(text: str) -> Iterator[Summarised]:
    for id_, row in json.loads(text).items():
        systems = {
            name: joined_tokens(system["sys_summ"]) for name, system in row["sys_summs"].items()
        }
        yield Summarised(id_, news_sentences(row["src"]), joined_tokens(row["ref_summ"]), systems)


def _of_lines(text: str) -> Iterator[Summarised]:
    for number, line in enumerate(text.splitlines()):
        row = json.loads(line)
        summary = " ".join(part["sentence"] for part in row["summary_sentences"])
        yield Summarised(str(number), news_sentences(row["article"]), joined_tokens(summary), {})
