"""`chat`: a conversation, question after question."""

from __future__ import annotations

import sys

import typer

from assistant.cli import options
from assistant.cli.dialogue import Dialogue, Ended
from assistant.cli.lines import FAILED
from assistant.cli.output import cleaned, put, report, say
from assistant.cli.prompt import PROMPT, is_interactive, typed_lines
from assistant.cli.session import opened
from assistant.errors import AssistantError, InputLost, OutputLost
from assistant.logs import show_log
from assistant.present.printable import one_line


def chat(
    paths: options.In = None,
    collection: options.Collection = None,
    top: options.Top = None,
    since: options.Since = None,
    until: options.Until = None,
    source: options.Source = None,
    meta: options.Meta = None,
    follow_links: options.FollowLinks = False,
    extractive: options.Extractive = False,
    profile: options.Profile = None,
    writer_url: options.WriterUrl = None,
    verbose: options.Verbose = False,
) -> None:
    """Answer questions in a conversation: follow-ups point to what was said before.

    Type a question, or /help for the commands; the arrow keys bring back earlier lines. Without a
    terminal, each line of standard input is a question or a command; the exit code is 1 where one
    of them failed.
    """
    options.require_one(paths, collection)
    if verbose:
        show_log()
    among = options.filter_from(since, until, source, meta)
    with opened(
        paths, collection, profile, extractive=extractive, follow_links=follow_links
    ) as assistant:
        dialogue = Dialogue(assistant, top, among, verbose=verbose)
        if is_interactive():
            count = assistant.collection.document_count(among)
            said = f"{count:,} document{'' if count == 1 else 's'}"
            say(f"{said}. Ask a question; /help says what else. Ctrl-D ends.", "dim")
        failed = _converse(dialogue)
    if failed and not is_interactive():
        raise typer.Exit(FAILED)


def _converse(dialogue: Dialogue) -> int:
    """Take lines until there are no more; returns how many failed."""
    failed = 0
    at_terminal = is_interactive()
    for line in typed_lines():
        text = cleaned(line)
        if not text:
            continue
        if not at_terminal:
            put(f"{PROMPT}{one_line(text)}")
        try:
            dialogue.take(text)
        except Ended:
            break
        except (InputLost, OutputLost):
            raise
        except AssistantError as error:
            report(error)
            failed += 1
        except KeyboardInterrupt:
            if not at_terminal:
                raise
            say("interrupted")
        put("")
        sys.stdout.flush()
    return failed
