"""What is asked stays in sight until the server shows it: real Chromium, fakes for models."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.ui.browser import Server, Window, ask
from tests.ui.conftest import QUESTION
from tests.ui.held import (
    ASKING,
    BOX,
    answered,
    held_back,
    next_are,
    press,
    slow_server,
    stays,
    tab,
    unheard,
)
from tests.ui.test_browser_states import NOBODY, STRIKE

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs Debian's package chromium"),
]

FURTHER = "Tell me more"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, window: Window) -> Iterator[Server]:
    with slow_server(tmp_path_factory.mktemp("asked"), window) as running:
        yield running


@pytest.fixture
def page(window: Window) -> Iterator[Page]:
    with tab(window) as opened:
        yield opened


def test_a_suggestion_waits_behind_a_question_that_is_held(server: Server, page: Page) -> None:
    page.goto(server.address)
    page.wait_for_selector("#welcome h2")
    ask(page, QUESTION)
    with held_back(page, answered=True) as let_go:
        page.click("#new-conversation")
        press(page, STRIKE)
        stays(page, STRIKE)
        page.locator("#live .ask-this", has_text=FURTHER).click()
        next_are(page, FURTHER)
        stays(page, STRIKE)
        let_go()
        page.wait_for_selector(f"#live .question >> text={FURTHER}")
    answered(page, FURTHER, turns=2)
    assert page.locator(".turn .question").all_inner_texts() == [STRIKE, FURTHER]


def test_a_suggestion_that_waits_for_the_page_can_be_dropped(server: Server, page: Page) -> None:
    page.goto(server.address)
    page.wait_for_selector("#welcome h2")
    ask(page, QUESTION)
    page.fill(BOX, NOBODY)
    with held_back(page, answered=True) as let_go:
        page.click("#new-conversation")
        page.locator("#live .ask-this", has_text=FURTHER).click()
        page.get_by_role("button", name=f"Do not ask: {FURTHER}").click()
        let_go()
        page.wait_for_selector("#welcome h2")
        page.wait_for_timeout(700)
    assert page.locator(".turn").count() == 0
    assert page.input_value(BOX) == NOBODY


def test_what_is_asked_is_in_sight_before_the_server_hears_it(server: Server, page: Page) -> None:
    page.goto(server.address)
    page.wait_for_selector("#welcome h2")
    ask(page, QUESTION)
    first, second = page.locator("#live .further .ask-this").all_inner_texts()
    with unheard(page) as let_go:
        press(page, STRIKE)
        next_are(page, STRIKE)
        page.fill(BOX, NOBODY)
        page.get_by_role("button", name=first).dblclick()
        page.get_by_role("button", name=second).click()
        next_are(page, STRIKE, first, second)
        let_go()
    page.wait_for_function("document.querySelectorAll('.turn').length === 4")
    page.wait_for_selector("#live .how")
    next_are(page)
    asked = page.locator(".turn .question").all_inner_texts()
    assert sorted(asked) == sorted([QUESTION, STRIKE, first, second])
    assert page.input_value(BOX) == NOBODY


def test_what_cannot_be_asked_comes_back_into_the_box(server: Server, page: Page) -> None:
    page.goto(server.address)
    page.wait_for_selector("#welcome h2")
    page.wait_for_function("document.body.dataset.opening === '0'")
    with unheard(page, 500) as let_go:
        press(page, QUESTION)
        next_are(page, QUESTION)
        let_go()
        page.wait_for_function(
            f"text => document.querySelector('{BOX}').value === text", arg=QUESTION
        )
    next_are(page)
    page.press(BOX, "Enter")
    answered(page, QUESTION)


def test_enter_in_an_empty_box_leaves_in_sight_what_is_on_its_way(
    server: Server, page: Page
) -> None:
    page.goto(server.address)
    page.wait_for_selector("#welcome h2")
    page.wait_for_function("document.body.dataset.opening === '0'")
    with unheard(page) as let_go:
        press(page, QUESTION)
        next_are(page, QUESTION)
        page.route(ASKING, lambda route: route.continue_())  # what is asked from now on
        page.press(BOX, "Enter")
        page.wait_for_timeout(1500)
        next_are(page, QUESTION)
        let_go()
    answered(page, QUESTION)


def test_enter_in_an_empty_box_and_f5_leave_the_page_as_it_is(server: Server, page: Page) -> None:
    page.goto(server.address)
    page.wait_for_selector("#welcome h2")
    ask(page, QUESTION)
    page.wait_for_selector("#retry")
    with page.expect_response("**/queue/data*"):
        page.press(BOX, "Enter")
    page.wait_for_timeout(1500)
    answered(page, QUESTION)
    page.wait_for_selector(f".conversation.current >> text={QUESTION}")
    page.fill(BOX, NOBODY)
    page.reload()
    page.wait_for_selector("#live .how")
    page.wait_for_function(f"text => document.querySelector('{BOX}').value === text", arg=NOBODY)
    page.wait_for_function("sessionStorage.getItem('draft') === null")


def test_of_two_questions_only_the_one_that_was_not_heard_comes_back(
    server: Server, page: Page
) -> None:
    page.goto(server.address)
    page.wait_for_selector("#welcome h2")
    page.wait_for_function("document.body.dataset.opening === '0'")
    with unheard(page, 500) as let_go:
        for question in (STRIKE, QUESTION):
            press(page, question)
            page.wait_for_timeout(300)
        next_are(page, STRIKE, QUESTION)
        let_go()
    page.wait_for_selector("#live .how")
    page.wait_for_function(f"text => document.querySelector('{BOX}').value === text", arg=STRIKE)
    assert page.locator(".turn .question").all_inner_texts() == [QUESTION]
    next_are(page)
