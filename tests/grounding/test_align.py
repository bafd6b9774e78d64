from __future__ import annotations

import pytest

from assistant.grounding.align import align
from tests.fakes import FakeEmbedder
from tests.writing.samples import evidence_of

EVIDENCE = [
    evidence_of("The harbour bridge opened in May."),
    evidence_of("Farmers lost a month of harvest to rain."),
]


def test_a_claim_goes_to_the_evidence_that_says_it() -> None:
    claims = ["Rain cost farmers a month.", "The bridge opened.", "Xylophones!"]
    rain, bridge, neither = align(claims, EVIDENCE, FakeEmbedder())
    assert (rain.index, bridge.index) == (1, 0)
    assert bridge.coverage == 1.0
    assert bridge.novel == ()
    assert rain.novel == ("cost",)
    assert rain.coverage == pytest.approx(3 / 4)
    assert neither.coverage == 0.0
    assert bridge.cosine > neither.cosine


def test_no_claims_need_no_evidence() -> None:
    assert align([], [], FakeEmbedder()) == []


def test_a_claim_without_content_is_covered_by_nothing() -> None:
    (alignment,) = align(["..."], EVIDENCE, FakeEmbedder())
    assert alignment.coverage == 0.0
