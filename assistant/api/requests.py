"""What a request may hold: each field with its type and its limit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from assistant.checking import MOST_CHECKED
from assistant.language.question import MOST_CHARACTERS
from assistant.language.words import whole
from assistant.records import SummaryStyle
from assistant.search.filters import Filter
from assistant.strict import nearest

MOST_MESSAGES = 1_000
MOST_PARTS = 100
MOST_PAIRS = 100
MOST_DOCUMENTS = 1_000
MOST_TOP = 50
DEFAULT_MODEL = "assistant"


def day(value: Any) -> Any:
    """A date as it is written in documents and on the command line, and in no other way.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    raise ValueError("write the day as 2024-05-31")


def unknown(name: str, known: Iterable[str], what: str) -> str:
    """That there is no such field or parameter, and which is meant; a long name is cut."""
    name = name[:50]
    meant = nearest(name, known)
    return f"there is no {what} `{name}`" + (f"; did you mean `{meant}`?" if meant else "")


_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_Day = BeforeValidator(day)
# Behind a Field, whose limits are then those of its string.
_Whole = BeforeValidator(lambda value: whole(value) if isinstance(value, str) else value)
Model = Annotated[
    str,
    Field(max_length=100, description="`assistant`, or a profile: see /v1/models."),
    _Whole,
]
Query = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS), _Whole]
Top = Annotated[int, Field(ge=1, le=MOST_TOP, description="How many passages are read.")]
Glob = Annotated[
    str, Field(max_length=1_000, description="Only files whose path fits: news/*.pdf"), _Whole
]
Since = Annotated[date, Field(description="Only documents from this day on."), _Day]
Until = Annotated[date, Field(description="Only documents up to this day."), _Day]
Id = Annotated[str, Field(min_length=1, max_length=64, description="Or its beginning."), _Whole]
Ids = Annotated[list[Id], Field(min_length=1, max_length=MOST_DOCUMENTS)]
Text = Annotated[str, Field(min_length=1, max_length=MOST_CHECKED), _Whole]
Words = Annotated[
    int,
    Field(ge=5, le=5_000, description="About how many words; without it, as many as suit it."),
]
Focus = Annotated[
    str, Field(max_length=MOST_CHARACTERS, description="A question to answer first."), _Whole
]


def among(since: date | None, until: date | None, source: str | None) -> Filter:
    """The condition that the filters of a request make together."""
    return Filter(since=since, until=until, source_glob=source or None)


class Known(BaseModel):
    """Fields that are all known: one that is misspelt would be a wish that is not heeded."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _has_no_other(cls, data: Any) -> Any:
        for name in data if isinstance(data, dict) else ():
            if name not in cls.model_fields:  # the first alone, however many there are
                raise ValueError(unknown(str(name), cls.model_fields, "field"))
        return data


class Part(BaseModel):
    """A part of a message: only text is read."""

    type: str
    text: Annotated[str, _Whole] | None = None


def _form(content: Any) -> str:
    return "[parts]" if isinstance(content, list) else "[text]"


_Parts = Annotated[list[Part], Field(max_length=MOST_PARTS, fail_fast=True)]
_Content = Annotated[
    Annotated[str, _Whole, Tag("[text]")] | Annotated[_Parts, Tag("[parts]")], Discriminator(_form)
]
"""With brackets in its names, as pydantic's own have: `problems` leaves such parts of a place out.
"""


class Message(BaseModel):
    """One message: only those of `user` and `assistant` are looked at."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: _Content | None = None

    @property
    def text(self) -> str:
        """The whole text, without blanks around it."""
        if isinstance(self.content, list):
            return "\n".join(part.text or "" for part in self.content if _is_text(part)).strip()
        return (self.content or "").strip()

    @property
    def is_text(self) -> bool:
        """Whether there is nothing in it but text."""
        return not isinstance(self.content, list) or all(map(_is_text, self.content))


def _is_text(part: Part) -> bool:
    return part.type == "text"


class Extension(Known):
    """What OpenAI's form has no place for; `extra_body={"assistant": {…}}` in its package."""

    top: Top | None = None
    since: Since | None = None
    until: Until | None = None
    source: Glob | None = None


class ChatBody(BaseModel):
    """A chat completion; what else is sent (temperature, tools, …) changes nothing."""

    model: Model = DEFAULT_MODEL
    messages: Annotated[
        list[Message], Field(min_length=1, max_length=MOST_MESSAGES, fail_fast=True)
    ]
    stream: bool | None = False
    n: Annotated[int, Field(ge=1, le=1, description="There is one answer.")] | None = None
    assistant: Extension = Extension()

    @model_validator(mode="before")
    @classmethod
    def _has_filters_in_their_place(cls, data: Any) -> Any:
        for name in Extension.model_fields:
            if isinstance(data, dict) and data.get(name) is not None:
                raise ValueError(f"`{name}` belongs into `assistant`")
        return data


class SummaryBody(Known):
    """A summary of a document of the collection, or of a text."""

    document: Id | None = None
    text: Text | None = None
    title: Annotated[str, Field(max_length=1_000), _Whole] = ""
    words: Words | None = None
    style: SummaryStyle = "paragraph"
    focus: Focus = ""
    model: Model = DEFAULT_MODEL

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        if (self.document is None) == (self.text is None):
            raise ValueError("give `document` or `text`, one of them")
        return self


class Pair(Known):
    """A text and the source that it is checked against."""

    text: Text
    against: Text


class CheckBody(Known):
    """A text against a source text or documents of the collection; or many pairs."""

    text: Text | None = None
    against: Text | None = None
    documents: Ids | None = None
    pairs: Annotated[list[Pair], Field(min_length=1, max_length=MOST_PAIRS)] | None = None
    model: Model = DEFAULT_MODEL

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        alone = (self.text, self.against, self.documents) == (None, None, None)
        one = self.text is not None and (self.against is None) != (self.documents is None)
        if not (alone if self.pairs is not None else one):
            raise ValueError("give `text` with `against` or `documents`, or `pairs` alone")
        return self
