"""`summarise --together`: one digest of many documents, printed or written as other summaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.batch.digest import DigestBatch
from assistant.batch.ledger import ledger_folder, open_ledger
from assistant.batch.output import Outputs
from assistant.batch.workers import make_brief
from assistant.cli.batch import Tally, keep_of, outputs_of, say_report, workers_of
from assistant.cli.output import messages, put_json, results, say
from assistant.cli.progress import BatchBar
from assistant.config import home
from assistant.present.summary import render_summary
from assistant.present.summary_json import summary_to_json

if TYPE_CHECKING:
    from assistant.batch.inputs import Inputs
    from assistant.batch.runner import Result, Row
    from assistant.cli.summarise import Job


def run_digest(job: Job, inputs: Inputs, *, as_json: bool, verbose: bool) -> int:
    """Make one digest of all inputs; returns how many of them failed.

    Raises:
        ReadError: there is no document to summarise.
    """
    fingerprint = job.recipe.fingerprint()
    written = bool(job.out or job.jsonl)
    tally = Tally()
    try:
        with (
            open_ledger(ledger_folder(home(), job.key)) as ledger,
            outputs_of(job, fingerprint) if written else Outputs() as outputs,
            workers_of(job, make_brief) as pool,
            BatchBar(messages(), inputs.count, "Reading") as bar,
        ):
            batch = DigestBatch(
                ledger,
                job.recipe.request,
                job.recipe.brief_fingerprint(),
                fingerprint,
                retry_failed=job.retry_failed,
                keep=keep_of(job, inputs, together=True),
            )

            def on_result(result: Result) -> None:
                tally.take(result)
                bar.done(result.tokens, failed=bool(result.error))

            rows = batch.rows(
                inputs.read, pool, on_result, lambda: bar.say("putting the stories together")
            )
            for row in rows:
                outputs.put(row)
    except KeyboardInterrupt:
        say(f"{tally.made + tally.kept:,} read; the same command goes on from there.")
        raise
    if not written:
        _print(rows[0], fingerprint, as_json=as_json, verbose=verbose)
    say_report(tally, inputs, bar.seconds, "read", only_problems=not written)
    return len(tally.failures)


def _print(row: Row, fingerprint: str, *, as_json: bool, verbose: bool) -> None:
    assert row.summary is not None
    if as_json:
        put_json(summary_to_json(row.summary, fingerprint))
    else:
        render_summary(row.summary, results(), verbose=verbose)
