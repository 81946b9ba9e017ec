"""What the service answers where it has no article to give: problem documents (RFC 9457) that say what to do."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from ...errors import CrashError, InputError, LimitError


class ProblemError(Exception):
    """A request, or a line of a batch, that gets no article: its status, and what is wrong and what to do about it.

    `kind` is what metrics count it by, `limit` the name of the limit that it goes over, if it does.
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
        """The members of the problem document."""
        document = {"title": HTTPStatus(self.status).phrase, "status": self.status, "detail": self.detail}
        return document | ({"limit": self.limit} if self.limit else {})


def problem_of(error: Exception) -> ProblemError:
    """The problem that an error of the library is to the client; of any other error, a fault of the service.

    >>> problem = problem_of(LimitError("depth", 1024))
    >>> problem.status, problem.limit
    (422, 'depth')
    >>> problem.detail
    'input: over the limit for depth, which is 1,024; skip this page, or start the service with --limit depth=MORE'
    """
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, LimitError):
        advice = f"skip this page, or start the service with --limit {error.limit}=MORE"
        return ProblemError(
            413 if error.limit == "size" else 422, f"{error}; {advice}", kind=error.limit, limit=error.limit
        )
    if isinstance(error, CrashError):
        return ProblemError(500, f"{error}; skip this page, and report it to the authors of cleaner", kind="crash")
    if isinstance(error, InputError):
        return ProblemError(422, f"{error}; skip this page, or send what it is", kind="unreadable")
    # of the library's other errors, those that the client caused were raised as problems before the page was cleaned
    return ProblemError(500, f"the service is at fault, and not the page: {error}; look at its log", kind="service")
