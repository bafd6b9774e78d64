"""Links that take a conversation away."""

from __future__ import annotations

from urllib.parse import quote

from assistant.ui.markup import escaped


def export_links(shelf: str, conversation: int) -> str:
    """Downloads of one conversation; empty for a new one."""
    if not conversation:
        return ""
    address = escaped(f"conversation/{quote(shelf, safe='')}/{conversation}")
    return (
        '<p class="where">Save this conversation: '
        f'<a href="{address}.md" download>Markdown</a>, '
        f'<a href="{address}.json" download>JSON</a></p>'
    )
