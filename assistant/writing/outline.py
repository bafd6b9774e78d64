"""From what matters in a document to the sentences of its summary: the evidence of a summary.

Passages ─weigh→ Weighed ─choose→ Picked
    └ with headings within, or mostly tables ─gist→ Picked
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.language.words import content_stems
from assistant.protocols import Embedder, Reader
from assistant.records import DocumentInfo, Evidence, Passage, SectionCoverage, SummaryRequest
from assistant.writing.condense import Choice, choose
from assistant.writing.evidence import holds
from assistant.writing.gist import TABLE_ROWS, TABLE_WORDS, gist_of
from assistant.writing.headline import MOST_WORDS, headline_forms
from assistant.writing.tabled import TableProfile, is_tabled, tables_in
from assistant.writing.weigh import (
    WORDS_PER_SENTENCE,
    Weighed,
    evidence_of,
    has_sections,
    sections_of,
    sentences_of,
    weigh,
)

WORDS, WORDS_IN_SECTIONS = 60, 150
"""Words of a summary where it is not said how many: each part of a contract says something else."""

TITLE_STEMS = 4
"""Fewest content words of a title that can be checked: fewer stand in many a sentence."""

TITLE_SHARE = 0.85
"""Least share of a title's content words that one sentence must hold to bear it out."""

Faithful = Callable[[str, str], bool]
"""Whether a shorter form says nothing that its whole sentence does not."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A source sentence, and the words that a summary keeps of it.

    Attributes:
        evidence: the sentence.
        text: what is kept.
        table: where `text` tells what a table holds, counted by code, all its rows; `evidence` is
            the first of them.
    """

    evidence: Evidence
    text: str
    table: Sequence[Evidence] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """The sentences of a summary, in the order of the text.

    Attributes:
        positions: of the picked sentences, among those that were weighed.
        sentences: how many the document has, without clutter and headings.
        words: how many words those have.
        sections: every section, with what it gave.
        is_gist: whether they are told whole.
    """

    picked: tuple[Picked, ...]
    positions: tuple[int, ...]
    sentences: int
    words: int
    sections: tuple[SectionCoverage, ...]
    is_gist: bool = False


def outline(
    document: DocumentInfo,
    passages: Sequence[Passage],
    request: SummaryRequest,
    embedder: Embedder,
    reader: Reader,
    faithful: Faithful,
) -> Outline:
    """Pick the sentences of a summary.

    Args:
        document: whose passages these are.
        passages: all of them, in order.
        request: how long, and what it should answer first.
        embedder: embeds each sentence once.
        reader: says how far each matters.
        faithful: shorter forms that it denies are not used.
    """
    sentences = sentences_of(passages)
    sections = sections_of(document, sentences)
    if is_told_whole(sections, passages, request):
        a_table_word = 1.0 if request.words else TABLE_WORDS
        words = length(request, in_sections=True)
        picked = told_whole(document, passages, reader, words, a_table_word)
        return Outline(
            picked=tuple(picked),
            positions=(),
            sentences=len(sentences),
            words=sum(len(one.text.split()) for one in sentences),
            sections=cited_sections(sections, sources_of(picked)),
            is_gist=True,
        )
    weighed = weigh(document, passages, request.focus, embedder, reader)
    return pick(document, weighed, request, faithful)


def pick(
    document: DocumentInfo, weighed: Weighed, request: SummaryRequest, faithful: Faithful
) -> Outline:
    """Pick the sentences of a summary from those that were weighed before, as `outline` does."""
    # What a shorter form leaves out may be what the focus asks for, or a condition of a contract.
    whole = request.style == "extractive" or bool(request.focus) or has_sections(weighed.sections)
    words, most = size(request)
    chosen = choose(
        weighed.texts,
        weighed.salience,
        words=words,
        most=most,
        shorten=not whole,
        bonus=dict(enumerate(weighed.bonus)),
        places=weighed.places,
        faithful=faithful,
    )
    if request.style == "headline" and chosen:
        chosen = [_headline(document.title, weighed, chosen[0], request, faithful)]
    positions = tuple(choice.position for choice in chosen)
    evidence = [evidence_of(document, weighed.sentences[position]) for position in positions]
    return Outline(
        picked=tuple(
            Picked(item, choice.text) for item, choice in zip(evidence, chosen, strict=True)
        ),
        positions=positions,
        sentences=weighed.total,
        words=weighed.words,
        sections=cited_sections(weighed.sections, evidence),
    )


def _headline(
    title: str, weighed: Weighed, best: Choice, request: SummaryRequest, faithful: Faithful
) -> Choice:
    """The title where a sentence bears it out; else the best sentence, as short as it must be.

    That is the longest form that fits, and where none does, the shortest there is. A form keeps
    what the focus asks for.
    """
    words, _ = size(request)
    asked = set(content_stems(request.focus))
    if not asked and len(title.split()) <= words:
        position = _bears_out(title, weighed.texts, faithful)
        if position is not None:
            return Choice(position, title)
    sentence = weighed.texts[best.position]
    asked &= set(content_stems(sentence))
    forms = [form for form in headline_forms(sentence) if asked <= set(content_stems(form))]
    short = [form for form in forms if len(form.split()) <= words]
    for form in (*short, *reversed(forms[: len(forms) - len(short)])):
        if faithful(form, sentence):
            return Choice(best.position, form)
    return Choice(best.position, sentence)


def _bears_out(title: str, texts: Sequence[str], faithful: Faithful) -> int | None:
    """The sentence that says what a title says, in the same order, if one does."""
    own = content_stems(title)
    if len(set(own)) < TITLE_STEMS or title.endswith("?"):
        return None
    for position, text in enumerate(texts):
        known = content_stems(text)
        shared = [stem for stem in own if stem in known]
        rest = iter(known)
        in_order = all(stem in rest for stem in shared)
        if in_order and len(shared) >= TITLE_SHARE * len(own) and faithful(title, text):
            return position
    return None


def told_whole(
    document: DocumentInfo,
    passages: Sequence[Passage],
    reader: Reader,
    words: int,
    a_table_word: float = 1.0,
) -> list[Picked]:
    """The sentences and tables that matter most, in the order of the text; see `gist_of`.

    Of a document that is mostly tables those that are not told whole are told by what they hold, as
    far as there are words; a long one in the place of all its rows, of which none tells more.
    """
    tables = tables_in(document, passages) if is_tabled(passages) else []
    long = [one for one in tables if one.rows > TABLE_ROWS]
    told, left = list[Picked](), float(words)

    def tell(some: Sequence[TableProfile]) -> None:
        nonlocal left
        for one in some:
            cost = a_table_word * len(one.text.split())
            if cost <= left or not told:
                told.append(Picked(one.lines[0], one.text, one.lines))
                left -= cost

    tell(long)
    within = {place for one in long for place in one.places}
    rest = [one for place, one in enumerate(passages) if place not in within]
    found = gist_of(document, rest, reader, max(0, round(left)), a_table_word) if rest else []
    told += [Picked(one, one.text) for one in found]
    left -= sum(len(one.text.split()) for one in found)
    left = max(left, (1 - a_table_word) * words)  # no sheet is left out for a note on another
    tell([one for one in tables if one not in long and not _are_told(one.lines, found)])
    return sorted(told, key=lambda one: one.evidence.start)


def _are_told(lines: Sequence[Evidence], sentences: Sequence[Evidence]) -> bool:
    return all(any(holds(line, one) for one in sentences) for line in lines)


def sources_of(picked: Sequence[Picked]) -> list[Evidence]:
    """All sentences that what was picked rests on: of a table, each row."""
    return [source for one in picked for source in one.table or (one.evidence,)]


def is_told_whole(
    sections: Sequence[SectionCoverage], passages: Sequence[Passage], request: SummaryRequest
) -> bool:
    """Whether a document is told in its own sentences, whole.

    So is one with headings within, or that is mostly tables.
    """
    is_for_it = has_sections(sections) or is_tabled(passages)
    return is_for_it and not request.focus and request.style != "headline"


def length(request: SummaryRequest, *, in_sections: bool = False) -> int:
    """About how many words, of a text with headings within or of any other."""
    return request.words or (WORDS_IN_SECTIONS if in_sections else WORDS)


def size(request: SummaryRequest) -> tuple[int, int]:
    """How many words, and how many sentences at most."""
    if request.style == "headline":
        return min(length(request), MOST_WORDS), 1
    words = length(request)
    return words, max(1, round(words / WORDS_PER_SENTENCE))


def cited_sections(
    sections: Sequence[SectionCoverage], cited: Sequence[Evidence]
) -> tuple[SectionCoverage, ...]:
    """Sections of one document with how many of the cited sentences stand in each."""
    return tuple(
        replace(section, cited=sum(section.start <= item.start < section.end for item in cited))
        for section in sections
    )
