from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.checking import Checker
from assistant.grounding.sources import FEW, NEAR
from assistant.protocols import Vectors
from tests.fakes import FakeEmbedder, StrictReader

NEEDLE = "The lighthouse keeper of Skarn repaired the copper lantern."


class Counting(FakeEmbedder):
    """Counts the texts that it embeds."""

    encoded = 0
    on_encoding: Callable[[], None] = staticmethod(lambda: None)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.encoded += len(texts)
        self.on_encoding()
        return super().encode_passages(texts)


def library(size: int) -> str:
    return "\n\n".join(
        f"Entry {n} of the register lists goods sold at stall {n}." for n in range(size)
    )


def test_of_many_sentences_only_those_near_in_words_are_embedded() -> None:
    embedder = Counting()
    checker = Checker(lambda: embedder, StrictReader)
    prepared = checker.prepare_text(f"{library(2000)}\n\n{NEEDLE}")
    assert len(prepared.sources.sentences) > FEW
    claim = checker.check(NEEDLE, prepared).claims[0]
    assert claim.verdict == "supported"
    assert claim.citations[0].quote == NEEDLE
    assert embedder.encoded <= NEAR + 1


def test_a_sentence_is_embedded_once() -> None:
    embedder = Counting()
    checker = Checker(lambda: embedder, StrictReader)
    prepared = checker.prepare_text(library(20))
    checker.check(NEEDLE, prepared)
    before = embedder.encoded
    checker.check(NEEDLE, prepared)
    assert embedder.encoded == before + 1


def test_a_claim_without_a_shared_word_has_nothing_near_among_many() -> None:
    checker = Checker(FakeEmbedder, StrictReader)
    claim = checker.check("Zebras yawn.", checker.prepare_text(library(400))).claims[0]
    assert (claim.verdict, claim.score, claim.citations) == ("unsupported", 0.0, ())
    assert claim.reasons == ("no source speaks of this",)
