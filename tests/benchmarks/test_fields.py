"""The questions of benchmarks/fields are well formed, and their answers stand in the documents."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.corpus.read import read_documents
from assistant.indexing import index_paths
from assistant.search.collection import Collection
from benchmarks.fields_ask import ask_all, chosen, figures
from benchmarks.fields_gold import (
    COLLECTIONS,
    CONVERSATION,
    DEVELOPMENT,
    EVERYDAY,
    FIELDS,
    KINDS,
    SETS,
    Asked,
    lacking,
    plain,
    read_conversations,
    read_questions,
    stands,
)
from tests.fakes import FakeEmbedder, FakeReader

QUESTIONS = read_questions()
CONVERSATIONS = read_conversations()
TURNS = [turn for turns in CONVERSATIONS for turn in turns]
EVERYTHING = [*QUESTIONS, *TURNS]
VERBATIM = {"fact", "number", "when"}
KEYS = {"question", "gold", "wrong", "answerable", "documents", "note"}


@cache
def text_of(collection: str, name: str) -> str:
    path = COLLECTIONS[collection] / name
    return "\n".join(f"{document.title}\n{document.text}" for document in read_documents(path))


def evidence(asked: Asked) -> str:
    return "\n".join(text_of(asked.collection, name) for name in asked.documents)


def test_there_are_as_many_as_the_readme_says() -> None:
    assert len(list(COLLECTIONS["fields"].iterdir())) == 30
    assert Counter(asked.collection for asked in QUESTIONS) == {"news": 60, "fields": 60}
    assert len(CONVERSATIONS) == 12
    assert all(2 <= len(turns) <= 4 for turns in CONVERSATIONS)
    assert {asked.kind for asked in QUESTIONS} == KINDS


def test_lines_hold_the_keys_that_the_readme_names() -> None:
    for line in (FIELDS / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        assert json.loads(line).keys() == KEYS | {"id", "collection", "kind"}
    for line in (FIELDS / "conversations.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        assert row.keys() == {"id", "collection", "turns"}
        assert all(turn.keys() == KEYS for turn in row["turns"])


def test_ids_and_questions_are_unique() -> None:
    assert len({asked.id for asked in EVERYTHING}) == len(EVERYTHING)
    assert len({plain(asked.question) for asked in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("asked", EVERYTHING, ids=lambda asked: asked.id)
def test_documents_exist(asked: Asked) -> None:
    for name in asked.documents:
        assert (COLLECTIONS[asked.collection] / name).is_file(), name


@pytest.mark.parametrize("asked", EVERYTHING, ids=lambda asked: asked.id)
def test_what_can_be_answered_says_by_what(asked: Asked) -> None:
    assert asked.question == asked.question.strip() != ""
    assert all(form == form.strip() != "" for forms in asked.gold for form in forms)
    assert bool(asked.gold) == asked.answerable or (asked.answerable and bool(asked.note))
    assert asked.documents or asked.note


@pytest.mark.parametrize(
    "asked",
    [
        asked
        for asked in QUESTIONS
        if asked.kind in VERBATIM and asked.answerable and "derived" not in asked.note
    ],
    ids=lambda asked: asked.id,
)
def test_every_form_of_a_plain_fact_stands_in_its_documents(asked: Asked) -> None:
    absent = [form for forms in asked.gold for form in forms if not stands(form, evidence(asked))]
    assert not absent


@pytest.mark.parametrize(
    "asked",
    [
        asked
        for asked in EVERYTHING
        if asked.kind not in {"collection", "place"} and "derived" not in asked.note
    ],
    ids=lambda asked: asked.id,
)
def test_of_every_other_fact_one_form_stands_in_its_documents(asked: Asked) -> None:
    assert not lacking(asked.gold, evidence(asked))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("how many articles mention the Peterson Institute?", "Peterson Institute"),
        ("Which articles talk about fentanyl?", "fentanyl"),
        ("how many of these articles mention SpaceX", "SpaceX"),
        ("how many documents are from Larkfield Vocational College?", "Larkfield"),
        ("Which of my documents mention Dunmere?", "Dunmere"),
        ("how many minutes of meetings are there?", "minutes of the"),
    ],
)
def test_counts_over_the_collection_are_true(question: str, words: str) -> None:
    asked = next(asked for asked in QUESTIONS if asked.question == question)
    files = [path.name for path in COLLECTIONS[asked.collection].iterdir()]
    found = {name for name in files if stands(words, text_of(asked.collection, name))}
    assert found == set(asked.documents)
    if "how many" in question:
        assert str(len(found)) in asked.gold[0]


def test_the_development_set_has_its_documents() -> None:
    turns = [turn for turns in read_conversations(EVERYDAY) for turn in turns]
    asked = [*read_questions(EVERYDAY), *turns]
    assert len({one.id for one in asked}) == len(asked) == 142
    assert len(list(DEVELOPMENT["everyday"].iterdir())) == 22
    for one in asked:
        assert all((DEVELOPMENT[one.collection] / name).is_file() for name in one.documents), one.id
        assert one.gold or not one.answerable or one.note
    assert not {plain(one.question) for one in asked} & {plain(one.question) for one in EVERYTHING}


def test_the_set_in_words_of_their_own_says_what_stands_in_its_documents() -> None:
    folder, collections = SETS["own_words"]
    asked, (documents,) = read_questions(folder), collections.values()
    assert not read_conversations(folder)
    assert len({plain(one.question) for one in asked}) == len({one.id for one in asked}) == 44
    assert len(list(documents.iterdir())) == 9
    for one in asked:
        assert bool(one.gold) == one.answerable == bool(one.documents), one.id
        text = "\n".join(
            f"{document.title}\n{document.text}"
            for name in one.documents
            for document in read_documents(documents / name)
        )
        if one.kind not in {"yes_no", "several_steps", "table"}:
            assert not lacking(one.gold, text), one.id


@pytest.mark.parametrize(("name", "count", "files"), [("own_files", 74, 12), ("odd_files", 70, 14)])
def test_the_sets_over_files_of_many_formats_are_whole(name: str, count: int, files: int) -> None:
    folder, collections = SETS[name]
    asked, (documents,) = read_questions(folder), collections.values()
    assert len({plain(one.question) for one in asked}) == len({one.id for one in asked}) == count
    assert len(list(documents.iterdir())) == files
    for one in asked:
        assert one.kind in KINDS, one.id
        assert bool(one.gold) == one.answerable, one.id
        assert all((documents / name).is_file() for name in one.documents), one.id


def test_the_set_of_premises_has_as_many_that_hold_as_do_not() -> None:
    folder, collections = SETS["premises"]
    asked = read_questions(folder)
    assert len({plain(one.question) for one in asked}) == len({one.id for one in asked}) == 144
    assert sum(one.kind == "premise" for one in asked) == 72
    assert len({one.collection for one in asked} & collections.keys()) == 12
    for one in asked:
        assert one.kind in KINDS, one.id
        assert one.note, one.id
        assert all((collections[one.collection] / name).is_file() for name in one.documents), one.id


@pytest.mark.parametrize(
    ("name", "count", "of_several", "folders"),
    [
        ("two_questions", 72, 48, 12),
        ("four_people", 60, 9, 4),
        ("changed_since", 64, 0, 8),
        ("plain", 100, 5, 5),
        ("neighbours", 60, 0, 2),
        ("ledgers", 80, 0, 4),
    ],
)
def test_the_sets_whose_answers_are_in_words_are_whole(
    name: str, count: int, of_several: int, folders: int
) -> None:
    folder, collections = SETS[name]
    asked = read_questions(folder)
    assert len({plain(one.question) for one in asked}) == len({one.id for one in asked}) == count
    assert sum(one.kind == "several_steps" for one in asked) == of_several
    assert len({one.collection for one in asked} & collections.keys()) == folders
    for one in asked:
        assert one.kind in KINDS, one.id
        assert one.note, one.id
        assert all((collections[one.collection] / name).is_file() for name in one.documents), one.id


def test_case_and_the_format_of_numbers_do_not_matter() -> None:
    assert stands("1,224.40", "It closed at 1224.40 dollars.")
    assert stands("25 November 2024", "On November 25, 2024, he said so.")
    assert stands("17%", "It is 17 per cent.")
    assert stands("Silver Y", "the silver\ny")


@pytest.mark.parametrize(
    ("form", "text"),
    [("48", "£480"), ("3", "3.5 bar"), ("5", "3.5 bar"), ("rent", "current"), ("0.3", "10.3")],
)
def test_a_part_of_a_word_or_number_is_not_the_fact(form: str, text: str) -> None:
    assert not stands(form, text)


def test_one_form_of_each_fact_is_enough() -> None:
    gold = [("two", "2"), ("Peru",)]
    assert not lacking(gold, "There are 2 in Peru.")
    assert lacking(gold, "There are two.") == [("Peru",)]


def test_every_turn_is_asked_and_told(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    with Collection.open(tmp_path / "collection", create=True) as collection:
        index_paths(collection, [COLLECTIONS["fields"] / "pebble-protocol.txt"], embedder)
        assistant = Assistant(collection, lambda: embedder, FakeReader)
        turns = chosen(FIELDS, CONVERSATION)[:1]
        lines = list(ask_all(dict.fromkeys(COLLECTIONS, assistant), turns))
    assert [line["id"] for line in lines] == [turn.id for turn in turns[0]]
    assert all(line["printed"].strip() for line in lines)
    rows = {row["kind"]: row for row in figures(lines)}
    assert rows["all"]["questions"] == rows[CONVERSATION]["questions"] == len(lines)
