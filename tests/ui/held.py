"""Pages whose requests and answers are held back: what they show until those are let go."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path

from playwright.sync_api import Page, Route

from assistant.ui.history import History
from tests.ui.browser import LONG, OVER_FAKES, Server, Window, add_folder, running_server
from tests.ui.conftest import written
from tests.ui.test_browser_states import NOBODY

BOX = "#question textarea"
CUT_OFF = "Before the power failed"
OPENING = "**/run/predict*"
ASKING = "**/queue/join*"
NEXT = ".queued li:visible span"
SAID = "getComputedStyle(document.querySelector('#composer'), '::before').content"
"""What stands above the box without being in the page's text."""

Let = Callable[[], None]


@contextmanager
def slow_server(
    home: Path, window: Window, writes: str = "It is said to be in Oslo."
) -> Iterator[Server]:
    """The articles, a conversation whose question was cut off, and answers that take a while."""
    articles = written(home / "articles")
    slowly = ("--writes", writes, "--pause", "0.3")
    with running_server(home, *slowly, program=OVER_FAKES) as running:
        page = window.page(running.address)
        add_folder(page, articles, "3 added")
        page.context.close()
        history = History.open(home / "collections" / "default")
        history.begin(history.start(CUT_OFF), NOBODY)
        history.close()
        shutil.copytree(home / "collections" / "default", home / "collections" / "other")
        yield running


@contextmanager
def tab(window: Window) -> Iterator[Page]:
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


@contextmanager
def unheard(page: Page, *statuses: int) -> Iterator[Let]:
    """What is asked is on its way until it is let go; the first are answered with those."""
    held: list[Route] = []
    page.route(ASKING, lambda route: held.append(route))

    def let_go() -> None:
        assert held, "something was asked"
        for route, status in zip_longest(held, statuses):
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
