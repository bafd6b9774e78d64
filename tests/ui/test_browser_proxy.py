"""The page behind a reverse proxy, below a prefix: real Chromium, real server, real models."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.browser import (
    NATO,
    Server,
    Window,
    ask,
    outside,
    running_server,
)
from tests.ui.proxy import PREFIX, reverse_proxy

pytestmark = [pytest.mark.models, pytest.mark.enable_socket]

TOKEN = "a-token-for-tests"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@pytest.mark.parametrize(
    ("keeps_prefix", "host", "is_named"),
    [(False, "told", False), (True, "kept", False), (False, "hidden", True)],
    ids=["prefix taken off", "all handed on", "only the address known"],
)
def test_all_of_the_page_works_below_a_prefix(
    ready: Server,
    own_home: Path,
    window: Window,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    keeps_prefix: bool,
    host: str,
    is_named: bool,
) -> None:
    with reverse_proxy(free_port(), keeps_prefix=keeps_prefix, host=host) as proxy:
        monkeypatch.setenv("GRADIO_ROOT_PATH", proxy.address if is_named else PREFIX)
        port = str(proxy.server_port)
        with running_server(own_home, "--extractive", "--token", TOKEN, "--port", port) as server:
            assert server.address.startswith(proxy.address) == is_named
            stranger = window.browser.new_context().request.get(proxy.address)
            assert stranger.status == 401
            page = window.page(f"{proxy.address}?token={TOKEN}")
            assert page.url == proxy.address, "the token is taken out, the prefix is not"
            ask(page, NATO)
            page.locator("#live .cite").first.click()
            assert page.evaluate("document.activeElement.classList.contains('card')")
            with page.context.expect_page() as opened:
                page.locator(".card .whole:visible").first.click()
            opened.value.wait_for_selector("mark")
            assert opened.value.url.startswith(f"{proxy.address}document/")
            kept = page.locator(".current a[href$='.json']").get_attribute("href")
            saved = page.context.request.get(f"{proxy.address}{kept}")
            assert json.loads(saved.body())["turns"][-1]["question"] == NATO
            page.get_by_role("tab", name="Documents").click()
            note = tmp_path / "ferry.txt"
            note.write_text(f"The ferry of {host} leaves at 6.40.", encoding="utf-8")
            page.fill("#target textarea, #target input", "ferries")
            page.set_input_files("#uploads input[type=file]", str(note))
            page.wait_for_selector("#documents-work >> text=1 added")
            assert not page.locator("#folder").is_visible(), "others can reach it"
            page.get_by_role("tab", name="Summaries").click()
            page.click("#summarise")
            page.wait_for_selector("#summaries-work >> text=summarised")
            made = page.locator("a[href$='.jsonl']").get_attribute("href")
            assert page.context.request.get(f"{proxy.address}{made}").ok
            page.context.close()
            assert proxy.elsewhere == []
            script = (
                "import sys; from gradio_client import Client;"
                "client = Client(sys.argv[1], verbose=False,"
                " headers={'Authorization': 'Bearer ' + sys.argv[2]});"
                "print(client.predict(sys.argv[3], 'examples', api_name='/chat')['status'])"
            )
            command = [sys.executable, "-c", script, proxy.address, TOKEN, NATO]
            ran = subprocess.run(command, capture_output=True, check=True, text=True)
            assert ran.stdout.strip() == "answered"


def test_no_request_left_the_machine(window: Window) -> None:
    """Comes last: over all pages of this module."""
    assert outside(window) == []
    assert window.problems == []
