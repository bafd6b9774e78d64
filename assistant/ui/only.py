"""A part of a collection: documents of some days, with something in their name, or ticked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from assistant.corpus.dates import typed_date
from assistant.errors import ConfigError
from assistant.present.page import dated
from assistant.search.filters import Filter

MOST_TYPED = 500
"""Characters in a box of one line."""


@dataclass(frozen=True, slots=True)
class Only:
    """What was typed to narrow a search; all of it may be empty.

    Attributes:
        since, until: first and last day, as `corpus.dates.typed_date` takes them.
        source: a part of a title or path, or a pattern of paths with `*` as `--source` takes it.
        documents: ids of those that were ticked.
    """

    since: str = ""
    until: str = ""
    source: str = ""
    documents: tuple[str, ...] = ()

    @classmethod
    def typed(
        cls,
        since: str | None = None,
        until: str | None = None,
        source: str | None = None,
        documents: Sequence[str] | None = None,
    ) -> Self:
        """From the boxes of the page."""
        since, until, source = (str(text or "").strip() for text in (since, until, source))
        return cls(since, until, source, tuple(documents or ()))

    def filter(self) -> Filter:
        """The condition that it stands for.

        Raises:
            ConfigError: a date is none, the last day comes before the first, or a text is too long.
        """
        for name, text in (("date", self.since), ("date", self.until), ("title", self.source)):
            require_short(f"A {name}", text)
        since, until = _day(self.since), _day(self.until, last=True)
        if since and until and until < since:
            raise ConfigError(
                f"No document can be from {since} on and until {until}.",
                "Give the earlier day first.",
            )
        is_pattern = "*" in self.source
        return Filter(
            since=since,
            until=until,
            source_glob=self.source if is_pattern else None,
            named=self.source if self.source and not is_pattern else None,
            documents=frozenset(self.documents),
        )

    def words(self) -> str:
        """The same to read, after “documents”: “from 1 May 2024 on”; empty for all of them.

        Raises:
            ConfigError: see `filter`.
        """
        among = self.filter()
        parts = [
            f"from {dated(among.since, 'text')} on" if among.since else "",
            f"until {dated(among.until, 'text')}" if among.until else "",
            f"with “{self.source}” in their title or path" if self.source else "",
            f"that are ticked ({len(self.documents)})" if self.documents else "",
        ]
        return ", ".join(part for part in parts if part)


def require_short(name: str, text: str, most: int = MOST_TYPED) -> None:
    """Refuse a text that is longer than anybody types.

    Raises:
        ConfigError: it has more than `most` characters.
    """
    if len(text) > most:
        raise ConfigError(
            f"{name} has {len(text):,} characters, and at most {most:,} are read.", "Shorten it."
        )


def _day(text: str, *, last: bool = False) -> date | None:
    day = typed_date(text, last=last) if text else None
    if text and day is None:
        raise ConfigError(f"{text!r} is no date.", "Write it as 2024-05-31 or 31/05/2024.")
    return day
