from __future__ import annotations

import pytest

from assistant.batch.recipe import ProfileRecipe
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
