"""How well passages are found, and the sentences in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from assistant.assistant import Assistant
from assistant.evaluate import metrics
from assistant.evaluate.items import Asked, Gold, is_gold
from assistant.evaluate.report import Measure, measured
from assistant.protocols import Progress
from assistant.records import Hit
from assistant.writing.direct import read_passages
from assistant.writing.evidence import candidates, found_scores

BEST = (1, 2, 3)
"""Of so many best sentences it is measured whether one is the gold one."""


def search(quoting: Assistant, questions: Sequence[Asked], progress: Progress) -> Iterator[Measure]:
    """Whether the search finds what answers, and the reader its very sentence."""
    counted = [one for one in questions if one.articles]
    if not counted:
        return
    ranked, ranks = {}, {}
    progress.start("Searching", len(counted), "questions")
    try:
        for asked in counted:
            ranked[asked.id] = _ranked(asked, quoting.search(asked.text, top=10))
            if asked.gold:
                ranks[asked.id] = _rank_of_gold(quoting, asked)
            progress.advance(1)
    finally:
        progress.finish()
    relevant = {asked.id: asked.passages or asked.articles for asked in counted}
    for name, values in metrics.ranking(relevant, ranked).items():
        yield measured(f"retrieval/{name}", "mean", {id_: [one] for id_, one in values.items()})
    for best in BEST if ranks else ():
        found = {id_: [rank is not None and rank < best] for id_, rank in ranks.items()}
        yield measured(f"evidence/gold in best {best}", "mean", found)


def _ranked(asked: Asked, hits: Sequence[Hit]) -> list[str]:
    """Ids of passages, or of documents where the data set knows no passages; each once."""
    ids = [hit.passage.id if asked.passages else hit.document.id for hit in hits]
    return list(dict.fromkeys(ids))


def _rank_of_gold(quoting: Assistant, asked: Asked) -> int | None:
    """The 0-based rank of the first gold sentence, among the sentences of what is read."""
    hits = quoting.search(asked.text)
    sentences = candidates(hits)
    scores = found_scores(hits, read_passages(asked.text, hits, quoting.reader))
    order = np.argsort(-scores, kind="stable")
    places = [Gold(sentences[index].hit.document.id, *sentences[index].span) for index in order]
    return next((rank for rank, place in enumerate(places) if is_gold(place, asked)), None)
