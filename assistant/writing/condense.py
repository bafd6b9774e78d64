"""Choosing the sentences of a summary, and how much of each.

Extraction and compression are one choice: every sentence is on offer whole and in its shorter
forms, and the form is taken that adds the most of what matters for its length, until the
words are used up (greedy budgeted coverage: H. Lin and J. Bilmes, "A class of submodular
functions for document summarization", 2011; with compression: T. Berg-Kirkpatrick et al.,
"Jointly learning to extract and compress", 2011). A word or pair counts once, so what was
said already is worth nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.corpus.layout import is_list_item, is_row
from assistant.language.pointing import opens_back
from assistant.language.quantities import without_dates
from assistant.writing.salience import Salience, Terms, terms_of
from assistant.writing.shorten import shorter_forms, without_dateline

COST = 0.25
"""What a word costs: a word less likely than this in a summary is not worth its place."""

PAIRS = 0.75
"""What a pair of words counts beside a word."""

SENTENCE = 1.0
"""What the log odds of a sentence count beside its words."""

PRIOR = -1.8
"""Log odds of a sentence that count as nothing: those of one in seven."""

LENGTH = 0.4
"""How much a value is weighed by its length: 0 takes the most valuable, 1 the densest."""

FILLED = 0.6
"""The share of the words asked for up to which even a sentence of little value is taken."""

OVER = 1.15
"""How much longer than asked for a summary may become, rather than stop short."""

_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Choice:
    """A chosen sentence: its position in the text, and the words that are kept of it."""

    position: int
    text: str


@dataclass(frozen=True, slots=True)
class _Form:
    position: int
    text: str
    terms: Terms


def choose(
    texts: Sequence[str],
    salience: Salience,
    *,
    words: int,
    most: int,
    shorten: bool = True,
    bonus: Mapping[int, float] | None = None,
    places: Sequence[int] | None = None,
    faithful: Callable[[str, str], bool] = lambda form, sentence: True,
) -> list[Choice]:
    """The sentences of a summary, in the order of the text; at least one if there is any.

    A sentence that points back ("He said …") is only taken behind the one before it.

    Args:
        texts: all sentences of the text, in order.
        salience: measured on them.
        words: about how many words to use.
        most: how many sentences at most.
        shorten: whether shorter forms are on offer.
        bonus: what to add to the log odds of some sentences, by position.
        places: where each sentence stands in the whole text, if these are not all of it.
        faithful: whether a shorter form may stand for its sentence; asked of forms that
            would be taken.
    """
    places = range(len(texts)) if places is None else places
    forms = list(_forms(texts, shorten=shorten))
    forms = [form for form in forms if says_something(texts[form.position])] or forms
    value = _Value(salience, bonus or {})
    chosen: dict[int, _Form] = {}
    used = 0
    while len(chosen) < most:
        fitting = [
            form
            for form in forms
            if form.position not in chosen
            and (used + form.terms.length <= words * OVER or not chosen)
            and _may_follow(texts, places, form.position, chosen)
        ]
        best = max(fitting, key=value.of, default=None)
        if best is None or (used >= words * FILLED and value.of(best) <= 0):
            break
        if best.text != texts[best.position] and not faithful(best.text, texts[best.position]):
            forms.remove(best)
            continue
        chosen[best.position] = best
        value.take(best)
        used += best.terms.length
    return [Choice(position, chosen[position].text) for position in sorted(chosen)]


def says_something(sentence: str) -> bool:
    """Whether it is more than what stands in a text as sentences do.

    That is a date, also behind a name ("Fernhill School, 2 March 2026"), a row of a table, or a
    salutation: what ends in a comma is the begin of something, unless it is an item of a list.
    """
    rest = without_dates(sentence).strip()
    is_dateline = rest.endswith(",") and all(word[0].isupper() for word in _WORD.findall(rest))
    is_begun = sentence.rstrip().endswith(",") and not is_list_item(sentence)
    return not (not _WORD.search(rest) or is_dateline or is_begun or is_row(sentence))


def _forms(texts: Sequence[str], *, shorten: bool) -> Iterator[_Form]:
    for position, text in enumerate(texts):
        forms = shorter_forms(text) if shorten else [text]
        if len(forms) > 1 and without_dateline(text) != text:
            forms = forms[1:]  # a dateline is worth nothing, however rare its words
        for form in forms:
            yield _Form(position, form, terms_of(form))


def _may_follow(
    texts: Sequence[str], places: Sequence[int], position: int, chosen: Mapping[int, _Form]
) -> bool:
    """A sentence that points back needs the one right before it, which may not be on offer."""
    if not opens_back(texts[position]) or places[position] == 0:
        return True
    return position - 1 in chosen and places[position - 1] == places[position] - 1


class _Value:
    """What a form adds to what has been chosen so far."""

    def __init__(self, salience: Salience, bonus: Mapping[int, float]) -> None:
        self._salience = salience
        self._bonus = bonus
        self._said: set[object] = set()

    def of(self, form: _Form) -> float:
        salience = self._salience
        said = self._said
        stems = sum(salience.stems.get(one, 0.0) for one in form.terms.stems if one not in said)
        pairs = sum(salience.pairs.get(one, 0.0) for one in form.terms.pairs if one not in said)
        odds = float(salience.sentences[form.position]) - PRIOR + self._bonus.get(form.position, 0)
        value = stems + PAIRS * pairs - COST * form.terms.length + SENTENCE * odds
        return value / form.terms.length**LENGTH if value > 0 else value

    def take(self, form: _Form) -> None:
        self._said |= form.terms.stems | form.terms.pairs
