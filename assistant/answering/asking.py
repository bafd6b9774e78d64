"""Whether what was worked out from rows is what a question asks for: the writer is asked.

Rules tell which column and which rows are meant, and take "the most fattening dish" for the one
that cooks longest. The writer is asked whether the result is right, as it is of its own answers;
all that it is given to read is the result, so that it tells what is asked and need not work it out.
"""

from __future__ import annotations

from collections.abc import Callable

from assistant.answering.found import Told
from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.language.question import Question
from assistant.records import Hit, Passage
from assistant.writing.approval import approval

PLAIN, OTHER = 0.0, 2.0
"""Least log odds of a result, where each word of the question is accounted for, and where not.

Chosen on the questions of `training/tables` (docs/decisions/rows.md).
"""


def asks_for(
    question: Question,
    told: Told,
    resources: Resources,
    watch: Stopwatch,
    should_stop: Callable[[], bool],
) -> bool:
    """Whether a result may be shown; where no writer says, only what is plainly asked for.

    Args:
        question: what was asked.
        told: a result in words.
        resources: whose writer is asked.
        watch: for the time that it takes.
        should_stop: ends the asking.
    """
    is_plain, found, document = told.linked.is_plain, told.found, told.table.document
    if (writer := resources.writer) is None or found is None:
        return is_plain
    text = " ".join((found.text, *found.lines))
    result = Hit(Passage("", document.id, 0, len(text), text), document, 1.0)
    with watch.step("verify_s"):
        odds = approval(question.text, [result], text, writer, should_stop)
    return is_plain if odds is None else odds >= (PLAIN if is_plain else OTHER)
