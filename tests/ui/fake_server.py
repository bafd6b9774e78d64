"""`serve` over fakes, for tests of the process and of the page.

    python -m tests.ui.fake_server [--writes TEXT] [--pause SECONDS] [--embeds-for SECONDS]
                                   [--lacks MODEL]

Without a text nothing is worded, and answers are quotations. The pause comes before each token;
passages are embedded for those seconds at each call. A model that is
lacking cannot be had either.
"""

from __future__ import annotations

import argparse
import os
import sys

import pytest

from assistant.cli.output import INTERRUPTED
from assistant.errors import ModelUnavailable
from assistant.serving.access import Access
from assistant.serving.models import Models
from assistant.ui.desk import opened_desk
from assistant.ui.server import serve
from tests.faked import put_fakes
from tests.fakes import SlowEmbedder, SlowGenerator


def main() -> None:
    """Listen on a free port of loopback, or on that of Gradio's variable, and say so."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--writes", default="")
    parser.add_argument("--pause", type=float, default=0.0)
    parser.add_argument("--embeds-for", type=float, default=0.0)
    parser.add_argument("--lacks", default="")
    asked = parser.parse_args()
    writer = SlowGenerator(asked.writes, pause=asked.pause)
    port = int(os.environ.get("GRADIO_SERVER_PORT", "0"))
    with pytest.MonkeyPatch.context() as patch:
        put_fakes(patch, writer)
        if asked.embeds_for:
            embedder = SlowEmbedder(asked.embeds_for)
            patch.setattr("assistant.runtime.load_embedder", lambda *_: embedder)
        patch.setattr(Models, "absent", lambda *_: {asked.lacks: 80.0} if asked.lacks else {})
        if asked.lacks:
            patch.setattr(Models, "pull", _not_to_be_had)
        try:
            with opened_desk(None, None, extractive=not asked.writes) as desk:
                serve(desk, Access(port=port), _say)
        except KeyboardInterrupt:  # as the command line does
            sys.exit(INTERRUPTED)


def _not_to_be_had(*_: object) -> None:
    raise ModelUnavailable("No source can be reached.", "Check the network.")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
