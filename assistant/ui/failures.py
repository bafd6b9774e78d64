"""What the page says of a failure: what happened, and what a person in a browser can do about it.

The command that mends it is no use there. It goes to the log, for whoever has a terminal.
"""

from __future__ import annotations

import logging

from assistant.errors import AssistantError
from assistant.ui.markup import notice


def page_text(error: AssistantError) -> str:
    """The sentences of a failure."""
    if error.on_page != str(error):
        logging.getLogger(__name__).warning("%s", error)
    return error.on_page


def failure_html(error: AssistantError) -> str:
    """The same as HTML that stands apart."""
    return notice(page_text(error), "error")
