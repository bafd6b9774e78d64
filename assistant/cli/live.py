"""What a reader sees while an answer is being made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from rich.console import Group
from rich.live import Live
from rich.spinner import Spinner

from assistant.cli.output import messages

if TYPE_CHECKING:
    from assistant.records import Answer, Evidence


class Waiting:
    """On a terminal: the evidence as soon as it is picked, then the answer once it is checked.

    It is written to standard error and taken away again; elsewhere nothing is shown.
    """

    def __init__(self) -> None:
        self._console = messages()
        self._live = Live(
            Spinner("dots", "Searching"),
            console=self._console,
            transient=True,
            refresh_per_second=8,
        )

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def show(self, evidence: Sequence[Evidence]) -> None:
        """Show the sentences that the answer will be made of."""
        from assistant.present.text import evidence_preview

        preview = evidence_preview(evidence)
        self._live.update(Group(preview, Spinner("dots", "Writing and checking")))

    def show_answer(self, answer: Answer) -> None:
        """Show a checked answer, to which more may belong."""
        from assistant.present.text import answer_preview

        self._live.update(Group(answer_preview(answer), Spinner("dots", "Looking for more")))
