"""What was kept, read back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from assistant.grounding.stored import restored_answer
from assistant.present.json import to_json
from assistant.records import Answer
from tests.present.samples import citation, partial, quoting, refusing, worded

ANSWERS = [
    worded(),
    partial(),
    refusing(),
    quoting(
        citation(1, "It opened.", day=date(2024, 5, 3)),
        citation(2, "It closed.", day=date(2023, 1, 2), origin="file"),
        disagreements=((1, 2),),
    ),
    replace(worded(), style="bullets", kind="again"),
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_that_was_kept_reads_back_the_same(answer: Answer) -> None:
    kept = json.loads(json.dumps(to_json(answer)))
    assert to_json(restored_answer(kept)) == kept


def test_an_answer_of_an_earlier_version_has_neither_kind_nor_style() -> None:
    kept = {key: value for key, value in to_json(worded()).items() if key not in {"kind", "style"}}
    restored = restored_answer(kept)
    assert (restored.kind, restored.style) == ("passages", "paragraph")
