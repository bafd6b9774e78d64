from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.batch import recipe
from assistant.batch.recipe import ProfileRecipe, fingerprint_of
from assistant.config import home
from assistant.models.store import ModelStore
from assistant.records import SummaryRequest


@pytest.fixture(autouse=True)
def _any_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ModelStore, "fingerprint", lambda self, name, *settings: f"{name}@1")


def fingerprint(**changes: object) -> str:
    return ProfileRecipe(SummaryRequest(), **changes).fingerprint()  # type: ignore[arg-type]


def test_profile_and_writer_make_another_fingerprint() -> None:
    found = {
        fingerprint(profile="default"),
        fingerprint(profile="tiny"),
        fingerprint(profile="extractive"),
    }
    assert len(found) == 3


def test_writer_that_is_not_asked_makes_no_difference() -> None:
    extractive = ProfileRecipe(SummaryRequest(style="extractive"), "default")
    assert extractive.fingerprint() == ProfileRecipe(extractive.request, "tiny").fingerprint()
    assert fingerprint(profile="default", extractive=True) == fingerprint(profile="extractive")


def test_another_reader_makes_other_summaries_and_briefs(monkeypatch: pytest.MonkeyPatch) -> None:
    request = SummaryRequest(style="extractive")
    known = set()
    for reader in ("reader 1", "reader 2"):
        monkeypatch.setattr(
            "assistant.models.encoder_reader.reader_fingerprint", lambda *_, name=reader: name
        )
        known.add(
            (ProfileRecipe(request).fingerprint(), ProfileRecipe(request).brief_fingerprint())
        )
    (one, brief), (other, other_brief) = known
    assert one != other
    assert brief != other_brief


@pytest.mark.parametrize(
    "found", ["assistant.runtime.embedder_engine", "assistant.models.generate.writer_engine"]
)
def test_another_engine_makes_another_fingerprint(
    found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = set()
    for engine in ("openvino 1", "openvino 2", "torch"):
        monkeypatch.setattr(found, lambda *_, name=engine: name)
        known.add(fingerprint(profile="default"))
    assert len(known) == 3


def test_engine_that_the_settings_choose_is_in_the_fingerprint(tmp_path: Path) -> None:
    home().mkdir(parents=True)
    known = set()
    for engine in ("openvino", "torch"):
        (home() / "settings.yaml").write_text(f"engine: {engine}\n", "utf-8")
        known.add(fingerprint(profile="default"))
    assert len(known) == 2


def test_other_fitted_weights_make_another_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped: Callable[[], list[Path]] = recipe._weights
    paths = shipped()
    assert {path.name for path in paths} == {"salience.json", "support.json"}
    known = {fingerprint_of(["a"], SummaryRequest())}
    for number, path in enumerate(paths):
        fitted = tmp_path / path.name
        fitted.write_text(path.read_text("utf-8") + " ", "utf-8")
        others = [*paths[:number], fitted, *paths[number + 1 :]]
        monkeypatch.setattr(recipe, "_weights", lambda others=others: others)
        known.add(fingerprint_of(["a"], SummaryRequest()))
    assert len(known) == 3


def test_another_prompt_makes_another_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    known = fingerprint_of(["a"], SummaryRequest())
    monkeypatch.setattr(recipe, "SUMMARY_SYSTEM", "Write something else.")
    assert fingerprint_of(["a"], SummaryRequest()) != known
