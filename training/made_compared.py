"""Two values of one kind as evidence; what follows from them, and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from training.maker import Maker
from training.sets import CONTRADICTED, NOT_SAID, SUPPORTED, Pair
from training.words import WORDS

OWNERS = ("ORG", "GPE", "FAC", "PERSON", "PRODUCT", "NORP")


@dataclass(frozen=True, slots=True)
class Measure:
    """How a value is said and asked for, and the words for more and less of it."""

    said: str
    more: str
    less: str
    low: int
    high: int
    together: str = ""

    def value(self, maker: Maker) -> int:
        """A value that people would state: round where it is large."""
        number = maker.chance.randint(self.low, self.high)
        return number if number < 300 or self.low > 1000 else number // 10 * 10


def measures() -> list[Measure]:
    """The measures of words.yaml."""
    return [Measure(**entry) for entry in WORDS["measures"]]


def written(number: int, measure: Measure) -> str:
    """Years plainly, other numbers with a mark for thousands."""
    return str(number) if measure.low > 1000 and measure.high < 2100 else f"{number:,}"


def compared(maker: Maker, others: list[str], most: int = 4000) -> Iterator[Pair]:
    """Rows over names of the collection, a few for each pair of values."""
    known = measures()
    names = {kind: sorted(set(maker.pool.entities[kind])) for kind in OWNERS}
    for _ in range(most):
        measure = maker.pick(known)
        kind = maker.pick([k for k in OWNERS if len(names[k]) > 9])
        x, y = maker.chance.sample(names[kind], 2)
        a, b = measure.value(maker), measure.value(maker)
        if a != b and x not in y and y not in x:
            yield from islice(_rows(maker, measure, (x, a), (y, b), others), 4)


def _rows(
    maker: Maker, measure: Measure, one: tuple[str, int], two: tuple[str, int], others: list[str]
) -> Iterator[Pair]:
    """What follows and what does not, in an order of its own each time."""
    (x, a), (y, b) = (one, two) if one[1] > two[1] else (two, one)  # x has more
    facts = [
        measure.said.format(x=name, v=written(value, measure)) for name, value in ((x, a), (y, b))
    ]
    about = maker.chance.sample(others, maker.pick((0, 0, 1, 2)))
    texts = [*facts, *about]
    maker.chance.shuffle(texts)
    base = Pair("compared", "", " ".join(texts), SUPPORTED, date=maker.day())
    asks = measure.more if maker.chance.random() < 0.5 else measure.less
    asked = f"Which {asks.split('{y}')[0].strip()}, {x} or {y}?" if "{y}" in asks else None
    right, wrong = measure.more, measure.less
    follows = [
        replace(base, claim=f"{x} {right.format(y=y)}.", kind="comparison follows"),
        replace(base, claim=f"{y} {wrong.format(y=x)}.", kind="comparison follows"),
    ]
    reversed_ = [
        replace(base, claim=f"{y} {right.format(y=x)}.", label=CONTRADICTED,
                kind="comparison reversed"),
        replace(base, claim=f"{x} {wrong.format(y=y)}.", label=CONTRADICTED,
                kind="comparison reversed"),
    ]  # fmt: skip
    alone = replace(base, evidence=" ".join([facts[0], *about]))
    rows = [
        maker.pick(follows),
        maker.pick(reversed_),
        replace(maker.pick([*follows, *reversed_]), evidence=alone.evidence, label=NOT_SAID,
                kind="one value missing"),
    ]  # fmt: skip
    if asked:
        first = x if asks == measure.more else y
        for name in (x, y):
            verdict = asks.split("{y}")[0].replace(" than", "").strip()
            rows.append(replace(
                base, claim=f"{name} {verdict}.", question=asked,
                label=SUPPORTED if name == first else CONTRADICTED,
                kind="comparison follows" if name == first else "comparison reversed",
            ))  # fmt: skip
    if measure.together:
        for off, label in ((0, SUPPORTED), (maker.pick((-3, -1, 1, 2, 10)), CONTRADICTED)):
            total = written(a + b + off, measure)
            claim = measure.together.format(x=x, y=y, v=total)
            rows.append(replace(
                base, claim=claim, label=label, kind="sum follows" if not off else "wrong sum"
            ))  # fmt: skip
    maker.chance.shuffle(rows)
    yield from rows
