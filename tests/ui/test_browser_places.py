"""Where sentences stand, by keyboard and by eye: real Chromium, real server, quotations."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.ui.browser import TARIFFS, Server, Window, ask, outside

pytestmark = [pytest.mark.models, pytest.mark.enable_socket]

EARTHQUAKE = "How many people died in the earthquake?"


def focused(page: Page, matches: str) -> bool:
    found: bool = page.evaluate(f"document.activeElement.matches({matches!r})")
    return found


def press_until(page: Page, key: str, matches: str, most: int = 40) -> None:
    """Press a key until what has the focus matches; a person would not press it more often."""
    for _ in range(most):
        page.keyboard.press(key)
        if focused(page, matches):
            return
    raise AssertionError(f"{matches} was not reached with {key}")


def test_everything_is_reached_without_a_mouse(quoting: Server, window: Window) -> None:
    page = window.page(quoting.address)
    page.wait_for_selector("#welcome .ask-this")
    assert focused(page, "#question textarea"), "one can type at once"
    page.keyboard.type(TARIFFS)
    page.keyboard.press("Enter")
    page.wait_for_selector("#live .how")
    assert focused(page, "#question textarea"), "the next question can be typed"
    press_until(page, "Shift+Tab", "#live .cite[href$='-1']")
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert re.match(r"Source 1: .+, \d+ \w+ \d{4}$", name)
    page.keyboard.press("Enter")
    assert focused(page, "#sources .card")
    press_until(page, "Tab", ".card .whole", most=3)
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    opened.value.wait_for_selector("mark")
    opened.value.close()
    page.keyboard.press("Escape")
    assert focused(page, "#live .cite[href$='-1']"), "back where one came from"
    press_until(page, "Tab", "#live .how summary")
    page.keyboard.press("Enter")
    assert "Probability" in page.locator("#live .how").inner_text()
    press_until(page, "Tab", "#question textarea")
    page.context.close()


def test_a_card_says_where_its_sentence_stands(quoting: Server, window: Window) -> None:
    page = window.page(quoting.address)
    ask(page, "When did the Orion capsule splash down?")
    card = page.locator("#sources .cards.shown .card", has_text="artemis-1-splashdown.pdf").first
    card.wait_for()
    assert card.locator("h4").inner_text().strip()
    where = card.locator(".where").inner_text()
    assert re.search(r"\d+ Dec 2022 · artemis-1-splashdown\.pdf · page \d", where)
    mark = card.locator("mark").inner_text()
    around = card.locator("blockquote").inner_text()
    assert len(around) > len(mark), "its neighbours are beside it"
    page.context.close()


def test_sources_that_differ_stand_side_by_side(quoting: Server, window: Window) -> None:
    page = window.page(quoting.address)
    ask(page, EARTHQUAKE)
    sides = page.locator("#live .differ li")
    assert sides.count() >= 2
    dates = page.locator("#live .differ time").evaluate_all("all => all.map((one) => one.dateTime)")
    assert dates == sorted(dates, reverse=True), "the newest first"
    assert len(set(dates)) > 1
    # Both at one moment: the page may still be moving.
    left, right = sides.evaluate_all(
        "all => all.slice(0, 2).map((one) => one.getBoundingClientRect())"
    )
    assert left["y"] == right["y"]
    assert left["x"] < right["x"]
    assert sides.first.locator(".cite").count() == 1
    page.context.close()


def test_the_whole_document_opens_at_the_place(
    quoting: Server, window: Window, tmp_path: Path
) -> None:
    lines = [f"Day {day} of the voyage brought wind from the west." for day in range(1, 401)]
    lines[300] = "The captain of the Fjordland found 214 barrels of herring in the hold."
    log = tmp_path / "log.txt"
    log.write_text("\n\n".join(lines), encoding="utf-8")
    page = window.page(quoting.address)
    page.get_by_role("tab", name="Documents").click()
    page.fill("#target textarea, #target input", "voyages")
    page.set_input_files("#uploads input[type=file]", str(log))
    page.wait_for_selector("#documents-work >> text=1 added")
    page.wait_for_selector("#documents-table >> text=log.txt")
    page.get_by_role("tab", name="Ask").click()
    ask(page, "How many barrels of herring did the captain find?")
    with page.context.expect_page() as opened:
        page.locator(".card .whole:visible").first.click()
    whole = opened.value
    whole.wait_for_selector("mark")
    assert whole.locator("mark").inner_text() == lines[300]
    assert whole.evaluate(
        "() => { const box = document.querySelector('mark').getBoundingClientRect();"
        " return scrollY > 1000 && box.top >= 0 && box.bottom <= innerHeight; }"
    )
    page.context.close()


def test_what_a_refusal_suggests_can_be_asked(quoting: Server, window: Window) -> None:
    page = window.page(quoting.address)
    page.wait_for_selector("#welcome .ask-this")  # questions were tried by then
    ask(page, "What tariff did Trump announce on goods from Vietnam?")
    refused = page.locator("#live").inner_text()
    assert "“Vietnam”" in refused
    assert "Ask without “Vietnam”" in refused
    suggested = page.locator("#live .suggestions .ask-this").first
    question = suggested.inner_text()
    suggested.click()
    page.wait_for_selector(f"#live .question >> text={question}")
    page.wait_for_selector("#live .how")
    assert page.locator("#live .answer").count() == 1
    page.context.close()


def test_no_request_left_the_machine(window: Window) -> None:
    """Comes last: over all pages of this module."""
    assert outside(window) == []
    assert window.problems == []
