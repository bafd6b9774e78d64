"""The answers to the two questions of one message as one answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from assistant.grounding.answer import needed_by, renumbered
from assistant.grounding.polarity import negates
from assistant.grounding.refuse import of_part, together
from assistant.language.question import Question
from assistant.language.words import content_stems
from assistant.records import Answer, Citation, Claim, Receipt
from assistant.writing.stance import VERDICT


def joined(
    question: Question, answers: Sequence[Answer], asked: Sequence[str], receipt: Receipt
) -> Answer:
    """What was found for each part; of a part without an answer, that it has none.

    Each stands below its part where not all are in the writer's words, and both say something.

    Args:
        question: what was asked.
        answers: to its parts, in their order; one at least is no refusal.
        asked: the parts, as they were typed.
        receipt: what made them.
    """
    given = [one for one in answers if one.status != "refused"]
    are_worded = all(claim.verdict == "supported" for one in given for claim in one.claims)
    told: list[tuple[str, list[Claim]]] = []
    cited: dict[tuple[str, int, int], Citation] = {}
    disputed: list[tuple[int, ...]] = []
    for part, one in zip(asked, answers, strict=True):
        before = [claim for _, claims in told for claim in claims]
        new = [claim for claim in one.claims if _is_new(claim, before)]
        needed = needed_by(new, one)
        numbers: dict[int, int] = {}
        for source in one.citations:
            if source.id in needed:
                place = source.document_id, source.start, source.end
                numbers[source.id] = cited.setdefault(place, replace(source, id=len(cited) + 1)).id
        told.append((part, [renumbered(claim, numbers) for claim in new]))
        disputed += (
            tuple(numbers[number] for number in pair)
            for pair in one.disagreements
            if numbers.keys() >= set(pair)
        )
    is_headed = not are_worded and all(
        claims for one, (_, claims) in zip(answers, told, strict=True) if one.status != "refused"
    )
    lacking = [
        of_part(part, one.refusal)
        for part, one in zip(asked, answers, strict=True)
        if one.refusal is not None
    ]
    return replace(
        given[0],
        question=question.text,
        status="partial" if lacking else "answered",
        claims=tuple(claim for part, said in told for claim in _headed(part, said, is_headed)),
        citations=tuple(cited.values()),
        rejected=tuple(claim for one in answers for claim in one.rejected),
        confidence=math.prod(one.confidence for one in given),
        refusal=together(lacking) if lacking else None,
        receipt=receipt,
        disagreements=tuple(disputed),
        kind=given[0].kind if len({one.kind for one in given}) == 1 else "passages",
        short_answer=given[0].short_answer if are_worded else None,
    )


def _headed(part: str, claims: Sequence[Claim], is_headed: bool) -> Sequence[Claim]:
    """What answers a part, below it."""
    head = Claim(f"{part[:1].upper()}{part[1:].rstrip('?')}?", (), "said")
    return [head, *claims] if claims and is_headed else claims


def _is_new(claim: Claim, before: Sequence[Claim]) -> bool:
    """Whether a claim says more than those before it do.

    A writer that has no answer to a second question says the first one again.
    """
    if any(claim.text == one.text for one in before):
        return False
    if claim.verdict != "supported" or VERDICT.match(claim.text) or negates(claim.text):
        return True
    worded = " ".join(one.text for one in before if one.verdict == "supported")
    return not set(content_stems(worded)).issuperset(content_stems(claim.text))
