"""What is kept of each open page, and when it is forgotten.

Gradio keeps a copy of the page's parts for each session, and its messages, until ten thousand
later ones. Here a page that was closed, or that never said that it is open (as a script's), is
forgotten once enough others were used after it. Some are kept, since a laptop that wakes up comes
back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT = 32
"""Sessions that are kept though no page is open for them, the last ones used."""


class Sessions:
    """Forgets sessions that have ended.

    Args:
        page: the Gradio page.
        on_end: called with each session that is forgotten.
    """

    def __init__(self, page: Any, on_end: Callable[[str], None]) -> None:
        self._page = page
        self._on_end = on_end
        self._open: Counter[str] = Counter()
        self._closed: set[str] = set()

    @contextmanager
    def opened(self, session: str) -> Iterator[None]:
        """A page is open for the block."""
        self._open[session] += 1
        self._closed.discard(session)
        try:
            yield
        finally:
            self._open[session] -= 1
            if not self._open[session]:
                del self._open[session]
                self._closed.add(session)
            self.end_old()

    def end_old(self) -> None:
        """Forget all but the last ones of those that no page is open for and nothing runs in.

        What a script has not fetched yet waits for it; a page that was closed fetches nothing.
        """
        queue, states = self._page._queue, self._page.state_holder
        messages, unread = queue.pending_messages_per_session, queue.pending_event_ids_session
        running = {event.session_hash for event in list(queue.event_ids_to_events.values())}
        waiting = {name for name, ids in list(unread.items()) if ids and name not in self._closed}
        for session in self._old(states.session_data, running):
            for kept in (states.session_data, states.time_last_used):
                kept.pop(session, None)
            self._end(session)
        for session in self._old(messages, running | waiting):
            for kept in (messages, unread):
                kept.pop(session, None)
            self._end(session)
        for session in set(unread) - set(messages) - running:
            del unread[session]
        self._closed &= {*states.session_data, *messages}

    def _old(self, known: Iterable[str], busy: set[str]) -> list[str]:
        """Of sessions in the order of their last use, those that can go."""
        left = [name for name in list(known) if name not in self._open and name not in busy]
        return left[:-KEPT]

    def _end(self, session: str) -> None:
        for kept in (self._page.pending_streams, self._page.pending_diff_streams):
            kept.pop(session, None)
        self._on_end(session)
