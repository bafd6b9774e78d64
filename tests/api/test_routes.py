"""Search, summaries, checks, documents, health, figures, and the reference."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
from starlette.testclient import TestClient

from assistant.search.collection import Collection
from tests.api.conftest import OPENED, QUESTION

DOCS = Path(__file__).parents[2] / "docs"


def schema(name: str) -> Any:
    return json.loads((DOCS / f"{name}.schema.json").read_text(encoding="utf-8"))


def test_search_finds_the_passage(client: TestClient) -> None:
    found = client.get("/v1/search", params={"q": QUESTION, "top": 2}).json()
    assert found["query"] == QUESTION
    assert OPENED in found["hits"][0]["text"]
    assert len(found["hits"]) <= 2
    only = client.get("/v1/search", params={"q": QUESTION, "source": "strike.txt"}).json()
    assert {Path(hit["source"]).name for hit in only["hits"]} == {"strike.txt"}
    late = client.get("/v1/search", params={"q": QUESTION, "since": "2999-01-01"}).json()
    assert late["hits"] == []


def test_documents_are_listed_and_given(client: TestClient) -> None:
    listed = client.get("/v1/documents", params={"limit": 2, "offset": 1}).json()
    assert listed["total"] == 3
    assert len(listed["data"]) == 2
    one = client.get(f"/v1/documents/{listed['data'][0]['id']}").json()
    assert one["title"] == listed["data"][0]["title"]
    assert one["text"]
    assert client.get("/v1/documents/ffff").status_code == 404


def test_citations_point_into_the_document(client: TestClient) -> None:
    body = {"messages": [{"role": "user", "content": QUESTION}]}
    answer = client.post("/v1/chat/completions", json=body).json()["assistant"]
    for cited in answer["citations"]:
        text = client.get(f"/v1/documents/{cited['document']}").json()["text"]
        assert text[cited["start"] : cited["end"]] == cited["quote"]


def test_a_document_or_a_text_is_summarised(client: TestClient) -> None:
    documents = client.get("/v1/documents", params={"source": "bridge.txt"}).json()["data"]
    for body in (
        {"document": documents[0]["id"]},
        {"text": f"{OPENED} It cost 40 million euros.", "style": "extractive", "title": "Oslo"},
    ):
        made = client.post("/v1/summaries", json=body)
        assert made.status_code == 200, made.text
        jsonschema.validate(made.json(), schema("summary"))
        assert OPENED in made.json()["summary"]
    for wrong in ({}, {"document": "a", "text": "b"}, {"text": "b", "words": 1}):
        assert client.post("/v1/summaries", json=wrong).status_code == 400
    assert client.post("/v1/summaries", json={"document": "ffff"}).status_code == 404


def test_the_summary_of_a_document_has_a_receipt_and_that_of_a_text_has_none(
    client: TestClient, folder: Path
) -> None:
    (document,) = client.get("/v1/documents", params={"source": "bridge.txt"}).json()["data"]
    made = client.post("/v1/summaries", json={"document": document["id"]}).json()
    text = client.post("/v1/summaries", json={"text": OPENED, "title": "Oslo"}).json()
    assert text["receipt"] is None
    with Collection.open(folder) as collection:
        ((id_, content),) = collection.receipts.all()
        assert (id_, content["claims"]) == (made["receipt"], made["claims"])
        assert content["asked"]["documents"] == [document["id"]]
        with collection.writing() as writer, writer.transaction():
            writer.remove_source(document["source"])
        assert (writer.forgotten, list(collection.receipts.all())) == (1, [])


def test_a_text_is_checked_against_a_text_documents_or_in_pairs(client: TestClient) -> None:
    (document,) = client.get("/v1/documents", params={"source": "bridge.txt"}).json()["data"]
    for source in ({"against": f"{OPENED} Rain fell."}, {"documents": [document["id"]]}):
        report = client.post("/v1/check", json={"text": OPENED, **source}).json()
        jsonschema.validate(report, schema("check"))
        assert [claim["verdict"] for claim in report["claims"]] == ["supported"]
    pairs = [{"text": OPENED, "against": OPENED}, {"text": "Cows fly.", "against": OPENED}]
    reports = client.post("/v1/check", json={"pairs": pairs}).json()["reports"]
    verdicts = [report["claims"][0]["verdict"] for report in reports]
    assert verdicts == ["supported", "unsupported"]
    for wrong in ({"text": "a"}, {"pairs": pairs, "text": "a"}, {"text": "a", "against": " "}):
        assert client.post("/v1/check", json=wrong).status_code == 400, wrong


def test_health_says_what_is_there(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok", "documents": 3, "passages": 3}


def test_figures_count_requests_answers_and_refusals_and_hold_no_text(client: TestClient) -> None:
    for question in (QUESTION, "Who won the chess championship in Lima?"):
        body = {"messages": [{"role": "user", "content": question}]}
        client.post("/v1/chat/completions", json=body)
    client.get("/v1/documents/ffff")
    client.get("/nowhere/secret-name")
    told = client.get("/metrics")
    assert told.headers["content-type"].startswith("text/plain")
    assert 'assistant_answers_total{status="answered"} 1.0' in told.text
    assert 'assistant_answers_total{status="refused"} 1.0' in told.text
    count = 'assistant_requests_total{method="POST",route="/v1/chat/completions",status="200"} 2.0'
    assert count in told.text
    assert 'route="/v1/documents/{document}",status="404"' in told.text
    assert 'assistant_request_seconds_count{method="POST"' in told.text
    assert "assistant_under_way 0.0" in told.text
    assert "secret-name" not in told.text
    assert "Lima" not in told.text


def test_the_reference_names_every_route_and_loads_nothing(client: TestClient) -> None:
    page = client.get("/docs")
    routes = client.get("/openapi.json").json()["paths"]
    assert {"/v1/chat/completions", "/v1/search", "/v1/check", "/health"} <= routes.keys()
    assert all(path in page.text for path in routes)
    assert not re.search(r"<script|src=|https?://|@import|url\(", page.text)
    assert "default-src 'none'" in page.headers["content-security-policy"]
