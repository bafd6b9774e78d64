from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.errors import AssistantError, CollectionError, ConfigError, ModelError
from assistant.language.question import MOST_CHARACTERS
from assistant.records import Answer
from tests.cli.conftest import BAKERY, OPENED, Run, parsed
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader
from tests.schemas import ASK

QUESTION = "When was the new bridge over the Tamsel opened?"
UNKNOWN = "Which orchestra played Mahler in Vienna?"

pytestmark = pytest.mark.usefixtures("indexed")


def test_answer_goes_to_standard_output_alone(run: Run) -> None:
    result = run("ask", QUESTION)
    assert result.exit_code == 0
    said, sources = result.stdout.split("\nSources\n")
    assert said.startswith("Answer  ")
    assert f"{OPENED} [1]" in said
    assert sources.startswith("[1] Bridge opened")
    assert f"“{OPENED}”" in sources
    assert result.stderr == ""


def test_refusal_has_an_exit_code_of_its_own(run: Run) -> None:
    result = run("ask", UNKNOWN)
    assert result.exit_code == 3
    assert result.stdout.startswith("No answer found in these documents\n")
    assert result.stderr == ""


def test_json_fits_the_schema_and_quotes_exactly(run: Run) -> None:
    answer = parsed(run("ask", QUESTION, "--json"))
    ASK.validate(answer)
    assert answer["status"] in {"answered", "partial"}
    for citation in answer["citations"]:
        document = parsed(run("documents", "show", citation["document"], "--json"))
        assert document["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_json_of_a_refusal_fits_the_schema(run: Run) -> None:
    result = run("ask", UNKNOWN, "--json")
    assert result.exit_code == 3
    ASK.validate(parsed(result))


def test_wrong_wording_is_not_shown_unless_asked_for(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = "The new bridge over the Tamsel was opened on 7 May 1931."
    monkeypatch.setattr(
        "assistant.models.generate.load_generator", lambda *_, **__: FakeGenerator(wrong)
    )
    assert "1931" not in run("ask", QUESTION).stdout
    assert wrong in run("ask", QUESTION, "--verbose").stdout
    answer = parsed(run("ask", QUESTION, "--json"))
    assert [one["text"] for one in answer["rejected"]] == [wrong]
    assert wrong not in answer["text"]


def test_every_role_is_named_in_the_receipt(run: Run) -> None:
    answer = parsed(run("ask", QUESTION, "--json"))
    assert set(answer["models"]) == {"embedder", "reader", "writer"}


def test_extractive_asks_no_writer(run: Run, writer: FakeGenerator) -> None:
    answer = parsed(run("ask", QUESTION, "--extractive", "--json"))
    assert {claim["verdict"] for claim in answer["claims"]} == {"quoted"}
    assert set(answer["models"]) == {"embedder", "reader"}
    assert answer["timings"]["write_s"] == 0
    assert writer.prompts == []


def test_question_from_standard_input(run: Run) -> None:
    answer = parsed(run("ask", "-", "--json", input=f"  {QUESTION}\n"))
    assert answer["question"] == QUESTION


def test_many_questions_one_line_each(run: Run) -> None:
    lines = f'{QUESTION}\n\n{{"question": "{UNKNOWN}"}}\n'
    result = run("ask", "--jsonl", input=lines)
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["question"] for answer in answers] == [QUESTION, UNKNOWN]
    assert answers[1]["status"] == "refused"
    for answer in answers:
        ASK.validate(answer)


def test_models_are_loaded_once_for_many_questions(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = []

    def load(*_: object) -> FakeEmbedder:
        loaded.append("embedder")
        return FakeEmbedder()

    def load_reader(*_: object) -> FakeReader:
        loaded.append("reader")
        return FakeReader()

    monkeypatch.setattr("assistant.runtime.load_embedder", load)
    monkeypatch.setattr("assistant.models.reader.load_reader", load_reader)
    run("ask", "-", "--jsonl", input=f"{QUESTION}\n" * 3)
    assert loaded == ["embedder", "reader"]


@pytest.mark.parametrize(
    "line",
    [
        '{"question": 3}',
        '{"text": "x"}',
        "{oops",
        '{"question": " "}',
        '{"a":' * 100_000,
        f'{{"a": {"1" * 5_000}}}',
    ],
)
def test_a_line_without_a_question_is_an_error_in_its_place(run: Run, line: str) -> None:
    result = run("ask", "--jsonl", input=f"{QUESTION}\n{line}\n\n{UNKNOWN}\n")
    assert result.exit_code == 1
    first, failed, last = (json.loads(line) for line in result.stdout.splitlines())
    assert (first["question"], last["question"]) == (QUESTION, UNKNOWN)
    assert failed["line"] == 2
    assert "Line 2 of the input" in failed["error"]
    assert result.stderr == "1 line failed.\n"


def test_earlier_questions_say_what_a_follow_up_means(run: Run) -> None:
    asked = {"question": "And how long is it?", "history": ["What is the bridge in Tamsel?"]}
    result = run("ask", "--jsonl", input=f"{json.dumps(asked)}\n{json.dumps(asked['question'])}\n")
    first = json.loads(result.stdout.splitlines()[0])
    ASK.validate(first)
    assert first["question"] == asked["question"]
    assert first["understood"] == "How long is the bridge in Tamsel?"
    alone = asked | {"question": QUESTION}
    assert "understood" not in parsed(run("ask", "--jsonl", input=json.dumps(alone)))


def test_earlier_questions_are_not_answered_and_are_no_evidence(
    run: Run, writer: FakeGenerator
) -> None:
    history = ["The ferry to Lund sails at noon. What sails to Lund?", "Who built the bridge?"]
    asked = {"question": "When does the ferry to Lund sail?", "history": history}
    result = run("ask", "--jsonl", input=json.dumps(asked))
    assert len(result.stdout.splitlines()) == 1
    assert "noon" not in parsed(result)["text"]
    assert len(writer.prompts) <= 1


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ({"question": "why?", "history": "When was it?"}, "no list of questions"),
        ({"question": "why?", "history": {"0": "When was it?"}}, "no list of questions"),
        ({"question": "why?", "history": [3]}, "no list of questions"),
        ({"question": "why?", "history": None}, "no list of questions"),
        ({"question": "why?", "history": ["a" * (MOST_CHARACTERS + 1)]}, "are read"),
        ({"question": "a" * (MOST_CHARACTERS + 1)}, "are read"),
    ],
)
def test_a_history_of_another_type_costs_only_its_line(
    run: Run, asked: dict[str, Any], complaint: str
) -> None:
    result = run("ask", "--jsonl", input=f"{json.dumps(asked)}\n{QUESTION}\n")
    assert result.exit_code == 1
    failed, answered = (json.loads(line) for line in result.stdout.splitlines())
    assert failed["line"] == 1
    assert "Line 1 of the input" in failed["error"]
    assert complaint in failed["error"]
    assert answered["status"] == "answered"


def test_a_misspelt_key_costs_its_line_and_others_are_the_askers_own(run: Run) -> None:
    misspelt = {"question": QUESTION, "histroy": ["When did the ferry stop?"]}
    own = {"question": QUESTION, "id": 7, "question_id": 7}
    result = run("ask", "--jsonl", input=f"{json.dumps(misspelt)}\n{json.dumps(own)}\n")
    failed, answered = (json.loads(line) for line in result.stdout.splitlines())
    assert failed["error"].startswith("Line 1 of the input has “histroy”, which is not known.")
    assert "Write “history”" in failed["error"]
    assert answered["status"] == "answered"


def test_a_question_that_cannot_be_asked_costs_only_its_line(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = Assistant.ask

    def refuse_one(self: Assistant, text: str, **options: Any) -> Answer:
        if text == "too long":
            raise AssistantError("The question is too long.", "Ask it shorter.")
        return ask(self, text, **options)

    monkeypatch.setattr(Assistant, "ask", refuse_one)
    result = run("ask", "--jsonl", input=f"too long\n{QUESTION}\n")
    assert result.exit_code == 1
    failed, answered = (json.loads(line) for line in result.stdout.splitlines())
    assert failed == {"line": 1, "error": "The question is too long. Ask it shorter."}
    assert answered["status"] == "answered"


@pytest.mark.parametrize("failure", [ModelError, ConfigError, CollectionError])
def test_what_would_fail_every_line_ends_the_run(
    run: Run, failure: type[AssistantError], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Answer:
        raise failure("It is broken.", "Mend it.")

    monkeypatch.setattr(Assistant, "ask", fail)
    result = run("ask", "--jsonl", input=f"{QUESTION}\n{UNKNOWN}\n")
    assert result.exit_code == failure.exit_code
    assert result.stdout == ""
    assert result.stderr == "error: It is broken.\nMend it.\n"


def test_halves_of_characters_reach_no_model(run: Run) -> None:
    result = run("ask", "--jsonl", input='{"question": "the bridge \\ud800 opened?"}\n')
    assert json.loads(result.stdout)["question"] == "the bridge ? opened?"


def test_filters_hold(run: Run) -> None:
    assert run("ask", QUESTION, "--since", "2024-05-01").exit_code == 0
    late = parsed(run("ask", QUESTION, "--since", "2024-06-01", "--json"))
    assert late["status"] == "refused"
    assert late["refusal"]["searched"] == {"passages": 0, "documents": 0}
    assert parsed(run("ask", QUESTION, "--source", "bakery.*", "--json"))["status"] == "refused"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "There is no question."),
        (["  "], "The question is empty."),
        (["q", "--since", "May"], "'May' is no date"),
        (["q", "--meta", "author"], "not of the form KEY=VALUE"),
        (["q", "--in", "x", "--collection", "y"], "not both"),
        (["q", "--top", "0"], "--top"),
        (["q", "--nope"], "--nope"),
    ],
)
def test_usage_errors(run: Run, arguments: list[str], complaint: str) -> None:
    result = run("ask", *arguments)
    assert result.exit_code == 2
    assert complaint in " ".join(result.stderr.replace("│", " ").split())
    assert result.stdout == ""


def test_profile_that_is_not_known(run: Run) -> None:
    result = run("ask", QUESTION, "--profile", "defualt")
    assert result.exit_code == 2
    assert "Did you mean `default`?" in result.stderr


def test_answer_from_paths(run: Run, docs: Path) -> None:
    first = run("ask", QUESTION, "--in", docs)
    assert first.exit_code == 0
    assert first.stderr.startswith("Indexed: 2 added; ")
    assert run("ask", QUESTION, "--in", docs).stderr == ""
    (docs / "bakery.txt").unlink()
    assert "1 unchanged, 1 removed" in run("ask", QUESTION, "--in", docs).stderr


def test_paths_have_a_collection_of_their_own(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text(f"{BAKERY}\n", encoding="utf-8")
    assert run("ask", QUESTION, "--in", other).exit_code == 3
    assert run("ask", QUESTION).exit_code == 0


def test_path_that_is_not_there(run: Run, tmp_path: Path) -> None:
    result = run("ask", QUESTION, "--in", tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "nowhere" in result.stderr


def test_unreadable_file_is_said_and_the_rest_answers(run: Run, docs: Path) -> None:
    (docs / "broken.pdf").write_bytes(b"no pdf at all")
    result = run("ask", QUESTION, "--in", docs)
    assert result.exit_code == 0
    assert "broken.pdf" in result.stderr
