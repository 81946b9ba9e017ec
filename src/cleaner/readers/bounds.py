"""Is there more of the page than may be read? What is left out is accounted for, or the page is refused."""

from __future__ import annotations

from ..errors import LimitError
from ..limits import Limits
from ..page.causes import builtin_cause

LIMIT = builtin_cause("limit", "over a limit, and the page was to be cut there")


def bound_size(page: str | bytes, limits: Limits, url: str | None = None) -> tuple[str | bytes, tuple[str, ...]]:
    """The page, cut where it goes over the limit for its size, and a warning if it was; or raises `LimitError`.

    >>> bound_size(b"Een zin.", Limits(size=3, cut=True))
    (b'Een', ('cut: over the limit for size, which is 3',))
    """
    if len(page) <= limits.size:
        return page, ()
    warning = refuse_or_cut(LimitError("size", limits.size, found=len(page), url=url), limits)
    return page[: limits.size], (warning,)


def over(limits: Limits, limit: str, url: str | None, warnings: list[str]) -> None:
    """Refuse a page that is over a limit, or add to the warnings, once, that it is cut there."""
    warning = refuse_or_cut(LimitError(limit, getattr(limits, limit), url=url), limits)
    if warning not in warnings:
        warnings.append(warning)


def refuse_or_cut(error: LimitError, limits: Limits, place: str = "") -> str:
    """Raise the error, or, where pages are to be cut, answer the warning that says so."""
    if not limits.cut:
        raise error
    return f"cut{place}: {error.reason}"
