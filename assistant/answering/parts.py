"""Two questions in one message: each is answered by itself, and both answers stand together.

"Who is the treasurer, and why did he resign?" is answered by no single sentence. The second
question is understood after the first one and its answer, as in a conversation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answering.alone import alone
from assistant.answering.resources import Resources
from assistant.grounding.joined import joined
from assistant.language.followup import Turn
from assistant.language.parts import parts
from assistant.language.question import Question
from assistant.records import Answer, Receipt


def answer_parts(
    question: Question, resources: Resources, ask: Callable[[str], Answer]
) -> Answer | None:
    """The answers to both questions; None where one is asked, or neither has an answer.

    Args:
        question: what was asked.
        resources: what it is answered with.
        ask: answers one question.
    """
    asked = parts(question.text)
    if not asked:
        return None
    first, second = asked
    answer = ask(first)
    said = Turn(first, answer.text)
    answers = answer, ask(alone(second, [said], resources, is_part=True))
    if all(one.status == "refused" for one in answers):
        return None
    return joined(question, answers, asked, _together([one.receipt for one in answers]))


def _together(receipts: Sequence[Receipt]) -> Receipt:
    """What made several answers, one after the other."""
    models = {role: name for one in receipts for role, name in one.models.items()}
    steps = dict.fromkeys(step for one in receipts for step in one.timings)
    timings = {step: sum(one.timings.get(step, 0.0) for one in receipts) for step in steps}
    return Receipt(models=models, timings=timings)
