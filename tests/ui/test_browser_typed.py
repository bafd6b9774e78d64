"""What becomes of what a person types and drops: real Chromium and server, fakes for models."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from tests.ui.browser import (
    Server,
    Window,
    ask,
    begin,
    eventually,
    listed,
    outside,
)
from tests.ui.conftest import QUESTION
from tests.ui.held import CUT_OFF, slow_server
from tests.ui.test_browser_states import NOBODY, STRIKE, WIDTHS, WRONG

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs Debian's package chromium"),
]

BOX = "#question textarea"
DRAFT = "And what did it cost the"
DROP = """([where, name, text]) => {
  const files = new DataTransfer();
  files.items.add(new File([text], name, { type: "text/plain" }));
  const event = { bubbles: true, cancelable: true, dataTransfer: files };
  for (const kind of ["dragover", "drop"])
    document.querySelector(where).dispatchEvent(new DragEvent(kind, event));
}"""
CAN_BE_PRESSED = """(one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return one.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""
"""Whether it is in sight, and nothing lies over it."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, window: Window) -> Iterator[Server]:
    """The articles, and a conversation whose question was cut off."""
    with slow_server(tmp_path_factory.mktemp("typed"), window, WRONG) as running:
        yield running


@pytest.fixture
def page(server: Server, window: Window) -> Iterator[Page]:
    opened = window.page(server.address, width=1280)
    opened.wait_for_selector("#welcome >> text=/^[1-9][0-9]* documents/")
    yield opened
    opened.context.close()


@pytest.fixture
def answered(page: Page) -> Page:
    ask(page, QUESTION)
    return page


def holds(page: Page, text: str) -> bool:
    """Whether the question box comes to hold a text, and goes on to."""
    page.wait_for_function(f"text => document.querySelector('{BOX}').value === text", arg=text)
    page.wait_for_timeout(400)
    return page.input_value(BOX) == text


def test_what_was_typed_stays_as_the_last_question_is_edited(answered: Page) -> None:
    answered.fill(BOX, DRAFT)
    answered.click("#edit")
    assert holds(answered, f"{QUESTION}\n{DRAFT}")


def test_what_was_typed_stays_as_a_suggestion_is_asked(answered: Page) -> None:
    answered.fill(BOX, DRAFT)
    answered.locator("#live .ask-this", has_text="Tell me more").click()
    answered.wait_for_selector("#live .question >> text=Tell me more")
    answered.wait_for_selector("#live .how")
    assert holds(answered, DRAFT)


def test_what_was_typed_stays_as_a_question_that_was_cut_off_is_opened(page: Page) -> None:
    page.fill(BOX, DRAFT)
    listed(page, CUT_OFF).locator(".open").click()
    page.wait_for_selector("#live >> text=cut off before it was answered")
    assert holds(page, f"{NOBODY}\n{DRAFT}")


def test_what_was_typed_stays_as_a_question_fails(page: Page) -> None:
    page.click("#only")
    page.fill("#only-since :is(input, textarea)", "soon")
    held: list[Route] = []
    page.route("**/queue/join*", lambda route: held.append(route))
    page.fill(BOX, STRIKE)
    page.press(BOX, "Enter")
    page.wait_for_function(f"document.querySelector('{BOX}').value === ''")
    page.fill(BOX, DRAFT)
    page.wait_for_timeout(400)
    assert held, "it was sent"
    for route in held:
        route.continue_()
    page.unroute("**/queue/join*")
    page.wait_for_selector("#live .notice >> text=no date")
    assert holds(page, f"{STRIKE}\n{DRAFT}")


def test_the_last_question_that_waits_is_taken_back(page: Page) -> None:
    begin(page, QUESTION)
    page.fill(BOX, NOBODY)
    page.press(BOX, "Enter")
    page.wait_for_selector(".queued li")
    page.fill(BOX, DRAFT)
    page.locator(".queued button").click()
    assert holds(page, f"{NOBODY}\n{DRAFT}")
    page.wait_for_selector("#live .how")
    assert page.locator("#live .question").inner_text() == QUESTION
    page.wait_for_timeout(400)
    assert page.locator(".queued li").count() == 0


def test_the_box_is_as_high_as_its_text(page: Page) -> None:
    box = page.locator(BOX)
    height = "one => one.clientHeight"
    one_line = int(box.evaluate(height))
    page.fill(BOX, " ".join([NOBODY] * 3))
    wide = int(box.evaluate(height))
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_selector(".sidebar:not(.open)")
    assert eventually(lambda: int(box.evaluate(height)) > wide > one_line)
    whole = "one => one.scrollHeight <= one.clientHeight"
    assert eventually(lambda: bool(box.evaluate(whole))), "all of it is seen"
    page.set_viewport_size({"width": 1280, "height": 860})
    assert eventually(lambda: int(box.evaluate(height)) == wide)
    page.fill(BOX, "\n".join("abcdefghijkl"))
    assert int(box.evaluate(height)) < 10 * one_line, "a long one scrolls"
    page.fill(BOX, "")
    assert int(box.evaluate(height)) == one_line


@pytest.mark.parametrize("width", WIDTHS)
def test_who_says_that_an_answer_is_not_good_can_say_what_is(answered: Page, width: int) -> None:
    answered.set_viewport_size({"width": width, "height": 640})
    answered.wait_for_selector(f".sidebar{'.open' if width > 768 else ':not(.open)'}")
    answered.click("#bad")
    answered.wait_for_function("document.activeElement.matches('#right-sentence textarea')")
    for part in ("#right-sentence textarea", "#keep-sentence"):
        assert eventually(partial(answered.locator(part).evaluate, CAN_BE_PRESSED)), part
    answered.keyboard.type("Nothing of the kind.")
    answered.click("#keep-sentence")
    said = answered.locator("#talk >> text=Kept. No document holds this sentence")
    said.wait_for()
    assert eventually(lambda: said.evaluate(CAN_BE_PRESSED))


def test_what_a_question_was_taken_for_can_be_changed(answered: Page) -> None:
    ask(answered, "and in Bergen?")
    meant = answered.get_by_label("Not what you meant?")
    assert "Bergen" in meant.input_value()
    meant.fill(STRIKE)
    answered.get_by_role("button", name="Ask this instead").click()
    answered.wait_for_selector(f"#live .question >> text={STRIKE}")


def test_all_that_a_question_was_taken_for_is_seen_on_a_phone(answered: Page) -> None:
    answered.set_viewport_size({"width": 390, "height": 844})
    answered.wait_for_selector(".sidebar:not(.open)")
    begin(answered, "Why?")
    answered.get_by_role("tab", name="Documents").click()
    meant = answered.get_by_label("Not what you meant?")
    meant.wait_for(state="attached")
    answered.get_by_role("tab", name="Ask").click()
    whole = "one => one.scrollHeight <= one.clientHeight"
    assert eventually(lambda: bool(meant.evaluate(whole))), "also if one was elsewhere meanwhile"
    meant.fill(" ".join([STRIKE] * 2))
    answered.set_viewport_size({"width": 320, "height": 844})
    assert eventually(lambda: bool(meant.evaluate(whole))), "as the window becomes another"
    row = answered.locator("#meant").bounding_box()
    box = meant.bounding_box()
    assert row is not None
    assert box is not None
    assert box["width"] == row["width"], "the button is below it"


@pytest.mark.parametrize(
    ("tab", "where"),
    [
        ("Ask", "#masthead h1"),
        ("Ask", ".sidebar"),
        ("Ask", "#sources"),
        ("Summaries", "#summary-form"),
        ("Documents", "#documents-table"),
    ],
)
def test_files_are_dropped_anywhere(page: Page, tab: str, where: str) -> None:
    name = where.strip("#.").replace(" ", "-")
    page.get_by_role("tab", name=tab).click()
    page.evaluate(DROP, [where, f"{name}.txt", f"The note on {name} is about Narvik."])
    page.wait_for_selector(f"#documents-table >> text={name}.txt")
    page.get_by_role("tab", name="Ask").click()
    page.get_by_role("button", name="Filter documents", exact=True).click()
    assert eventually(lambda: page.locator("#ticked label", has_text=f"{name}.txt").count() == 1)


def test_what_was_added_is_introduced(server: Server, window: Window, tmp_path: Path) -> None:
    asked = (
        "When does the ferry leave Bornholm?",
        "What does the ferry carry?",
        "Who owns the ferry?",
    )
    told = (
        "The ferry leaves Bornholm at 6.40.",
        "The ferry carries 300 people.",
        "Ada owns the ferry.",
    )
    note = tmp_path / "ferries.md"
    parts = "".join(f"\n## {one}\n\n{other}\n" for one, other in zip(asked, told, strict=True))
    note.write_text(f"# The ferries\n{parts}", encoding="utf-8")
    page = window.page(server.address)
    page.get_by_role("tab", name="Documents").click()
    page.fill("#target :is(input, textarea)", "ferries")
    page.set_input_files("#uploads input[type=file]", str(note))
    overview = page.locator("#documents-overview .overview")
    overview.wait_for()
    assert overview.get_by_role("link", name="The ferries").is_visible()
    assert overview.locator("li p").inner_text() in told
    assert set(overview.locator(".ask-this").all_inner_texts()) == set(asked)
    page.get_by_role("button", name=asked[1]).click()
    page.wait_for_selector(f"#live .question >> text={asked[1]}")
    page.context.close()


def test_a_new_conversation_closes_the_drawer_of_a_phone(server: Server, window: Window) -> None:
    phone = window.page(server.address, width=390)
    phone.wait_for_selector(".sidebar:not(.open)")
    phone.click(".toggle-button")
    phone.wait_for_selector(".sidebar.open")
    phone.click("#new-conversation")
    phone.wait_for_selector(".sidebar:not(.open)")
    phone.context.close()


def test_no_request_left_the_machine(window: Window) -> None:
    """Comes last: over all pages of this module."""
    assert outside(window) == []
    assert window.problems == []
