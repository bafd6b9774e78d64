"""Where the focus is, and that it is seen: real Chromium and server, fakes for models."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.ui.browser import OVER_FAKES, Server, Window, ask, outside, running_server
from tests.ui.conftest import ARTICLES, QUESTION

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs Debian's package chromium"),
]

STOPS = 60
"""More than any tab has."""

RING = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const name = `${one.tagName}#${one.id} ${one.getAttribute("aria-label") ?? one.innerText}`;
  if (one === document.body || !one.matches(":focus")) return { name, cut: [] };
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) === 0) {
    const drawn = () => {
      const all = [];
      for (let over = one; over; over = over.parentElement) {
        const { borderColor, boxShadow } = getComputedStyle(over);
        all.push(`${borderColor} ${boxShadow}`);
      }
      return String(all);
    };
    const focused = drawn();
    one.blur();
    const marked = drawn() !== focused;
    one.focus();
    return { name, cut: marked ? [] : [`${name}: no ring`] };
  }
  const ring = parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth);
  const box = one.getBoundingClientRect();
  const cut = [];
  for (let over = one.parentElement; over; over = over.parentElement) {
    const frame = getComputedStyle(over);
    if (frame.position === "fixed") break;
    if (frame.overflowX === "visible" && frame.overflowY === "visible") continue;
    const edge = over.getBoundingClientRect();
    const outside = {
      left: edge.left - box.left + ring, right: box.right + ring - edge.right,
      top: edge.top - box.top + ring, bottom: box.bottom + ring - edge.bottom,
    };
    for (const [side, by] of Object.entries(outside))
      if (by > 0.9) cut.push(`${name}: ${side} by ${by} at ${over.id || over.className}`);
  }
  return { name, cut };
}"""
"""What has the focus, and that it has no ring, or where what it stands in cuts that off.

Without an outline, a border or shadow of it, or of what it stands in, is one if it goes with the
focus. A date's field does not have the focus itself while its calendar button has it: the browser
draws that ring.
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, window: Window) -> Iterator[Server]:
    """A conversation over one article."""
    home = tmp_path_factory.mktemp("focus")
    name, text = next(iter(ARTICLES.items()))
    (home / name).write_text(text, encoding="utf-8")
    with running_server(home, program=OVER_FAKES) as running:
        page = window.page(running.address)
        page.get_by_role("tab", name="Documents").click()
        page.fill("#folder :is(input, textarea)", str(home / name))
        page.click("#add-folder")
        page.wait_for_selector("#documents-work >> text=1 added")
        page.get_by_role("tab", name="Ask").click()
        ask(page, QUESTION)
        page.context.close()
        yield running


def cut_off(page: Page) -> list[str]:
    """Go through a tab by keyboard; whose ring is cut off."""
    found: set[str] = set()
    reached: set[str] = set()
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(RING)
        reached.add(stop["name"])
        found.update(stop["cut"])
    assert len(reached) > 10
    return sorted(found)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("tab", ["Ask", "Summaries", "Documents"])
def test_the_ring_around_what_has_the_focus_is_whole(
    server: Server, window: Window, tab: str, width: int
) -> None:
    page = window.page(server.address, width=width)
    page.wait_for_selector("#welcome >> text=/^1 document/")
    page.get_by_role("tab", name=tab).click()
    page.wait_for_timeout(300)  # what slides to its place
    assert "\n".join(cut_off(page)) == ""
    page.context.close()


def test_the_ring_is_whole_beside_an_answer(server: Server, window: Window) -> None:
    page = window.page(server.address)
    page.locator(".conversation .open").first.click()
    page.wait_for_selector("#turn-actions button")
    assert "\n".join(cut_off(page)) == ""
    page.context.close()


def test_what_has_no_ring_is_told(server: Server, window: Window) -> None:
    """All outlines are taken away, by a rule that is above the page's own."""
    page = window.page(server.address)
    page.get_by_role("tab", name="Summaries").click()
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(":is(*, #a#a):focus-visible { outline: none !important; }");
          document.adoptedStyleSheets.push(sheet);
        }"""
    )
    missing = cut_off(page)
    assert all(one.endswith(": no ring") for one in missing)
    assert len(missing) > 10
    page.context.close()


def test_the_drawer_of_a_phone_closes_when_the_focus_leaves_it(
    server: Server, window: Window
) -> None:
    page = window.page(server.address, width=390)
    page.wait_for_selector(".sidebar:not(.open)")
    page.click(".toggle-button")
    page.wait_for_selector(".sidebar.open")
    page.locator("#search-conversations :is(input, textarea)").focus()
    page.wait_for_timeout(300)
    assert page.locator(".sidebar.open").count() == 1, "the focus is still in it"
    within = "document.activeElement.closest('.sidebar')"
    while page.evaluate(f"Boolean({within})"):
        page.keyboard.press("Tab")
    page.wait_for_selector(".sidebar:not(.open)", timeout=20_000)
    page.context.close()


def test_no_request_left_the_machine(window: Window) -> None:
    """Comes last: over all pages of this module."""
    assert outside(window) == []
    assert window.problems == []
