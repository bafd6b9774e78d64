"""`serve` over fakes, for tests that look at the process: python -m tests.ui.fake_server"""

from __future__ import annotations

import sys

import pytest

from assistant.serving.access import Access
from assistant.serving.models import Models
from assistant.ui.desk import opened_desk
from assistant.ui.server import serve
from tests.fakes import FakeEmbedder


def main() -> None:
    """Listen on a free port of loopback, and say so."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.runtime.load_embedder", lambda *_: FakeEmbedder())
        patch.setattr(Models, "absent", lambda *_: {})
        with opened_desk(None, None, extractive=True) as desk:
            serve(desk, Access(port=0), _say)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
