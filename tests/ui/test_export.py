from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.present.conversation import conversation_markdown
from assistant.ui.export import conversation_json, file_title
from assistant.ui.history import KeptTurn

ANSWER: dict[str, Any] = {
    "status": "answered",
    "text": "It opened.",
    "refusal": None,
    "claims": [{"text": "It *opened*.", "citations": [1], "verdict": "quoted", "reasons": []}],
    "citations": [
        {
            "id": 1,
            "title": "# Bridge [x](javascript:alert(1)) <script>",
            "source": "/docs/a.pdf",
            "date": "2019-05-12",
            "date_origin": "text",
            "page": 3,
            "quote": "It *opened*.",
        }
    ],
}
TURN = KeptTurn(1, "and when?", "When did the bridge open?", ANSWER, "2026-01-01T10:00:00+00:00")


def test_markdown_holds_questions_answers_and_citations() -> None:
    text = conversation_markdown("Bridges", [TURN])
    assert text.startswith("# Bridges\n")
    assert "## and when?" in text
    assert "Understood as: When did the bridge open?" in text
    assert "“It \\*opened\\*.” \\[1\\]" in text
    assert "12 May 2019 · a.pdf, page 3" in text


def test_document_text_means_nothing_to_markdown() -> None:
    text = conversation_markdown("Bridges", [TURN])
    assert "<script>" not in text
    assert "[x](" not in text
    assert "\n# Bridge" not in text


def test_json_holds_the_whole_answers() -> None:
    data = json.loads(conversation_json("Bridges", [TURN]))
    assert data["turns"][0]["answer"] == ANSWER
    assert data["turns"][0]["asked"] == TURN.asked


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("When? Now!", "When-Now.md"),
        ('../"x"\r\nSet-Cookie: a', "x-Set-Cookie-a.md"),
        ("…", "conversation.md"),
        ("Café in Malmö", "Cafe-in-Malmo.md"),
    ],
)
def test_file_names_are_plain(title: str, name: str) -> None:
    assert file_title(title, "md") == name
