from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import yaml

from benchmarks import fit_kinds
from benchmarks.fit_kinds import EXAMPLES, UNSEEN


def _plain(text: str) -> str:
    return text.lower().rstrip("?!. ")


@pytest.mark.parametrize("path", UNSEEN, ids=lambda path: path.name)
def test_no_unseen_phrase_is_an_example(path: Path) -> None:
    stored = yaml.safe_load(EXAMPLES["kinds"].read_text("utf-8"))
    slots = {name: "|".join(map(re.escape, texts)) for name, texts in stored["slots"].items()}
    examples = [
        re.sub(r"\\\{([a-z])\\\}", lambda slot: f"(?:{slots[slot[1]]})", re.escape(_plain(one)))
        for templates in stored["kinds"].values()
        for one in templates
    ]
    known = re.compile("|".join(f"(?:{one})" for one in examples), re.IGNORECASE)
    phrases = yaml.safe_load(path.read_text("utf-8"))
    assert not [
        phrase for texts in phrases.values() for phrase in texts if known.fullmatch(_plain(phrase))
    ]


def test_what_looks_alike_is_left_to_the_passages() -> None:
    """Of questions that nothing tells apart, as many of each kind."""
    vectors, labels = np.ones((40, 2)), np.array(["passages", "mention"] * 20)
    fitted = fit_kinds._fit(vectors, labels, "kinds")
    shares = dict(zip(fitted.classes_, fitted.predict_proba(vectors[:1])[0], strict=True))
    assert shares["passages"] == pytest.approx(0.8, abs=0.01)
