"""Documents, summaries, small and zoomed windows: real Chromium, real server, real models."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.ui.browser import (
    TARIFFS,
    Server,
    Window,
    ask,
    begin,
    eventually,
    fetched,
    outside,
    violations,
)

pytestmark = [pytest.mark.models, pytest.mark.enable_socket]

FOCUS_IS_ON = "document.activeElement.classList.contains('{}')"
CUT_OFF = """() => [...document.querySelectorAll(
  "button, a, input, textarea, h1, h2, h3, p, label, td, li"
)].filter((one) => {
  const box = one.getBoundingClientRect();
  const seen = box.width > 1 && box.height > 1 && one.checkVisibility({ visibilityProperty: true });
  const aside = one.closest(".sidebar:not(.open), .sr-only, #sources");
  return seen && !aside && (box.left < -1 || box.right > innerWidth + 1);
}).map((one) => one.outerHTML.slice(0, 120))"""
"""What reaches over an edge of the window."""


def test_uploads_are_added_and_removed(ready: Server, window: Window, tmp_path: Path) -> None:
    good, bad = tmp_path / "ferry.txt", tmp_path / "broken.pdf"
    good.write_text("The ferry to Bornholm leaves at 6.40 every morning.", encoding="utf-8")
    bad.write_bytes(b"%PDF-1.7 nothing")
    page = window.page(ready.address)
    page.get_by_role("tab", name="Documents").click()
    page.fill("#target textarea, #target input", "ferries")
    page.set_input_files("#uploads input[type=file]", [str(good), str(bad)])
    page.wait_for_selector("#documents-work >> text=1 added")
    assert "broken.pdf" in page.locator("#documents-work").inner_text()
    page.wait_for_selector("#documents-table >> text=ferry.txt")
    listed = page.locator("#documents-work li.good").all_inner_texts()
    assert listed == ["ferry.txt"], "each file by itself"
    page.get_by_role("tab", name="Ask").click()
    ask(page, "When does the ferry to Bornholm leave?")
    assert "6.40" in page.locator("#live .answer").inner_text()
    page.get_by_role("tab", name="Documents").click()
    page.locator("#documents-table tr", has_text="ferry.txt").get_by_role("checkbox").check()
    page.click("#remove")
    page.wait_for_selector("#confirm >> text=Remove “ferry”?")
    page.click("#keep-documents")
    page.wait_for_selector("#confirm", state="hidden")
    page.wait_for_function("document.activeElement.id === 'remove'")
    assert page.locator("#documents-table tr", has_text="ferry.txt").count() == 1
    page.click("#remove")
    page.click("#confirm-remove")
    page.wait_for_selector("#documents-table >> text=No document here fits")
    page.wait_for_selector("#removed >> text=Removed: ferry.")
    page.wait_for_function("document.activeElement.id === 'remove'")
    page.context.close()


def test_a_ticked_document_that_is_removed_is_ticked_no_more(
    ready: Server, window: Window, tmp_path: Path
) -> None:
    texts = {
        "tram": "The tram to the harbour leaves at 7.15 every morning.",
        "museum": "The museum of Fjordby opens at ten on Sundays.",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    page = window.page(ready.address)
    page.get_by_role("tab", name="Documents").click()
    page.fill("#target textarea, #target input", "tickets")
    page.set_input_files("#uploads input[type=file]", [*map(str, tmp_path.glob("*.txt"))])
    page.wait_for_selector("#documents-work >> text=2 added")
    page.wait_for_selector("#documents-table >> text=tram.txt")
    page.get_by_role("tab", name="Ask").click()
    page.locator("#ticked").get_by_label("tram").check()
    page.wait_for_selector("#only >> text=that are ticked (1)")
    page.get_by_role("tab", name="Documents").click()
    page.locator("#documents-table tr", has_text="tram.txt").get_by_role("checkbox").check()
    page.click("#remove")
    page.click("#confirm-remove")
    page.wait_for_selector("#removed >> text=Removed: tram.")
    page.get_by_role("tab", name="Ask").click()
    page.wait_for_selector("#only >> text=In all documents")
    ask(page, "When does the museum of Fjordby open?")
    assert "ten" in page.locator("#live .answer").inner_text()
    page.context.close()


def test_another_file_of_one_name_is_kept_too(
    ready: Server, window: Window, tmp_path: Path
) -> None:
    page = window.page(ready.address)
    page.get_by_role("tab", name="Documents").click()
    page.fill("#target textarea, #target input", "leases")
    for number, text in enumerate(("The lease ends in May 2031.", "The lease ends in June 2032.")):
        upload = tmp_path / str(number) / "lease.txt"
        upload.parent.mkdir()
        upload.write_text(text, encoding="utf-8")
        page.set_input_files("#uploads input[type=file]", str(upload))
        page.wait_for_selector("#documents-work >> text=1 added")
        page.wait_for_selector(f"#documents-table >> text={number + 1} document")
    assert "kept beside it as lease (2).txt" in page.locator("#documents-work").inner_text()
    page.context.close()


def test_many_documents_are_turned_over_page_by_page(
    ready: Server, window: Window, tmp_path: Path
) -> None:
    many = tmp_path / "ships.jsonl"
    rows = [
        {
            "title": f"Ship {number}",
            "text": f"Ship {number} left.",
            "date": f"{number % 9 + 2010}-05-01",
        }
        for number in range(230)
    ]
    many.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    page = window.page(ready.address)
    page.get_by_role("tab", name="Documents").click()
    page.fill("#target textarea, #target input", "ships")
    page.set_input_files("#uploads input[type=file]", str(many))
    page.wait_for_selector("#documents-table >> text=Documents 1 to 100 of 230")
    assert page.locator("#documents-table tbody tr").count() == 100
    back, on = page.locator("#previous-page"), page.locator("#next-page")
    assert back.is_disabled()
    page.get_by_label("Choose Ship 7", exact=True).check()
    on.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#documents-table >> text=Documents 101 to 200 of 230")
    assert page.get_by_role("link", name="Ship 100", exact=True).is_visible()
    assert page.locator("#documents-table input:checked").count() == 0, "ticks stay on their page"
    assert violations(page) == []
    on.click()
    page.wait_for_selector("#documents-table >> text=Documents 201 to 230 of 230")
    assert on.is_disabled()
    page.get_by_label("Choose Ship 229", exact=True).check()
    page.click("#remove")
    page.click("#confirm-remove")
    page.wait_for_selector("#documents-table >> text=Documents 201 to 229 of 229")
    back.click()
    page.wait_for_selector("#documents-table >> text=Documents 101 to 200 of 229")
    page.fill("#listed-since input, #listed-since textarea", "2018-01-01")
    page.press("#listed-since input, #listed-since textarea", "Enter")
    page.wait_for_selector("#documents-table >> text=25 documents")
    assert not on.is_visible(), "all on one page"
    page.context.close()


def test_a_tick_stays_while_the_list_is_read_anew(ready: Server, window: Window) -> None:
    page = window.page(ready.address)
    page.get_by_role("tab", name="Documents").click()
    box = page.get_by_label("Choose Truce over steel between Washington and Brussels")
    box.check()
    since = page.locator("#listed-since :is(input, textarea)")
    for day, count in (("2021-01-01", 1), ("2999-01-01", 0)):
        said = "#documents-table :is(.where, .notice)"
        before = page.locator(said).inner_text()
        since.fill(day)
        since.press("Enter")
        page.wait_for_function(
            "([said, before]) => document.querySelector(said).innerText !== before",
            arg=[said, before],
        )
        assert box.count() == count
        ticked = page.locator("#documents-table input:checked")
        assert ticked.count() == box.and_(ticked).count() == count, "it, and no other"
    since.fill("")
    since.press("Enter")
    box.wait_for()
    assert not box.is_checked(), "what is out of sight is not chosen"
    page.context.close()


def test_summaries_can_be_cancelled_and_go_on(ready: Server, window: Window) -> None:
    page = window.page(ready.address)
    page.get_by_role("tab", name="Summaries").click()
    page.click("#summarise")
    page.wait_for_selector("#summaries-results .summary")
    sources = page.locator("#summaries-results .cited[open] summary")
    page.locator("#summaries-results .cited summary").last.click()
    page.wait_for_selector("#summaries-results .summary:nth-of-type(4)")
    assert sources.count() == 1, "what was folded out stays so as others come before it"
    page.click("#stop-summaries")
    page.wait_for_selector("#summaries-work >> text=Start again")
    with page.context.expect_page() as opened:
        page.locator("#summaries-results .cite").first.click()
    opened.value.wait_for_selector("mark")
    done = rows(page, ready)
    assert 0 < len(done) < 40
    page.click("#summarise")
    page.wait_for_selector(f"#summaries-results .summary:nth-of-type({len(done) + 1})")
    page.click("#stop-summaries")
    page.wait_for_selector("#summaries-work >> text=Start again")
    again = rows(page, ready)
    assert again[: len(done)] == done, "what was done is not done again, to the second it took"
    assert len(again) > len(done)
    page.context.close()


def test_a_closed_tab_stops_its_summaries(ready: Server, window: Window) -> None:
    page = window.page(ready.address)
    page.get_by_role("tab", name="Summaries").click()
    page.get_by_label("List", exact=True).check()
    began = time.monotonic()
    page.click("#summarise")
    page.wait_for_selector("#summaries-results .summary")
    first = time.monotonic() - began
    assert not ready.is_idle_within(0.5)
    page.context.close()
    # A slow machine also comes to rest more slowly; all summaries take many times what one takes.
    assert ready.is_idle_within(max(2.5, first))


def rows(page: Page, server: Server) -> list[dict[str, Any]]:
    """What the link to the JSON lines of a run gives."""
    link = page.locator("a[href$='.jsonl']").get_attribute("href")
    return [json.loads(line) for line in fetched(f"{server.address}{link}").splitlines()]


def test_a_digest_cites_several_documents(ready: Server, window: Window) -> None:
    page = window.page(ready.address)
    page.get_by_role("tab", name="Summaries").click()
    page.get_by_label("One digest of all together").check()
    page.click("#summarise")
    page.wait_for_selector("#summaries-results >> text=Digest of 51 documents")
    page.wait_for_selector("#summarise")
    (digest,) = rows(page, ready)
    assert len({cited["document"] for cited in digest["citations"]}) > 1
    page.locator("#summaries-results .cited summary").click()
    shown = page.locator("#summaries-results .cited q").all_inner_texts()
    assert [" ".join(text.split()).strip("“”") for text in shown] == [
        " ".join(cited["quote"].split()) for cited in digest["citations"]
    ]
    link = page.locator("a[href$='.md']:visible").get_attribute("href")
    assert fetched(f"{ready.address}{link}").decode().startswith("# Digest of 51 documents")
    assert violations(page) == []
    page.context.close()


def test_summaries_are_of_a_part_only(ready: Server, window: Window) -> None:
    page = window.page(ready.address)
    page.get_by_role("tab", name="Summaries").click()
    page.get_by_text("All documents of the collection").click()
    page.fill("#summary-only-since input, #summary-only-since textarea", "2024-11-20")
    page.fill("#summary-only-source input, #summary-only-source textarea", "trump")
    part = "from 20 Nov 2024 on, with “trump” in their title or path"
    page.get_by_text(f"Only documents {part}").wait_for()
    page.get_by_label("Source sentences only", exact=True).check()
    page.click("#summarise")
    page.wait_for_selector("#summaries-work >> text=in their title or path summarised")
    made = rows(page, ready)
    assert made
    for row in made:
        assert row["documents"][0]["date"] >= "2024-11-20"
        assert "trump" in row["source"]
    page.get_by_label("Choose some of them; none chosen means all").click()
    assert page.get_by_role("option").count() == len(made)
    page.keyboard.press("Escape")
    page.fill("#summary-only-since input, #summary-only-since textarea", "in May")
    page.click("#summarise")
    page.wait_for_selector("#summaries-work >> text=Write it as 2024-05-31")
    assert violations(page) == []
    page.context.close()


def test_a_question_is_asked_of_a_part_only(ready: Server, window: Window) -> None:
    page = window.page(ready.address)
    page.fill("#only-since input, #only-since textarea", "2024-11")
    page.get_by_text("Only in documents from 1 Nov 2024 on").wait_for()
    ask(page, TARIFFS)
    dates = page.locator("#sources .cards.shown .where time").evaluate_all(
        "times => times.map((one) => one.dateTime)"
    )
    assert dates
    assert min(dates) >= "2024-11-01"
    ask(page, "How many people did the earthquake kill in Turkey?")
    assert "only those from 1 Nov 2024 on" in page.locator("#live .refusal").inner_text()
    assert not page.locator("#only-since").is_visible(), "out of the way, and named above the box"
    page.get_by_role("button", name="Only in documents from 1 Nov 2024 on").click()
    page.fill("#only-since input, #only-since textarea", "in May")
    begin(page, TARIFFS)
    page.wait_for_selector("#live >> text=Write it as 2024-05-31")
    assert page.input_value("#question textarea") == TARIFFS, "it can be sent again"
    page.context.close()


def test_a_phone_shows_all_of_it(ready: Server, window: Window) -> None:
    page = window.page(ready.address, width=375, scheme="dark")
    ask(page, TARIFFS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    panel = page.locator("#sources")
    assert not panel.is_visible()
    page.locator("#live .cite").first.focus()
    page.keyboard.press("Enter")
    assert eventually(panel.is_visible)
    assert eventually(lambda: bool(page.evaluate(FOCUS_IS_ON.format("card"))))
    page.keyboard.press("Escape")
    assert eventually(lambda: not panel.is_visible())
    assert page.evaluate(FOCUS_IS_ON.format("cite"))
    page.context.close()


@pytest.mark.parametrize("width", [375, 680])
def test_nothing_is_cut_off(ready: Server, window: Window, width: int) -> None:
    """A phone, and a window of 1360 pixels at 200 %: the same as one of half the width."""
    page = window.page(ready.address, width=width, scale=2)
    page.wait_for_selector("#welcome .ask-this")
    assert page.evaluate(CUT_OFF) == []
    ask(page, TARIFFS)
    page.locator("#live .cite").first.click()
    assert eventually(page.locator("#sources").is_visible)
    page.keyboard.press("Escape")
    ask(page, "Who invented the pianoforte in Zanzibar?")
    page.click("#only")
    assert eventually(page.locator("#ticked").is_visible)
    page.keyboard.press("Escape")
    for tab in ("Ask", "Summaries", "Documents"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(500)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, tab
        assert page.evaluate(CUT_OFF) == [], tab
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_hinders_anybody(ready: Server, window: Window, scheme: str) -> None:
    page = window.page(ready.address, scheme=scheme)
    assert violations(page) == []
    ask(page, TARIFFS)
    page.locator("#live .cite").first.click()
    assert violations(page) == []
    with page.context.expect_page() as opened:
        page.locator(".card .whole:visible").first.click()
    opened.value.wait_for_selector("mark")
    assert violations(opened.value) == []
    ask(page, "Who invented the pianoforte in Zanzibar?")
    assert violations(page) == []
    page.get_by_role("tab", name="Documents").click()
    page.wait_for_selector("#documents-table .listing")
    assert violations(page) == []
    page.get_by_role("tab", name="Summaries").click()
    page.wait_for_selector("#summarise")
    assert violations(page) == []
    page.context.close()


def test_no_request_left_the_machine(window: Window) -> None:
    """Comes last: over all pages of this module."""
    assert outside(window) == []
    assert len(window.requests) > 100
    assert window.problems == []
