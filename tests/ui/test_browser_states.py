"""States of the page that models would have to be coaxed into: real Chromium and server, fakes."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FloatRect, Page

from tests.ui.browser import (
    OVER_FAKES,
    Server,
    Window,
    add_folder,
    ask,
    begin,
    choose,
    chosen,
    eventually,
    fetched,
    listed,
    outside,
    running_server,
    violations,
    with_scrollbars,
)
from tests.ui.conftest import OPENED, QUESTION, written

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs Debian's package chromium"),
]

WRONG = "The harbour bridge in Oslo opened on 3 June 1905."
STRIKE = "How long did the strike in Bergen last?"
NOBODY = "Who invented the pianoforte in Zanzibar?"
SLOWLY = ("--writes", WRONG, "--pause", "0.15")
WIDTHS = [1280, 390]
SCROLLING = """() => [...document.querySelectorAll("*")].filter((one) => {
  const { overflowY } = getComputedStyle(one);
  const room = one.clientHeight && one.scrollHeight - one.clientHeight;
  return /auto|scroll/.test(overflowY) && room > 1 && one.checkVisibility();
}).map((one) => one.id)"""
"""What has a scrollbar of its own."""

IN_SIGHT = """(one) => {
  const box = one.getBoundingClientRect();
  return box.height > 0 && box.top >= 0 && box.top < innerHeight - 40;
}"""
"""Whether one sees where something begins, without scrolling."""


@pytest.fixture(scope="module")
def faked(tmp_path_factory: pytest.TempPathFactory, window: Window) -> Iterator[Server]:
    """Articles in the first collection, and 500 dated minutes in another one."""
    home = tmp_path_factory.mktemp("faked")
    articles = written(home / "articles")
    with running_server(home, *SLOWLY, program=OVER_FAKES) as server:
        page = window.page(server.address)
        add_folder(page, articles, "3 added")
        page.fill("#target :is(input, textarea)", "minutes")
        page.set_input_files("#uploads input[type=file]", str(minutes(home)))
        page.wait_for_selector("#documents-table >> text=Documents 1 to 100 of 500")
        page.context.close()
        yield server


def minutes(folder: Path) -> Path:
    """The minutes of 500 meetings, 25 of each year from 2005 on."""
    rows = [
        {
            "title": f"Minutes of meeting {number}",
            "text": f"Meeting {number} was held in the town hall. The board approved {number} euros"
            f" for project {number}. Nobody was against it.",
            "date": f"{2005 + number % 20}-10-11",
        }
        for number in range(500)
    ]
    file = folder / "minutes.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return file


def opened(
    server: Server, window: Window, shelf: str = "default", documents: int = 3, **how: Any
) -> Page:
    """A page on which a collection was chosen."""
    page = window.page(server.address, **how)
    if page.locator(".toggle-button").get_attribute("aria-expanded") == "false":
        page.click(".toggle-button")
    choose(page, "Collection", shelf)
    page.wait_for_selector(f"#welcome >> text=/^{documents} documents/", state="attached")
    if how.get("width", 1360) < 768:
        page.wait_for_selector(".sidebar:not(.open)")
    return page


def test_what_waits_is_seen_and_can_be_taken_back(faked: Server, window: Window) -> None:
    page = opened(faked, window)
    begin(page, QUESTION)
    for number, text in enumerate((STRIKE, NOBODY), start=1):
        page.fill("#question textarea", text)
        page.press("#question textarea", "Enter")
        page.wait_for_selector(f".queued li:nth-of-type({number}) >> text=Next: {text}")
    page.get_by_role("button", name=f"Do not ask: {NOBODY}").click()
    page.wait_for_function(
        "text => document.querySelector('#question textarea').value === text", arg=NOBODY
    )
    page.wait_for_selector(f"#live .question >> text={STRIKE}")
    page.wait_for_selector("#live .how")
    assert page.locator(".question").all_inner_texts() == [QUESTION, STRIKE]
    assert page.locator(".queued li").count() == 0
    page.context.close()


def test_rejected_wording_is_behind_details(faked: Server, window: Window) -> None:
    page = opened(faked, window)
    ask(page, QUESTION)
    assert OPENED in page.locator("#live .answer").inner_text()
    assert "1905" not in page.locator("body").inner_text()
    page.locator("#live .how summary").click()
    assert page.locator("#live .rejected s").inner_text() == WRONG
    assert page.locator("#live .rejected s").is_visible()
    assert violations(page) == []
    page.context.close()


def test_the_answer_stands_in_one_column_beside_its_proof(faked: Server, window: Window) -> None:
    page = opened(faked, window, width=1280)
    ask(page, QUESTION)
    text = page.locator("#live .answer .claim").first.bounding_box()
    proof = page.locator("#sources .cards.shown mark").first.bounding_box()
    assert text is not None
    assert proof is not None
    assert 420 < text["width"] < 760, "as wide as one reads well"
    assert proof["x"] > text["x"] + text["width"], "beside it"
    assert abs(proof["y"] - text["y"]) < 200
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_each_column_has_one_scrollbar_and_the_page_none(
    faked: Server, window: Window, width: int
) -> None:
    page = opened(faked, window, width=width)
    for number in range(5):
        ask(page, f"{NOBODY[:-1]} in 180{number}?")
    scrolling = page.evaluate(SCROLLING)
    assert "talk" in scrolling
    assert set(scrolling) <= {"talk", "sources", ""}, scrolling
    assert len(scrolling) == len(set(scrolling))
    page.locator("#live .question").hover()
    before = page.locator("#talk").evaluate("one => one.scrollTop")
    page.mouse.wheel(0, -400)
    assert eventually(lambda: page.locator("#talk").evaluate("one => one.scrollTop") < before)
    for tab, column in (("Documents", "page-documents"), ("Summaries", "page-summaries")):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_selector(f"#{column}")
        assert set(page.evaluate(SCROLLING)) <= {column}, tab
    assert page.evaluate("scrollY + document.body.scrollTop") == 0
    page.context.close()


def test_the_scrollbars_of_the_dark_page_are_dark(faked: Server, window: Window) -> None:
    with with_scrollbars(window) as showing:
        for scheme, is_light in (("dark", False), ("light", True)):
            page = opened(faked, showing, "minutes", 500, scheme=scheme)
            column = page.locator("#sources")
            box = column.bounding_box()
            assert box is not None
            broad = int(column.evaluate("one => one.offsetWidth - one.clientWidth"))
            assert broad > 5, "there is one"
            clip = FloatRect(
                x=box["x"] + box["width"] - broad + 2,
                y=box["y"],
                width=broad - 2,
                height=box["height"],
            )
            drawn = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("L")
            brightest = max(drawn.tobytes())
            assert (brightest > 230) is is_light, scheme
            page.context.close()


def test_lists_say_what_models_are_for_and_close_when_they_are_left(
    faked: Server, window: Window
) -> None:
    page = opened(faked, window)
    assert chosen(page) == "Answers in its own words, on any laptop (default)"
    options = page.get_by_role("option")
    page.get_by_label("Models", exact=True).click()
    assert "Quotations only (extractive)" in options.all_inner_texts()
    page.locator("#welcome h2").click()
    assert eventually(lambda: options.count() == 0), "left with the mouse"
    page.get_by_role("tab", name="Summaries").click()
    some = page.get_by_label("Choose some of them; none chosen means all")
    some.click()
    options.first.wait_for()
    page.keyboard.press("Tab")
    assert eventually(lambda: options.count() == 0), "left with the keyboard"
    some.click()
    options.first.wait_for()
    page.get_by_label("Words, about").first.click()
    assert eventually(lambda: options.count() == 0), "left with the mouse"
    page.context.close()


def test_answers_and_refusals_are_kept_as_notes_and_exported(faked: Server, window: Window) -> None:
    page = opened(faked, window)
    for question in (QUESTION, NOBODY):
        ask(page, question)
        page.click("#note")
        page.wait_for_selector("#talk >> text=Kept under “Notes”")
    notes = listed(page, "Notes")
    notes.locator(".open").click()
    page.wait_for_selector(".conversation.current >> text=Notes")
    page.wait_for_selector(f"#live .question >> text={NOBODY}")
    assert page.locator("#past .question").inner_text() == QUESTION
    assert "No answer found" in page.locator("#live .refusal").inner_text()
    assert notes.count() == 1
    link = notes.locator("a[href$='.md']").get_attribute("href")
    text = fetched(f"{faked.address}{link}").decode()
    assert OPENED in text
    assert NOBODY in text
    page.context.close()


def test_what_an_edited_question_replaced_can_be_had_back(faked: Server, window: Window) -> None:
    page = opened(faked, window)
    ask(page, QUESTION)
    page.click("#edit")
    page.wait_for_function(
        "text => document.querySelector('#question textarea').value === text", arg=QUESTION
    )
    ask(page, STRIKE)
    assert page.locator(".question").all_inner_texts() == [STRIKE]
    page.locator("#replaced").get_by_role("button", name="Undo").click()
    page.wait_for_selector(f"#live .question >> text={QUESTION}")
    assert page.locator(".question").all_inner_texts() == [QUESTION]
    page.context.close()


def test_a_refusal_says_what_to_do_next_beside_what_came_nearest(
    faked: Server, window: Window
) -> None:
    page = opened(faked, window, width=1280)
    ask(page, NOBODY)
    assert page.locator("#live .suggestions").evaluate(IN_SIGHT)
    assert "Add the documents that hold the answer" in page.locator("#live").inner_text()
    near = page.locator("#sources .cards.shown .near")
    assert near.first.evaluate(IN_SIGHT)
    assert not page.locator("#live .near").first.is_visible(), "once is enough"
    nearest = page.get_by_role("link", name="What came nearest")
    assert not nearest.is_visible()
    page.set_viewport_size({"width": 390, "height": 860})
    assert page.locator("#live .near").first.is_visible(), "the panel is a drawer here"
    above = """(one) => {
      const quoted = document.querySelector("#live .near");
      return one.getBoundingClientRect().bottom <= quoted.getBoundingClientRect().top;
    }"""
    assert nearest.evaluate(above), "it says what these are"
    page.locator("#live").get_by_role("button", name="Documents").click()
    page.wait_for_selector("#uploads")
    page.context.close()


TICK_AT_ONCE = """(place) => {
  const box = document.querySelector("#only-since :is(input, textarea)");
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), "value").set.call(box, "2006");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  document.querySelectorAll("#ticked input")[place].click();
}"""


CARDS_ARE_LATE = """() => {
  const find = document.getElementById.bind(document);
  document.getElementById = (id) => (!window.late && /^sources-\\d/.test(id) ? null : find(id));
}"""


def test_who_filters_is_not_interrupted_by_cards_that_arrive(faked: Server, window: Window) -> None:
    page = opened(faked, window)
    page.evaluate(CARDS_ARE_LATE)
    ask(page, QUESTION)
    page.click("#only")
    assert page.locator("#only-since").is_visible()
    page.evaluate("() => { window.late = true; document.body.append('') }")
    page.wait_for_timeout(200)
    assert page.locator("#only-since").is_visible()
    page.get_by_role("button", name="Sources", exact=True).click()
    assert page.locator("#sources .cards.shown .card").first.is_visible()
    page.click("#only")
    ask(page, STRIKE)
    assert eventually(page.locator("#sources .cards.shown .card").first.is_visible), "a new one"
    page.context.close()


@pytest.mark.parametrize(("place", "left"), [(1, 1), (0, 0)])
def test_a_tick_made_while_the_list_is_narrowed_stays_if_it_fits(
    faked: Server, window: Window, place: int, left: int
) -> None:
    before = len(window.problems)
    page = opened(faked, window, "minutes", 500)
    page.evaluate(TICK_AT_ONCE, place)
    page.wait_for_selector("#ticked label:first-of-type >> text=Minutes of meeting 1 ")
    only = "Only in documents from 1 Jan 2006 on" + (", that are ticked (1)" if left else "")
    assert eventually(lambda: page.locator("#only").inner_text() == only)
    assert page.locator("#ticked input:checked").count() == left
    assert window.problems[before:] == []
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_question_before_removing_can_be_read(
    faked: Server, window: Window, width: int
) -> None:
    page = opened(faked, window, width=width)
    page.get_by_role("tab", name="Documents").click()
    page.get_by_label("Choose Bridge").check()
    page.click("#remove")
    question = page.locator("#confirm .notice")
    page.wait_for_selector("#confirm >> text=Remove “Bridge”?")
    box = question.bounding_box()
    assert box is not None
    assert box["width"] > 300
    assert box["height"] < 200
    focused = "document.activeElement.id === 'keep-documents'"
    assert eventually(lambda: bool(page.evaluate(focused))), "nothing is removed by Enter"
    page.click("#keep-documents")
    page.wait_for_selector("#confirm", state="hidden")
    page.context.close()


def test_one_of_500_documents_is_found_by_its_title(faked: Server, window: Window) -> None:
    page = opened(faked, window, "minutes", 500)
    page.set_default_timeout(10_000)
    within = "Title or path contains"
    page.get_by_role("complementary").get_by_label(within).fill("MEETING 77")
    ticks = page.locator("#ticked label")
    assert eventually(lambda: ticks.count() == 1)
    ticks.click()
    page.wait_for_selector("#only >> text=with “MEETING 77” in their title or path")
    page.get_by_role("tab", name="Documents").click()
    page.fill("#listed-source :is(input, textarea)", "meeting 77")
    page.wait_for_selector("#documents-table >> text=1 document")
    with page.context.expect_page() as whole:
        page.get_by_role("link", name="Minutes of meeting 77").click()
    whole.value.wait_for_selector("h1 >> text=Minutes of meeting 77")
    page.fill("#listed-source :is(input, textarea)", "")
    page.wait_for_selector("#documents-table >> text=Documents 1 to 100 of 500")
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_summaries_are_in_sight_and_lead_to_their_documents(
    faked: Server, window: Window, width: int
) -> None:
    page = opened(faked, window, "minutes", 500, width=width)
    page.get_by_role("tab", name="Summaries").click()
    page.get_by_text("All documents of the collection").click()
    page.fill("#summary-only-since :is(input, textarea)", "2024-10")
    page.get_by_text("Only documents from 1 Oct 2024 on").wait_for()
    page.get_by_label("Source sentences only", exact=True).check()
    page.click("#summarise")
    made = page.locator("#summaries-results .summary")
    made.first.wait_for()
    assert eventually(lambda: made.first.evaluate(IN_SIGHT)), "without scrolling"
    page.wait_for_selector("#summaries-work >> text=25 documents from 1 Oct 2024 on summarised")
    assert eventually(lambda: made.first.evaluate(IN_SIGHT)), "still"
    page.wait_for_selector("#summaries-results >> text=1 to 20 of 25")
    page.click("#older-summaries")
    page.wait_for_selector("#summaries-results >> text=21 to 25 of 25")
    assert made.count() == 5
    title = made.first.locator("h3 a")
    name = title.inner_text()
    with page.context.expect_page() as whole:
        title.click()
    whole.value.wait_for_selector(f"h1 >> text={name}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_no_request_left_the_machine(window: Window) -> None:
    """Comes last: over all pages of this module."""
    assert outside(window) == []
    assert window.problems == []
