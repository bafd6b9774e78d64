"""Whether a request is answered at all: it names this server, comes from its pages, is admitted.

A server that listens on loopback answers only to loopback names, so that no other site can reach
it through a name of its own (DNS rebinding); and nothing is read or posted from another origin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.serving.access import Access, is_loopback

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::\d{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a request is not answered: the status, a sentence, and headers that belong to it."""

    status: int
    message: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


def refusal_of(access: Access, headers: dict[str, str], query: str) -> Refused | None:
    """Why this request is not answered; None where it is.

    Args:
        access: where the server listens, and for whom.
        headers: of the request, names in lower case.
        query: its query string.
    """
    given = headers.get("host", "")
    host = _HOST.fullmatch(given)
    if given and host is None:
        return Refused(400, "This is no host.")
    if access.is_local and not (host and is_loopback(host[1])):
        return Refused(421, "This server answers to this machine only.")
    origin = headers.get("origin")
    is_foreign = origin is not None and origin.partition("://")[2] not in _own(access, headers)
    if is_foreign or _is_embedded_elsewhere(headers):
        return Refused(403, "This request comes from another site.")
    if access.admits(headers, query):
        return None
    ask = ((b"www-authenticate", b'Basic realm="assistant", charset="UTF-8"'),)
    if access.password:
        return Refused(401, "A user name and a password are needed.", ask)
    return Refused(401, "Open the link with the token that the server printed at its start.")


def _is_embedded_elsewhere(headers: dict[str, str]) -> bool:
    """Whether another site's page asks for a part of it, such as a picture, as browsers say.

    They name no origin then. A link that somebody follows is no such part.
    """
    site, mode = headers.get("sec-fetch-site"), headers.get("sec-fetch-mode")
    return site in {"cross-site", "same-site"} and mode != "navigate"


def _own(access: Access, headers: dict[str, str]) -> set[str]:
    """The hosts that the server's own pages are on. No other site can forge these."""
    own = {headers.get("host", "")}
    if access.root:
        forwarded = headers.get("x-forwarded-host", "").partition(",")[0].strip()
        own |= {access.site, forwarded}
    return own - {""}
