"""Samenesses made by code: other words for the same thing, so that what is true is not a copy."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from training.grammar import Forms, active, lowered
from training.words import MONTHS, NUMERALS, WORDS, slashes

NATIONS = {
    adjective: country.replace("_", " ")
    for adjective, country in (pair.split(":") for pair in WORDS["nations"].split())
}
SYNONYMS = [(a.replace("_", " "), b.replace("_", " ")) for a, b in slashes("synonyms")]
ONE_WAY = frozenset(
    "child position as since head claimed like to but spouse female male cover fall cut under over "
    "can".split()
)
"""Words too wide in meaning to be put for the other one of their pair."""


def number_formats(text: str, chance: random.Random) -> Iterator[str]:
    """The same number written otherwise."""
    if found := re.search(r"(\d[\d.,]*) ?(%|per ?cent)", text):
        other = chance.choice(
            [
                f
                for f in ("{}%", "{} percent", "{} per cent")
                if not found[0].endswith(f.removeprefix("{}").strip())
            ]
        )
        yield text[: found.start()] + other.format(found[1]) + text[found.end() :]
    if found := re.search(r"\b(\d{1,3}(?:,\d{3})+)\b", text):
        yield text[: found.start()] + found[1].replace(",", "") + text[found.end() :]
        value = int(found[1].replace(",", ""))
        if value % 100_000 == 0 and value >= 1_000_000:
            yield text[: found.start()] + f"{value / 1e6:g} million" + text[found.end() :]
    if found := re.search(r"(?<![\d,.])(\d{5,9})(?![\d,.])", text):
        yield text[: found.start()] + f"{int(found[1]):,}" + text[found.end() :]
    if found := re.search(r"\b(\d+(?:\.\d+)?) (million|billion|thousand)\b", text):
        value = round(float(found[1]) * {"million": 1e6, "billion": 1e9, "thousand": 1e3}[found[2]])
        yield text[: found.start()] + f"{value:,}" + text[found.end() :]
        if found[2] == "million" and "." not in found[1]:
            yield text[: found.start()] + f"{found[1]}m" + text[found.end() :]
    if found := re.search(
        r"(?<![\w$£€.,-])([2-9]|1[0-2])(?![\w.,%-]|\s?(?:am|pm|million|billion|per|%))", text
    ):
        yield text[: found.start()] + NUMERALS[int(found[1]) - 1] + text[found.end() :]
    if found := re.search(rf"\b({'|'.join(NUMERALS[1:])})\b", text):
        yield text[: found.start()] + str(NUMERALS.index(found[1]) + 1) + text[found.end() :]
    if found := re.search(r"[$](\d[\d.,]*\d|\d)( (?:million|billion))?", text):
        yield text[: found.start()] + f"{found[1]}{found[2] or ''} dollars" + text[found.end() :]


def date_formats(text: str, chance: random.Random) -> Iterator[str]:
    """The same date written otherwise."""
    months = "|".join(MONTHS)
    found = re.search(rf"\b({months}) (\d{{1,2}}),? (\d{{4}})\b", text)
    if found:
        month, day, year = found[1], int(found[2]), found[3]
    elif found := re.search(rf"\b(\d{{1,2}}) ({months}),? (\d{{4}})\b", text):
        month, day, year = found[2], int(found[1]), found[3]
    if found:
        at = MONTHS.index(month) + 1
        forms = [
            f"{day} {month} {year}",
            f"{month} {day}, {year}",
            f"{year}-{at:02d}-{day:02d}",
            f"{day} {month[:3]} {year}",
            f"{month[:3]}. {day}, {year}",
        ]
        other = chance.choice([f for f in forms if f != found[0]])
        yield text[: found.start()] + other + text[found.end() :]


def demonyms(text: str) -> Iterator[tuple[str, str]]:
    """`a Belgian company` and `a company from Belgium`, with the country."""
    for adjective, country in NATIONS.items():
        if found := re.search(
            rf"\b([Aa]n?|[Tt]he) {adjective} ([a-z]+)\b(?! [a-z]+(?:er|or|ist|ment|tion)\b)", text
        ):
            if found[2].endswith(("ly", "ed", "ing")) or found[2] in ("and", "or", "of"):
                continue
            article = (
                found[1]
                if found[1].lower() == "the"
                else ("A" if found[1][0] == "A" else "a") + ("n" if found[2][0] in "aeio" else "")
            )
            yield (
                f"{text[: found.start()]}{article} {found[2]} from {country}{text[found.end() :]}",
                country,
            )


def acronyms(text: str) -> Iterator[tuple[str, str, str]]:
    """Evidence, claim and short name, from `Long Name Of It (LNOI)`."""
    for found in re.finditer(
        r"((?:[A-Z][\w'-]+ (?:of |the |for |and )*){1,6}[A-Z][\w'-]+) \(([A-Z]{2,7})\)", text
    ):
        long, short = found[1], found[2]
        initials = [w[0] for w in long.split() if w[0].isupper()]
        for cut in range(len(initials)):
            if "".join(initials[cut:]) == short:
                words = [i for i, w in enumerate(long.split()) if w[0].isupper()]
                name = " ".join(long.split()[words[cut] :])
                yield text, text.replace(f"{name} ({short})", short), short
                yield (
                    text.replace(f"{name} ({short})", name),
                    text.replace(f"{name} ({short})", short),
                    short,
                )
                yield (
                    text.replace(f"{name} ({short})", short),
                    text.replace(f"{name} ({short})", name),
                    short,
                )
                break


def passive(doc: Doc, forms: Forms) -> str | None:
    """The active main clause turned round."""
    parts = active(doc)
    if parts is None:
        return None
    subject, verb, object_ = parts
    participle = forms.participle(verb.lower_)
    if not participle or object_[-1].tag_ == "PRP" or subject[-1].tag_ == "PRP":
        return None
    head = object_.root
    many = head.tag_ in ("NNS", "NNPS")
    be = ("were" if many else "was") if verb.tag_ == "VBD" else ("are" if many else "is")
    rest = doc.text[object_.end_char :].strip().rstrip(".")
    rest = f" {rest}" if rest and rest[0].isalnum() else rest
    first = object_.text[0].upper() + object_.text[1:]
    return f"{first} {be} {participle} by {lowered(subject)}{rest}."


def synonyms(text: str, chance: random.Random, most: int = 2) -> str | None:
    """One or two words for others of the same meaning."""
    done = 0
    pairs = [*SYNONYMS, *((b, a) for a, b in SYNONYMS if " " not in b and b not in ONE_WAY)]
    chance.shuffle(pairs)
    for old, new in pairs:
        if done < most and (found := re.search(rf"(?<![\w-]){re.escape(old)}(?![\w-])", text)):
            text = text[: found.start()] + new + text[found.end() :]
            done += 1
    return text if done else None


def moved(doc: Doc) -> str | None:
    """The closing circumstance set in front: `It opened in May` is `In May, it opened`."""
    verb = next((t for t in doc if t.dep_ == "ROOT"), None)
    if verb is None:
        return None
    for token in verb.children:
        span = doc[token.left_edge.i : token.right_edge.i + 1]
        if (
            token.dep_ in ("prep", "npadvmod")
            and span.end >= len(doc) - 1
            and 2 <= len(span) <= 7
            and token.lower_ in ("in", "on", "during", "after", "since", "at")
            and span.start > verb.i
        ):
            rest = doc.text[: span.start_char].rstrip()
            head = lowered(doc[0:1]) + rest[len(doc[0].text) :]
            return f"{span.text[0].upper()}{span.text[1:]}, {head}."
    return None


def statement(question: Doc, answer: str, forms: Forms) -> str | None:
    """A question and its answer as one sentence, in the question's words."""
    answer = answer.rstrip(".")
    root = next((t for t in question if t.dep_ == "ROOT"), None)
    wh = next((t for t in question if t.tag_ in ("WP", "WDT", "WRB", "WP$")), None)
    if root is None or wh is None or wh.i > 1 or not answer:
        return None
    text = question.text.rstrip(" ?")
    if question[0].lower_ in ("what", "who") and len(question) > 3:
        second = question[1]
        if second.lower_ in ("is", "was", "are", "were") and second is root:
            rest = text[second.idx + len(second.text) + 1 :]
            if not rest or any(t.tag_[:2] == "VB" and t.head is root for t in question[2:]):
                return None
            return f"{rest[0].upper()}{rest[1:]} {second.text} {answer}."
        plain = second.tag_ in ("VBD", "VBZ", "MD", "VBP")
        helps = second.lower_ in ("did", "does", "do")
        if wh.dep_ in ("nsubj", "nsubjpass") and plain and not helps:
            return f"{answer[0].upper()}{answer[1:]} {text[second.idx :]}."
    return _turned(question, root, wh, answer, forms)


HELPERS = ("did", "does", "do", "is", "was", "are", "were")
FIRST = ("what", "who", "when", "where", "whom", "how", "in", "which", "on", "at")


def _turned(question: Doc, root: Token, wh: Token, answer: str, forms: Forms) -> str | None:
    """A question with a helping verb (`When did it open?`) turned round (`It opened in May`)."""
    helper = next(
        (
            t
            for t in question
            if t.lower_ in HELPERS
            and t.i > wh.i
            and t.dep_ in ("aux", "auxpass")
            and t.head is root
        ),
        None,
    )
    subject = next((t for t in root.children if t.dep_ in ("nsubj", "nsubjpass")), None)
    if helper is None or subject is None or subject is wh or wh.head not in (root, *root.children):
        return None
    noun = question[subject.left_edge.i : subject.right_edge.i + 1]
    verb = _finite(helper, root, forms)
    starts = question[0].lower_ in FIRST
    if not starts or not verb or noun.start < helper.i or root.i < noun.end - 1:
        return None
    text = question.text.rstrip(" ?")
    tail = text[root.idx + len(root.text) :].strip()
    between = text[noun.end_char : root.idx].strip()
    verb = f"{between} {verb}" if between else verb
    words = question[: helper.i].text.lower().split()
    body = f"{noun.text[0].upper()}{noun.text[1:]} {verb}"
    if words[0] in ("when", "where", "in", "on", "at"):
        return f"{body}{' ' + tail if tail else ''} {_lead(words, answer)}{answer}."
    if words[:2] == ["how", "many"] and not answer.lower().endswith(words[-1]):
        answer = f"{answer} {' '.join(words[2:])}"
    return f"{body} {answer}{' ' + tail if tail else ''}."


def _finite(helper: Token, root: Token, forms: Forms) -> str | None:
    """The verb without its helper: `did open` is `opened`."""
    if helper.lower_ == "did":
        return forms.past(root.lower_)
    if helper.lower_ in ("does", "do"):
        return f"{root.lower_}{'s' if helper.lower_ == 'does' else ''}"
    return f"{helper.lower_} {root.lower_}"


def _lead(words: list[str], answer: str) -> str:
    """The preposition before a time or place, where the question or the answer's form gives it."""
    if words[0] in ("in", "on", "at"):
        return "" if answer.lower().startswith(words[0] + " ") else words[0] + " "
    year = words == ["when"] and answer[0].isdigit() and len(answer) == 4
    return "in " if year or (words == ["where"] and answer[0].isupper()) else ""


def asked_whether(doc: Doc) -> str | None:
    """A sentence as a question with yes or no for an answer."""
    root = next((t for t in doc if t.dep_ == "ROOT"), None)
    if root is None:
        return None
    aux = next(
        (
            t
            for t in root.children
            if t.dep_ in ("aux", "auxpass") and t.tag_ in ("MD", "VBD", "VBZ", "VBP")
        ),
        None,
    )
    if aux is None and root.lower_ in ("is", "are", "was", "were"):
        aux = root
    subject = next((t for t in root.children if t.dep_ in ("nsubj", "nsubjpass")), None)
    if (
        aux is None
        or subject is None
        or subject.left_edge.i != 0
        or aux.i != subject.right_edge.i + 1
    ):
        return None
    noun = doc[0 : subject.right_edge.i + 1]
    rest = doc.text[aux.idx + len(aux.text) :].rstrip(" .")
    return f"{aux.text.capitalize()} {lowered(noun)}{rest}?"
