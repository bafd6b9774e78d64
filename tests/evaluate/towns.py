"""Documents with enough to ask: three sentences about each of some towns."""

from __future__ import annotations

from pathlib import Path

NAMES = (
    "Ahlberg Birkenau Cassow Dornheim Elstal Fennstedt Grabow Hainrode Isenburg Jarlsund Kronau "
    "Lindholm Mersow Norheim Osterby Perlin"
).split()
THINGS = (
    ("swimming pool", "divers"),
    ("stone windmill", "millers"),
    ("copper mine", "miners"),
    ("glass factory", "glaziers"),
    ("botanical garden", "gardeners"),
    ("cable railway", "drivers"),
    ("puppet theatre", "players"),
    ("salt museum", "curators"),
)


def write_towns(folder: Path, count: int) -> Path:
    """`count` files, each with three sentences that hold a date, a number and a name."""
    folder.mkdir(parents=True)
    for number, name in enumerate(NAMES[:count]):
        thing, people = THINGS[number % len(THINGS)]
        text = (
            f"The {thing} of {name} was opened by its proud builders on {number + 1} May 1987. "
            f"The {people} of the {thing} welcomed exactly {731 + 17 * number} curious visitors. "
            f"The famous {thing} belongs to the noble family of Count {name}burg."
        )
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def write_harbours(folder: Path, count: int) -> Path:
    """`count` files that share a few words; most words of each sentence are its own."""
    folder.mkdir(parents=True)
    for number, name in enumerate(NAMES[:count]):
        own = [f"{letter}{name.lower()}" for letter in "abcdefghijkl"]
        text = (
            f"The harbour with {' '.join(own[:6])} was opened by builders on {number + 1} May 1987."
            f" The harbour with {' '.join(own[6:])} welcomed exactly {731 + 17 * number} visitors."
        )
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder
