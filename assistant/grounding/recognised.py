"""How far text that was read from pictures is to be trusted, in words."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.language.words import in_a_row

UNSURE = 0.97
"""Mean confidence of text recognition, in 0-1, below which no passage of a good scan was; of the
figures in worse ones 39 % were misread, and 1 % from there on (docs/decisions/ocr.md)."""


def read_by(ocr: float) -> str:
    """How text came out of a picture, and how sure that is."""
    return f"read by OCR ({ocr:.0%} sure)".replace("%", " %")


def noted(sources: Iterable[float | None]) -> tuple[str, ...]:
    """What is noted of a claim, from how sure text recognition was of each of its sources.

    It is no reason against the claim: what a source says may be as it was read.
    """
    unsure = _unsure(sources)
    return (f"its source was {read_by(min(unsure))}",) if unsure else ()


def caution(sources: Iterable[tuple[int, float | None]]) -> str:
    """One sentence on sources that text recognition was not sure of; empty where there are none.

    Args:
        sources: the number of each, and how sure recognition was of it.
    """
    known = dict(sources)
    unsure = _unsure(known.values())
    if not unsure:
        return ""
    numbers = [str(number) for number, ocr in sorted(known.items()) if ocr in unsure]
    if len(numbers) == 1:
        return (
            f"Source {numbers[0]} was {read_by(unsure[0])}: names and figures in it may be "
            "misread, so compare it with the page."
        )
    return (
        f"Sources {in_a_row(numbers)} were {read_by(min(unsure))}, or surer: names and figures in "
        "them may be misread, so compare them with their pages."
    )


def _unsure(sources: Iterable[float | None]) -> list[float]:
    return [ocr for ocr in sources if ocr is not None and ocr < UNSURE]
