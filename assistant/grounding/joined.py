"""The answers to the two questions of one message as one answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from assistant.grounding.refuse import of_part
from assistant.language.question import Question
from assistant.records import Answer, Citation, Claim, Receipt


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
    claims: dict[Claim, None] = {}
    cited: dict[tuple[str, int, int], Citation] = {}
    disputed: list[tuple[int, ...]] = []
    for part, one in zip(asked, answers, strict=True):
        number: dict[int, int] = {}
        for source in one.citations:
            place = source.document_id, source.start, source.end
            cited.setdefault(place, replace(source, id=len(cited) + 1))
            number[source.id] = cited[place].id
        said = (
            replace(claim, citations=tuple(number[position] for position in claim.citations))
            for claim in one.claims
        )
        if new := [claim for claim in said if claim not in claims]:
            head = [] if are_worded else [Claim(_as_question(part), (), "said")]
            claims |= dict.fromkeys([*head, *new])
        disputed += (tuple(number[id_] for id_ in pair) for pair in one.disagreements)
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


def _as_question(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('?')}?"
