"""What was answered before, shown another way: shorter, as a list, or with what it rests on.

Claims keep their verdicts and their citations, and no model words anything anew. A claim may be
cut as a summary's sentences are, by leaving parts out, as long as nothing is lost that the
question asked for. What stands between quotations are the program's own words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import date

from assistant.grounding.answer import citations, needed_by, renumbered
from assistant.grounding.slots import fact_stems
from assistant.grounding.summary import Faith
from assistant.language.quantities import dates
from assistant.language.question import Question
from assistant.language.subquestions import subquestions
from assistant.language.words import content_stems
from assistant.records import Answer, Citation, Claim, Evidence, Receipt, Verdict, date_in_words
from assistant.writing.shorten import shorter_forms

NAMED = 5
"""Sources, at most, that are named one by one."""

MOST_CERTAIN = 0.99
"""What a probability is said to be at most: no figure of a model is a certainty."""

_WORDED = "my wording, which passed every check against what it cites"
_PARTLY = "What is counted I found by going through the documents; the rest is quoted, or"
_COUNTED = "I counted this by going through every document; no model worded it."
_WORKED = "A model chose the numbers from these sentences; code worked out what they come to."


def shortened(answer: Answer, receipt: Receipt, faith: Faith) -> Answer:
    """The first claim alone, without the parts that its question can do without.

    Of two questions in one, the first claim below each, or all where nothing tells them apart.
    """
    short = [_cut(claim, answer.question, faith) for claim in _first(answer)]
    return _only(answer, short, receipt)


def _first(answer: Answer) -> Sequence[Claim]:
    told = [claim for claim in answer.claims if claim.verdict != "said"]
    if not subquestions(answer.question):
        is_worded = told[:1] and told[0].verdict == "supported"
        second = [claim for claim in told[1:] if is_worded and claim.verdict == "quoted"]
        return [*told[:1], *second]  # an exception is no aside
    if len(told) == len(answer.claims):
        return told
    below = zip(answer.claims, answer.claims[1:], strict=False)
    return [claim for head, claim in below if head.verdict == "said" and claim.verdict != "said"]


def listed(answer: Answer, receipt: Receipt) -> Answer:
    """The claims one below the other."""
    return replace(_only(answer, answer.claims, receipt), style="bullets")


def repeated(answer: Answer, receipt: Receipt) -> Answer:
    """The answer as it was."""
    return replace(answer, rejected=(), receipt=receipt, kind="again")


def lengthened(answer: Answer, further: Sequence[Evidence], receipt: Receipt) -> Answer:
    """Source sentences that the answer did not show, each quoted.

    Args:
        answer: to the same question.
        further: what else speaks of it, best first; must not be empty.
        receipt: what found them.
    """
    return replace(
        answer,
        claims=tuple(Claim(one.text, (place,), "quoted") for place, one in enumerate(further, 1)),
        citations=citations(further),
        rejected=(),
        receipt=receipt,
        disagreements=(),
        style="paragraph",
        short_answer=None,
    )


def vouched(answer: Answer, gone: Set[str], receipt: Receipt) -> Answer:
    """How the answer came about, and each sentence that it rests on.

    Args:
        answer: the one that is asked about.
        gone: ids of cited documents that are no longer in the collection.
        receipt: what looked that up.
    """
    verdicts = {claim.verdict for claim in answer.claims}
    is_worked = answer.kind == "passages" and _is_counted(verdicts)
    claims = [Claim(_WORKED if is_worked else _origin(verdicts), (), "said")]
    if is_worked or not _is_counted(verdicts):
        claims += _sources(answer, {}, gone)
    if answer.disagreements:
        claims.append(Claim("Sources of different dates do not say the same.", (), "said"))
    if answer.kind == "passages":
        share = f"{min(answer.confidence, MOST_CERTAIN):.0%}"
        chance = f"I put the chance that this answers the question at {share}"
        doubt = "whether the documents are right, I cannot know"
        claims.append(Claim(f"{chance}; {doubt}.", (), "said"))
    return _basis(answer, claims, receipt)


def _is_counted(verdicts: Set[Verdict]) -> bool:
    """Whether code alone found what is said, in no single sentence."""
    return "counted" in verdicts and verdicts <= {"counted", "said"}


def _origin(verdicts: Set[Verdict]) -> str:
    """Whose words the claims of an answer are."""
    if "counted" in verdicts:
        return _COUNTED if _is_counted(verdicts) else f"{_PARTLY} {_WORDED}."
    if "supported" not in verdicts:
        return "These are the documents' own words, not mine."
    if "quoted" not in verdicts:
        return f"This is {_WORDED}."
    return f"What stands in quotation marks are the documents' own words; the rest is {_WORDED}."


def located(
    answer: Answer, sections: Mapping[int, str], gone: Set[str], receipt: Receipt
) -> Answer:
    """Where each sentence stands that the answer rests on.

    Args:
        answer: the one that is asked about.
        sections: the headings above each citation, by its number.
        gone: ids of cited documents that are no longer in the collection.
        receipt: what looked that up.
    """
    return _basis(answer, _sources(answer, sections, gone), receipt)


def _basis(answer: Answer, claims: Sequence[Claim], receipt: Receipt) -> Answer:
    basis = _only(answer, claims, receipt)
    return replace(basis, status="answered", refusal=None, short_answer=None)


def _sources(answer: Answer, sections: Mapping[int, str], gone: Set[str]) -> list[Claim]:
    """Each citation: in the program's words where it stands, then what stands there."""
    if not answer.citations:
        return [Claim("It rests on no single sentence of a document.", (), "said")]
    places: dict[str, list[Citation]] = {}
    for cited in answer.citations[:NAMED]:
        place = place_of(cited, sections.get(cited.id, ""))
        is_gone = cited.document_id in gone
        said = f"{place}, no longer in the collection, said:" if is_gone else f"In {place}:"
        places.setdefault(said, []).append(cited)
    claims: list[Claim] = []
    for said, group in places.items():
        claims.append(Claim(said, tuple(cited.id for cited in group), "said"))
        claims += [Claim(cited.quote, (cited.id,), "quoted") for cited in group]
    if len(answer.citations) > NAMED:
        left = len(answer.citations) - NAMED
        claims.append(Claim(f"… and in {left} more that the answer cites.", (), "said"))
    return claims


def place_of(cited: Citation, section: str) -> str:
    """A document, its date, page and heading, as a sentence names them."""
    dated = date_in_words(cited.date, cited.date_origin)
    if dated and cited.date_origin == "file":
        dated = f"file date {dated}"
    heading = " > ".join(
        part
        for part in section.split(" > ")
        if part != cited.title and not _is_dateline(part, cited.date)
    )
    parts = (
        f"“{cited.title}”" if cited.title else "a document without a title",
        dated,
        f"page {cited.page}" if cited.page else "",
        f"under “{heading}”" if heading else "",
    )
    return ", ".join(part for part in parts if part)


def _is_dateline(heading: str, when: date | None) -> bool:
    """Whether a line under the title was taken for a heading and gives the document's own date."""
    return when is not None and any(
        (day.year, day.month, day.day) == (when.year, when.month, when.day)
        for day in dates(heading)
    )


def _only(answer: Answer, claims: Sequence[Claim], receipt: Receipt) -> Answer:
    """The answer with these claims, and only the citations that they need, numbered anew."""
    order = needed_by(claims, answer)
    new = {old: number for number, old in enumerate(order, start=1)}
    known = {cited.id: cited for cited in answer.citations}
    return replace(
        answer,
        claims=tuple(renumbered(claim, new) for claim in claims),
        citations=tuple(replace(known[old], id=new[old]) for old in order),
        rejected=(),
        receipt=receipt,
        disagreements=tuple(
            tuple(new[number] for number in pair)
            for pair in answer.disagreements
            if new.keys() >= set(pair)
        ),
        kind="again",
        style="paragraph",
    )


def _cut(claim: Claim, asked: str, faith: Faith) -> Claim:
    """The claim in its shortest form that keeps every fact, and the words of the question.

    A reason or a manner may stand in the very clause that could be left out.
    """
    question = Question.parse(asked)
    if claim.verdict not in {"supported", "quoted"} or question.answer_type in {"why", "how"}:
        return claim
    kept = fact_stems(claim.text) | (set(content_stems(claim.text)) & set(question.stems))
    forms = [
        form
        for form in shorter_forms(claim.text)
        if kept <= set(content_stems(form)) and faith(form, claim.text)
    ]
    shortest = min(forms, key=len, default=claim.text)
    return claim if shortest == claim.text else Claim(shortest, claim.citations, "supported")
