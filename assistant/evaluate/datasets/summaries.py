"""SummEval (A. Fabbri et al., 2021) and REALSumm (M. Bhandari et al., 2020): news summaries.

The layout is one JSON object: an article's name to its text (`src`) and people's summaries.
It keeps no paragraphs, so each sentence is one.
"""

from __future__ import annotations

from pathlib import Path

from assistant.evaluate.datasets.layout import Row, find, read_json
from assistant.evaluate.datasets.tokens import news_sentences
from assistant.evaluate.items import Summarised, Texts


class _Entry(Row):
    src: str
    ref_summ: str = ""
    ref_summs: tuple[str, ...] = ()


def load(path: Path) -> Texts:
    """The data set in a file, or in a folder with `SummEval.json` or `REALSumm.json`."""
    (file, *_) = find(path, "SummEval.json", "REALSumm.json", "*.json")
    entries = read_json(dict[str, _Entry], file)
    return Texts(
        tuple(
            Summarised(name, news_sentences(entry.src), entry.ref_summs or (entry.ref_summ,))
            for name, entry in entries.items()
        )
    )
