"""Samenesses made by code: other words for the same thing, so that what is true is not a copy."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from training.changes import DAYS, MONTHS, NUMERALS, Forms, active, lowered

NATIONS = dict(
    pair.split(":")
    for pair in (
        "French:France German:Germany Italian:Italy Spanish:Spain Portuguese:Portugal Dutch:the_Netherlands "
        "Belgian:Belgium Swiss:Switzerland Austrian:Austria Polish:Poland Czech:the_Czech_Republic "
        "Hungarian:Hungary Romanian:Romania Bulgarian:Bulgaria Greek:Greece Turkish:Turkey Russian:Russia "
        "Ukrainian:Ukraine Swedish:Sweden Norwegian:Norway Danish:Denmark Finnish:Finland Icelandic:Iceland "
        "Irish:Ireland Scottish:Scotland Welsh:Wales Canadian:Canada Mexican:Mexico Brazilian:Brazil "
        "Argentine:Argentina Chilean:Chile Peruvian:Peru Colombian:Colombia Cuban:Cuba Chinese:China "
        "Japanese:Japan Indian:India Pakistani:Pakistan Bangladeshi:Bangladesh Thai:Thailand "
        "Vietnamese:Vietnam Indonesian:Indonesia Malaysian:Malaysia Australian:Australia Egyptian:Egypt "
        "Nigerian:Nigeria Kenyan:Kenya Ethiopian:Ethiopia Moroccan:Morocco Israeli:Israel Iraqi:Iraq "
        "Iranian:Iran Syrian:Syria Afghan:Afghanistan Estonian:Estonia Latvian:Latvia Lithuanian:Lithuania "
        "Croatian:Croatia Serbian:Serbia Ghanaian:Ghana Nepalese:Nepal Lebanese:Lebanon Tunisian:Tunisia"
    ).split()
)
NATIONS = {adjective: country.replace("_", " ") for adjective, country in NATIONS.items()}
SYNONYMS = [
    tuple(pair.split("/"))
    for pair in (
        "bought/purchased started/began begin/start ended/finished big/large small/little also/too "
        "killed/slain died/passed_away help/assist helped/assisted get/obtain got/obtained "
        "show/demonstrate showed/demonstrated need/require needs/requires use/employ used/employed "
        "build/construct built/constructed build/erect about/approximately about/around nearly/almost "
        "children/kids company/firm business/company car/vehicle cars/vehicles film/movie films/movies "
        "police/officers hospital/clinic doctor/physician doctors/physicians city/town road/street "
        "increase/rise increased/grew rose/climbed fell/dropped decrease/fall reduced/cut "
        "announced/declared said/stated said/told_reporters asked/requested chose/selected "
        "chosen/selected found/discovered received/got located/situated called/named known_as/called "
        "wrote/authored created/made founded/established founded/set_up important/significant "
        "main/principal main/chief often/frequently quickly/rapidly because/since because/as "
        "however/but injured/hurt wounded/injured arrested/detained murdered/killed "
        "fight/battle war/conflict attack/assault leader/head job/position home/house "
        "study/research wants/would_like wanted/wished must/has_to must/have_to shall/must may/can "
        "annually/every_year each_year/annually per_year/a_year monthly/every_month daily/each_day "
        "whole/entire allow/permit allowed/permitted ban/prohibit banned/prohibited forbidden/not_allowed "
        "over/more_than more_than/over fewer_than/less_than under/below at_least/no_fewer_than "
        "about/roughly money/funds pay/cover payment/fee next_to/beside near/close_to "
        "launched/started released/published won/claimed lost/was_beaten_in beat/defeated "
        "opened/started_work closed/shut returned/came_back left/departed_from visited/went_to "
        "illness/disease medicine/drug drug/medication death/passing birthday/day_of_birth "
        "wife/spouse husband/spouse son/child daughter/child teenager/young_person woman/female man/male "
        "buy/purchase sell/offer_for_sale give/provide gave/provided gives/provides contains/includes "
        "consists_of/is_made_up_of made_up_of/composed_of lives_in/resides_in lived_in/resided_in "
        "was_born_in/comes_from worked_as/was_employed_as prior_to/before following/after "
        "in_order_to/to due_to/because_of as_a_result_of/because_of such_as/like across/throughout"
    ).split()
]
SYNONYMS = [(a.replace("_", " "), b.replace("_", " ")) for a, b in SYNONYMS]


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
    pairs = [(a, b) for a, b in SYNONYMS] + [
        (b, a)
        for a, b in SYNONYMS
        if " " not in b
        and b
        not in (
            "child",
            "position",
            "as",
            "since",
            "head",
            "claimed",
            "like",
            "to",
            "but",
            "spouse",
            "female",
            "male",
            "cover",
            "fall",
            "cut",
            "under",
            "over",
            "can",
        )
    ]
    chance.shuffle(pairs)
    for old, new in pairs:
        if done < most and (found := re.search(rf"(?<![\w-]){re.escape(old)}(?![\w-])", text)):
            text = text[: found.start()] + new + text[found.end() :]
            done += 1
    return text if done else None


def moved(doc: Doc) -> str | None:
    """The closing circumstance set in front: `It opened in 1990.`, `In 1990, it opened.`"""
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


def _wh(doc: Doc) -> Token | None:
    return next((t for t in doc if t.tag_ in ("WP", "WDT", "WRB", "WP$")), None)


def statement(question: Doc, answer: str, forms: Forms) -> str | None:
    """A question and its answer as one sentence, in the question's words."""
    text = question.text.rstrip(" ?")
    first = question[0]
    answer = answer.rstrip(".")
    root = next((t for t in question if t.dep_ == "ROOT"), None)
    wh = _wh(question)
    if root is None or wh is None or wh.i > 1 or not answer:
        return None
    if first.lower_ in ("what", "who") and len(question) > 3:
        second = question[1]
        if second.lower_ in ("is", "was", "are", "were") and second is root:
            rest = text[second.idx + len(second.text) + 1 :]
            if not rest or any(t.tag_[:2] == "VB" and t.head is root for t in question[2:]):
                return None
            return f"{rest[0].upper()}{rest[1:]} {second.text} {answer}."
        if (
            wh.dep_ in ("nsubj", "nsubjpass")
            and second.tag_ in ("VBD", "VBZ", "MD", "VBP")
            and second.lower_ not in ("did", "does", "do")
        ):
            return f"{answer[0].upper()}{answer[1:]} {text[second.idx :]}."
    helper = next(
        (
            t
            for t in question
            if t.lower_ in ("did", "does", "do", "is", "was", "are", "were")
            and t.i > wh.i
            and t.dep_ in ("aux", "auxpass")
            and t.head is root
        ),
        None,
    )
    subject = next((t for t in root.children if t.dep_ in ("nsubj", "nsubjpass")), None)
    if helper is None or subject is None or subject is wh or wh.head not in (root, *root.children):
        return None
    if first.lower_ not in (
        "what",
        "who",
        "when",
        "where",
        "whom",
        "how",
        "in",
        "which",
        "on",
        "at",
    ):
        return None
    front = question[: helper.i].text
    noun = question[subject.left_edge.i : subject.right_edge.i + 1]
    tail = text[root.idx + len(root.text) :].strip()
    if helper.lower_ == "did":
        verb = forms.past(root.lower_)
    elif helper.lower_ in ("does", "do"):
        verb = root.lower_ + ("s" if helper.lower_ == "does" else "")
    else:
        verb = f"{helper.lower_} {root.lower_}"
    if not verb or noun.start < helper.i or root.i < noun.end - 1:
        return None
    between = text[noun.end_char : root.idx].strip()
    verb = f"{between} {verb}" if between else verb
    lead = ""
    words = front.lower().split()
    if words[0] in ("in", "on", "at") and not answer.lower().startswith(words[0] + " "):
        lead = words[0] + " "
    elif words == ["when"] and answer[0].isdigit() and len(answer) == 4:
        lead = "in "
    elif words == ["where"] and answer[0].isupper():
        lead = "in "
    elif (
        words[0] == "how"
        and words[1:] not in (["many"], ["much"])
        and len(words) > 1
        and words[1] == "many"
    ):
        answer = (
            f"{answer} {' '.join(words[2:])}" if not answer.lower().endswith(words[-1]) else answer
        )
    body = f"{noun.text[0].upper()}{noun.text[1:]} {verb}"
    if words[0] in ("when", "where", "in", "on", "at"):
        return f"{body}{' ' + tail if tail else ''} {lead}{answer}."
    return f"{body} {answer}{' ' + tail if tail else ''}."


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


COMPARED = [("larger", "smaller"), ("older", "younger"), ("higher", "lower"), ("more expensive", "cheaper"),
            ("faster", "slower"), ("longer", "shorter"), ("heavier", "lighter"), ("stronger", "weaker"),
            ("bigger", "smaller"), ("better", "worse"), ("more", "less"), ("taller", "shorter")]  # fmt: skip
WEEK = DAYS
