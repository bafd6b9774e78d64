"""What happens on the page when a person asks, stops, rates or opens a conversation.

Nothing here knows Gradio: handlers give a `Screen`, whose empty fields stay as they are.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace

from assistant.assistant import Exchange
from assistant.errors import AssistantError, CollectionError, DocumentUnknown
from assistant.grounding.stored import restored_answer
from assistant.language.question import MOST_CHARACTERS, require_askable
from assistant.present.json import to_json
from assistant.present.page import excerpt
from assistant.records import Answer
from assistant.search.collection import Collection
from assistant.ui.conversations import Conversations
from assistant.ui.desk import Desk
from assistant.ui.gold import found_in
from assistant.ui.history import History, KeptTurn, Rating
from assistant.ui.lines import Lines, Waiting
from assistant.ui.live import LIVE, live_cards, live_html
from assistant.ui.notices import notice, page_text
from assistant.ui.only import require_short
from assistant.ui.run import Run, Runner
from assistant.ui.screen import Screen, Where
from assistant.ui.templates import render
from assistant.ui.thread import unanswered_html
from assistant.ui.turns import Turns, joined

CUT_OFF = "This was cut off before it was answered. Ask it again, or go on."
LOOK_SECONDS = 0.08
TICK_SECONDS = 0.4
"""The page hears of a run at least this often; that is also how a closed one is noticed."""

MOST_TITLE = 120
"""Characters of a question that a conversation is called by."""

LOOKS = round(TICK_SECONDS / LOOK_SECONDS)
"""A question that waits says so again after as many looks."""


class Chat:
    """The handlers of the conversation."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._runner = Runner()
        self._shown: dict[str, tuple[str, int]] = {}
        self._lines = Lines()
        self._turns = Turns(desk.known)
        self._is_ending = False
        self.conversations = Conversations(desk)

    def end(self) -> None:
        """The server is about to end: what is under way stays in the history as cut off."""
        self._is_ending = True
        for tab in self._lines.tabs:
            self._quit(tab)

    def close(self) -> None:
        """Stop everything that is under way."""
        self._runner.close()

    async def ask(
        self, where: Where, typed: str, *, again: int = 0, verbatim: bool = False
    ) -> AsyncIterator[Screen]:
        """Answer a question, or say in one sentence why that is not possible.

        One that comes while another is answered waits, and is asked in the same conversation.

        Args:
            where: whose question it is.
            typed: what stands in the box.
            again: the turn whose place it takes, which can be had back, as long as that is the
                conversation's last one: another page may have added some. 0 for none.
            verbatim: asked as it stands, without looking at what was said before.
        """
        typed = typed.strip()
        if not typed:
            return
        with self._lines.joined(where.tab, typed) as mine:
            while mine.waits:
                # Said again and again: what the one before says of the line may come after it.
                yield Screen(queued=self._lines.html(where.tab))
                for _ in range(LOOKS):
                    if mine.waits:
                        await asyncio.sleep(LOOK_SECONDS)
            if not mine.is_wanted:
                # The last thing that was said is said again at the end.
                yield Screen(queued=self._lines.html(where.tab))
                return
            try:
                async for screen in self._answered(where, mine, again=again, verbatim=verbatim):
                    yield screen
            except AssistantError as error:  # also where a server was lost in between
                if mine.is_wanted:
                    past, cards = await asyncio.to_thread(self._before, where)
                    failed = _failed(Run(typed, typed), error)
                    failed = replace(failed, past=past, past_cards=cards)
                    yield replace(failed, queued=self._lines.html(where.tab))

    async def _answered(
        self, where: Where, mine: Waiting, *, again: int, verbatim: bool
    ) -> AsyncIterator[Screen]:
        typed = mine.question
        require_askable(typed)
        # Before anything is waited for, since another conversation may be opened meanwhile.
        shelf, shown = self._shown.get(where.tab, (where.shelf, where.conversation))
        # In other threads, as all that may wait for a server: pages are served by this one.
        profile = where.profile or None
        assistant = await asyncio.to_thread(self._desk.assistant, where.shelf, profile)
        history = self._desk.history(where.shelf)
        among, only = where.only.filter(), where.only.words()
        # Another collection's by now, or deleted in another tab, or begun while this one waited.
        conversation = shown if shelf == where.shelf and history.has(shown) else 0
        earlier = history.turns(conversation)
        conversation = conversation or history.start(excerpt(typed, MOST_TITLE))
        where = replace(where, conversation=conversation)
        history.begin(conversation, typed)
        if not mine.is_wanted:  # another was opened meanwhile; this one stays in its own
            if self.shows(where):
                yield Screen(listed=self.listed(where))
            return
        self._shown[where.tab] = (where.shelf, conversation)
        replaced = earlier.pop() if earlier and earlier[-1].id == again else None
        said = _said(earlier)
        collection = assistant.collection
        past, cards = await asyncio.to_thread(self._turns.joined, earlier, collection, where.shelf)
        if self._is_ending or not mine.is_wanted:  # another conversation was opened meanwhile
            return
        run = Run(typed, typed, only)
        begun = live_html(run, 0)  # takes the place of the last answer when that is the past
        self._runner.start(where.tab, assistant, run, among, said, verbatim=verbatim)
        yield Screen(
            past=past,
            live=begun,
            past_cards=cards,
            live_cards="",
            conversation=conversation,
            turn=0,
            replaced="",
            understood="",
            busy=True,
            queued=self._lines.html(where.tab),
            listed=self.listed(where),
        )
        try:
            async for screen in self._watch(run, collection, where.shelf):
                if mine.is_wanted:
                    yield screen
            was_stopped = run.stopped
        finally:
            run.stop()
        if self._is_ending:
            return
        try:
            if run.failure is not None:
                raise run.failure
            kept = await self._kept(run, where, history, collection, replaced.id if replaced else 0)
        except AssistantError as error:
            if mine.is_wanted:
                history.end(conversation, typed)  # it is back in the box
                whole = history.turns(conversation)  # nothing took the place of the last one
                past, cards = await asyncio.to_thread(
                    self._turns.joined, whole, collection, where.shelf
                )
                yield replace(_failed(run, error), past=past, past_cards=cards)
            return
        kept = replace(kept, live=f"{kept.live}{_stopped(run) if was_stopped else ''}")
        yield kept if mine.is_wanted else Screen(listed=kept.listed)

    async def _watch(self, run: Run, collection: Collection, shelf: str) -> AsyncIterator[Screen]:
        """The run as it goes; a tick in between, so that a closed page is noticed."""
        seen: tuple[object, ...] = ()
        shown: tuple[int, Answer | None] = (0, None)
        while not run.done and not self._is_ending:
            ahead = run.place(self._desk.models.line)
            new = (*run.version(), ahead, int(run.seconds / TICK_SECONDS))
            if new != seen:
                seen = new
                found = len(run.evidence), run.answer
                cards = None
                if found != shown:
                    shown = found
                    cards = await asyncio.to_thread(live_cards, run, collection, shelf)
                yield Screen(live=live_html(run, ahead), live_cards=cards)
            await asyncio.sleep(LOOK_SECONDS)

    async def _kept(
        self, run: Run, where: Where, history: History, collection: Collection, replaced: int
    ) -> Screen:
        """The answer, after it was kept in the history in place of another turn; 0 for none.

        Raises:
            DocumentUnknown: it quotes what was removed meanwhile, so that nothing of it is kept.
        """
        given = run.future.result()
        answer = to_json(given)
        turn = history.add(where.conversation, run.question, run.asked, answer, run.only)
        if replaced and turn:
            history.replace(replaced, turn)
        history.end(where.conversation, run.question)  # before anything that may be cut off
        # Who removes a document forgets the turns that are kept by then: this one may come later.
        is_gone = 0
        with suppress(CollectionError):  # a server was lost since; opening it looks again
            if turn:
                is_gone = await asyncio.to_thread(history.forget_deleted, collection.receipts, turn)
        if is_gone:
            history.begin(where.conversation, run.question)
            collection.receipts.remove([given.receipt.id])
            raise DocumentUnknown("What was found was removed meanwhile.", "Ask again.")
        kept = KeptTurn(turn, run.question, run.asked, answer, "", run.only)
        try:
            html, cards = await asyncio.to_thread(self._turns.pair, kept, collection, where.shelf)
        except CollectionError:  # a server was lost since; the answer is kept, so it is shown
            html, cards = self._turns.pair(kept, None, where.shelf)
        return Screen(
            live=html,
            live_cards=cards,
            conversation=where.conversation,
            turn=turn,
            replaced=_replaced(history, turn),
            understood=run.asked if run.asked != run.question else "",
            busy=False,
            listed=self.listed(where),
        )

    def stop(self, tab: str) -> None:
        """Stop what that page has under way."""
        self._runner.stop(tab)

    def leave(self, tab: str) -> None:
        """That page was closed: stop what it has under way, and forget it."""
        self._quit(tab)
        self._shown.pop(tab, None)
        self.conversations.leave(tab)

    def _quit(self, tab: str) -> None:
        """Stop what that page has under way; what waits there stays in its conversation."""
        shelf, conversation = self._shown.get(tab, ("", 0))
        for question in self._lines.leave(tab):
            if conversation:
                self._desk.history(shelf).begin(conversation, question)
        self._runner.stop(tab)

    def shows(self, where: Where) -> bool:
        """Whether what that page shows is of that collection; unknown pages are believed."""
        return self._shown.get(where.tab, (where.shelf, 0))[0] == where.shelf

    def stays(self, tab: str, shelf: str) -> bool:
        """Whether opening that collection would cut off what the page has under way in another."""
        return not self._lines.is_empty(tab) and not self.shows(Where(tab, shelf))

    def shown(self, tab: str) -> int:
        """The conversation that a page shows; 0 for a new one."""
        return self._shown.get(tab, ("", 0))[1]

    def drop(self, tab: str, place: int) -> Screen:
        """Take a question out of the line; it comes back into the box."""
        return Screen(box=self._lines.drop(tab, place), queued=self._lines.html(tab))

    # ── Conversations ──────────────────────────────────────────────────────────────────

    def open(self, where: Where) -> Screen:
        """Show a kept conversation, or an empty one. What was typed stays in the box.

        A question that was cut off stands at its end, and in the box.

        Raises:
            CollectionError: its server cannot be reached. The page goes on with what it shows.
        """
        # All that waits for a server comes first. An empty one shows nothing that may be gone.
        with nullcontext() if where.conversation else suppress(CollectionError):
            self._desk.forget_gone(where.shelf)
        history = self._desk.history(where.shelf) if where.conversation else None
        is_known = history is not None and history.has(where.conversation)
        where = where if is_known else replace(where, conversation=0)
        listed = self.conversations.html(where.tab, where.shelf, where.conversation)
        turns = history.turns(where.conversation) if history is not None else []
        pairs: list[tuple[str, str]] = []
        if turns:
            collection = self._desk.assistant(where.shelf, where.profile or None).collection
            pairs = [self._turns.pair(turn, collection, where.shelf) for turn in turns]
        self._quit(where.tab)
        self._shown[where.tab] = (where.shelf, where.conversation)
        shown = Screen(None, "", "", "", "", where.conversation, 0, "", "", busy=False, queued="")
        shown = replace(shown, listed=listed)
        cut_off = history.pending(where.conversation) if history is not None else []
        if cut_off:
            past, past_cards = joined(pairs)
            runs = (Run(text, text) for text in cut_off)
            live = "".join(unanswered_html(LIVE, run, CUT_OFF, "warning") for run in runs)
            return replace(shown, box=cut_off[-1], past=past, past_cards=past_cards, live=live)
        if not turns:
            return shown
        past, past_cards = joined(pairs[:-1])
        live, cards = pairs[-1]
        assert history is not None
        return replace(
            shown,
            past=past,
            live=live,
            past_cards=past_cards,
            live_cards=cards,
            turn=turns[-1].id,
            replaced=_replaced(history, turns[-1].id),
        )

    def undo(self, where: Where, turn: int) -> Screen:
        """Have back what a turn took the place of; that turn can be had back then.

        Raises:
            CollectionError: as for `open`.
        """
        self._desk.history(where.shelf).swap(turn)
        return self.open(where)

    def listed(self, where: Where) -> str:
        """The list of conversations, as that page last searched it."""
        return self.conversations.html(where.tab, where.shelf, self.shown(where.tab))

    def question(self, where: Where, turn: int) -> str:
        """The question of a turn as it was typed, to be edited or asked again.

        Raises:
            AssistantError: it is no longer kept, not even as one that was asked again since.
        """
        question = self._desk.history(where.shelf).question(where.conversation, turn)
        if not question:
            raise AssistantError("This answer is no longer kept.", "Ask it in the box.")
        return question

    def note(self, where: Where, turn: int) -> str:
        """Keep an answer among the notes; returns the list of conversations."""
        self.question(where, turn)  # of none that is no longer kept, as that one says
        self._desk.history(where.shelf).note(turn)
        return self.listed(where)

    def rate(self, where: Where, turn: int, rating: Rating, sentence: str = "") -> str:
        """Keep what the reader thought; returns what to say about it.

        Raises:
            ConfigError: the sentence is too long.
        """
        sentence = " ".join(sentence.split())
        require_short("The sentence", sentence, MOST_CHARACTERS)
        file, found = "", ""
        if sentence:
            assistant = self._desk.assistant(where.shelf, where.profile or None)
            file, found = found_in(assistant, sentence)
        self._desk.history(where.shelf).rate(turn, rating, found or sentence, file)
        if not sentence:
            return "Thank you. This is kept on the machine that serves this page, and nowhere else."
        if file:
            return "Thank you. The sentence was found in your documents and kept with the question."
        return (
            "Kept. No document holds this sentence word for word, so that the evaluation leaves it "
            "out."
        )

    # ── HTML ───────────────────────────────────────────────────────────────────────────

    def _before(self, where: Where) -> tuple[str, str]:
        """All turns of what a page shows, for a question that failed below them."""
        shelf, shown = self._shown.get(where.tab, (where.shelf, where.conversation))
        if not shown:
            return "", ""
        turns = self._desk.history(shelf).turns(shown)
        with suppress(AssistantError):  # it may be what failed
            collection = self._desk.assistant(shelf, where.profile or None).collection
            return self._turns.joined(turns, collection, shelf)
        return self._turns.joined(turns, None, shelf)


def _replaced(history: History, turn: int) -> str:
    return render("replaced") if history.replaced(turn) else ""


def _said(earlier: Sequence[KeptTurn]) -> list[Exchange]:
    """What a follow-up may point to, and a wish be about."""
    return [Exchange(one.asked, restored_answer(one.answer), one.question) for one in earlier]


def _stopped(run: Run) -> str:
    """Stands below what was stopped; an answer may have been worded by then, or quote nothing."""
    quoted = " What was not worded by then is quoted." if run.is_only_quoted else ""
    return notice(f"Stopped.{quoted}")


def _failed(run: Run, error: AssistantError) -> Screen:
    """What went wrong and what to do next; the question goes back into the box."""
    html = unanswered_html(LIVE, run, page_text(error), "error")
    return Screen(box=run.question, live=html, live_cards="", turn=0, understood="", busy=False)
