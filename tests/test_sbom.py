"""The bill of materials names every model with its licence and its hashes."""

from __future__ import annotations

import json

from cyclonedx.model.bom import Bom
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from assistant.config import load_catalogue
from tools.sbom import with_models


def test_every_model_is_listed_with_licence_and_hashes() -> None:
    catalogue = load_catalogue()
    text = JsonV1Dot6(with_models(Bom(), catalogue)).output_as_string()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    listed = {part["name"]: part for part in json.loads(text)["components"]}
    pulled = {name: spec for name, spec in catalogue.models.items() if spec.server is None}
    assert listed.keys() == pulled.keys()
    for name, spec in pulled.items():
        (choice,) = listed[name]["licenses"]
        assert spec.licence in (*choice.get("license", {}).values(), choice.get("expression"))
        found = {part["name"]: part["hashes"] for part in listed[name].get("components", [])}
        assert found == {
            file: [{"alg": "SHA-256", "content": digest}] for file, digest in spec.files.items()
        }
        assert listed[name]["purl"].startswith(("pkg:huggingface/", "pkg:pypi/"))
