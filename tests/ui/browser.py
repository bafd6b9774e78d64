"""The server as a process, and a real Chromium that looks at it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TARIFFS = "what is Trump's tariff plan?"
NATO = "When did Finland join NATO?"
PAGE = (str(ROOT / "app.py"),)
OVER_FAKES = ("-m", "tests.ui.fake_server")
LONG = 120_000
"""Milliseconds until something that a model has to do counts as failed."""


@dataclass
class Server:
    """A running `app.py`, or the same over fakes."""

    address: str
    process: subprocess.Popen[str]

    def cpu_seconds(self) -> float:
        """What the process has computed so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def is_idle_within(self, seconds: float) -> bool:
        """Whether it comes to rest: less than a tenth of one processor over half a second."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            before = self.cpu_seconds()
            time.sleep(0.5)
            if self.cpu_seconds() - before < 0.05:
                return True
        return False


@contextmanager
def running_server(
    home: Path, *options: str, program: Sequence[str] = PAGE, port: str = "0"
) -> Iterator[Server]:
    """`python app.py` with that home, on a free port, as Gradio's variable says it."""
    own = {"ASSISTANT_HOME": str(home), "PYTHONPATH": str(ROOT), "GRADIO_SERVER_PORT": port}
    with (home / "server.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, *program, *options],
            cwd=ROOT,
            env=os.environ | own,
            stderr=log,
            stdout=log,
            text=True,
        )
        try:
            yield Server(_address(home / "server.log", process), process)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(log: Path, process: subprocess.Popen[str]) -> str:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"http://\S+", log.read_text(encoding="utf-8"))
        if found:
            return found[0]
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8"))


@dataclass
class Window:
    """A Chromium that records what it asks of the network and what goes wrong in it."""

    browser: Browser
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def page(
        self, address: str, *, width: int = 1360, scheme: Any = "light", scale: float = 1
    ) -> Page:
        """A new tab with storage of its own, at that address; zoomed, it has less width."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 860},
            color_scheme=scheme,
            device_scale_factor=scale,
        )
        page = context.new_page()
        page.set_default_timeout(LONG)
        context.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("dialog", lambda dialog: self._opened(dialog))
        page.on(
            "console",
            lambda said: self.problems.append(said.text) if said.type == "error" else None,
        )
        page.goto(address)
        page.wait_for_selector("#welcome h2")
        return page

    def seen(self) -> str:
        """What the open pages show, in words; for a test that failed."""
        pages = [page for context in self.browser.contexts for page in context.pages]
        return "\n\n".join(page.locator("body").inner_text() for page in pages)

    def _opened(self, dialog: Any) -> None:
        self.problems.append(f"a dialog: {dialog.message}")
        dialog.dismiss()


@contextmanager
def chromium() -> Iterator[Window]:
    """Debian's Chromium, headless."""
    path = shutil.which("chromium")
    assert path, "Install Debian's package chromium."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield Window(browser)
        browser.close()


@contextmanager
def with_scrollbars(window: Window) -> Iterator[Window]:
    """Another one, in which scrollbars are drawn."""
    browser = window.browser.browser_type.launch(
        executable_path=shutil.which("chromium"),
        args=FLAGS,
        ignore_default_args=["--hide-scrollbars"],
    )
    yield Window(browser)
    browser.close()


def home_with_models(folder: Path, models: Path) -> Path:
    """A home without collections that shares the models."""
    folder.mkdir()
    (folder / "models").symlink_to(models)
    return folder


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the whole answer or refusal."""
    begin(page, question)
    page.wait_for_function(
        "question => document.querySelector('#live .question')?.textContent === question"
        " && document.querySelector('#live .how')",
        arg=question,
    )


def listed(page: Page, title: str) -> Locator:
    """The row of a conversation in the sidebar."""
    return page.locator(".conversation", has_text=title)


def at_rest(page: Page, selector: str) -> None:
    """Wait until nothing of it moves: a click on what slides away may never arrive."""
    page.locator(selector).evaluate(
        "one => Promise.all(one.getAnimations({ subtree: true }).map(motion => motion.finished))"
    )


def retry(page: Page) -> None:
    """Ask the last question again, and wait for the new answer."""
    last = page.locator("#live .turn")
    before = last.get_attribute("id")
    page.click("#retry")
    page.wait_for_function(
        "before => document.querySelector('#live .how')"
        " && document.querySelector('#live .turn').id !== before",
        arg=before,
    )


def begin(page: Page, question: str) -> None:
    """Ask, and wait for nothing but the question on the page."""
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_function(
        "question => document.querySelector('#live .question')?.textContent === question",
        arg=question,
    )


def choose(page: Page, label: str, option: str) -> None:
    """Choose in one of the lists of the sidebar."""
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=option).click()


def chosen(page: Page, label: str = "Models") -> str:
    """What is chosen there."""
    return page.get_by_label(label, exact=True).input_value()


def use_examples(page: Page) -> None:
    """Index the example articles from the page."""
    page.get_by_role("button", name="Use the example articles").click()
    page.wait_for_selector("#welcome .ask-this")


def add_folder(page: Page, folder: Path, told: str) -> None:
    """Index a folder from the page, and wait until that is told of it."""
    page.get_by_role("tab", name="Documents").click()
    page.fill("#folder :is(input, textarea)", str(folder))
    page.click("#add-folder")
    page.wait_for_selector(f"#documents-work >> text={told}")


def fetched(address: str) -> bytes:
    """What the server gives for an address."""
    with urllib.request.urlopen(address) as response:
        body: bytes = response.read()
        return body


def kept_answer(page: Page, server: Server) -> dict[str, Any]:
    """The last answer of the open conversation, as its JSON export has it."""
    link = page.locator(".conversation.current a[href$='.json']").get_attribute("href")
    turns = json.loads(fetched(f"{server.address}{link}"))["turns"]
    answer: dict[str, Any] = turns[-1]["answer"]
    return answer


def outside(window: Window) -> list[str]:
    """Requests of all pages that were not for this machine."""
    names = ("http://127.0.0.1:", "http://localhost:")
    own = ("data:", *names, *(f"blob:{name}" for name in names))
    return [url for url in window.requests if not url.startswith(own)]


def violations(page: Page) -> list[str]:
    """Serious violations of the accessibility rules, by axe-core."""
    script = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    page.evaluate(script)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for rule in found["violations"]
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]


def eventually(condition: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether something comes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False
