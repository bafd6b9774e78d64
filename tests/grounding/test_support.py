"""The judge: what the reader and code say of a claim, weighed together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from assistant.grounding.support import (
    CERTAIN,
    Task,
    Weighed,
    default_model,
    measure,
    missing_facts,
    read,
    weigh,
)
from assistant.language.names import KnownWords
from assistant.protocols import Reader, Scores
from assistant.runtime import Runtime
from tests.fakes import FakeReader
from tests.grounding.checked_pairs import CONTRADICTED, NOT_SUPPORTED, SUPPORTED, UNSUPPORTED
from tests.grounding.claims import FAITHFUL, FLAWED

BRIDGE = "The bridge over the Tamsel is 212 metres long."
OPENED = "It was opened by Ada Lind on 2 May 2024."


def task(claim: str, *windows: str) -> Task:
    return Task(claim, windows, KnownWords(windows))


class Scripted(FakeReader):
    """Says what it is told of each pair, and counts them."""

    def __init__(self, *verdicts: tuple[float, float, float]) -> None:
        super().__init__()
        self.verdicts, self.asked = list(verdicts), 0

    def entail(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        self.asked += len(pairs)
        return np.array([self.verdicts.pop(0) for _ in pairs], dtype=np.float32)


def test_a_sure_reader_reads_no_second_window() -> None:
    reader = Scripted((CERTAIN, 0, 0))
    (found,) = read([task(BRIDGE, BRIDGE, f"{BRIDGE} {OPENED}")], reader)
    assert (reader.asked, found.shape) == (1, (1, 3))


def test_several_sentences_may_bear_a_claim_together() -> None:
    claim = "The bridge over the Tamsel, 212 metres long, was opened by Ada Lind on 2 May 2024."
    reader = Scripted((0.2, 0.1, 0.7), (0.99, 0.0, 0.01))
    (found,) = weigh([task(claim, BRIDGE, f"{BRIDGE} {OPENED}")], reader)
    assert (found.is_supported, found.window, found.reasons) == (True, 1, ())


def test_each_verdict_goes_to_its_claim() -> None:
    both = task(BRIDGE, BRIDGE, f"{BRIDGE} {OPENED}")
    claims = [both, task(OPENED, BRIDGE), task(OPENED, OPENED)]
    reader = Scripted((0.9, 0, 0.1), (0, 0, 1), (1, 0, 0), (0.5, 0, 0.5))
    shapes = [len(found) for found in read(claims, reader)]
    assert shapes == [2, 1, 1]


def test_the_more_the_reader_believes_the_more_likely() -> None:
    shares = [score((share, 0, 1 - share), BRIDGE, BRIDGE).score for share in (0.1, 0.5, 0.9)]
    assert shares == sorted(shares)
    assert shares[0] < default_model().threshold < shares[-1]


def score(verdict: tuple[float, float, float], claim: str, source: str) -> Weighed:
    (found,) = weigh([task(claim, source)], Scripted(verdict))
    return found


def test_what_code_knows_to_be_missing_costs() -> None:
    sure = (0.9, 0.0, 0.1)
    whole = score(sure, BRIDGE, BRIDGE)
    other = score(sure, BRIDGE.replace("212", "210"), BRIDGE)
    assert other.score < whole.score


def test_why_a_claim_is_not_supported_is_told() -> None:
    no = (0.01, 0.01, 0.98)
    assert "210" in score(no, BRIDGE.replace("212", "210"), BRIDGE).reasons[0]
    assert "Bo Moe" in score(no, "It was opened by Bo Moe.", OPENED).reasons[0]
    assert "harbour" in score(no, "The bridge over the harbour is long.", BRIDGE).reasons[0]
    assert score(no, "The Tamsel is over the bridge.", BRIDGE).reasons


def test_a_missing_date_is_one_reason_and_the_document_s_own_is_known() -> None:
    opened = "It opened on 2 May 2024."
    assert missing_facts(task(opened, BRIDGE)) == ["the date 2 May 2024 is not in the source"]
    assert missing_facts(replace(task(opened, BRIDGE), day=date(2024, 5, 2))) == []


def test_of_a_document_s_year_no_day_is_known() -> None:
    of_2024 = replace(task("It opened on 1 January 2024.", BRIDGE), day=date(2024, 1, 1))
    assert missing_facts(of_2024) == []
    of_year = replace(of_2024, origin="year")
    assert missing_facts(of_year) == ["the date 1 January 2024 is not in the source"]
    assert missing_facts(replace(of_year, claim="It was long in 2024.")) == []
    assert missing_facts(replace(of_2024, origin="month")) == missing_facts(of_year)


def test_the_document_s_year_is_that_of_its_days() -> None:
    opened = task("It opened on 2 May 2024.", "It opened on 2 May.")
    assert missing_facts(opened) == ["the date 2 May 2024 is not in the source"]
    assert missing_facts(replace(opened, day=date(2024, 1, 1), origin="year")) == []


def test_the_reader_is_told_no_day_of_a_document_s_year() -> None:
    seen: list[str] = []

    class Seeing(FakeReader):
        def entail(self, pairs: Sequence[tuple[str, str]]) -> Scores:
            seen.extend(evidence for _, evidence in pairs)
            return super().entail(pairs)

    read([replace(task(BRIDGE, BRIDGE), day=date(2024, 1, 1), origin="year")], Seeing())
    assert seen == [f"2024 | {BRIDGE}"]


def test_what_the_source_denies_is_contradicted() -> None:
    found = score((0.01, 0.98, 0.01), "The bridge is 212 metres long.", BRIDGE)
    assert found.is_contradicted
    assert found.reasons == ("the source says otherwise",)


def test_a_claim_without_words_is_measured_too() -> None:
    for claim in ("…", "It was.", ""):
        one = task(claim, BRIDGE)
        assert np.isfinite(measure(one, np.array([[0.0, 1.0, 0.0]], dtype=np.float32))).all()


def test_nothing_to_weigh() -> None:
    assert weigh([], FakeReader()) == []


@pytest.fixture(scope="module")
def reader() -> Reader:
    load = Runtime.open("default").load_reader
    assert load is not None
    return load()


def passed(reader: Reader, pairs: Sequence[tuple[str, str]]) -> float:
    """The share of claims that are supported by a source of one window."""
    found = weigh([task(claim, source) for claim, source in pairs], reader)
    return sum(one.is_supported for one in found) / len(pairs)


@pytest.mark.models
def test_the_real_reader_tells_most_faithful_claims_from_flawed_ones(reader: Reader) -> None:
    right = passed(reader, [pair[:2] for pair in (*FAITHFUL, *SUPPORTED)])
    wrong = passed(
        reader, [pair[:2] for pair in (*FLAWED, *CONTRADICTED, *UNSUPPORTED, *NOT_SUPPORTED)]
    )
    assert right >= 0.8
    assert wrong <= 0.4
