"""`serve --api` over fakes, for tests of the process.

    python -m tests.api.fake_server FOLDER [PAUSE]

The pause comes before each token, in seconds.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assistant.api.server import serve_api
from assistant.api.service import served
from assistant.serving.access import Access
from tests.faked import put_fakes
from tests.fakes import SlowGenerator


def main() -> None:
    """Listen on a free port of loopback, and say so."""
    pause = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
    writer = SlowGenerator("The harbour bridge in Oslo opened on 12 May 2019.", pause=pause)
    with pytest.MonkeyPatch.context() as patch:
        put_fakes(patch, writer)
        with served(Path(sys.argv[1]), None) as service:
            serve_api(service, Access(port=0), _say)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
