"""Collections, and ways into them: real Chromium, real server, quotations."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.browser import (
    NATO,
    Server,
    Window,
    ask,
    choose,
    chosen,
    fetched,
    listed,
    outside,
    running_server,
)

pytestmark = [pytest.mark.models, pytest.mark.enable_socket]

DROP = """([text, name]) => {
  const dropped = new DataTransfer();
  dropped.items.add(new File([text], name, { type: "text/plain" }));
  const onto = document.querySelector("#uploads button");
  for (const kind of ["dragenter", "dragover", "drop"]) {
    const how = { dataTransfer: dropped, bubbles: true, cancelable: true };
    onto.dispatchEvent(new DragEvent(kind, how));
  }
}"""


def test_a_file_is_dropped_onto_the_page(quoting: Server, window: Window) -> None:
    page = window.page(quoting.address)
    page.get_by_role("tab", name="Documents").click()
    page.fill("#target textarea, #target input", "dropped")
    page.evaluate(DROP, ["The kiosk in Flam sells 31 kinds of waffles.", "kiosk.txt"])
    page.wait_for_selector("#documents-work >> text=1 added")
    page.get_by_role("tab", name="Ask").click()
    ask(page, "How many kinds of waffles does the kiosk in Flam sell?")
    assert "31 kinds" in page.locator("#live .answer").inner_text()
    page.context.close()


def test_a_folder_is_named(quoting: Server, window: Window, tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(f"The tower of {name} is 40 metres high.", encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    page = window.page(quoting.address)
    page.get_by_role("tab", name="Documents").click()
    page.fill("#target textarea, #target input", "named")
    page.fill("#folder textarea, #folder input", str(tmp_path))
    page.click("#add-folder")
    page.wait_for_selector("#documents-work >> text=2 added")
    said = page.locator("#documents-work").inner_text()
    assert "broken.pdf" in said, "and why it is left out"
    page.fill("#folder textarea, #folder input", "/nowhere/at/all")
    page.click("#add-folder")
    page.wait_for_selector("#documents-work >> text=does not exist")
    page.context.close()


def test_an_upload_beyond_the_limit_is_refused(
    quoting: Server, window: Window, tmp_path: Path
) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"word " * 10_500_000)
    page = window.page(quoting.address)
    page.get_by_role("tab", name="Documents").click()
    page.set_input_files("#uploads input[type=file]", str(large))
    page.get_by_text("exceed the maximum allowed size of 50").first.wait_for()
    assert page.locator("#documents-table >> text=large.txt").count() == 0
    page.context.close()


def test_another_collection_is_picked_and_stays(
    quoting: Server, window: Window, tmp_path: Path
) -> None:
    page = window.page(quoting.address)
    ask(page, NATO)
    page.get_by_role("tab", name="Documents").click()
    page.fill("#target textarea, #target input", "boats")
    note = tmp_path / "boat.txt"
    note.write_text("The boat to Narvik leaves on Sundays.", encoding="utf-8")
    page.set_input_files("#uploads input[type=file]", str(note))
    page.wait_for_selector("#documents-table >> text=boat.txt")
    page.get_by_role("tab", name="Ask").click()
    page.wait_for_selector("#welcome >> text=/^1 document\\./")
    ask(page, "When does the boat to Narvik leave?")
    assert page.locator(".turn").count() == 1, "no conversation of another collection goes on"
    assert "Sundays" in page.locator("#live .answer").inner_text()
    page.fill("#question textarea", NATO)
    choose(page, "Collection", "examples")
    page.wait_for_selector("#welcome >> text=51 documents")
    assert page.locator("#question textarea").input_value() == NATO, "typed before, and kept"
    ask(page, NATO)
    assert "NATO" in page.locator("#live .answer").inner_text()
    choose(page, "Collection", "boats")
    page.wait_for_selector("#welcome >> text=/^1 document\\./")
    assert listed(page, NATO).count() == 0, "conversations belong to their collection"
    page.reload()
    page.wait_for_selector("#welcome >> text=/^1 document\\./")
    assert chosen(page, "Collection") == "boats"
    page.context.close()


def test_the_collection_of_the_command_comes_first(
    own_home: Path, quoting: Server, window: Window, tmp_path: Path
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("The depot in Voss holds 77 sleds.", encoding="utf-8")
    mine = tmp_path / "my sleds"
    options = ("--profile", "extractive", "--collection", str(mine))
    with running_server(own_home, *options) as server:
        page = window.page(server.address)
        assert chosen(page, "Collection") == "my sleds"
        assert page.get_by_role("heading", name="No documents yet").is_visible()
        assert "Add some under Documents" in page.locator("#welcome").inner_text()
        page.get_by_role("tab", name="Documents").click()
        page.wait_for_function(
            "() => document.querySelector('#target :is(input, textarea)').value === 'my sleds'"
        )
        page.set_input_files("#uploads input[type=file]", str(note))
        page.wait_for_selector("#documents-work >> text=1 added")
        page.get_by_role("tab", name="Ask").click()
        ask(page, "How many sleds does the depot in Voss hold?")
        assert "77 sleds" in page.locator("#live .answer").inner_text()
        assert (mine / "history.sqlite").exists(), "conversations lie beside their documents"
        link = page.locator(".current a[href$='.md']").get_attribute("href")
        text = fetched(f"{server.address}{link}").decode()
        assert "77 sleds" in text
        assert "note.txt" in text, "with its citations"
        page.context.close()


def test_no_request_left_the_machine(window: Window) -> None:
    """Comes last: over all pages of this module."""
    assert outside(window) == []
