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

    @contextmanager
    def opened(self, session: str) -> Iterator[None]:
        """A page is open for the block."""
        self._open[session] += 1
        try:
            yield
        finally:
            self._open[session] -= 1
            self._open += Counter()  # without those at zero
            self.end_old()

    def end_old(self) -> None:
        """Forget all but the last ones of those that no page is open for and nothing runs in."""
        queue, states = self._page._queue, self._page.state_holder
        running = {event.session_hash for event in list(queue.event_ids_to_events.values())}
        for known in (states.session_data, queue.pending_messages_per_session):
            for session in self._old(known, running):
                self._end(session)

    def _old(self, known: Iterable[str], running: set[str]) -> list[str]:
        """Of sessions in the order of their last use, those that can go."""
        left = [name for name in list(known) if name not in self._open and name not in running]
        return left[:-KEPT]

    def _end(self, session: str) -> None:
        page, queue, states = self._page, self._page._queue, self._page.state_holder
        for kept in (
            states.session_data,
            states.time_last_used,
            queue.pending_messages_per_session,
            queue.pending_event_ids_session,
            page.pending_streams,
            page.pending_diff_streams,
        ):
            kept.pop(session, None)
        self._on_end(session)
