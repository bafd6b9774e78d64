"""The schemas of docs/, made ready once; tests/test_docs.py checks the schemas themselves."""

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator

DOCS = Path(__file__).parents[1] / "docs"


def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(
        json.loads((DOCS / f"{name}.schema.json").read_text(encoding="utf-8"))
    )


ASK = _validator("ask")
CHECK = _validator("check")
SUMMARY = _validator("summary")
