"""What the browser does by itself, without any server: real Chromium over a small page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from assistant.ui.work import PageProgress
from tests.ui.browser import Window

UI = Path(__file__).parents[2] / "assistant" / "ui"
HOST = "http://127.0.0.1/"
BOX = "#question textarea"
ASKED = "When did the harbour bridge in Oslo open?"
DRAFT = "And what did it cost the"

PAGE = """<!doctype html><script type="module" src="page.js"></script>
<style>.rows { width: 200px; overflow-x: auto } td { min-width: 150px; display: inline-block }
tr { white-space: nowrap; display: block }</style>
<body data-opening="0"><p id="server-gone" hidden></p><p id="spoken-work"></p><div id="work"></div>
<div id="question"><textarea></textarea></div><div id="live"></div>
<div id="columns"><div id="sources"><section class="cards" id="sources-1">
<div class="rows"><table><tr><td>a<td>b<td>c<td>d<td>e</table></div></section></div></div>
<a class="show-sources" href="#sources-1">Sources</a></body>"""

GRADIO_WRITES = """text => {
  document.querySelector("#question textarea").value = text;
  document.dispatchEvent(new Event("written"));
}"""
"""Into the box; no input is told of."""

MARK = """which => {
  document.querySelector(".rows").scrollLeft = 0;
  document.querySelectorAll("td").forEach((cell, place) => {
    cell.innerHTML = which.includes(place) ? `<mark>${cell.textContent}</mark>` : cell.textContent;
  });
}"""
IN_SIGHT = """() => {
  const rows = document.querySelector(".rows").getBoundingClientRect();
  return [...document.querySelectorAll("mark")].filter((mark) => {
    const { left, right } = mark.getBoundingClientRect();
    return left >= rows.left && right <= rows.right;
  }).map((mark) => mark.textContent).join("");
}"""

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs Debian's package chromium"),
]


def give(route: Route) -> None:
    """A file of the page as it ships."""
    name = route.request.url.removeprefix(HOST)
    if not name:
        route.fulfill(body=PAGE, content_type="text/html")
    elif (UI / name).is_file():
        route.fulfill(path=UI / name)
    else:
        route.fulfill(status=404)


@pytest.fixture(scope="module")
def opened(window: Window) -> Page:
    page = window.browser.new_page()
    page.route("**/*", give)  # once: what is still asked for when a route ends is given twice
    return page


@pytest.fixture
def page(opened: Page) -> Page:
    """The small page, with the scripts as they ship."""
    opened.goto(HOST, wait_until="load")
    return opened


def writes(page: Page, text: str) -> str:
    """What the box holds after Gradio has written something into it."""
    page.evaluate(GRADIO_WRITES, text)
    page.wait_for_timeout(100)
    return page.input_value(BOX)


@pytest.mark.parametrize("typed", [ASKED.split()[0], "bridge", f"{ASKED} {DRAFT}", DRAFT])
def test_what_was_typed_stays_however_like_it_is_to_what_comes(page: Page, typed: str) -> None:
    page.fill(BOX, typed)
    assert writes(page, ASKED) == f"{ASKED}\n{typed}"
    assert writes(page, "Who opened it?") == f"Who opened it?\n{typed}"
    assert writes(page, ASKED) == f"{ASKED}\n{typed}"


def test_what_was_typed_and_comes_back_stands_there_once(page: Page) -> None:
    page.fill(BOX, ASKED)
    assert writes(page, ASKED) == ASKED
    assert writes(page, "") == ASKED
    page.fill(BOX, "")
    assert writes(page, "Who opened it?") == "Who opened it?"


def test_of_long_work_each_step_is_spoken_once(page: Page) -> None:
    """And not how far it is, which changes several times a second."""
    page.evaluate(
        "window.spoken = []; new MutationObserver(() => spoken.push(document.querySelector("
        "'#spoken-work').textContent)).observe(document.querySelector('#spoken-work'),"
        " { childList: true })"
    )
    for step in ("Reading", "Embedding"):
        for done in range(3):
            shown = PageProgress(step, 200, done, "files").html()
            assert 'role="status"' not in shown
            page.evaluate("html => document.querySelector('#work').innerHTML = html", shown)
            assert f"{done} of 200 files" in page.inner_text("#work")
    page.evaluate("document.querySelector('#work').innerHTML = ''")
    assert page.evaluate("spoken") == ["Reading", "Embedding", ""]


def test_of_two_works_at_once_both_are_spoken(page: Page) -> None:
    shown = "".join(PageProgress(step, 9, 1, "files").html() for step in ("Reading", "Embedding"))
    page.evaluate("html => document.querySelector('#work').innerHTML = html", shown)
    page.wait_for_function("document.querySelector('#spoken-work').textContent")
    assert page.inner_text("#spoken-work") == "Reading. Embedding"


@pytest.mark.parametrize(
    ("marked", "seen"),
    [([4], "e"), ([0], "a"), ([0, 1, 2, 3, 4], "a"), ([1, 4], "b"), ([3, 4], "d")],
)
def test_of_several_marks_in_a_wide_table_the_first_is_in_sight(
    page: Page, marked: list[int], seen: str
) -> None:
    page.evaluate(MARK, marked)
    page.click(".show-sources")
    assert page.evaluate(IN_SIGHT).startswith(seen)
    page.evaluate("document.querySelector('.rows').scrollLeft = 9999")
    page.click(".show-sources")
    assert page.evaluate(IN_SIGHT).startswith(seen)


@pytest.mark.parametrize(
    ("looks", "is_said", "is_loaded_anew"),
    [
        (["a", "", "a"], False, False),
        (["a", "", "", "a", "", ""], False, False),
        (["a", "", "", ""], True, False),
        (["a", "", "", "", "a"], True, True),
        (["a", "b"], False, True),
        (["a", "", "b"], False, True),
    ],
)
def test_a_server_has_gone_that_does_not_answer_again_and_again(
    window: Window, looks: list[str], is_said: bool, is_loaded_anew: bool
) -> None:
    """Which instance of it answers, look by look; one that does not is empty."""
    page, left = window.browser.new_page(), iter(looks)

    def answer(route: Route) -> None:
        instance = next(left, "")
        route.fulfill(status=200 if instance else 500, headers={"instance": instance})

    page.route("**/*", give)
    page.route("**/icon.svg", answer)
    page.clock.install()
    with page.expect_response("**/icon.svg"):
        page.goto(HOST, wait_until="load")
    page.evaluate("window.isFirst = true")
    said = page.locator("#server-gone")
    was_said = False
    for _ in looks[1:]:
        was_said = said.is_visible()
        with page.expect_response("**/icon.svg"):
            page.clock.run_for(3000)
        page.wait_for_timeout(100)
    if is_loaded_anew:
        page.wait_for_function("!window.isFirst", timeout=10_000)
    assert page.evaluate("window.isFirst === true") is not is_loaded_anew
    assert (was_said if is_loaded_anew else said.is_visible()) is is_said
    page.close()


@pytest.mark.parametrize(
    ("status", "kept"), [(200, DRAFT), (500, f"{ASKED}\n{DRAFT}")], ids=["up", "missed once"]
)
def test_what_was_typed_is_there_after_the_page_was_loaded_anew(
    window: Window, status: int, kept: str
) -> None:
    """And what waited, where the server may have forgotten that."""
    page = window.browser.new_page()
    page.route("**/*", give)
    page.route("**/icon.svg", lambda route: route.fulfill(status=status))
    with page.expect_response("**/icon.svg"):
        page.goto(HOST, wait_until="load")
    page.wait_for_timeout(100)
    waiting = "text => document.querySelector('#live').dataset.next = text"
    page.evaluate(waiting, ASKED)
    page.fill(BOX, DRAFT)
    for _ in range(2):  # the second time before it is in the box again
        page.reload(wait_until="load")
        assert page.evaluate("sessionStorage.getItem('draft')") == kept
    page.close()
