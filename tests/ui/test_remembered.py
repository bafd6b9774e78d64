from __future__ import annotations

from typing import Any

import pytest

from assistant.ui.desk import Desk
from assistant.ui.remembered import recalled


def test_what_was_chosen_is_there_again(desk: Desk) -> None:
    profile = next(name for _, name in desk.models.profiles() if name != desk.models.profile)
    assert recalled(desk, ["default", profile]) == ("default", profile)


@pytest.mark.parametrize(
    "kept", [None, "x", {}, [], ["a"], ["gone", "unknown"], [1, None], [["a"], {}], [1, 2, 3]]
)
def test_anything_else_is_no_choice(desk: Desk, kept: Any) -> None:
    assert recalled(desk, kept) == (desk.first, desk.models.profile)
