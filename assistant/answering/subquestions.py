"""Two questions in one message: each is answered by itself, and both answers stand together.

"Who is the treasurer, and why did he resign?" is answered by no single sentence. The second
question is understood after the first one and its answer, as in a conversation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answering.alone import alone
from assistant.answering.hooks import Hooks
from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.grounding.joined import joined
from assistant.language.followup import Turn
from assistant.language.question import Question
from assistant.language.subquestions import subquestions
from assistant.records import Answer, Receipt


def answer_subquestions(
    question: Question,
    resources: Resources,
    ask: Callable[[str, Hooks], Answer],
    ask_whole: Callable[[], Answer],
    hooks: Hooks,
) -> Answer | None:
    """The answers to both questions; None where it is left to the other ways.

    That is where one is asked, where it is stopped between both, where neither has an answer, and
    where one is no question of the documents. Where one is refused beside the very sentence that
    answers the other, that may answer both, and the question is asked as a whole.

    Args:
        question: what was asked.
        resources: what it is answered with.
        ask: answers one question, looked on with these hooks.
        ask_whole: answers this one as passages do.
        hooks: how to look on, and how to stop it. Evidence is shown for the first question: that of
            the second would take its numbers. The answer to one is shown only in that to both.
    """
    asked = subquestions(question.text)
    if not asked:
        return None
    watch = Stopwatch()
    first, second = asked
    answer = ask(first, replace(hooks, on_answer=Hooks().on_answer))
    if hooks.should_stop():
        return None
    wording = alone(second, [Turn(first, answer.text)], resources, hooks.should_stop)
    answers = answer, ask(wording, hooks.unseen())
    given = [one for one in answers if one.status != "refused"]
    if not given or any(one.kind in {"talk", "again"} for one in answers):
        return None
    refused = [one for one in answers if one.status == "refused"]
    if refused and _is_beside(refused[0], given[0]):
        whole = ask_whole()
        if whole.status != "refused":
            return whole
    return joined(question, answers, asked, _together([one.receipt for one in answers], watch))


def _is_beside(refused: Answer, given: Answer) -> bool:
    """Whether what came nearest for a refused question is cited in the answer to another one."""
    near = refused.refusal.nearest[:1] if refused.refusal else ()
    return any(
        cited.document_id == hit.document.id
        and cited.start < hit.passage.end
        and hit.passage.start < cited.end
        for hit in near
        for cited in given.citations
    )


def _together(receipts: Sequence[Receipt], watch: Stopwatch) -> Receipt:
    """What made several answers, one after the other, while a stopwatch ran."""
    models = {role: name for one in receipts for role, name in one.models.items()}
    steps = dict.fromkeys(step for one in receipts for step in one.timings)
    timings = {step: sum(one.timings.get(step, 0.0) for one in receipts) for step in steps}
    return Receipt(models=models, timings=timings | {"total_s": watch.timings()["total_s"]})
