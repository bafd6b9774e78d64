from __future__ import annotations

import pytest

from assistant.grounding.apposition import stated_identity
from assistant.grounding.slots import missing

STATED = [
    ("Ann Lee is an analyst at Orbis.", "“It will not work,” said Ann Lee, an analyst at Orbis."),
    ("Ann Lee is an analyst at Orbis.", '"It may fail," said Ann Lee, an analyst at Orbis.'),
    ("Ann Lee was an analyst at Orbis.", "Ann Lee, an analyst at Orbis, said it would fail."),
    (
        "Tom Reed is the mayor of Orrin.",
        "The strike could end if Tom Reed, the mayor of Orrin, pays.",
    ),
    (
        "Orbis is a bank in Oslo.",
        "The state will not save Orbis, a bank in Oslo; it plans no sale.",
    ),
    ("Velmar is the largest port.", "Trade in Velmar, the largest port, might not recover."),
    ("Ida Moe is one of two heirs.", "Ida Moe, one of two heirs, is expected to sell."),
    ("Ann Lee is a former minister.", "Ann Lee, a former minister, warned of it."),
    ("Ann Lee is a suspected spy.", "Police will not hold Ann Lee, a suspected spy."),
    # the office first
    ("Ann Lee is the head of Orbis.", "Orbis's head, Ann Lee, described the sale as good."),
    ("Ann Lee is the head of Orbis.", "On Friday evening Orbis’s head, Ann Lee, flew to Oslo."),
    ("Ann Lee is Norway's chief judge.", "Norway's chief judge, Ann Lee, denied it."),
    ("Ann Lee is Norway's chief judge.", "It may hurt the chief judge of Norway, Ann Lee."),
    ("Ann Lee is the chief judge.", "The chief judge, Ann Lee, would not pay."),
]

NOT_STATED = [
    # the phrase says more, or goes on
    ("Ann Lee is an analyst at Orbis.", "“It may fail,” said Ann Lee, a former analyst at Orbis."),
    ("Ann Lee is an analyst.", "“It may fail,” said Ann Lee, an analyst until May."),
    ("Ann Lee is a spy.", "Police will not hold Ann Lee, a suspected spy."),
    ("Ann Lee is a minister.", "It may hurt Ann Lee, not a minister."),
    ("Ann Lee is the head.", "It may hurt Ann Lee, the head of sales."),
    # a list
    ("Ann Lee is a baker.", "They could invite Ann Lee, a baker, a cook and a waiter."),
    ("Ann Lee is a baker.", "They could invite Ann Lee, a baker, and a cook."),
    # someone else says it
    ("Ann Lee is a liar.", "“Ann Lee, a liar, took it,” said Tom Reed."),
    ("Ann Lee is a liar.", '"Ann Lee, a liar, took it," said Tom Reed.'),
    ("Ann Lee is a thief.", "Tom Reed said Ann Lee, a thief, took it."),
    ("Ann Lee is a thief.", "Ann Lee, a thief, took it, Tom Reed said."),
    ("Ann Lee is a thief.", "According to Tom Reed, Ann Lee, a thief, took it."),
    ("Ann Lee is a thief.", "Neighbours accused Ann Lee, a thief, of more."),
    ("Ann Lee is a spy.", "Tom Reed warned that Ann Lee, a spy, might flee."),
    ("Ann Lee is a spy.", "Tom Reed said so, said Ann Lee, a spy."),
    # the office first, but of more, of another, or in a list
    ("Ann Lee is Korea's chief judge.", "South Korea's chief judge, Ann Lee, may go."),
    ("Ann Lee is the chief judge.", "The former chief judge, Ann Lee, may go."),
    ("Ann Lee is the chief judge.", "Then the wife of the chief judge, Ann Lee, may go."),
    ("Ann Lee is Norway's chief judge.", "The wife of Norway's chief judge, Ann Lee, may go."),
    ("Ann Lee is the chief judge.", "They may send the chief judge, Ann Lee, and a clerk."),
    ("Ann Lee is the chief judge.", "They may send the chief judge, Ann Lee, a clerk and a cook."),
    ("Ann Lee is the chief judge.", "They may send the chief judge, Ann Lee and Tom Reed."),
    ("Ann Lee is the chief judge.", "Tom Reed said the chief judge, Ann Lee, may go."),
    ("Ann Lee is the chief judge.", "“The chief judge, Ann Lee, may go,” said Tom Reed."),
    ("Tom Reed is the chief judge.", "The chief judge, Ann Lee, may send Tom Reed."),
    # another person, another order, no identity
    ("Tom Reed is an analyst.", "“It may fail,” said Ann Lee, an analyst."),
    ("An analyst is Ann Lee.", "“It may fail,” said Ann Lee, an analyst."),
    ("Lee is an analyst.", "“It may fail,” said Ann Leeson, an analyst."),
    ("The bridge is the safest.", "Officials say the bridge, the safest, may close."),
    ("It is a bank.", "It could hurt Orbis, a bank."),
    ("Ann Lee is not an analyst.", "“It may fail,” said Ann Lee, an analyst."),
    ("Ann Lee will be an analyst.", "“It may fail,” said Ann Lee, an analyst."),
]


@pytest.mark.parametrize(("claim", "source"), STATED)
def test_what_else_the_sentence_leaves_open_does_not_matter(claim: str, source: str) -> None:
    assert stated_identity(claim, source)
    assert missing(claim, source) == []


@pytest.mark.parametrize(("claim", "source"), NOT_STATED)
def test_only_the_plain_case_is_taken_apart(claim: str, source: str) -> None:
    assert stated_identity(claim, source) is None
    assert missing(claim, source) != []


def test_a_negated_or_hedged_claim_is_still_compared() -> None:
    source = "“It will not work,” said Ann Lee, an analyst at Orbis."
    assert missing("Ann Lee is not an analyst at Orbis.", source)
    assert missing("Ann Lee may be an analyst at Orbis.", source)
