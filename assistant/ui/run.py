"""A question while it is being answered: one thread works, the page looks on."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from assistant.assistant import Assistant, Exchange, Hooks, Step, Understood
from assistant.errors import AssistantError
from assistant.records import Answer, Evidence
from assistant.search.filters import Filter
from assistant.serving.turns import Line
from assistant.ui.work import failure_of

THREADS = 4
"""Questions that may search at the same time; only one of them writes."""


@dataclass(slots=True)
class Run:
    """What is known so far. The working thread writes it, and any other may read it.

    Attributes:
        question: as it was typed.
        asked: as it is understood; as it was typed, until that is known.
        only: the part of the collection that is asked, in words; empty for all of it.
        steps: seconds since the start at which each step began.
        evidence: the sentences that were found; empty until they are picked.
        answer: checked, while a second sentence is still looked for; None until then.
        future: gives the checked answer.
    """

    question: str
    asked: str
    only: str = ""
    started: float = field(default_factory=time.monotonic)
    steps: dict[Step, float] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    answer: Answer | None = None
    thread: int = 0
    future: Future[Answer] = field(default_factory=Future)
    _stop: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """End the writing within a token; what was found is still shown."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()

    @property
    def done(self) -> bool:
        return self.future.done()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    @property
    def failure(self) -> AssistantError | None:
        """What a user can mend, once it is done. A bug is raised instead."""
        return failure_of(self.future)

    @property
    def is_only_quoted(self) -> bool:
        """Whether it quotes, and says nothing in words of its own, once it is done."""
        verdicts = {claim.verdict for claim in self.future.result().claims}
        return "quoted" in verdicts and "supported" not in verdicts

    def version(self) -> tuple[str, int, int, bool]:
        """Changes with everything that a reader could see."""
        return self.asked, len(self.steps), len(self.evidence), self.answer is not None

    def on_step(self, step: Step) -> None:
        self.steps.setdefault(step, self.seconds)

    def on_evidence(self, evidence: Sequence[Evidence]) -> None:
        self.evidence = tuple(evidence)

    def on_answer(self, answer: Answer) -> None:
        self.answer = answer

    def place(self, line: Line) -> int:
        """How many questions write before this one."""
        return line.ahead_of(self.thread) if self.thread else 0


class Runner:
    """Threads that answer questions, one run for each open page."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="ask")
        self._runs: dict[str, Run] = {}

    def start(
        self,
        tab: str,
        assistant: Assistant,
        run: Run,
        among: Filter,
        earlier: Sequence[Exchange],
        *,
        verbatim: bool,
    ) -> None:
        """Answer in a thread; whatever that page still had under way is stopped.

        The question is understood there, too, since the writer may take a second over that. What
        is `verbatim` is asked as it stands.
        """
        self.stop(tab)
        self._runs[tab] = run
        work = partial(_answer, run, assistant, among, earlier, verbatim=verbatim)
        run.future = self._pool.submit(work)

    def stop(self, tab: str) -> None:
        """Stop what that page has under way, if anything."""
        run = self._runs.pop(tab, None)
        if run is not None:
            run.stop()

    def close(self) -> None:
        """Stop everything."""
        for tab in list(self._runs):
            self.stop(tab)
        self._pool.shutdown(wait=True, cancel_futures=True)


def _answer(
    run: Run,
    assistant: Assistant,
    among: Filter,
    earlier: Sequence[Exchange],
    *,
    verbatim: bool,
) -> Answer:
    run.thread = threading.get_ident()
    understood = Understood(run.question)
    if not verbatim:
        understood = assistant.understand(run.question, earlier, lambda: run.stopped)
        run.asked = understood.text
    hooks = Hooks(
        on_evidence=run.on_evidence,
        on_answer=run.on_answer,
        on_step=run.on_step,
        should_stop=lambda: run.stopped,
    )
    return assistant.reply(understood, earlier, among=among, hooks=hooks)
