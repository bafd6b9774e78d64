from __future__ import annotations

import jsonschema
import pytest

from assistant.present.json import hit_to_json, to_json
from assistant.records import Answer
from tests.present.samples import citation, hit, partial, quoting, refusing, worded
from tests.schemas import ASK


@pytest.mark.parametrize(
    "answer",
    [
        worded(),
        quoting(citation(1, "A quote.")),
        refusing(hit()),
        refusing(),
        partial(),
    ],
)
def test_every_answer_fits_the_schema(answer: Answer) -> None:
    ASK.validate(to_json(answer))


def test_schema_refuses_what_was_not_checked() -> None:
    data = to_json(worded())
    data["claims"][0]["verdict"] = "unsupported"
    with pytest.raises(jsonschema.ValidationError):
        ASK.validate(data)


def test_answer() -> None:
    data = to_json(worded())
    assert data["text"] == "It was opened on 2 May 2024. [1]"
    assert data["citations"][0]["date"] == "2024-05-03"
    assert data["citations"][0]["date_origin"] == "text"
    assert data["citations"][0]["page"] == 2
    assert data["rejected"] == [
        {"text": "It was opened in 1931.", "reasons": ["1931 is not there"]}
    ]
    assert data["refusal"] is None
    assert data["models"] == {"embedder": "mini", "reader": "order", "writer": "small"}


def test_refusal_says_what_was_searched_and_what_is_near() -> None:
    refusal = to_json(refusing(hit()))["refusal"]
    assert refusal["missing"] == ["Brazil"]
    assert refusal["searched"] == {"passages": 120, "documents": 12}
    assert refusal["nearest"] == [hit_to_json(hit())]


def test_passage() -> None:
    assert hit_to_json(hit()) == {
        "document": "b" * 64,
        "title": "Soup of the day",
        "source": "/papers/soup.txt",
        "date": "2023-01-02",
        "date_origin": "file",
        "page": None,
        "start": 5,
        "end": 33,
        "text": "The corner shop serves soup.",
        "ocr": None,
        "score": 0.51,
    }
