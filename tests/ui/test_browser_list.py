"""The list of conversations, by mouse and keyboard: real Chromium and server, fakes for models."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.ui.browser import (
    OVER_FAKES,
    Server,
    Window,
    add_folder,
    ask,
    at_rest,
    begin,
    listed,
    outside,
    running_server,
)
from tests.ui.conftest import QUESTION, written

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs Debian's package chromium"),
]

STRIKE = "How long did the strike in Bergen last?"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, window: Window) -> Iterator[Server]:
    """Two conversations over the articles."""
    home = tmp_path_factory.mktemp("listed")
    articles = written(home / "articles")
    with running_server(home, program=OVER_FAKES) as running:
        page = window.page(running.address)
        add_folder(page, articles, "3 added")
        page.get_by_role("tab", name="Ask").click()
        for question in (QUESTION, STRIKE):
            page.click("#new-conversation")
            page.wait_for_selector("#welcome h2")
            ask(page, question)
        page.context.close()
        yield running


@pytest.fixture
def page(server: Server, window: Window) -> Iterator[Page]:
    opened = window.page(server.address, width=1280)
    opened.wait_for_selector(".conversation:nth-of-type(3)")
    yield opened
    opened.context.close()


def menu(page: Page, title: str) -> str:
    """A menu and its button, as the browser has them: whether it is open, and has the focus."""
    found: str = (
        listed(page, title)
        .locator(".menu")
        .evaluate(
            "one => `${one.open} ${document.activeElement === one.querySelector('[data-do=pin]')}`"
        )
    )
    return found


def test_a_menu_opens_at_one_press_while_the_one_above_it_closes(page: Page) -> None:
    listed(page, STRIKE).locator("summary").click()
    assert menu(page, STRIKE).startswith("true")
    listed(page, QUESTION).locator("summary").click()
    assert menu(page, QUESTION).startswith("true")
    assert menu(page, STRIKE).startswith("false")
    page.locator("#question textarea").click()
    assert menu(page, QUESTION).startswith("false")


def test_the_focus_goes_along_with_what_the_keyboard_does(page: Page) -> None:
    row = listed(page, QUESTION)
    row.locator(".open").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    pin = row.locator("[data-do=pin]")
    pin.focus()
    for day in ("Pinned", "Today"):
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#conversation-list li.day:first-child >> text={day}")
        assert menu(page, QUESTION) == "true true", "it is the same conversation's"
    row.get_by_role("button", name="Delete").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('.undo button')")
    assert row.count() == 0
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('.conversation .open')")
    assert page.evaluate("document.activeElement.textContent") == QUESTION
    assert menu(page, QUESTION).startswith("false")


def test_a_window_that_becomes_narrow_folds_the_sidebar_until_it_is_wide_again(page: Page) -> None:
    page.wait_for_selector(".sidebar.open")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_selector(".sidebar:not(.open)")
    page.locator("#question textarea").click()  # nothing lies over it
    page.set_viewport_size({"width": 1280, "height": 860})
    page.wait_for_selector(".sidebar.open")
    at_rest(page, ".sidebar")
    page.click(".toggle-button")
    page.wait_for_selector(".sidebar:not(.open)")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
    page.wait_for_timeout(300)
    assert page.locator(".sidebar.open").count() == 0, "folded by hand, it stays so"


@pytest.mark.parametrize("width", [390, 768])
def test_the_sidebar_does_not_lie_over_what_is_to_be_read(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1024})
    page.reload()
    page.wait_for_selector("#welcome h2")
    page.locator("#question textarea").click(timeout=5_000)


NARROWING = """
const real = matchMedia, width = Object.assign(new EventTarget(), { matches: false });
window.matchMedia = (query) => (query.includes("768px") ? width : real.call(window, query));
window.turn = (matches, now) => {
  width.matches = now;
  width.dispatchEvent(Object.assign(new Event("change"), { matches }));
};
"""
"""Tells the page that the window has become narrow, or wide, and what it is when it hears of it."""


def test_a_window_that_is_wide_again_before_the_page_hears_of_it_unfolds_nothing(
    page: Page,
) -> None:
    page.add_init_script(NARROWING)
    page.reload()
    page.wait_for_selector(".sidebar.open")
    page.evaluate("turn(true, true)")
    page.wait_for_selector(".sidebar:not(.open)")
    page.evaluate("turn(false, false)")
    page.wait_for_selector(".sidebar.open")
    at_rest(page, ".sidebar")
    page.click(".toggle-button")
    page.wait_for_selector(".sidebar:not(.open)")
    for call in ("turn(true, false)", "turn(false, false)"):
        page.evaluate(call)
        page.wait_for_timeout(300)
    assert page.locator(".sidebar.open").count() == 0


def test_a_question_that_fails_stands_below_what_was_answered(page: Page) -> None:
    listed(page, STRIKE).locator(".open").click()
    page.wait_for_selector("#live .how")
    page.click("#good")
    page.wait_for_selector("#talk >> text=Thank you.")
    page.click("#only")
    page.fill("#only-since :is(input, textarea)", "soon")
    begin(page, "What cost 40 million euros?")
    page.wait_for_selector("#live .notice >> text=no date")
    assert page.locator("#past .question").all_inner_texts() == [STRIKE]
    assert page.locator("#past .answer").inner_text()
    assert page.locator("#talk >> text=Thank you.").count() == 0, "it was of the one before"
    page.click("#new-conversation")
    page.wait_for_selector("#welcome h2")


def test_a_finger_finds_the_menus_of_all_conversations(server: Server, window: Window) -> None:
    context = window.browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    phone = context.new_page()
    phone.goto(server.address)
    phone.wait_for_selector("#welcome h2")
    phone.wait_for_selector(".sidebar:not(.open)")
    phone.tap(".toggle-button")
    shown = "all => all.map(one => getComputedStyle(one).opacity)"
    assert phone.locator(".menu summary").evaluate_all(shown) == ["1", "1"]
    context.close()


def test_what_removes_documents_and_says_so_is_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 420})
    page.get_by_role("tab", name="Documents").click()
    page.get_by_label("Choose Bridge").check()
    box = page.locator("#remove").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 420
    page.click("#remove")
    page.click("#keep-documents")
    page.wait_for_function("document.activeElement.id === 'remove'")


def test_no_request_left_the_machine(window: Window) -> None:
    """Comes last: over all pages of this module."""
    assert outside(window) == []
    assert window.problems == []
