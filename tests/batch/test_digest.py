"""A digest as a build: what is kept, what is made again, what it holds in memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.batch.digest import DigestBatch
from assistant.batch.inputs import Known, Unread, from_paths
from assistant.batch.ledger import Ledger, open_ledger
from assistant.batch.runner import Result, Row
from assistant.batch.workers import make_brief, workers
from assistant.errors import ReadError
from assistant.records import Document, Summary, SummaryRequest
from assistant.summariser import Summariser
from tests.batch.samples import FakeRecipe, write_reports
from tests.batch.test_runner import Recording
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader
from tests.search.samples import make_document

BRIEFS, DIGEST = "b" * 16, "d" * 16
REQUEST = SummaryRequest(words=45)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    write_reports(tmp_path / "docs", 6)
    return tmp_path / "docs"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger") as opened:
        yield opened


def reading(fails: str = "") -> Recording:
    """Workers that make briefs."""
    return Recording(FakeRecipe(REQUEST), fails, make_brief)


def run(
    ledger: Ledger,
    docs: Path,
    pool: Recording | None = None,
    *,
    retry: bool = False,
    digest: str = DIGEST,
) -> tuple[list[Row], list[str], bool]:
    """The rows, the titles of what was read now, and whether the digest was made now."""
    pool = pool or reading()
    made: list[bool] = []
    batch = DigestBatch(ledger, REQUEST, BRIEFS, digest, retry_failed=retry)
    rows = batch.rows(from_paths([docs]).read, pool, on_digest=lambda: made.append(True))
    return rows, pool.given, bool(made)


def summary_in(rows: list[Row]) -> Summary:
    assert rows[0].summary is not None
    return rows[0].summary


def test_digest_is_a_row_with_exact_citations(ledger: Ledger, docs: Path) -> None:
    rows, given, made = run(ledger, docs)
    assert (len(rows), len(given), made) == (1, 6, True)
    summary = summary_in(rows)
    assert len(summary.documents) == 6
    assert sorted(id_ for story in summary.stories for id_ in story) == sorted(
        info.id for info in summary.documents
    )
    assert summary.claims
    for one in summary.citations:
        assert Path(one.source).read_text("utf-8")[one.start : one.end] == one.quote


def test_it_says_the_same_as_one_in_memory(ledger: Ledger, docs: Path) -> None:
    documents = [
        item for item in from_paths([docs]).read(lambda state: None) if isinstance(item, Document)
    ]
    summariser = Summariser(FakeEmbedder, FakeReader, lambda: FakeGenerator("Nothing of use."))
    assert summary_in(run(ledger, docs)[0]).text == summariser.digest(documents, REQUEST).text


def test_second_run_makes_nothing_and_gives_the_same(ledger: Ledger, docs: Path) -> None:
    first, _, _ = run(ledger, docs)
    again, given, made = run(ledger, docs)
    assert (given, made) == ([], False)
    assert again == first


def test_added_document_costs_its_own_brief_and_the_digest(ledger: Ledger, docs: Path) -> None:
    run(ledger, docs)
    (docs / "new.txt").write_text(
        "Report new\n\n2024-06-09\n\nThe harbour of Tamsel is closed to all ships.\n", "utf-8"
    )
    rows, given, made = run(ledger, docs)
    assert (given, made) == (["Report new"], True)
    assert "harbour" in summary_in(rows).text


def test_other_wording_makes_the_digest_alone_again(ledger: Ledger, docs: Path) -> None:
    run(ledger, docs)
    _, given, made = run(ledger, docs, digest="e" * 16)
    assert (given, made) == ([], True)


def test_copy_counts_once_and_keeps_both_places(ledger: Ledger, docs: Path) -> None:
    (docs / "copy.txt").write_bytes((docs / "000.txt").read_bytes())
    summary = summary_in(run(ledger, docs)[0])
    assert len(summary.documents) == 6
    assert [len(info.sources) for info in summary.documents].count(2) == 1


def test_what_fails_is_a_row_behind_the_digest(ledger: Ledger, docs: Path) -> None:
    (docs / "bad.pdf").write_bytes(b"no pdf")
    pool = reading(fails="Report 4")
    rows, _, _ = run(ledger, docs, pool)
    assert [Path(row.source).name for row in rows[1:]] == ["004.txt", "bad.pdf"]
    assert all(row.error and row.summary is None for row in rows[1:])
    rows, given, _ = run(ledger, docs)
    assert (given, len(rows)) == ([], 3)
    rows, given, made = run(ledger, docs, retry=True)
    assert (given, len(rows), made) == (["Report 4"], 2, True)


def test_nothing_to_read_is_an_error(ledger: Ledger, docs: Path) -> None:
    for path in docs.iterdir():
        path.write_text("", "utf-8")
    with pytest.raises(ReadError, match="no document to summarise"):
        run(ledger, docs)


def test_briefs_are_kept_when_the_run_stops(ledger: Ledger, docs: Path) -> None:
    def after_three(result: Result) -> None:
        if result.source.endswith("002.txt"):
            raise KeyboardInterrupt

    batch = DigestBatch(ledger, REQUEST, BRIEFS, DIGEST)
    with pytest.raises(KeyboardInterrupt):
        batch.rows(from_paths([docs]).read, reading(), after_three)
    _, given, _ = run(ledger, docs)
    assert not {"Report 0", "Report 1", "Report 2"} & set(given)


def test_worker_processes_give_the_same(ledger: Ledger, docs: Path, tmp_path: Path) -> None:
    texts = []
    for count in (1, 2):
        with (
            open_ledger(tmp_path / f"with-{count}") as own,
            workers(FakeRecipe(REQUEST), count, make_brief) as pool,
        ):
            rows = DigestBatch(own, REQUEST, BRIEFS, DIGEST).rows(from_paths([docs]).read, pool)
        texts.append(summary_in(rows).text)
    assert texts[0] == texts[1]


@pytest.mark.parametrize("sentences", [20, 90])
def test_memory_holds_a_card_of_each_document(ledger: Ledger, sentences: int) -> None:
    """Some two thousand bytes, however long the texts are."""
    held: list[int] = []

    def documents(_: Known) -> Iterator[Document | Unread]:
        for number in range(16):
            lines = [f"Lamp {number} burned in room {line} on Friday." for line in range(sentences)]
            yield make_document(" ".join(lines), title=f"Count {number}")

    def measure(_: Result) -> None:
        held.append(tracemalloc.get_traced_memory()[0])

    pool = Recording(FakeRecipe(REQUEST, cheap=True), make=make_brief)
    tracemalloc.start()
    try:
        DigestBatch(ledger, REQUEST, BRIEFS, DIGEST).rows(documents, pool, measure)
    finally:
        tracemalloc.stop()
    assert (held[15] - held[7]) / 8 < 4000
