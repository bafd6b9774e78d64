"""Networks on OpenVINO: compiled once for this processor, and opened from what was compiled.

Matrices are multiplied in bfloat16 where the processor has instructions for it, else in float32.
Opening needs neither torch nor transformers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelCorrupt, ModelError, ModelFailed, ModelMissing, StorageFull
from assistant.models.derived import problems, read_record
from assistant.models.store import ModelStore
from assistant.models.tokens import Batch, Outputs
from assistant.offline import openvino_library
from assistant.protocols import Progress

KIND = "openvino"
NETWORK = "network.blob"

_QUEUED = 2  # requests for each stream: the next batch waits there when one ends

Hint = Literal["LATENCY", "THROUGHPUT"]
"""All cores on one batch after the other, or several batches side by side."""

Content = NDArray[np.uint8]


class CannotServe(Exception):
    """This engine cannot run a model; the message says why, in a few words."""


def require_network(
    store: ModelStore,
    name: str,
    recipe: str,
    export: Callable[[Path], str],
    progress: Progress,
    *,
    deep: bool = False,
    anew: bool = False,
) -> Path:
    """The folder of a network that was checked; made now if it is missing, outdated or damaged.

    Args:
        store: holds the model.
        name: of the model.
        recipe: names all that the network depends on.
        export: writes the network into a folder; returns why it cannot be used, or nothing.
        progress: is told when it is made.
        deep: read every byte of one that is there, and try once more what failed: memory may have
            been short.
        anew: make it again, whatever is there.

    Raises:
        ConfigError, ModelMissing, ModelCorrupt: the store cannot give the model.
        ModelFailed: it has no room here.
        CannotServe: nothing can be made, or what was made differs from the reference engine.
    """
    folder = store.derived(name, KIND)
    record = read_record(folder, recipe)
    anew = anew or (deep and record is not None and bool(record.failure))
    if record is None or anew or (deep and any(problems(folder))):
        progress.start(f"Preparing {name} for this processor (once)", None, "")
        try:
            record = store.derive(name, KIND, recipe, export, progress, anew=anew)
        except (ModelMissing, ModelCorrupt, ModelFailed):
            raise  # of the model itself: no other engine can do better
        except (StorageFull, ModelError) as error:
            raise CannotServe(error.message.rstrip(".")) from error
        finally:
            progress.finish()
    if record.failure:
        raise CannotServe(record.failure)
    return folder


def network_recipe(fingerprint: str, version: str) -> str:
    """What every network depends on beside the model: exporter, library and precision."""
    library = f"openvino {openvino_library().get_version()}"
    return f"{fingerprint} {version} {library} {precision()}"


def infer(
    network: Any,
    batches: Iterable[Batch],
    put: Callable[[list[int], Outputs], None],
) -> None:
    """Run batches of rows through a network, several at a time.

    Requests belong to this call alone: calls from several threads share the processor and no
    state. There are no callbacks: one that runs while Python shuts down would abort the process.

    Args:
        network: compiled.
        batches: numbers of rows, with the network's inputs for them.
        put: takes the rows' outputs as soon as they are there; their memory is used again after.
    """
    streams = int(network.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))
    free = [network.create_infer_request() for _ in range(_QUEUED * streams)]
    running: deque[tuple[Any, list[int]]] = deque()

    def finish_oldest() -> None:
        request, rows = running.popleft()
        request.wait()
        put(rows, tuple(tensor.data for tensor in request.output_tensors))
        free.append(request)

    for rows, inputs in batches:
        if not free:
            finish_oldest()
        request = free.pop()
        request.start_async(inputs)
        running.append((request, rows))
    while running:
        finish_oldest()


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


@lru_cache(maxsize=1)
def _core() -> Any:
    return openvino_library().Core()


def _options(hint: Hint) -> dict[str, str]:
    return {"INFERENCE_PRECISION_HINT": precision(), "PERFORMANCE_HINT": hint}
