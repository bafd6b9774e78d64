"""Which answer a turn of a conversation was, where several people ask the same."""

from __future__ import annotations

import pickle
from unittest.mock import Mock

from assistant.api.recent import Recent
from assistant.assistant import Exchange
from assistant.language.followup import Turn
from assistant.records import Answer

BRIDGE, SALARY = Turn("where is the bridge?", "In Oslo."), Turn("Ann's salary?", "Not sure.")
WHY = Turn("why?", "No answer found.")


def exchange(text: str) -> Exchange:
    return Exchange(text, Mock(spec=Answer), text)


def test_the_same_follow_up_of_two_conversations_is_told_apart() -> None:
    recent = Recent()
    first = [exchange("where is the bridge?"), exchange("Why is the bridge in Oslo?")]
    second = [exchange("Ann's salary?"), exchange("Why is Ann's salary so?")]
    for opening, made in ((BRIDGE, first), (SALARY, second)):
        recent.keep([opening], made[0])
        recent.keep([opening, WHY], made[1])
    assert recent.exchanges([BRIDGE, WHY]) == first
    assert recent.exchanges([SALARY, WHY]) == second
    assert recent.exchanges([WHY]) is None, "it may be either"


def test_a_conversation_without_its_beginning_is_known_where_nothing_is_alike() -> None:
    recent = Recent()
    last = exchange("Why is the bridge in Oslo?")
    recent.keep([BRIDGE, WHY], last)
    assert recent.exchanges([WHY]) == [last]


def test_what_is_forgotten_is_unknown_and_the_rest_is_not() -> None:
    recent = Recent()
    where, why, salary = exchange("where?"), exchange("why?"), exchange("Ann's salary?")
    recent.keep([BRIDGE], where)
    recent.keep([BRIDGE, WHY], why)
    recent.keep([SALARY], salary)
    recent.forget([where])
    assert recent.exchanges([BRIDGE]) is None
    assert recent.exchanges([BRIDGE, WHY]) is None
    assert recent.exchanges([SALARY]) == [salary]


def test_no_text_that_a_client_sent_is_kept() -> None:
    recent = Recent()
    known = exchange("where is the bridge?")
    recent.keep([Turn("where?", "A" * 100_000)], known)
    assert recent.exchanges([Turn(" where? ", "A" * 100_000)]) == [known]
    assert recent.exchanges([Turn("where?", "A" * 99_999)]) is None
    assert len(pickle.dumps([*recent._known])) < 1_000


def test_where_a_question_ends_and_its_answer_begins_makes_a_difference() -> None:
    recent = Recent()
    recent.keep([Turn("a b", "c")], exchange("a b"))
    assert recent.exchanges([Turn("a", "b c")]) is None
    assert recent.exchanges([Turn("a b", "c")]) is not None
