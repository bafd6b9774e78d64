"""Long words, paths and addresses on the page, and what it says before there are documents."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.ui.browser import (
    OVER_FAKES,
    Server,
    Window,
    ask,
    at_rest,
    running_server,
)
from tests.ui.conftest import QUESTION

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs Debian's package chromium"),
]

WIDTHS = [1280, 390]
LONG = "/srv/" + "annual_report_of_the_harbour_" * 9 + "2024"
RUNS_OVER = """() => {
  const over = [];
  for (const part of document.querySelectorAll(".html-container, body.document main")) {
    if (!part.checkVisibility({ visibilityProperty: true })) continue;
    const { right } = part.getBoundingClientRect();
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      const { parentElement: holder } = text;
      if (holder.closest(".sr-only, .rows") || !holder.checkVisibility()) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const last = Math.max(...[...range.getClientRects()].map((one) => one.right));
      if (last > right + 1) over.push(text.textContent.slice(0, 60));
    }
  }
  return over;
}"""
"""The texts that go on beyond the part of the page they stand in."""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server in a deep folder, over fakes and without documents."""
    home = tmp_path_factory.mktemp("a-folder-whose-name-is-as-long-as-that-of-a-home-directory")
    with running_server(home, program=OVER_FAKES) as server:
        yield server


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory, window: Window) -> Iterator[Server]:
    """A document whose title, text and file name have words without an end."""
    home = tmp_path_factory.mktemp("long")
    file = home / f"{'minutes_' * 12}.md"
    file.write_text(f"# Report {LONG}\n\nThe report of Ada lies at {LONG} for us.\n", "utf-8")
    with running_server(home, program=OVER_FAKES) as server:
        page = window.page(server.address)
        page.get_by_role("tab", name="Documents").click()
        page.set_input_files("#uploads input[type=file]", str(file))
        page.wait_for_selector("#documents-work >> text=1 added")
        page.context.close()
        yield server


@pytest.mark.parametrize("width", WIDTHS)
def test_a_question_before_there_are_documents_is_told_where_to_add_them(
    empty: Server, window: Window, width: int
) -> None:
    page = window.page(empty.address, width=width)
    page.fill("#question textarea", QUESTION)
    page.press("#question textarea", "Enter")
    said = page.locator("#live .notice")
    said.wait_for()
    assert " ".join(said.inner_text().split()) == (
        "Error: There are no documents yet. Add some under Documents, or drop them anywhere on "
        "this page, and try again."
    )
    assert page.input_value("#question textarea") == QUESTION
    assert "collections/" not in page.locator("body").inner_text()
    assert page.evaluate(RUNS_OVER) == []
    above, offered = said.bounding_box(), page.get_by_text("Use the example").bounding_box()
    assert above is not None
    assert offered is not None
    assert offered["y"] > above["y"] + above["height"], "what one can do stands below"
    line = page.locator("#sources").evaluate("one => getComputedStyle(one).borderLeftColor")
    assert line == "rgba(0, 0, 0, 0)", "no line beside nothing"
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_long_word_runs_over_its_box(long: Server, window: Window, width: int) -> None:
    page = window.page(long.address, width=width)
    page.wait_for_selector("#welcome >> text=/^1 document/")
    assert page.evaluate(RUNS_OVER) == []
    ask(page, f"Who invented the pianoforte that is kept in {LONG}/zanzibar?")
    assert page.locator("#live .refusal").is_visible()
    assert page.evaluate(RUNS_OVER) == []
    ask(page, "Where does the report of Ada lie?")
    assert LONG in page.locator("#live .answer").inner_text()
    assert page.evaluate(RUNS_OVER) == []
    _and_its_source(page)
    fails(page, f"{LONG} " * 70)
    assert page.evaluate(RUNS_OVER) == []
    page.get_by_role("tab", name="Documents").click()
    page.wait_for_selector("#documents-table .listing")
    assert page.evaluate(RUNS_OVER) == []
    with page.context.expect_page() as whole:
        page.locator("#documents-table .listing a").click()
    whole.value.wait_for_selector("body.document h1")
    assert whole.value.evaluate(RUNS_OVER) == []
    page.context.close()


def fails(page: Page, question: str) -> None:
    """Ask what is too long, and wait for what is said of it."""
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#live .notice.error", state="attached")


def _and_its_source(page: Page) -> None:
    page.locator("#live .cite").first.click()
    at_rest(page, "#sources")
    assert page.locator("#sources .cards.shown .card").first.is_visible()
    assert page.evaluate(RUNS_OVER) == []
    page.keyboard.press("Escape")
    at_rest(page, "#sources")  # what is typed while it slides away may be lost
