"""How good summaries are: near to people's, true to the text, and of all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.assistant import Assistant
from assistant.corpus.sentences import sentence_spans
from assistant.evaluate import metrics
from assistant.evaluate.answers import slots_stand
from assistant.evaluate.doing import Doer, Here
from assistant.evaluate.items import Summarised, Texts, make_article, sample
from assistant.evaluate.report import Better, Measure, measured
from assistant.evaluate.support import Stated, Support, checked
from assistant.protocols import Progress
from assistant.records import Summary

SEED = 1
LEAD = 3
"""The first sentences of a news article are a summary that is hard to beat."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A text, its summary, and the seconds that it took."""

    text: Summarised
    summary: Summary
    seconds: float

    @property
    def source(self) -> str:
        """The text as one string; the summary's offsets are into it."""
        return "\n\n".join(self.text.sentences)


def measure_summaries(
    assistant: Assistant,
    texts: Texts,
    limit: int | None,
    progress: Progress,
    doer: Doer | None = None,
) -> list[Measure]:
    """All measures of a data set of summaries.

    Args:
        assistant: with the models to measure; its collection is not used.
        texts: what to summarise, as the program does when nothing else is said.
        limit: how many texts; None takes all.
        progress: counts the texts.
        doer: who summarises them, and checks the summaries; else this process.
    """
    chosen = sample(texts.texts, limit, SEED)
    if not chosen:
        return []
    _ = assistant.embedder, assistant.writer  # loaded before anything is timed
    made = []
    progress.start("Summarising", len(chosen), "texts")
    try:
        documents = [make_article("", text.sentences).document for text in chosen]
        summaries = (doer or Here(assistant)).summarise(documents)
        for text, (summary, seconds) in zip(chosen, summaries, strict=True):
            made.append(_Made(text, summary, seconds))
            progress.advance(1)
    finally:
        progress.finish()
    return [
        *_likeness(made),
        *_support(made, checked(assistant.embedder, assistant.reader), doer),
        *_coverage(made),
        *_speed(made),
    ]


def _likeness(made: Sequence[_Made]) -> Iterator[Measure]:
    """ROUGE against the references, and that of the first three sentences beside it."""
    shown = {one.text.id: [claim.text for claim in one.summary.sentences] for one in made}
    lead = {one.text.id: list(one.text.sentences[:LEAD]) for one in made}
    for label, candidates in (("", shown), ("first three sentences: ", lead)):
        scores = {
            one.text.id: metrics.rouge("\n".join(candidates[one.text.id]), _lines(one.text))
            for one in made
        }
        for name in metrics.ROUGE:
            values = {id_: [score[name]] for id_, score in scores.items()}
            better: Better = "" if label else "higher"
            yield measured(f"summaries/{label}{_title(name)}", "mean", values, better)


def _support(made: Sequence[_Made], support: Support, doer: Doer | None) -> Iterator[Measure]:
    """Of the claims: slots that stand in the citation, support by the whole text, own words."""
    standing = {
        one.text.id: (
            sum(slots_stand(claim, one.summary.citations) for claim in one.summary.sentences),
            len(one.summary.sentences),
        )
        for one in made
    }
    yield measured("summaries/slots in citation", "ratio", standing)
    claimed = [one for one in made if one.summary.sentences]
    stated = [
        Stated(tuple(claim.text for claim in one.summary.sentences), one.source) for one in claimed
    ]
    supported = {
        one.text.id: (sum(score >= support.threshold for score in scores), len(scores))
        for one, scores in zip(claimed, (doer or support).check(stated), strict=True)
    }
    yield measured("summaries/claims supported", "ratio", supported)
    worded = {
        one.text.id: (
            sum(claim.verdict == "supported" for claim in one.summary.sentences),
            len(one.summary.sentences),
        )
        for one in made
    }
    yield measured("summaries/claims worded", "ratio", worded, "")


def _coverage(made: Sequence[_Made]) -> Iterator[Measure]:
    covered = {
        one.text.id: (
            sum(section.cited > 0 for section in one.summary.coverage),
            len(one.summary.coverage),
        )
        for one in made
    }
    yield measured("summaries/sections covered", "ratio", covered)
    spread = {one.text.id: [_last_cited(one)] for one in made if one.summary.citations}
    yield measured("summaries/last cited, share of text", "mean", spread, "")
    words = {one.text.id: [one.summary.words] for one in made}
    yield measured("summaries/words", "mean", words, "")


def _speed(made: Sequence[_Made]) -> Iterator[Measure]:
    seconds = {one.text.id: [one.seconds] for one in made}
    yield measured("latency/median s", "median", seconds, "lower")
    yield measured("latency/p90 s", "p90", seconds, "lower")


def _last_cited(made: _Made) -> float:
    """How far into the text the summary reaches, in 0-1."""
    return max(citation.end for citation in made.summary.citations) / len(made.source)


def _lines(text: Summarised) -> list[str]:
    """The references with each sentence on a line of its own, as ROUGE-Lsum wants them."""
    return [
        "\n".join(reference[start:end] for start, end in sentence_spans(reference))
        for reference in text.references
    ]


def _title(rouge: str) -> str:
    return f"ROUGE-{rouge.removeprefix('rouge')}"
