"""Where things lie that belong to a collection."""

from __future__ import annotations

import errno
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.errors import CollectionError
from assistant.places import kept_with, make_kept_with
from assistant.search.place import place_of

NAME = "postgresql://me@host/papers#mine"


def test_it_lies_in_the_collection_s_folder_if_that_has_one(tmp_path: Path) -> None:
    assert kept_with(tmp_path / "home", str(tmp_path / "c")) == tmp_path / "c"
    assert make_kept_with(tmp_path / "home", str(tmp_path / "c")) == tmp_path / "c"
    assert not any(tmp_path.iterdir())


def test_each_collection_on_a_server_has_one_folder_in_each_home(tmp_path: Path) -> None:
    assert kept_with(tmp_path / "a", NAME) is None
    made = make_kept_with(tmp_path / "a", NAME)
    assert made == make_kept_with(tmp_path / "a", NAME) == kept_with(tmp_path / "a", NAME)
    others = make_kept_with(tmp_path / "a", f"{NAME}_too"), make_kept_with(tmp_path / "b", NAME)
    assert len({made.name, *(other.name for other in others)}) == 3


def test_processes_that_make_it_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: make_kept_with(tmp_path, NAME), range(16)))
    assert len(made) == 1
    assert len(list((tmp_path / "served").iterdir())) == 1


def test_a_home_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "served").write_text("in the way", "utf-8")
    with pytest.raises(CollectionError, match="Nothing can be kept with the collection at"):
        make_kept_with(tmp_path, NAME)


@pytest.mark.parametrize(
    "other",
    [
        "postgres://me@host/papers#mine",
        "postgresql://me:secret@HOST:5432/papers#mine",
        "postgresql://somebody@host/papers?sslmode=require#mine",
        "postgresql:///papers?host=host&port=5432#mine",
    ],
)
def test_it_is_found_in_whatever_way_the_address_is_written(tmp_path: Path, other: str) -> None:
    made = make_kept_with(tmp_path, NAME)
    assert kept_with(tmp_path, other) == made
    assert kept_with(tmp_path, str(place_of(other))) == made


@pytest.mark.parametrize(
    "other",
    [
        "postgresql://me@other/papers#mine",
        "postgresql://me@host:5433/papers#mine",
        "postgresql://me@host/others#mine",
        "postgresql://me@host/papers",
    ],
)
def test_another_collection_has_another_folder(tmp_path: Path, other: str) -> None:
    make_kept_with(tmp_path, NAME)
    assert kept_with(tmp_path, other) is None


def test_the_usual_name_may_be_written(tmp_path: Path) -> None:
    made = make_kept_with(tmp_path, "postgresql://[::1]/papers")
    assert kept_with(tmp_path, "postgresql://[::1]:5432/papers#assistant") == made
    assert kept_with(tmp_path, "postgresql:///papers?host=::1") == made
    assert kept_with(tmp_path, "postgresql:///papers?host=::1&port=5433") is None


def test_why_it_cannot_be_made_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(CollectionError, match="Permission denied"):
        make_kept_with(tmp_path, NAME)
    assert not any((tmp_path / "served").iterdir())


def test_the_one_that_another_process_made_meanwhile_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def late(new: Path, wanted: Path) -> Path:
        (wanted / "theirs").mkdir(parents=True)
        return rename(new, wanted)

    monkeypatch.setattr(Path, "rename", late)
    assert make_kept_with(tmp_path, NAME).name == "theirs"
    assert len(list((tmp_path / "served").iterdir())) == 1
