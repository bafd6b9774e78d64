"""Summaries from the page, over fakes."""

from __future__ import annotations

import asyncio
import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.batch.ledger import ledger_folder, open_ledger
from assistant.config import home
from assistant.errors import ConfigError
from assistant.indexing import index_paths
from assistant.ui.desk import Desk
from assistant.ui.documents import Documents
from assistant.ui.only import Only
from assistant.ui.summaries import OFFERED, Sight, Summaries, request_of
from assistant.ui.summarising import Wanted
from assistant.ui.work import Workshop
from tests.fakes import FakeEmbedder, FakeGenerator
from tests.schemas import SUMMARY

EVERYWHERE = Only()


@pytest.fixture
def summaries(desk: Desk) -> Iterator[Summaries]:
    made = Summaries(desk)
    yield made
    made.close()


def wanted(
    *documents: str, focus: str = "", together: bool = False, only: Only = EVERYWHERE
) -> Wanted:
    return Wanted("default", "", documents, request_of(40, "Paragraph", focus), together, only)


def run(
    summaries: Summaries, request: Wanted, stop_when: Callable[[Sight], bool] = lambda sight: False
) -> Sight:
    """The last sight of a run."""

    async def all_of_it() -> Sight:
        last = Sight("", "")
        async for last in summaries.run("tab", request):
            if stop_when(last):
                summaries.stop("tab")
        return last

    return asyncio.run(all_of_it())


def taken(summaries: Summaries, sight: Sight, kind: str) -> bytes:
    """What the link of that kind gives."""
    (address,) = [part for part in sight.links.split('"') if part.endswith(f".{kind}")]
    found = summaries.download(address.removeprefix("summaries/").removesuffix(f".{kind}"), kind)
    assert found is not None
    return found[0]


def lines(summaries: Summaries, sight: Sight) -> list[dict[str, Any]]:
    return [json.loads(line) for line in taken(summaries, sight, "jsonl").splitlines()]


def test_all_documents_are_summarised_with_their_citations(
    desk: Desk, summaries: Summaries
) -> None:
    sight = run(summaries, wanted())
    assert "3 documents summarised" in sight.work
    assert sight.results.count("<article") == 3
    assert "<script" not in sight.results
    for summary in lines(summaries, sight):
        (document,) = summary["documents"]
        text = desk.assistant("default").collection.document(document["id"]).text
        for cited in summary["citations"]:
            assert text[cited["start"] : cited["end"]] == cited["quote"]


def test_chosen_documents_only(summaries: Summaries) -> None:
    (_, id_), *_ = summaries.choices("default").offered
    sight = run(summaries, wanted(id_))
    assert "1 document summarised" in sight.work
    assert sight.results.count("<article") == 1


def test_a_part_of_the_collection_only(desk: Desk, summaries: Summaries) -> None:
    part = Only(source="bridge")
    sight = run(summaries, wanted(only=part))
    assert "1 document with “bridge” in their title or path summarised" in sight.work
    (summary,) = lines(summaries, sight)
    assert summary["source"].endswith("bridge.txt")
    digest = run(summaries, wanted(only=Only(source="e"), together=True))
    assert "The digest of documents with “e” in their title or path is done" in digest.work
    (row,) = lines(summaries, digest)
    assert len(row["documents"]) == 3
    none = run(summaries, wanted(only=Only("2031-01-01")))
    assert "There is no document from 1 Jan 2031 on. Name more days" in none.work


def test_a_part_shares_its_ledger_with_the_whole(
    desk: Desk, summaries: Summaries, writer: FakeGenerator
) -> None:
    """`summarise` on the command line does not make again what a part on the page has made."""
    (done,) = lines(summaries, run(summaries, wanted(only=Only(source="bridge"))))
    with open_ledger(ledger_folder(home(), ("in", ""))) as ledger:
        assert ledger.summary(done["documents"][0]["id"], done["fingerprint"]) is not None
    prompts = len(writer.prompts)
    run(summaries, wanted())
    assert len(writer.prompts) - prompts == 2


def test_results_of_earlier_runs_can_be_looked_at_again(
    summaries: Summaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.ui.summary_runs.KEPT", 2)
    first = run(summaries, wanted())
    assert "Results of run" not in first.links
    second = run(summaries, wanted(only=Only(source="bridge")))
    assert "Results of run 2 of 2" in second.links
    assert "Later results" not in second.links
    assert summaries.shows_newest("tab")
    assert (back := summaries.step("tab", -1)).results == first.results
    assert back.work == first.work
    assert not summaries.shows_newest("tab")
    assert lines(summaries, back) == lines(summaries, first)
    assert summaries.step("tab", -1) == back, "there is none before it"
    assert summaries.page("tab", 1).count("<article") == 3
    third = run(summaries, wanted(only=Only(source="strike")))
    assert "Results of run 2 of 2" in third.links, "the first is no longer kept"
    assert summaries.step("tab", -1).results == second.results
    assert lines(summaries, third) != lines(summaries, summaries.step("tab", -1))


def test_an_earlier_run_can_be_looked_at_while_another_goes_on(summaries: Summaries) -> None:
    first = run(summaries, wanted())

    async def looked_at() -> tuple[Sight, Sight]:
        going_on = summaries.run("tab", wanted(only=Only(source="bridge")))
        await anext(going_on)
        back = summaries.step("tab", -1)
        return back, [sight async for sight in going_on][-1]

    back, last = asyncio.run(looked_at())
    assert (back.work, back.results) == ("", first.results), "what goes on still shows above"
    assert "1 document with “bridge”" in last.work
    assert last.results == first.results
    assert summaries.step("tab", 1).results.count("<article") == 1


def test_what_can_be_chosen_is_narrowed(summaries: Summaries) -> None:
    everything = summaries.choices("default")
    ids = [id_ for _, id_ in everything.offered]
    assert (len(ids), everything.total, everything.chosen) == (3, 3, ())
    assert everything.label("Choose") == "Choose"
    part = summaries.choices("default", Only(source="bridge"), ids)
    assert [label.endswith("bridge.txt") for label, _ in part.offered] == [True]
    assert part.chosen == tuple(id_ for _, id_ in part.offered), "the others are dropped"
    with pytest.raises(ConfigError, match="no date"):
        summaries.choices("default", Only(since="May"))


def test_of_very_many_documents_a_choice_is_offered(
    desk: Desk, summaries: Summaries, tmp_path: Path
) -> None:
    path = tmp_path / "many.jsonl"
    rows = ({"title": f"Report {n}", "text": f"Ship {n} left."} for n in range(OFFERED + 40))
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    index_paths(desk.assistant("default").collection, [path], FakeEmbedder())
    found = summaries.choices("default")
    assert (len(found.offered), found.total) == (OFFERED, OFFERED + 43)
    assert found.label("Choose") == "Choose (offered are 500 of 543: narrow them above)"
    last = summaries.choices("default", Only(source="many.jsonl#540"))
    ((_, id_),) = last.offered
    again = summaries.choices("default", chosen=[id_])
    assert again.chosen == (id_,), "what was chosen stays, though it is none of the first"
    assert len(again.offered) == OFFERED + 1


def test_what_was_done_is_not_done_again(summaries: Summaries, writer: FakeGenerator) -> None:
    (_, first), *_ = summaries.choices("default").offered
    run(summaries, wanted(first))
    prompts = len(writer.prompts)
    sight = run(summaries, wanted())
    assert len(lines(summaries, sight)) == 3
    assert len(writer.prompts) - prompts == 2, "the first one was not made again"
    run(summaries, wanted(first, focus="When did it open?"))
    assert len(writer.prompts) - prompts == 3, "another request is another summary"


def test_the_ledger_is_the_one_of_the_command_line(desk: Desk, summaries: Summaries) -> None:
    sight = run(summaries, wanted())
    (summary, *_) = lines(summaries, sight)
    with open_ledger(ledger_folder(home(), ("in", ""))) as ledger:
        kept = ledger.summary(summary["documents"][0]["id"], summary["fingerprint"])
    assert kept is not None


@pytest.mark.parametrize("together", [False, True])
def test_a_document_that_was_removed_since_ends_no_run(
    summaries: Summaries, desk: Desk, together: bool
) -> None:
    first, *_ = [info.id for info in desk.assistant("default").collection.documents()]
    sight = run(summaries, wanted(first, "0" * 16, together=together))
    (row,) = lines(summaries, sight)
    assert row["claims"]


@pytest.mark.parametrize("together", [False, True])
def test_what_the_page_makes_has_receipts_that_hold(
    desk: Desk, summaries: Summaries, together: bool
) -> None:
    made = lines(summaries, run(summaries, wanted(together=together)))
    assistant = desk.assistant("default")
    kept = [id_ for id_, _ in assistant.collection.receipts.all()]
    assert kept == [summary["receipt"] for summary in made]
    for id_ in kept:
        replay = assistant.replay(id_)
        assert (replay.holds, replay.outcome, replay.models) == (True, "same", {})
    assert lines(summaries, run(summaries, wanted(together=together))) == made
    assert len(list(assistant.collection.receipts.all())) == len(kept)


def test_they_go_with_the_document_that_they_quote(desk: Desk, summaries: Summaries) -> None:
    made = lines(summaries, run(summaries, wanted()))
    run(summaries, wanted(together=True))
    workshop = Workshop()
    documents = Documents(desk, workshop, paths_allowed=True)
    held = desk.assistant("default").collection.documents()
    (bridge,) = [info.id for info in held if "bridge" in info.source]
    said = documents.remove("default", [bridge])
    assert "2 records of how answers were made." in said
    assert "receipt" not in said
    workshop.close()
    left = [id_ for id_, _ in desk.assistant("default").collection.receipts.all()]
    assert left == [one["receipt"] for one in made if one["documents"][0]["id"] != bridge]


def test_another_process_at_it_is_said(summaries: Summaries) -> None:
    with open_ledger(ledger_folder(home(), ("in", ""))):
        sight = run(summaries, wanted())
    assert "is making these summaries already" in sight.work
    assert sight.links == ""


def test_a_stopped_run_keeps_nothing_that_was_cut_short(
    summaries: Summaries, writer: FakeGenerator
) -> None:
    sight = run(summaries, wanted(), stop_when=lambda sight: True)
    assert "Start again to go on from here" in sight.work
    done = sight.results.count("<article")
    assert done < 3
    prompts = len(writer.prompts)
    again = run(summaries, wanted())
    assert again.results.count("<article") == 3
    assert len(writer.prompts) - prompts == 3 - done


def test_a_run_that_waits_for_another_is_stopped_at_once(summaries: Summaries) -> None:
    may_end = threading.Event()
    other = summaries._workshop.start("Preparing", lambda _: may_end.wait(5))
    sight = run(summaries, wanted(), stop_when=lambda sight: True)
    assert not other.future.done()
    assert "Stopped after 0 documents" in sight.work
    may_end.set()
    assert "3 documents summarised" in run(summaries, wanted()).work


def test_a_digest_tells_of_all_documents_together(desk: Desk, summaries: Summaries) -> None:
    sight = run(summaries, wanted(together=True))
    assert "The digest is done" in sight.work
    assert "Digest of 3 documents" in sight.results
    assert sight.results.count("<article") == 1
    (digest,) = lines(summaries, sight)
    assert len(digest["documents"]) == 3
    assert len({cited["document"] for cited in digest["citations"]}) > 1
    for cited in digest["citations"]:
        text = desk.assistant("default").collection.document(cited["document"]).text
        assert text[cited["start"] : cited["end"]] == cited["quote"]
    page = taken(summaries, sight, "md").decode()
    assert page.startswith("# Digest of 3 documents")
    assert "<script>" not in page


def test_a_digest_is_not_made_again(summaries: Summaries, writer: FakeGenerator) -> None:
    first = run(summaries, wanted(together=True))
    prompts = len(writer.prompts)
    assert run(summaries, wanted(together=True)).results == first.results
    assert len(writer.prompts) == prompts


def test_a_stopped_digest_is_none(summaries: Summaries) -> None:
    sight = run(summaries, wanted(together=True), stop_when=lambda sight: True)
    assert "Stopped before the digest was done" in sight.work
    assert sight.results == ""
    assert sight.links == ""


def test_downloads_hold_every_summary(summaries: Summaries) -> None:
    sight = run(summaries, wanted())
    done = lines(summaries, sight)
    for summary in done:
        SUMMARY.validate(summary)
    with zipfile.ZipFile(io.BytesIO(taken(summaries, sight, "zip"))) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert len(texts) == len(done) + 1
    assert "index.md" in texts
    assert not any("<script>" in text for text in texts.values())


def test_nobody_can_take_what_is_not_theirs(summaries: Summaries) -> None:
    run(summaries, wanted())
    for name in ("", "0" * 32, "../x"):
        assert summaries.download(name, "jsonl") is None


def test_a_closed_page_leaves_nothing_but_the_ledger(summaries: Summaries) -> None:
    sight = run(summaries, wanted())
    scratch = Path(summaries._scratch.name)
    assert any(scratch.iterdir())
    summaries.leave("tab")
    name = sight.links.split('"')[3].removeprefix("summaries/").partition(".")[0]
    assert summaries.download(name, "jsonl") is None
    summaries._workshop.start("", lambda _: None).future.result(5)
    assert not any(scratch.iterdir())


def test_a_style_is_one_of_those_on_the_page() -> None:
    with pytest.raises(ConfigError, match="no style"):
        request_of(40, "haiku", None)
    for words in (-7, 5_001, float("nan")):
        with pytest.raises(ConfigError, match="are no length"):
            request_of(words, "Paragraph", None)
    assert request_of(0, "Paragraph", None).words is None


def test_a_question_to_answer_first_has_the_length_of_a_question() -> None:
    with pytest.raises(ConfigError, match="are read"):
        request_of(40, "Paragraph", "why " * 100_000)
