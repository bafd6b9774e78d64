"""Questions on made values: which of two has more, and what holds since when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from assistant.writing.prompts import NOT_SAID
from training.made_compared import OWNERS, Measure, measures, written
from training.maker import Maker, any_date
from training.writer_lines import Turn, line_of, sentence


def compared(maker: Maker, others: Sequence[str], most: int) -> Iterator[dict[str, Any]]:
    """Values of two things, each in a passage of its own: asked for, and compared."""
    known = measures()
    names = {kind: sorted(set(maker.pool.entities[kind])) for kind in OWNERS}
    for _ in range(most):
        measure = maker.pick(known)
        x, y = maker.chance.sample(names[maker.pick([k for k in OWNERS if len(names[k]) > 9])], 2)
        a, b = measure.value(maker), measure.value(maker)
        if a != b and x not in y and y not in x:
            more, less = ((x, a), (y, b)) if a > b else ((y, b), (x, a))
            yield _comparison(maker, measure, more, less, others)


def _comparison(
    maker: Maker,
    measure: Measure,
    more: tuple[str, int],
    less: tuple[str, int],
    others: Sequence[str],
) -> dict[str, Any]:
    """Which has more and which less, both values, and one of them."""
    facts = [sentence(measure.said.format(x=x, v=written(v, measure))) for x, v in (more, less)]
    both = " ".join(facts)
    x, y = maker.chance.sample((more[0], less[0]), 2)
    turns = [
        Turn(
            f"Which {_verdict(measure.more)}, {x} or {y}?",
            sentence(f"{more[0]} {_verdict(measure.more)}: {both}"),
            "which",
        ),
        Turn(
            f"Which {_verdict(measure.less)}, {y} or {x}?",
            sentence(f"{less[0]} {_verdict(measure.less)}: {both}"),
            "which",
        ),
        Turn(measure.asks.format(x=more[0]), facts[0], "answer"),
        Turn(
            maker.pick(
                (
                    f"Compare {x} and {y}",
                    f"{x} vs {y}",
                    f"What is the difference between {x} and {y}?",
                )
            ),
            both,
            "compare",
        ),
    ]
    titled = [
        (name, _among(maker, fact, others))
        for (name, _), fact in zip((more, less), facts, strict=True)
    ]
    if maker.chance.random() < 0.2:  # one of the two alone: no verdict
        titled, turns = (
            titled[:1],
            [replace(turn, answer=NOT_SAID) for turn in turns[:2]] + turns[2:3],
        )
    maker.chance.shuffle(titled)
    return line_of(titled, turns, maker.chance)


def _verdict(words: str) -> str:
    return (
        words.split("{y}")[0]
        .replace(" than", "")
        .replace("after", "later")
        .replace("before", "earlier")
        .replace("as hot as", "as hot")
        .strip()
    )


def _among(maker: Maker, fact: str, others: Sequence[str]) -> str:
    texts = [fact, *maker.chance.sample(others, maker.pick((1, 2)))]
    maker.chance.shuffle(texts)
    return " ".join(texts)


def changed_values(maker: Maker, others: Sequence[str], most: int) -> Iterator[dict[str, Any]]:
    """A value that an older and a newer document give: the newer holds, and what it was is said."""
    known = [measure for measure in measures() if measure.changes]
    names = sorted(set(maker.pool.entities["ORG"]))
    for _ in range(most):
        measure, name = maker.pick(known), maker.pick(names)
        first = any_date(maker.chance)
        days = [first, first + timedelta(days=maker.chance.randint(40, 1200))]
        values = maker.chance.sample(range(measure.low, measure.high), 2)
        said = [sentence(measure.said.format(x=name, v=written(v, measure))) for v in values]
        now = f"{said[1]} In {days[0]:%B %Y} it was {written(values[0], measure)}."
        asks = measure.asks.format(x=name)
        turns = [
            Turn(asks, now, "newest"),
            Turn(f"{asks.rstrip('?')} now?", now, "newest"),
            Turn(f"{asks.rstrip('?')} in {days[0]:%B %Y}?", said[0], "then"),
        ]
        passages = [
            {"title": name, "text": _among(maker, text, others), "date": day.isoformat()}
            for text, day in zip(said, days, strict=True)
        ]
        maker.chance.shuffle(passages)
        line = line_of([], turns, maker.chance)
        yield {**line, "passages": passages}
