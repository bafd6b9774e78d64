"""What one sees of the page at a glance: what failed, what can be pressed, where things begin."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant.present.json import to_json
from assistant.records import Claim
from assistant.ui.history import KeptTurn
from assistant.ui.thread import turn_html
from tests.present.samples import worded
from tests.ui.browser import (
    OVER_FAKES,
    Server,
    Window,
    add_folder,
    ask,
    begin,
    eventually,
    running_server,
)
from tests.ui.conftest import OPENED, QUESTION, written

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs Debian's package chromium"),
]

WIDTHS = [1280, 390]
SLOWLY = ("--writes", OPENED, "--pause", "0.15")
UNCOVERED = """(one) => {
  const { top, bottom } = one.getBoundingClientRect();
  const [column, box] = ["#talk", "#composer"].map((part) => document.querySelector(part));
  return top >= column.getBoundingClientRect().top && bottom <= box.getBoundingClientRect().top;
}"""
"""Whether all of it is in sight, above the question box."""

COLOURS = """(one) => {
  const ground = document.querySelector(one.closest(".sidebar") ? ".sidebar" : "body");
  return [getComputedStyle(one).borderTopColor, getComputedStyle(ground).backgroundColor];
}"""
"""Of its edge, and of what it stands on."""


@pytest.fixture(scope="module")
def faked(tmp_path_factory: pytest.TempPathFactory, window: Window) -> Iterator[Server]:
    """Articles over fakes, whose writer takes some seconds."""
    home = tmp_path_factory.mktemp("look")
    articles = written(home / "articles")
    with running_server(home, *SLOWLY, program=OVER_FAKES) as server:
        page = window.page(server.address)
        add_folder(page, articles, "3 added")
        page.context.close()
        yield server


@pytest.mark.parametrize("width", WIDTHS)
def test_what_failed_is_seen_and_said(faked: Server, window: Window, width: int) -> None:
    page = window.page(faked.address, width=width)
    ask(page, QUESTION)
    page.fill("#question textarea", "Who built the bridge? " * 500)
    page.press("#question textarea", "Enter")
    failed = page.locator("#live .notice.error")
    failed.wait_for(state="attached")
    assert eventually(lambda: bool(failed.evaluate(UNCOVERED)))
    said = page.locator("#spoken-status").text_content() or ""
    assert said.startswith("Error: ")
    assert said == failed.text_content()
    page.context.close()


def test_it_is_said_at_once_what_a_follow_up_waits_for(faked: Server, window: Window) -> None:
    page = window.page(faked.address)
    ask(page, QUESTION)
    page.fill("#question textarea", "and in Bergen?")
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#live .question >> text=and in Bergen?")
    assert page.locator("#live .steps .now").inner_text(timeout=500)
    page.wait_for_selector("#live .steps .now >> text=Reading the question", timeout=5000)
    page.wait_for_selector("#spoken-status >> text=Reading the question", state="attached")
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_what_can_be_done_with_an_answer_is_above_the_box(
    faked: Server, window: Window, width: int
) -> None:
    page = window.page(faked.address, width=width)
    for question in (QUESTION, "When did the harbour bridge open in Oslo?", QUESTION):
        ask(page, question)
    assert eventually(lambda: bool(page.locator("#bad").evaluate(UNCOVERED)))
    page.context.close()


@pytest.mark.parametrize("width", [*WIDTHS, 900, 1920])
def test_what_can_be_pressed_looks_like_it(faked: Server, window: Window, width: int) -> None:
    page = window.page(faked.address, width=width)
    ask(page, QUESTION)
    page.wait_for_selector("#turn-actions")
    pressed = page.locator("#turn-actions button")
    lines = "all => all.map((one) => getComputedStyle(one).textDecorationLine)"
    assert pressed.evaluate_all(lines) == ["underline"] * 5
    text = """(one) => {
      const range = document.createRange();
      range.selectNodeContents(one);
      return range.getBoundingClientRect().left;
    }"""
    left = page.locator("#live .question").evaluate(text)
    assert abs(pressed.first.evaluate(text) - left) < 1, "where the answer begins, too"
    if width in {900, 1280}:
        assert abs(page.locator("#masthead h1").evaluate(text) - left) < 1, "and the name"
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_can_be_filled_in_or_ticked_stands_out(
    faked: Server, window: Window, scheme: str
) -> None:
    page = window.page(faked.address, scheme=scheme)
    page.wait_for_selector("#ticked input")
    for part in ("#ticked input", "#shelf .wrap", "#search-conversations :is(input, textarea)"):
        edge, ground = page.locator(part).first.evaluate(COLOURS)
        assert contrast(edge, ground) >= 3, part
    page.context.close()


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG between two colours as a browser gives them, `rgb(…)`."""

    def brightness(colour: str) -> float:
        shares = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        red, green, blue = (
            share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
            for share in shares
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted(map(brightness, (one, other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("width", WIDTHS)
def test_what_scrolls_begins_at_the_line_below_the_tabs(
    faked: Server, window: Window, width: int
) -> None:
    page = window.page(faked.address, width=width)
    columns = {"Ask": "talk", "Summaries": "page-summaries", "Documents": "page-documents"}
    for tab, column in columns.items():
        page.get_by_role("tab", name=tab).click()
        line = page.get_by_role("tab", name=tab).bounding_box()
        box = page.locator(f"#{column}").bounding_box()
        assert line is not None
        assert box is not None
        assert abs(box["y"] - (line["y"] + line["height"])) <= 1, tab
    page.context.close()


def test_what_was_counted_is_a_list_below_the_sentence_that_says_so(
    faked: Server, window: Window
) -> None:
    page = window.page(faked.address)
    ask(page, QUESTION)
    titles = ("12 documents.", *(f"Report {number}" for number in range(12)))
    claims = tuple(Claim(title, (), "counted") for title in titles)
    answer = to_json(replace(worded(), kind="collection", claims=claims, citations=()))
    html = turn_html("9", KeptTurn(9, QUESTION, QUESTION, answer, ""))
    page.locator("#live .turn").evaluate("(one, html) => (one.outerHTML = html)", html)
    shown = "all => all.map((one) => getComputedStyle(one).display)"
    in_sight, folded = page.locator("#live .answer .claim"), page.locator("#live .also .claim")
    assert in_sight.evaluate_all(shown) == ["block", *["list-item"] * 7]
    assert folded.evaluate_all(shown) == ["list-item"] * 5
    page.context.close()


def test_the_box_of_a_phone_is_as_high_while_a_question_is_answered(
    faked: Server, window: Window
) -> None:
    page = window.page(faked.address, width=390)
    height = "one => one.offsetHeight"
    before = page.locator("#question-row").evaluate(height)
    begin(page, QUESTION)
    page.locator("#stop-button").wait_for()
    assert page.locator("#ask-button").is_visible()
    assert page.locator("#question-row").evaluate(height) == before
    page.context.close()
