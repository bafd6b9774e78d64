from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from assistant.errors import ReceiptUnknown
from assistant.records import Document
from assistant.search.collection import Collection
from assistant.search.place import place_of
from assistant.search.receipts import Quoted, is_whole
from tests.search.conftest import NewPlace
from tests.search.samples import add, make_document, remove

FIRST = make_document("The bridge opened in May.", source="/docs/bridge.txt")
SECOND = make_document("The ferry sails at noon.", source="/docs/ferry.txt")


@pytest.fixture
def opened(new_place: NewPlace) -> Iterator[Collection]:
    with Collection.open(new_place(), create=True) as collection:
        add(collection, [FIRST, SECOND])
        yield collection


def keep(collection: Collection, name: str, *documents: Document) -> str:
    quoted = [Quoted(document.id, document.source) for document in documents]
    return collection.receipts.keep({"question": name}, quoted)


def questions(collection: Collection) -> list[str]:
    return [content["question"] for _, content in collection.receipts.all()]


def replace(collection: Collection, old: Document, text: str) -> Document:
    new = make_document(text, source=old.source)
    add(collection, [new])
    return new


def test_a_receipt_is_found_by_the_beginning_of_its_id(opened: Collection) -> None:
    id_ = keep(opened, "a", FIRST)
    assert opened.receipts.find(id_[:8]) == (id_, {"question": "a"})
    for unknown in ("zz", "", id_ + "0"):
        keep(opened, f"b{unknown}", FIRST)
        with pytest.raises(ReceiptUnknown):
            opened.receipts.find(unknown)


def test_the_same_receipt_is_kept_once(opened: Collection) -> None:
    assert keep(opened, "a", FIRST) == keep(opened, "a", FIRST)
    assert questions(opened) == ["a"]


def test_its_id_says_whether_it_is_whole(opened: Collection) -> None:
    id_, content = opened.receipts.find(keep(opened, "é", FIRST))
    assert is_whole(id_, content)
    assert not is_whole(id_, content | {"question": "e"})


def test_it_goes_with_a_document_that_it_quotes(opened: Collection) -> None:
    for name, documents in {"a": [FIRST], "b": [FIRST, SECOND], "c": [SECOND], "d": []}.items():
        keep(opened, name, *documents)
    with opened.writing() as writer:
        with writer.transaction():
            writer.remove_source(FIRST.source)
        assert writer.forgotten == 2
    assert questions(opened) == ["c", "d"]


def test_it_stays_while_the_text_lies_elsewhere(opened: Collection) -> None:
    keep(opened, "a", FIRST)
    add(opened, [make_document(FIRST.text, source="/docs/copy.txt")])
    remove(opened, FIRST.source)
    assert questions(opened) == ["a"]
    remove(opened, "/docs/copy.txt")
    assert questions(opened) == []


def test_it_stays_when_its_file_has_another_text_and_goes_with_the_file(
    opened: Collection,
) -> None:
    keep(opened, "a", FIRST)
    replace(opened, FIRST, "The bridge opened in June.")
    remove(opened, SECOND.source)
    assert questions(opened) == ["a"]
    remove(opened, FIRST.source)
    assert questions(opened) == []


def test_what_would_go_is_counted_before(opened: Collection) -> None:
    for name, documents in {"a": [FIRST], "b": [FIRST, SECOND], "c": [SECOND], "d": []}.items():
        keep(opened, name, *documents)
    replace(opened, SECOND, "The ferry sails at one.")
    copy = make_document(FIRST.text, source="/docs/copy.txt")
    add(opened, [copy])
    listed = {one.source: one.id for one in opened.documents()}
    (new,) = [id_ for source, id_ in listed.items() if source == SECOND.source]
    assert opened.receipts.quoting([]) == 0
    assert opened.receipts.quoting([new]) == 2, "quoted was what its file held before"
    assert opened.receipts.quoting([FIRST.id]) == 2
    assert opened.receipts.quoting([FIRST.id, new]) == 3
    assert opened.receipts.deleted([Quoted(FIRST.id, FIRST.source)]) == set()
    remove(opened, FIRST.source)
    assert len(questions(opened)) == 4, "a copy is left"
    remove(opened, copy.source)
    assert questions(opened) == ["c", "d"]


def test_nothing_goes_where_the_deletion_is_undone(opened: Collection) -> None:
    keep(opened, "a", FIRST)
    with opened.writing() as writer:
        stack = ExitStack()
        stack.enter_context(writer.transaction())
        writer.remove_source(FIRST.source)
        stack.push(_failing)
        with pytest.raises(ZeroDivisionError):
            stack.close()
        assert writer.forgotten == 0
    assert questions(opened) == ["a"]


def _failing(*_: object) -> bool:
    raise ZeroDivisionError


def test_nothing_is_kept_that_quotes_what_was_deleted_meanwhile(opened: Collection) -> None:
    kept = keep(opened, "a", SECOND)
    remove(opened, FIRST.source)
    assert keep(opened, "b", FIRST) == ""
    assert keep(opened, "c", FIRST, SECOND) == ""
    assert keep(opened, "a", SECOND) == kept
    replace(opened, SECOND, "The ferry sails at one.")
    assert keep(opened, "d", SECOND), "its file is still there"
    assert questions(opened) == ["a", "d"]
    assert opened._database.rows("SELECT count(*) FROM quotes") == [(2,)]


def test_it_is_kept_while_another_process_indexes(opened: Collection) -> None:
    with Collection.open(place_of(opened.name)) as other, other.writing():
        keep(opened, "a", FIRST)
    assert questions(opened) == ["a"]


def test_one_that_is_removed_leaves_the_others(opened: Collection) -> None:
    first = keep(opened, "a", FIRST)
    keep(opened, "b", FIRST)
    opened.receipts.remove([first, "unknown"])
    assert questions(opened) == ["b"]
    assert opened._database.rows("SELECT count(*) FROM quotes") == [(1,)]


def test_a_state_tells_every_change_of_the_documents(opened: Collection) -> None:
    seen = [opened.receipts.state()]
    replace(opened, FIRST, "The bridge opened in June.")
    seen.append(opened.receipts.state())
    remove(opened, SECOND.source)
    seen.append(opened.receipts.state())
    add(opened, [SECOND])
    seen.append(opened.receipts.state())
    keep(opened, "a", SECOND)
    assert opened.receipts.state() == seen[-1]
    assert len(set(seen)) == len(seen)
    assert opened.receipts.added_since(seen[0]) == 2
    assert opened.receipts.added_since(seen[-1]) == 0


def test_a_kill_loses_no_receipt_that_was_reported(tmp_path: Path) -> None:
    with Collection.open(tmp_path, create=True) as collection:
        add(collection, [make_document("Both texts were of this file.", source="s")])
    command = [sys.executable, "-m", "tests.search.killed_receipts", str(tmp_path)]
    root = Path(__file__).parents[2]
    reported: list[str] = []
    for more in (1, 20, 300):
        begin = [*command, str(1000 * more)]
        with subprocess.Popen(begin, stdout=subprocess.PIPE, text=True, cwd=root) as process:
            assert process.stdout is not None
            reported += [process.stdout.readline() for _ in range(more)]
            process.kill()
            reported += process.stdout.readlines()
        ids = [line.strip() for line in reported if line.endswith("\n")]
        assert len(ids) >= more
        with Collection.open(tmp_path) as collection:
            kept = [id_ for id_, _ in collection.receipts.all()]
            assert set(kept) >= set(ids)
            assert len(kept) <= len(set(ids)) + 3, "one may be kept and not yet reported"
            quotes = collection._database.rows("SELECT count(*) FROM quotes")
            assert quotes == [(2 * len(kept),)]
