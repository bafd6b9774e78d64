"""`mcp` over fakes, for tests with a client: python -m tests.api.fake_tools FOLDER"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assistant.api.service import served
from assistant.api.tools import serve_tools
from tests.faked import put_fakes
from tests.fakes import FakeGenerator


def main() -> None:
    """Serve until the input ends."""
    with pytest.MonkeyPatch.context() as patch:
        put_fakes(patch, FakeGenerator("The harbour bridge in Oslo opened on 12 May 2019."))
        with served(Path(sys.argv[1]), None) as service:
            serve_tools(service)


if __name__ == "__main__":
    main()
