"""Measure retrieval in seven languages: ten passages and questions in each, as in XQuAD.

    python -m benchmarks.languages [EMBEDDER...]

`same`: the question and the passage are of one language, among all 70 passages. `english`: the
question is of another language than the ten passages, which are English, among which it is
asked. A passage counts where it is the first. Only vectors are compared, without words.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import yaml

from assistant.config import home, load_catalogue
from assistant.models.embed import load_embedder
from assistant.models.store import ModelStore

PARALLEL = Path(__file__).with_name("languages") / "parallel.yaml"
NAMES = ("all-minilm-l6-v2", "embeddinggemma-300m")


def main() -> None:
    """Run the command."""
    told = yaml.safe_load(PARALLEL.read_text(encoding="utf-8"))
    languages = list(told[0])
    store = ModelStore(home() / "models", load_catalogue())
    for name in sys.argv[1:] or NAMES:
        embedder = load_embedder(store, name)
        begun = time.perf_counter()
        passages = {
            language: embedder.encode_passages([one[language][0] for one in told])
            for language in languages
        }
        took = time.perf_counter() - begun
        everything = np.vstack(list(passages.values()))
        print(f"{name}: {took / len(everything):.2f} s a passage, {type(embedder).__name__}")
        print("language  same  english")
        for number, language in enumerate(languages):
            asked = embedder.encode_queries([one[language][1] for one in told])
            right = np.arange(len(told))
            same = (asked @ everything.T).argmax(axis=1) == right + number * len(told)
            english = (asked @ passages["en"].T).argmax(axis=1) == right
            print(f"{language:8}  {same.sum():4}  {english.sum():7}  of {len(told)}")


if __name__ == "__main__":
    main()
