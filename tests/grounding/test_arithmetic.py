"""What a line that a model wrote comes to, over numbers that stand in sentences."""

from __future__ import annotations

import pytest

from assistant.grounding.arithmetic import worked_out
from assistant.writing.prompts import CALCULATION_SYSTEM

FEE = "Mooring: £612 for the season; last year it was £578."
BOTH = ("The coach costs £364 in all.", "Tickets are £1,196.50 together, and 14 of us go.")


@pytest.mark.parametrize(
    ("line", "question", "sentences", "result", "shown"),
    [
        ("result = 612 - 578  # pounds", "by how much?", [FEE], "£34", "612 − 578"),
        ("result = 364 + 1196.50", "both?", BOTH, "£1,560.50", "364 + 1,196.50"),
        ("result = 3 * 612  # pounds", "for three boats?", [FEE], "£1,836", "3 × 612"),
        ("result = 16 / 64 * 100  # per cent", "share?", ["16 of 64."], "25%", "16 ÷ 64 × 100"),
        ("result = 364 / 14  # pounds", "each?", BOTH, "£26", "364 ÷ 14"),
        ("result = 16.7 - 9.9", "rise?", ["16.7 million (9.9 million)."], "6.8 million", None),
        ("result = 30 * (1 - 10 / 100)", "less?", ["30 euros, 10 % less."], "€27", None),
        (
            "result = 46.5 * 0.38",
            "his?",
            ["£46.5 million, 38 per cent his."],
            "£17.67 million",
            None,
        ),
        ("result = 4.6 - 3.5  # kg", "heavier?", ["4.6 kg and 3.5 kg."], "1.1 kg", None),
        ("result = 11200 - 9800", "rise?", ["11,200, then 9,800"], "1,400", "11,200 − 9,800"),
    ],
)
def test_numbers_that_stand_there_are_worked_out_in_their_unit(
    line: str, question: str, sentences: list[str], result: str, shown: str | None
) -> None:
    found = worked_out(line, question, sentences)
    assert found is not None
    assert found.result == result
    assert shown in {None, found.shown}


def test_the_sentences_whose_numbers_were_taken_are_known() -> None:
    found = worked_out("result = 1196.50 + 364", "both?", ["Nothing.", *BOTH])
    assert found is not None
    assert found.used == (1, 2)


@pytest.mark.parametrize(
    "line",
    [
        "result = None",
        "result = 612",
        "",
        "£34",
        "result = 612 - 500  # nobody said 500",
        "result = 3 * 2  # no number of a sentence",
        "result = 578 - 612  # below nothing",
        "result = 612 / (578 - 578)",
        "result = (612 - 578",
        "result = 612 ** 578",
        "result = 612 // 578",
        "result = __import__('os')",
        "result = 612 - 578  # litres",
        f"result = {'612 + ' * 30}578",
    ],
)
def test_anything_else_is_not_believed(line: str) -> None:
    sentences = [FEE] if "litres" not in line else ["612 and 578."]
    assert worked_out(line, "what do two or three boats come to?", sentences) is None


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("result = 40 + 9", "It costs £40, or €9."),
        ("result = 40 - 12", "It costs £40, less 12 %."),
        ("result = 1 + 80", "A stamp is £1, a card 80p."),
        ("result = 3.2 + 850", "3.2 million passengers, then 850 thousand."),
        ("result = 100 - 12", "You paid £12."),
        ("result = 200 + 100", "200 kronor and 100 euros."),
        ("result = 30 - 10", "30 % of 10 men."),
        ("result = 2024 + 612", "In 2024 the fee was £612."),
        ("result = 12 + 3", "On 12 March 3 boats came."),
        ("result = 3 + 1", "The 3rd of the 1st."),
        ("result = 17 - 9  # hours", "Open from 9:45 to 17:30."),
        ("result = 3 * 2  # hours", "3 walks of 2½ hours."),
        ("result = 5 - 3", "–3 °C at night and 5 °C by day."),
        ("result = 30 + 12", "30 boys aged 12-15."),
        ("result = 2 + 45  # minutes", "The climb takes 2 hours, the way down 45 minutes."),
        ("result = 1500 + 2  # grams", "1500 grams of flour, 2 kilos of sugar."),
        ("result = 20 + 30  # members", "It costs £20 and £30."),
        ("result = 64 - 16  # per cent", "64 voted, 16 of them by post."),
        ("result = 16 / 64  # per cent", "64 voted, 16 of them by post."),
        ("result = 200 * 38", "£200, and 38 % more."),
        ("result = 34 + 12  # members who paid nothing", "34 members and 12 members."),
        ("result = 34 + 12  # not", "34 members and 12 members."),
        ("result = 6 / 3000", "£6 million for 3000 people."),
        ("result = 612 * 1", "The fee is £612."),
        ("result = 7 - 5", "7. The deposit is £5."),
        ("result = 3 * 2  # hours", "3 times, two and a half hours each."),
        ("result = 3 * 2  # hours", "3 times, 2 1/2 hours each."),
        ("result = 60 - 2  # members", "Two-thirds of 60 members."),
        ("result = 10 - 8  # hours", "Open from 8 am to 10 pm."),
        ("result = 5 * 80  # pounds", "5 stamps at 80p each, no pounds."),
        ("result = 20 + 20", "The coach is £20, the meal £22."),
        ("result = 12 + 90", "£12 an hour and £90 a day."),
        ("result = 12 * 5", "£12 an hour, for 5 days."),
        ("result = 5 * 12", "It is 5 days at £12/hour."),
        ("result = 80 * 15 * 15 / 100", "£80, 15% off."),
        ("result = 91.20 / 84.50 * 100  # per cent", "From £84.50 it goes up to £91.20."),
    ],
)
def test_what_is_no_amount_or_another_measure_is_not_joined(line: str, text: str) -> None:
    assert worked_out(line, "how much is it?", [text]) is None


@pytest.mark.parametrize(
    ("line", "text", "result"),
    [
        (
            "result = 16.7 - 9.9  # million euros",
            "16.7 (million euros); 9.9 (million euros)",
            "€6.8 million",
        ),
        ("result = 5 - 3  # percentage points", "It rose from 3% to 5%.", "2 percentage points"),
        ("result = 200 * 38 / 100", "£200, and 38 % more.", "£76"),
        ("result = (20 - 15) / 15 * 100", "£15, now £20.", "about 33.33%"),
        ("result = 1809 - 1741  # years", "Born in 1741, she died in 1809.", "68 years"),
        ("result = 3 * 12  # bottles", "3 boxes of 12 bottles.", "36 bottles"),
        ("result = 4 + 3  # people", "4 adults and 3 children.", "7 people"),
        ("result = 100 / 3", "£100 for 3 days.", "about £33.33"),
        ("result = (91.20 - 84.50) / 84.50 * 100", "£84.50, then £91.20.", "about 7.93%"),
        ("result = 1500 + 1200", "The rent is 1500 pounds, the deposit 1200 pounds.", "£2,700"),
        ("result = 40 + 30", "£40 annually, £30 already paid.", "£70"),
        ("result = 24 * 12", "£12 an hour, for 24 hours.", "£288"),
        ("result = 24 * 12", "£12 an hour, for 24.", "£288"),
        ("result = 12 * 8 * 5", "£12 an hour, 8 hours a day, 5 days.", "£480"),
        ("result = 5 * 8 * 12", "£12 an hour, 8 hours a day, 5 days.", "£480"),
        ("result = 9 * 2", "Two towels at £9 each including postage.", "£18"),
        ("result = 3 + 7", f"3 and 7 of {'1' * 400}.", "10"),
    ],
)
def test_measures_that_go_together_give_one(line: str, text: str, result: str) -> None:
    found = worked_out(line, "how many people, and how much?", [text])
    assert found is not None
    assert found.result == result


def test_years_are_shown_as_they_are_written() -> None:
    found = worked_out("result = 1809 - 1741", "how old?", ["Born in 1741, she died in 1809."])
    assert found is not None
    assert found.shown == "1809 − 1741"


def test_of_two_places_that_of_the_same_unit_is_taken() -> None:
    sentences = ["On 20 May we met.", "The coach is £20.", "20 members came.", "Tickets are £30."]
    found = worked_out("result = 20 + 30", "all?", sentences)
    assert found is not None
    assert (found.result, found.used) == ("£50", (1, 3))


def test_what_may_be_said_in_two_units_is_not_said() -> None:
    sentences = ["£20 now.", "€20 once.", "£30 later.", "€30 then."]
    assert worked_out("result = 20 + 30", "all?", sentences) is None


def test_each_example_of_the_prompt_can_be_worked_out() -> None:
    _, *examples = CALCULATION_SYSTEM.split("\n\n[1] ")
    assert len(examples) > 4
    for example in examples:
        excerpts, _, asked = example.partition("\nQuestion: ")
        question, _, line = asked.partition("\nPython: ")
        found = worked_out(line, question, excerpts.splitlines()[1::2])
        assert (found is None) == (line == "result = None"), line
