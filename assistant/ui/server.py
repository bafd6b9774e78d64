"""The server: Gradio's page with our own routes beside it, all behind one guard."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, HTTPException
from fastapi import Path as PathParameter
from fastapi.responses import HTMLResponse, Response

from assistant.errors import AssistantError, ConfigError
from assistant.present.conversation import conversation_markdown
from assistant.records import Span
from assistant.serving.access import Access
from assistant.serving.listening import ended_by_sigterm, listening, run
from assistant.ui.assets import SERVED, asset, css
from assistant.ui.desk import Desk
from assistant.ui.document import Wanted, document_page, page_picture
from assistant.ui.door import Door
from assistant.ui.export import conversation_json, file_title
from assistant.ui.guard import Guard
from assistant.ui.handlers import Handlers
from assistant.ui.sessions import Sessions
from assistant.ui.summaries import Summaries
from assistant.ui.uploads import Uploads

UPLOAD_LIMIT = "50mb"

QUEUE_LOOK_SECONDS = 0.02
"""How often an idle server looks for a new event. Gradio's own pace, a thousand times a second,
costs 4 to 7 % of a processor for as long as the page is open."""

RowId = Annotated[int, PathParameter(ge=0, lt=2**63)]
"""Numbers a row of SQLite."""

PageNumber = Annotated[int, PathParameter(ge=1, lt=2**31)]
"""Numbers a page of a file."""

_INSTANCE = secrets.token_hex(8)
"""Names this run of the server: a page tells by it that another one answers (gone.js)."""

_KINDS = {
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "zip": "application/zip",
}

_QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",  # of its own statistics, which nobody is shown
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(2**62),
    "GRADIO_RUN_HISTORY": "False",
    "GRADIO_SHARE": "False",
    "GRADIO_MCP_SERVER": "False",
    "GRADIO_SSR_MODE": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}


def build_server(desk: Desk, access: Access) -> Guard:
    """The ASGI application: the page, documents, exports; every request is guarded."""
    os.environ.update(_QUIET)
    os.environ.pop("GRADIO_ALLOWED_PATHS", None)
    import gradio as gr
    from gradio.utils import get_upload_folder

    from assistant.ui.page import build_page
    from assistant.ui.theme import theme

    handlers = Handlers.of(desk, is_local=access.is_local)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with desk.models.warming():
            yield
        handlers.close()

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    _routes(app, desk, handlers.summaries)
    page = build_page(handlers)
    page.queue(default_concurrency_limit=8, max_size=64)
    page._queue.sleep_when_free = page._queue.progress_update_sleep_when_free = QUEUE_LOOK_SECONDS
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        root_path=access.root,
        server_name=access.host,
        server_port=access.port,
        footer_links=[],
        run_history=False,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        show_error=True,
        max_file_size=UPLOAD_LIMIT,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=theme(),
        css=css(),
        head='<link rel="stylesheet" href="frame.css">'
        '<script type="module" src="page.js"></script>',
    )
    uploads = Uploads(Path(get_upload_folder()))

    def end() -> None:
        handlers.end()
        page.app.stop_event.set()  # or Gradio would keep the connections of open pages

    return Guard(Door(app, uploads, Sessions(page, handlers.leave)), access, end)


def _routes(app: FastAPI, desk: Desk, summaries: Summaries) -> None:
    for name, kind in SERVED.items():
        app.get(f"/{name}")(partial(_own, name, kind))

    @app.get("/document/{shelf}/{document}")
    def document(
        shelf: str, document: str, start: int = 0, end: int = 0, page: int = 0, view: str = ""
    ) -> HTMLResponse:
        wanted = Wanted(Span(start, end), page, as_text=view == "text")
        with _found():
            collection = desk.assistant(shelf).collection
            return HTMLResponse(document_page(collection, document, wanted, css()))

    @app.get("/document/{shelf}/{document}/{page}.png")
    def picture(shelf: str, document: str, page: PageNumber) -> Response:
        with _found():
            drawn = page_picture(desk.assistant(shelf).collection, document, page)
        return Response(drawn, media_type="image/png")

    @app.get("/conversation/{shelf}/{conversation}.{kind}")
    def conversation(shelf: str, conversation: RowId, kind: str) -> Response:
        with _found():
            history = desk.history(shelf)
            turns, title = history.turns(conversation), history.title(conversation)
        if not turns or kind not in {"md", "json"}:
            raise HTTPException(404, "There is no such conversation.")
        text = (conversation_markdown if kind == "md" else conversation_json)(title, turns)
        return _download(text, file_title(title, kind))

    @app.get("/summaries/{run}.{kind}")
    def summaries_of(run: str, kind: str) -> Response:
        found = summaries.download(run, kind)
        if found is None:
            raise HTTPException(404, "There are no such summaries.")
        return _download(*found)


@contextmanager
def _found() -> Iterator[None]:
    """What is not there, or cannot be shown, is said in one sentence."""
    try:
        yield
    except AssistantError as error:
        raise HTTPException(404, error.message) from error


def _own(name: str, kind: str) -> Response:
    return Response(asset(name), media_type=kind, headers={"instance": _INSTANCE})


def _download(content: str | bytes, name: str) -> Response:
    disposition = f'attachment; filename="{name}"'
    kind = _KINDS[name.rpartition(".")[2]]
    return Response(content, media_type=kind, headers={"content-disposition": disposition})


@contextmanager
def _uploads() -> Iterator[None]:
    """A folder for uploads on their way, gone at the end; in GRADIO_TEMP_DIR where that is set."""
    wanted = os.environ.get("GRADIO_TEMP_DIR") or None
    try:
        scratch = tempfile.TemporaryDirectory(prefix="page-", dir=wanted)
    except OSError as error:
        raise ConfigError(
            f"Uploads cannot be received in {wanted} ({error.strerror}).",
            "Name a folder that exists with GRADIO_TEMP_DIR, or leave it out.",
        ) from error
    with scratch as folder:
        os.environ["GRADIO_TEMP_DIR"] = folder
        yield


def serve(desk: Desk, access: Access, on_ready: Callable[[str], None]) -> None:
    """Serve the page until the process is interrupted.

    Args:
        desk: collections and models.
        access: where to listen, and for whom.
        on_ready: called with the address to open, once a browser may connect.

    Raises:
        ConfigError: the port is taken.
    """
    with ended_by_sigterm(), listening(access) as opened, _uploads():
        run(build_server(desk, access), opened, access, on_ready)
