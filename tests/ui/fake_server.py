"""`serve` over fakes, for tests of the process and of the page.

    python -m tests.ui.fake_server [--writes TEXT] [--pause SECONDS]

Without a text nothing is worded, and answers are quotations. The pause comes before each token.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence

import pytest

from assistant.protocols import Written
from assistant.serving.access import Access
from assistant.serving.models import Models
from assistant.ui.desk import opened_desk
from assistant.ui.server import serve
from tests.faked import put_fakes
from tests.fakes import FakeGenerator


class SlowGenerator(FakeGenerator):
    """A `FakeGenerator` that takes its time for every token."""

    pause = 0.0

    def _write(self, tokens: Sequence[str], should_stop: Callable[[], bool]) -> Written:
        def waited() -> bool:
            time.sleep(self.pause)
            return should_stop()

        return super()._write(tokens, waited)


def main() -> None:
    """Listen on a free port of loopback, or on that of Gradio's variable, and say so."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--writes", default="")
    parser.add_argument("--pause", type=float, default=0.0)
    asked = parser.parse_args()
    writer = SlowGenerator(asked.writes)
    writer.pause = asked.pause
    port = int(os.environ.get("GRADIO_SERVER_PORT", "0"))
    with pytest.MonkeyPatch.context() as patch:
        put_fakes(patch, writer)
        patch.setattr(Models, "absent", lambda *_: {})
        with opened_desk(None, None, extractive=not asked.writes) as desk:
            serve(desk, Access(port=port), _say)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
