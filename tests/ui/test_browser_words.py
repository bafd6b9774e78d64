"""What a person reads who never saw the page before: real Chromium and server, fakes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from assistant.watched import note_round, watched
from tests.ui.browser import OVER_FAKES, Server, Window, ask, outside, running_server, violations
from tests.ui.conftest import ARTICLES, QUESTION

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs Debian's package chromium"),
]

TRADE = ("passage", "receipt", "embed", "index", "vector", "token", "python -m")
"""Words that say how it is made."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def new(home: Path) -> Iterator[Server]:
    """A page without any documents."""
    with running_server(home, program=OVER_FAKES) as server:
        yield server


def read(page: Page) -> str:
    """All that stands on the page, folded or not, and what is said of its parts."""
    texts = page.evaluate(
        """() => [document.querySelector("gradio-app").textContent, ...[
        ...document.querySelectorAll("[aria-label], [title], [placeholder]")].flatMap(
        (one) => [one.ariaLabel, one.title, one.placeholder])]"""
    )
    return "\n".join(filter(None, texts)).lower()


def plain(page: Page) -> bool:
    """Whether no word of the trade is to be read."""
    said = read(page)
    assert "documents" in said
    return not [word for word in TRADE if word in said]


def test_a_page_without_documents_offers_nothing_to_choose_from(
    new: Server, window: Window
) -> None:
    page = window.page(new.address)
    assert page.get_by_text("No documents yet").is_visible()
    for part in ("#only", "#only-since", "#sources-head button[data-pane=documents]"):
        assert not page.locator(part).is_visible(), part
    assert page.get_by_role("button", name="Use the example articles").is_visible()
    assert plain(page)
    assert violations(page) == []
    page.context.close()


def test_nobody_has_to_know_how_it_is_made(new: Server, window: Window, tmp_path: Path) -> None:
    page = window.page(new.address)
    page.get_by_role("tab", name="Documents").click()
    for name, text in ARTICLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    page.fill("#folder :is(input, textarea)", str(tmp_path))
    page.click("#add-folder")
    page.wait_for_selector("#documents-work >> text=3 added")
    page.wait_for_selector("#documents-overview .overview")
    assert plain(page)
    page.get_by_role("tab", name="Ask").click()
    ask(page, QUESTION)
    assert page.locator("#only").is_visible()
    assert page.get_by_role("button", name="Copy with sources").is_visible()
    ask(page, "Who invented the pianoforte in Zanzibar?")
    assert "in the 3 documents" in page.locator("#live .refusal").inner_text()
    assert page.locator("#live .copy").inner_text() == "Copy", "there are no sources"
    page.locator("#live .how summary").click()
    assert plain(page)
    page.get_by_role("tab", name="Documents").click()
    page.get_by_label("Choose Bridge").check()
    page.click("#remove")
    asked = page.locator("#confirm .notice")
    asked.wait_for()
    assert "2 answers in conversations, 1 record of how an answer was made" in asked.inner_text()
    assert plain(page)
    page.click("#keep-documents")
    page.get_by_role("tab", name="Summaries").click()
    page.click("#summarise")
    page.wait_for_selector("#summaries-work >> text=3 documents summarised")
    assert plain(page)
    page.context.close()


def test_a_folder_that_is_watched_says_so(new: Server, window: Window, home: Path) -> None:
    """After the one before, which has added documents."""
    page = window.page(new.address)
    collection = home / "collections" / "default"
    note_round(collection, (Path("/papers/letters"),), 60)
    page.get_by_role("tab", name="Documents").click()
    page.wait_for_selector("#documents-table .watched >> text=is watched")
    said = page.locator("#documents-table .watched")
    assert said.locator("b").inner_text() == "letters"
    assert "Last read at" in said.inner_text()
    noted = watched(collection)
    assert noted is not None
    shown = said.locator("time").get_attribute("datetime")
    assert shown is not None
    assert shown[:13] == noted.read.astimezone().isoformat()[:13]
    page.context.close()


def test_no_request_left_the_machine(window: Window) -> None:
    """Comes last: over all pages of this module."""
    assert outside(window) == []
    assert window.problems == []
