"""What the processor can do that changes how networks are run on it."""

from __future__ import annotations

from pathlib import Path

_PROCESSOR = Path("/proc/cpuinfo")


def has_vnni() -> bool:
    """Whether it is known to have instructions for products of 8 bits (VNNI); only Linux tells."""
    return _PROCESSOR.exists() and "vnni" in _PROCESSOR.read_text(encoding="utf-8")
