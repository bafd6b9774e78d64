"""From picked sentences and a draft to a `Summary`: the only place where one is made.

    Picked + Draft ─check→ Claim (supported | quoted) ─→ Summary

For each picked sentence the best wording that passes every check is shown: the writer's
sentence, else the shorter form, else the source sentence itself. What failed is kept with its
reasons, out of sight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.corpus.sentences import sentence_spans
from assistant.grounding.align import Alignment, align, far
from assistant.grounding.answer import citation
from assistant.grounding.slots import missing, unfinished
from assistant.language.words import content_stems
from assistant.protocols import Embedder
from assistant.records import (
    Claim,
    DocumentInfo,
    Draft,
    Evidence,
    Receipt,
    SectionCoverage,
    Summary,
    SummaryRequest,
)
from assistant.writing.outline import Picked

KEPT = 0.5
"""Least share of a picked form's content words that the writer's sentence keeps."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks left: one claim for each picked sentence, and what failed."""

    claims: tuple[Claim, ...]
    rejected: tuple[Claim, ...]


def is_faithful(form: str, sentence: str) -> bool:
    """Whether a shorter form says nothing that its whole sentence does not."""
    return not missing(form, sentence)


def check_summary(picked: Sequence[Picked], draft: Draft | None, embedder: Embedder) -> Checked:
    """One claim for each picked sentence; citations are 1-based positions in `picked`."""
    drafted = _sentences(draft)
    texts = [*drafted, *(item.text for item in picked)]
    evidence = [item.evidence for item in picked]
    alignments = align(texts, evidence, embedder) if picked else []
    own = alignments[len(drafted) :]
    rejected: list[Claim] = []
    worded: dict[int, Claim] = {}
    for text, alignment in zip(drafted, alignments, strict=False):
        claim = _judge(text, alignment, evidence)
        position = alignment.index + 1
        reasons = claim.reasons or _loses(text, picked[alignment.index].text)
        if reasons or position in worded:
            reasons = reasons or ("says again what stands there already",)
            rejected.append(Claim(text, (position,), "unsupported", reasons))
        else:
            worded[position] = claim
    claims = []
    for position, (item, alignment) in enumerate(zip(picked, own, strict=True), start=1):
        claims.append(worded.get(position) or _form(item, position, alignment, rejected))
    return Checked(tuple(claims), tuple(rejected))


def corroborated(
    checked: Checked, picked: Sequence[Picked], near: Sequence[Sequence[Evidence]]
) -> tuple[Checked, list[Evidence]]:
    """Claims with the further sentences that bear them out, one of each document.

    Args:
        checked: one claim for each of `picked`.
        picked: what the first citations are.
        near: for each claim, sentences that may say the same; those that do are cited behind it.

    Returns:
        The claims, and the evidence of the citations that were added, in their order.
    """
    added: list[Evidence] = []
    claims = []
    for claim, item, candidates in zip(checked.claims, picked, near, strict=True):
        numbers = list(claim.citations)
        documents = {item.evidence.document.id}
        for evidence in candidates:
            if evidence.document.id not in documents and is_faithful(claim.text, evidence.text):
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
        citations=tuple(citation(number, item) for number, item in enumerate(evidence, start=1)),
        rejected=checked.rejected,
        coverage=tuple(coverage),
        notes=tuple(notes),
        receipt=receipt,
        disagreements=tuple(disagreements),
        stories=tuple(map(tuple, stories)),
    )


def _sentences(draft: Draft | None) -> list[str]:
    if draft is None:
        return []
    return [draft.text[start:end].lstrip("-*• ") for start, end in sentence_spans(draft.text)]


def _judge(text: str, alignment: Alignment, evidence: Sequence[Evidence]) -> Claim:
    source = evidence[alignment.index].text
    reasons = (*unfinished(text), *missing(text, source), *far(alignment))
    return Claim(text, (alignment.index + 1,), "unsupported" if reasons else "supported", reasons)


def _loses(text: str, form: str) -> tuple[str, ...]:
    """A summary's sentence may be shorter than the form that was picked, and say less."""
    own = set(content_stems(form))
    if len(own & set(content_stems(text))) < KEPT * len(own):
        return ("leaves out much of what was picked",)
    if len(text.split()) > len(form.split()):
        return ("is no shorter than the source",)
    return ()


def _form(item: Picked, position: int, alignment: Alignment, rejected: list[Claim]) -> Claim:
    sentence = item.evidence.text
    if item.text == sentence:
        return Claim(sentence, (position,), "quoted")
    # Shorter forms have no word of their own, and a title is compared with its one sentence.
    is_own = alignment.index == position - 1
    own = alignment if is_own else Alignment(position - 1, 1.0, alignment.cosine, ())
    reasons = (*missing(item.text, sentence), *far(own))
    if reasons:
        rejected.append(Claim(item.text, (position,), "unsupported", reasons))
        return Claim(sentence, (position,), "quoted")
    return Claim(item.text, (position,), "supported")
