"""What brings a collection from each version to the next: one module for each step.

`schema.TABLES` is version 1 and stays as it is; a new collection is laid out as that and taken
through all steps. A step that was released never changes. Every step so far only adds, so that
a collection that cannot be changed (a folder that may only be read) is read as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.search.migrations import v2_receipts

STEPS: Mapping[int, Sequence[str]] = {2: v2_receipts.STATEMENTS}
"""The statements that make a collection one of this version."""

LATEST = max(STEPS)
