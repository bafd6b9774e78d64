"""What happens to whoever comes when all places are taken, leaves, or comes too late."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import MutableMapping, Sequence
from typing import Any

import pytest

from assistant.api import requests as given
from assistant.api.guard import Guard
from assistant.api.metrics import Metrics
from assistant.api.server import build_api
from assistant.api.service import Service
from assistant.api.work import Job, Work
from assistant.errors import ServerEnding
from assistant.grounding import examine
from assistant.grounding.support import Task, Weighed, weigh
from assistant.protocols import Reader
from assistant.serving.access import Access
from tests.api.conftest import BODY, CHAT, OPENED, Open, Slow, visit


def test_a_place_is_free_before_the_result_is_there() -> None:
    work, go_on, under_way = Work(threads=1, most=1), threading.Event(), list[int]()
    job = work.start(lambda job: go_on.wait(30))
    job.future.add_done_callback(lambda _: under_way.append(work.under_way))
    go_on.set()
    assert job.future.result(30)
    work.close()
    assert under_way == [0]


def test_who_comes_when_all_places_are_taken_is_told_when_to_come_again(
    slow: Slow, open_api: Open
) -> None:
    client = open_api(work=Work(threads=1, most=1))
    first: list[Any] = []
    asking = threading.Thread(target=lambda: first.append(client.post(CHAT, json=BODY)))
    asking.start()
    assert slow.begun.wait(30)
    at_last = threading.Timer(30, slow.go_on.set)  # were a place given, nobody would end it
    at_last.start()
    for path in ("/v1/search?q=bridge", None):
        late = client.get(path) if path else client.post(CHAT, json=BODY | {"stream": True})
        assert late.status_code == 503
        assert int(late.headers["retry-after"]) >= 1
        assert late.json()["error"]["code"] == "server_busy"
    assert client.get("/health").status_code == 200, "what costs nothing is still answered"
    slow.go_on.set()
    at_last.cancel()
    asking.join(30)
    assert first[0].status_code == 200
    assert client.get("/v1/search?q=bridge").status_code == 200


@pytest.mark.parametrize("at_once", [False, True])
@pytest.mark.parametrize("stream", [False, True])
def test_who_leaves_stops_the_writing(
    slow: Slow, service: Service, stream: bool, at_once: bool
) -> None:
    work = Work(threads=1)
    api = build_api(service, Access(), work)
    body = json.dumps(BODY | {"stream": stream}).encode()

    sent = False

    async def receive() -> MutableMapping[str, Any]:
        nonlocal sent
        if not sent:
            sent = True
            return {"type": "http.request", "body": body}
        if not at_once:
            await asyncio.to_thread(slow.begun.wait, 30)
        return {"type": "http.disconnect"}

    async def leave() -> None:
        await visit(api, receive)
        limit = time.monotonic() + 30
        while work.under_way and time.monotonic() < limit:
            await asyncio.sleep(0.01)
        assert work.under_way == 0

    asyncio.run(leave())
    assert slow.was_stopped.is_set() or at_once
    work.close()


def test_who_leaves_stops_a_check(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a text or of pairs: the claims that are not judged by then never are."""
    judged: list[int] = []
    job: Job[Any] = Job()

    def judging(tasks: Sequence[Task], reader: Reader) -> list[Weighed]:
        judged.append(len(tasks))
        job.stop()
        return weigh(tasks, reader)

    monkeypatch.setattr(examine, "weigh", judging)
    many = " ".join(f"The bridge has pier {number}." for number in range(200))
    for body in (
        given.CheckBody(text=many, against=OPENED),
        given.CheckBody(pairs=[given.Pair(text=many, against=OPENED)] * 2),
    ):
        judged.clear()
        job = Job()
        service.check(body, job.should_stop)
        assert len(judged) == 1


def test_what_waits_and_is_given_up_is_never_begun() -> None:
    work, hold, begun = Work(threads=1), threading.Event(), threading.Event()
    first = work.start(lambda _: hold.wait(30))

    def never(_: Job[None]) -> None:
        begun.set()

    second = work.start(never)
    second.stop()
    hold.set()
    assert first.future.result(30)
    work.close()
    assert not begun.is_set()
    assert work.under_way == 0


def test_a_server_that_ends_answers_nothing_more() -> None:
    """Not what is worked on, though it takes its time to stop, nor what waits or comes then."""
    work, begun, hold = Work(threads=1), threading.Event(), threading.Event()

    def task(_: Job[None]) -> None:
        begun.set()
        hold.wait(30)

    jobs = [work.start(task), work.start(task)]
    assert begun.wait(30)
    work.end()
    for job in jobs:
        assert isinstance(job.future.exception(timeout=0), ServerEnding)
    with pytest.raises(ServerEnding):
        work.start(task)
    assert work.under_way == 1
    hold.set()
    work.close()
    assert work.under_way == 0


def test_a_request_that_takes_too_long_at_the_end_is_told_so() -> None:
    """What the server cuts off in the end has a response, and leaves no traceback."""
    begun = asyncio.Event()

    async def endless(*_: object) -> None:
        begun.set()
        await asyncio.sleep(30)

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"{}"}

    async def cut_off() -> tuple[int, bytes]:
        api = Guard(endless, Access(), Metrics(lambda: 0))
        visiting = asyncio.create_task(visit(api, receive))
        await begun.wait()
        visiting.cancel()
        return await visiting

    status, body = asyncio.run(cut_off())
    assert status == 503
    assert json.loads(body)["error"]["code"] == "server_ending"
