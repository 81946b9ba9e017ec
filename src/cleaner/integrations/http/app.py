"""The service over HTTP, an ASGI application: pages in, articles out. It opens no connection of its own."""

from __future__ import annotations

from functools import partial
from importlib.resources import files
from typing import Any

import msgspec
import yaml
from anyio import CancelScope, create_task_group
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from ... import __version__
from ...errors import CleanerError
from ...output.article import Article
from ...output.render import Format, render
from ...packs.loading import Packs
from ...work.task import Task
from .batch import Batch
from .desk import Desk
from .problems import ProblemError, problem_of
from .requests import (
    MEDIA_TYPES,
    PAGES,
    PageRequest,
    body_of,
    check_pack,
    decoded,
    form_of,
    media_type,
    query_of,
    require,
    unsupported,
    url_of,
)


def application(desk: Desk) -> Starlette:
    """The ASGI application that takes pages to this desk."""
    app = Starlette(
        routes=[
            Route("/clean", _clean, methods=["PUT", "POST"]),
            Route("/clean/batch", Batch(desk), methods=["POST"]),
            Route("/packs", _packs),
            Route("/health", _health),
            Route("/metrics", _metrics),
            Route("/openapi.json", _openapi),
        ],
        exception_handlers={
            HTTPException: _not_here,
            ProblemError: _refuse,
            CleanerError: _refuse,
            ClientDisconnect: _nobody_there,
            Exception: _refuse,
        },
    )
    app.router.redirect_slashes = False
    app.state.desk, app.state.openapi = desk, openapi(desk.cleaner.packs)
    return app


async def _clean(request: Request) -> Response:
    """The article of the page in the body: raw, or in JSON."""
    return await (_clean_raw if request.method == "PUT" else _clean_json)(request)


async def _clean_raw(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    form, url, query = form_of(request, "text"), url_of(request), query_of(request)
    media, charset = media_type(request)
    if media not in PAGES:
        raise unsupported(media, tuple(PAGES))
    check_pack(query.pack, desk.cleaner.packs)
    desk.admit()  # before its page is read
    page = await body_of(request, desk.cleaner.limits, url)
    task = Task(page, url, PAGES[media], charset, query.pack, query.strip_dateline == "true")
    return await _answer(request, task, form, with_title=query.with_title == "true")


async def _clean_json(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    form = form_of(request, "json")
    require(request, "application/json")
    desk.admit()
    wanted = decoded(await body_of(request, desk.cleaner.limits, None), PageRequest)
    check_pack(wanted.pack, desk.cleaner.packs)
    return await _answer(request, wanted.task(), form, with_title=wanted.with_title)


async def _answer(request: Request, task: Task, form: Format, *, with_title: bool) -> Response:
    """The article of the page; the page leaves the queue when the client hangs up."""
    desk: Desk = request.app.state.desk
    async with create_task_group() as group:
        group.start_soon(_cancel_without_client, request, group.cancel_scope)
        try:
            answer = await desk.clean(task, partial(_rendered, form=form, with_title=with_title))
        except (ProblemError, CleanerError) as error:
            answer = await _refuse(request, error)
        group.cancel_scope.cancel()
        return answer
    raise ClientDisconnect


async def _cancel_without_client(request: Request, scope: CancelScope) -> None:
    await request.receive()  # after the body, nothing comes but that the client hangs up
    scope.cancel()


def _rendered(article: Article, *, form: Format, with_title: bool) -> Response:
    """The article in this form, as the command writes it, and in headers who cleaned the page."""
    text = render(article, form, with_title=with_title)
    facts = {
        "Cleaner-Pack": article.pack,
        "Cleaner-Pack-Version": article.pack_version,
        "Cleaner-Method": article.method,
        "Cleaner-Confidence": f"{article.confidence:g}",
    }
    headers = {name: str(value) for name, value in facts.items() if value is not None}
    content = f"{text}\n" if article.found or form == "json" else ""
    return Response(content.encode(errors="replace"), headers=headers, media_type=MEDIA_TYPES[form])


async def _packs(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    programs = sorted(desk.cleaner.packs.programs.items())
    return _json(
        [
            {"name": name, "version": program.pack.version, "hosts": program.pack.hosts, "file": program.file}
            for name, program in programs
        ]
    )


async def _health(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    engine = f"cleaner {__version__}"
    counts = {"workers": desk.cleaner.workers, "waiting": desk.waiting, "in_hand": desk.in_hand}
    return _json({"status": "ok", "engine": engine, **counts})


async def _metrics(request: Request) -> Response:
    return Response(generate_latest(request.app.state.desk.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _openapi(request: Request) -> Response:
    return _json(request.app.state.openapi)


def openapi(packs: Packs) -> dict[str, Any]:
    """The OpenAPI document of a service that has these packs."""
    text = files(__package__).joinpath("openapi.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    document["info"]["version"] = __version__
    document["components"]["schemas"]["PackName"]["enum"] = [*sorted(packs.programs), "none"]
    return document


async def _refuse(request: Request, error: Exception) -> Response:
    problem = problem_of(error)
    request.app.state.desk.count_error(problem)
    return _json(problem.to_dict(), problem.status, "application/problem+json", problem.headers)


async def _not_here(request: Request, error: Exception) -> Response:
    """The answer where there is no such path, or nothing of that method on it."""
    status, headers = getattr(error, "status_code", 500), getattr(error, "headers", None)
    what = f"{request.method} of {request.url.path}" if status == 405 else request.url.path
    return await _refuse(request, ProblemError(status, f"there is no {what}; see /openapi.json", headers=headers))


async def _nobody_there(_request: Request, _error: Exception) -> Response:
    return Response(status_code=400)  # which goes nowhere


def _json(
    content: object, status: int = 200, media_type: str = "application/json", headers: dict[str, str] | None = None
) -> Response:
    return Response(msgspec.json.encode(content), status, headers, media_type)
