from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import yaml

from assistant.answering.kinds import Kinds, features
from benchmarks import fit_kinds
from benchmarks.fit_kinds import EXAMPLES, UNSEEN, _with_more


def _plain(text: str) -> str:
    return text.lower().rstrip("?!. ")


@pytest.mark.parametrize("path", UNSEEN, ids=lambda path: path.name)
def test_no_unseen_phrase_is_an_example(path: Path) -> None:
    stored = _with_more("kinds", yaml.safe_load(EXAMPLES["kinds"].read_text("utf-8")))
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
    """Of questions that nothing tells apart, as many of each kind: these count six times."""
    vectors, labels = np.ones((40, 2)), np.array(["passages", "mention"] * 20)
    fitted = fit_kinds._fit(vectors, labels, "kinds")
    shares = dict(zip(fitted.classes_, fitted.predict_proba(vectors[:1])[0], strict=True))
    assert shares["passages"] == pytest.approx(6 / 7, abs=0.01)


def test_of_two_kinds_each_has_its_row(tmp_path: Path) -> None:
    """As likely as the fit says, whichever row is looked up."""
    stored = {"kinds": {"stated": ["when is it due?"], "worked": ["by how much did it rise?"]}}
    vocabulary = fit_kinds._vocabulary(stored)
    texts = [one for templates in stored["kinds"].values() for one in templates]
    rows = np.stack([features(text, np.zeros(3, dtype=np.float32), vocabulary) for text in texts])
    fitted = fit_kinds._fit(rows, np.array(list(stored["kinds"])), "calculations")
    path = tmp_path / "weights.json"
    weights = fit_kinds._weights(fitted, stored, vocabulary, "calculations", "a test")
    path.write_text(json.dumps(weights), encoding="utf-8")
    known = Kinds.load(path)
    shares = [list(known.shares(text, np.zeros(3, dtype=np.float32)).values()) for text in texts]
    assert np.allclose(shares, fitted.predict_proba(rows), atol=0.01)


@pytest.mark.parametrize("which", ["calculations", "comparisons"])
def test_nothing_is_an_example_twice(which: str) -> None:
    stored = yaml.safe_load(EXAMPLES[which].read_text("utf-8"))["kinds"]
    every = [_plain(one) for templates in stored.values() for one in templates]
    assert len(every) == len(set(every))


def test_some_ordinary_questions_are_also_typed_into_a_search_box() -> None:
    asked = [f"What is the price of the ferry to Lerwick {number}?" for number in range(30)]
    stored = {"slots": {}, "kinds": {"hello": ["hello"]}}
    texts, kinds, groups = fit_kinds._examples(stored, asked, "passages")
    terse = [place for place, text in enumerate(texts) if text.startswith("price ferry lerwick")]
    assert [texts[place] for place in terse] == ["price ferry lerwick 0", "price ferry lerwick 24"]
    assert {kinds[place] for place in terse} == {"passages"}
    assert [groups[place] for place in terse] == [
        groups[texts.index(asked[0])],
        groups[texts.index(asked[24])],
    ]
    assert texts[-len(asked) :] == asked
