"""News text that data sets keep as tokens, put together again.

Captions that lost their full stop are parted from the sentence behind them.
"""

from __future__ import annotations

import re

from assistant.corpus.sentences import sentence_spans

_LONG = 30
_GLUED = re.compile(
    r"(?<=[a-z’')]) (?=(?:The|A|An|He|She|It|Mr|Mrs|But|In|His|Her|They|This|These|There|We|Other"
    r"|Pictured|Scroll|One|Two|Police|For|And|On|At|While|After|When|Both|Many|Some|Despite"
    r"|However|If|As) [a-z])"
)
_REPAIRS = (
    (re.compile(r"-LRB- ?"), "("),
    (re.compile(r" ?-RRB-"), ")"),
    (re.compile(r" ([.,;:?!%)\]])"), r"\1"),
    (re.compile(r"([(\[$#@£]) "), r"\1"),
    (re.compile(r" ('s|'re|'ve|'ll|'d|'m|n't)\b", re.IGNORECASE), r"\1"),
    (re.compile(r"`` ?"), "“"),
    (re.compile(r" ?''"), "”"),
    (re.compile(r"([.?!,]) '(?= |$)"), r"\1'"),
)


def joined_tokens(text: str) -> str:
    """Text of tokens as a person writes it."""
    for pattern, repaired in _REPAIRS:
        text = pattern.sub(repaired, text)
    return text


def news_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a news article that was taken apart into tokens."""
    return tuple(
        part
        for sentence in _sentences(joined_tokens(text))
        for part in (_GLUED.split(sentence) if len(sentence.split()) > _LONG else [sentence])
    )


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]
