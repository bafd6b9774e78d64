"""The answers to the two questions of one message as one answer."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.grounding.refuse import of_part
from assistant.language.question import Question
from assistant.language.words import content_stems
from assistant.records import Answer, Citation, Claim, Receipt
from assistant.writing.stance import VERDICT


def joined(
    question: Question, answers: Sequence[Answer], asked: Sequence[str], receipt: Receipt
) -> Answer:
    """What was found for each part; of a part without an answer, that it has none.

    Each stands below its part where not all are in the writer's words.

    Args:
        question: what was asked.
        answers: to its parts, in their order; one at least is no refusal.
        asked: the parts, as they were typed.
        receipt: what made them.
    """
    given = [one for one in answers if one.status != "refused"]
    are_worded = all(claim.verdict == "supported" for one in given for claim in one.claims)
    claims: list[Claim] = []
    cited: dict[tuple[str, int, int], Citation] = {}
    disputed: list[tuple[int, ...]] = []
    for part, one in zip(asked, answers, strict=True):
        new = [claim for claim in one.claims if _is_new(claim, part, claims)]
        if new and not are_worded:
            claims.append(Claim(_as_question(part), (), "said"))
        needed = {number for claim in new for number in claim.citations}
        numbers: dict[int, int] = {}
        for source in one.citations:
            if source.id in needed:
                place = source.document_id, source.start, source.end
                numbers[source.id] = cited.setdefault(place, replace(source, id=len(cited) + 1)).id
        claims += (_renumbered(claim, numbers) for claim in new)
        disputed += (
            tuple(numbers[number] for number in pair)
            for pair in one.disagreements
            if numbers.keys() >= set(pair)
        )
    lacking = [
        of_part(part, one.refusal) if one.status == "refused" else one.refusal
        for part, one in zip(asked, answers, strict=True)
        if one.refusal is not None
    ]
    return replace(
        given[0],
        question=question.text,
        status="partial" if lacking else "answered",
        claims=tuple(claims),
        citations=tuple(cited.values()),
        rejected=tuple(claim for one in answers for claim in one.rejected),
        confidence=math.prod(one.confidence for one in given),
        refusal=lacking[0] if lacking else None,
        receipt=receipt,
        disagreements=tuple(disputed),
        kind=given[0].kind if len({one.kind for one in given}) == 1 else "passages",
        short_answer=given[0].short_answer if are_worded else None,
    )


def _is_new(claim: Claim, part: str, before: Iterable[Claim]) -> bool:
    """Whether a claim says more than its question and the claims before it do.

    A writer that has no answer to a second question says the first one again.
    """
    told = [one for one in before if one.verdict != "said"]
    if any(claim.text == one.text for one in told):
        return False
    if not told or claim.verdict != "supported" or VERDICT.match(claim.text):
        return True
    known = set(content_stems(" ".join([part, *(one.text for one in told)])))
    return not known.issuperset(content_stems(claim.text))


def _renumbered(claim: Claim, numbers: Mapping[int, int]) -> Claim:
    return replace(claim, citations=tuple(numbers[number] for number in claim.citations))


def _as_question(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('?')}?"
