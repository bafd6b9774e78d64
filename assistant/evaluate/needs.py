"""What `evaluate` needs beyond the program itself: the extra of that name."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from assistant.errors import ConfigError

MEASURES = {
    "ir_measures": "ir-measures",
    "rouge_score": "rouge-score",
    "sklearn": "scikit-learn",
}
PLOTS = {"matplotlib": "matplotlib"}
INSTALL = "pip install ir-measures rouge-score scikit-learn matplotlib"


def require(*wanted: dict[str, str]) -> None:
    """Say at once which packages are missing, without importing any.

    Args:
        wanted: modules to the packages that bring them: `MEASURES`, `PLOTS`.

    Raises:
        ConfigError: with the command that installs them.
    """
    missing = missing_packages({module: name for group in wanted for module, name in group.items()})
    if missing:
        raise ConfigError(
            f"Measuring needs packages that are not installed: {', '.join(missing)}.",
            f"Install them once: {INSTALL}",
        )


def missing_packages(wanted: dict[str, str]) -> Sequence[str]:
    """The packages whose module cannot be found."""
    return [package for module, package in wanted.items() if find_spec(module) is None]
