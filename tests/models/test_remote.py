"""The OpenAI-compatible writer, against a real server on this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from assistant.config import ServerSource
from assistant.errors import ConfigError, ModelError
from assistant.models import remote
from assistant.models.remote import (
    AT_ONCE,
    ATTEMPTS,
    OpenAICompatibleGenerator,
    served_model,
    server_fingerprint,
)
from assistant.protocols import Generator
from tests.writing_server import (
    WritingServer,
    be_silent,
    die_after,
    die_in_the_head,
    drip,
    drop,
    event,
    garble,
    page,
    redirect,
    refuse,
    writing_server,
)

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def server() -> Iterator[WritingServer]:
    with writing_server() as running:
        yield running


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "PAUSE_SECONDS", 0.001)
    remote.served_models.cache_clear()


def _generator(server: WritingServer, **changes: Any) -> OpenAICompatibleGenerator:
    settings = {"base_url": server.url, "model": "m"} | changes
    source = ServerSource(kind="server", **settings)
    return OpenAICompatibleGenerator(source, name="remote", context_tokens=64)


def _written(server: WritingServer, **changes: Any) -> str:
    return "".join(_generator(server, **changes).generate("s", "u", max_tokens=7))


def test_streams_the_text_of_the_events(server: WritingServer) -> None:
    server.lines = [
        ": a comment",
        'data: {"choices": [{"delta": {"role": "assistant"}}]}',
        "",
        event("In "),
        event("1931."),
        event(None),
        'data: {"choices": [], "usage": {"total_tokens": 5}}',
        "data: [DONE]",
        "data: never read",
    ]
    generator: Generator = _generator(server)
    assert list(generator.generate("sys", "user", max_tokens=7)) == ["In ", "1931."]
    (request,) = server.requests
    assert request["path"] == "/v1/chat/completions"
    assert [message["content"] for message in request["messages"]] == ["sys", "user"]
    assert (request["max_tokens"], request["temperature"], request["stream"]) == (7, 0, True)


def test_stops_when_asked(server: WritingServer) -> None:
    server.lines = [event(word) for word in ("a", "b", "c")]
    seen: list[str] = []
    answer = _generator(server).generate("s", "u", max_tokens=7, should_stop=lambda: len(seen) >= 2)
    seen.extend(next(answer) for _ in range(2))
    assert list(answer) == []


@pytest.mark.parametrize("line", ["data: {", "data: []", 'data: {"choices": [{"delta": 3}]}'])
def test_something_else_than_a_completion(server: WritingServer, line: str) -> None:
    server.lines = [line]
    with pytest.raises(ModelError, match="no chat completion"):
        list(_generator(server).generate("s", "u", max_tokens=7))


def test_refusal_names_the_status(server: WritingServer) -> None:
    server.status = 404
    with pytest.raises(ModelError, match="answered 404 Not Found") as caught:
        list(_generator(server).generate("s", "u", max_tokens=7))
    assert caught.value.hint == "Check that it runs and serves m."


def test_server_that_is_not_there(server: WritingServer) -> None:
    generator = _generator(server)
    server.shutdown()
    server.server_close()
    with pytest.raises(ModelError, match="cannot be reached"):
        list(generator.generate("s", "u", max_tokens=7))


def test_key_comes_from_the_named_variable(
    server: WritingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.writes("ok")
    generator = _generator(server, api_key_env="KEY_OF_THE_TEST")
    with pytest.raises(ConfigError, match=r"Set \$KEY_OF_THE_TEST\."):
        list(generator.generate("s", "u", max_tokens=7))
    monkeypatch.setenv("KEY_OF_THE_TEST", "abc")
    assert list(generator.generate("s", "u", max_tokens=7)) == ["ok"]
    assert server.authorizations == ["Bearer abc"]


def test_a_key_from_a_file_ends_with_a_line_break(
    server: WritingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.writes("ok")
    monkeypatch.setenv("KEY_OF_THE_TEST", "abc\n")
    assert _written(server, api_key_env="KEY_OF_THE_TEST") == "ok"
    assert server.authorizations == ["Bearer abc"]


@pytest.mark.parametrize("key", ["", " ", "a\nb", "ключ"])
def test_what_is_no_key_is_never_shown(
    server: WritingServer, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("KEY_OF_THE_TEST", key)
    with pytest.raises(ConfigError, match=r"Set \$KEY_OF_THE_TEST\.") as caught:
        _written(server, api_key_env="KEY_OF_THE_TEST")
    assert not key.strip() or key not in str(caught.value)
    assert server.requests == []


def test_proxy_is_not_used_for_this_machine(
    server: WritingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    server.writes("direct")
    assert list(_generator(server).generate("s", "u", max_tokens=7)) == ["direct"]


def test_another_machine_must_be_allowed() -> None:
    source = ServerSource(kind="server", base_url="https://example.org/v1", model="m")
    with pytest.raises(ConfigError, match="document text would leave this machine") as caught:
        OpenAICompatibleGenerator(source, name="remote", context_tokens=64)
    assert "allow_remote: true" in caught.value.hint
    OpenAICompatibleGenerator(source, name="remote", context_tokens=64, allow_remote=True)


def test_token_counts_are_estimates_from_above() -> None:
    source = ServerSource(kind="server", base_url="http://localhost/v1", model="m")
    generator = OpenAICompatibleGenerator(source, name="remote", context_tokens=64)
    assert generator.count_tokens(["", "a", "four", "été"]) == [0, 1, 2, 2]


@pytest.mark.parametrize(
    "act",
    [
        drop,
        refuse(429),
        refuse(503),
        die_after(),
        die_after(cut="data: {"),
        die_in_the_head,
        garble("-5"),
        garble("f" * 16),
        garble("z"),
    ],
)
def test_what_may_pass_is_tried_again(server: WritingServer, act: Any) -> None:
    server.writes("It opened in May.")
    server.acts = [act] * (ATTEMPTS - 1)
    assert _written(server) == "It opened in May."
    assert len(server.requests) == ATTEMPTS
    assert len({str(request) for request in server.requests}) == 1


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (drop, "cannot be reached"),
        (refuse(503), "answered 503"),
        (die_after(event("It ")), "broke off before the end of its answer"),
        (garble("-5"), "sent something that is no HTTP"),
    ],
)
def test_what_does_not_pass_is_one_sentence(server: WritingServer, act: Any, said: str) -> None:
    server.acts = [act] * ATTEMPTS
    with pytest.raises(ModelError, match=said):
        _written(server)
    assert len(server.requests) == ATTEMPTS


@pytest.mark.parametrize("act", [page, refuse(401), refuse(404)])
def test_what_will_not_pass_is_not_tried_again(server: WritingServer, act: Any) -> None:
    server.acts = [act]
    with pytest.raises(ModelError, match=r"no chat completion|answered 40"):
        _written(server)
    assert len(server.requests) == 1


def test_an_answer_that_broke_off_goes_on_where_it_was(server: WritingServer) -> None:
    server.writes("It opened in May.")
    server.acts = [
        die_after(event("It "), event("ope")),
        die_after(event("It")),
        die_after(event("It opened "), event("in "), cut='data: {"choi'),
    ]
    assert _written(server) == "It opened in May."


def test_another_answer_is_not_mixed_with_the_first(server: WritingServer) -> None:
    server.writes("Nobody knows.")
    server.acts = [die_after(event("It "), event("opened"))]
    with pytest.raises(ModelError, match="began another answer"):
        _written(server)


def test_what_a_bug_cuts_short_is_no_answer(
    server: WritingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    told: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", told.append)
    monkeypatch.setattr(remote, "_paused", broken)
    with pytest.raises(RuntimeError):
        _written(server)
    for thread in threading.enumerate():
        if thread.name == "ask-server":
            thread.join(30)
    assert [one.exc_type for one in told] == [ZeroDivisionError]


def test_a_reason_to_end_is_an_end(server: WritingServer) -> None:
    server.lines = [event("ok"), 'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}']
    assert _written(server) == "ok"


def test_a_silent_server_is_left_alone_when_nobody_wants_its_answer(server: WritingServer) -> None:
    server.acts = [be_silent]

    def should_stop() -> bool:
        return bool(server.requests)

    assert list(_generator(server).generate("s", "u", max_tokens=7, should_stop=should_stop)) == []


def test_a_server_that_stays_silent_is_given_up(
    server: WritingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "SILENT_SECONDS", 0.05)
    server.acts = [be_silent] * ATTEMPTS
    with pytest.raises(ModelError, match="cannot be reached"):
        _written(server)


def test_a_server_that_only_drips_is_given_up(
    server: WritingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "WHOLE_SECONDS", 0.2)
    server.acts = [drip]
    with pytest.raises(ModelError, match="took more than"):
        list(_generator(server).generate("s", "u", max_tokens=10**6))


def test_a_server_that_only_shows_that_it_lives_is_given_up(
    server: WritingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ping(handler: Any) -> None:
        handler.start()
        for _ in range(100):
            handler.say(": ping")
            handler.server.over.wait(0.02)
        handler.say(event("late"), "data: [DONE]")

    monkeypatch.setattr(remote, "WHOLE_SECONDS", 0.2)
    server.acts = [ping]
    with pytest.raises(ModelError, match="took more than"):
        _written(server)
    assert server.under_way == 1  # it has not ended by itself


def test_a_server_that_knows_no_limit_is_cut(server: WritingServer) -> None:
    server.acts = [drip]
    written = "".join(_generator(server).generate("s", "u", max_tokens=2))
    assert 64 < len(written) < 1000


def test_nothing_is_sent_where_a_server_points_to(server: WritingServer) -> None:
    with writing_server() as elsewhere:
        server.acts = [redirect(f"{elsewhere.url}/chat/completions")]
        with pytest.raises(ModelError, match="answered 302"):
            _written(server)
        assert elsewhere.requests == []


def test_few_requests_are_under_way_at_once(server: WritingServer) -> None:
    server.writes("ok")
    waiting = threading.Barrier(AT_ONCE, timeout=30)

    def together(handler: Any) -> None:
        waiting.wait()  # passes only when as many as may are here
        handler.start()
        handler.say(*server.lines)

    server.acts = [together] * (2 * AT_ONCE)
    generator = _generator(server)

    def write(_: int) -> list[str]:
        return list(generator.generate("s", "u", max_tokens=7))

    with ThreadPoolExecutor(2 * AT_ONCE) as pool:
        assert list(pool.map(write, range(2 * AT_ONCE))) == [["ok"]] * (2 * AT_ONCE)
    assert server.most == AT_ONCE


class TestTheModelOfAServer:
    def source(self, server: WritingServer) -> ServerSource:
        return ServerSource(kind="server", base_url=server.url)

    def test_the_only_one_is_taken(self, server: WritingServer) -> None:
        server.models = ["tiny"]
        server.writes("ok")
        assert _written(server, model=None) == "ok"
        assert server.requests[0]["model"] == "tiny"
        assert server_fingerprint(self.source(server), "remote") == f"remote@{server.url}#tiny"

    @pytest.mark.parametrize("models", [[], ["a", "b"]])
    def test_one_of_several_has_to_be_named(self, server: WritingServer, models: list[str]) -> None:
        server.models = models
        with pytest.raises(ConfigError, match=f"has {len(models)} models") as caught:
            served_model(self.source(server))
        assert f"--writer-url {server.url}#" in caught.value.hint

    def test_a_server_that_is_not_there(self, server: WritingServer) -> None:
        source = ServerSource(kind="server", base_url="http://127.0.0.1:9/v1")
        with pytest.raises(ModelError, match="cannot be reached"):
            served_model(source)
