"""Conversations over the example articles: what a turn is taken for, and what is kept of it.

With fakes, each turn is of the kind that its conversation says; the real embedder has to tell it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from assistant.answering import conversation, ways
from assistant.answering.kinds import Kind
from assistant.assistant import Assistant, Exchange
from assistant.indexing import index_paths
from assistant.present.json import to_json
from assistant.protocols import Embedder
from assistant.records import Answer, AnswerKind
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from tests.fakes import FakeEmbedder, FakeReader
from tests.schemas import ASK

EXAMPLES = Path(__file__).parents[2] / "examples" / "news"
QUICK = {".txt", ".md"}
"""Formats that are read in no time."""

KIND_OF: dict[str, Kind] = {"talk": "thanks", "collection": "count", "summary": "summary"}


@dataclass(frozen=True)
class Turn:
    """One turn of conversations.yaml; see its head."""

    say: str
    means: str = ""
    mentions: tuple[str, ...] = ()
    wish: Kind | None = None
    kind: AnswerKind | None = None
    file: str = ""

    @property
    def told(self) -> Kind:
        """The kind that a model of kinds has to tell."""
        return self.wish or KIND_OF.get(self.kind or "", "passages")


CONVERSATIONS = [
    [Turn(**turn) for turn in turns]
    for turns in yaml.safe_load(
        Path(__file__).with_name("conversations.yaml").read_text(encoding="utf-8")
    )
]
NAMES = [turns[0].say for turns in CONVERSATIONS]


def held(assistant: Assistant, turns: Sequence[Turn]) -> Iterator[tuple[Turn, list[Exchange]]]:
    """Each turn, with the exchanges so far, its own among them."""
    earlier: list[Exchange] = []
    for turn in turns:
        understood = assistant.understand(turn.say, earlier)
        if turn.kind != "talk":
            assert understood.wish == turn.wish, turn.say
        if turn.means:
            assert understood.text == turn.means
        for word in turn.mentions:
            assert word in understood.text, understood.text
        earlier.append(Exchange(understood.text, assistant.reply(understood, earlier), turn.say))
        yield turn, earlier


def assert_sound(answer: Answer, collection: Collection) -> None:
    """Whatever was asked: it can be stored, and cites what stands in the documents."""
    ASK.validate(to_json(answer))
    numbers = {cited.id for cited in answer.citations}
    assert numbers == set(range(1, len(numbers) + 1))
    for claim in answer.claims:
        assert claim.verdict != "unsupported"
        assert numbers >= set(claim.citations)
        assert claim.citations or claim.verdict in {"counted", "said"}
    for cited in answer.citations:
        text = collection.document(cited.document_id).text
        assert text[cited.start : cited.end] == cited.quote


def assert_kept(turn: Turn, earlier: Sequence[Exchange]) -> None:
    """A wish shows nothing that was not shown, but for what "longer" quotes anew."""
    answer = earlier[-1].answer
    before = [one.answer for one in earlier[:-1] if one.asked == earlier[-1].asked]
    shown = {cited.quote for one in before for cited in one.citations}
    cited = {one.quote for one in answer.citations}
    if turn.wish == "longer" and answer.kind == "passages" and answer.status != "refused":
        assert {claim.verdict for claim in answer.claims} == {"quoted"}
        assert not cited & shown
    elif turn.wish and turn.wish != "longer":
        assert cited <= shown
        assert (answer.status == "refused") == (before[-1].status == "refused")


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    files = [path for path in sorted(EXAMPLES.iterdir()) if path.suffix in QUICK]
    with Collection.open(tmp_path_factory.mktemp("fakes"), create=True) as opened:
        assert not index_paths(opened, files, FakeEmbedder()).failures
        yield opened


@pytest.mark.parametrize("turns", CONVERSATIONS, ids=NAMES)
def test_a_conversation_keeps_to_what_was_checked(
    collection: Collection, monkeypatch: pytest.MonkeyPatch, turns: Sequence[Turn]
) -> None:
    told = {turn.say: turn.told for turn in turns}
    for module in (conversation, ways):
        monkeypatch.setattr(module, "kind_of", lambda text, *_: told.get(text, "passages"))
    assistant = Assistant(collection, FakeEmbedder, FakeReader)
    for turn, earlier in held(assistant, turns):
        answer = earlier[-1].answer
        assert_sound(answer, collection)
        assert_kept(turn, earlier)
        if turn.kind == "talk":
            assert answer.kind == "talk"
        if turn.wish == "bullets" and answer.status != "refused":
            assert answer.style == "bullets"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    runtime = Runtime.open("default")
    embedder = runtime.load_embedder()

    def load() -> Embedder:
        return embedder

    with Collection.open(tmp_path_factory.mktemp("real"), create=True) as opened:
        assert not index_paths(opened, [EXAMPLES], embedder).failures
        yield Assistant(opened, load, runtime.load_reader)


@pytest.mark.models
@pytest.mark.parametrize("turns", CONVERSATIONS, ids=NAMES)
def test_a_conversation_is_understood(real: Assistant, turns: Sequence[Turn]) -> None:
    for turn, earlier in held(real, turns):
        answer = earlier[-1].answer
        assert_sound(answer, real.collection)
        assert_kept(turn, earlier)
        if turn.kind:
            assert answer.kind == turn.kind, turn.say
        if turn.file:
            names = {Path(cited.source).name for cited in answer.citations}
            assert turn.file in names, (turn.say, names)


class InPieces(FakeEmbedder):
    """Knows the words of a few texts, and reads every other word letter by letter."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [1 if text in {"a", "orchestra", "join"} else len(text) for text in texts]


def test_mistyped_words_are_spelled_as_in_the_documents(collection: Collection) -> None:
    assistant = Assistant(collection, InPieces, FakeReader)
    for said in ([], [Exchange("x", assistant.ask("When did Sweden join NATO?"), "x")]):
        understood = assistant.understand("When did Finnland join natto?", said)
        assert understood.text == "When did Finland join nato?"
    # "Dont" is no slip for a word of the documents, and "its" may be meant.
    for typed, meant in (
        ("Dont they join?", "Don't they join?"),
        ("its orchestra", "its orchestra"),
        ("maths with the Wilsons", "maths with the Wilsons"),
        ("whats HES?", "what's HES?"),
    ):
        assert assistant.understand(typed, []).text == meant
    # A word that embedder or dictionary know is no slip, whatever the documents lack.
    for known in ("orchestra of Finland", "the gist of it", "a kilo of butter"):
        assert assistant.understand(known, []).text == known


def test_what_would_be_too_long_with_its_apostrophes_stays_as_it_was_typed(
    collection: Collection,
) -> None:
    assistant = Assistant(collection, InPieces, FakeReader)
    assert assistant.understand("wasnt they?", []).text == "wasn't they?"
    longest = "wasnt " * 1_600
    assert assistant.understand(longest, []).text == longest


def test_words_of_another_language_are_left_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "sefer.txt").write_text("Şirket öğlen için üçüncü bir sefer ekledi.", "utf-8")
    with Collection.open(tmp_path / "collection", create=True) as opened:
        index_paths(opened, [tmp_path / "sefer.txt"], InPieces())
        assert opened.spelled("eklendi") == "ekledi"
        text = "Üçüncü sefer ne zaman eklendi?"
        assert Assistant(opened, InPieces, FakeReader).understand(text, []).text == text
