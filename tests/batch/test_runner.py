from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.batch.inputs import from_collection, from_paths
from assistant.batch.ledger import Ledger, open_ledger
from assistant.batch.recipe import fingerprint_of
from assistant.batch.runner import Batch, Plan, Row
from assistant.batch.workers import Made, Make, Recipe, make_summary, result_of, workers
from assistant.errors import AssistantError, ModelMissing, ReadError
from assistant.grounding.stored import restored, stored
from assistant.indexing import index_paths
from assistant.records import Document, DocumentInfo, Summary, SummaryRequest
from assistant.search.collection import Collection
from assistant.search.filters import Filter
from assistant.summariser import Summariser
from tests.batch.samples import FINGERPRINT, FakeRecipe, write_reports
from tests.fakes import FakeEmbedder, FakeReader
from tests.present.summaries import of_bridge, of_two


class Recording:
    """Workers that remember what they were given, and finish in the order that they are told."""

    window = 4

    def __init__(self, recipe: Recipe, fails: str = "", make: Make = make_summary) -> None:
        self.given: list[str] = []
        self._summariser = recipe.summariser()
        self._request = recipe.request
        self._make = make
        self._fails = fails

    def summariser(self) -> Summariser:
        return self._summariser

    def submit(self, document: Document) -> Future[Made]:
        self.given.append(document.title)
        future: Future[Made] = Future()
        if document.title == self._fails:
            future.set_result(Made("", "It does not work.", 0.1, 1, 1))
        else:
            made = self._make(self._summariser, self._request, document, lambda: False)
            future.set_result(Made(made, "", 0.1, 10, 12))
        return future


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    write_reports(tmp_path / "docs", 6)
    return tmp_path / "docs"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger") as opened:
        yield opened


def run(
    ledger: Ledger, docs: Path, pool: Recording | None = None, *, retry: bool = False
) -> tuple[list[Row], list[str]]:
    """The rows, and the titles of what was made now."""
    pool = pool or Recording(FakeRecipe())
    batch = Batch(ledger, FINGERPRINT, retry_failed=retry)
    return list(batch.rows(from_paths([docs]).read, pool)), pool.given


def names(rows: list[Row]) -> list[str]:
    return [Path(row.source).name for row in rows]


def test_rows_come_in_order_with_checked_summaries(ledger: Ledger, docs: Path) -> None:
    rows, given = run(ledger, docs)
    assert names(rows) == [f"{number:03}.txt" for number in range(6)]
    assert len(given) == 6
    for row in rows:
        text = Path(row.source).read_text("utf-8")
        assert row.summary is not None
        assert row.summary.claims
        assert all(text[one.start : one.end] == one.quote for one in row.summary.citations)


def test_second_run_makes_nothing_and_gives_the_same(ledger: Ledger, docs: Path) -> None:
    first, _ = run(ledger, docs)
    second, given = run(ledger, docs)
    assert given == []
    assert [replace(row, tokens=0) for row in first] == second


def test_only_what_changed_is_made_again(ledger: Ledger, docs: Path) -> None:
    run(ledger, docs)
    (docs / "003.txt").write_text("Report new\n\nThe harbour of Tamsel is closed.\n", "utf-8")
    rows, given = run(ledger, docs)
    assert given == ["Report new"]
    assert rows[3].summary is not None
    assert "harbour" in rows[3].summary.text


def test_other_settings_make_everything_again(ledger: Ledger, docs: Path) -> None:
    run(ledger, docs)
    pool = Recording(FakeRecipe(SummaryRequest(words=8)))
    list(Batch(ledger, "f" * 16).rows(from_paths([docs]).read, pool))
    assert len(pool.given) == 6
    _, given = run(ledger, docs)
    assert given == []


def test_copy_of_a_text_has_its_own_source(ledger: Ledger, docs: Path) -> None:
    run(ledger, docs)
    (docs / "copy.txt").write_bytes((docs / "000.txt").read_bytes())
    rows, given = run(ledger, docs)
    assert given == []
    summary = rows[-1].summary
    assert summary is not None
    assert {one.source for one in summary.citations} == {str(docs / "copy.txt")}


def test_unreadable_file_is_a_row_and_the_rest_goes_on(ledger: Ledger, docs: Path) -> None:
    (docs / "002.txt").write_text("", "utf-8")
    (docs / "bad.pdf").write_bytes(b"no pdf")
    rows, given = run(ledger, docs)
    assert [names([row])[0] for row in rows if row.summary is None] == ["002.txt", "bad.pdf"]
    assert "is empty" in rows[2].error
    assert len(given) == 5


def test_rows_before_a_bad_one_are_summarised(ledger: Ledger, docs: Path) -> None:
    (docs / "rows.jsonl").write_text('{"text": "The bridge is open."}\n{oops\n', "utf-8")
    rows, _ = run(ledger, docs)
    assert names(rows)[-2:] == ["rows.jsonl#1", "rows.jsonl"]
    assert rows[-1].summary is None


def test_failed_document_is_only_tried_again_when_asked(ledger: Ledger, docs: Path) -> None:
    rows, _ = run(ledger, docs, Recording(FakeRecipe(), fails="Report 4"))
    assert rows[4] == Row(str(docs / "004.txt"), None, "It does not work.")
    rows, given = run(ledger, docs)
    assert (given, rows[4].error) == ([], "It does not work.")
    rows, given = run(ledger, docs, retry=True)
    assert given == ["Report 4"]
    assert rows[4].summary is not None
    assert run(ledger, docs)[0][4].summary is not None


def test_unreadable_file_is_read_again_when_it_changed_or_when_asked(
    ledger: Ledger, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (docs / "002.txt").write_text("", "utf-8")
    run(ledger, docs)
    read: list[str] = []

    def reading(path: Path) -> Iterator[Document]:
        from assistant.corpus.read import read_documents

        read.append(path.name)
        return read_documents(path)

    monkeypatch.setattr("assistant.batch.inputs.read_documents", reading)
    rows, _ = run(ledger, docs)
    assert "002.txt" not in read
    assert "is empty" in rows[2].error
    run(ledger, docs, retry=True)
    assert "002.txt" in read
    (docs / "002.txt").write_text("The bridge is open.", "utf-8")
    rows, _ = run(ledger, docs)
    assert rows[2].summary is not None


def test_file_that_could_be_read_when_asked_is_no_failure_later(
    ledger: Ledger, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as short_of_memory:
        short_of_memory.setattr("assistant.batch.inputs.read_documents", unreadable)
        assert all(row.error for row in run(ledger, docs)[0])
    assert all(row.error for row in run(ledger, docs)[0])
    assert not any(row.error for row in run(ledger, docs, retry=True)[0])
    assert not any(row.error for row in run(ledger, docs)[0])


def test_file_is_read_again_by_other_readers(
    ledger: Ledger, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without_recognition:
        without_recognition.setattr("assistant.batch.inputs.read_documents", unreadable)
        without_recognition.setattr("assistant.batch.inputs.readers", lambda: ("1", "1+ocr"))
        assert all(row.error for row in run(ledger, docs)[0])
    monkeypatch.setattr("assistant.batch.inputs.readers", lambda: ("1+ocr",))
    assert not any(row.error for row in run(ledger, docs)[0])


def unreadable(path: Path) -> Iterator[Document]:
    raise ReadError(f"{path} holds no text.", "Leave it out.")


def test_plan_counts_without_making_anything(ledger: Ledger, docs: Path) -> None:
    run(ledger, docs, Recording(FakeRecipe(), fails="Report 4"))
    (docs / "000.txt").write_text("One two three.", "utf-8")
    plan = Batch(ledger, FINGERPRINT).plan(from_paths([docs]).read)
    assert plan == Plan(done=4, failed=1, to_do=1, words=3)


def test_what_is_done_is_kept_when_the_run_stops(ledger: Ledger, docs: Path) -> None:
    pool = Recording(FakeRecipe())
    rows = Batch(ledger, FINGERPRINT).rows(from_paths([docs]).read, pool)
    next(rows)
    rows.close()
    _, given = run(ledger, docs)
    assert len(given) < 6


def test_later_document_is_committed_while_an_earlier_one_is_being_made(
    ledger: Ledger, docs: Path
) -> None:
    class FirstNeverEnds(Recording):
        def submit(self, document: Document) -> Future[Made]:
            future = super().submit(document)
            return Future() if document.title == "Report 0" else future

    pool = FirstNeverEnds(FakeRecipe())

    def three_then_interrupt(_: object) -> Iterator[Document]:
        for number, item in enumerate(from_paths([docs]).read(lambda state: None)):
            assert isinstance(item, Document)
            if number == 3:
                raise KeyboardInterrupt
            yield item

    with pytest.raises(KeyboardInterrupt):
        list(Batch(ledger, FINGERPRINT).rows(three_then_interrupt, pool))
    _, given = run(ledger, docs)
    assert given[0] == "Report 0"
    assert "Report 1" not in given


def test_missing_model_ends_the_run(ledger: Ledger, docs: Path) -> None:
    class NoModel(FakeRecipe):
        def summariser(self) -> Summariser:
            def load() -> FakeEmbedder:
                raise ModelMissing("The model is not here.", "Pull it.")

            return Summariser(load, FakeReader)

    with workers(NoModel(), 1) as pool, pytest.raises(ModelMissing):
        list(Batch(ledger, FINGERPRINT).rows(from_paths([docs]).read, pool))


def test_worker_processes_give_the_same_rows(ledger: Ledger, docs: Path, tmp_path: Path) -> None:
    with workers(FakeRecipe(), 2) as pool:
        rows = list(Batch(ledger, FINGERPRINT).rows(from_paths([docs]).read, pool))
    with open_ledger(tmp_path / "other") as other, workers(FakeRecipe(), 1) as pool:
        alone = list(Batch(other, FINGERPRINT).rows(from_paths([docs]).read, pool))
    assert [texts(row) for row in rows] == [texts(row) for row in alone]


def texts(row: Row) -> tuple[str, str]:
    assert row.summary is not None
    return row.source, row.summary.text


def test_worker_that_was_ended_is_explained() -> None:
    future: Future[Made] = Future()
    future.set_exception(BrokenProcessPool())
    with pytest.raises(AssistantError, match="memory ran out"):
        result_of(future)


def test_worker_that_is_ended_while_a_document_is_read_is_explained(docs: Path) -> None:
    (document,) = from_paths([docs / "000.txt"]).read(lambda state: None)
    assert isinstance(document, Document)
    with workers(FakeRecipe(), 2) as pool:
        assert result_of(pool.submit(document)).text
        for process in multiprocessing.active_children():
            if isinstance(process, multiprocessing.context.SpawnProcess):
                process.kill()
                process.join()
        with pytest.raises(AssistantError, match="memory ran out"):
            result_of(pool.submit(document))


def test_what_is_done_is_kept_where_a_worker_was_ended(ledger: Ledger, docs: Path) -> None:
    class FirstIsEnded(Recording):
        def submit(self, document: Document) -> Future[Made]:
            future = super().submit(document)
            if document.title != "Report 3":
                return future if document.title != "Report 0" else first
            first.set_exception(BrokenProcessPool())
            return future

    first: Future[Made] = Future()
    with pytest.raises(AssistantError, match="what was summarised is kept"):
        run(ledger, docs, FirstIsEnded(FakeRecipe()))
    _, given = run(ledger, docs)
    assert given == ["Report 0", "Report 4", "Report 5"]


def test_error_from_a_worker_keeps_its_hint() -> None:
    error = ModelMissing("It is not here.", "Pull it.")
    kind, arguments = error.__reduce__()
    again = kind(*arguments)
    assert (type(again), str(again)) == (ModelMissing, str(error))


def test_documents_of_a_collection(ledger: Ledger, docs: Path, tmp_path: Path) -> None:
    with Collection.open(tmp_path / "collection", create=True) as collection:
        index_paths(collection, [docs], FakeEmbedder())
        inputs = from_collection(collection, Filter(source_glob="00[12].txt"))
        rows = list(Batch(ledger, FINGERPRINT).rows(inputs.read, Recording(FakeRecipe())))
    assert names(rows) == ["001.txt", "002.txt"]


def test_document_that_is_removed_while_others_are_summarised_ends_no_run(
    ledger: Ledger, docs: Path, tmp_path: Path
) -> None:
    with Collection.open(tmp_path / "collection", create=True) as collection:
        index_paths(collection, [docs], FakeEmbedder())
        inputs = from_collection(collection, Filter(source_glob="00[123].txt"))
        (docs / "002.txt").unlink()
        index_paths(collection, [docs], FakeEmbedder(), prune=True)
        rows = list(Batch(ledger, FINGERPRINT).rows(inputs.read, Recording(FakeRecipe())))
    assert names(rows) == ["001.txt", "003.txt"]


def test_the_ledger_names_the_receipt_that_is_kept(ledger: Ledger, docs: Path) -> None:
    named: list[str] = []

    def keep(summary: Summary, documents: Sequence[DocumentInfo]) -> Summary:
        named.append(summary.receipt.id)
        assert [info.id for info in documents] == [info.id for info in summary.documents]
        return replace(summary, receipt=replace(summary.receipt, id=f"r{len(named)}"))

    batch = Batch(ledger, FINGERPRINT, keep=keep)
    read = from_paths([docs / "000.txt", docs / "001.txt"]).read
    for expected in (["r1", "r2"], ["r3", "r4"]):
        rows = list(batch.rows(read, Recording(FakeRecipe())))
        assert [row.summary.receipt.id for row in rows if row.summary] == expected
    assert named == ["", "", "r1", "r2"]
    without, given = run(ledger, docs)
    assert {row.summary.receipt.id for row in without if row.summary} == {""}
    assert len(given) == 4


def test_a_kill_before_the_receipt_loses_no_summary(ledger: Ledger, docs: Path) -> None:
    def killed(*_: object) -> Summary:
        raise KeyboardInterrupt

    def keep(summary: Summary, _: Sequence[DocumentInfo]) -> Summary:
        return replace(summary, receipt=replace(summary.receipt, id="kept"))

    read, pool = from_paths([docs]).read, Recording(FakeRecipe())
    with pytest.raises(KeyboardInterrupt):
        list(Batch(ledger, FINGERPRINT, keep=killed).rows(read, pool))
    rows = list(Batch(ledger, FINGERPRINT, keep=keep).rows(read, pool))
    assert len(pool.given) == len(rows) == 6, "the first one was not made again"
    assert {row.summary.receipt.id for row in rows if row.summary} == {"kept"}


@pytest.mark.parametrize("summary", [of_bridge(), of_bridge("bullets"), of_two()])
def test_stored_summary_is_restored_exactly(summary: object) -> None:
    assert isinstance(summary, Summary)
    assert restored(stored(summary), summary.documents) == summary


def test_fingerprint_changes_with_models_and_request() -> None:
    request = SummaryRequest()
    known = {
        fingerprint_of(["a"], request),
        fingerprint_of(["b"], request),
        fingerprint_of(["a", "w"], request),
        fingerprint_of(["a"], replace(request, words=61)),
        fingerprint_of(["a"], replace(request, style="bullets")),
        fingerprint_of(["a"], replace(request, focus="Who?")),
    }
    assert len(known) == 6
    assert fingerprint_of(["a"], request) in known
    assert all(len(one) == 16 for one in known)
