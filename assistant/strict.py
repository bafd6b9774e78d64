"""Records from files that people write: what is not known is refused, with its place named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from assistant.errors import ConfigError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Safe either way; the one in C reads models.yaml six times as fast, at every start."""


Entry = TypeVar("Entry")

_ADDRESS = re.compile(
    r"https?://(?:[\w.-]+@)?(?:\[[\da-fA-F:.]+\]|(?:[\w-]{1,63}\.)*[\w-]{1,63}\.?)(?::\d+)?"
    r"(?:/(?a:[\w.~%!$&'()*+,;=:@/-])*)?"
)


def _address(text: str) -> str:
    try:
        _ = urlsplit(text).port  # also refuses what no address of IPv6 is
    except ValueError:
        text = ""
    if not _ADDRESS.fullmatch(text):
        raise PydanticCustomError("address", "no address such as http://127.0.0.1:8080/v1")
    return text


Url = Annotated[str, AfterValidator(_address)]
"""Where a server is. No password and no query is in it: it is shown, and kept in receipts."""


class Strict(BaseModel):
    """A frozen record that refuses unknown keys and names the nearest known one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, data: Any) -> Any:
        for key in data if isinstance(data, dict) else ():
            if key not in cls.model_fields:
                context = {"key": str(key), "nearest": nearest(str(key), cls.model_fields)}
                raise PydanticCustomError("unknown_key", "there is no such key", context)
        return data


Parsed = TypeVar("Parsed", bound=Strict)


def parse(kind: type[Parsed], data: object, path: Path) -> Parsed:
    """The record that `data`, read from `path`, describes.

    Raises:
        ConfigError: names the file, the keys that lead to the first error, and the nearest
            known key where one is unknown.
    """
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise _config_error(error, data, path) from error


def read_yaml(path: Path, *, is_optional: bool = False) -> object:
    """What a YAML file holds; an empty one is an empty mapping, as is an optional one not there.

    Raises:
        ConfigError: the file cannot be read or is no YAML; names the line.
    """
    try:
        data: object = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except OSError as error:
        if is_optional and isinstance(error, FileNotFoundError | NotADirectoryError):
            return {}
        reason = error.strerror or "read error"
        hint = "Check the path and its permissions."
        raise ConfigError(f"{path} cannot be read: {reason}.", hint) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        reason = error.problem or "not valid YAML"
        raise ConfigError(f"{path}, line {line}: {reason}.", "Correct that line.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not a YAML text.", "Save it as UTF-8 text.") from error
    except ValueError as error:  # a date that no calendar has, a number without end
        raise ConfigError(f"{path} holds what is no value: {error}.", "Correct it.") from error
    return {} if data is None else data


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like `name`, or an empty string where none is like it."""
    return next(iter(get_close_matches(name, list(known), n=1)), "")


def look_up(
    kind: str, name: str, known: Mapping[str, Entry], unknown: type[ConfigError] = ConfigError
) -> Entry:
    """The entry of that name; `unknown` names the nearest where there is none."""
    if name in known:
        return known[name]
    like = nearest(name, known)
    hint = f"Did you mean `{like}`?" if like else f"Known: {', '.join(known)}."
    raise unknown(f"There is no {kind} called `{name}`.", hint)


def _config_error(error: ValidationError, data: object, path: Path) -> ConfigError:
    first = error.errors()[0]
    keys = _key_path(first["loc"], data)
    hint = f"Correct it in {path.name}."
    if first["type"] == "missing":
        keys.append(str(first["loc"][-1]))
    if first["type"] == "unknown_key":
        keys.append(first["ctx"]["key"])
        if first["ctx"]["nearest"]:
            hint = f"Did you mean `{first['ctx']['nearest']}`?"
    where = f"{'.'.join(keys)}: " if keys else ""
    return ConfigError(f"{path}: {where}{first['msg']}.", hint)


def _key_path(location: tuple[int | str, ...], data: Any) -> list[str]:
    """The part of an error's location that is in the file; pydantic adds tags of its own."""
    keys: list[str] = []
    for part in location:
        known = range(len(data)) if isinstance(data, list) else data
        if isinstance(known, dict | range) and part in known:
            data = data[part]
            keys.append(str(part))
    return keys
