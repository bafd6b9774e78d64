"""The direct answer: one or two sentences that a model writes from the best passages.

Whether there is an answer is decided before (`grounding.refuse`), and what may be shown after
(`grounding.judge`). The prompt offers no way out: small models take it far too often, also
where the answer stands before them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.language.question import Question
from assistant.language.words import content_stems
from assistant.protocols import Generator, Reader, Reading
from assistant.records import DocumentInfo, Hit
from assistant.writing.prompts import DIRECT_SYSTEM, direct_prompt, headed

Frequencies = Callable[[Sequence[str]], tuple[list[int], int]]
"""Words to (in how many passages each occurs, how many passages there are)."""

PRIOR = 1000
"""Passages without a word that every collection is taken to have besides its own."""

SCAFFOLDING = 0.3
"""What a word that only says what kind of answer is wanted counts beside another."""

READ = 4
"""Passages that the writer reads."""

BEHIND = 4.0
"""How far a passage's score may lie behind the best: in log odds, so to say one in fifty."""

BRINGS = 8.0
"""What a passage gains, in log odds, that alone speaks of all that the question asks."""

OTHER = 1.5
"""What a passage gains whose document is not read yet."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a model wrote.

    Attributes:
        text: of an answer with lists run in.
        sureness: the mean log probability of its tokens; None where the engine does not say.
        approval: how likely its writer finds it right, in log odds; None where it was not asked.
    """

    text: str
    sureness: float | None = None
    approval: float | None = None


NO_WORDS: Mapping[str, float] = {}

TEMPLATE = 64
"""Tokens that a chat template takes, at most."""

_ITEM = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s+")


def idf(question: Question, frequencies: Frequencies) -> dict[str, float]:
    """Inverse document frequency of each stem of the question, as in BM25, never negative.

    Source: S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and
    Beyond", 2009, with the usual 1 inside the logarithm. `PRIOR` passages without the word
    and one with it are added, or in a collection of one article the words that it happens
    not to use would outweigh all others. Scaffolding of the question counts `SCAFFOLDING`.
    """
    counts, total = frequencies(question.terms)
    return {
        stem: (SCAFFOLDING if stem in question.scaffolding else 1.0)
        * math.log(1 + (PRIOR + total - count + 0.5) / (count + 1.5))
        for stem, count in zip(question.stems, counts, strict=True)
    }


def rank_scores(question: str, hits: Sequence[Hit], reader: Reader) -> list[float]:
    """How well each passage answers the question by itself, in log odds.

    A cross-encoder reads question and passage together (R. Nogueira and K. Cho, "Passage
    Re-ranking with BERT", 2019), each passage below its document's title and its own heading.
    """
    return [float(score) for score in reader.score(question, [as_read(hit) for hit in hits])]


def read_passages(question: str, hits: Sequence[Hit], reader: Reader) -> Reading:
    """How well each passage answers the question, and where in it; as `rank_scores`.

    The spans are places in the passages; one in the title is an empty one.
    """
    heads = [len(as_read(hit)) - len(hit.passage.text) for hit in hits]
    sentences = [
        [
            (head + one.start - hit.passage.start, head + one.end - hit.passage.start)
            for one in hit.passage.sentences
        ]
        for hit, head in zip(hits, heads, strict=True)
    ]
    found = reader.read(question, [as_read(hit) for hit in hits], sentences)
    spans = tuple(
        (max(0, start - head), max(0, end - head))
        for (start, end), head in zip(found.spans, heads, strict=True)
    )
    return replace(found, spans=spans)


def ranked(
    hits: Sequence[Hit], scores: Sequence[float], idf: Mapping[str, float] = NO_WORDS
) -> list[Hit]:
    """The passages in the order in which they are worth reading, the best first.

    The first has the best score. Each further one is worth its score and, up to `BRINGS`, what it
    speaks of in the question that none before it does; one of another document is worth `OTHER`
    more. A comparison needs both of its sides, and the second one answers nothing by itself. One
    that is worth `BEHIND` less than the best is left out: reading it costs the writer time. Equal
    ones stay in the order of the search.

    Args:
        hits: in the order of the search.
        scores: from `rank_scores`.
        idf: of the question's stems, from `idf`.
    """
    held = [idf.keys() & set(content_stems(as_read(hit))) for hit in hits]
    total = sum(idf.values())
    left, chosen, spoken = list(range(len(hits))), list[int](), set[str]()

    def worth(place: int) -> float:
        if not chosen:
            return scores[place]
        brought = sum(idf[stem] for stem in held[place] - spoken) / total if total else 0.0
        known = {hits[other].document.id for other in chosen}
        return scores[place] + BRINGS * brought + OTHER * (hits[place].document.id not in known)

    while left:
        best = max(left, key=worth)
        if chosen and worth(best) < max(scores) - BEHIND:
            break
        chosen.append(best)
        spoken |= held[best]
        left.remove(best)
    return [hits[place] for place in chosen]


def main_points(document: DocumentInfo) -> str:
    """What a reader is asked to find the sentences that matter in a document."""
    return f"What are the main points of {document.title or 'this document'}?"


def as_read(hit: Hit) -> str:
    """A passage as a reader is given it, below what stands above it."""
    return f"{headed(hit)}. {hit.passage.text}"


def fitting(
    question: str, hits: Sequence[Hit], generator: Generator, max_tokens: int
) -> Sequence[Hit]:
    """As many of the best passages as the writer's window holds, `READ` at most, one at least."""
    for count in range(min(READ, len(hits)), 1, -1):
        if fits(generator, DIRECT_SYSTEM, direct_prompt(question, hits[:count]), max_tokens):
            return hits[:count]
    return hits[:1]


def fits(generator: Generator, system: str, prompt: str, max_tokens: int) -> bool:
    """Whether a writer's window holds a prompt and what is written on it."""
    room = generator.context_tokens - max_tokens - TEMPLATE
    return generator.count_tokens([system + prompt])[0] <= room


def write_direct(
    question: str,
    passages: Sequence[Hit],
    generator: Generator,
    max_tokens: int,
    should_stop: Callable[[], bool] = lambda: False,
) -> Draft:
    """Let the model answer from the passages.

    Args:
        question: as the person asked it.
        passages: best first; all are read.
        generator: the writer.
        max_tokens: of the answer.
        should_stop: ends the writing within a token.
    """
    prompt = direct_prompt(question, passages)
    draft = written_by(generator, DIRECT_SYSTEM, prompt, max_tokens, should_stop)
    return replace(draft, text=run_in(draft.text))


def written_by(
    generator: Generator,
    system: str,
    prompt: str,
    max_tokens: int,
    should_stop: Callable[[], bool],
) -> Draft:
    """What a model writes, and how sure it is of it."""
    sureness = None

    def pieces() -> Iterator[str]:
        nonlocal sureness
        sureness = yield from generator.generate(
            system, prompt, max_tokens=max_tokens, should_stop=should_stop
        )

    return Draft("".join(pieces()).strip(), sureness)


def run_in(text: str) -> str:
    """A text with each list run into the sentence before it ("The colours are: red; blue.").

    A heading and its items say one thing together, and are judged so.
    """
    lines: list[str] = []
    lists: set[int] = set()
    for line in filter(None, map(str.strip, text.splitlines())):
        item = _ITEM.match(line)
        if item is None or not lines:
            lines.append(line)
            continue
        joint = " " if lines[-1].endswith(":") else "; "
        lines[-1] = f"{lines[-1].rstrip('.;,')}{joint}{line[item.end() :]}"
        lists.add(len(lines) - 1)
    return "\n".join(
        f"{line.rstrip('.;,')}." if place in lists else line for place, line in enumerate(lines)
    )
