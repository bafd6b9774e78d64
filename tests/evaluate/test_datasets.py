from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import ReadError
from assistant.evaluate.datasets import NAMES, load
from assistant.evaluate.items import ANSWERABLE, Asked, Judged, Questions, Texts
from assistant.protocols import Silent
from assistant.search.collection import Collection
from tests.evaluate import samples
from tests.fakes import FakeEmbedder


def build(data: object, folder: Path) -> tuple[Collection, dict[str, Asked]]:
    assert isinstance(data, Questions)
    collection = Collection.open(folder / "collection", create=True)
    asked = data.build(collection, FakeEmbedder(), Silent())
    return collection, {one.id: one for one in asked}


def gold_texts(collection: Collection, asked: Asked) -> list[str]:
    return [collection.document(id_).text[start:end] for id_, start, end in asked.gold]


def assert_consistent(collection: Collection, asked: Asked) -> None:
    """Gold passages are of gold documents, and each holds the beginning of a gold range."""
    documents = [info.id for info in collection.documents()]
    known = {one.id: one for id_ in documents for one in collection.passages_of(id_)}
    for passage in (known[id_] for id_ in asked.passages):
        assert passage.document_id in asked.articles
        assert any(passage.start <= gold.start < passage.end for gold in asked.gold)


def test_squad(tmp_path: Path) -> None:
    data = load("squad2", samples.squad(tmp_path))
    with build(data, tmp_path)[0] as collection:
        assert collection.counts() == (3, 3)
    collection, asked = build(data, tmp_path / "again")
    with collection:
        assert {one.kind for one in asked.values()} == {ANSWERABLE, "adversarial"}
        assert asked["b1"].answers == ("May 2019",)
        assert gold_texts(collection, asked["b1"]) == ["May 2019"]
        assert asked["b3"].kind == "adversarial"
        assert (asked["b3"].answers, asked["b3"].gold) == ((), ())
        assert_consistent(collection, asked["s2"])


def test_clapnq_sentences(tmp_path: Path) -> None:
    data = load("clapnq", samples.clapnq(tmp_path))
    collection, asked = build(data, tmp_path)
    with collection:
        assert isinstance(data, Questions)
        assert data.sentences
        assert data.answers == "long"
        assert gold_texts(collection, asked["1"]) == [
            "The bridge opened in May .",
            "A toll is paid by drivers .",
        ]
        assert (asked["2"].kind, asked["2"].gold) == ("unanswerable", ())
        assert collection.counts() == (2, 2)
        assert_consistent(collection, asked["1"])


def test_qags_majority(tmp_path: Path) -> None:
    data = load("qags", samples.qags(tmp_path))
    assert isinstance(data, Judged)
    assert [claim.supported for claim in data.claims] == [True, False, True] * 2
    assert {claim.group for claim in data.claims} == {"one", "two"}
    assert len({claim.id for claim in data.claims}) == 6


def test_summaries_with_one_or_several_references(tmp_path: Path) -> None:
    data = load("summeval", samples.summaries(tmp_path))
    assert isinstance(data, Texts)
    assert [text.references for text in data.texts] == [
        ("A bridge opened.", "A toll."),
        ("A shop serves soup.",),
    ]


def test_mtrag_from_its_contexts(tmp_path: Path) -> None:
    data = load("mtrag", samples.mtrag(tmp_path))
    collection, asked = build(data, tmp_path)
    with collection:
        assert isinstance(data, Questions)
        assert any("contexts" in note for note in data.notes)
        assert any(note.startswith("1 underspecified") for note in data.notes)
        assert list(asked) == ["1", "2"]
        # A follow-up is asked as the program rewrites it.
        assert "harbour bridge" in asked["1"].text
        assert len(asked["1"].articles) == 2
        assert asked["2"].kind == "unanswerable"
        assert asked["2"].answers == ()
        assert collection.counts()[1] == 2


@pytest.mark.parametrize("apart", [False, True])
def test_questions_of_ones_own(tmp_path: Path, apart: bool) -> None:
    path = samples.questions(tmp_path / "data")
    documents = None
    if apart:
        path = path.rename(tmp_path / "moved.jsonl")
        documents = tmp_path / "data"
    collection, asked = build(load("questions", path, documents), tmp_path)
    with collection:
        assert gold_texts(collection, asked["1"]) == ["The harbour bridge opened in May 2019."]
        # A gold sentence in a row of a table is found in that row's own document.
        assert gold_texts(collection, asked["2"]) == ["Tickets cost 12 euros in summer."]
        assert asked["2"].answers == ("12 euros", "twelve euros")
        assert (asked["3"].kind, asked["3"].articles) == ("absent", ())
        assert_consistent(collection, asked["1"])
        assert_consistent(collection, asked["2"])


def test_missing_documents_are_named(tmp_path: Path) -> None:
    path = samples.questions(tmp_path / "data").rename(tmp_path / "moved.jsonl")
    with pytest.raises(ReadError, match=r"docs/bridge\.txt, which does not exist") as raised:
        load("questions", path)
    assert "--documents" in raised.value.hint


def test_gold_sentence_that_is_not_in_its_file(tmp_path: Path) -> None:
    path = samples.questions(tmp_path)
    text = path.read_text(encoding="utf-8").replace("opened in May 2019.", "sank in May 2019.", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match="does not hold the gold sentence"):
        build(load("questions", path), tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_what_does_not_exist(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReadError, match="does not exist"):
        load(name, tmp_path / "none")


@pytest.mark.parametrize("name", NAMES)
def test_folder_without_the_files(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReadError, match="holds no"):
        load(name, tmp_path)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("squad2", samples.clapnq),
        ("squad2", samples.summaries),
        ("clapnq", samples.qags),
        ("qags", samples.mtrag),
        ("mtrag", samples.questions),
        ("questions", samples.qags),
        ("summeval", samples.squad),
    ],
)
def test_another_layout_is_told(tmp_path: Path, name: str, write: Callable[[Path], Path]) -> None:
    path = write(tmp_path)
    file = path if path.is_file() else next(tmp_path.glob("*.json*"))
    with pytest.raises(ReadError, match="is not in the layout") as raised:
        load(name, file)
    assert "--dataset" in raised.value.hint


def test_line_that_is_no_json_is_numbered(tmp_path: Path) -> None:
    file = tmp_path / "mturk_bad.jsonl"
    file.write_text('\n{"article": ', encoding="utf-8")
    with pytest.raises(ReadError, match="line 2, is no JSON"):
        load("qags", file)


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"squad2"}))
@pytest.mark.parametrize("text", ["[" * 100_000, "1" * 5_000])
def test_json_that_cannot_be_taken_is_told(tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / "data.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match="is no JSON"):
        load(name, file)


def test_half_a_character_is_replaced_and_moves_nothing(tmp_path: Path) -> None:
    file = samples.squad(tmp_path)
    text = file.read_text(encoding="utf-8")
    assert text.count("May 2019") > 1
    file.write_text(text.replace("bridge", "bridg\\ud83d"), encoding="utf-8")
    collection, asked = build(load("squad2", file), tmp_path)
    with collection:
        assert gold_texts(collection, asked["b1"]) == ["May 2019"]
        assert "bridg\ufffd" in asked["b1"].text


def test_squad_that_is_cut_off_anywhere(tmp_path: Path) -> None:
    file = samples.squad(tmp_path)
    whole = file.read_text(encoding="utf-8")
    for end in range(len(whole)):
        file.write_text(whole[:end], encoding="utf-8")
        assert isinstance(load("squad2", file), Questions)


def test_mark_of_the_encoding_is_no_part_of_the_data(tmp_path: Path) -> None:
    file = samples.qags(tmp_path)
    file = file if file.is_file() else next(tmp_path.glob("*.jsonl"))
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert isinstance(load("qags", file), Judged)


def test_file_that_is_no_text(tmp_path: Path) -> None:
    file = tmp_path / "mturk_bad.jsonl"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ReadError, match="not UTF-8"):
        load("qags", file)
