"""Where a collection lies: in a folder, or on a server."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from assistant.errors import ConfigError

SCHEMES = ("postgresql://", "postgres://")
DEFAULT_NAME = "assistant"
_PORT = "5432"
_LOCAL = re.compile(r"/|@|localhost(:\d+)?$|127\.[\d.]+(:\d+)?$|::1$|\[::1\](:\d+)?$")
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True)
class Server:
    """A collection on a PostgreSQL server. As text it is its address without a password.

    Attributes:
        url: how it is reached, as libpq takes it.
        name: of the collection: the schema of that database that its tables lie in.
    """

    url: str = field(repr=False)
    name: str = DEFAULT_NAME

    @property
    def is_local(self) -> bool:
        """Whether it is reached without a network: by a socket, or by loopback."""
        parts = urlsplit(self.url)
        hosts = [value for name, value in parse_qsl(parts.query) if name in {"host", "hostaddr"}]
        named = [*hosts, *filter(None, parts.netloc.rpartition("@")[2].split(","))]
        return all(_LOCAL.match(host) for host in named)

    @property
    def identity(self) -> str:
        """Its host, port, database and name: the same in whatever way its address is written."""
        parts = urlsplit(self.url)
        asked = dict(parse_qsl(parts.query))
        user, _, hosts = parts.netloc.rpartition("@")
        user = asked.get("user") or unquote(user.partition(":")[0])
        hosts = asked.get("host") or asked.get("hostaddr") or unquote(hosts)
        ports = asked.get("port") or _PORT
        database = asked.get("dbname") or unquote(parts.path.strip("/")) or user
        at = ",".join(_with_port(host, ports) for host in hosts.split(","))
        return f"{at}/{database}#{self.name}"

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        user, _, host = parts.netloc.rpartition("@")
        place = f"{user.partition(':')[0]}@{host}" if user else host
        asked = [pair for pair in parse_qsl(parts.query) if pair[0] != "password"]
        query = urlencode(asked, safe="/")
        shown = f"{parts.scheme}://{place}{parts.path}{f'?{query}' if query else ''}"
        return shown if self.name == DEFAULT_NAME else f"{shown}#{self.name}"


def _with_port(host: str, port: str) -> str:
    if host.startswith("/"):
        return f"{host}:{port}"
    before, colon, after = host.rpartition(":")
    if colon and (before.endswith("]") or ":" not in before):  # not those of an IPv6 address
        host, port = before, after or port
    return f"{host.strip('[]').lower()}:{port}"


Place = Path | Server


def place_of(text: str | PathLike[str]) -> Place:
    """A folder, or a server where the text is an address: `postgresql://HOST/DATABASE#NAME`.

    Raises:
        ConfigError: the name after `#` cannot be one.
    """
    if not (isinstance(text, str) and text.startswith(SCHEMES)):
        return Path(text)
    url, _, name = text.partition("#")
    if not _NAME.fullmatch(name or DEFAULT_NAME):
        raise ConfigError(
            f"{name!r} cannot be the name of a collection on a server.",
            "Use lower-case letters, digits and _, as in postgresql://HOST/DATABASE#papers.",
        )
    return Server(url, name or DEFAULT_NAME)
