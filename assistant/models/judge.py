"""The door to judges: OpenVINO, or the reference engine where that cannot serve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from threading import Lock

from assistant.config import Engine
from assistant.models.encoder_judge import judge_fingerprint
from assistant.models.engine import on_openvino
from assistant.models.reference_judge import load_reference_judge
from assistant.models.store import ModelStore
from assistant.models.wrapped import WrappedReader
from assistant.protocols import Judge, Progress, Reader, Scores

__all__ = ["JudgedReader", "judged", "load_judge", "prepare_judge"]


class JudgedReader(WrappedReader):
    """A reader whose claims another model judges, which is loaded when there is a first one.

    Args:
        reader: reads, and is known by its name.
        load: gives the judge.
        judge: its name.
        fingerprint: of the judge, as it has it when it is loaded.
    """

    def __init__(
        self, reader: Reader, load: Callable[[], Judge], judge: str, fingerprint: str
    ) -> None:
        super().__init__(reader)
        self._load = load
        self._loading = Lock()
        self._judge: Judge | None = None
        self.name = f"{reader.name}, {judge}"
        self.fingerprint = f"{reader.fingerprint}, {fingerprint}"

    def entail(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        """The judge's verdicts, not the reader's own."""
        with self._loading:
            if self._judge is None:
                self._judge = self._load()
        return self._judge.entail(pairs)


def judged(reader: Reader, store: ModelStore, name: str, load: Callable[[], Judge]) -> JudgedReader:
    """The same reader with the judge of that name.

    Raises:
        ConfigError, ModelMissing, ModelCorrupt: the store cannot give the judge.
    """
    return JudgedReader(reader, load, name, judge_fingerprint(store, name))


def load_judge(
    store: ModelStore, name: str, engine: Engine = "auto", progress: Progress | None = None
) -> Judge:
    """The judge of that name.

    Args:
        store: where it was pulled to.
        name: as in models.yaml.
        engine: as the settings say.
        progress: is told when an export is made, and when the reference engine has to do.

    Raises:
        ConfigError: there is no such model.
        ModelMissing: the store cannot give it.
        ModelCorrupt: the same, or it is no judge.
    """
    from assistant.models.openvino_judge import load_openvino_judge

    made = on_openvino(store, name, engine, progress, load_openvino_judge, "runs on transformers")
    return made or load_reference_judge(store, name)


def prepare_judge(
    store: ModelStore, name: str, engine: Engine = "auto", progress: Progress | None = None
) -> None:
    """Make the export that `load_judge` will want, or make it anew where it is damaged.

    Raises:
        ConfigError, ModelMissing, ModelCorrupt: as `load_judge`.
    """
    from assistant.models.openvino_judge import require_judge

    make = partial(require_judge, deep=True)
    on_openvino(store, name, engine, progress, make, "will run on transformers")
