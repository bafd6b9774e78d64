"""Who may use the page: this machine only, unless a password or a token says otherwise.

Behind a reverse proxy, whoever reaches the proxy reaches the page: that is beyond this machine.
"""

from __future__ import annotations

import base64
import hmac
import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from assistant.errors import ConfigError

COOKIE = "assistant-token"
LEAST_SECRET = 8
"""Characters that a password or token must have at least."""

_TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{LEAST_SECRET},}}")
_ROOT = re.compile(r"(https?://[\w.:\[\]-]+)?((?:/[\w.~-]+)*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Access:
    """Where the page listens, and what a request has to show.

    Attributes:
        host: a host name or address.
        port: 0 is any free one.
        user, password: for the browser's own password prompt (HTTP Basic).
        token: in the link that opens the page, or as `Authorization: Bearer`.
        root: where a reverse proxy shows the page: /assistant, or https://example.org/assistant;
            empty without a proxy.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    user: str = ""
    password: str = ""
    token: str = ""
    root: str = ""

    @classmethod
    def of(cls, host: str, port: int, auth: str = "", token: str = "", root: str = "") -> Access:
        """Access as the command line gives it: `auth` is USER:PASSWORD.

        Raises:
            ConfigError: anybody beyond this machine could reach it, a secret is short, or `root`
                is no place of a page.
        """
        root = root.rstrip("/")
        if not _ROOT.fullmatch(root):
            raise ConfigError(
                f"{root!r} is not where a proxy can show the page.",
                "Give a path as /assistant, or an address as https://example.org/assistant.",
            )
        user, colon, password = auth.partition(":")
        if auth and not (colon and user and len(password) >= LEAST_SECRET):
            raise ConfigError(
                "--auth is not USER:PASSWORD.",
                f"Give both, the password with {LEAST_SECRET} characters or more.",
            )
        if token and not _TOKEN.fullmatch(token):
            raise ConfigError(
                "This cannot be a token.",
                f"Use {LEAST_SECRET} letters, digits, - or _, or more of them.",
            )
        access = cls(host, port, user, password, token, root)
        if not access.is_local and not access.is_protected:
            who = "who reaches the proxy" if root else "in the network"
            raise ConfigError(
                f"Listening on {host} would show your documents to everyone {who}.",
                "Add --auth USER:PASSWORD or --token TOKEN, or leave out "
                f"{'--root-path' if root else '--host'}.",
            )
        return access

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        return is_loopback(self.host) and not self.root

    @property
    def is_protected(self) -> bool:
        return bool(self.password or self.token)

    @property
    def prefix(self) -> str:
        """What stands before each path in the browser: /assistant, or nothing."""
        return urlsplit(self.root).path

    @property
    def site(self) -> str:
        """Host and port that the proxy is known by; empty where only a path is given."""
        return urlsplit(self.root).netloc

    def address(self, port: int) -> str:
        """What to open in a browser, with the token if there is one."""
        secret = f"?token={self.token}" if self.token else ""
        if self.site:
            return f"{self.root}/{secret}"
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{port}{self.prefix}/{secret}"

    def inside(self, path: str) -> str:
        """A path without the prefix of the proxy; empty for the bare prefix.

        However often it stands there: what is behind takes it off again, after it was looked at.
        """
        prefix = self.prefix
        while prefix and f"{path}/".startswith(f"{prefix}/"):
            path = path.removeprefix(prefix)
        return path

    def admits(self, headers: dict[str, str], query: str) -> bool:
        """Whether a request shows what is asked for."""
        if not self.is_protected:
            return True
        scheme, _, value = headers.get("authorization", "").partition(" ")
        given = [
            value.strip() if scheme.lower() == "bearer" else "",
            *_cookies(headers.get("cookie", "")),
            *parse_qs(query).get("token", []),
        ]
        if self.token and any(_same(item, self.token) for item in given):
            return True
        return bool(
            self.password
            and scheme.lower() == "basic"
            and _same(_decoded(value), f"{self.user}:{self.password}")
        )


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode("utf-8")
    except ValueError:
        return ""


def _cookies(header: str) -> list[str]:
    """The tokens in a `Cookie` header, whatever other programs of this host have put there."""
    pairs = [pair.strip().partition("=") for pair in header.split(";")]
    return [value for name, _, value in pairs if name == COOKIE]
