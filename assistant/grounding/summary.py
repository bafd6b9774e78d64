"""From picked sentences and a draft to a `Summary`: the only place where one is made.

    Picked + Draft ─support.weigh→ Claim (supported | quoted) ─→ Summary

For each picked sentence the best wording that its source supports is shown: the writer's
sentence, else the shorter form, else the source sentence itself. What failed is kept with its
reasons, out of sight.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.corpus.layout import heading_told
from assistant.corpus.sentences import sentence_spans
from assistant.grounding.answer import citations
from assistant.grounding.slots import unfinished
from assistant.grounding.support import Task, weigh
from assistant.language.names import KnownWords
from assistant.language.tongue import language_of
from assistant.language.words import content_stems
from assistant.protocols import Reader
from assistant.records import (
    Claim,
    DocumentInfo,
    Evidence,
    Receipt,
    SectionCoverage,
    Summary,
    SummaryRequest,
)
from assistant.writing.gist import is_label
from assistant.writing.outline import Picked
from assistant.writing.shorten import without_dateline

KEPT = 0.5
"""Least share of a picked form's content words that the writer's sentence keeps."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks left, of picked sentences a claim for each, and what failed."""

    claims: tuple[Claim, ...]
    rejected: tuple[Claim, ...]


class Faith:
    """Whether a sentence may stand for a source sentence; each pair is judged once.

    Args:
        load_reader: gives the reader, which judges, when there is something to judge.
    """

    def __init__(self, load_reader: Callable[[], Reader]) -> None:
        self._load_reader = load_reader
        self._known: dict[tuple[str, str], tuple[str, ...] | None] = {}

    def __call__(self, form: str, sentence: str) -> bool:
        return self.doubts(form, sentence) is None

    def doubts(self, form: str, sentence: str) -> tuple[str, ...] | None:
        """Why the source sentence does not support the other one; None where it does."""
        pair = form, sentence
        if pair not in self._known:
            self._known[pair] = self._judge(form, sentence)
        return self._known[pair]

    def _judge(self, form: str, sentence: str) -> tuple[str, ...] | None:
        if form == sentence:
            return None
        task = Task(form, (without_dateline(sentence),), KnownWords([sentence]))
        (found,) = weigh([task], self._load_reader())
        return None if found.is_supported else found.reasons


def check_summary(picked: Sequence[Picked], draft: str | None, faith: Faith) -> Checked:
    """One claim for each picked sentence; citations are 1-based positions in `picked`."""
    sources = [set(content_stems(item.evidence.text)) for item in picked]
    rejected: list[Claim] = []
    worded: dict[int, Claim] = {}
    for text in _sentences(draft) if draft and picked else ():
        own = set(content_stems(text))
        place = max(range(len(picked)), key=lambda place: len(own & sources[place]))
        reasons = _wrong(text, picked[place], faith)
        if not reasons and place + 1 in worded:
            reasons = ("says again what stands there already",)
        if reasons:
            rejected.append(Claim(text, (place + 1,), "unsupported", reasons))
        else:
            worded[place + 1] = Claim(text, (place + 1,), "supported")
    claims = [
        worded.get(position) or _form(item, position, faith, rejected)
        for position, item in enumerate(picked, start=1)
    ]
    return Checked(tuple(claims), tuple(rejected))


def heading_of(one: Evidence) -> str:
    """The nearest heading above a sentence, where it is not the document's title, and its label."""
    heading = heading_told(one.passage.section)
    parts = ("" if heading == one.document.title else heading, _label_of(one))
    return " – ".join(part.rstrip(":") for part in parts if part)


def _label_of(one: Evidence) -> str:
    """What a paragraph begins with in place of a heading ("Swimming pool. The cost …")."""
    passage = one.passage
    begin = passage.start + passage.text.rfind("\n", 0, one.start - passage.start) + 1
    first = next((span for span in passage.sentences if span.start >= begin), None)
    if first is None or first.start >= one.start:
        return ""
    label = passage.text_of(first).rstrip(".")
    return label if is_label(label) else ""


def title_of(one: Evidence) -> str:
    """A sentence's document, with its day."""
    title, when = one.document.title or "(no title)", one.document.when
    return f"{title}, {when}" if when else title


def headed(claims: Sequence[Claim], heads: Sequence[str]) -> tuple[Claim, ...]:
    """Claims below their headings, where these differ: "The cost is …" says not of what.

    Args:
        claims: one for each of `heads`.
        heads: what each stands below; empty for none.
    """
    if len(set(heads)) < 2:
        return tuple(claims)
    shown: list[Claim] = []
    for claim, head, before in zip(claims, heads, ("", *heads), strict=False):
        if head and head != before:
            shown.append(Claim(f"{head.rstrip(':')}:", (), "said"))
        shown.append(claim)
    return tuple(shown)


def corroborated(
    checked: Checked,
    picked: Sequence[Picked],
    near: Sequence[Sequence[Evidence]],
    faith: Faith,
) -> tuple[Checked, list[Evidence]]:
    """Claims with the further sentences that bear them out, one of each document.

    Args:
        checked: one claim for each of `picked`.
        picked: what the first citations are.
        near: for each claim, sentences that may say the same; those that do are cited behind it.
        faith: says whether they do.

    Returns:
        The claims, and the evidence of the citations that were added, in their order.
    """
    added: list[Evidence] = []
    claims = []
    for claim, item, candidates in zip(checked.claims, picked, near, strict=True):
        numbers = list(claim.citations)
        documents = {item.evidence.document.id}
        for evidence in candidates:
            if evidence.document.id not in documents and faith(claim.text, evidence.text):
                documents.add(evidence.document.id)
                added.append(evidence)
                numbers.append(len(picked) + len(added))
        claims.append(replace(claim, citations=tuple(numbers)))
    return Checked(tuple(claims), checked.rejected), added


def summarised(
    documents: Sequence[DocumentInfo],
    request: SummaryRequest,
    picked: Sequence[Picked],
    checked: Checked,
    *,
    coverage: Sequence[SectionCoverage],
    notes: Sequence[str],
    receipt: Receipt,
    disagreements: Sequence[tuple[int, int]] = (),
    added: Sequence[Evidence] = (),
    stories: Sequence[Sequence[str]] = (),
) -> Summary:
    """The summary of checked claims; its citations are `picked`, then `added`, in order."""
    evidence = [*(item.evidence for item in picked), *added]
    return Summary(
        documents=tuple(documents),
        request=request,
        claims=checked.claims,
        citations=citations(evidence),
        rejected=checked.rejected,
        coverage=tuple(coverage),
        notes=tuple(notes),
        receipt=receipt,
        disagreements=tuple(disagreements),
        stories=tuple(map(tuple, stories)),
    )


def _sentences(draft: str) -> list[str]:
    spans = sentence_spans(draft, language=language_of(draft))
    return [draft[start:end].lstrip("-*• ") for start, end in spans]


def _wrong(text: str, item: Picked, faith: Faith) -> tuple[str, ...]:
    """Why the writer's sentence may not stand for what was picked."""
    return (
        *unfinished(text),
        *(faith.doubts(text, item.evidence.text) or ()),
        *_loses(text, item.text),
    )


def _loses(text: str, form: str) -> tuple[str, ...]:
    """A summary's sentence may be shorter than the form that was picked, and say less."""
    own = set(content_stems(form))
    if len(own & set(content_stems(text))) < KEPT * len(own):
        return ("leaves out much of what was picked",)
    if len(text.split()) > len(form.split()):
        return ("is no shorter than the source",)
    return ()


def _form(item: Picked, position: int, faith: Faith, rejected: list[Claim]) -> Claim:
    sentence = item.evidence.text
    if item.table:
        return Claim(item.text, (position,), "counted")
    if item.text == sentence:
        return Claim(sentence, (position,), "quoted")
    if reasons := faith.doubts(item.text, sentence):
        rejected.append(Claim(item.text, (position,), "unsupported", reasons))
        return Claim(sentence, (position,), "quoted")
    return Claim(item.text, (position,), "supported")
