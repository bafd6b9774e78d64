"""The reference of the API for a browser, from its own OpenAPI description: no script, no network.

FastAPI's own pages load scripts from a server elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;"
    "color-scheme:light dark}pre{overflow:auto;padding:.75rem;border:1px solid #8886;"
    "border-radius:6px;font-size:13px}h2{margin-top:2.5rem}code{font-size:.95em}"
)


def reference_page(schema: Mapping[str, Any], prefix: str = "", query: str = "") -> str:
    """All routes, each with what it takes.

    Args:
        schema: the description.
        prefix: what a proxy has before each path.
        query: admits to the description too.
    """
    description_at = escape(f"{prefix}/openapi.json{query}" if prefix else f"openapi.json{query}")
    body = "".join(
        part
        for path, methods in schema["paths"].items()
        for method, route in methods.items()
        for part in _route(method, path, route)
    )
    shapes = "".join(
        f'<h3 id="{escape(name)}">{escape(name)}</h3>{_code(shape)}'
        for name, shape in schema["components"]["schemas"].items()
    )
    title, description = escape(schema["info"]["title"]), escape(schema["info"]["description"])
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style><h1>{title}</h1><p>{description}</p>"
        f'<p>For programs: <a href="{description_at}">openapi.json</a></p>'
        f"{body}<h2>Bodies</h2>{shapes}</html>"
    )


def _route(method: str, path: str, route: Mapping[str, Any]) -> Iterator[str]:
    yield f"<h2><code>{escape(method.upper())} {escape(path)}</code></h2>"
    yield f"<p>{escape(route.get('description') or route.get('summary', ''))}</p>"
    for given in route.get("parameters", ()):
        said = given["schema"].get("description") or given.get("description", "")
        yield f"<p><code>{escape(given['name'])}</code> {escape(said)}</p>"
    if "requestBody" in route:
        name = route["requestBody"]["content"]["application/json"]["schema"]["$ref"].split("/")[-1]
        yield f'<p>Takes <a href="#{escape(name)}">{escape(name)}</a>.</p>'


def _code(shape: Mapping[str, Any]) -> str:
    return f"<pre>{escape(json.dumps(shape, indent=2, ensure_ascii=False))}</pre>"
