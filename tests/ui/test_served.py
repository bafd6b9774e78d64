"""The page over a collection on a server: as over a folder, and what several machines share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from assistant.batch.ledger import ledger_folder, open_ledger
from assistant.config import home
from assistant.errors import CollectionError
from assistant.records import DocumentInfo
from assistant.search.collection import Collection
from assistant.search.place import Server
from assistant.ui.chat import Chat
from assistant.ui.desk import Desk
from assistant.ui.documents import Documents
from assistant.ui.screen import Screen, Where
from assistant.ui.summaries import Sight, Summaries, request_of
from assistant.ui.summarising import Wanted
from assistant.ui.welcome import welcome_html
from assistant.ui.work import Workshop
from assistant.watched import note_round
from tests.postgres_server import PostgresServer
from tests.ui.asking import screens_of
from tests.ui.conftest import ARTICLES, OPENED, QUESTION

pytestmark = pytest.mark.usefixtures("fake_models")

STRIKE = "How long did the strike in Bergen last?"


class Page:
    """A page of one machine: what its handlers say. Machines have homes of their own."""

    def __init__(self, place: Server, own: Path, patch: pytest.MonkeyPatch) -> None:
        self._own, self._patch = own, patch
        self.here()
        self.desk = Desk(place)
        self.name = place.name
        self.chat = Chat(self.desk)
        self.workshop = Workshop()
        self.documents = Documents(self.desk, self.workshop, paths_allowed=True)
        self.summaries = Summaries(self.desk)

    def here(self) -> Page:
        """What comes next happens on this page's machine."""
        self._patch.setenv("ASSISTANT_HOME", str(self._own))
        return self

    @property
    def folder(self) -> Path:
        return self.desk.shelf(self.name).folder

    def ask(self, question: str, profile: str = "") -> Screen:
        where = Where("tab", self.name, profile)
        return asyncio.run(screens_of(self.chat, where, question))[-1]

    def open(self, conversation: int) -> Screen:
        return self.chat.open(Where("another tab", self.name, "", conversation))

    def upload(self, name: str, text: str) -> str:
        arrived = self._own / "arrived"
        arrived.mkdir(parents=True, exist_ok=True)
        (arrived / name).write_text(text, encoding="utf-8")
        said = last(self.documents.upload(self.name, [str(arrived / name)]))
        assert not any(arrived.iterdir())
        return said

    def summarise(self) -> Sight:
        async def made() -> Sight:
            wanted = Wanted(self.name, "", (), request_of(40, "Paragraph", ""))
            return [sight async for sight in self.summaries.run("tab", wanted)][-1]

        return asyncio.run(made())

    def held(self) -> list[DocumentInfo]:
        return self.desk.assistant(self.name).collection.documents()

    def id_of(self, part: str) -> str:
        (found,) = [one.id for one in self.held() if part in one.source]
        return found

    def close(self) -> None:
        self.chat.close()
        self.summaries.close()
        self.workshop.close()
        self.desk.close()


NewPage = Callable[..., Page]


def last(htmls: AsyncIterator[str]) -> str:
    async def run() -> str:
        return [html async for html in htmls][-1]

    return asyncio.run(run())


@pytest.fixture
def new_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[NewPage]:
    """Opens pages on a collection, each for the home of a machine."""
    with ExitStack() as opened:

        def new(place: Server, machine: str = "home") -> Page:
            return opened.enter_context(closing(Page(place, tmp_path / machine, monkeypatch)))

        yield new


@pytest.fixture
def place(postgres: PostgresServer) -> Server:
    return postgres.new_place()


@pytest.fixture
def page(new_page: NewPage, place: Server) -> Page:
    """A page on a collection that holds the articles, indexed where they lie."""
    return new_page(place)


@pytest.fixture
def full(page: Page, documents: Path) -> Page:
    assert "3 added" in last(page.documents.add_path(page.name, str(documents)))
    return page


def files(page: Page) -> list[str]:
    return sorted(path.name for path in (page.folder / "files").glob("*"))


def test_the_first_upload_makes_the_collection(page: Page, place: Server) -> None:
    assert not page.desk.has(page.name)
    assert page.desk.first == page.name
    assert "No documents yet" in welcome_html(page.desk, page.name)
    assert "no documents yet" in page.documents.table(page.name).html
    assert "There are no documents yet." in str(page.ask(QUESTION).live)
    assert "1 added" in page.upload("bridge.txt", ARTICLES["bridge.txt"])
    assert OPENED in str(page.ask(QUESTION).live)
    with Collection.open(place) as collection:
        (info,) = collection.documents()
    assert Path(info.source) == page.folder / "files" / "bridge.txt"
    assert page.folder.is_relative_to(home())


def test_an_answer_is_kept_here_and_its_receipt_there(full: Page, place: Server) -> None:
    screen = full.ask(QUESTION)
    assert OPENED in str(screen.live)
    assert "The mayor spoke first." in str(screen.live_cards), "neighbours of the quotation"
    assert QUESTION in str(screen.listed)
    (turn,) = full.desk.history(full.name).turns(screen.conversation or 0)
    assert (full.folder / "history.sqlite").exists()
    with Collection.open(place) as collection:
        assert [id_ for id_, _ in collection.receipts.all()] == [turn.answer["receipt"]]
    said = full.chat.rate(Where("tab", full.name), turn.id, "bad", OPENED)
    assert "found in your documents" in said
    assert OPENED in (full.folder / "feedback.jsonl").read_text(encoding="utf-8")


def test_other_models_share_the_collection(full: Page) -> None:
    first, other = (full.desk.assistant(full.name, one) for one in ("default", "extractive"))
    assert first.collection is other.collection
    assert OPENED in str(full.ask(QUESTION, "extractive").live)


def test_what_is_removed_goes_with_what_quotes_it(page: Page) -> None:
    for name in ("bridge.txt", "strike.txt"):
        page.upload(name, ARTICLES[name])
    conversation = page.ask(QUESTION).conversation or 0
    chosen = page.id_of("bridge")
    said = page.documents.remove(page.name, [chosen])
    assert "1 answer in a conversation, 1 record of how an answer was made" in said
    assert files(page) == ["strike.txt"]
    assert page.desk.history(page.name).turns(conversation) == []
    assert "1 document<" in page.documents.table(page.name).html
    assert "1 added" in page.upload("bridge.txt", ARTICLES["bridge.txt"])


def test_what_is_rejected_is_not_kept(page: Page) -> None:
    assert "broken.pdf" in page.upload("broken.pdf", "%PDF-1.7 nothing")
    assert files(page) == []


def test_a_folder_that_this_machine_watches_is_named(full: Page) -> None:
    assert "watched" not in full.documents.table(full.name).html
    note_round(full.folder, [Path("/home/notes")], 60)
    assert "notes</b> is watched" in full.documents.table(full.name).html


def test_summaries_share_the_ledger_of_the_command(full: Page, place: Server) -> None:
    assert "3 documents summarised" in full.summarise().work
    with open_ledger(ledger_folder(home(), ("in", str(place)))) as ledger:
        recipe = full.desk.models.recipe(request_of(40, "Paragraph", ""))
        kept = ledger.summary(full.id_of("bridge"), recipe.fingerprint())
    assert kept is not None


def test_pages_of_two_machines_keep_each_other_s_files(new_page: NewPage, place: Server) -> None:
    """Though these have one name, and lie below homes of one name."""
    names = set()
    for machine, text in (("a", ARTICLES["bridge.txt"]), ("b", ARTICLES["strike.txt"])):
        page = new_page(place, machine)
        assert "1 added" in page.upload("news.txt", text)
        names.add(page.folder.relative_to(home()))
    assert len(names) == 2
    assert len(page.held()) == 2


def test_what_another_machine_removes_goes_from_conversations_here(
    new_page: NewPage, place: Server
) -> None:
    here, there = new_page(place, "a"), new_page(place, "b")
    here.here()
    for name in ("bridge.txt", "strike.txt"):
        here.upload(name, ARTICLES[name])
    gone = here.ask(QUESTION).conversation or 0
    kept = here.desk.history(here.name).start(STRIKE)
    cited = {"document": here.id_of("strike"), "source": str(here.folder / "files/strike.txt")}
    here.desk.history(here.name).add(
        kept, STRIKE, STRIKE, {"text": "", "refusal": None, "citations": [cited]}
    )
    begun = here.desk.history(here.name).start("Why?")
    here.desk.history(here.name).begin(begun, "Why?")
    there.here().documents.remove(there.name, [there.id_of("bridge")])
    here.here().open(0)
    left = here.desk.history(here.name).conversations()
    assert gone not in [one.id for one in left]
    assert [one.id for one in left] == [begun, kept], "one that is not answered yet stays"
    assert files(here) == ["bridge.txt", "strike.txt"], "another machine deletes no file of this"


def test_a_deleted_conversation_can_be_had_back(full: Page) -> None:
    conversation = full.ask(QUESTION).conversation or 0
    list_ = full.chat.conversations
    assert list_.press("tab", full.name, conversation, conversation, "delete") == 0
    full.open(0)
    list_.press("tab", full.name, 0, conversation, "restore")
    assert OPENED in str(full.open(conversation).live)


def test_another_page_at_it_is_said(full: Page, place: Server) -> None:
    with Collection.open(place) as other, other.writing():
        said = full.upload("ferry.txt", "The ferry to Bergen leaves at 6.40.")
        assert "is writing to the collection at" in said
        assert "is writing to the collection at" in full.documents.remove(
            full.name, [full.id_of("bridge")]
        )
        assert OPENED in str(full.ask(QUESTION).live), "who asks waits for nobody"
    assert files(full) == []


def test_who_may_only_read_there_can_ask(
    full: Page, new_page: NewPage, postgres: PostgresServer, place: Server
) -> None:
    rows = full.desk.assistant(full.name).collection._database.rows
    rows("CREATE ROLE reader LOGIN")
    try:
        rows(f"GRANT USAGE ON SCHEMA {place.name} TO reader")
        rows(f"GRANT SELECT ON ALL TABLES IN SCHEMA {place.name} TO reader")
        page = new_page(Server(postgres.url(user="reader"), place.name), "other")
        assert OPENED in str(page.ask(QUESTION).live)
        assert "The server does not allow that" in page.upload("ferry.txt", "It leaves at 6.40.")
        assert files(page) == []
        page.close()
    finally:
        rows("DROP OWNED BY reader")
        rows("DROP ROLE reader")


def test_a_server_that_is_lost_is_one_sentence_until_it_is_back(new_page: NewPage) -> None:
    server = PostgresServer()
    try:
        page = new_page(server.new_place())
        page.upload("bridge.txt", ARTICLES["bridge.txt"])
        conversation = page.ask(QUESTION).conversation or 0
        server.kill()
        failed = page.ask(QUESTION)
        assert "cannot be reached" in str(failed.live)
        assert (failed.box, failed.busy) == (QUESTION, False)
        assert "cannot be reached" in page.upload("ferry.txt", "The ferry leaves at 6.40.")
        assert "cannot be reached" in page.documents.table(page.name).html
        assert "cannot be reached" in page.documents.remove(page.name, ["0"])
        assert "cannot be reached" in page.summarise().work
        assert files(page) == ["bridge.txt"]
        with pytest.raises(CollectionError, match="cannot be reached"):
            page.open(conversation)
        assert page.chat.shown("another tab") == 0, "it stays as it is"
        assert page.chat.shown("tab") == conversation
        fresh = page.chat.open(Where("tab", page.name))
        assert (fresh.conversation, fresh.live) == (0, "")
        assert QUESTION in str(fresh.listed)
        assert page.chat.shown("tab") == 0
        assert "cannot be reached" in welcome_html(page.desk, page.name)
        server.start()
        assert OPENED in str(page.open(conversation).past)
        assert OPENED in str(page.ask(QUESTION).live)
        assert "1 added" in page.upload("ferry.txt", "The ferry leaves at 6.40.")
    finally:
        server.remove()
