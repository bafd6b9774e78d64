"""A part of a collection: documents of some days, or with something in their path."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from assistant.errors import ConfigError
from assistant.present.page import dated
from assistant.search.filters import Filter

MOST_TYPED = 500
"""Characters in a box of one line."""


@dataclass(frozen=True, slots=True)
class Only:
    """What was typed to narrow a search; all of it may be empty.

    Attributes:
        since, until: first and last day, as 2024-05-31.
        source: a part of a path, or a pattern with `*` as `--source` takes it.
    """

    since: str = ""
    until: str = ""
    source: str = ""

    @classmethod
    def typed(
        cls, since: str | None = None, until: str | None = None, source: str | None = None
    ) -> Self:
        """From the boxes of the page."""
        return cls(*((text or "").strip() for text in (since, until, source)))

    def filter(self) -> Filter:
        """The condition that it stands for.

        Raises:
            ConfigError: a date is none, the last day comes before the first, or a text is too long.
        """
        for name, text in (("A date", self.since), ("A date", self.until), ("A path", self.source)):
            require_short(name, text)
        since, until = _day(self.since), _day(self.until)
        if since and until and until < since:
            raise ConfigError(
                f"No document can be from {self.since} on and until {self.until}.",
                "Give the earlier day first.",
            )
        pattern = self.source if "*" in self.source else f"*{self.source}*"
        return Filter(since=since, until=until, source_glob=pattern if self.source else None)

    def words(self) -> str:
        """The same to read, after “documents”: “from 1 May 2024 on”; empty for all of them.

        Raises:
            ConfigError: see `filter`.
        """
        among = self.filter()
        parts = [
            f"from {dated(among.since, 'text')} on" if among.since else "",
            f"until {dated(among.until, 'text')}" if among.until else "",
            f"with “{self.source}” in their path" if self.source else "",
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


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"{text!r} is no date.", "Write it as 2024-05-31.") from error
