"""Which handler each part of the page calls, and what on the page it changes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from assistant.ui.desk import EXAMPLES
from assistant.ui.events import QUICK, SLOW, Pressed, Updates, tab_of, told, where_of, with_failure
from assistant.ui.handlers import Handlers
from assistant.ui.only import Only
from assistant.ui.only_fields import only_label
from assistant.ui.opening import BEGINS, HELD, ends
from assistant.ui.parts import EVERYWHERE, Side, Talk
from assistant.ui.ratings import connect_ratings
from assistant.ui.remembered import recalled, remember
from assistant.ui.screen import Screen, Where
from assistant.ui.starters import connect_examples
from assistant.ui.ticks import Ticks
from assistant.ui.welcome import welcome_html

TAKEN = """(...given) => {
  const box = document.querySelector("#question textarea");
  document.dispatchEvent(new CustomEvent("sent", { detail: box.value.trim() }));
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, "");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  return given;
}"""
"""Empties the box in the browser: an answer of the server would come after what is typed next.
What stood in it is in sight until it is heard, as question.js does it."""

WRITTEN = "() => document.dispatchEvent(new Event('written'))"
"""Tells question.js that one is over, and may have come back into the box: what is typed there
stays."""

FAILED = "() => document.dispatchEvent(new Event('failed'))"
"""Tells question.js that one was not heard: it comes back into the box."""

CHOSEN = "() => document.dispatchEvent(new Event('chosen'))"
"""Tells page.js that something in the sidebar was chosen: on a phone it closes."""

ADDRESS = """(kept) =>
  [kept, decodeURIComponent(location.hash), sessionStorage.getItem("draft") ?? ""]"""
"""Which conversation the address names, and what was typed when the page was loaded anew, as
page.js and gone.js keep them."""


class Wiring:
    """Connects the parts with the handlers."""

    def __init__(self, handlers: Handlers, side: Side, talk: Talk, changes: Sequence[Any]) -> None:
        self._handlers = handlers
        self._desk = handlers.desk
        self._chat = handlers.chat
        self._changes = changes
        self._address, self._draft = gr.Textbox(visible=False), gr.Textbox(visible=False)
        self._side = side
        self._talk = talk
        self._ticks = Ticks(handlers.summaries, side.shelf, talk)

    def connect(self, page: gr.Blocks) -> None:
        """All events of the page."""
        self._connect_questions()
        self._connect_clicked()
        self._connect_only()
        self._connect_line()
        self._connect_conversations(page)
        connect_ratings(self._chat, self._side, self._talk)
        self._connect_first_steps()

    # ── Questions ──────────────────────────────────────────────────────────────────────

    def _connect_questions(self) -> None:
        side, talk, chat = self._side, self._talk, self._chat
        only = [*talk.fields.boxes, talk.ticked]
        place = [side.shelf, side.profile, talk.conversation, *only]
        editing = gr.State("")

        async def ask(
            request: gr.Request, box: str, edited: str, turn: int, *place: Any
        ) -> AsyncIterator[Updates]:
            is_shown = edited == _turn_in(place, turn)  # else another conversation was opened since
            again = turn if is_shown else 0
            where = where_of(request, place)
            async for updates in self._asked(chat.ask(where, box, again=again)):
                yield (*updates, "")

        async def ask_meant(
            request: gr.Request, text: str, turn: int, *place: Any
        ) -> AsyncIterator[Updates]:
            where = where_of(request, place)
            screens = chat.ask(where, text, again=turn, verbatim=True)
            async for updates in self._asked(screens):
                yield updates

        async def retry(request: gr.Request, turn: int, *place: Any) -> AsyncIterator[Updates]:
            where = where_of(request, place)
            screens = chat.ask(where, told(chat.question)(where, turn), again=turn)
            async for updates in self._asked(screens):
                yield updates

        @told
        def edit(request: gr.Request, turn: int, *place: Any) -> tuple[str, str]:
            return chat.question(where_of(request, place), turn), _turn_in(place, turn)

        def stop(request: gr.Request) -> None:
            chat.stop(tab_of(request))

        typed = gr.on([talk.ask.click, talk.box.submit], None, js=HELD, **QUICK).then(
            ask,
            [talk.box, editing, talk.turn, *place],
            [*self._outputs, editing],
            trigger_mode="multiple",  # what comes while one is answered waits
            js=TAKEN,
            **SLOW,
        )
        self._connect_heard(typed)
        meant = [talk.understood, talk.turn, *place]
        talk.ask_understood.click(ask_meant, meant, self._outputs, **SLOW)
        talk.retry.click(retry, [talk.turn, *place], self._outputs, **SLOW)
        talk.edit.click(edit, [talk.turn, *place], [talk.box, editing], **QUICK).then(
            None, js="() => document.querySelector('#question textarea')?.focus()"
        )
        talk.stop.click(stop, None, None, **QUICK)

        @told
        def undo(request: gr.Request, turn: int, *place: Any) -> Updates:
            return self._updates(chat.undo(where_of(request, place), turn))

        shown = [talk.turn, *place[:3]]
        ends(talk.replaced.click(undo, shown, self._outputs, js=BEGINS, **QUICK))

    def _connect_clicked(self) -> None:
        side, talk, chat = self._side, self._talk, self._chat
        place = [side.shelf, side.profile, talk.conversation, *talk.fields.boxes, talk.ticked]

        async def ask_clicked(
            request: gr.Request, event: gr.EventData, *place: Any
        ) -> AsyncIterator[Updates]:
            screens = chat.ask(where_of(request, place), Pressed.read(event).text)
            async for updates in self._asked(screens):
                yield updates

        self._connect_heard(
            talk.clicked.click(ask_clicked, place, self._outputs, trigger_mode="multiple", **SLOW)
        )

    async def _asked(self, screens: AsyncIterator[Screen]) -> AsyncIterator[Updates]:
        """What a question changes; where that is nothing, Gradio would empty every part."""
        is_shown = False
        async for screen in screens:
            is_shown = True
            yield self._updates(screen)
        if not is_shown:
            yield self._updates(Screen())

    def _connect_heard(self, asked: Any) -> None:
        asked.success(None, js=WRITTEN, **QUICK)
        asked.failure(None, js=FAILED, **QUICK)

    def _connect_only(self) -> None:
        talk, shelf = self._talk, self._side.shelf
        boxes: list[Any] = talk.fields.boxes
        ticked: Any = talk.ticked

        def label(*typed: Any) -> Any:
            return gr.Button(only_label(Only.typed(*typed), EVERYWHERE, "Only in documents"))

        gr.on(
            [shelf.change, *(box.change for box in (*boxes, ticked))],
            **self._ticks.event,
            trigger_mode="always_last",
        )
        gr.on(
            [box.change for box in (*boxes, ticked)],
            label,
            [*boxes, talk.ticked],
            talk.only,
            trigger_mode="always_last",
            preprocess=False,
            **QUICK,
        )

    def _connect_line(self) -> None:
        talk, chat = self._talk, self._chat

        def drop(request: gr.Request, event: gr.EventData) -> Updates:
            screen = chat.drop(tab_of(request), Pressed.read(event).id)
            return gr.skip() if screen.box is None else screen.box, screen.queued

        talk.queued.click(drop, None, [talk.box, talk.queued], **QUICK)

    # ── Conversations ──────────────────────────────────────────────────────────────────

    def _connect_conversations(self, page: gr.Blocks) -> None:
        side, chat = self._side, self._chat
        place = [side.shelf, side.profile]

        @told
        def load(request: gr.Request, kept: Any, address: str, draft: str) -> Updates:
            names = [shelf.name for shelf in self._desk.shelves()]
            first, profile = recalled(self._desk, kept)
            shelf, _, number = address.removeprefix("#/").rpartition("/")
            conversation = int(number) if shelf in names and number.isdecimal() else 0
            first = shelf if conversation else first
            return (
                gr.Dropdown(choices=names, value=first),
                gr.Dropdown(choices=self._desk.models.profiles(), value=profile),
                *self._opened(Where(tab_of(request), first, "", conversation), draft),
                self._ticks.offered(first, Only(), ()),
            )

        @told
        def fresh(request: gr.Request, *place: Any) -> Updates:
            return self._opened(where_of(request, place))

        @told
        def moved(request: gr.Request, *place: Any) -> Updates:
            where = where_of(request, place)
            if chat.shows(where):
                return tuple(gr.skip() for _ in opened)
            return self._opened(where)

        @told
        def entered(request: gr.Request, *place: Any) -> Updates:
            """Documents have come, or gone."""
            return self._steps(where_of(request, place))

        gr.on([side.shelf.select, side.profile.select], None, js=CHOSEN, **QUICK)
        opened = [*self._outputs, *self._first_steps]
        where = [*place, self._talk.conversation]
        page.unload(self._unload)
        chosen = self._connect_list()
        openings = [
            page.load(
                load,
                [remember(side), self._address, self._draft],
                [side.shelf, side.profile, *opened, self._talk.ticked],
                js=ADDRESS,
                **QUICK,
            ),
            side.new.click(fresh, place, opened, js=BEGINS, **QUICK),
            side.shelf.change(moved, place, opened, js=BEGINS, **QUICK),
            chosen,
        ]
        for opening in openings:
            ends(opening)
        changed = (
            change.then(entered, where, self._first_steps, **QUICK).then(**self._ticks.event)
            for change in self._changes
        )
        for shown in (*openings, *changed):
            self._with_examples(shown)

    def _connect_list(self) -> Any:
        side, chat = self._side, self._chat

        @told
        def pressed(request: gr.Request, event: gr.EventData, *place: Any) -> Updates:
            did = Pressed.read(event)
            where = replace(where_of(request, place), conversation=did.id)
            before = chat.shown(where.tab)
            shown = chat.conversations.press(
                where.tab, where.shelf, before, did.id, did.do, did.text
            )
            if did.do == "open":
                return self._opened(where)
            if shown != before:
                return self._opened(replace(where, conversation=0))
            skipped = [gr.skip()] * len(self._first_steps)
            return (*self._updates(Screen(listed=chat.listed(where))), *skipped)

        @told
        def search(request: gr.Request, words: str, shelf: str) -> str:
            tab = tab_of(request)
            return chat.conversations.search(tab, shelf, chat.shown(tab), words)

        side.search.change(
            search,
            [side.search, side.shelf],
            side.conversations,
            trigger_mode="always_last",
            **QUICK,
        )
        opened = [*self._outputs, *self._first_steps]
        place = [side.shelf, side.profile]
        return side.conversations.click(pressed, place, opened, js=BEGINS, **QUICK)

    def _with_examples(self, shown: Any) -> None:
        """Example questions follow on what was shown."""
        connect_examples(self._handlers, self._side, self._talk, shown)

    def _unload(self, request: gr.Request) -> None:
        self._chat.leave(tab_of(request))

    def _opened(self, where: Where, draft: str = "") -> Updates:
        """A conversation, or the first steps where it is a new one.

        What was typed before stands in the box, and not a question of it that was cut off.
        """
        screen = self._chat.open(where)
        screen = replace(screen, box=draft) if draft else screen
        return (*self._updates(screen), *self._steps(where))

    def _steps(self, where: Where) -> Updates:
        absent = bool(self._desk.models.absent())
        empty = not absent and not self._desk.has(where.shelf)
        offered = empty and self._handlers.documents.has_examples
        html = "" if where.conversation else welcome_html(self._desk, where.shelf)
        return html, gr.Button(visible=absent), gr.Button(visible=offered)

    @property
    def _first_steps(self) -> list[Any]:
        return [self._talk.welcome, self._talk.pull, self._talk.examples]

    # ── First steps ────────────────────────────────────────────────────────────────────

    def _connect_first_steps(self) -> None:
        side, talk = self._side, self._talk

        @told
        def settle(request: gr.Request, shelf: str) -> Updates:
            names = [found.name for found in self._desk.shelves()]
            chosen = shelf if shelf in names else self._desk.first
            where = Where(tab_of(request), chosen)
            return (
                gr.Dropdown(choices=names, value=chosen),
                gr.Dropdown(choices=self._desk.models.profiles()),
                *self._opened(where),
            )

        async def pull() -> AsyncIterator[str]:
            async for html in with_failure(self._handlers.puller.pull()):
                yield html

        async def examples() -> AsyncIterator[Updates]:
            async for html in with_failure(self._handlers.documents.add_examples()):
                yield html, gr.skip()
            names = [found.name for found in self._desk.shelves()]
            yield "", gr.Dropdown(choices=names, value=EXAMPLES)

        everything = [side.shelf, side.profile, *self._outputs, *self._first_steps]
        # A download takes minutes, in which questions are asked: only what follows it opens.
        pulled = talk.pull.click(pull, None, talk.work, **SLOW)
        ready = pulled.success(settle, side.shelf, everything, js=BEGINS, **QUICK)
        ends(ready)
        indexed = talk.examples.click(examples, None, [talk.work, side.shelf], js=BEGINS, **SLOW)
        chosen = indexed.success(settle, side.shelf, everything, **QUICK)
        ends(chosen, indexed)
        for shown in (ready, chosen):
            self._with_examples(shown)

    # ── Updates ────────────────────────────────────────────────────────────────────────

    @property
    def _outputs(self) -> list[Any]:
        """The parts that `_updates` gives, in its order."""
        talk, side = self._talk, self._side
        return [
            talk.box, talk.past, talk.live, talk.past_cards, talk.live_cards, talk.conversation,
            talk.turn, talk.replaced, talk.actions, talk.meant, talk.understood, talk.stop,
            talk.welcome, talk.thanks, talk.rating, talk.queued, side.conversations,
        ]  # fmt: skip

    def _updates(self, screen: Screen) -> Updates:
        keep: Callable[[Any], Any] = lambda value: gr.skip() if value is None else value  # noqa: E731
        busy, meant = screen.busy, screen.understood
        started = busy is True
        is_new = busy is not None  # what was said of the answer before is not said of this one
        return (
            keep(screen.box),
            keep(screen.past),
            keep(screen.live),
            keep(screen.past_cards),
            keep(screen.live_cards),
            keep(screen.conversation),
            keep(screen.turn),
            keep(screen.replaced),
            gr.skip() if screen.turn is None else gr.Row(visible=bool(screen.turn)),
            gr.skip() if meant is None else gr.Row(visible=bool(meant)),
            keep(meant),
            gr.skip() if busy is None else gr.Button(visible=busy),
            "" if started else gr.skip(),
            "" if is_new else gr.skip(),
            gr.Column(visible=False) if is_new else gr.skip(),
            keep(screen.queued),
            keep(screen.listed),
        )


def _turn_in(place: Sequence[Any], turn: int) -> str:
    """Names one turn among those of all collections."""
    return f"{turn} {place[0]}"
