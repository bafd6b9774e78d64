"""models.yaml and settings.yaml → frozen values.

`home()` is the one folder that the program writes to. The catalogue says which models exist,
where their bytes come from and what those must be; a profile names the models that work together.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self, get_args
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from assistant.errors import ConfigError, ProfileUnknown
from assistant.paths import expanded
from assistant.strict import Strict, Url, look_up, parse, read_yaml

Role = Literal["embedder", "writer", "reader", "judge"]
Format = Literal["sentence-transformers", "gguf", "transformers", "reader", "deberta", "server"]
Engine = Literal["auto", "openvino", "torch"]
WeightBits = Literal[4, 8]

SERVER = "server"
"""The name of the writer that the settings put at a server."""

WRITER_URL = "ASSISTANT_WRITER_URL"

READER_FILES = frozenset({"config.json", "model.safetensors", "reader.json", "tokenizer.json"})

# A name becomes a folder of the store, a file name a path inside it: neither can leave the store,
# and no suffix is one that is unpickled or executed.
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
FileName = Annotated[
    str,
    StringConstraints(
        pattern=r"^(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)*[A-Za-z0-9_][A-Za-z0-9_.-]*"
        r"\.(?:safetensors|gguf|onnx|json|txt|model|jinja)$"
    ),
]
FolderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Revision = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]
Pin = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*==[A-Za-z0-9][A-Za-z0-9._+!-]*$")
]


class PypiSource(Strict):
    """Wheels used as carriers.

    `packages` maps each pinned one to what is taken from it: a folder; with `join` a member that is
    the next part of that file, with `archive` of a zip file that holds that folder.
    """

    kind: Literal["pypi"]
    packages: Mapping[Pin, str] = Field(min_length=1)
    join: FileName | None = None
    archive: FolderName | None = None

    def check(self, files: Collection[str]) -> None:
        """Refuse what cannot be put together to these files."""
        if self.join is not None and self.archive is not None:
            raise PydanticCustomError("files", "`join` and `archive` exclude each other")
        if not (self.join or self.archive) and len(self.packages) > 1:
            raise PydanticCustomError("files", "several packages need a `join` or `archive`")
        if self.join is not None and self.join not in files:
            raise PydanticCustomError("files", "the `join` file is missing in `files`")


class HubSource(Strict):
    """A Hugging Face repository at a full revision; `files` only where the model pins none."""

    kind: Literal["hub"]
    repo: Annotated[str, StringConstraints(pattern=r"^[\w.-]+/[\w.-]+$")]
    revision: Revision
    files: tuple[FileName, ...] = ()


class PathSource(Strict):
    """A folder on this machine; `~` is the user's home."""

    kind: Literal["path"]
    folder: Path


class PackageSource(Strict):
    """A folder of `assistant/weights`: files that come with the program itself."""

    kind: Literal["package"]
    folder: FolderName


class ServerSource(Strict):
    """An OpenAI-compatible server: `base_url` ends before `/chat/completions`.

    `api_key_env` names the environment variable with the key, where the server wants one. Without
    `model` it is asked for the one that it has.
    """

    kind: Literal["server"]
    base_url: Url
    model: str | None = None
    api_key_env: str | None = None

    @property
    def is_local(self) -> bool:
        """Whether the address can only be this machine."""
        host = urlsplit(self.base_url).hostname or ""
        if host == "localhost":
            return True
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return False


Source = Annotated[
    PypiSource | HubSource | PathSource | PackageSource | ServerSource,
    Field(discriminator="kind"),
]


class AdapterSpec(Strict):
    """A low-rank adapter of a model: a folder of `assistant/weights`, and its file's sha256."""

    folder: FolderName
    sha256: Sha256


class ModelSpec(Strict):
    """One model of models.yaml.

    Attributes:
        size_mb: size of what a source delivers in 10^6 bytes.
        max_tokens: longest text that an embedder reads, or longest pair of a reader or a judge, in
            tokens.
        context_tokens: window of a writer: prompt and answer together, in its tokens.
        weight_bits: of the copy of a writer that OpenVINO runs.
        english_only: an embedder finds nothing in another language.
        least_cosine: of an embedder; see `Embedder`.
        adapter: what a writer was taught for this program, if it was, and what a judge was.
        files: name → sha256 of what a source delivers; empty where a hub revision pins it.
    """

    role: Role
    description: str
    licence: str
    size_mb: float = Field(default=0.0, ge=0)
    format: Format
    max_tokens: int | None = Field(default=None, gt=0)
    context_tokens: int | None = Field(default=None, gt=0)
    query_prefix: str = ""
    passage_prefix: str = ""
    weight_bits: WeightBits = 8
    english_only: bool = False
    least_cosine: float = Field(default=0.0, ge=0, le=1)
    adapter: AdapterSpec | None = None
    files: Mapping[FileName, Sha256] = Field(default_factory=dict)
    sources: tuple[Source, ...] = Field(min_length=1)

    @property
    def server(self) -> ServerSource | None:
        """The server that runs the model; None for a model that the store keeps."""
        source = self.sources[0]
        return source if isinstance(source, ServerSource) else None

    @property
    def download_mb(self) -> float:
        """What comes over a network: nothing where a folder of this machine is asked first."""
        return 0.0 if isinstance(self.sources[0], PathSource | PackageSource) else self.size_mb

    @property
    def file_names(self) -> tuple[str, ...]:
        """Names of the files that a source delivers."""
        if self.files:
            return tuple(self.files)
        return next((s.files for s in self.sources if isinstance(s, HubSource)), ())

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.role != "writer" and self.max_tokens is None:
            raise PydanticCustomError("limit", "embedders, readers and judges need max_tokens")
        if (self.role == "reader") != (self.format == "reader"):
            raise PydanticCustomError("reader", "role and format `reader` go together")
        if (self.role == "judge") != (self.format == "deberta"):
            raise PydanticCustomError("judge", "role `judge` and format `deberta` go together")
        if self.role == "writer" and self.context_tokens is None:
            raise PydanticCustomError("limit", "a writer needs context_tokens")
        if self.role != "embedder" and (self.english_only or self.least_cosine):
            raise PydanticCustomError(
                "embedder", "only an embedder has `english_only` or `least_cosine`"
            )
        if self.role == "judge" and self.adapter is None:
            raise PydanticCustomError("adapter", "a judge needs an adapter, which has its head")
        if self.adapter and (self.role not in {"writer", "judge"} or self.format == "server"):
            message = "only a judge, or a writer that runs here, has an adapter"
            raise PydanticCustomError("adapter", message)
        servers = [source for source in self.sources if isinstance(source, ServerSource)]
        if (self.format == "server") != bool(servers) or (servers and len(self.sources) > 1):
            raise PydanticCustomError("server", "format and source `server` go together, alone")
        if not servers:
            self._check_files()
        return self

    def _check_files(self) -> None:
        hubs = [source for source in self.sources if isinstance(source, HubSource)]
        if self.size_mb <= 0:
            raise PydanticCustomError("size", "size_mb is missing")
        if not self.files and not (len(self.sources) == 1 and hubs and hubs[0].files):
            raise PydanticCustomError("files", "`files` is missing, or one hub source naming them")
        if self.files and any(hub.files for hub in hubs):
            raise PydanticCustomError("files", "a hub source names no files where `files` does")
        for source in self.sources:
            if isinstance(source, PypiSource):
                source.check(self.files)
        if self.format == "gguf" and [n.endswith(".gguf") for n in self.file_names] != [True]:
            raise PydanticCustomError("files", "a gguf model is one .gguf file")
        kinds = sorted(name.rpartition(".")[2] for name in self.file_names)
        if self.format == "deberta" and kinds != ["json", "onnx"]:
            raise PydanticCustomError("files", "a judge is one .onnx file and its tokenizer.json")
        missing = sorted(READER_FILES.difference(self.file_names))
        if self.format == "reader" and missing:
            raise PydanticCustomError("files", "a reader needs {file}", {"file": missing[0]})


class Profile(Strict):
    """Models that work together; without a writer, answers are quotations only.

    The embedder finds passages. The reader orders them and looks for the answer in them. The judge
    judges claims by them; without one, the reader does. `allow_remote` lets passages be sent to a
    writer on another machine.
    """

    description: str
    embedder: str
    reader: str
    judge: str | None = None
    writer: str | None = None
    allow_remote: bool = False


class Catalogue(Strict):
    """The whole of models.yaml."""

    models: Mapping[Name, ModelSpec]
    profiles: Mapping[Name, Profile]

    def model(self, name: str) -> ModelSpec:
        """The model of that name; ConfigError names the nearest where there is none."""
        return look_up("model", name, self.models)

    def profile(self, name: str) -> Profile:
        """The profile of that name; ProfileUnknown names the nearest where there is none."""
        return look_up("profile", name, self.profiles, ProfileUnknown)

    @model_validator(mode="after")
    def _check_profiles(self) -> Self:
        for name, profile in self.profiles.items():
            for role in get_args(Role):
                if (model := getattr(profile, role)) is not None:
                    self._check_role(name, role, model)
        return self

    def written_by(self, server: WriterServer | None) -> Catalogue:
        """The same with a server in the place of every writer; None changes nothing."""
        if server is None:
            return self
        its_own = {"writer": SERVER, "allow_remote": True}
        return Catalogue(
            models={**self.models, SERVER: server.spec()},
            profiles={
                name: profile.model_copy(update=its_own) for name, profile in self.profiles.items()
            },
        )

    def _check_role(self, profile: str, role: Role, model: str) -> None:
        if model not in self.models or self.models[model].role != role:
            raise PydanticCustomError(
                "profile",
                "profiles.{profile}.{role}: no {role} is called {model}",
                {"profile": profile, "role": role, "model": model},
            )


class WriterServer(Strict):
    """A server that writes in place of every profile's own writer; see `ServerSource`.

    Its url is taken at its word: one of another machine is sent what the writer reads.
    """

    source: Literal["server"] = "server"
    url: Url
    model: str | None = None
    context_tokens: int = Field(default=4096, gt=0)
    api_key_env: str | None = None

    @classmethod
    def at(cls, address: str, before: Self | None) -> Self:
        """The server at `URL`, or at `URL#MODEL`; `before` gives what an address does not say.

        But a key is only for the scheme, host and port that it was set for.

        Raises:
            ConfigError: that is no address.
        """
        url, _, model = address.strip().partition("#")
        known = before.model_dump() if before else {}
        try:
            server = cls(**known | {"url": url, "model": model or None})
            is_another = before and urlsplit(before.url)[:2] != urlsplit(server.url)[:2]
            return server.model_copy(update={"api_key_env": None}) if is_another else server
        except ValidationError as error:
            raise ConfigError(
                f"{address!r} is not the address of a server.",
                "Write it as http://127.0.0.1:8080/v1, or with a model: URL#MODEL.",
            ) from error

    def spec(self) -> ModelSpec:
        """The same as a model of models.yaml."""
        source = ServerSource(
            kind="server", base_url=self.url, model=self.model, api_key_env=self.api_key_env
        )
        return ModelSpec(
            role="writer",
            description="the server of the settings",
            licence="its own",
            format="server",
            context_tokens=self.context_tokens,
            sources=(source,),
        )


class Settings(Strict):
    """What a user may set in `<home>/settings.yaml`.

    Attributes:
        passages: how many passages one question reads.
        answer_tokens: most tokens that the writer spends on one answer.
        engine: what computes the models; `auto` is a GPU where there is one, else OpenVINO.
        read_memory_mb, read_seconds, read_output_mb: most memory, time and text that reading
            one document may take; a file that takes more is reported, not read.
        receipts: whether collections keep what answers and summaries rest on.
        writer: a server that writes in place of the profile's writer.
    """

    profile: str = "default"
    passages: int = Field(default=16, ge=1, le=50)
    answer_tokens: int = Field(default=160, ge=16, le=2048)
    engine: Engine = "auto"
    read_memory_mb: int = Field(default=2000, ge=400)
    read_seconds: int = Field(default=120, ge=1)
    read_output_mb: int = Field(default=100, ge=1)
    receipts: bool = True
    writer: WriterServer | None = None


def home() -> Path:
    """The folder of models and collections: $ASSISTANT_HOME, else the user's data folder."""
    return expanded(os.environ.get("ASSISTANT_HOME") or platformdirs.user_data_dir("assistant"))


def load_settings() -> Settings:
    """Read `<home>/settings.yaml`; the defaults hold where it is missing.

    $ASSISTANT_WRITER_URL goes before its `writer`.

    Raises:
        ConfigError: the file is no YAML, or a key or value is not known.
    """
    path = home() / "settings.yaml"
    settings = parse(Settings, read_yaml(path, is_optional=True), path)
    address = os.environ.get(WRITER_URL)
    if not address:
        return settings
    return settings.model_copy(update={"writer": WriterServer.at(address, settings.writer)})


def load_catalogue(path: Path | None = None) -> Catalogue:
    """Read models.yaml from `path`, else $ASSISTANT_MODELS, else the program's own.

    Raises:
        ConfigError: there is no such file, it is no YAML, or a key or value is not known.
    """
    chosen = path or _catalogue_path()
    return parse(Catalogue, read_yaml(chosen), chosen)


def _catalogue_path() -> Path:
    chosen = os.environ.get("ASSISTANT_MODELS")
    installed = Path(__file__).with_name("models.yaml")
    own = installed if installed.exists() else Path(__file__).parents[1] / "models.yaml"
    return expanded(chosen) if chosen else own
