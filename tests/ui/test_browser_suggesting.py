"""Questions in the writer's words come after others: real Chromium and server, fakes for models."""

from __future__ import annotations

from pathlib import Path

from tests.ui.browser import OVER_FAKES, Window, ask, eventually, running_server

GOOD = "When does the Brackwater Ferry leave the harbour of Bornholm?"
NOTE = (
    "# Brackwater Ferry\n\nThe Brackwater Ferry leaves the harbour of Bornholm at 6.40 each day."
    "\n\nWhat the documents say about the Brackwater Ferry is that it is slow.\n"
)
MILL = "# Mill\n\nThe old mill of Bornholm grinds no corn since the flood.\n"


def test_better_questions_come_later_but_not_over_a_conversation(
    window: Window, tmp_path: Path
) -> None:
    note, mill = tmp_path / "ferry.md", tmp_path / "mill.md"
    note.write_text(NOTE, "utf-8")
    mill.write_text(MILL, "utf-8")
    slowly = ("--writes", GOOD, "--pause", "0.2")
    with running_server(tmp_path, *slowly, program=OVER_FAKES) as server:
        page = window.page(server.address)
        page.get_by_role("tab", name="Documents").click()
        page.set_input_files("#uploads input[type=file]", str(note))
        overview = page.locator("#documents-overview .ask-this")
        overview.first.wait_for()
        assert overview.first.inner_text().startswith("What do the documents say about")
        assert eventually(lambda: overview.first.inner_text() == GOOD, 60)
        page.get_by_role("tab", name="Ask").click()
        assert eventually(lambda: page.locator("#welcome .ask-this").first.inner_text() == GOOD, 60)
        phone = window.page(server.address, width=390)
        phone.wait_for_selector(f"#welcome >> text={GOOD}")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
        phone.context.close()
        page.get_by_role("tab", name="Documents").click()
        page.set_input_files("#uploads input[type=file]", str(mill))
        page.wait_for_selector("#documents-overview .overview >> text=Mill")
        page.get_by_role("tab", name="Ask").click()
        ask(page, "When does the Brackwater Ferry leave?")
        other = window.page(server.address)  # whose questions come after those of the first page
        other.wait_for_selector(f"#welcome >> text={GOOD}")
        assert page.locator("#welcome").inner_text().strip() == ""
        page.context.close()
        other.context.close()
    assert window.problems == []
