"""`serve` before it listens: what it refuses. See also tests/ui and tests/api."""

from __future__ import annotations

import socket

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize("more", [[], ["--api"]])
@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.7"])
def test_it_never_listens_beyond_this_machine_without_a_secret(
    run: Run, host: str, more: list[str]
) -> None:
    ran = run("serve", "--host", host, *more)
    assert ran.exit_code == 2
    assert "--auth" in ran.stderr


def test_gradios_own_variables_count(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIO_SERVER_NAME", "0.0.0.0")
    assert run("serve").exit_code == 2


def test_behind_a_proxy_a_secret_is_needed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIO_ROOT_PATH", "/assistant")
    ran = run("serve")
    assert ran.exit_code == 2
    assert "who reaches the proxy" in " ".join(ran.stderr.split())


@pytest.mark.parametrize("more", [[], ["--api"]])
def test_a_missing_package_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, more: list[str]
) -> None:
    monkeypatch.setattr("assistant.cli.serve.find_spec", lambda name: None)
    ran = run("serve", *more)
    assert ran.exit_code == 2
    assert "pip install" in ran.stderr


def test_the_tools_need_their_package(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.api.service.find_spec", lambda name: None)
    ran = run("mcp")
    assert ran.exit_code == 2
    assert "pip install" in ran.stderr


def test_the_api_needs_documents(run: Run, fake_models: None) -> None:
    ran = run("serve", "--api")
    assert ran.exit_code == 1
    assert "assistant index PATH" in " ".join(ran.stderr.split())


def test_the_api_needs_models(run: Run) -> None:
    ran = run("serve", "--api")
    assert ran.exit_code == 1
    assert "models pull" in ran.stderr


@pytest.mark.enable_socket
@pytest.mark.parametrize("more", [[], ["--api"]])
def test_a_taken_port_is_one_sentence(run: Run, indexed: object, more: list[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = run("serve", "--port", str(taken.getsockname()[1]), *more)
    assert ran.exit_code == 2
    assert "--port" in ran.stderr


def test_an_unknown_profile_is_refused(run: Run) -> None:
    ran = run("serve", "--profile", "defualt")
    assert ran.exit_code == 2
    assert "default" in ran.stderr
