"""Questions asked while something else is being opened: real Chromium, fakes for models."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from assistant.ui.history import History
from tests.ui.browser import (
    LONG,
    OVER_FAKES,
    Server,
    Window,
    ask,
    choose,
    listed,
    outside,
    running_server,
)
from tests.ui.conftest import ARTICLES, QUESTION
from tests.ui.test_browser_states import NOBODY, STRIKE

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs Debian's package chromium"),
]

BOX = "#question textarea"
CUT_OFF = "Before the power failed"
OPENING = "**/run/predict*"
ASKING = "**/queue/join*"
FURTHER = "Tell me more"
NEXT = ".queued li:visible span"
SAID = "getComputedStyle(document.querySelector('#composer'), '::before').content"
"""What stands above the box without being in the page's text."""

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

Let = Callable[[], None]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, window: Window) -> Iterator[Server]:
    """The articles, a conversation whose question was cut off, and answers that take a while."""
    home = tmp_path_factory.mktemp("opening")
    articles = home / "articles"
    articles.mkdir()
    for name, text in ARTICLES.items():
        (articles / name).write_text(text, encoding="utf-8")
    slowly = ("--writes", "It is said to be in Oslo.", "--pause", "0.3")
    with running_server(home, *slowly, program=OVER_FAKES) as running:
        page = window.page(running.address)
        page.get_by_role("tab", name="Documents").click()
        page.fill("#folder :is(input, textarea)", str(articles))
        page.click("#add-folder")
        page.wait_for_selector("#documents-work >> text=3 added")
        page.context.close()
        history = History.open(home / "collections" / "default")
        history.begin(history.start(CUT_OFF), NOBODY)
        history.close()
        shutil.copytree(home / "collections" / "default", home / "collections" / "other")
        yield running


@pytest.fixture
def page(window: Window) -> Iterator[Page]:
    """A tab at no address yet."""
    opened = window.browser.new_context(viewport={"width": 1280, "height": 860}).new_page()
    opened.set_default_timeout(LONG)
    yield opened
    opened.context.close()


@contextmanager
def held_back(page: Page, *, answered: bool = False, status: int = 0) -> Iterator[Let]:
    """The next thing that is opened is on its way until it is let go.

    Args:
        page: what opens it.
        answered: it is the answer that is held back, and else the request.
        status: what is answered in the place of the server.
    """
    held: list[Callable[[], None]] = []

    def hold(route: Route) -> None:
        if held:
            route.continue_()
        elif status:
            held.append(lambda: route.fulfill(status=status, json={"error": "It broke."}))
        elif answered:
            response = route.fetch()
            held.append(lambda: route.fulfill(response=response))
        else:
            held.append(route.continue_)

    def let_go() -> None:
        assert len(held) == 1, "something was opened"
        held[0]()

    page.route(OPENING, hold)
    yield let_go
    page.unroute(OPENING)


def press(page: Page, question: str) -> None:
    """Type and press Enter; wait for nothing."""
    page.wait_for_selector(BOX)
    page.fill(BOX, question)
    page.press(BOX, "Enter")


def stays(page: Page, question: str) -> None:
    """What was typed is in the box, and it is said that it waits."""
    page.wait_for_timeout(700)
    assert page.input_value(BOX) == question
    assert "asked as soon as the page is ready" in page.evaluate(SAID)
    assert page.locator("#spoken-status").text_content() == "Asked as soon as the page is ready"


def answered(page: Page, question: str, turns: int = 1) -> None:
    """It is answered, once, and nothing is left in the box."""
    page.wait_for_selector("#live .how")
    page.wait_for_timeout(400)
    assert page.locator(".turn .question").all_inner_texts()[-1] == question
    assert page.locator(".turn").count() == turns
    assert page.locator(".queued li").count() == 0
    assert page.input_value(BOX) == ""
    assert page.evaluate(SAID) == "none"


def opens(page: Page, act: Callable[[], None]) -> None:
    """That opens something, after which nothing is being opened."""
    page.wait_for_function("document.body.dataset.opening === '0'")
    page.evaluate("counts.length = 0")
    act()
    page.wait_for_function("counts.includes('1') && counts.at(-1) === '0'")
    page.wait_for_timeout(300)
    assert page.evaluate("counts") == ["1", "0"]


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


@contextmanager
def unheard(page: Page, status: int = 0) -> Iterator[Let]:
    """What is asked is on its way until it is let go, or is answered with that status."""
    held: list[Route] = []
    page.route(ASKING, lambda route: held.append(route))

    def let_go() -> None:
        assert held, "something was asked"
        for route in held:
            if status:
                route.fulfill(status=status, json={"detail": "It broke."})
            else:
                route.continue_()
        page.unroute(ASKING)

    yield let_go


def next_are(page: Page, *questions: str) -> None:
    """These wait in sight, and no others."""
    page.wait_for_function(
        "count => [...document.querySelectorAll('.queued li')].filter((one) => one.offsetHeight)"
        ".length === count",
        arg=len(questions),
        timeout=20_000,
    )
    assert page.locator(NEXT).all_inner_texts() == [f"Next: {one}" for one in questions]


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
    with unheard(page, status=500) as let_go:
        press(page, QUESTION)
        next_are(page, QUESTION)
        let_go()
        page.wait_for_function(
            f"text => document.querySelector('{BOX}').value === text", arg=QUESTION
        )
    next_are(page)
    page.press(BOX, "Enter")
    answered(page, QUESTION)


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
