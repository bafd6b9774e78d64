"""What brings a collection from each version to the next: one module for each step.

`schema.TABLES` is version 1 and stays as it is; a new collection is laid out as that and taken
through all steps. A step that was released never changes. Every step so far only adds, so that
a collection that cannot be changed (a folder that may only be read) is read as it is; where a
step adds columns, views stand in for them (`EARLIER`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.search.migrations import v2_receipts, v3_recognised

STEPS: Mapping[int, Sequence[str]] = {2: v2_receipts.STATEMENTS, 3: v3_recognised.STATEMENTS}
"""The statements that make a collection one of this version."""

LATEST = max(STEPS)

EARLIER: Mapping[str, str] = v3_recognised.EARLIER
"""Views, by name, over the tables of any version before the latest."""
