"""The writers side by side: what of their words holds the answer, for what time and memory.

    python -m benchmarks.writers /path/to/dev-v2.0.json [--questions 200] [--json FILE]

Each profile answers the same questions of a file in SQuAD's layout, in a process of its own
(`benchmarks.squad --only answers`). "by the writer" counts the questions whose gold answer
stands in a sentence of the writer that is shown; "shown" adds the quotations
that stand in for what may not be shown. Memory is the highest resident size of the process, the
embedder and the collection included; disk is what the writer takes in the model store.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from assistant.config import home, load_catalogue
from assistant.models.store import ModelStore
from benchmarks.measured import Row, tell

PROFILES = ("extractive", "tiny", "small", "default")


def measure(data: Path, profile: str, questions: int, cache: Path | None) -> Row:
    """The row of one profile."""
    command = [sys.executable, "-m", "benchmarks.squad", str(data), "--profile", profile]
    command += ["--only", "answers", "--questions", str(questions)]
    command += ["--cache", str(cache)] if cache else []
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{profile}: benchmarks.squad ended with {process.returncode}")
    answers = json.loads(output)["answers"]
    return {
        "profile": profile,
        "writer": load_catalogue().profile(profile).writer or "none",
        "gold by the writer": answers["worded_gold"],
        "gold shown": answers["holds_gold"],
        "words": answers["words"],
        "claims in its words": answers["worded_claims"],
        "rejected": answers["rejected_sentences"],
        "seconds (median)": answers["seconds_median"],
        "memory MB": usage.ru_maxrss // 1000,
        "disk MB": _disk_mb(profile),
    }


def _disk_mb(profile: str) -> int:
    catalogue = load_catalogue()
    writer = catalogue.profile(profile).writer
    if writer is None:
        return 0
    folder = ModelStore(home() / "models", catalogue).path(writer)
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 10**6


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--profiles", nargs="+", default=PROFILES)
    parser.add_argument("--cache", type=Path, help="file that keeps the vectors between runs")
    parser.add_argument("--json", type=Path, help="file for the figures")
    options = parser.parse_args()
    rows = [
        measure(options.data, profile, options.questions, options.cache)
        for profile in options.profiles
    ]
    tell("writers", rows, options.json, questions=options.questions)


if __name__ == "__main__":
    main()
