"""Sources as they are opened: pages as they are printed; real Chromium, real server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.corpus.read.scans import page as print_of
from tests.ui.browser import Server, Window, ask, choose, outside, violations

pytestmark = [pytest.mark.models, pytest.mark.enable_socket]

ORION = "When did the Orion capsule splash down?"
SEEN = """(where) => {
  const box = document.querySelector(where).getBoundingClientRect();
  const under = document.querySelector(".views").getBoundingClientRect().bottom;
  return box.top >= under && box.bottom <= innerHeight && box.left >= 0 && box.left < innerWidth;
}"""


def opened(page: Page, file: str) -> Page:
    """The whole document of the first card of a file, in its own tab."""
    page.locator("#live .cite").first.click()  # on a phone, the cards are in a drawer
    card = page.locator("#sources .cards.shown .card", has_text=file).first
    with page.context.expect_page() as new:
        card.locator(".whole").click()
    new.value.wait_for_load_state()
    return new.value


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")])
def test_a_pdf_opens_at_its_page_with_the_sentence_marked(
    quoting: Server, window: Window, width: int, scheme: str
) -> None:
    page = window.page(quoting.address, width=width, scheme=scheme)
    ask(page, ORION)
    whole = opened(page, "artemis-1-splashdown.pdf")
    drawn = whole.locator(".paper img")
    assert drawn.evaluate("one => one.complete && one.naturalWidth") >= 1_400
    assert str(drawn.get_attribute("alt")).startswith("Page 1 of 2, as it is printed. Marked")
    assert whole.locator(".box").count() >= 1
    assert whole.evaluate(SEEN, "#place"), "where one looks first"
    sides = whole.locator(".box, .paper").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(one => [one.left, one.right])"
    )
    paper, *boxes = sides
    assert all(paper[0] < left < right < paper[1] for left, right in boxes)
    assert whole.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(whole) == []
    whole.keyboard.press("Tab")
    whole.get_by_role("link", name="Next page").focus()
    whole.keyboard.press("Enter")
    whole.wait_for_selector("text=Page 2 of 2")
    whole.get_by_role("link", name="Show the text").focus()
    whole.keyboard.press("Enter")
    whole.wait_for_selector(".text mark")
    assert whole.evaluate(SEEN, "#place")
    page.context.close()


FLEET = """# The fleet of the coast

The boats of each port are counted in May, as the coast guard has done since 1905.

| Port | Boats | Crew |
|---|---|---|
| Lima | 7 | 17 |
| Oslo | 9 | 9 |
| Bergen | 12 | 40 |
| Turku | 31 | 62 |
| Riga | 4 | 8 |

## Rafts

The rafts carry salt and timber to Riga. See [the list](javascript:alert(2)) and
<img src=x onerror=alert(1)> for more.
"""


@pytest.fixture(scope="module")
def fleet(quoting: Server, window: Window, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A collection of one document with a table, by its name."""
    file = tmp_path_factory.mktemp("fleet") / "fleet.md"
    file.write_text(FLEET, encoding="utf-8")
    return uploaded(quoting, window, "fleet", file)


def uploaded(server: Server, window: Window, shelf: str, file: Path) -> str:
    """Make a collection of one document; its name."""
    page = window.page(server.address)
    page.get_by_role("tab", name="Documents").click()
    page.fill("#target textarea, #target input", shelf)
    page.set_input_files("#uploads input[type=file]", str(file))
    page.wait_for_selector("#documents-work >> text=1 added")
    page.context.close()
    return shelf


def asked_at(
    server: Server, window: Window, shelf: str, question: str, width: int, scheme: str
) -> Page:
    """A page on which a question was put to a collection of one document."""
    page = window.page(server.address, width=width, scheme=scheme)
    if width < 768:
        page.click(".toggle-button")
    choose(page, "Collection", shelf)
    page.wait_for_selector("#welcome >> text=/^1 document\\./", state="attached")
    page.keyboard.press("Escape")
    ask(page, question)
    return page


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (375, "light")])
def test_a_row_stands_in_its_table(
    quoting: Server, window: Window, fleet: str, width: int, scheme: str
) -> None:
    page = asked_at(quoting, window, fleet, "How many boats does Turku have?", width, scheme)
    page.locator("#live .cite").first.click()
    table = page.locator("#sources .cards.shown .card").first.locator("table")
    table.locator("thead th").first.wait_for()  # cards that arrive are shown when they are there
    assert table.locator("thead th").all_inner_texts() == ["Port", "Boats", "Crew"]
    assert table.locator("tbody th").all_inner_texts() == ["Oslo", "Bergen", "Turku", "Riga"]
    assert "31" in table.locator(".cited mark").all_inner_texts()
    assert table.locator("mark").count() == table.locator(".cited mark").count()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    page.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")])
def test_a_markdown_file_opens_with_its_layout(
    quoting: Server, window: Window, fleet: str, width: int, scheme: str
) -> None:
    page = asked_at(quoting, window, fleet, "What do the rafts carry?", width, scheme)
    whole = opened(page, "fleet.md")
    assert whole.locator(".layout h2").all_inner_texts() == ["Rafts"]
    assert whole.locator(".layout table tbody tr").count() == 5
    assert whole.locator("mark").all_inner_texts() == ["The rafts carry salt and timber to Riga."]
    assert whole.evaluate(SEEN, "#place")
    assert whole.locator(".layout").locator("img, script, [onerror]").count() == 0
    assert whole.locator("a[href^=javascript]").count() == 0
    assert "<img src=x onerror=alert(1)>" in whole.locator(".layout").inner_text()
    assert whole.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(whole) == []
    whole.get_by_role("link", name="Show the text").click()
    whole.wait_for_selector(".text mark")
    page.context.close()


def test_a_source_that_may_be_misread_is_said_to_be(
    quoting: Server, window: Window, tmp_path: Path
) -> None:
    drawn = print_of(["The Fjordland landed 214 barrels of herring in Bergen on 12 March 1907."])
    faxed = drawn.convert("L").resize((267, 140))
    faxed.point(lambda shade: 255 if shade > 180 else 0).resize(drawn.size).save(
        tmp_path / "fax.png"
    )
    shelf = uploaded(quoting, window, "faxes", tmp_path / "fax.png")
    question = "How many barrels did the Fjordland land in March 1907?"
    page = asked_at(quoting, window, shelf, question, 1280, "light")
    said = re.compile(r"read by OCR \(\d\d % sure\)")
    (caution,) = page.locator("#live .notice.warning").all_inner_texts()
    assert "Source 1 was" in caution
    assert "compare it with the page" in caution
    assert said.search(caution)
    assert said.search(page.locator("#sources .cards.shown .where").first.inner_text())
    copied = str(page.locator("#live [data-copy]").get_attribute("data-copy"))
    assert len(said.findall(copied)) == 2, "in the caution, and with the source"
    assert violations(page) == []
    page.context.close()


def test_no_request_left_the_machine(window: Window) -> None:
    """Comes last: over all pages of this module."""
    assert outside(window) == []
    assert window.problems == []
