"""A batch of summaries from the command line: outputs, progress, and the report at the end."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from assistant.batch.ledger import ledger_folder, measured_rate, open_ledger
from assistant.batch.output import JsonlFile, MarkdownFolder, Output, Outputs, row_to_json
from assistant.batch.runner import Batch, Plan, Row
from assistant.batch.workers import workers
from assistant.cli.output import messages, put, put_json, say
from assistant.cli.progress import BatchBar, duration
from assistant.cli.reports import SHOWN
from assistant.config import home
from assistant.present.printable import one_line

if TYPE_CHECKING:
    from assistant.batch.inputs import Inputs
    from assistant.batch.ledger import Rate
    from assistant.cli.summarise import Job


@dataclass(slots=True)
class _Tally:
    """What came of the rows so far."""

    made: int = 0
    kept: int = 0
    tokens: int = 0
    failures: list[str] = field(default_factory=list)

    def take(self, row: Row) -> None:
        if row.summary is None:
            self.failures.append(
                row.error if row.source in row.error else f"{row.source}: {row.error}"
            )
        elif row.tokens:
            self.made += 1
            self.tokens += row.tokens
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
    tally = _Tally()
    try:
        with (
            open_ledger(ledger_folder(home(), job.key)) as ledger,
            _outputs(job, fingerprint) as outputs,
            workers(job.recipe, job.workers) as pool,
            BatchBar(messages(), inputs.count) as bar,
        ):
            batch = Batch(ledger, fingerprint, retry_failed=job.retry_failed)
            for row in batch.rows(inputs.read, pool):
                outputs.put(row)
                tally.take(row)
                bar.done(row.tokens, failed=row.summary is None)
    except KeyboardInterrupt:
        say(f"{tally.made + tally.kept:,} summarised; the same command goes on from there.")
        raise
    _say_report(tally, inputs, bar.seconds)
    return len(tally.failures)


def say_plan(job: Job, inputs: Inputs, *, as_json: bool) -> None:
    """Print how many documents are to do, and about how long that takes."""
    fingerprint = job.recipe.fingerprint()
    with open_ledger(ledger_folder(home(), job.key)) as ledger:
        plan = Batch(ledger, fingerprint, retry_failed=job.retry_failed).plan(inputs.read)
        rate = ledger.rate(fingerprint) or measured_rate(home(), fingerprint)
    seconds = rate.estimate(plan.words) / job.workers if rate else None
    if as_json:
        put_json(asdict(plan) | {"seconds": None if seconds is None else round(seconds, 1)})
        return
    put(
        f"{plan.to_do:,} to summarise ({plan.words:,} words), {plan.done:,} done before, "
        f"{plan.failed:,} that cannot be read or failed before"
    )
    put(_estimate(plan, rate, seconds))


def _estimate(plan: Plan, rate: Rate | None, seconds: float | None) -> str:
    if not plan.to_do:
        return "Nothing is left to do."
    if rate is None or seconds is None:
        return "How long it takes is not known: nothing was summarised with these settings yet."
    return (
        f"about {duration(seconds)}, as {rate.documents:,} documents of {rate.words:,} words "
        f"took {duration(rate.seconds)} before"
    )


def _outputs(job: Job, fingerprint: str) -> Outputs:
    chosen: list[Output] = []
    if job.jsonl:
        chosen.append(JsonlFile(job.jsonl, fingerprint))
    if job.out:
        chosen.append(MarkdownFolder(job.out))
    return Outputs(*(chosen or [_Standard(fingerprint)]))


def _say_report(tally: _Tally, inputs: Inputs, seconds: float) -> None:
    for failure in tally.failures[:SHOWN]:
        say(failure, "yellow")
    if len(tally.failures) > SHOWN:
        say(f"and {len(tally.failures) - SHOWN:,} more documents that failed", "yellow")
    for item in inputs.skipped[:SHOWN]:
        say(f"skipped {one_line(str(item.path))}: {item.reason}", "dim")
    if len(inputs.skipped) > SHOWN:
        say(f"and {len(inputs.skipped) - SHOWN:,} more files skipped", "dim")
    counts = (
        (tally.made, "summarised"),
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
