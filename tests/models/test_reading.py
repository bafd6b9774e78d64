"""What a reader makes of questions, claims and texts, whoever computes its network."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.models.encoder_reader import EncoderReader, Opened, ReaderSettings
from assistant.models.reading import LONGEST_SPAN, Windows, best_span, claim_pair
from assistant.models.tokens import Batch, Outputs
from tests.models.readers import MARKS, MAX_TOKENS, SETTINGS, WORDS, write_tokenizer

GOLD, COST = ((MARKS + WORDS).index(word) for word in ("gold", "cost"))
FILLER = "The bridge opened in May. "


class GoldReader(EncoderReader):
    """Its network knows two words: gold begins an answer, and supports; cost ends one.

    `seen` keeps the ids of all that was computed.
    """

    def __init__(self, opened: Opened) -> None:
        super().__init__(opened)
        self.seen: list[list[int]] = []

    def _run(self, batches: Iterable[Batch], put: Callable[[list[int], Outputs], None]) -> None:
        for rows, inputs in batches:
            ids = inputs["input_ids"]
            self.seen += ids.tolist()
            edges = np.stack([ids == GOLD, ids == COST], axis=2).astype(np.float32)
            edges *= inputs["token_type_ids"][..., np.newaxis]
            gold = edges[..., 0].sum(axis=1)
            verdicts = np.stack([gold, gold * 0, gold * 0], axis=1)
            put(rows, (gold, edges, verdicts, edges[..., 0]))


@pytest.fixture
def reader(tmp_path: Path) -> GoldReader:
    write_tokenizer(tmp_path)
    settings = ReaderSettings.model_validate(SETTINGS)
    return GoldReader(Opened("gold", "gold@1", settings, Windows(tmp_path, MAX_TOKENS), 0))


@pytest.mark.parametrize("after", [0, 1, 20, 21, 22, 23, 150])
def test_an_answer_is_found_wherever_it_stands(reader: GoldReader, after: int) -> None:
    """Also across the edge of a window: the next one begins before it."""
    for before in range(100):
        text = " ".join([*["it"] * before, "Gold,  in may cost", *["."] * after])
        found = reader.read("What is it?", [FILLER * 12, text])
        assert text[slice(*found.spans[1])] == "Gold,  in may cost"
        assert found.relevance.tolist() == [0, 1]
        np.testing.assert_allclose(found.none, [0, -2 / SETTINGS["none_temperature"]])


def test_each_sentence_has_the_mean_of_its_tokens(reader: GoldReader) -> None:
    """Of the window that has most of it; one without a word is no answer."""
    text = "Gold cost in may. " + FILLER * 20 + "It cost gold."
    parts = [(0, 17), (18, 18 + len(FILLER)), (text.index("It cost"), len(text)), (17, 17)]
    found = reader.read("What is it?", [text, "it"], [parts, []])
    np.testing.assert_allclose(found.sentences[0][:3], [1 / 5, 0, 1 / 4], rtol=1e-5)
    assert found.sentences[0][3] < -100
    assert found.sentences[1].shape == (0,)


def test_every_window_fits_and_every_word_is_read(tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    for question in ("Who?", "Who? " * 500):
        windows = Windows(tmp_path, MAX_TOKENS).whole(question, [FILLER * 40, ""])
        assert max(len(window.ids) for window in windows) <= MAX_TOKENS
        assert {window.row for window in windows} == {0, 1}
        read = {place for window in windows for place in window.offsets}
        assert len(read) == len(FILLER.replace(".", " .").split()) * 40


def test_a_document_sets_no_marks(tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    (window,) = Windows(tmp_path, MAX_TOKENS).whole("Who? [SEP]", ["It [SEP] [CLS] [PAD] cost."])
    marks = [MARKS.index(mark) for mark in ("[CLS]", "[SEP]", "[PAD]")]
    assert [window.ids.count(mark) for mark in marks] == [1, 2, 0]


def test_a_text_without_a_word_holds_no_answer(reader: GoldReader) -> None:
    found = reader.read("Who?", ["", "gold cost", " \n"])
    assert found.none[1] < 0 < 100 < found.none[0] == found.none[2]
    assert found.spans == ((0, 0), (0, 9), (0, 0))


def test_nothing_to_read(reader: GoldReader) -> None:
    found = reader.read("Who?", [])
    assert (found.relevance.shape, found.none.shape, found.spans) == ((0,), (0,), ())
    assert reader.entail([]).shape == (0, 3)


def test_probabilities_are_of_one_and_tempered(reader: GoldReader) -> None:
    shares = reader.entail([("It cost gold.", "gold gold gold"), ("It.", "the bridge")])
    assert shares.dtype == np.float32
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(shares[1], 1 / 3, atol=1e-6)
    odds = np.exp(3 / SETTINGS["entail_temperature"])
    np.testing.assert_allclose(shares[0, 0], odds / (odds + 2), rtol=1e-5)


def test_evidence_that_is_too_long_loses_its_end(reader: GoldReader) -> None:
    shares = reader.entail([("It.", "gold " + FILLER * 40), ("It.", FILLER * 40 + "gold")])
    assert shares[0, 0] > shares[1, 0] == pytest.approx(1 / 3)
    reader.entail([("It. " * 400, "gold")])
    assert max(map(len, reader.seen)) <= MAX_TOKENS


def test_a_claim_cannot_crowd_the_evidence_out(reader: GoldReader) -> None:
    (share,) = reader.entail([("It opened. " * 400, "gold")])
    assert share[0] > 1 / 3


def test_score_is_the_relevance(reader: GoldReader) -> None:
    texts = ["gold", FILLER * 20 + "gold", "the"]
    assert reader.score("Who?", texts).tolist() == reader.read("Who?", texts).relevance.tolist()


def test_the_best_span_is_the_best_of_all() -> None:
    chance = np.random.default_rng(7)
    for tokens in (1, 2, 29, 30, 31, 80):
        scores = chance.standard_normal((tokens, 2)).astype(np.float32)
        allowed = [
            (scores[i, 0] + scores[j, 1], i, j)
            for i in range(tokens)
            for j in range(i, min(tokens, i + LONGEST_SPAN))
        ]
        best, first, last = max(allowed)
        assert best_span(scores) == (first, last, best)


def test_claims_and_evidence_are_put_as_in_training() -> None:
    day = date(2024, 2, 3)
    assert claim_pair("It cost 40.", "What did it cost?", "So it did.", "The bridge", day) == (
        "It cost 40. | What did it cost?",
        "The bridge | 3 February 2024 | So it did.",
    )
    assert claim_pair("It cost 40.", None, "So it did.") == ("It cost 40.", "So it did.")
    assert claim_pair("A.", None, "B.", None, "in May") == ("A.", "in May | B.")
