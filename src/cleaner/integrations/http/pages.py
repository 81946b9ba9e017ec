"""The pages for people: `/`, with a form to try the service, and `/docs`. No part of a request is in them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from .docs_page import docs_page

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; "  # the form sends its page to /clean
    "img-src data:; "  # the empty icon, so that the browser does not ask for one
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"  # the browser refuses to make HTML of a string
)
"""What a browser lets these pages do: use their own script and style, and send requests to this service only."""
HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer", "Cache-Control": "no-cache"}


def page_routes(document: Mapping[str, Any]) -> list[Route]:
    """Return the routes of the pages and of what they load. `/docs` shows this OpenAPI document.

    The pages name each other by relative addresses, so they also work if a proxy puts the service into a folder.
    """
    contents = {
        "/": ("text/html", _part("try.html")),
        "/docs": ("text/html", docs_page(document)),
        "/page.css": ("text/css", _part("page.css")),
        "/try.js": ("text/javascript", _part("try.js")),
    }
    return [
        Route(path, Response(content, headers=HEADERS, media_type=media_type), methods=["GET"])
        for path, (media_type, content) in contents.items()
    ]


def _part(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
