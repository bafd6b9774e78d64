"""The tokenizer and the chat template, without transformers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tokenizers import Tokenizer
from tokenizers.decoders import ByteLevel as ByteLevelDecoder
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel

from assistant.errors import ModelError
from assistant.models.chat import ChatTokenizer
from assistant.models.store import ModelStore
from assistant.offline import go_offline

_TEMPLATE = (
    "{% for message in messages %}<{{ message.role }}>{{ message.content }}{{ eos_token }}"
    "{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}"
)
_SETTINGS = {"eos_token": {"content": "</s>", "lstrip": False}, "pad_token": None}


def _folder(folder: Path, template: str | None = _TEMPLATE) -> Path:
    """A byte-level tokenizer without merges: every byte is a token."""
    alphabet = sorted(ByteLevel.alphabet())
    tokenizer = Tokenizer(BPE({letter: id_ for id_, letter in enumerate(alphabet)}, []))
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False)
    tokenizer.decoder = ByteLevelDecoder()
    tokenizer.add_special_tokens(["</s>"])
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps(_SETTINGS), encoding="utf-8")
    if template is not None:
        (folder / "chat_template.jinja").write_text(template, encoding="utf-8")
    return folder


def test_prompt_is_what_the_template_says(tmp_path: Path) -> None:
    chat = ChatTokenizer.load(_folder(tmp_path))
    ids = chat.prompt("Be brief.", "Why?")
    assert ids.count(chat.token_id("eos_token") or -1) == 2
    assert "".join(chat.texts(iter([ids]))) == "<system>Be brief.<user>Why?<assistant>"
    assert chat.token_id("pad_token") is None


def test_text_comes_in_whole_characters(tmp_path: Path) -> None:
    chat = ChatTokenizer.load(_folder(tmp_path))
    ids = Tokenizer.from_file(str(tmp_path / "tokenizer.json")).encode("a€b").ids
    assert list(chat.texts([id_] for id_ in ids)) == ["a", "", "", "€", "b"]


def test_tokens_are_counted(tmp_path: Path) -> None:
    chat = ChatTokenizer.load(_folder(tmp_path))
    assert chat.count([]) == []
    assert chat.count(["abc", "", "€"]) == [3, 0, 3]


def test_a_folder_that_is_no_chat_model_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"has no tokenizer\.json"):
        ChatTokenizer.load(tmp_path)
    with pytest.raises(ModelError, match="has no chat template"):
        ChatTokenizer.load(_folder(tmp_path, template=None))


def test_template_may_refuse_and_reaches_nothing_else(tmp_path: Path) -> None:
    chat = ChatTokenizer.load(_folder(tmp_path, "{{ raise_exception('no system turn') }}"))
    with pytest.raises(ModelError, match="no system turn"):
        chat.prompt("s", "u")
    escape = "{{ messages.__class__.__mro__ }}"
    with pytest.raises(ModelError, match="cannot be used"):
        ChatTokenizer.load(_folder(tmp_path, escape)).prompt("s", "u")


@pytest.mark.models
@pytest.mark.parametrize("profile", ["tiny", "default"])
def test_ids_are_those_of_transformers(real_store: ModelStore, profile: str) -> None:
    go_offline()
    from transformers import AutoTokenizer

    name = real_store.catalogue.profile(profile).writer or ""
    folder = real_store.path(name)
    reference = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    chat = ChatTokenizer.load(folder)
    system = "Answer from the sources.\n"
    user = "<source>Café 12,5 % — “naïve” 東京 e\u0301 🚢\t</source>\n\n Question:  who?  "
    messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
    expected = reference.apply_chat_template(
        messages, add_generation_prompt=True, return_dict=False
    )
    assert chat.prompt(system, user) == expected
    encoded = reference([user, ""], add_special_tokens=False)["input_ids"]
    assert chat.count([user, ""]) == [len(ids) for ids in encoded]
    decoded = "".join(chat.texts([id_] for id_ in encoded[0]))
    assert decoded == reference.decode(encoded[0])
    assert chat.token_id("eos_token") == reference.eos_token_id
    assert chat.token_id("pad_token") == reference.pad_token_id
