"""The lock files hold what pyproject.toml asks for, each package with its hash."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OWN = PROJECT["name"]

LOCKS = {
    "requirements.lock": ("api", "mcp", "ocr", "office", "ui"),
    "requirements-dev.lock": ("dev",),
}
NOT_LOCKED = {"torch"}
"""The build has to fit the machine."""


def wanted(extras: tuple[str, ...]) -> list[Requirement]:
    """What the project asks for with these extras, those of its own extras included."""
    texts = [*PROJECT["dependencies"]]
    waiting = [*extras]
    while waiting:
        for text in PROJECT["optional-dependencies"][waiting.pop()]:
            if Requirement(text).name == OWN:
                waiting += Requirement(text).extras
            else:
                texts.append(text)
    return [Requirement(text) for text in texts]


def locked(text: str) -> dict[str, list[str]]:
    """The pinned versions of each package; more than one where Pythons need different ones."""
    pins: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.MULTILINE):
        pins.setdefault(canonicalize_name(name), []).append(version)
    return pins


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_what_the_project_asks_for(name: str) -> None:
    pins = locked((ROOT / name).read_text("utf-8"))
    for requirement in wanted(LOCKS[name]):
        if requirement.name in NOT_LOCKED:
            continue
        versions = pins.get(canonicalize_name(requirement.name), [])
        assert versions, f"make lock: {requirement} is not in {name}"
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_what_make_installs_is_what_it_locks() -> None:
    """And with it the container, which installs the lock."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (extras,) = re.findall(r"^EXTRAS := (.+)$", makefile, re.MULTILINE)
    assert tuple(extras.split(",")) == LOCKS["requirements.lock"]


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_a_hash_and_comes_from_no_named_host(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    packages = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)
    assert len(packages) > 1
    assert [one for one in packages if one.strip() and "--hash=sha256:" not in one] == []
