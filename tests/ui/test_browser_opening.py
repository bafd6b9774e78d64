"""Questions asked while something else is being opened: real Chromium, fakes for models."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.ui.browser import (
    OVER_FAKES,
    Server,
    Window,
    ask,
    choose,
    listed,
    outside,
    running_server,
)
from tests.ui.conftest import QUESTION
from tests.ui.held import (
    BOX,
    CUT_OFF,
    SAID,
    answered,
    held_back,
    press,
    slow_server,
    stays,
    tab,
)
from tests.ui.test_browser_states import NOBODY, STRIKE

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs Debian's package chromium"),
]

COUNTS = """() => {
  window.counts = [];
  const count = () => counts.push(document.body.dataset.opening);
  new MutationObserver(count).observe(document.body, { attributeFilter: ["data-opening"] });
}"""
"""Keeps how much was being opened, each time that it changes."""

ANOTHER_BEGINS = """() => document.addEventListener("opened", () => {
  setTimeout(() => (document.body.dataset.opening = "1"), 20);
}, { once: true })"""
"""Just after what is being opened, and before a question that waits for it is asked."""

OTHER_ENDS = """() => {
  document.body.dataset.opening = "0";
  document.dispatchEvent(new Event("opened"));
}"""

COMES = """text => {
  const box = document.querySelector("#question textarea");
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}"""
"""Into the box, without being typed."""


def opens(page: Page, act: Callable[[], None]) -> None:
    """That opens something, after which nothing is being opened."""
    page.wait_for_function("document.body.dataset.opening === '0'")
    page.evaluate("counts.length = 0")
    act()
    page.wait_for_function("counts.includes('1') && counts.at(-1) === '0'")
    page.wait_for_timeout(300)
    assert page.evaluate("counts") == ["1", "0"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, window: Window) -> Iterator[Server]:
    with slow_server(tmp_path_factory.mktemp("opening"), window) as running:
        yield running


@pytest.fixture
def page(window: Window) -> Iterator[Page]:
    with tab(window) as opened:
        yield opened


@pytest.mark.parametrize("has_reached", [False, True])
def test_enter_while_the_page_is_loaded(server: Server, page: Page, has_reached: bool) -> None:
    with held_back(page, answered=has_reached) as let_go:
        page.goto(server.address)
        press(page, QUESTION)
        page.press(BOX, "Enter")
        page.click("#ask-button")
        stays(page, QUESTION)
        let_go()
        answered(page, QUESTION)


def test_enter_as_soon_as_there_is_a_box(server: Server, page: Page) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(server.address, wait_until="commit")
    press(page, QUESTION)
    answered(page, QUESTION)


def test_enter_though_the_page_fails_to_open(server: Server, page: Page) -> None:
    with held_back(page, status=500) as let_go:
        page.goto(server.address)
        press(page, QUESTION)
        stays(page, QUESTION)
        let_go()
        answered(page, QUESTION)


def test_enter_while_a_new_conversation_is_opened(server: Server, page: Page) -> None:
    page.goto(server.address)
    page.wait_for_selector("#welcome h2")
    ask(page, STRIKE)
    with held_back(page, answered=True) as let_go:
        page.click("#new-conversation")
        press(page, QUESTION)
        stays(page, QUESTION)
        let_go()
        page.wait_for_selector(f"#live .question >> text={QUESTION}")
        answered(page, QUESTION)
    assert listed(page, QUESTION).first.get_attribute("class") == "conversation current"


def test_whatever_is_opened_is_over_once_it_is_there(server: Server, page: Page) -> None:
    page.goto(server.address)
    page.evaluate(COUNTS)
    opens(page, lambda: choose(page, "Collection", "other"))
    opens(page, lambda: listed(page, CUT_OFF).locator(".open").click())
    opens(page, lambda: page.click("#new-conversation"))
    ask(page, QUESTION)
    page.click("#edit")
    page.wait_for_function(f"text => document.querySelector('{BOX}').value === text", arg=QUESTION)
    ask(page, STRIKE)
    opens(page, page.get_by_role("button", name="Undo").click)
    page.wait_for_selector(f"#live .question >> text={QUESTION}")
    with held_back(page, status=500) as let_go:
        page.click("#new-conversation")
        press(page, STRIKE)
        stays(page, STRIKE)
        let_go()
        page.wait_for_selector(f"#live .question >> text={STRIKE}")
    page.wait_for_selector("#live .how")
    assert page.evaluate("document.body.dataset.opening") == "0"


def test_enter_while_one_opening_follows_on_another(server: Server, page: Page) -> None:
    page.goto(server.address)
    page.wait_for_selector("#welcome h2")
    ask(page, STRIKE)
    with held_back(page, answered=True) as let_go:
        page.click("#new-conversation")
        press(page, QUESTION)
        stays(page, QUESTION)
        page.evaluate(ANOTHER_BEGINS)
        let_go()
        stays(page, QUESTION)
    other = f"Not asked: {QUESTION}"
    page.evaluate(COMES, f"{other}\n{QUESTION}")
    page.evaluate(OTHER_ENDS)
    page.wait_for_selector("#live .how")
    assert page.locator(".turn .question").all_inner_texts() == [QUESTION]
    page.wait_for_function(f"text => document.querySelector('{BOX}').value === text", arg=other)


def test_who_types_on_is_not_interrupted(server: Server, page: Page) -> None:
    with held_back(page) as let_go:
        page.goto(server.address)
        press(page, QUESTION)
        stays(page, QUESTION)
        page.locator(BOX).press_sequentially(" And wh")
        let_go()
        page.wait_for_selector("#welcome h2")
        page.wait_for_timeout(700)
    assert page.input_value(BOX) == f"{QUESTION} And wh"
    assert page.evaluate(SAID) == "none"
    page.fill(BOX, QUESTION)
    page.press(BOX, "Enter")
    answered(page, QUESTION)


def test_what_comes_into_the_box_meanwhile_is_not_asked(server: Server, page: Page) -> None:
    page.goto(server.address)
    page.wait_for_selector("#welcome h2")
    listed(page, CUT_OFF).locator(".open").click()
    page.wait_for_function("location.hash.length > 2")
    page.wait_for_timeout(700)  # what follows on it is not what is to be held back
    with held_back(page, answered=True) as let_go:
        page.reload()
        press(page, QUESTION)
        stays(page, QUESTION)
        let_go()
        page.wait_for_selector("#live .how")
    assert page.locator("#live .question").inner_text() == QUESTION
    page.wait_for_function(f"text => document.querySelector('{BOX}').value === text", arg=NOBODY)


def test_a_download_that_fails_opens_nothing(tmp_path: Path, window: Window, page: Page) -> None:
    with running_server(tmp_path, "--lacks", "mini", program=OVER_FAKES) as lacking:
        page.goto(lacking.address)
        page.wait_for_selector("#welcome h2")
        page.wait_for_function("document.body.dataset.opening === '0'")
        page.evaluate(COUNTS)
        page.get_by_role("button", name="Download the models").click()
        page.wait_for_selector("#talk .notice.error >> text=No source can be reached")
        page.wait_for_timeout(700)
        assert page.evaluate("counts") == []
        assert page.locator("#talk .notice.error").is_visible()
        page.context.close()


def test_enter_while_the_examples_are_read(tmp_path: Path, window: Window, page: Page) -> None:
    program = (*OVER_FAKES, "--embeds-for", "0.3")
    with running_server(tmp_path, program=program) as empty:
        page.goto(empty.address)
        page.get_by_role("button", name="Use the example articles").click()
        press(page, QUESTION)
        page.wait_for_selector(".work progress")
        stays(page, QUESTION)
        answered(page, QUESTION)
        assert page.get_by_label("Collection", exact=True).input_value() == "examples"
        page.context.close()


def test_no_request_left_the_machine(window: Window) -> None:
    """Comes last: over all pages of this module."""
    assert outside(window) == []
    assert window.problems == []
