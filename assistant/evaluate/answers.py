"""What the answers to answerable questions are measured by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from assistant.evaluate import metrics
from assistant.evaluate.items import Gold, Questions, is_gold, same
from assistant.evaluate.outcome import Outcome
from assistant.evaluate.report import Better, Measure, measured
from assistant.evaluate.statistic import Name
from assistant.grounding.slots import (
    missing_dates,
    missing_names,
    missing_numbers,
    missing_quantities,
)
from assistant.records import Answer, Citation, Claim


def answers(dataset: Questions, given: Sequence[Outcome]) -> Iterator[Measure]:
    """What the answers to answerable questions hold, and what is shown."""
    with_gold = [one for one in given if one.asked.answers]
    shown = [one for one in given if one.answer.claims]

    def of(
        outcomes: Sequence[Outcome],
        name: str,
        values: Mapping[str, Sequence[float]],
        better: Better = "higher",
        statistic: Name = "mean",
    ) -> Iterator[Measure]:
        if outcomes:
            yield measured(f"answers/{name}", statistic, values, better)

    if dataset.answers == "short":
        held = {one.asked.id: [_holds(one)] for one in with_gold}
        yield from of(with_gold, "holds gold", held)
    else:
        lsum = {
            one.asked.id: [metrics.rouge(_lines(one), one.asked.answers)["rougeLsum"]]
            for one in with_gold
        }
        yield from of(with_gold, "ROUGE-Lsum", lsum)
    f1 = {one.asked.id: [metrics.token_f1(one.text, one.asked.answers)] for one in with_gold}
    yield from of(with_gold, "token F1", f1)
    refused = {one.asked.id: [one.answer.status == "refused"] for one in given}
    yield from of(given, "refused", refused, "lower")
    words = {one.asked.id: [len(one.text.split())] for one in shown}
    yield from of(shown, "words shown", words, "")
    worded = {one.asked.id: _share(one, _is_worded) for one in shown}
    yield from of(shown, "claims worded", worded, "", "ratio")
    standing = {one.asked.id: _share(one, _stands) for one in shown}
    yield from of(shown, "slots in citation", standing, "higher", "ratio")


def _holds(outcome: Outcome) -> bool:
    return metrics.holds(outcome.text, outcome.asked.answers)


def _lines(outcome: Outcome) -> str:
    return "\n".join(claim.text for claim in outcome.answer.claims)


def _share(outcome: Outcome, test: Callable[[Claim, Answer], bool]) -> tuple[int, int]:
    claims = outcome.answer.claims
    return sum(test(claim, outcome.answer) for claim in claims), len(claims)


def _is_worded(claim: Claim, answer: Answer) -> bool:
    return claim.verdict not in {"quoted", "said"}


def _stands(claim: Claim, answer: Answer) -> bool:
    """Whether its numbers, dates and names stand in what it cites, as a reader is shown that.

    A citation is shown with its document's title and date; names may also be the question's. What
    the program says of itself, as a head, is no claim about a document, and what code worked out
    stands nowhere.
    """
    cited = " ".join(
        f"{one.title}. {f'{one.date.day} {one.date:%B %Y}.' if one.date else ''} {one.quote}"
        for one in answer.citations
        if one.id in claim.citations
    )
    return claim.verdict in {"quoted", "said", "counted"} or not (
        missing_quantities(claim.text, cited)
        or missing_dates(claim.text, cited)
        or missing_names(claim.text, f"{cited} {answer.question}")
    )


def slots_stand(claim: Claim, citations: Sequence[Citation]) -> bool:
    """Whether the claim's numbers, dates and names all stand in what it cites."""
    cited = [citation.quote for citation in citations if citation.id in claim.citations]
    checks = (missing_numbers, missing_dates, missing_names)
    return not any(check(claim.text, " ".join(cited)) for check in checks)


def citations(dataset: Questions, given: Sequence[Outcome]) -> Iterator[Measure]:
    """Sentence citations against all gold sentences; a refusal cites none of them."""
    counted = [one for one in given if one.asked.gold]
    if not (dataset.sentences and counted):
        return
    precision = {one.asked.id: _cited_gold(one) for one in counted}
    yield measured("citations/precision", "ratio", precision)
    recall = {one.asked.id: _gold_cited(one) for one in counted}
    yield measured("citations/recall", "ratio", recall)


def _cited(outcome: Outcome) -> list[Gold]:
    return [Gold(one.document_id, one.start, one.end) for one in outcome.answer.citations]


def _cited_gold(outcome: Outcome) -> tuple[int, int]:
    cited = _cited(outcome)
    return sum(is_gold(one, outcome.asked) for one in cited), len(cited)


def _gold_cited(outcome: Outcome) -> tuple[int, int]:
    cited = _cited(outcome)
    gold = outcome.asked.gold
    found = sum(any(same(one, other) for other in cited) for one in gold)
    return found, len(gold)


def latency(given: Sequence[Outcome]) -> Iterator[Measure]:
    """Seconds from the question to the checked answer, models loaded."""
    seconds = {one.asked.id: [one.seconds] for one in given}
    if seconds:
        yield measured("latency/median s", "median", seconds, "lower")
        yield measured("latency/p90 s", "p90", seconds, "lower")
