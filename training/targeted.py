"""Pairs and questions made by code for each kind of difference, and for each kind of sameness."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from os.path import commonprefix

import sentencex
from spacy.tokens import Doc

from training import changes, sameness
from training.changes import Change, Forms, Pool
from training.language import Parsed
from training.sets import CONTRADICTED, NOT_SAID, SUPPORTED, Asked, Pair

BASE = date(1995, 1, 1)


def written(day: date) -> str:
    """A date as evidence carries it."""
    return f"{day.day} {day:%B %Y}"


def any_date(chance: random.Random) -> date:
    """A day in the last thirty years."""
    return BASE + timedelta(days=chance.randrange(365 * 31))


def difference(before: str, after: str) -> tuple[str, str] | None:
    """What was replaced by what, in whole words."""
    head = len(commonprefix([before, after]))
    tail = len(commonprefix([before[head:][::-1], after[head:][::-1]]))
    while (
        head
        and (before[head - 1 : head].isalnum() or before[head - 1 : head] in ",.")
        and head > 0
        and before[head - 1] != " "
    ):
        head -= 1
    while tail and before[len(before) - tail].isalnum():
        tail -= 1
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    return (old.strip(), new.strip()) if len(old.strip()) > 1 or old.strip().isdigit() else None


def swap(text: str, old: str, new: str) -> str | None:
    """A text with each whole-word occurrence replaced; None where there is none."""
    changed, times = re.subn(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text)
    return changed if times else None


def same(text: str, chance: random.Random, share: float = 0.55) -> tuple[str, str]:
    """The text in other words, and how; or as it is."""
    if chance.random() < share:
        options = [("number format", t) for t in sameness.number_formats(text, chance)]
        options += [("date format", t) for t in sameness.date_formats(text, chance)] * 2
        options += [("demonym", t) for t, _ in sameness.demonyms(text)]
        if (other := sameness.synonyms(text, chance)) and (not options or chance.random() < 0.5):
            options = [("paraphrase", other)]
        if options:
            kind, changed = chance.choice(options)
            return changed, kind
    return text, "copy"


class Maker:
    """Makes rows; everything random comes from one seed."""

    def __init__(self, parsed: Parsed, seed: int) -> None:
        self.parsed, self.chance = parsed, random.Random(seed)
        docs = list(parsed.docs.values())
        self.pool, self.forms = Pool(docs), Forms(docs)
        for doc in docs:
            self.pool.entities["~number"] += [
                t.text for t in doc if t.like_num and t.text[:1].isdigit()
            ]

    def own(self, passage: str) -> dict[str, list[str]]:
        """Names and numbers of a passage, by type."""
        found: dict[str, list[str]] = defaultdict(list)
        for sentence in sentencex.segment("en", passage):
            if doc := self.parsed.get(sentence):
                for ent in doc.ents:
                    found[ent.label_].append(ent.text)
        return found

    def variants(self, doc: Doc, own: dict[str, list[str]], most: int) -> list[Change]:
        """A few changes in place, of different kinds."""
        by_kind: dict[str, list[Change]] = defaultdict(list)
        for change in changes.in_place(doc, own, self.pool, self.forms, self.chance):
            by_kind[change.kind].append(change)
        kinds = list(by_kind)
        self.chance.shuffle(kinds)
        return [self.chance.choice(by_kind[kind]) for kind in kinds[:most]]

    # -- questions ------------------------------------------------------------------------------

    def questions(self, items: Sequence[Asked]) -> Iterator[tuple[Asked, str]]:
        """Questions with one thing changed (start -1), and changed passages that answer them."""
        for item in items:
            doc = self.parsed.get(item.question)
            if doc is None:
                continue
            own = self.own(item.passage)
            found = [c for c in self.variants(doc, own, 4) if c.kind not in ("roles", "unit")]
            if self.chance.random() < 0.75:  # a denial in a question gives itself away
                found = [c for c in found if c.kind != "negation"]
            found += self._other_word(doc, item)
            self.chance.shuffle(found)
            for change in found[:2]:
                pair = difference(doc.text, change.claimed)
                if pair is None or pair[1].lower() in item.answer.lower():
                    continue
                asked = replace(item, question=change.claimed, start=-1, answer="", full=None)
                yield asked, f"question: {change.kind}"
                turned = swap(item.passage, *pair) if change.kind != "negation" else None
                if turned is None or pair[0].lower() in item.answer.lower():
                    continue
                at = turned.find(item.answer)
                if at >= 0 and turned.count(item.answer) == item.passage.count(item.answer):
                    if item.passage.count(item.answer) > 1:
                        continue
                    yield (
                        replace(item, passage=turned, question=change.claimed, start=at),
                        "answer in changed passage",
                    )
                    if self.chance.random() < 0.5:
                        yield (
                            replace(item, passage=turned, start=-1, answer="", full=None),
                            "changed passage",
                        )

    def _other_word(self, doc: Doc, item: Asked) -> list[Change]:
        """A noun or adjective of the question for another one of its passage."""
        tokens = [
            t
            for t in doc
            if t.tag_ in ("NN", "NNS", "JJ") and t.is_alpha and len(t) > 3 and t.i > 1
        ]
        if not tokens:
            return []
        token = self.chance.choice(tokens)
        others = [
            w.text
            for s in sentencex.segment("en", item.passage) if (d := self.parsed.get(s))
            for w in d
            if w.tag_ == token.tag_ and w.is_alpha and len(w) > 3 and w.lower_ not in doc.text.lower()
            and w.lower_[:4] != token.lower_[:4]
        ]  # fmt: skip
        if not others or self.chance.random() < 0.3:
            others = self.pool.words[token.tag_]
        other = self.chance.choice(others)
        text = changes.put(doc, token.idx, token.idx + len(token.text), other.lower())
        return [Change("other word", doc.text, text, NOT_SAID)]

    # -- answers as statements -------------------------------------------------------------------

    def answers(self, items: Sequence[Asked]) -> Iterator[Pair]:
        """Answers in the question's words, right and wrong."""
        by_passage: dict[str, list[Asked]] = defaultdict(list)
        for item in items:
            by_passage[item.passage].append(item)
        for passage, group in by_passage.items():
            parts = [s for s in sentencex.segment("en", passage) if s.strip()]
            for item in group:
                doc = self.parsed.get(item.question)
                if doc is None:
                    continue
                evidence = self._around(parts, item)
                claims = []
                if text := sameness.statement(doc, item.answer, self.forms):
                    claims.append((text, "question's words"))
                if item.full and self._borne(item.full, f"{passage} {item.question}"):
                    claims.append((item.full, "full answer"))
                question = (
                    item.question
                    if self.chance.random() < 0.6
                    else self.chance.choice(group).question
                    if self.chance.random() < 0.5
                    else None
                )
                base = Pair(
                    "answers", "", evidence, SUPPORTED, self._title(item), question, self._day()
                )
                if claims and min(len(text.split()) for text, _ in claims) < 5:
                    base = replace(base, question=item.question)  # a bare answer says nothing alone
                for text, kind in claims:
                    yield replace(base, claim=text, kind=kind)
                    if (wrong := self._wrong_answer(item, group)) and item.answer in text:
                        bad = text.replace(item.answer, wrong)
                        yield replace(base, claim=bad, label=NOT_SAID, kind="answer exchanged")
                        if self.chance.random() < 0.35 and (
                            other := swap(evidence, item.answer, wrong)
                        ):
                            yield replace(base, claim=bad, evidence=other, kind=kind)
                if claims and self.chance.random() < 0.3:
                    rest = [p for p in parts if item.answer not in p]
                    if rest:
                        yield replace(
                            base,
                            claim=claims[0][0],
                            evidence=" ".join(rest[:4]),
                            label=NOT_SAID,
                            kind="sentence missing",
                        )
                if claims and self.chance.random() < 0.5:
                    for change in self.variants(doc, self.own(passage), 1):
                        if change.kind in ("unit", "roles"):
                            continue
                        pair = difference(doc.text, change.claimed)
                        if pair and (bad2 := swap(claims[-1][0], *pair)):
                            yield replace(
                                base,
                                claim=bad2,
                                label=change.label,
                                kind=change.kind,
                                question=change.claimed
                                if base.question == item.question
                                else base.question,
                            )
                            if other := swap(evidence, *pair):
                                yield replace(
                                    base,
                                    claim=bad2,
                                    evidence=other,
                                    kind=claims[-1][1],
                                    question=change.claimed
                                    if base.question == item.question
                                    else None,
                                )

    def _borne(self, text: str, source: str) -> bool:
        stems = {w[:5] for w in re.findall(r"\w+", source.lower())}
        wanted = [w[:5] for w in re.findall(r"\w+", text.lower()) if len(w) > 3]
        return sum(w in stems for w in wanted) >= 0.9 * len(wanted) > 0

    def _around(self, parts: list[str], item: Asked) -> str:
        """The sentence with the answer, and some of its neighbours."""
        at = next((i for i, p in enumerate(parts) if item.answer in p), 0)
        low = max(0, at - self.chance.choice((0, 0, 1, 1, 2)))
        return " ".join(parts[low : at + 1 + self.chance.choice((0, 0, 1, 1, 2))])

    def _wrong_answer(self, item: Asked, group: list[Asked]) -> str | None:
        digits = any(c.isdigit() for c in item.answer)
        upper = item.answer[:1].isupper()
        like = [g.answer for g in group if any(c.isdigit() for c in g.answer) == digits and g.answer[:1].isupper() == upper
                and g.answer.lower() not in item.answer.lower() and item.answer.lower() not in g.answer.lower()
                and g.answer.lower() not in item.question.lower()]  # fmt: skip
        return self.chance.choice(like) if like else None

    def _title(self, item: Asked) -> str | None:
        return item.title if item.title and self.chance.random() < 0.6 else None

    def _day(self) -> str | None:
        return written(any_date(self.chance)) if self.chance.random() < 0.3 else None

    # -- news: the long sentence and the short one ------------------------------------------------

    def news(self, found: Sequence[tuple[str, str]]) -> Iterator[Pair]:
        """Differences and samenesses between a sentence and its shorter form."""
        longs = [a for a, _ in found]
        for long, short in found:
            a, b = self.parsed.get(long), self.parsed.get(short)
            if a is None or b is None:
                continue

            def wrap(text: str) -> str:
                extra = [
                    self.chance.choice(longs) for _ in range(self.chance.choice((0, 0, 0, 1, 1, 2)))
                ]
                at = self.chance.randint(0, len(extra))
                return " ".join([*extra[:at], text, *extra[at:]])

            base = Pair("news", "", "", SUPPORTED, None, None, self._day())

            def row(evidence: str, claim: str, label: int, kind: str) -> Pair:
                return replace(base, evidence=wrap(evidence), claim=claim, label=label, kind=kind)

            text, how = same(short, self.chance)
            yield row(long, text, SUPPORTED, "shortened" if how == "copy" else how)
            if len(long) - len(short) > 25 and self.chance.random() < 0.4:
                yield row(short, same(long, self.chance)[0], NOT_SAID, "detail added")
                yield row(long, same(long, self.chance, 0.9)[0], SUPPORTED, "whole sentence")
            for change in self.variants(b, {}, 2):
                pair = difference(short, change.claimed)
                yield row(long, same(change.claimed, self.chance)[0], change.label, change.kind)
                if pair and (turned := swap(long, *pair)):
                    yield row(turned, same(change.claimed, self.chance)[0], SUPPORTED, "shortened")
            yield from self._less(a, b, long, short, row)
            if (turned := sameness.passive(a, self.forms)) and len(a) < 30:
                yield row(long, turned, SUPPORTED, "passive")
                for _, wrong in changes.roles(a):
                    yield row(long, wrong, NOT_SAID, "roles")
                    yield row(wrong, turned, NOT_SAID, "roles")
            if turned := sameness.passive(b, self.forms):
                yield row(long, turned, SUPPORTED, "passive")
            if (front := sameness.moved(b)) and self.chance.random() < 0.5:
                yield row(long, front, SUPPORTED, "moved")
            yield from self._yes_no(b, long, row)
            if self.chance.random() < 0.3:
                yield from self._relative(b, row)

    def _less(self, a: Doc, b: Doc, long: str, short: str, row) -> Iterator[Pair]:  # type: ignore[no-untyped-def]
        """Evidence that says less than the claim."""
        options: list[Change] = []
        verb = next((t.text for t in a if t.dep_ == "ROOT"), "")
        if verb and re.search(rf"\b{re.escape(verb)}\b", short):
            seed = self.chance.random()
            for change in changes.hedges(a, self.forms, random.Random(seed)):
                options.append(replace(change, claimed=short))
                if self.chance.random() < 0.5:
                    for kept in changes.hedges(b, self.forms, random.Random(seed)):
                        yield row(
                            change.said, same(kept.said, self.chance)[0], SUPPORTED, "hedge kept"
                        )
        for change in changes.restrictions(a, self.chance):
            options.append(
                replace(change, claimed=short if change.claimed == long else change.claimed)
            )
            if self.chance.random() < 0.3:
                yield row(
                    change.said,
                    same(change.said, self.chance, 0.9)[0],
                    SUPPORTED,
                    "restriction kept",
                )
        said = list(changes.attributions(a, self.chance))
        options += [replace(c, claimed=short) for c in said]
        if said and self.chance.random() < 0.15:
            yield row(said[0].said, said[0].said, SUPPORTED, "attribution kept")
        for change in changes.qualifiers(b, self.chance):
            pair = difference(short, change.said)
            options.append(replace(change, said=change.said))
            if pair and (turned := swap(long, *pair)) and pair[0]:
                options.append(replace(change, said=turned, claimed=short))
                yield row(turned, change.said, SUPPORTED, "qualifier kept")
        rare = [*changes.found_hedges(a), *changes.scopes(a)]
        for change in rare:
            yield row(change.said, same(change.claimed, self.chance)[0], change.label, change.kind)
            if change.back is not None:
                yield row(change.claimed, change.said, change.back, change.kind)
            yield row(
                change.claimed,
                same(change.claimed, self.chance, 0.9)[0],
                SUPPORTED,
                "whole sentence",
            )
        by_kind = {c.kind: c for c in options}
        for kind in self.chance.sample(sorted(by_kind), min(2, len(by_kind))):
            change = by_kind[kind]
            yield row(change.said, same(change.claimed, self.chance)[0], change.label, kind)
            yield row(long, same(change.claimed, self.chance, 0.8)[0], SUPPORTED, "shortened")

    def _yes_no(self, doc: Doc, long: str, row) -> Iterator[Pair]:  # type: ignore[no-untyped-def]
        question = sameness.asked_whether(doc)
        if question is None:
            return
        text = changes.inner(doc) + "."
        yield replace(row(long, f"Yes, {text}", SUPPORTED, "yes with a reason"), question=question)
        if self.chance.random() < 0.5:
            yield replace(row(long, f"No, {text}", CONTRADICTED, "yes for no"), question=question)
        for change in self.variants(doc, {}, 1):
            pair = difference(doc.text, change.claimed)
            other = swap(question, *pair) if pair else None
            if other and change.kind in ("name", "number", "date", "opposite", "unit"):
                yield replace(
                    row(long, f"No, {text}", SUPPORTED, "no with a reason"), question=other
                )
                yield replace(
                    row(long, f"Yes, {text[:-1]}.", CONTRADICTED, "yes for no"), question=other
                )
                wrong = change.claimed
                head = wrong[:1] if changes.lowered(doc[0:1])[0].isupper() else wrong[:1].lower()
                yield replace(
                    row(long, f"Yes, {head}{wrong[1:]}", change.label, change.kind), question=other
                )

    def _relative(self, doc: Doc, row) -> Iterator[Pair]:  # type: ignore[no-untyped-def]
        """A day named by its distance from the document's date."""
        if any(e.label_ in ("DATE", "TIME") for e in doc.ents) or len(doc) > 16:
            return
        body, day = changes.body(doc), any_date(self.chance)
        future = bool(re.search(r"\bwill\b|\bto\b", body))
        sign = 1 if future else -1
        n = self.chance.choice((2, 3, 4, 5, 6, 8, 10))
        word = changes.NUMERALS[n - 1] if n < 11 and self.chance.random() < 0.6 else str(n)
        near = "tomorrow" if future else "yesterday"
        once = "next" if future else "last"
        month = (day.month - 1 + sign) % 12 + 1
        month_year = day.year + (day.month - 1 + sign) // 12
        weekday = self.chance.randrange(7)
        gap = (weekday - day.weekday()) % 7 or 7
        on = day + timedelta(days=gap if future else gap - 7 if gap != 7 else -7)
        forms = [
            (near, "day", day + timedelta(days=sign)),
            ("today", "day", day),
            (f"{once} month", "month", date(month_year, month, 1)),
            (f"{once} year", "year", date(day.year + sign, 1, 1)),
            ("this year", "year", day),
            ("this month", "month", day),
            (
                f"in {word} days" if future else f"{word} days ago",
                "day",
                day + timedelta(days=sign * n),
            ),
            (
                f"in {word} years" if future else f"{word} years ago",
                "year",
                date(day.year + sign * n, 1, 1),
            ),
            (f"on {on:%A}", "day", on),
        ]
        said, unit, when = self.chance.choice(forms)
        write = {"day": lambda d: f"on {d:%B} {d.day}, {d.year}" if self.chance.random() < 0.5 else f"on {written(d)}",
                 "month": lambda d: f"in {d:%B} {d.year}", "year": lambda d: f"in {d.year}"}[unit]  # fmt: skip
        step = {"day": timedelta(days=self.chance.choice((-7, -2, -1, 1, 2, 30))), "month": timedelta(days=self.chance.choice((-62, -31, 45, 365))),
                "year": timedelta(days=366 * self.chance.choice((-2, -1, 1, 2)))}[unit]  # fmt: skip
        evidence = f"{body} {said}."
        good, bad = f"{body} {write(when)}.", f"{body} {write(when + step)}."
        yield replace(row(evidence, good, SUPPORTED, "relative date"), date=written(day))
        yield replace(row(evidence, bad, CONTRADICTED, "time wrong"), date=written(day))

    # -- passages: several sentences ---------------------------------------------------------------

    def passages(self, items: Sequence[Asked]) -> Iterator[Pair]:
        """Facts of two sentences mixed up or rightly joined, pronouns, causes, formats."""
        titles = sorted({i.title for i in items if i.title})
        for passage, title in {i.passage: i.title for i in items}.items():
            docs = [
                d
                for s in sentencex.segment("en", passage)
                if (d := self.parsed.get(s)) is not None and 5 < len(d) < 45
            ]
            own = self.own(passage)
            for i, doc in enumerate(docs):
                near = [
                    d.text
                    for d in docs[
                        max(0, i - self.chance.choice((0, 1, 2))) : i
                        + 1
                        + self.chance.choice((0, 0, 1, 2))
                    ]
                ]
                evidence = " ".join(near)
                base = Pair(
                    "passages",
                    "",
                    evidence,
                    SUPPORTED,
                    title if self.chance.random() < 0.6 else None,
                    None,
                    self._day(),
                )
                if self.chance.random() < 0.3:
                    for change in self.variants(doc, own, 1):
                        yield replace(
                            base,
                            claim=same(change.claimed, self.chance)[0],
                            label=change.label,
                            kind=change.kind,
                        )
                        if turned := evidence.replace(doc.text, change.claimed):
                            yield replace(
                                base,
                                claim=same(change.claimed, self.chance, 0.9)[0],
                                evidence=turned,
                                kind="whole sentence",
                            )
                            yield replace(
                                base,
                                claim=same(doc.text, self.chance, 0.9)[0],
                                evidence=turned,
                                label=change.label,
                                kind=change.kind,
                            )
                for change in [*changes.found_hedges(doc), *changes.scopes(doc)][:2]:
                    yield replace(
                        base,
                        claim=same(change.claimed, self.chance)[0],
                        label=change.label,
                        kind=change.kind,
                    )
                    yield replace(
                        base,
                        claim=same(change.claimed, self.chance, 0.9)[0],
                        evidence=evidence.replace(doc.text, change.claimed),
                        kind="whole sentence",
                    )
                for said, claim, _ in sameness.acronyms(doc.text):
                    yield replace(
                        base, evidence=evidence.replace(doc.text, said), claim=claim, kind="acronym"
                    )
                for claim, country in list(sameness.demonyms(doc.text))[:1]:
                    yield replace(base, claim=claim, kind="demonym")
                    other = self.chance.choice(
                        [c for c in sameness.NATIONS.values() if c != country]
                    )
                    yield replace(
                        base,
                        claim=claim.replace(f"from {country}", f"from {other}"),
                        label=CONTRADICTED,
                        kind="name",
                    )
                if (turned := sameness.passive(doc, self.forms)) is not None:
                    yield replace(base, claim=turned, kind="passive")
                    for _, wrong in changes.roles(doc):
                        yield replace(base, claim=wrong, label=NOT_SAID, kind="roles")
                if (front := sameness.moved(doc)) and self.chance.random() < 0.4:
                    yield replace(base, claim=front, kind="moved")
                if (
                    title
                    and doc[0].text in ("He", "She", "It")
                    and len(title.split()) < 4
                    and len(doc) > 1
                    and doc[1].tag_ in ("VBD", "VBZ")
                ):
                    yield replace(
                        base,
                        claim=title + doc.text[len(doc[0].text) :],
                        title=title,
                        kind="pronoun",
                    )
                    wrong = self.chance.choice(titles)
                    if wrong != title and wrong not in passage:
                        yield replace(
                            base,
                            claim=wrong + doc.text[len(doc[0].text) :],
                            title=title,
                            label=NOT_SAID,
                            kind="subject exchanged",
                        )
                if i + 1 < len(docs) and len(doc) + len(docs[i + 1]) < 60:
                    yield from self._two(doc, docs[i + 1], base)
            for x, y in zip(docs, docs[2:], strict=False):
                if (text := changes.conflated(x, y)) and self.chance.random() < 0.5:
                    yield Pair(
                        "passages",
                        text,
                        f"{x.text} {y.text}",
                        NOT_SAID,
                        title,
                        None,
                        self._day(),
                        "conflated",
                    )
                    yield Pair(
                        "passages",
                        same(self.chance.choice((x, y)).text, self.chance)[0],
                        f"{x.text} {y.text}",
                        SUPPORTED,
                        title,
                        None,
                        self._day(),
                        "one of two",
                    )

    def _two(self, first: Doc, second: Doc, base: Pair) -> Iterator[Pair]:
        """Two neighbours: joined rightly, joined by a cause that nobody named, or confused."""
        both = f"{first.text} {second.text}"
        a, b = changes.body(first), changes.inner(second) + "."
        if text := changes.conflated(first, second):
            yield replace(base, claim=text, evidence=both, label=NOT_SAID, kind="conflated")
            yield replace(base, claim=second.text, evidence=both, kind="one of two")
        if self.chance.random() < 0.12:
            link = self.chance.choice(
                (
                    " because ",
                    ", since ",
                    ", as a result of which ",
                    ", which led to the fact that ",
                    ", so ",
                )
            )
            yield replace(
                base, claim=f"{a}{link}{b}", evidence=both, label=NOT_SAID, kind="cause invented"
            )
            yield replace(base, claim=f"{a}, and {b}", evidence=both, kind="joined")
            said = f"{a}{link}{b}"
            yield replace(
                base, claim=said.replace(" because ", ", as "), evidence=said, kind="cause kept"
            )


def split_pairs(lines: Sequence[str], chance: random.Random, plain) -> Iterator[Pair]:  # type: ignore[no-untyped-def]
    """Two sentences and the one that joins them; a half does not bear the whole."""

    def stems(text: str) -> set[str]:
        return {w[:5] for w in re.findall(r"\w+", text.lower()) if len(w) > 3}

    for line in lines:
        whole, halves = line.split("\t")
        first, _, second = (plain(part.replace("' '", "'")) for part in halves.partition("<::::>"))
        whole = plain(whole)
        if not second:
            continue
        base = Pair("wiki_split", "", "", SUPPORTED)
        if len(stems(whole) - stems(f"{first} {second}")) <= 1:
            yield replace(base, claim=whole, evidence=f"{first} {second}", kind="joined")
            if len(stems(whole) - stems(first)) >= 4:
                yield replace(
                    base, claim=whole, evidence=first, label=NOT_SAID, kind="half missing"
                )
        for half, rest in ((first, second), (second, first)):
            if len(stems(half) - stems(whole)) == 0 and half.split()[0] not in (
                "He",
                "She",
                "It",
                "They",
                "This",
                "These",
            ):
                yield replace(base, claim=half, evidence=whole, kind="part of a sentence")
                if len(stems(half) - stems(rest)) >= 3 and chance.random() < 0.8:
                    yield replace(
                        base, claim=half, evidence=rest, label=NOT_SAID, kind="half missing"
                    )
