"""Whole runs over stand-ins for the models."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import pytest

from assistant.assistant import Assistant
from assistant.errors import ReadError
from assistant.evaluate import datasets, render, summaries
from assistant.evaluate.claims import measure_claims
from assistant.evaluate.compare import compare
from assistant.evaluate.doing import Here
from assistant.evaluate.items import Judged, Questions
from assistant.evaluate.plots import plots
from assistant.evaluate.report import Report
from assistant.evaluate.run import evaluate
from assistant.evaluate.support import Stated, Support, checked
from assistant.protocols import Generator, Reader, Silent
from assistant.search.collection import Collection
from tests.evaluate import samples
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader, StrictReader

Run = Callable[..., Report]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    with runs(tmp_path) as run:
        yield run


@contextmanager
def runs(base: Path) -> Iterator[Run]:
    """Measures; each run has a collection of its own in the folder."""
    opened: list[Assistant] = []

    def measure(
        name: str,
        path: Path,
        writer: Generator | None = None,
        limit: int | None = None,
        reader: Reader | None = None,
    ) -> Report:
        folder = base / f"collection-{len(opened)}"
        assistant = Assistant(
            Collection.open(folder, create=True),
            FakeEmbedder,
            lambda: reader or FakeReader(),
            (lambda: writer) if writer else None,
        )
        opened.append(assistant)
        data = datasets.load(name, path)
        return evaluate(
            assistant, data, name=name, path=path, profile="fake", limit=limit, progress=Silent()
        )

    try:
        yield measure
    finally:
        for assistant in opened:
            assistant.close()


def value(report: Report, name: str) -> float | None:
    measure = report.named(name)
    assert measure is not None, [one.name for one in report.measures]
    return measure.value


def test_squad(run: Run, tmp_path: Path) -> None:
    report = run("squad2", samples.squad(tmp_path))
    assert {one.group for one in report.measures} == {
        "answers",
        "evidence",
        "latency",
        "refusal",
        "retrieval",
    }
    assert value(report, "retrieval/nDCG@10") == 1.0
    assert value(report, "answers/slots in citation") == 1.0
    holding = report.named("answers/holds gold")
    assert holding is not None
    assert set(holding.items) == {"b1", "b2", "s1", "s2", "f1"}
    best = [value(report, f"evidence/gold in best {number}") or 0.0 for number in (1, 2, 3)]
    assert best == sorted(best)
    # Without its article, an answerable question has none: all of them are asked again.
    removed = report.named("refusal/removed: recall")
    assert removed is not None
    assert len(removed.items) == len(holding.items)
    adversarial = report.named("refusal/adversarial: AUROC")
    assert adversarial is not None
    assert sum(label for _, label in adversarial.items.values()) == 1


def test_the_writer_words_answers_and_is_named(run: Run, tmp_path: Path) -> None:
    writer = FakeGenerator("The harbour bridge opened in May 2019.")
    report = run("squad2", samples.squad(tmp_path), writer)
    assert report.models == {"embedder": "fake", "reader": "fake-reader", "writer": "fake"}
    worded = report.named("answers/claims worded")
    assert worded is not None
    assert worded.items["b1"][0] == 1
    # Questions that are only refused or not are not written about: five can be answered.
    shown = report.named("answers/words shown")
    assert shown is not None
    assert len(shown.items) <= len(writer.prompts) <= 5 + 1


def test_limit_counts_each_kind_and_picks_the_same(run: Run, tmp_path: Path) -> None:
    path = samples.squad(tmp_path)
    first, again = run("squad2", path, limit=2), run("squad2", path, limit=2)
    assert [set(one.items) for one in first.measures] == [set(one.items) for one in again.measures]
    refused = first.named("answers/refused")
    assert refused is not None
    assert len(refused.items) == 2


def test_clapnq_citations(run: Run, tmp_path: Path) -> None:
    report = run("clapnq", samples.clapnq(tmp_path))
    recall = report.named("citations/recall")
    precision = report.named("citations/precision")
    assert recall is not None
    assert precision is not None
    assert recall.items["1"][1] == 2
    assert recall.items["1"][0] == precision.items["1"][0]
    assert report.named("answers/holds gold") is None
    assert report.named("answers/ROUGE-Lsum") is not None


@pytest.mark.parametrize(
    ("name", "write"), [("mtrag", samples.mtrag), ("questions", samples.questions)]
)
def test_other_questions(
    run: Run, tmp_path: Path, name: str, write: Callable[[Path], Path]
) -> None:
    report = run(name, write(tmp_path / "data"))
    assert value(report, "retrieval/R@10") == 1.0
    assert report.named("refusal/removed: AUROC") is not None


def test_qags(run: Run, tmp_path: Path) -> None:
    report = run("qags", samples.qags(tmp_path), reader=StrictReader())
    assert value(report, "grounding/AUROC") == 1.0
    assert value(report, "grounding/one: AUROC") == 1.0
    assert report.models == {"embedder": "fake", "reader": "fake-reader"}


@pytest.mark.parametrize(
    ("name", "write"), [("qags", samples.qags), ("summeval", samples.summaries)]
)
def test_whoever_does_the_work_also_checks(
    tmp_path: Path, name: str, write: Callable[[Path], Path]
) -> None:
    class Doer(Here):
        """Finds all of it supported."""

        def check(self, texts: Sequence[Stated]) -> Iterator[Sequence[float]]:
            return ([1.0] * len(one.claims) for one in texts)

    path = write(tmp_path / "data")
    collection = Collection.open(tmp_path / "c", create=True)
    with Assistant(collection, FakeEmbedder, FakeReader) as assistant:
        report = evaluate(
            assistant,
            datasets.load(name, path),
            name=name,
            path=path,
            profile="fake",
            limit=None,
            progress=Silent(),
            doer=Doer(assistant),
        )
    named = "summaries/claims supported" if name == "summeval" else "grounding/balanced accuracy"
    assert value(report, named) == (1.0 if name == "summeval" else 0.5)


def test_any_support_score_can_be_measured(tmp_path: Path) -> None:
    data = datasets.load("qags", samples.qags(tmp_path))
    assert isinstance(data, Judged)
    blind = Support("blind", lambda claims, text: [0.5] * len(claims), threshold=0.6)
    figures = {one.name: one.value for one in measure_claims(data, blind, None, Silent())}
    assert figures["grounding/AUROC"] == 0.5
    assert figures["grounding/balanced accuracy"] == 0.5


def test_nothing_to_measure_is_told(run: Run, tmp_path: Path) -> None:
    path = samples.write_json(tmp_path / "dev.json", {"data": []})
    with pytest.raises(ReadError, match="nothing to measure"):
        run("squad2", path)


def test_gold_ranges_of_removed_documents_are_hidden(tmp_path: Path) -> None:
    data = datasets.load("squad2", samples.squad(tmp_path))
    assert isinstance(data, Questions)
    collection = Collection.open(tmp_path / "c", create=True)
    with Assistant(collection, FakeEmbedder, FakeReader) as assistant:
        asked = data.build(assistant.collection, assistant.embedder, Silent())
        from assistant.search.filters import Filter

        hits = assistant.search(asked[0].text, among=Filter(without=frozenset(asked[0].articles)))
        assert hits
        assert not {hit.document.id for hit in hits} & set(asked[0].articles)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("report")
    with runs(folder) as run:
        return run("squad2", samples.squad(folder))


@pytest.fixture(scope="module")
def drawn(report: Report) -> dict[str, str]:
    return plots(report)


class TestRendering:
    def test_files(self, report: Report, tmp_path: Path) -> None:
        written = render.write(report, compare(report, report), tmp_path / "a" / "report")
        names = {path.name for path in written}
        assert {"report.json", "report.md", "report.html", "measures.svg"} <= names
        text = (tmp_path / "a/report/report.md").read_text(encoding="utf-8")
        assert "## Retrieval" in text
        assert "no real difference" in text
        for name in re.findall(r"!\[.*?\]\((.*?)\)", text):
            assert name in names

    def test_page_needs_nothing_from_outside(self, report: Report, drawn: dict[str, str]) -> None:
        page = render.page(report, None, drawn)
        assert "<script" not in page
        assert not re.search(r"(?:src|href)=[\"'](?!data:)", page)
        assert not re.search(r"url\(|@import|@font-face", page)
        assert "default-src 'none'" in page

    def test_names_are_text_in_the_page(self, report: Report) -> None:
        hostile = report.model_copy(update={"path": "<img src=x onerror=alert(1)>"})
        page = render.page(hostile, None, {})
        assert "<img" not in page
        assert "&lt;img src=x" in page

    def test_plots_are_drawings_without_scripts(self, drawn: dict[str, str]) -> None:
        assert set(drawn) == {"measures", "risk-coverage", "roc", "latency"}
        for drawing in drawn.values():
            assert ElementTree.fromstring(drawing).tag.endswith("svg")
            assert "<script" not in drawing
            assert "font-family" not in drawing

    def test_lines_fit_their_columns(self, report: Report) -> None:
        shown = list(render.lines(report, None))
        assert any(line.split()[:2] == ["nDCG@10", "1.000"] for line in shown)
        assert all(line == line.rstrip() for line in shown)


def test_summaries(run: Run, tmp_path: Path) -> None:
    report = run("summeval", samples.summaries(tmp_path), reader=StrictReader())
    assert {one.group for one in report.measures} == {"latency", "summaries"}
    assert value(report, "summaries/slots in citation") == 1.0
    assert value(report, "summaries/claims supported") == 1.0
    assert value(report, "summaries/sections covered") == 1.0
    lead = value(report, "summaries/first three sentences: ROUGE-1")
    assert lead is not None
    assert 0 < lead < 1
    assert 0 < (value(report, "summaries/last cited, share of text") or 0) <= 1
    assert 0 < (value(report, "summaries/words") or 0) < 60


def test_claims_of_a_summary_that_the_check_rejects(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = Support("nothing", lambda claims, text: [0.0] * len(claims), 0.5)
    monkeypatch.setattr(summaries, "checked", lambda embedder, reader: nothing)
    assert value(run("summeval", samples.summaries(tmp_path)), "summaries/claims supported") == 0.0


def test_check_scores_what_it_does_not_support_below_the_threshold() -> None:
    support = checked(FakeEmbedder(), StrictReader())
    text = "The old bridge over the Tamsel was closed to lorries in 2019 by the town's engineer."
    said, wrong = "The old bridge was closed to lorries in 2019.", "The bridge was closed in 2018."
    scores = support.score([said, wrong], text)
    assert scores[0] >= support.threshold > scores[1]
