"""A conversation at a terminal: its turns, and the commands that are about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.cli.live import Waiting
from assistant.cli.output import results, say
from assistant.errors import AssistantError
from assistant.paths import expanded

if TYPE_CHECKING:
    from assistant.assistant import Assistant, Exchange
    from assistant.records import Answer
    from assistant.search.filters import Filter

HELP = """\
Ask a question; a follow-up may point to what was said before it. You can also
have the last answer "shorter" or "as a list", ask to be told "more", "are you
sure?" and "where does it say that?".

/sources     what the last answer rests on
/open N      source N in its context
/new         a new conversation
/save FILE   this conversation as Markdown
/help        this
/quit        the end, as is Ctrl-D; Ctrl-C drops a line, or an answer under way"""


class Ended(Exception):
    """The conversation is over."""


@dataclass(frozen=True, slots=True)
class Told:
    """A turn as it is saved; see `present.conversation`."""

    question: str
    asked: str
    answer: Mapping[str, Any]
    only: str = ""


class Dialogue:
    """Answers line after line, and remembers them.

    Args:
        assistant: answers.
        top: how many passages are read; None for as many as the settings say.
        among: which documents may answer.
        verbose: also show what was rejected, and what made the answer.
    """

    def __init__(
        self, assistant: Assistant, top: int | None, among: Filter, *, verbose: bool
    ) -> None:
        self._assistant = assistant
        self._top = top
        self._among = among
        self._verbose = verbose
        self._earlier: list[Exchange] = []
        self._commands: dict[str, Callable[[str], None]] = {
            "/sources": self._show_sources,
            "/open": self._open,
            "/new": self._start_anew,
            "/save": self._save,
            "/help": self._help,
            "/quit": self._quit,
        }

    def take(self, line: str) -> None:
        """Do what a line asks for: a command that begins with a slash, else a question.

        Raises:
            Ended: it was the last one.
            AssistantError: it cannot be done; the conversation may go on.
        """
        if not line.startswith("/"):
            self._ask(line)
            return
        name, *rest = line.split(maxsplit=1)
        command = self._commands.get(name.lower())
        if command is None:
            raise AssistantError(f"There is no command {name}.", "/help lists them.")
        command("".join(rest).strip())

    def _ask(self, text: str) -> None:
        from assistant.assistant import Exchange, Hooks
        from assistant.present.text import render, render_understood

        earlier = self._standing()
        understood = self._assistant.understand(text, earlier)
        if understood.text != text:
            render_understood(understood.text, results())
        with Waiting() as waiting:
            hooks = Hooks(on_evidence=waiting.show, on_answer=waiting.show_answer)
            answer = self._assistant.reply(
                understood, earlier, top=self._top, among=self._among, hooks=hooks
            )
        self._earlier.append(Exchange(understood.text, answer, text))
        render(answer, results(), verbose=self._verbose)

    def _standing(self) -> list[Exchange]:
        """The turns so far that quote no document which was removed since."""
        from assistant.answering.conversation import standing

        return standing(self._earlier, self._assistant.collection.receipts)

    def _show_sources(self, _: str) -> None:
        from assistant.present.text import render_sources

        render_sources(self._last_with_sources(), results())

    def _open(self, number: str) -> None:
        from assistant.present.text import render_place
        from assistant.search.around import around

        number = number.strip("[]")  # as sources are shown
        citations = self._last_with_sources().citations
        found = [one for one in citations if str(one.id) == number]
        if not found:
            raise AssistantError(
                f"There is no source {number or 'without a number'}.",
                f"The last answer has {len(citations)}: write /open 1.",
            )
        (cited,) = found
        passages = self._assistant.collection.passages_of(cited.document_id)
        place = around(cited.start, cited.end, passages)
        if place is None:
            raise AssistantError(f"The document of source {number} is no longer there.")
        render_place(cited, place.before, place.after, results())

    def _last_with_sources(self) -> Answer:
        """The last answer, small talk left out.

        Raises:
            AssistantError: there is none, it cites nothing, or something that was removed since.
        """
        spoken = [one for one in self._earlier if one.answer.kind != "talk"]
        if not spoken or not spoken[-1].answer.citations:
            raise AssistantError(
                "The last answer has no sources." if spoken else "There is no answer yet."
            )
        if spoken[-1] not in self._standing():
            raise AssistantError("The last answer quotes a document that was removed since.")
        return spoken[-1].answer

    def _start_anew(self, _: str) -> None:
        self._earlier.clear()
        say("A new conversation.", "dim")

    def _save(self, name: str) -> None:
        from assistant.present.conversation import conversation_markdown
        from assistant.present.json import to_json

        standing = self._standing()
        if not name or not standing:
            missing = "file is named" if standing else "conversation"
            raise AssistantError(f"No {missing}.", "Write /save talk.md after an answer.")
        turns = [Told(one.typed, one.asked, to_json(one.answer)) for one in standing]
        path = expanded(name)
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(conversation_markdown(turns[0].question, turns))
        except FileExistsError as error:
            raise AssistantError(f"{path} exists.", "Choose another name.") from error
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise AssistantError(f"{path} cannot be written ({why}).", "Choose another.") from error
        left = len(self._earlier) - len(standing)
        without = f", without {left} that quoted a document which was removed" if left else ""
        say(f"Saved: {path}{without}", "dim")

    def _help(self, _: str) -> None:
        results().print(HELP)

    def _quit(self, _: str) -> None:
        raise Ended
