"""A writer's tokenizer and chat template, straight from its folder.

Every engine reads the same prompt this way, and none waits for transformers to build its own
tokenizer, which takes three times as long as reading tokenizer.json. Owner of `jinja2`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Self

from assistant.errors import ModelError

if TYPE_CHECKING:
    from jinja2 import Template
    from tokenizers import Tokenizer

_TOKENIZER, _SETTINGS, _TEMPLATE = "tokenizer.json", "tokenizer_config.json", "chat_template.jinja"
# transformers normalises for these classes whatever tokenizer.json says, and a tokenizer.json that
# was made from GGUF says nothing of it.
_NFC = {"Qwen2Tokenizer", "Qwen2TokenizerFast"}
_NAMED = ("bos_token", "eos_token", "pad_token", "unk_token")


class ChatTokenizer:
    """Messages → token ids, and back.

    Args:
        tokenizer: as tokenizer.json describes it.
        template: the chat template.
        named: special tokens by their name in tokenizer_config.json, such as `eos_token`.
    """

    def __init__(self, tokenizer: Tokenizer, template: Template, named: Mapping[str, str]) -> None:
        self._tokenizer = tokenizer
        self._template = template
        self._named = named

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the tokenizer of a model's folder.

        Raises:
            ModelError: the folder has no tokenizer.json or no chat template.
        """
        from tokenizers import Tokenizer
        from tokenizers.normalizers import NFC

        for name in (_TOKENIZER, _SETTINGS):
            if not (folder / name).is_file():
                raise _unsuitable(f"{folder} has no {name}.")
        settings = json.loads((folder / _SETTINGS).read_text(encoding="utf-8"))
        tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        if settings.get("tokenizer_class") in _NFC and tokenizer.normalizer is None:
            tokenizer.normalizer = NFC()
        named = {name: _content(settings[name]) for name in _NAMED if settings.get(name)}
        return cls(tokenizer, _template(folder, settings), named)

    def prompt(self, system: str, user: str) -> list[int]:
        """The token ids of a conversation up to where the answer begins.

        Raises:
            ModelError: the template refuses the conversation, or does what the sandbox forbids.
        """
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        text = self._render(messages)
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without the chat template around it."""
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encoded]

    def token_id(self, name: str) -> int | None:
        """The id of a special token such as `eos_token`; None where the model has none."""
        return self._tokenizer.token_to_id(self._named[name]) if name in self._named else None

    def texts(self, ids: Iterator[Sequence[int]]) -> Iterator[str]:
        """Token ids as they come → text as soon as its characters are whole."""
        from tokenizers.decoders import DecodeStream

        stream = DecodeStream(skip_special_tokens=True)
        for some in ids:
            pieces = (stream.step(self._tokenizer, id_) for id_ in some)
            yield "".join(piece for piece in pieces if piece)

    def _render(self, messages: Sequence[Mapping[str, str]]) -> str:
        from jinja2 import TemplateError

        try:
            return self._template.render(
                messages=messages, add_generation_prompt=True, **self._named
            )
        except TemplateError as error:
            raise _unsuitable(f"The model's chat template cannot be used: {error}.") from error


def _content(token: Any) -> str:
    """A special token: a string, or an object that also says how it is matched."""
    return str(token["content"] if isinstance(token, dict) else token)


def _template(folder: Path, settings: Mapping[str, Any]) -> Template:
    """The chat template, in the sandbox and with the helpers that transformers documents."""
    from jinja2 import TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )
    environment.globals.update(raise_exception=_refuse, strftime_now=_now)
    path = folder / _TEMPLATE
    source = path.read_text(encoding="utf-8") if path.is_file() else settings.get("chat_template")
    if not isinstance(source, str):
        raise _unsuitable(f"{folder} has no chat template.")
    try:
        return environment.from_string(source)
    except TemplateError as error:
        raise _unsuitable(f"The chat template in {folder} cannot be read: {error}.") from error


def _refuse(reason: str) -> NoReturn:
    from jinja2 import TemplateError

    raise TemplateError(reason)


def _now(layout: str) -> str:
    return datetime.now().astimezone().strftime(layout)


def _unsuitable(what: str) -> ModelError:
    return ModelError(what, "Choose another writer in models.yaml, one for chats.")
