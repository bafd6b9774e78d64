"""The parts of the container: a builder is not at hand everywhere, and most of it can be tried."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from assistant.cli.app import app
from assistant.config import load_catalogue
from assistant.errors import ConfigError
from assistant.runtime import models_folder
from assistant.serving.access import Access

ROOT = Path(__file__).parents[1]
TOKEN = "a-token-of-a-test"
PATIENCE = 240
"""Seconds for a start, and for an answer: the first one waits for its models."""

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))


def instructions() -> list[tuple[str, str]]:
    """Each instruction of the Containerfile with what follows it, in order."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Containerfile").read_text("utf-8"), flags=re.M)
    lines = text.replace("\\\n", " ").splitlines()
    return [
        (word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines) if word
    ]


def the(word: str) -> str:
    """What the one such instruction says."""
    (found,) = [rest for each, rest in instructions() if each == word]
    return found


def environment() -> dict[str, str]:
    every = [shlex.split(rest) for word, rest in instructions() if word == "ENV"]
    return dict(one.split("=", 1) for some in every for one in some)


def steps() -> list[list[list[str]]]:
    """The commands of each RUN, as words."""
    runs = [rest for word, rest in instructions() if word == "RUN"]
    return [[shlex.split(command) for command in rest.split(" && ")] for rest in runs]


def copies() -> list[tuple[list[str], list[str]]]:
    """The options of each COPY, and what it copies from the project's folder."""
    every = [shlex.split(rest)[:-1] for word, rest in instructions() if word == "COPY"]
    return [
        ([one for one in some if one.startswith("--")], [one for one in some if one[:2] != "--"])
        for some in every
    ]


def copied() -> list[str]:
    return [source for _, sources in copies() for source in sources]


def parse(arguments: list[str]) -> str | None:
    """The name of the command that these arguments are for; fails where they do not suit it."""
    command: Any = typer.main.get_command(app)
    name, rest = None, list(arguments)
    while hasattr(command, "commands"):
        name = rest.pop(0)
        command = command.commands[name]
    command.make_context(name, rest)
    return name


def test_what_is_copied_is_there_and_goes_along() -> None:
    ignoring = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    kept = {line[1:] for line in ignoring if line.startswith("!")}
    assert "*" in ignoring
    assert set(copied()) == kept
    for name in copied():
        assert (ROOT / name).exists()
        assert not fnmatch.fnmatch(name, "**/__pycache__")


def test_nothing_is_kept_twice() -> None:
    """One stage on a base that can be chosen; what changes rights is in the step that pulls."""
    assert the("FROM") == "$BASE"
    assert instructions()[0][0] == "ARG"
    assert instructions()[0][1].startswith("BASE=")
    for step in steps():
        rights = [command for command in step if command[0] in {"chmod", "chown"}]
        assert not rights or step[0][:3] == ["assistant", "models", "pull"]
        assert all(command[-1] == "$ASSISTANT_MODEL_STORE" for command in rights)


def test_every_account_can_read_the_program() -> None:
    """Also where the folder that it is copied from is its owner's alone."""
    for options, sources in copies():
        assert sources == ["requirements.lock"] or options == ["--chmod=755"]


def test_the_package_is_built_of_what_is_copied() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    wanted = [*wheel["packages"], *wheel["force-include"], project["project"]["readme"]]
    assert {*wanted, *project["project"]["license-files"]} <= set(copied())


def test_every_command_of_the_program_is_one() -> None:
    runs = [command for step in steps() for command in step]
    for run in runs:
        assert run[0] in {"python", "pip", "assistant", "chmod", "install"}
        if run[0] == "assistant":
            parse([part.replace("$PROFILE", "default") for part in run[1:]])
    assert any(run[:3] == ["assistant", "models", "pull"] for run in runs)
    assert json.loads(the("ENTRYPOINT")) == ["assistant"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert "assistant" in project["scripts"]
    assert parse(json.loads(the("CMD"))) == "serve"
    (profile,) = [rest for word, rest in instructions() if rest.startswith("PROFILE=")]
    assert shlex.split(profile)[0].partition("=")[2] in load_catalogue().profiles


def test_it_runs_without_rights_and_writes_to_one_folder() -> None:
    user, _, group = the("USER").partition(":")
    assert int(user) > 0
    assert int(group) > 0
    (made,) = [command for step in steps() for command in step if command[0] == "install"]
    assert {f"--owner={user}", f"--group={group}"} <= set(made)
    assert made[-1] == the("VOLUME") == environment()["ASSISTANT_HOME"]
    assert environment()["HOME"] == "/tmp"


def test_the_models_are_pulled_to_where_they_are_read() -> None:
    words = [word for word, _ in instructions()]
    (pulls,) = [place for place, (_, rest) in enumerate(instructions()) if "models pull" in rest]
    assert "ASSISTANT_MODEL_STORE=" in instructions()[words.index("ENV")][1]
    assert words.index("ENV") < pulls

    # A log of the pull among the data would be root's.
    assert not any(the("VOLUME") in rest for _, rest in instructions()[:pulls])


def test_the_ports_agree_and_no_secret_is_inside() -> None:
    arguments = json.loads(the("CMD"))
    assert arguments[arguments.index("--port") + 1] == the("EXPOSE")
    assert "TOKEN" not in " ".join(rest for word, rest in instructions() if word in {"ENV", "ARG"})


@pytest.mark.parametrize("name", ["page", "api"])
def test_each_service_of_the_compose_file_is_shut_in(name: str) -> None:
    service = COMPOSE["services"][name]
    assert parse(service["command"]) == "serve"
    assert ("--api" in service["command"]) == (name == "api")
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert any(where.startswith("/tmp:") for where in service["tmpfs"])
    assert f"data:{the('VOLUME')}" in service["volumes"]
    assert service["environment"]["ASSISTANT_TOKEN"].startswith("${ASSISTANT_TOKEN:?")
    without = service["environment"]["ASSISTANT_TOKEN"].partition(":?")[2].rstrip("}")
    with pytest.raises(ConfigError):  # what asks for a token is none itself
        Access.of("0.0.0.0", 7860, token=without)
    (port,) = service["ports"]
    assert port.startswith("127.0.0.1:")
    assert port.endswith(f":{the('EXPOSE')}")
    assert service["command"][-1] == the("EXPOSE")


def test_two_services_have_two_ports() -> None:
    ports = [service["ports"][0] for service in COMPOSE["services"].values()]
    assert len(set(ports)) == len(ports) == 2


def test_models_may_lie_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert models_folder() == tmp_path / "home" / "models"
    monkeypatch.setenv("ASSISTANT_MODEL_STORE", str(tmp_path / "apart"))
    assert models_folder() == tmp_path / "apart"


def test_without_a_token_nothing_starts(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "assistant", *json.loads(the("CMD"))]
    own = {name: value for name, value in os.environ.items() if name != "ASSISTANT_TOKEN"}
    done = subprocess.run(
        command,
        env=own | {"ASSISTANT_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 2
    assert "Add --auth USER:PASSWORD or --token TOKEN" in done.stderr


SHUT_IN = """
set -e
mount --make-rprivate /
for folder in data tmp; do mkdir -p "$1/$folder"; mount -t tmpfs tmpfs "$1/$folder"; done
mount -o remount,bind,ro /
if touch "$1/written" 2> /dev/null; then echo "the root can be written" >&2; exit 1; fi
export ASSISTANT_HOME="$1/data" TMPDIR="$1/tmp" HOME="$1/tmp"
if test "$(id -u):$(id -g)" != "$2"; then echo "this is another account" >&2; exit 1; fi
shift 2
exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all --ambient-caps=-all "$@"
"""
"""Runs a program with a root that cannot be written, a folder for data, one for what passes, no
capability, and an account that has no name: as the container does. To the files outside, the
account is whoever runs the test."""


def shut_in(folder: Path, *command: str) -> list[str]:
    user, _, group = the("USER").partition(":")
    own = ["unshare", f"--map-user={user}", f"--map-group={group}", "--keep-caps", "--mount"]
    can = shutil.which("unshare") and shutil.which("setpriv")
    if not can or subprocess.run([*own, "true"], check=False).returncode:
        pytest.skip("a root of its own needs unshare, setpriv and the right to use them")
    return [*own, "sh", "-c", SHUT_IN, "sh", str(folder), the("USER"), *command]


@contextmanager
def running(folder: Path, arguments: list[str], port: int) -> Iterator[None]:
    """The program as the container starts it, until it answers; after an index run for the API."""
    place = arguments.index("--port") + 1
    serve = shlex.join(["-m", "assistant", *arguments[:place], str(port), *arguments[place + 1 :]])
    python = shlex.quote(sys.executable)
    note = ROOT / "examples" / "news" / "artemis-2-delay-december.txt"
    index = f"{python} -m assistant index {shlex.quote(str(note))} && "
    before = index if "--api" in arguments else ""
    environ = dict(os.environ, ASSISTANT_TOKEN=TOKEN, ASSISTANT_MODEL_STORE=str(models_folder()))
    said = (folder / "said").open("w+b")
    with (
        said,
        subprocess.Popen(
            shut_in(folder, "sh", "-c", f"{before}exec {python} {serve}"),
            env=environ,
            cwd=ROOT,
            stdout=said,
            stderr=said,
        ) as process,
    ):
        try:
            until = time.monotonic() + PATIENCE
            while status(port, "/", TOKEN) is None:
                failed = (folder / "said").read_text("utf-8")
                assert process.poll() is None, failed
                assert time.monotonic() < until, failed
                time.sleep(0.5)
            yield
        finally:
            process.terminate()


def status(port: int, path: str, token: str = "") -> int | None:
    """The status of an answer; None where nobody listens."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


@pytest.fixture
def port() -> int:
    with socket.socket() as any_free:
        any_free.bind(("127.0.0.1", 0))
        return int(any_free.getsockname()[1])


@pytest.mark.models
@pytest.mark.enable_socket
def test_the_page_starts_where_nothing_else_can_be_written(tmp_path: Path, port: int) -> None:
    with running(tmp_path, json.loads(the("CMD")), port):
        assert status(port, "/", TOKEN) == 200
        assert status(port, "/") in {401, 403}


@pytest.mark.models
@pytest.mark.enable_socket
def test_the_api_starts_and_searches_there(tmp_path: Path, port: int) -> None:
    with running(tmp_path, COMPOSE["services"]["api"]["command"], port):
        assert status(port, "/v1/search?q=when+will+Artemis+fly", TOKEN) == 200
        assert status(port, "/v1/search?q=when") in {401, 403}
