"""What the service returns if it has no article: problem documents (RFC 9457) that say what to do."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from ...errors import CrashError, InputError, LimitError, ResourceError


class ProblemError(Exception):
    """A request, or a line of a batch, that gets no article.

    `status` is the HTTP status, `detail` says what is wrong and what to do, `kind` is the label in the metrics, and
    `limit` is the name of the limit that the page goes over, or None.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        kind: str = "request",
        limit: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status, self.detail, self.kind, self.limit = status, detail, kind, limit
        self.headers = dict(headers or {})
        super().__init__(detail)

    def to_dict(self) -> dict[str, Any]:
        """Return the members of the problem document."""
        document = {"title": HTTPStatus(self.status).phrase, "status": self.status, "detail": self.detail}
        return document | ({"limit": self.limit} if self.limit else {})


def without_markup(json: bytes) -> bytes:
    r"""Return the same JSON with escapes for the characters that are markup in HTML, wherever somebody may put it.

    >>> without_markup(b'"<b>&"')
    b'"\\u003cb\\u003e\\u0026"'
    """
    for char in b"<>&":
        json = json.replace(bytes([char]), b"\\u%04x" % char)
    return json


def problem_of(error: Exception) -> ProblemError:
    """Return the problem to report to the client for an error; an unknown error is a fault of the service.

    >>> problem = problem_of(LimitError("depth", 1024))
    >>> problem.status, problem.limit
    (422, 'depth')
    >>> problem.detail
    'input: over the limit for depth, which is 1,024; skip this page, or start the service with --limit depth=NUMBER'
    >>> problem_of(ResourceError("too many files are open")).status
    503
    """
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, LimitError):
        advice = f"skip this page, or start the service with --limit {error.limit}=NUMBER"
        return ProblemError(
            413 if error.limit == "size" else 422, f"{error}; {advice}", kind=error.limit, limit=error.limit
        )
    if isinstance(error, CrashError):
        return ProblemError(500, f"{error}; skip this page, and report it to the authors of cleaner", kind="crash")
    if isinstance(error, InputError):
        return ProblemError(422, f"{error}; skip this page, or say what kind of page it is", kind="unreadable")
    if isinstance(error, ResourceError):
        detail = f"the service cannot clean pages now: {error}"
        return ProblemError(503, detail, kind="resources", headers={"Retry-After": "10"})
    # the library's other errors that a client can cause are raised as problems before the page is cleaned
    return ProblemError(500, f"this is a fault of the service, not of the page: {error}; see its log", kind="service")
