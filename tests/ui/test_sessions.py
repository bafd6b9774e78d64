"""Which sessions are kept in memory, and which are forgotten."""

from __future__ import annotations

from types import SimpleNamespace

from assistant.ui.sessions import KEPT, Sessions


class _Queue:
    def __init__(self, running: list[str], unread: list[str]) -> None:
        self.event_ids_to_events = {name: SimpleNamespace(session_hash=name) for name in running}
        self.pending_messages_per_session: dict[str, list[str]] = {
            f"s{number}": [] for number in range(100)
        }
        self.pending_event_ids_session: dict[str, set[str]] = {
            f"s{number}": set() for number in range(100)
        } | {name: {"an event"} for name in unread}


def test_what_is_open_runs_or_waits_to_be_fetched_is_not_forgotten() -> None:
    page = SimpleNamespace(
        _queue=_Queue(["s1"], ["s2"]),
        state_holder=SimpleNamespace(
            session_data={f"s{number}": object() for number in range(100)},
            time_last_used={f"s{number}": 0 for number in range(100)},
        ),
        pending_streams={},
        pending_diff_streams={},
    )
    ended: list[str] = []
    sessions = Sessions(page, ended.append)
    last = [f"s{number}" for number in range(100 - KEPT, 100)]
    with sessions.opened("s0"), sessions.opened("s0"):
        sessions.end_old()
        assert list(page.state_holder.session_data) == ["s0", "s1", *last]
        assert list(page.state_holder.time_last_used) == ["s0", "s1", *last]
        assert list(page._queue.pending_messages_per_session) == ["s0", "s1", "s2", *last]
        assert list(page._queue.pending_event_ids_session) == ["s0", "s1", "s2", *last]
    assert list(page.state_holder.session_data) == ["s1", *last], "closed, and the oldest"
    assert set(ended) == {f"s{number}" for number in range(100)} - {"s1", *last}
    with sessions.opened("s2"):
        pass
    assert "s2" not in page._queue.pending_messages_per_session, "a closed page fetches nothing"
