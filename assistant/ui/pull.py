"""Downloading the models from the page, where it is used on this machine only."""

from __future__ import annotations

from collections.abc import AsyncIterator

from assistant.errors import AtTerminal, ConfigError
from assistant.serving.models import Models
from assistant.ui.work import PageProgress, Workshop


class Puller:
    """Pulls the models that the chosen profile lacks."""

    def __init__(self, models: Models, workshop: Workshop, *, allowed: bool) -> None:
        self._models = models
        self._workshop = workshop
        self._allowed = allowed

    async def pull(self) -> AsyncIterator[str]:
        """Download them, with progress as HTML; what was downloaded is kept in any case.

        Raises:
            AssistantError: this is not allowed here, or a model cannot be had or opened.
        """
        if not self._allowed:
            raise ConfigError(
                "Models are downloaded on the machine itself.",
                AtTerminal(
                    "Run there: python -m assistant models pull",
                    "Ask whoever started the assistant there to do so.",
                ),
            )

        def work(progress: PageProgress) -> None:
            self._models.pull(list(self._models.absent()), progress)
            progress.start("Loading the models", None, "")
            self._models.warm_up(progress.ending.is_set)

        job = self._workshop.start("Downloading", work)
        async for html in job.watch():
            yield html
        if failure := job.failure:
            raise failure
        yield ""
