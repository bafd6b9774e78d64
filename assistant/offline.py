"""Libraries of models without the network, and without talk on the terminal."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from typing import Any

_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TQDM_DISABLE": "1",
}


def go_offline() -> None:
    """Keep the model libraries off the network and off the terminal from here on.

    They read these variables when they are imported, so every first import comes after this.
    Importing openvino reports to its makers through openvino_telemetry, unless that package
    cannot be imported: then openvino goes without.
    """
    os.environ.update(_ENVIRONMENT)
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]


@lru_cache(maxsize=1)
def openvino_library() -> Any:
    """The module openvino, without its conversion tools, which import torch."""
    go_offline()
    # openvino imports its conversion tools if it can, and they take longer than all the rest.
    tools = "openvino.tools.ovc"
    absent = tools not in sys.modules
    if absent:
        sys.modules[tools] = None  # type: ignore[assignment]
    import openvino

    if absent:
        del sys.modules[tools]
    return openvino
