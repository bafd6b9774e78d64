"""The routes of the API; each hands its work to `work` and waits as long as the client does."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from assistant.api import requests as given
from assistant.api.completions import Answered, asked_in, chunks, completion, model_card
from assistant.api.guard import Guard
from assistant.api.metrics import Metrics
from assistant.api.mount import mounted
from assistant.api.page import reference_page
from assistant.api.problems import GONE, Json, Problem, invalid, problem, status_of, told
from assistant.api.service import Service
from assistant.api.streams import BUG, ClientGone, Events, Notices, result_of
from assistant.api.work import Job, Work
from assistant.assistant import Hooks
from assistant.errors import AssistantError
from assistant.serving.access import Access
from assistant.serving.listening import ended_by_sigterm, listening, run

LOG = logging.getLogger(__name__)

TITLE = "Grounded assistant"
DESCRIPTION = (
    "Answers from your own documents; every sentence is checked against its sources. System "
    "messages and the text of documents are never instructions."
)
_FAILURES: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Problem, "description": "What is wrong with the request."},
    "5XX": {"model": Problem, "description": "Why the server cannot, now or at all."},
}


def build_api(service: Service, access: Access, work: Work | None = None) -> Guard:
    """The ASGI application; every request is guarded.

    Args:
        service: what answers.
        access: where it listens, and for whom.
        work: the threads; closed with the application.
    """
    under_way = work or Work()
    metrics = Metrics(lambda: under_way.under_way)
    tools, running = mounted(service, under_way, metrics)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with service.models.warming():
            async with running():
                yield
        under_way.close()

    app = FastAPI(
        title=TITLE,
        description=DESCRIPTION,
        version="1",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,  # to where the server is for itself, not behind its proxy
        routes=[tools],
        default_response_class=Json,
        responses=_FAILURES,
        servers=[{"url": access.prefix}] if access.prefix else None,
    )
    _failures(app, under_way)
    _answers(app, service, under_way, metrics)
    _documents(app, service, under_way)
    _state(app, service, metrics, access)
    return Guard(app, access, metrics, under_way.end)


def serve_api(service: Service, access: Access, on_ready: Callable[[str], None]) -> None:
    """Serve the API until the process is interrupted.

    Args:
        service: what answers.
        access: where to listen, and for whom.
        on_ready: called with the address, once it may be connected to.

    Raises:
        ConfigError: the port is taken.
    """
    with ended_by_sigterm(), listening(access) as opened:
        run(build_api(service, access), opened, access, on_ready)


def _known_parameters(request: Request) -> None:
    """Refuses a parameter that the route has not: a misspelt filter would be no filter.

    Raises:
        RequestValidationError: there is one.
    """
    known = [one.alias for one in request.scope["route"].dependant.query_params]
    for name in request.query_params:
        if name not in {*known, "token"}:
            said = given.unknown(name, known, "parameter")
            raise RequestValidationError([{"type": "unknown", "loc": ("query",), "msg": said}])


KNOWN = [Depends(_known_parameters)]


def _answers(app: FastAPI, service: Service, work: Work, metrics: Metrics) -> None:
    @app.post("/v1/chat/completions", response_model=None, dependencies=KNOWN)
    async def chat_completion(request: Request, body: given.ChatBody) -> Response:
        """Answer the last user's message, understood after the turns before it."""
        asked, wanted = asked_in(body.messages), body.assistant
        service.profile_of(body.model)
        among = given.among(wanted.since, wanted.until, wanted.source)
        notices = Notices()

        def answer(job: Job[Answered]) -> Answered:
            hooks = Hooks(
                on_evidence=lambda found: notices.put(f"evidence: {len(found)} sentences"),
                on_step=notices.put,
                should_stop=job.should_stop,
            )
            answered = service.ask(asked, body.model, wanted.top, among, hooks)
            metrics.answer(answered.answer.status)
            return answered

        job = work.start(answer)
        id_, created = f"chatcmpl-{uuid.uuid4().hex}", int(time.time())
        if not body.stream:
            return Json(completion(id_, created, body.model, await result_of(job, request)))
        return Events(job, notices, lambda found: chunks(id_, created, body.model, found))

    @app.post("/v1/summaries", response_model=None, dependencies=KNOWN)
    async def summary(request: Request, body: given.SummaryBody) -> Response:
        """Summarise a document of the collection, or a text; each sentence is checked and cited."""
        service.profile_of(body.model)
        job = work.start(lambda job: service.summarise(body, job.should_stop))
        return Json(await result_of(job, request))

    @app.post("/v1/check", response_model=None, dependencies=KNOWN)
    async def check(request: Request, body: given.CheckBody) -> Response:
        """Check each sentence of a text against a source text or documents of the collection."""
        service.profile_of(body.model)
        job = work.start(lambda job: service.check(body, job.should_stop))
        return Json(await result_of(job, request))


def _documents(app: FastAPI, service: Service, work: Work) -> None:
    @app.get("/v1/search", response_model=None, dependencies=KNOWN)
    async def search(
        request: Request,
        q: given.Query,
        top: given.Top | None = None,
        since: given.Since | None = None,
        until: given.Until | None = None,
        source: given.Glob | None = None,
        model: given.Model = given.DEFAULT_MODEL,
    ) -> Response:
        """The passages nearest to a question, best first; nothing is written by a model."""
        service.profile_of(model)
        among = given.among(since, until, source)
        job = work.start(lambda _: service.search(q, model, top, among))
        return Json(await result_of(job, request))

    @app.get("/v1/documents", response_model=None, dependencies=KNOWN)
    def documents(
        since: given.Since | None = None,
        until: given.Until | None = None,
        source: given.Glob | None = None,
        offset: Annotated[int, Query(ge=0, lt=2**63)] = 0,
        limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    ) -> Response:
        """The documents of the collection, in the order in which they were added."""
        return Json(service.documents(given.among(since, until, source), offset, limit))

    @app.get("/v1/documents/{document}", response_model=None, dependencies=KNOWN)
    def document(document: given.Id) -> Response:
        """One document with its text, into which `start` and `end` of a citation point."""
        return Json(service.document(document))


def _state(app: FastAPI, service: Service, metrics: Metrics, access: Access) -> None:
    @app.get("/v1/models", response_model=None)
    def models() -> Response:
        """The models that can be asked for: profiles whose models are here."""
        return Json({"object": "list", "data": [model_card(name) for name in service.names()]})

    @app.get("/v1/models/{model}", response_model=None)
    def model(model: given.Model) -> Response:
        """One of them."""
        service.profile_of(model)
        return Json(model_card(model))

    @app.get("/health", response_model=None)
    def health() -> Response:
        """Whether the collection can be read, and what is in it."""
        passages, documents = service.collection.counts()
        return Json({"status": "ok", "documents": documents, "passages": passages})

    @app.get("/metrics", response_model=None)
    def figures() -> Response:
        """Requests, seconds and refusals in Prometheus' text format."""
        return Response(metrics.text(), media_type=metrics.content_type)

    @app.get("/", include_in_schema=False)
    @app.get("/docs", include_in_schema=False)
    def reference(request: Request) -> HTMLResponse:
        query = f"?{request.url.query}" if "token" in request.query_params else ""
        return HTMLResponse(reference_page(app.openapi(), access.prefix, query))


def _failures(app: FastAPI, work: Work) -> None:
    @app.exception_handler(AssistantError)
    async def known(_: Request, error: AssistantError) -> Response:
        status = status_of(error)
        wait = {"retry-after": str(work.retry_after)} if status == 503 else {}
        return Json(told(error), status, headers=wait)

    @app.exception_handler(RequestValidationError)
    async def unfit(_: Request, error: RequestValidationError) -> Response:
        return Json(invalid(error), 400)

    @app.exception_handler(HTTPException)
    async def unanswered(_: Request, error: HTTPException) -> Response:
        said = f"{error.detail}." if error.status_code != 404 else "There is nothing here."
        return Json(problem(error.status_code, said), error.status_code, headers=error.headers)

    @app.exception_handler(ClientGone)
    async def gone(_: Request, __: ClientGone) -> Response:
        return Response(status_code=GONE)

    @app.exception_handler(Exception)
    async def bug(request: Request, error: Exception) -> Response:
        LOG.error("%s %s", request.method, request.url.path, exc_info=error)
        return Json(problem(500, BUG, "bug"), 500)
