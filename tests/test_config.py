"""models.yaml and settings.yaml: what is read, and how mistakes are reported."""

from __future__ import annotations

import errno
import textwrap
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from assistant import config
from assistant.config import (
    READER_FILES,
    Catalogue,
    HubSource,
    ModelSpec,
    ServerSource,
    WriterServer,
    load_catalogue,
    load_settings,
)
from assistant.errors import ConfigError

_HASH = "a" * 64
_ADAPTER = f"{{folder: taught, sha256: {_HASH}}}"

_GOOD = f"""
models:
  small:
    role: embedder
    description: a test model
    licence: Apache-2.0
    size_mb: 1
    format: sentence-transformers
    max_tokens: 64
    files: {{config.json: {_HASH}}}
    sources:
      - kind: pypi
        packages: {{small==1.0: small/model}}
  found:
    role: reader
    description: another
    licence: Apache-2.0
    size_mb: 1
    format: reader
    max_tokens: 32
    files: {{{", ".join(f"{name}: {_HASH}" for name in sorted(READER_FILES))}}}
    sources:
      - kind: package
        folder: found
profiles:
  default: {{description: test, embedder: small, reader: found}}
"""


def _load(tmp_path: Path, text: str) -> Catalogue:
    path = tmp_path / "models.yaml"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return load_catalogue(path)


def _refused(tmp_path: Path, old: str, new: str) -> ConfigError:
    assert old in _GOOD
    with pytest.raises(ConfigError) as caught:
        _load(tmp_path, _GOOD.replace(old, new))
    return caught.value


def test_shipped_catalogue_is_valid_and_pinned() -> None:
    catalogue = load_catalogue()
    assert {"default", "tiny", "small", "extractive"} <= catalogue.profiles.keys()
    assert catalogue.profile("extractive").writer is None
    for spec in catalogue.models.values():
        revisions = [s.revision for s in spec.sources if isinstance(s, HubSource)]
        assert spec.files or revisions


def test_default_profile_names_models_that_need_no_hub() -> None:
    catalogue = load_catalogue()
    profile = catalogue.profile("default")
    for name in (profile.embedder, profile.reader, profile.judge, profile.writer):
        assert name is not None
        assert catalogue.model(name).sources[0].kind in {"pypi", "package"}


def test_facts_of_an_embedder_are_read(tmp_path: Path) -> None:
    spec = _load(tmp_path, _GOOD).model("small")
    assert (spec.english_only, spec.least_cosine) == (False, 0.0)
    facts = "max_tokens: 64\n    english_only: true\n    least_cosine: 0.2"
    spec = _load(tmp_path, _GOOD.replace("max_tokens: 64", facts)).model("small")
    assert (spec.english_only, spec.least_cosine) == (True, 0.2)


def test_unknown_key_names_its_place_and_the_nearest(tmp_path: Path) -> None:
    error = _refused(tmp_path, "size_mb: 1", "size_bm: 1")
    assert "models.yaml: models.small.size_bm: " in error.message
    assert error.hint == "Did you mean `size_mb`?"


def test_unknown_key_inside_a_source(tmp_path: Path) -> None:
    error = _refused(tmp_path, "packages:", "package:")
    assert "models.small.sources.0.package: " in error.message
    assert error.hint == "Did you mean `packages`?"


def test_missing_key_is_named(tmp_path: Path) -> None:
    error = _refused(tmp_path, "    licence: Apache-2.0\n", "")
    assert "models.small.licence: " in error.message


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (_HASH, "abc", "models.small.files.config.json"),
        ("{config.json:", "{../config.json:", "models.small.files"),
        ("{config.json:", "{weights.bin:", "models.small.files"),
        ("small==1.0", "small>=1.0", "models.small.sources.0.packages"),
        ("  small:\n", "  ../small:\n", "models.../small"),
        ("    max_tokens: 64\n", "", "embedders, readers and judges need max_tokens"),
        ("embedder: small,", "embedder: large,", "no embedder is called large"),
        ("reader: found}", "reader: small}", "no reader is called small"),
        (", reader: found}", "}", "profiles.default.reader: Field required"),
        ("role: embedder", "role: reader", "role and format `reader` go together"),
        ("format: sentence-transformers", "format: reader", "role and format `reader` go together"),
        ("role: embedder", "role: judge", "role `judge` and format `deberta` go together"),
        ("role: embedder\n", f"role: embedder\n    adapter: {_ADAPTER}\n", "only a judge, or"),
        ("kind: pypi\n", "kind: package\n        folder: ../other\n", "models.small.sources.0"),
        (f"    files: {{config.json: {_HASH}}}\n", "", "`files` is missing"),
        ("    size_mb: 1\n", "", "size_mb is missing"),
        ("max_tokens: 64", "max_tokens: 64\n    least_cosine: 1.5", "models.small.least_cosine"),
        ("max_tokens: 32", "max_tokens: 32\n    english_only: true", "only an embedder has"),
        ("max_tokens: 32", "max_tokens: 32\n    least_cosine: 0.2", "only an embedder has"),
        ("format: sentence-transformers", "format: gguf", "is one .gguf file"),
        ("format: sentence-transformers", "format: server", "go together, alone"),
        ("{small==1.0: small/model}", "{a==1: a, b==1: b}", "several packages need a `join`"),
        ("kind: pypi", "kind: pypi\n        join: b.json", "`join` file is missing in `files`"),
        (
            "kind: pypi",
            "kind: pypi\n        join: b.json\n        archive: b",
            "exclude each other",
        ),
    ],
)
def test_values_that_cannot_be_used(tmp_path: Path, old: str, new: str, place: str) -> None:
    assert place in _refused(tmp_path, old, new).message


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"adapter": None}, "a judge needs an adapter"),
        ({"files": {"judge.onnx": _HASH}}, "one .onnx file and its tokenizer.json"),
        ({"max_tokens": None}, "embedders, readers and judges need max_tokens"),
    ],
)
def test_a_judge_is_an_export_its_tokenizer_and_what_it_was_taught(
    changes: dict[str, object], said: str
) -> None:
    spec: dict[str, object] = {
        "role": "judge",
        "description": "judges",
        "licence": "MIT",
        "size_mb": 1,
        "format": "deberta",
        "max_tokens": 64,
        "adapter": {"folder": "taught", "sha256": _HASH},
        "files": {"judge.onnx": _HASH, "words/tokenizer.json": _HASH},
        "sources": [{"kind": "path", "folder": "/judge"}],
    }
    assert ModelSpec.model_validate(spec).role == "judge"
    with pytest.raises(ValidationError, match=said):
        ModelSpec.model_validate(spec | changes)


def test_yaml_syntax_error_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"models\.yaml, line 3: .*\."):
        _load(tmp_path, "models:\n  a: 1\n b: 2\n")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a: \x00"])
def test_bytes_that_are_no_yaml(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "models.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="is not a YAML text"):
        load_catalogue(path)


@pytest.mark.parametrize("text", ["", "- a list", "just text"])
def test_files_of_another_shape(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"models\.yaml: "):
        _load(tmp_path, text)


def test_missing_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_MODELS", str(tmp_path / "none.yaml"))
    with pytest.raises(ConfigError, match=r"none\.yaml cannot be read: No such file"):
        load_catalogue()


def test_unknown_names_suggest_the_nearest(tmp_path: Path) -> None:
    catalogue = _load(tmp_path, _GOOD)
    with pytest.raises(ConfigError, match=r"no model called `smal`.*Did you mean `small`\?"):
        catalogue.model("smal")
    with pytest.raises(ConfigError, match=r"no profile called `x`.*Known: default\."):
        catalogue.profile("x")


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:8080/v1", True),
        ("http://127.0.0.1:1/v1", True),
        ("http://[::1]:8080/v1", True),
        ("http://192.168.1.5/v1", False),
        ("https://example.org/v1", False),
        ("http://localhost.example.org/v1", False),
        ("http://127.0.0.1@example.org/v1", False),
    ],
)
def test_only_loopback_addresses_are_local(url: str, local: bool) -> None:
    assert ServerSource(kind="server", base_url=url, model="m").is_local is local


@pytest.mark.parametrize(
    "url",
    [
        "http://[::1/v1",
        "http://[1.2:3]/v1",
        "http:///v1",
        "http://127.0.0.1:x/v1",
        "http://127.0.0.1:99999/v1",
        "http://127.0.0.1/ü",
        "http://a..b/v1",
        f"http://{'a' * 64}.org/v1",
        "http://me:secret@127.0.0.1:8080/v1",
        "http://127.0.0.1:8080/v1?key=secret",
        "http://127.0.0.1:8080/v1\x7f",
    ],
)
def test_what_no_request_could_be_sent_to_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    with pytest.raises(ConfigError, match="is not the address of a server"):
        WriterServer.at(url, None)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    written = yaml.safe_dump({"writer": {"source": "server", "url": url}})
    (tmp_path / "settings.yaml").write_text(written, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"writer\.url: no address such as http") as caught:
        load_settings()
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8080",
        "https://[::1]:8080/v1/",
        "http://müller.example/v1",
        "https://api.example.org./a/b~c/v1@2",
    ],
)
def test_every_other_address_is_one(url: str) -> None:
    assert WriterServer.at(f"{url}#m", None).url == url


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://one.example/v1", "KEY"),
        ("https://one.example/v2#m", "KEY"),
        ("https://two.example/v1", None),
        ("http://one.example/v1", None),
        ("https://one.example:8443/v1", None),
    ],
)
def test_a_key_goes_to_no_other_server_than_it_was_set_for(address: str, key: str | None) -> None:
    known = WriterServer(url="https://one.example/v1", api_key_env="KEY")
    assert WriterServer.at(address, known).api_key_env == key


def test_home_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    assert config.home() == tmp_path
    monkeypatch.delenv("ASSISTANT_HOME")
    assert config.home().name == "assistant"


def test_settings_are_read_from_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    assert load_settings().profile == "default"
    (tmp_path / "settings.yaml").write_text("profile: tiny\npassages: 4\n", encoding="utf-8")
    settings = load_settings()
    assert (settings.profile, settings.passages) == ("tiny", 4)


def test_settings_that_may_not_be_read_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    monkeypatch.setattr(Path, "stat", refused)
    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(ConfigError, match=r"settings\.yaml cannot be read: Permission denied"):
        load_settings()


def test_settings_cannot_name_a_home_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They lie in it; with another one there, models would be pulled here and sought there."""
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    (tmp_path / "settings.yaml").write_text("home: /elsewhere\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="home"):
        config.load_settings()
    (tmp_path / "settings.yaml").write_text("engine: fast\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"engine: .*'auto', 'openvino' or 'torch'"):
        load_settings()
    (tmp_path / "settings.yaml").write_text("pasages: 4\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"settings\.yaml: pasages: .*Did you mean `passages`\?"):
        load_settings()


@pytest.mark.parametrize("name", ["ASSISTANT_HOME", "ASSISTANT_MODELS"])
def test_the_home_directory_of_nobody_is_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "~nobody-of-that-name/kept")
    with pytest.raises(ConfigError, match="nobody of that name has a home directory here"):
        config.home() if name == "ASSISTANT_HOME" else config.load_catalogue()


@pytest.mark.parametrize("value", ["2024-13-01", "9" * 5_000])
def test_a_value_that_is_none_is_told(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    (tmp_path / "settings.yaml").write_text(f"passages: {value}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"settings\.yaml holds what is no value"):
        load_settings()
