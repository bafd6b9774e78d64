"""A batch of summaries from the command line: outputs, progress, and the report at the end."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from assistant.answering.receipts import keep_of_batch
from assistant.batch.ledger import ledger_folder, measured_rate, open_ledger
from assistant.batch.output import JsonlFile, MarkdownFolder, Output, Outputs, row_to_json
from assistant.batch.runner import Batch, Keep, Plan, Result, Row, without_receipt
from assistant.batch.workers import Make, Workers, make_summary, workers, workers_on_nodes
from assistant.cli.output import messages, put, put_json, say
from assistant.cli.progress import BatchBar, duration
from assistant.cli.reports import say_first, say_skipped
from assistant.cluster.nodes import node_count
from assistant.config import home

if TYPE_CHECKING:
    from assistant.batch.inputs import Inputs
    from assistant.batch.ledger import Rate
    from assistant.cli.summarise import Job


@dataclass(slots=True)
class Tally:
    """What came of the documents so far."""

    made: int = 0
    kept: int = 0
    tokens: int = 0
    failures: list[str] = field(default_factory=list)

    def take(self, item: Row | Result) -> None:
        """Count one more."""
        if item.error:
            self.failures.append(
                item.error if item.source in item.error else f"{item.source}: {item.error}"
            )
        elif item.tokens:
            self.made += 1
            self.tokens += item.tokens
        else:
            self.kept += 1


class _Standard:
    """Standard output, one JSON line for each row."""

    def __init__(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint

    def put(self, row: Row) -> None:
        put_json(row_to_json(row, self._fingerprint), indent=None)

    def close(self, *, complete: bool) -> None:
        return


def run_batch(job: Job, inputs: Inputs) -> int:
    """Summarise all inputs into the outputs; returns how many documents failed."""
    fingerprint = job.recipe.fingerprint()
    tally = Tally()
    try:
        with (
            open_ledger(ledger_folder(home(), job.key)) as ledger,
            outputs_of(job, fingerprint) as outputs,
            workers_of(job) as pool,
            BatchBar(messages(), inputs.count, "Summarising") as bar,
        ):
            batch = Batch(
                ledger, fingerprint, retry_failed=job.retry_failed, keep=keep_of(job, inputs)
            )
            for row in batch.rows(inputs.read, pool):
                outputs.put(row)
                tally.take(row)
                bar.done(row.tokens, failed=row.summary is None)
    except KeyboardInterrupt:
        say(f"{tally.made + tally.kept:,} summarised; the same command goes on from there.")
        raise
    say_report(tally, inputs, bar.seconds, "summarised")
    return len(tally.failures)


def workers_of(job: Job, make: Make = make_summary) -> AbstractContextManager[Workers]:
    """Those that a job asks for."""
    if job.cluster is not None:
        return workers_on_nodes(job.recipe, job.cluster, job.workers, make)
    return workers(job.recipe, job.workers or 1, make)


def keep_of(job: Job, inputs: Inputs, *, together: bool = False) -> Keep:
    """What keeps the receipts of a job: the collection, where its documents are summarised."""
    if inputs.collection is None:
        return without_receipt
    return keep_of_batch(inputs.collection, job.recipe, together=together)


def print_plan(job: Job, inputs: Inputs, fingerprint: str, verb: str, *, as_json: bool) -> None:
    """Print what a run would make with this fingerprint; `verb` says what is done to documents.

    Raises:
        ConfigError: the run is for a cluster that cannot be joined.
    """
    count = node_count(job.cluster) if job.cluster else 1  # also says whether it is there
    count = job.workers or count
    with open_ledger(ledger_folder(home(), job.key)) as ledger:
        plan = Batch(ledger, fingerprint, retry_failed=job.retry_failed).plan(inputs.read)
        rate = ledger.rate(fingerprint) or measured_rate(home(), fingerprint)
    used = max(1, min(count, plan.to_do))
    seconds = rate.estimate(plan.words) / used if rate else None
    if as_json:
        put_json(asdict(plan) | {"seconds": None if seconds is None else round(seconds, 1)})
        return
    put(
        f"{plan.to_do:,} to {verb} ({plan.words:,} words), {plan.done:,} done before, "
        f"{plan.failed:,} that cannot be read or failed before"
    )
    put(_estimate(plan, rate, seconds, used))


def _estimate(plan: Plan, rate: Rate | None, seconds: float | None, used: int) -> str:
    if not plan.to_do:
        return "Nothing is left to do."
    if rate is None or seconds is None:
        return "How long it takes is not known: nothing was made with these settings yet."
    by = f" with {used:,} workers" if used > 1 else ""
    return (
        f"about {duration(seconds)}{by}, as {rate.documents:,} documents of {rate.words:,} words "
        f"took {duration(rate.seconds)} before"
    )


def outputs_of(job: Job, fingerprint: str) -> Outputs:
    """Where the rows of a job go; standard output where it names no place."""
    chosen: list[Output] = []
    if job.jsonl:
        chosen.append(JsonlFile(job.jsonl, fingerprint))
    if job.out:
        chosen.append(MarkdownFolder(job.out))
    return Outputs(*(chosen or [_Standard(fingerprint)]))


def say_report(
    tally: Tally, inputs: Inputs, seconds: float, verb: str, *, only_problems: bool = False
) -> None:
    """Say what failed, what was skipped, and how many documents there were."""
    say_first(tally.failures, "documents that failed", "yellow")
    say_skipped((str(item.path), item.reason) for item in inputs.skipped)
    if only_problems:
        return
    counts = (
        (tally.made, verb),
        (tally.kept, "unchanged"),
        (len(tally.failures), "failed"),
    )
    said = ", ".join(f"{count:,} {what}" for count, what in counts if count) or "nothing found"
    if tally.made:
        said += (
            f"; {tally.made / seconds:.2f} documents and {tally.tokens / seconds:,.0f} tokens "
            f"a second in {duration(seconds)}"
        )
    say(said, "dim")
