"""A software bill of materials (CycloneDX JSON): the packages of this environment and all models.

    python -m tools.sbom [FILE]

The packages are listed by cyclonedx-py; the models come from models.yaml, each with its licence,
its files and their sha256 where models.yaml pins them, and the Hugging Face revision where it
names one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from assistant.config import (
    Catalogue,
    HubSource,
    ModelSpec,
    PackageSource,
    PypiSource,
    load_catalogue,
)

PROGRAM = "grounded-assistant"
ROOT = Path(__file__).parents[1]


def packages() -> Bom:
    """The packages of this environment, with the project as what they are for."""
    command = ["cyclonedx_py", "environment", "--output-reproducible", "--short-PURLs"]
    made = subprocess.run(
        [sys.executable, "-m", *command, "--pyproject", str(ROOT / "pyproject.toml")],
        check=True,
        stdout=subprocess.PIPE,
    )
    bom: Bom = Bom.from_json(json.loads(made.stdout))  # type: ignore[attr-defined]
    return bom


def with_models(bom: Bom, catalogue: Catalogue) -> Bom:
    """The same with a component for each model that can be pulled."""
    for name, spec in catalogue.models.items():
        if spec.server is None:
            bom.components.add(_model(name, spec))
    return bom


def _model(name: str, spec: ModelSpec) -> Component:
    return Component(
        type=ComponentType.MACHINE_LEARNING_MODEL,
        name=name,
        bom_ref=f"model:{name}",
        description=spec.description,
        licenses=[LicenseFactory().make_from_string(spec.licence)],
        purl=next(_purls(spec), None),
        components=_files(name, spec.files),
    )


def _purls(spec: ModelSpec) -> Iterator[PackageURL]:
    """Where it was published; the wheels that carry one are the last resort."""
    for source in spec.sources:
        if isinstance(source, HubSource):
            owner, _, repo = source.repo.partition("/")
            yield PackageURL("huggingface", owner, repo, source.revision)
    for source in spec.sources:
        if isinstance(source, PypiSource):
            for pin in source.packages:
                package, _, version = pin.partition("==")
                yield PackageURL("pypi", None, package, version)
        elif isinstance(source, PackageSource):
            yield PackageURL("pypi", None, PROGRAM, metadata.version(PROGRAM))


def _files(name: str, files: Mapping[str, str]) -> list[Component]:
    return [
        Component(
            type=ComponentType.FILE,
            name=file,
            bom_ref=f"model:{name}/{file}",
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
        )
        for file, digest in files.items()
    ]


def main() -> None:
    """Write the bill."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, nargs="?", default=ROOT / "sbom.json")
    file: Path = parser.parse_args().file
    bom = with_models(packages(), load_catalogue())
    text = JsonV1Dot6(bom).output_as_string(indent=2)
    file.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
