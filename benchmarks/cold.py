"""Commands in a fresh process against scripts that only embed one sentence.

    python -m benchmarks.cold [--rounds 5] [--json FILE]

The two scripts import one engine's library, load the embedder and embed one sentence: what
nobody who asks anything with that library can do without.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from functools import partial
from pathlib import Path

from assistant.config import home, load_catalogue
from assistant.models.embed import prepare_embedder
from assistant.models.generate import prepare_generator
from assistant.models.openvino_export import portable_network
from assistant.models.store import ModelStore
from benchmarks.measured import Row, interleaved, process_seconds, tell

ROOT = Path(__file__).parents[1]
QUESTION = "what is Trump's tariff plan?"

OPENVINO = """
import sys
sys.modules["openvino_telemetry"] = None
import numpy, openvino
from tokenizers import Tokenizer
model, network = sys.argv[1:]
ids = numpy.array([Tokenizer.from_file(f"{model}/tokenizer.json").encode("a sentence").ids])
compiled = openvino.Core().compile_model(network, "CPU")
assert compiled([ids, numpy.ones_like(ids)])[0].shape[0] == 1
"""

SENTENCE_TRANSFORMERS = """
import os, sys
os.environ["HF_HUB_OFFLINE"] = "1"
from sentence_transformers import SentenceTransformer
SentenceTransformer(sys.argv[1], local_files_only=True).encode("a sentence")
"""


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Cold starts as ratios")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    catalogue = load_catalogue()
    store = ModelStore(home() / "models", catalogue)
    name = catalogue.profile("default").embedder
    prepare_embedder(store, name)
    prepare_generator(store, str(catalogue.profile("default").writer))
    model = str(store.path(name))
    with tempfile.TemporaryDirectory() as scratch:
        network = str(portable_network(store, name, Path(scratch)))
        collection = ["--collection", f"{scratch}/collection"]
        assistant = [sys.executable, "-m", "assistant"]
        commands = {
            "script: openvino": [sys.executable, "-c", OPENVINO, model, network],
            "script: sentence-transformers": [sys.executable, "-c", SENTENCE_TRANSFORMERS, model],
            "assistant --help": [*assistant, "--help"],
            "assistant search": [*assistant, "search", QUESTION, *collection],
            "assistant ask --extractive": [
                *[*assistant, "ask", "--extractive", QUESTION],
                *collection,
            ],
            "assistant ask": [*assistant, "ask", QUESTION, *collection],
        }
        process_seconds([*assistant, "index", "examples/news", *collection], ROOT)
        taken = interleaved(
            {label: partial(process_seconds, command, ROOT) for label, command in commands.items()},
            arguments.rounds,
        )
    light, heavy = taken["script: openvino"], taken["script: sentence-transformers"]
    rows: list[Row] = [
        {
            "command": label,
            "seconds, median": value,
            "times the openvino script": value / light,
            "times the sentence-transformers script": value / heavy,
        }
        for label, value in taken.items()
    ]
    tell("cold", rows, arguments.json, rounds=arguments.rounds)


if __name__ == "__main__":
    main()
