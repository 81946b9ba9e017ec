"""Is there more of the page than may be read? What is left out is accounted for, or the page is refused."""

from __future__ import annotations

from ..causes import ours
from ..errors import LimitError
from ..limits import Limits

LIMIT = ours("limit", "over a limit, and the page was to be cut there")
Buffer = bytes | bytearray | memoryview


def bound_size(page: str | Buffer, limits: Limits, url: str | None = None) -> tuple[str | bytes, tuple[str, ...]]:
    """The page, cut where it goes over the limit for its size, and a warning if it was; or raises `LimitError`.

    >>> bound_size(b"Een zin.", Limits(size=3, cut=True))
    (b'Een', ('cut: over the limit for size, which is 3',))
    """
    size = page.nbytes if isinstance(page, memoryview) else len(page)
    if size <= limits.size:
        return page if isinstance(page, str) else bytes(page), ()
    error = LimitError("size", limits.size, found=size, url=url)
    if not limits.cut:
        raise error
    return page[: limits.size] if isinstance(page, str) else bytes(page)[: limits.size], (f"cut: {error.reason}",)


def over(limits: Limits, limit: str, url: str | None, warnings: list[str]) -> None:
    """Refuse a page that is over a limit, or add to the warnings, once, that it is cut there."""
    error = LimitError(limit, getattr(limits, limit), url=url)
    if not limits.cut:
        raise error
    if f"cut: {error.reason}" not in warnings:
        warnings.append(f"cut: {error.reason}")
