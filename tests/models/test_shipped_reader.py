"""The reader that comes with the program."""

from __future__ import annotations

import pytest

from assistant.config import PackageSource, load_catalogue
from assistant.models.adapter import WEIGHTS
from assistant.models.openvino_reader import OpenVinoReader
from assistant.models.reader import load_reader
from assistant.models.reading import claim_pair
from assistant.models.reference_reader import TorchReader, load_reference_reader
from assistant.models.store import ModelStore
from assistant.protocols import VERDICTS, Reader
from tests.models.copies import copied_model

pytestmark = pytest.mark.models

QUESTION = "How many people live in Berlin?"
TEXTS = (
    "Berlin had a population of 3,520,031 registered inhabitants in an area of 891.82 square"
    " kilometers.",
    "Berlin is well known for its museums.",
)


@pytest.fixture(scope="module")
def name() -> str:
    return str(load_catalogue().profile("default").reader)


@pytest.fixture(scope="module")
def fast(real_store: ModelStore, name: str, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """From an export that is made and checked now."""
    store = copied_model(real_store, name, tmp_path_factory.mktemp("exported"))
    loaded = load_reader(store, name, "openvino")
    assert isinstance(loaded, OpenVinoReader)
    return loaded


@pytest.fixture(scope="module")
def reference(real_store: ModelStore, name: str) -> TorchReader:
    return load_reference_reader(real_store, name)


@pytest.fixture(params=["reference", "fast"])
def reader(request: pytest.FixtureRequest) -> Reader:
    """The reader on each engine."""
    loaded: Reader = request.getfixturevalue(request.param)
    return loaded


def test_what_is_in_the_package_is_what_is_pinned(name: str) -> None:
    """All of it, and nothing else: a wheel carries every file of that folder."""
    (source,) = load_catalogue().model(name).sources
    assert isinstance(source, PackageSource)
    found = {path.name for path in (WEIGHTS / source.folder).iterdir()}
    assert found == set(load_catalogue().model(name).file_names)


def test_a_text_that_answers_is_told_from_one_that_does_not(reader: Reader) -> None:
    found = reader.read(QUESTION, TEXTS)
    assert found.relevance[0] > 0 > found.relevance[1]
    assert found.none[0] < found.none[1]
    assert TEXTS[0][slice(*found.spans[0])].startswith("3,520,031")


def test_the_end_of_a_long_text_is_read(reader: Reader) -> None:
    text = "The museums of the town are open on Sundays. " * 80 + TEXTS[0]
    found = reader.read(QUESTION, [text])
    start, _ = found.spans[0]
    assert found.relevance[0] > 0
    assert start == text.index("3,520,031")


def test_a_claim_with_another_number_is_less_supported(reader: Reader) -> None:
    claims = ("Berlin had 3,520,031 inhabitants.", "Berlin had 9,100,000 inhabitants.")
    shares = reader.entail([claim_pair(claim, QUESTION, TEXTS[0]) for claim in claims])
    supported = shares[:, VERDICTS.index("supported")]
    assert supported[0] > supported[1]
