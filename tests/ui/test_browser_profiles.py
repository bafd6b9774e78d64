"""Choosing other models on the page: real Chromium, real server, two profiles with their models."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.ui.browser import (
    NATO,
    TARIFFS,
    Server,
    Window,
    ask,
    choose,
    chosen,
    kept_answer,
    outside,
    retry,
    running_server,
)

pytestmark = [pytest.mark.models, pytest.mark.enable_socket]

QUOTING = "Quotations only (extractive)"
WRITING = "The smallest that writes, for little memory (tiny)"
WRITER = "smollm2-135m"


def said_of_models(page: Page) -> str:
    """What the last answer says on demand of how it was made."""
    how = page.locator("#live .how details").first
    if how.get_attribute("open") is None:
        how.locator("summary").click()
    return how.inner_text()


def test_the_next_answer_comes_from_the_chosen_profile(quoting: Server, window: Window) -> None:
    page = window.page(quoting.address)
    assert chosen(page) == QUOTING
    ask(page, TARIFFS)
    quoted = kept_answer(page, quoting)
    assert set(quoted["models"]) == {"embedder", "reader"}
    assert {claim["verdict"] for claim in quoted["claims"]} == {"quoted"}
    assert "not worded by any model" in said_of_models(page)
    choose(page, "Models", WRITING)
    ask(page, NATO)
    assert kept_answer(page, quoting)["models"]["writer"] == WRITER
    assert f"worded with {WRITER}" in said_of_models(page)
    past = page.locator("#past .how").inner_text()
    assert "not worded by any model" in past, "as it was made, and still folded out"
    choose(page, "Models", QUOTING)
    retry(page)
    assert set(kept_answer(page, quoting)["models"]) == {"embedder", "reader"}
    page.context.close()


def test_the_choice_lasts_for_who_made_it(quoting: Server, window: Window) -> None:
    page = window.page(quoting.address)
    choose(page, "Models", WRITING)
    page.click("#new-conversation")
    page.wait_for_selector("#welcome .ask-this")
    assert chosen(page) == WRITING
    ask(page, NATO)
    page.reload()
    page.wait_for_selector("#live .how")
    assert chosen(page) == WRITING
    retry(page)
    assert kept_answer(page, quoting)["models"]["writer"] == WRITER
    stranger = window.page(quoting.address)
    assert chosen(stranger) == QUOTING
    for one in (page, stranger):
        one.context.close()


def test_a_new_start_has_the_profile_that_it_names(own_home: Path, window: Window) -> None:
    with running_server(own_home, "--profile", "extractive") as first:
        page = window.page(first.address)
        choose(page, "Models", WRITING)
        page.reload()
        page.wait_for_selector("#welcome h2")
        assert chosen(page) == WRITING
        port = first.address.rstrip("/").rpartition(":")[2]
    page.goto("about:blank")
    with running_server(own_home, "--profile", "extractive", "--port", port) as second:
        page.goto(second.address)
        page.wait_for_selector("#welcome h2")
        assert chosen(page) == QUOTING, "kept under the same address, but not for this server"
        page.context.close()


def test_no_request_left_the_machine(window: Window) -> None:
    """Comes last: over all pages of this module."""
    assert outside(window) == []
