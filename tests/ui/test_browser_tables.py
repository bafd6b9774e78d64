"""Tables among the sources: real Chromium, fakes for models."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.ui.browser import OVER_FAKES, Window, ask, eventually, outside, running_server

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs Debian's package chromium"),
]

COURSES = """# Courses

| Course | Teacher | Registration deadline | Participants |
|---|---|---|---|
| Conversational Portuguese | Catarina Albuquerque | 21 September 2026 | 16 |
| Bookkeeping | Bartholomew Featherstone | 28 September 2026 | 20 |
"""
IN_SIGHT = """mark => {
  const [own, rows] = [mark, mark.closest(".rows")].map((one) => one.getBoundingClientRect());
  return own.left >= rows.left && own.right <= rows.right && own.right <= innerWidth;
}"""


def test_the_cell_that_answers_is_in_sight(tmp_path: Path, window: Window) -> None:
    folder = tmp_path / "courses"
    folder.mkdir()
    (folder / "courses.md").write_text(COURSES, encoding="utf-8")
    with running_server(tmp_path, program=OVER_FAKES) as server:
        page = window.page(server.address, width=1280)
        page.get_by_role("tab", name="Documents").click()
        page.fill("#folder :is(input, textarea)", str(folder))
        page.click("#add-folder")
        page.wait_for_selector("#documents-work >> text=1 added")
        page.get_by_role("tab", name="Ask").click()
        ask(page, "How many participants are in Bookkeeping?")
        mark = page.locator(".cards.shown .rows mark", has_text="20")
        mark.wait_for()
        assert eventually(lambda: bool(mark.evaluate(IN_SIGHT)), 5)
        page.set_viewport_size({"width": 390, "height": 844})
        page.locator("#live .show-sources").first.click()
        assert eventually(lambda: bool(mark.evaluate(IN_SIGHT)), 5)
        page.context.close()
    assert outside(window) == []
