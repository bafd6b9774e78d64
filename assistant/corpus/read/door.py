"""The one door where a reader's bug becomes the failure of a single file.

Readers stand on parsers of other people's formats, and a hostile file can make any of them
raise anything. One file must not end a run of thousands, and a bug must not be swallowed: its
traceback goes to the log, and the file's line in the report says where to look.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.corpus.read.files import name_of, reading
from assistant.errors import AssistantError, ReadError

_log = logging.getLogger(__name__)


@contextmanager
def one_file(path: Path) -> Iterator[None]:
    """Whatever goes wrong inside concerns `path` alone.

    Raises:
        AssistantError: those of the block as they are; anything unexpected as a `ReadError`,
            with its traceback in the log.
    """
    with reading(path):
        try:
            yield
        except (AssistantError, OSError, MemoryError):
            raise
        except Exception as error:
            _log.error("A reader failed at %s", name_of(path), exc_info=error)
            raise ReadError(
                f"{path} cannot be read: its reader failed ({type(error).__name__}).",
                "Leave it out, or save it anew in its own program; the log has the details.",
            ) from error
