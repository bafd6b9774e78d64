"""BM25 over passages, to find those that look like an answer."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

_STOP = frozenset(
    "the a an of in on at to for by with and or is are was were be been do does did what which who "
    "whom whose when where why how that this it its as from".split()
)


def terms(text: str) -> list[str]:
    """Words without the commonest ones, crudely stemmed."""
    return [w[:6] for w in re.findall(r"\w+", text.lower()) if w not in _STOP]


class Bm25:
    """An inverted index in memory."""

    def __init__(self, texts: Sequence[str], k1: float = 0.9, b: float = 0.4) -> None:
        counts = [Counter(terms(text)) for text in texts]
        lengths = [sum(c.values()) for c in counts]
        mean = sum(lengths) / max(1, len(lengths))
        self.postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        seen = Counter(term for c in counts for term in c)
        for n, count in enumerate(counts):
            for term, times in count.items():
                idf = math.log(1 + (len(texts) - seen[term] + 0.5) / (seen[term] + 0.5))
                norm = times * (k1 + 1) / (times + k1 * (1 - b + b * lengths[n] / mean))
                self.postings[term].append((n, idf * norm))

    def best(self, query: str, most: int, among: Sequence[int] | None = None) -> list[int]:
        """The passages nearest to a query, best first."""
        scores: dict[int, float] = defaultdict(float)
        allowed = set(among) if among is not None else None
        for term in set(terms(query)):
            for n, score in self.postings.get(term, ()):
                if allowed is None or n in allowed:
                    scores[n] += score
        return sorted(scores, key=lambda n: (-scores[n], n))[:most]
