"""A server that goes while questions wait: real Chromium and server, fakes for models."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest

from assistant.search.collection import Collection
from tests.ui.browser import OVER_FAKES, Window, begin, eventually, running_server
from tests.ui.conftest import ARTICLES, QUESTION
from tests.ui.test_browser_states import NOBODY, STRIKE, WRONG, minutes

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs Debian's package chromium"),
]


def test_what_a_server_that_went_did_not_hear_is_asked_again(
    tmp_path: Path, window: Window
) -> None:
    """One question under way, one that waits, and one that nobody heard."""
    (tmp_path / "bridge.txt").write_text(ARTICLES["bridge.txt"], encoding="utf-8")
    slowly = ("--writes", WRONG, "--pause", "5")
    with running_server(tmp_path, *slowly, program=OVER_FAKES) as first:
        port = first.address.rstrip("/").rpartition(":")[2]
        page = window.page(first.address)
        page.get_by_role("tab", name="Documents").click()
        page.set_input_files("#uploads input[type=file]", str(tmp_path / "bridge.txt"))
        page.wait_for_selector("#documents-work >> text=1 added")
        page.get_by_role("tab", name="Ask").click()
        begin(page, QUESTION)
        page.fill("#question textarea", STRIKE)
        page.press("#question textarea", "Enter")
        page.wait_for_selector(f".queued li >> text={STRIKE}")
        # What waited would come back into the box when the page notices, and `fill` empties it.
        page.route("**/icon.svg", lambda route: route.fulfill(status=200))
        first.process.send_signal(signal.SIGKILL)
        first.process.wait()
        page.fill("#question textarea", NOBODY)
        page.press("#question textarea", "Enter")
        page.unroute("**/icon.svg")
        page.wait_for_selector("#server-gone >> text=Start it again")
        lost = f"{STRIKE}\n{NOBODY}"
        box = page.locator("#question textarea")
        assert eventually(lambda: box.input_value() == lost)
        assert page.locator(".toast-wrap").is_hidden(), "nothing lies over what to do"
    with running_server(tmp_path, *slowly, program=OVER_FAKES, port=port):
        page.wait_for_selector("#server-gone", state="hidden")
        page.wait_for_selector(f".question >> text={QUESTION}")
        assert eventually(lambda: box.input_value() == lost)
        page.context.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_server_that_is_ended_stops_what_is_under_way_without_a_word(
    tmp_path: Path, window: Window, number: signal.Signals
) -> None:
    """The question that it answers and the one that waits are there afterwards, as cut off."""
    (tmp_path / "bridge.txt").write_text(ARTICLES["bridge.txt"], encoding="utf-8")
    slowly = ("--writes", WRONG, "--pause", "4")
    with running_server(tmp_path, *slowly, program=OVER_FAKES) as first:
        page = window.page(first.address)
        page.get_by_role("tab", name="Documents").click()
        page.set_input_files("#uploads input[type=file]", str(tmp_path / "bridge.txt"))
        page.wait_for_selector("#documents-work >> text=1 added")
        page.get_by_role("tab", name="Ask").click()
        begin(page, QUESTION)
        page.fill("#question textarea", STRIKE)
        page.press("#question textarea", "Enter")
        page.wait_for_selector(f".queued li >> text={STRIKE}")
        page.wait_for_selector("#live >> text=Writing")
        # The page stays open: one that is closed is answered with what there is, and kept so.
        first.process.send_signal(number)
        first.process.send_signal(number)
        assert first.process.wait(30) == 128 + number
        page.context.close()
    assert (tmp_path / "server.log").read_text(encoding="utf-8").splitlines()[1:] == []
    with running_server(tmp_path, program=OVER_FAKES) as second:
        page = window.page(second.address)
        page.get_by_role("button", name=QUESTION, exact=True).click()
        for question in (QUESTION, STRIKE):
            page.wait_for_selector(f".turn:has(.notice) .question >> text={question}")
        page.context.close()


def test_a_server_that_is_ended_stops_reading_files(tmp_path: Path, window: Window) -> None:
    """What was committed by then is there afterwards, and of the rest nothing."""
    home = tmp_path / "home"
    home.mkdir()
    table = str(minutes(tmp_path))
    reading = "#documents-work >> text=Reading"
    with running_server(home, "--embeds-for", "3", program=OVER_FAKES) as first:
        page = window.page(first.address)
        page.get_by_role("tab", name="Documents").click()
        for _ in range(2):  # the second one waits
            page.set_input_files("#uploads input[type=file]", table)
            page.wait_for_selector(reading)
        assert eventually(lambda: (home / "collections/default/collection.sqlite").exists())
        first.process.send_signal(signal.SIGINT)
        assert first.process.wait(30) == 128 + signal.SIGINT
        page.context.close()
    assert (home / "server.log").read_text(encoding="utf-8").splitlines()[1:] == []
    with Collection.open(home / "collections/default") as collection:
        documents, _ = collection.counts()
    assert 0 < documents < 500
