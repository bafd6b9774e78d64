"""Every failure that a user can cause, each one sentence and one next step.

AssistantError                    exit code 1
├── ConfigError                   exit code 2: settings, models.yaml or the command line
│   └── ProfileUnknown            no profile of models.yaml has that name
├── ReadError                     a file that cannot be read as a document
├── ModelError                    the model store
│   ├── ModelMissing              not pulled yet
│   ├── ModelCorrupt              a file's sha256 is not the pinned one
│   ├── ModelFailed               its library gave up, most often for want of memory
│   └── ModelUnavailable          no source could be reached
├── CollectionError               the collection on disk
│   ├── CollectionMissing         nothing is indexed there
│   ├── CollectionBusy            another process is writing
│   ├── CollectionDamaged         SQLite itself is unreadable
│   ├── DocumentUnknown           no document, or several, have that id
│   ├── ReceiptUnknown            no receipt, or several, have that id
│   └── EmbedderMismatch          indexed with another embedder
├── LedgerError                   the ledger of a batch of summaries
│   └── LedgerBusy                another run is using it
├── ServerBusy                    a server has as many requests under way as it takes
├── ServerEnding                  a server is about to end, and answers nothing more
├── StorageFull                   the disk has no room left
├── InputLost                     standard input cannot be read
└── OutputLost                    standard output cannot be written

A traceback therefore always means a bug. Nothing in the program catches `Exception`
to hide it.
"""

from __future__ import annotations

from typing import Self


class AtTerminal(str):
    """A text for a terminal, with what a person in a browser is told instead.

    Attributes:
        on_page: the same without any command, or word of the trade.
    """

    on_page: str

    def __new__(cls, text: str, on_page: str) -> Self:
        made = super().__new__(cls, text)
        made.on_page = on_page
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        """Whole again in another process."""
        return str(self), self.on_page


def on_page(text: str) -> str:
    """A text as a person in a browser is told it."""
    return text.on_page if isinstance(text, AtTerminal) else text


class AssistantError(Exception):
    """A failure with what happened and what to do next.

    Args:
        message: one sentence on what went wrong.
        hint: one sentence on what to do next. Either is `AtTerminal` where it names a command, or a
            place that says nothing to a person in a browser.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    @property
    def on_page(self) -> str:
        """What a person in a browser is told."""
        return f"{on_page(self.message)} {on_page(self.hint)}".strip()

    def __reduce__(self) -> tuple[type[AssistantError], tuple[str, str]]:
        """Whole again in another process."""
        return type(self), (self.message, self.hint)


class ConfigError(AssistantError):
    """Settings, models.yaml or command-line values that cannot be used."""

    exit_code = 2


class ProfileUnknown(ConfigError):
    """No profile has the name that was asked for."""


class ReadError(AssistantError):
    """A file that cannot be read as a document."""


class ModelError(AssistantError):
    """The model store cannot give the model that was asked for."""


class ModelMissing(ModelError):
    """The model is known but has not been pulled."""


class ModelCorrupt(ModelError):
    """A file in the store or from a source differs from its pinned sha256."""


class ModelFailed(ModelError):
    """A whole model cannot be loaded or run here."""


class ModelUnavailable(ModelError):
    """None of the model's sources could be reached."""


class CollectionError(AssistantError):
    """The collection on disk cannot be used as it is."""


class CollectionMissing(CollectionError):
    """No collection is at that place."""

    @classmethod
    def at(cls, place: object) -> Self:
        """Nothing was indexed there so far."""
        return cls(
            AtTerminal(f"There is no collection at {place}.", "There are no documents yet."),
            AtTerminal(
                f"Make one: python -m assistant index PATHS --collection {place}",
                "Add some under Documents, or drop them anywhere on this page, and try again.",
            ),
        )


class CollectionBusy(CollectionError):
    """Another process holds the collection's writer lock."""

    @classmethod
    def by(cls, writer: str, place: object, *, is_own: bool) -> Self:
        """Who writes; a server's own process is none that its pages could stop."""
        writes = f"is writing to the collection at {place}"
        message, hint = f"{writer} {writes}.", "Wait for it to end, or stop it, and try again."
        if not is_own:
            return cls(message, hint)
        return cls(
            AtTerminal(
                message, f"The assistant itself {writes}: documents are being added or removed."
            ),
            AtTerminal(hint, "Wait for that to end, and try again."),
        )


class CollectionDamaged(CollectionError):
    """The collection's database cannot be read."""


class DocumentUnknown(CollectionError):
    """No document has the id that was asked for, or several have its beginning."""


class ReceiptUnknown(CollectionError):
    """No receipt has the id that was asked for, or several have its beginning."""


class EmbedderMismatch(CollectionError):
    """The collection was indexed with another embedder."""


class LedgerError(AssistantError):
    """The ledger of a batch of summaries cannot be used as it is."""


class LedgerBusy(LedgerError):
    """Another run is using the ledger."""


class ServerBusy(AssistantError):
    """A server has as many requests under way as it takes."""


class ServerEnding(AssistantError):
    """A server is about to end, and answers nothing more."""

    def __init__(self) -> None:
        super().__init__("The server is about to end.", "Ask again once it runs again.")


class StorageFull(AssistantError):
    """The disk has no room for what was being written."""


class InputLost(AssistantError):
    """Standard input cannot be read."""


class OutputLost(AssistantError):
    """Standard output cannot be written: a full disk, or a stream that was closed."""
