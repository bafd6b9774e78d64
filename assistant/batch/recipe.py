"""How the summaries of a run are made, and the fingerprint of all that decides their wording."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant import grounding, writing
from assistant.records import SummaryRequest
from assistant.runtime import Runtime
from assistant.summariser import Summariser
from assistant.writing.brief import BRIEF_VERSION, candidates
from assistant.writing.prompts import SUMMARY_SYSTEM, summary_prompt

SUMMARY_VERSION = 14
"""Raise it whenever the same text with the same models and weights is summarised differently."""


@dataclass(frozen=True, slots=True)
class ProfileRecipe:
    """Summaries with the models of a profile of models.yaml; None is the settings' profile."""

    request: SummaryRequest
    profile: str | None = None
    extractive: bool = False

    def summariser(self) -> Summariser:
        """Makes the summaries; loads the models at first use."""
        return Summariser.open(profile=self.profile, extractive=self.extractive)

    def runtime(self) -> Runtime:
        """The models that it needs: no writer for source sentences only.

        Raises:
            ConfigError: settings, models.yaml or the profile's name cannot be used.
        """
        extractive = self.extractive or self.request.style == "extractive"
        return Runtime.open(self.profile, extractive=extractive)

    def fingerprint(self) -> str:
        """Sixteen hex digits that change with models, engines, prompts, weights and the request.

        Raises:
            ConfigError: settings, models.yaml or the profile's name cannot be used.
            ModelMissing, ModelCorrupt: the store cannot give a model.
        """
        runtime = self.runtime()
        models = [
            *runtime.embedder_identity(),
            *runtime.reader_identity(),
            *runtime.writer_identity(),
        ]
        return fingerprint_of(models, self.request)

    def brief_fingerprint(self) -> str:
        """As `fingerprint`, of what decides a digest's brief of a document: no writer, no style.

        Raises:
            ConfigError, ModelMissing, ModelCorrupt: as `fingerprint`.
        """
        runtime = Runtime.open(self.profile)
        return _digest_of(
            ["brief", BRIEF_VERSION, candidates(self.request), self.request.focus],
            [*runtime.embedder_identity(), *runtime.reader_identity()],
            _hashes(),
        )


def fingerprint_of(models: Iterable[str], request: SummaryRequest) -> str:
    """The fingerprint for models with these fingerprints and engines, and all fitted weights."""
    return _digest_of(
        SUMMARY_VERSION,
        list(models),
        asdict(request),
        [SUMMARY_SYSTEM, summary_prompt(["", ""])],
        _hashes(),
    )


def _digest_of(*content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def _hashes() -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in _weights()]


def _weights() -> list[Path]:
    """The fitted weights that choose and check sentences."""
    return [
        *(Path(path, "salience.json") for path in writing.__path__),
        *(Path(path, "support.json") for path in grounding.__path__),
    ]
