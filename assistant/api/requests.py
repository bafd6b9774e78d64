"""What a request may hold: each field with its type and its limit."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from assistant.checking import MOST_CHECKED
from assistant.language.question import MOST_CHARACTERS
from assistant.records import SummaryStyle
from assistant.search.filters import Filter

MOST_MESSAGES = 1_000
MOST_PAIRS = 100
MOST_DOCUMENTS = 1_000
MOST_TOP = 50
DEFAULT_MODEL = "assistant"


def whole(value: Any) -> Any:
    """Text with U+FFFD for halves of characters, which no model takes and nothing can store."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


_Whole = BeforeValidator(whole)  # behind a Field, whose limits are then those of its string
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
Since = Annotated[date, Field(description="Only documents from this day on.")]
Until = Annotated[date, Field(description="Only documents up to this day.")]
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


class TextPart(BaseModel):
    """A part of a message that is text; no other kind is taken."""

    type: Literal["text"]
    text: Annotated[str, _Whole]


class Message(BaseModel):
    """One message: only those of `user` and `assistant` are looked at."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Annotated[str, _Whole] | list[TextPart] | None = None

    @property
    def text(self) -> str:
        """The whole text, without blanks around it."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content).strip()
        return (self.content or "").strip()


class Extension(BaseModel):
    """What OpenAI's form has no place for; `extra_body={"assistant": {…}}` in its package."""

    top: Top | None = None
    since: Since | None = None
    until: Until | None = None
    source: Glob | None = None


class ChatBody(BaseModel):
    """A chat completion; what else is sent (temperature, tools, …) changes nothing."""

    model: Model = DEFAULT_MODEL
    messages: Annotated[list[Message], Field(min_length=1, max_length=MOST_MESSAGES)]
    stream: bool | None = False
    n: Annotated[int, Field(ge=1, le=1, description="There is one answer.")] | None = None
    assistant: Extension = Extension()


class SummaryBody(BaseModel):
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


class Pair(BaseModel):
    """A text and the source that it is checked against."""

    text: Text
    against: Text


class CheckBody(BaseModel):
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
