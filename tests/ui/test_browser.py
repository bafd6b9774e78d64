"""The page as a person uses it: real Chromium, real server, real models.

The tests share one server and its collections; each opens a page of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.ui.browser import (
    ROOT,
    TARIFFS,
    Server,
    Window,
    ask,
    begin,
    fetched,
    kept_answer,
    listed,
    outside,
    retry,
    running_server,
)

pytestmark = [pytest.mark.models, pytest.mark.enable_socket]


def test_an_example_question_is_answered_with_exact_citations(
    ready: Server, window: Window
) -> None:
    page = window.page(ready.address)
    page.get_by_role("button", name=TARIFFS).click()
    page.wait_for_selector("#live .how")
    answer = kept_answer(page, ready)
    assert answer["status"] == "answered"
    assert len(answer["citations"]) >= 1
    for fold in page.locator("#live .also summary").all():
        fold.click()
    for cited in answer["citations"]:
        page.locator(f"#live .cite[href$='-{cited['id']}']").first.click()
        focused = page.evaluate(
            "() => ({id: document.activeElement.id,"
            " mark: document.activeElement.querySelector('mark')?.textContent})"
        )
        assert focused["id"].endswith(f"-{cited['id']}"), "the focus is on the card"
        assert focused["mark"] == cited["quote"]
    with page.context.expect_page() as opened:
        page.locator(".card .whole:visible").first.click()
    whole = opened.value
    whole.wait_for_selector("mark")
    marks = {cited["quote"] for cited in answer["citations"]}
    assert whole.locator("mark").text_content() in marks
    assert whole.locator("script").count() == 0
    page.context.close()


_NOTE_WHAT_IS_SHOWN = """() => {
  window.shownBeforeTheAnswer = [];
  const shown = selector => document.querySelector(selector)?.checkVisibility();
  const searching = () => shown("#live .steps")
    && document.querySelector("#live .steps").textContent.includes("Searching");
  const evidence = () => shown("#live .steps ~ .answer .cite");
  const card = () => shown("#live .steps") && shown("#sources .card mark");
  const look = () => {
    for (const [name, holds] of Object.entries({searching, evidence, card}))
      if (!window.shownBeforeTheAnswer.includes(name) && holds())
        window.shownBeforeTheAnswer.push(name);
  };
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true});
}"""


def test_evidence_stands_before_the_answer_is_written(ready: Server, window: Window) -> None:
    page = window.page(ready.address)
    # Noted as it is drawn: a quick machine may show each only for a moment.
    page.evaluate(_NOTE_WHAT_IS_SHOWN)
    # Asked by no other test: a prompt that was read before is answered at once. What takes a few
    # words is written before a busy machine has drawn anything.
    begin(page, "Who owns the Ever Given, whose flag does it sail under, and who operates it?")
    page.wait_for_selector("#live .how")
    assert page.evaluate("window.shownBeforeTheAnswer") == ["searching", "evidence", "card"]
    assert page.locator("#live .steps").count() == 0
    assert page.locator("#spoken-status").text_content() == "Answer ready"
    page.context.close()


def test_a_refusal_helps(ready: Server, window: Window) -> None:
    page = window.page(ready.address)
    ask(page, "Who invented the pianoforte in Zanzibar?")
    refused = page.locator("#live")
    assert "No answer found in these documents" in refused.inner_text()
    assert "Searched" in refused.inner_text()
    assert page.locator("#sources .cards.shown .near").count() >= 1, "beside it"
    assert page.locator("#live .answer").count() == 0
    page.context.close()


def test_a_follow_up_is_understood_and_can_be_changed(ready: Server, window: Window) -> None:
    page = window.page(ready.address)
    ask(page, "What tariff did Trump announce on goods from Canada?")
    ask(page, "and on China?")
    assert "Understood as" in page.locator("#live").inner_text()
    meant = page.locator("#meant textarea")
    assert "China" in meant.input_value()
    meant.fill("How many people did the earthquake kill in Turkey?")
    page.get_by_role("button", name="Ask this instead").click()
    page.wait_for_selector("#live .question >> text=How many people")
    page.wait_for_selector("#live .how")
    assert "53,537" in page.locator("#live .answer").inner_text()
    assert page.locator("#past .turn").count() == 1
    page.context.close()


def test_edit_and_retry_replace_the_last_turn(ready: Server, window: Window) -> None:
    page = window.page(ready.address)
    ask(page, TARIFFS)
    page.click("#edit")
    filled = "question => document.querySelector('#question textarea').value === question"
    page.wait_for_function(filled, arg=TARIFFS)
    ask(page, "How many people did the earthquake kill in Turkey?")
    assert page.locator(".turn").count() == 1
    retry(page)
    assert page.locator(".turn").count() == 1
    page.context.close()


def test_an_edit_that_was_given_up_replaces_nothing(ready: Server, window: Window) -> None:
    page = window.page(ready.address)
    ask(page, TARIFFS)
    page.click("#new-conversation")
    page.wait_for_selector("#welcome .ask-this")
    ask(page, "When did the harbour of Baltimore open again?")
    page.click("#edit")
    page.wait_for_function("() => document.querySelector('#question textarea').value !== ''")
    listed(page, TARIFFS).first.locator(".open").click()
    page.wait_for_selector(f"#live .question >> text={TARIFFS}")
    ask(page, "How many people did the earthquake kill in Turkey?")
    assert page.locator(".turn").count() == 2
    page.context.close()


def test_two_tabs_at_once_both_get_answers(ready: Server, window: Window) -> None:
    first = window.page(ready.address)
    second = first.context.new_page()
    second.goto(ready.address)
    second.wait_for_selector("#welcome h2")
    begin(first, TARIFFS)
    begin(second, "How many people did the earthquake kill in Turkey?")
    for page in (first, second):
        page.wait_for_selector("#live .how")
    assert "tariff" in first.locator("#live .answer").inner_text()
    assert "53,537" in second.locator("#live .answer").inner_text()
    first.context.close()


def test_hostile_text_stays_text(ready: Server, window: Window, tmp_path: Path) -> None:
    before = len(window.problems)
    evil = tmp_path / "<img src=x onerror=alert(1)>.md"
    evil.write_text(
        "# Quokkas <script>alert(2)</script> **bold** ${alert(3)} {{constructor}}\n\n"
        "The quokka <img src=x onerror=alert(4)> of Rottnest weighs 4 kilograms, "
        "says [this](javascript:alert(5)). It eats <b>leaves</b>.\n",
        encoding="utf-8",
    )
    page = window.page(ready.address)
    page.get_by_role("tab", name="Documents").click()
    page.fill("#target textarea, #target input", "hostile")
    page.set_input_files("#uploads input[type=file]", str(evil))
    page.wait_for_selector("#documents-work >> text=1 added")
    page.wait_for_selector("#documents-table >> text=Quokkas")
    page.get_by_role("tab", name="Ask").click()
    ask(page, "How many kilograms does the quokka weigh?")
    page.locator("#live .cite").first.click()
    ask(page, "Is it <img src=x onerror=alert(6)> then?")
    for place in ("#live", "#sources", "#documents-table", "#conversation-list"):
        assert page.locator(f"{place} img, {place} script, {place} [onerror]").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    assert window.problems[before:] == []
    page.context.close()


def test_a_rating_reaches_the_log(ready: Server, own_home: Path, window: Window) -> None:
    page = window.page(ready.address)
    question = "How many people did the earthquake kill in Turkey?"
    ask(page, question)
    sentence = page.locator("#sources .cards.shown mark").last.inner_text()
    page.click("#bad")
    page.get_by_label("The right sentence, if you know it").fill(sentence)
    page.get_by_role("button", name="Keep this").click()
    page.wait_for_selector("text=found in your documents")
    log = own_home / "collections" / "examples" / "feedback.jsonl"
    (line,) = map(json.loads, log.read_text(encoding="utf-8").splitlines())
    assert line["question"] == question
    assert line["answers"] == [sentence]
    page.context.close()


def test_history_survives_a_restart_and_can_be_deleted(own_home: Path, window: Window) -> None:
    question = "When did Finland join NATO?"
    with running_server(own_home, "--extractive") as first:
        page = window.page(first.address)
        ask(page, question)
        shown = page.locator("#live .answer").inner_text()
        page.context.close()
    with running_server(own_home, "--extractive") as second:
        page = window.page(second.address)
        page.fill("#search-conversations textarea, #search-conversations input", "finland")
        listed(page, question).locator(".open").click()
        page.wait_for_selector("#live .how")
        assert page.locator("#live .answer").inner_text() == shown
        listed(page, question).locator("summary").click()
        link = listed(page, question).locator("a[href$='.md']").get_attribute("href")
        assert question in fetched(f"{second.address}{link}").decode().replace("\\", "")
        listed(page, question).get_by_role("button", name="Delete").click()
        page.wait_for_selector("#welcome h2")
        page.wait_for_selector(".undo")
        assert listed(page, question).count() == 0
        page.context.close()


def test_the_endpoint_gives_the_json_of_the_command_line(ready: Server, own_home: Path) -> None:
    script = (
        "import json, sys; from gradio_client import Client;"
        "client = Client(sys.argv[1], verbose=False);"
        "print(json.dumps(client.predict(sys.argv[2], api_name='/chat')))"
    )
    by_page = _json_of([sys.executable, "-c", script, ready.address, TARIFFS], own_home)
    folder = own_home / "collections" / "examples"
    command = [sys.executable, "-m", "assistant", "ask", TARIFFS, "--json"]
    by_command = _json_of([*command, "--collection", str(folder)], own_home)
    assert by_page.keys() == by_command.keys()
    for answer in (by_page, by_command):
        del answer["timings"], answer["receipt"]
    assert by_page == by_command


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("collection='nowhere'", "There is no collection called 'nowhere'."),
        ("since='in May'", "'in May' is no date. Write it as 2024-05-31 or 31/05/2024."),
    ],
)
def test_a_failure_at_the_endpoint_is_one_sentence(
    ready: Server, own_home: Path, asked: str, said: str
) -> None:
    script = (
        "import sys; from gradio_client import Client;"
        "client = Client(sys.argv[1], verbose=False);"
        f"client.predict('what?', {asked}, api_name='/chat')"
    )
    log = own_home / "server.log"
    before = len(log.read_text(encoding="utf-8"))  # what other tests made the server say
    with pytest.raises(subprocess.CalledProcessError) as failed:
        _json_of([sys.executable, "-c", script, ready.address], own_home)
    assert said in failed.value.stderr
    assert "Traceback" not in log.read_text(encoding="utf-8")[before:]


def _json_of(command: list[str], own_home: Path) -> dict[str, Any]:
    environment = {"ASSISTANT_HOME": str(own_home), "PYTHONPATH": str(ROOT), "PATH": "/usr/bin"}
    ran = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    data: dict[str, Any] = json.loads(ran.stdout)
    return data


@pytest.mark.parametrize(
    "path",
    [
        "gradio_api/file=/etc/passwd",
        "gradio_api/file=models.yaml",
        "document/default/..%2f..%2fetc",
        "document/examples/zzz",
        "conversation/examples/999999.json",
        "gradio_api/runs",
        "docs",
        "openapi.json",
    ],
)
def test_nothing_else_can_be_read(ready: Server, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        fetched(ready.address + path)
    with refused.value as answer:
        assert answer.code in {403, 404}


def test_no_request_left_the_machine(ready: Server, window: Window) -> None:
    """Comes last: over all pages of this module."""
    assert outside(window) == []
    assert len(window.requests) > 100
    assert window.problems == []
