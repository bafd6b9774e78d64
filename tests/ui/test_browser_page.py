"""What makes the page one that people choose: real Chromium, real server, quotations only."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.ui.browser import (
    NATO,
    Server,
    Window,
    ask,
    begin,
    choose,
    eventually,
    listed,
    outside,
    running_server,
    violations,
)

pytestmark = [pytest.mark.models, pytest.mark.enable_socket]

EARTHQUAKE = "How many people did the earthquake kill in Turkey?"
SCROLLS = "() => document.scrollingElement.scrollHeight > innerHeight"
DROP = """([name, text]) => {
  const files = new DataTransfer();
  files.items.add(new File([text], name, { type: "text/plain" }));
  const event = { bubbles: true, cancelable: true, dataTransfer: files };
  document.querySelector("#question textarea").dispatchEvent(new DragEvent("dragover", event));
  document.querySelector("#question textarea").dispatchEvent(new DragEvent("drop", event));
}"""


def test_an_answer_has_a_hierarchy_and_can_be_taken_along(quoting: Server, window: Window) -> None:
    page = window.page(quoting.address)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, NATO)
    sizes = [
        float(page.locator(where).first.evaluate("one => getComputedStyle(one).fontSize")[:-2])
        for where in ("#live .answer.direct .claim", "#live .question", "#sources blockquote")
    ]
    assert sizes[0] > 1.2 * max(sizes[1:]), "the answer is the largest"
    assert page.locator("#live .also-said").is_hidden()
    page.locator("#live .also summary").click()
    assert page.locator("#live .also-said").is_visible()
    page.get_by_role("button", name="Copy").click()
    page.wait_for_selector("#live >> text=Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    quote = page.locator("#sources .cards.shown mark").first.inner_text()
    assert copied.startswith(f"{NATO}\n\n")
    assert f"“{quote}”" in copied
    folded = page.locator("#live .also-said .claim q").first.inner_text()
    assert folded not in copied, "what is folded away is no part of the answer"
    page.locator("#live .further").get_by_role("button", name="Tell me more").click()
    page.wait_for_selector("#live .question >> text=Tell me more")
    page.wait_for_selector("#live .how")
    for number in range(3):
        ask(page, f"Who invented the pianoforte in Zanzibar in 180{number}?")
    assert not page.evaluate(SCROLLS), "each column does, and not the page"
    box = page.locator("#question")
    assert box.bounding_box()["y"] < 860, "the question box stays in sight"  # type: ignore[index]
    near = page.locator("#sources .cards.shown")
    assert "What came nearest" in near.inner_text()
    assert near.locator(".near").count() >= 1
    page.click("#note")
    page.wait_for_selector(".conversation >> text=Notes")
    page.click("#bad")
    page.wait_for_function("document.activeElement.matches('#right-sentence textarea')")
    page.context.close()


def test_questions_wait_and_conversations_have_a_menu(quoting: Server, window: Window) -> None:
    page = window.page(quoting.address)
    begin(page, NATO)
    for text in (EARTHQUAKE, "Who opened the harbour of Nowhere?"):
        page.fill("#question textarea", text)
        page.press("#question textarea", "Enter")
        page.wait_for_function("document.querySelector('#question textarea').value === ''")
    page.wait_for_function(
        "question => document.querySelector('#past .turn:nth-of-type(2)')"
        " && document.querySelector('#live .how')",
        arg=EARTHQUAKE,
    )
    assert page.locator(".question").all_inner_texts()[:2] == [NATO, EARTHQUAKE]
    row = page.locator(".conversation.current")
    assert "Today" in page.locator("#conversation-list .day").all_inner_texts()
    stops = "[...document.querySelectorAll('#conversation-list *')].filter(one => one.tabIndex >= 0"
    assert page.evaluate(f"{stops} && one.checkVisibility()).length") == 1
    row.locator(".open").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.fill(".menu[open] input", "About <i>Finland</i>")
    page.keyboard.press("Enter")
    page.wait_for_selector(".conversation.current >> text=About <i>Finland</i>")
    row.get_by_role("button", name="Pin to the top").click()
    page.wait_for_selector("#conversation-list .day >> text=Pinned")
    row.locator(".open").focus()
    page.keyboard.press("Tab")
    assert eventually(lambda: page.locator(".menu[open]").count() == 0), "left, it closes"
    page.fill("#search-conversations :is(input, textarea)", "53,537")
    page.wait_for_selector(".conversation .hit mark")
    assert page.locator(".conversation .hit mark").first.inner_text() == "53,537"
    page.fill("#search-conversations :is(input, textarea)", "")
    menu = page.locator(".conversation.current .menu")
    for opened in (True, False, True):  # what arrives at the moment of a press does not undo it
        menu.evaluate("one => { one.firstElementChild.click(); document.body.append('') }")
        assert menu.evaluate("one => one.open") is opened
    assert violations(page) == []
    row.get_by_role("button", name="Delete").click()
    page.wait_for_selector(".undo")
    page.wait_for_selector("#welcome h2")
    assert listed(page, "Finland</i>").count() == 0
    page.get_by_role("button", name="Undo").click()
    listed(page, "Finland</i>").locator(".open").click()
    page.wait_for_selector("#past .turn:nth-of-type(2)")
    page.context.close()


def test_dropped_files_are_known_at_once_and_can_be_ticked(
    quoting: Server, window: Window, tmp_path: Path
) -> None:
    page = window.page(quoting.address)
    note = "The Brackwater Ferry to Bornholm leaves at 6.40 every morning and carries 300 people."
    page.evaluate(DROP, ["ferry.txt", note])
    page.wait_for_selector("#documents-overview .overview >> text=Brackwater")
    assert "embedded" not in page.locator("#documents-work").inner_text()
    page.locator("#documents-overview .ask-this").first.click()
    page.wait_for_selector("#live .how")
    assert "Brackwater" in page.locator("#live .question").inner_text()
    page.click("#new-conversation")
    page.wait_for_selector("#welcome h2")
    page.locator("#ticked").get_by_label("Truce over steel").check()
    page.wait_for_selector("#only >> text=that are ticked (1)")
    ask(page, "When does the Brackwater Ferry leave?")
    assert page.locator("#live .refusal").count() == 1
    page.click("#only")
    page.locator("#ticked").get_by_label("Truce over steel").uncheck()
    page.get_by_role("complementary").get_by_label("From", exact=True).fill("01/05/2024")
    page.wait_for_selector("#only >> text=Only in documents from 1 May 2024 on")
    page.locator("[data-types='only-since']").fill("2024-06-02")
    page.wait_for_selector("#only >> text=from 2 Jun 2024 on")
    page.context.close()


def test_the_keyboard_reaches_everything(quoting: Server, window: Window) -> None:
    page = window.page(quoting.address, scheme="dark")
    for role in ("banner", "navigation", "main", "complementary"):
        assert page.locator(f"[role={role}]").count() == 1, role
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('#question textarea')")
    toggle = page.locator(".toggle-button")
    assert toggle.get_attribute("aria-expanded") == "true"
    models = page.get_by_label("Models", exact=True)
    models.click()
    page.wait_for_selector("[role=option]")
    page.keyboard.press("Tab")
    assert eventually(lambda: page.locator("[role=option]").count() == 0), "left, it closes"
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    page.context.close()
    phone = window.page(quoting.address, width=375)
    phone.wait_for_selector(".sidebar:not(.open)")
    phone.click(".toggle-button")
    phone.wait_for_selector(".sidebar.open")
    phone.keyboard.press("Escape")
    phone.wait_for_selector(".sidebar:not(.open)")
    phone.click(".toggle-button")
    phone.locator(".conversation .open").first.click()
    phone.wait_for_selector(".sidebar:not(.open)")
    phone.wait_for_selector("#live .turn")
    phone.context.close()


def test_the_drawer_of_a_phone_closes_when_something_in_it_was_chosen(
    quoting: Server, window: Window
) -> None:
    page = window.page(quoting.address, width=375)
    for label, option in (("Models", "extractive"), ("Collection", "examples")):
        page.wait_for_selector(".sidebar:not(.open)")
        page.click(".toggle-button")
        page.wait_for_selector(".sidebar.open")
        choose(page, label, option)
    page.wait_for_selector(".sidebar:not(.open)")
    page.context.close()


def test_no_request_left_the_machine(window: Window) -> None:
    """Over all pages of this module but those of a server that is gone."""
    assert outside(window) == []
    assert window.problems == []


def test_the_page_goes_on_when_the_server_is_back(
    own_home: Path, quoting: Server, window: Window
) -> None:
    """Comes last: a crash in the middle of an answer, with something else half typed."""
    with running_server(own_home, "--profile", "extractive") as first:
        port = first.address.rstrip("/").rpartition(":")[2]
        page = window.page(first.address)
        ask(page, NATO)
        begin(page, EARTHQUAKE)
        first.process.send_signal(signal.SIGKILL)
        page.wait_for_selector("#server-gone >> text=Start it again")
        shown = "getComputedStyle(document.getElementById('server-gone')).color"
        said = "getComputedStyle(document.querySelector('#masthead p:not(#server-gone)')).color"
        assert page.evaluate(shown) != page.evaluate(said)
        page.fill("#question textarea", "And in Syria?")
        with running_server(own_home, "--profile", "extractive", "--port", port):
            page.wait_for_selector("#server-gone", state="hidden")
            page.wait_for_selector("#past .question >> text=Finland")
            assert page.locator(".question").all_inner_texts() == [NATO, EARTHQUAKE]
            typed = lambda: page.input_value("#question textarea") == "And in Syria?"  # noqa: E731
            assert eventually(typed)
            page.context.close()
