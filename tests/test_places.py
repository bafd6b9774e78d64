"""Where things lie that belong to a collection."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.errors import CollectionError
from assistant.places import kept_with, make_kept_with

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
