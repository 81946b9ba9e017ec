"""The HTTP service as an ASGI application: pages in, articles out. It never opens a connection itself."""

from __future__ import annotations

from functools import partial

import msgspec
from anyio import CancelScope, create_task_group
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ... import __version__
from ...errors import CleanerError
from ...output.article import Article
from ...output.render import FORMATS, Format, render
from ...packs.listing import listed
from ...work.task import Task
from .batch import Batch
from .hosts import name_in, normal
from .openapi import openapi
from .page_queue import PageQueue
from .pages import page_routes
from .problems import ProblemError, problem_of, without_markup
from .requests import (
    PAGE_TYPES,
    PageRequest,
    body_of,
    check_wishes,
    decoded,
    form_of,
    media_type,
    query_of,
    require,
    unsupported,
    url_of,
)


def application(queue: PageQueue, names: frozenset[str] | None) -> Starlette:
    """Return the ASGI application that sends its pages through this queue.

    It answers only to these names, as `hosts.own_names` returns them, and to the address that the client connects to.
    """
    document = openapi(queue.cleaner.packs.programs)
    app = Starlette(
        routes=[
            *page_routes(document),
            Route("/clean", _clean, methods=["PUT", "POST"]),
            Route("/clean/batch", Batch(queue), methods=["POST"]),
            Route("/packs", _packs),
            Route("/health", _health),
            Route("/metrics", _metrics),
            Route("/openapi.json", _openapi),
        ],
        middleware=[Middleware(_OwnNames, names)],
        exception_handlers={
            HTTPException: _not_found,
            ProblemError: _refuse,
            CleanerError: _refuse,
            ClientDisconnect: _client_is_gone,
            Exception: _refuse,
        },
    )
    app.router.redirect_slashes = False
    app.state.queue, app.state.openapi = queue, document
    return app


class _OwnNames:
    """Refuses a request for another name. `TrustedHostMiddleware` does so in plain text, and does not count it."""

    def __init__(self, app: ASGIApp, names: frozenset[str] | None) -> None:
        self._app, self._names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if self._names is not None:
            host = Request(scope).headers.get("host", "")
            if name_in(host) not in {*self._names, normal(scope["server"][0])}:
                detail = f"this service does not answer to the name {host!r}; use localhost, or the name that it has"
                app = await _refuse(
                    Request(scope), ProblemError(421, f"{detail} by its option --allow-host", kind="host")
                )
        await app(scope, receive, send)


async def _clean(request: Request) -> Response:
    """Return the article of the page in the body, which is the page itself or JSON."""
    return await (_clean_raw if request.method == "PUT" else _clean_json)(request)


async def _clean_raw(request: Request) -> Response:
    queue: PageQueue = request.app.state.queue
    form, url, query = form_of(request, "text"), url_of(request), query_of(request)
    media, charset = media_type(request)
    if media not in PAGE_TYPES:
        raise unsupported(request, media, tuple(PAGE_TYPES))
    check_wishes(query, queue.cleaner.packs)
    queue.check_capacity()  # before the page is read
    page = await body_of(request, queue.cleaner.limits, url)
    task = Task(
        page,
        url,
        PAGE_TYPES[media],
        charset,
        pack=query.pack,
        strip_dateline=query.strip_dateline == "true",
        unwrap=query.unwrap == "true",
        target_language=query.target_language,
        only_with_metadata=query.only_with_metadata == "true",
        tables=query.tables == "true",
    )
    return await _answer(request, task, form, with_title=query.with_title == "true")


async def _clean_json(request: Request) -> Response:
    queue: PageQueue = request.app.state.queue
    form = form_of(request, "json")
    require(request, "application/json")
    queue.check_capacity()
    wanted = decoded(await body_of(request, queue.cleaner.limits, None), PageRequest)
    check_wishes(wanted, queue.cleaner.packs)
    return await _answer(request, wanted.task(), form, with_title=wanted.with_title)


async def _answer(request: Request, task: Task, form: Format, *, with_title: bool) -> Response:
    """Return the article of the page. The page leaves the queue when the client hangs up."""
    queue: PageQueue = request.app.state.queue
    async with create_task_group() as group:
        group.start_soon(_cancel_without_client, request, group.cancel_scope)
        try:
            answer = await queue.clean(task, partial(_rendered, form=form, with_title=with_title))
        except (ProblemError, CleanerError) as error:
            answer = await _refuse(request, error)
        group.cancel_scope.cancel()
        return answer
    raise ClientDisconnect


async def _cancel_without_client(request: Request, scope: CancelScope) -> None:
    await request.receive()  # after the body, the only message is that the client has hung up
    scope.cancel()


def _rendered(article: Article, *, form: Format, with_title: bool) -> Response:
    """Return the article in this format, as the command writes it, with headers that say what cleaned the page."""
    text = render(article, form, with_title=with_title)
    facts = {
        "Cleaner-Pack": article.pack,
        "Cleaner-Pack-Version": article.pack_version,
        "Cleaner-Method": article.method,
        "Cleaner-Confidence": f"{article.confidence:g}",
    }
    headers = {name: str(value) for name, value in facts.items() if value is not None}
    content = f"{text}\n" if article.found or FORMATS[form].has_metadata else ""
    return Response(content.encode(errors="replace"), headers=headers, media_type=FORMATS[form].media_type)


async def _packs(request: Request) -> Response:
    queue: PageQueue = request.app.state.queue
    return _json(listed(queue.cleaner.packs))


async def _health(request: Request) -> Response:
    queue: PageQueue = request.app.state.queue
    engine = f"cleaner {__version__}"
    counts = {"workers": queue.cleaner.workers, "waiting": queue.waiting, "in_hand": queue.in_hand}
    return _json({"status": "ok", "engine": engine, **counts, "changed_packs": queue.cleaner.packs.files.changed()})


async def _metrics(request: Request) -> Response:
    return Response(generate_latest(request.app.state.queue.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _openapi(request: Request) -> Response:
    return _json(request.app.state.openapi)


async def _refuse(request: Request, error: Exception) -> Response:
    problem = problem_of(error)
    request.app.state.queue.count_error(problem)
    return _json(problem.to_dict(), problem.status, "application/problem+json", problem.headers)


async def _not_found(request: Request, error: Exception) -> Response:
    """Answer a request for a path that does not exist, or with a method that the path does not have."""
    status, headers = getattr(error, "status_code", 500), getattr(error, "headers", None)
    path = request.url.path
    detail = f"{path} does not take {request.method}" if status == 405 else f"there is no {path}"
    return await _refuse(request, ProblemError(status, f"{detail}; see /openapi.json", headers=headers))


async def _client_is_gone(_request: Request, _error: Exception) -> Response:
    return Response(status_code=400)  # nobody receives it


def _json(
    content: object, status: int = 200, media_type: str = "application/json", headers: dict[str, str] | None = None
) -> Response:
    return Response(without_markup(msgspec.json.encode(content)), status, headers, media_type)
