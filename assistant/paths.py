"""Paths as people write them, in settings, in the environment and on the page."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import ConfigError


def expanded(path: str | Path) -> Path:
    """A path with the home directory in the place of its `~` or `~name`.

    Raises:
        ConfigError: nobody of that name has a home directory here.
    """
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise ConfigError(
            f"{path}: nobody of that name has a home directory here.", "Write the path in full."
        ) from error
