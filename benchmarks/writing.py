"""Engines for writing, side by side in one run.

    python -m benchmarks.writing [--model qwen2.5-coder-1.5b] [--gguf FILE] [--json FILE]

The prompts are answer prompts: excerpts of gold sentences of examples/questions.jsonl, one for the
short ones (about 180 tokens) and as many as a writer reads for the long ones (about 520). Every
engine writes every prompt once, after one that is not counted; no prompt is written twice, so that
no cache of prompts helps. A prefix that prompts share may be cached: they share the system turn, as
real ones do. `--gguf` names the weights for llama.cpp's server, and needs `pip install xllamacpp`.
A file that is not there is fetched from where models.yaml says that the model comes from, and
stays.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from assistant.config import ServerSource, home, load_catalogue
from assistant.models.files import sha256_of
from assistant.models.sources import Order, SourceFailed, fetch, run_command
from assistant.models.store import ModelStore
from assistant.protocols import Generator, Silent
from assistant.records import DocumentInfo, Hit, Passage
from assistant.writing.direct import READ
from assistant.writing.prompts import DIRECT_SYSTEM, direct_prompt
from benchmarks.measured import keep

EXAMPLES = Path(__file__).parents[1] / "examples" / "questions.jsonl"
ENGINES = ("transformers plain", "transformers", "openvino plain", "openvino", "llama.cpp")
EXCERPTS = {"short": 1, "long": READ}
SENTENCES = 3
"""Of an excerpt."""


def prompts(size: str, count: int) -> list[str]:
    """User turns; each begins with another sentence, so that they share no prefix."""
    lines = map(json.loads, EXAMPLES.read_text(encoding="utf-8").splitlines())
    asked = [item for item in lines if item["answerable"]]
    everything = [gold["sentence"] for item in asked for gold in item["gold"]]
    made: list[str] = []
    for item in asked[:count]:
        own = [gold["sentence"] for gold in item["gold"]]
        others = [text for text in everything if text not in own]
        sentences = own + others[len(made) * 7 :]
        starts = range(0, EXCERPTS[size] * SENTENCES, SENTENCES)
        read = [_excerpt(sentences[start : start + SENTENCES]) for start in starts]
        made.append(direct_prompt(item["question"], read))
    return made


def _excerpt(sentences: Sequence[str]) -> Hit:
    """A passage of these sentences, in a document that its first one is the title of."""
    title, text = sentences[0][:60], " ".join(sentences)
    return Hit(
        Passage("p", "d", 0, len(text), text),
        DocumentInfo("d", title, ("d.txt",), None, ""),
        score=1.0,
    )


def measure(engine: str, model: str, gguf: Path | None, count: int, tokens: int) -> dict[str, Any]:
    """What one engine takes, in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (engine, model, gguf, count, tokens))


def _measure(engine: str, model: str, gguf: Path | None, count: int, tokens: int) -> dict[str, Any]:
    store = ModelStore(home() / "models", load_catalogue())
    row: dict[str, Any] = {"engine": engine}
    with _opened(engine, store, model, gguf) as (writer, seconds):
        row["load_s"] = round(seconds, 2)
        begin = time.perf_counter()
        "".join(writer.generate(DIRECT_SYSTEM, "Question: Ready?\nAnswer:", max_tokens=4))
        row["first_answer_s"] = round(time.perf_counter() - begin, 2)
        count_tokens = _counter(store, model)
        for size in EXCERPTS:
            turns = prompts(size, count)
            timed = [_timed(writer, turn, tokens) for turn in turns]
            lengths = count_tokens([text for text, _, _ in timed])
            read = count_tokens([DIRECT_SYSTEM + turn for turn in turns])
            decoded = [
                (length - 1) / (total - first)
                for length, (_, first, total) in zip(lengths, timed, strict=True)
                if length > 1 and total > first
            ]
            row[size] = {
                "prompt_tokens": round(float(np.mean(read))),
                "answer_tokens": round(float(np.mean(lengths)), 1),
                "prefill_tokens_per_s": round(sum(read) / sum(first for _, first, _ in timed)),
                "decode_tokens_per_s": round(float(np.median(decoded)), 1),
                "answer_s": round(float(np.mean([total for _, _, total in timed])), 3),
            }
        row["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return row


def _timed(writer: Generator, turn: str, tokens: int) -> tuple[str, float, float]:
    """The text, the seconds to its first piece, and to its end."""
    begin = time.perf_counter()
    first, pieces = 0.0, []
    for piece in writer.generate(DIRECT_SYSTEM, turn, max_tokens=tokens):
        first = first or time.perf_counter() - begin
        pieces.append(piece)
    total = time.perf_counter() - begin
    return "".join(pieces), first or total, total


def _counter(store: ModelStore, model: str) -> Callable[[Sequence[str]], list[int]]:
    from assistant.models.chat import ChatTokenizer

    return ChatTokenizer.load(store.path(model)).count


@contextmanager
def _opened(
    engine: str, store: ModelStore, model: str, gguf: Path | None
) -> Iterator[tuple[Generator, float]]:
    begin = time.perf_counter()
    writer: Any
    if engine.startswith("transformers"):
        from assistant.models.generate import load_reference_generator

        writer = load_reference_generator(store, model)
        if engine.endswith("plain"):
            writer._model.generation_config.prompt_lookup_num_tokens = None
        yield writer, time.perf_counter() - begin
    elif engine.startswith("openvino"):
        from assistant.models.openvino_generate import load_openvino_generator

        writer = load_openvino_generator(store, model, Silent())
        if engine.endswith("plain"):
            import openvino_genai

            folder = store.derived(model, "openvino")
            writer._model = openvino_genai.LLMPipeline(folder, "CPU")
            decoding = openvino_genai.GenerationConfig()

            def plain(max_tokens: int) -> Any:
                decoding.max_new_tokens = max_tokens
                decoding.eos_token_id = writer._ends[0]
                decoding.stop_token_ids = set(writer._ends)
                return decoding

            writer._decoding = plain
        yield writer, time.perf_counter() - begin
    else:
        with _llama_server(gguf, begin) as opened:
            yield opened


@contextmanager
def _llama_server(gguf: Path | None, begin: float) -> Iterator[tuple[Generator, float]]:
    import xllamacpp

    from assistant.models.remote import OpenAICompatibleGenerator

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(gguf)
    parameters.n_ctx = 4096
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 2
    server = xllamacpp.Server(parameters)
    source = ServerSource(kind="server", base_url=f"{server.listening_address}/v1", model="m")
    yield (
        OpenAICompatibleGenerator(source, name="llama.cpp", context_tokens=4096),
        time.perf_counter() - begin,
    )


def fetch_gguf(model: str, path: Path) -> None:
    """Bring the file that the model was made from to `path`.

    Raises:
        SystemExit: none of its sources gives it.
    """
    spec = load_catalogue().model(model)
    reasons = []
    for source in spec.sources if spec.format == "gguf" else ():
        with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
            folder = Path(scratch)
            try:
                fetch(source, Order(spec, folder, folder / "work", run_command, lambda: None))
            except SourceFailed as failure:
                reasons.append(str(failure))
                continue
            found = folder / spec.file_names[0]
            if sha256_of(found) == spec.files[found.name]:
                found.replace(path)
                return
            reasons.append(f"{source.kind}: another file")
    raise SystemExit(f"There is no {path}, and it cannot be fetched: {reasons or 'no GGUF model'}.")


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The rows as Markdown."""
    lines = [
        "| engine | load s | first answer s | memory MB | "
        "prefill tok/s, short · long | decode tok/s, short · long | answer s, short · long |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        cells = [row["engine"], row["load_s"], row["first_answer_s"], row["memory_mb"]]
        for key in ("prefill_tokens_per_s", "decode_tokens_per_s", "answer_s"):
            cells.append(" · ".join(str(row[size][key]) for size in EXCERPTS))
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Engines for writing, side by side")
    parser.add_argument("--model", default="qwen2.5-coder-1.5b")
    parser.add_argument("--gguf", type=Path, help="the same weights for llama.cpp's server")
    parser.add_argument("--prompts", type=int, default=8, help="of each length")
    parser.add_argument("--tokens", type=int, default=64, help="most tokens of an answer")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--json", type=Path, help="file for the figures")
    arguments = parser.parse_args()
    if arguments.gguf and not arguments.gguf.exists():
        fetch_gguf(arguments.model, arguments.gguf)
    engines = [engine for engine in arguments.engines if arguments.gguf or engine != "llama.cpp"]
    rows = []
    for engine in engines:
        rows.append(
            measure(engine, arguments.model, arguments.gguf, arguments.prompts, arguments.tokens)
        )
        print(rows[-1], flush=True)
    print(table(rows))
    llama = {"xllamacpp": version("xllamacpp")} if "llama.cpp" in engines else {}
    keep("writing", rows, arguments.json, model=arguments.model, **llama)


if __name__ == "__main__":
    main()
