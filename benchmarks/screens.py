"""Pictures of the page in its main states: desktop, 200 % and phone, light and dark.

    python -m benchmarks.screens DIR

Runs the real page over the example articles in a home of its own, with the models of the
present home, and writes one PNG a state. Needs Debian's chromium and the extra `test`.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page

from assistant.config import home
from tests.ui.browser import (
    Window,
    ask,
    begin,
    chromium,
    home_with_models,
    running_server,
    use_examples,
)

TARIFFS = "what is Trump's tariff plan?"
SIZES = {"desktop": (1360, 1), "zoomed": (680, 2), "phone": (375, 1)}
"""Width in pixels of the page, and how much it is enlarged."""


def main() -> None:
    """Write all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, chromium() as window:
        own = home_with_models(Path(scratch) / "home", home() / "models")
        with running_server(own) as server:
            first(window, server.address, folder)
            for size, (width, scale) in SIZES.items():
                for scheme in ("light",) if size == "zoomed" else ("light", "dark"):
                    page = window.page(server.address, width=width, scheme=scheme, scale=scale)
                    states(page, folder, f"{size}-{scheme}")
                    page.context.close()


def first(window: Window, address: str, folder: Path) -> None:
    """The first start, and the examples being added."""
    page = window.page(address)
    take(page, folder, "desktop-light-first")
    use_examples(page)
    page.context.close()


def states(page: Page, folder: Path, name: str) -> None:
    """Welcome, an answer as it is made, its sources, a follow-up, a refusal, the other tabs."""
    page.wait_for_selector("#welcome .ask-this")
    take(page, folder, f"{name}-welcome")
    begin(page, TARIFFS)
    # What was asked before is answered at once.
    page.wait_for_selector("#live .steps ~ .answer, #live .how")
    page.screenshot(path=folder / f"{name}-working.png")
    page.wait_for_selector("#live .how")
    page.locator("#live .cite").first.click()
    take(page, folder, f"{name}-sources")
    page.keyboard.press("Escape")
    ask(page, "and on Mexico?")
    take(page, folder, f"{name}-follow-up")
    ask(page, "How many people died in the earthquake?")
    page.locator("#live .how summary").first.click()
    take(page, folder, f"{name}-details")
    ask(page, "What tariff did Trump announce on goods from Vietnam?")
    take(page, folder, f"{name}-refusal")
    page.click("#only")
    page.fill("#only-since input, #only-since textarea", "2024-11-01")
    ask(page, TARIFFS)
    take(page, folder, f"{name}-part")
    page.get_by_role("tab", name="Summaries").click()
    page.click("#summarise")
    page.wait_for_selector("#summaries-results .summary")
    page.click("#stop-summaries")
    page.wait_for_selector("#summaries-work >> text=Start again")
    take(page, folder, f"{name}-summaries")
    page.get_by_label("One digest of all together").check()
    page.click("#summarise")
    page.wait_for_selector("#summaries-results >> text=Digest of")
    page.locator("#summaries-results .cited summary").click()
    take(page, folder, f"{name}-digest")
    page.get_by_role("tab", name="Documents").click()
    page.wait_for_selector("#documents-table .listing")
    take(page, folder, f"{name}-documents")


def take(page: Page, folder: Path, name: str) -> None:
    """One picture, once movements have ended."""
    time.sleep(0.8)
    page.screenshot(path=folder / f"{name}.png")


if __name__ == "__main__":
    main()
