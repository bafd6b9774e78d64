"""Texts → vectors with OpenVINO: the fast engine for a processor.

The export holds the whole of the reference engine's network, pooling and normalisation
included (see `openvino_export`), and `tokenizers` reads the model's own tokenizer.json, so that
neither torch nor transformers is imported. Matrices are multiplied in bfloat16 where the
processor has instructions for it, else in float32.
"""

from __future__ import annotations

import json
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError, StorageFull
from assistant.models.derived import Record, problems, read_record
from assistant.models.offline import go_offline
from assistant.models.reference import embedder_fingerprint
from assistant.models.store import ModelStore
from assistant.protocols import Progress, Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

KIND = "openvino"
NETWORK = "network.blob"
EXPORTER_VERSION = 2
"""Raised whenever what an export holds, or how it is checked, changes."""

Hint = Literal["LATENCY", "THROUGHPUT"]
"""All cores on one batch after the other, or several batches side by side."""

Content = NDArray[np.uint8]

_FEW_TOKENS = 512
"""Up to here a call is over sooner with all cores on one batch: two batches fill few cores."""

_BATCH_TOKENS = 256  # padding included
_BATCH_TEXTS = 64
_QUEUED = 2  # requests for each stream: the next batch waits there when one ends


class CannotServe(Exception):
    """This engine cannot run a model; the message says why, in a few words."""


class OpenVinoEmbedder:
    """An `Embedder` that may be called from several threads.

    Texts longer than `max_tokens` are cut there. A few short ones (a question, some sentences) are
    computed with all cores on one batch; for many, a second network is opened, which takes
    several batches at once.

    Args:
        open_network: gives the compiled network; called at most once for each hint.
        model: the model's folder.
        name: of the model.
        fingerprint: of its weights and prefixes.
        max_tokens: of one text.
        query_prefix: put before a question.
        passage_prefix: put before a passage.
    """

    def __init__(
        self,
        open_network: Callable[[Hint], Any],
        model: Path,
        *,
        name: str,
        fingerprint: str,
        max_tokens: int,
        query_prefix: str = "",
        passage_prefix: str = "",
    ) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.max_tokens = max_tokens
        self._few = open_network("LATENCY")
        self._many: Any = None
        self._open_network = open_network
        self.dimension = int(self._few.output(0).partial_shape[-1].get_length())
        self._model = model
        self._query_prefix = query_prefix
        self._passage_prefix = passage_prefix
        self._pad = _pad_id(model)
        self._cutting = _tokenizer(model)
        self._cutting.enable_truncation(max_tokens)
        self._counting: Tokenizer | None = None
        self._lock = threading.Lock()

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode([self._passage_prefix + text for text in texts])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode([self._query_prefix + text for text in texts])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as the model would read it, special tokens included."""
        if not texts:
            return []
        with self._lock:
            if self._counting is None:  # only indexing counts
                self._counting = _tokenizer(self._model)
        return [len(found.ids) for found in self._counting.encode_batch_fast(list(texts))]

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        if not texts:
            return vectors
        ids = [found.ids for found in self._cutting.encode_batch_fast(texts)]
        # Requests of this call alone: calls from several threads share the processor and no
        # state. No callbacks: one that runs while Python shuts down would abort the process.
        network = self._network(sum(map(len, ids)))
        streams = int(network.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))
        free = [network.create_infer_request() for _ in range(_QUEUED * streams)]
        running: deque[tuple[Any, list[int]]] = deque()

        def finish_oldest() -> None:
            request, rows = running.popleft()
            request.wait()
            vectors[rows] = request.get_output_tensor(0).data
            free.append(request)

        for rows in _batches([len(row) for row in ids]):
            if not free:
                finish_oldest()
            request = free.pop()
            request.start_async(_padded([ids[row] for row in rows], self._pad))
            running.append((request, rows))
        while running:
            finish_oldest()
        return vectors

    def _network(self, tokens: int) -> Any:
        if tokens <= _FEW_TOKENS:
            return self._few
        with self._lock:
            if self._many is None:
                self._many = self._open_network("THROUGHPUT")
        return self._many


def load_openvino(store: ModelStore, name: str, progress: Progress) -> OpenVinoEmbedder:
    """The embedder of that name, from its export, which is made where there is none.

    Raises:
        ConfigError, ModelMissing, ModelCorrupt: the store cannot give the model.
        CannotServe: this engine cannot run it.
    """
    spec = store.catalogue.model(name)
    folder = require_export(store, name, progress)
    make = partial(
        OpenVinoEmbedder,
        model=store.path(name),
        name=name,
        fingerprint=embedder_fingerprint(store, name),
        max_tokens=spec.max_tokens or 0,
        query_prefix=spec.query_prefix,
        passage_prefix=spec.passage_prefix,
    )
    try:
        return make(partial(open_network, map_network(folder)))
    except RuntimeError:  # from another processor, or damaged without a trace
        folder = require_export(store, name, progress, anew=True)
        return make(partial(open_network, map_network(folder)))


def require_export(
    store: ModelStore,
    name: str,
    progress: Progress,
    *,
    deep: bool = False,
    anew: bool = False,
) -> Path:
    """The folder of an export that was checked; made now if it is missing, outdated or damaged.

    Args:
        store: holds the model.
        name: of the model.
        progress: is told when an export is made.
        deep: read every byte of one that is there.
        anew: make it again, whatever is there.

    Raises:
        ConfigError, ModelMissing, ModelCorrupt: the store cannot give the model.
        CannotServe: nothing can be made, or what was made differs from the reference engine.
    """
    recipe = export_recipe(store, name)
    record = read_record(store.derived(name, KIND), recipe)
    if record is None or anew or (deep and any(problems(store.derived(name, KIND)))):
        record = _made(store, name, recipe, progress, anew=anew)
    if record.failure:
        raise CannotServe(record.failure)
    return store.derived(name, KIND)


def export_state(store: ModelStore, name: str) -> Record | None:
    """What is known of a model's export without making one; None where it would be made."""
    return read_record(store.derived(name, KIND), export_recipe(store, name))


def export_recipe(store: ModelStore, name: str) -> str:
    """Names all that an export depends on: when it changes, the export is made again."""
    return " ".join(
        (
            embedder_fingerprint(store, name),
            f"export {EXPORTER_VERSION}",
            f"openvino {openvino_library().get_version()}",
            precision(),
        )
    )


def compile_network(network: Path) -> Any:
    """Compile a network in OpenVINO's portable format (.xml) for this processor."""
    return _core().compile_model(network, "CPU", _options("THROUGHPUT"))


def map_network(folder: Path) -> Content:
    """The bytes of an export, mapped into memory: they stay the same if it is made again."""
    return np.memmap(folder / NETWORK, dtype=np.uint8, mode="r")


def open_network(content: Content, hint: Hint) -> Any:
    """The compiled network of an export: half the time of compiling it.

    Raises:
        RuntimeError: it is damaged, or was compiled for another processor.
    """
    return _core().import_model(openvino_library().Tensor(content), "CPU", _options(hint))


def precision() -> str:
    """`bf16` where the processor computes with it natively, which OpenVINO knows; else `f32`."""
    preferred = _core().get_property("CPU", "INFERENCE_PRECISION_HINT")
    return "bf16" if preferred == openvino_library().Type.bf16 else "f32"


def _made(store: ModelStore, name: str, recipe: str, progress: Progress, *, anew: bool) -> Record:
    from assistant.models.openvino_export import export

    def fill(work: Path) -> str:
        return export(store, name, work)

    progress.start(f"Preparing {name} for this processor (once)", None, "")
    try:
        return store.derive(name, KIND, recipe, fill, progress, anew=anew)
    except (StorageFull, ModelError) as error:
        raise CannotServe(error.message.rstrip(".")) from error
    finally:
        progress.finish()


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Row numbers in batches of texts of about one length, so that little is padding."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (
            len(batch) == _BATCH_TEXTS or (len(batch) + 1) * lengths[row] > _BATCH_TOKENS
        ):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _padded(ids: Sequence[Sequence[int]], pad: int) -> dict[str, Any]:
    """The network's inputs, each of shape (texts, longest)."""
    shape = (len(ids), len(ids[-1]))
    padded = np.full(shape, pad, dtype=np.int64)
    mask = np.zeros(shape, dtype=np.int64)
    for row, tokens in enumerate(ids):
        padded[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    return {"input_ids": padded, "attention_mask": mask}


def _tokenizer(model: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _pad_id(model: Path) -> int:
    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    return int(config.get("pad_token_id") or 0)


@lru_cache(maxsize=1)
def _core() -> Any:
    return openvino_library().Core()


def _options(hint: Hint) -> dict[str, str]:
    return {"INFERENCE_PRECISION_HINT": precision(), "PERFORMANCE_HINT": hint}


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
