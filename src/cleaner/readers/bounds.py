"""What happens to a page that goes over a limit: it is refused, or cut with a warning."""

from __future__ import annotations

from ..errors import LimitError
from ..limits import Limits
from ..page.causes import builtin_cause
from ..page.warnings import PageWarning, Warnings

BEFORE_ATTRIBUTE = b" \n\t\r\f/\"'"
"""Every attribute of a tag follows one of these."""
LIMIT = builtin_cause("limit", "what goes over a limit is cut off")


def enforce_size(page: str | bytes, limits: Limits, url: str | None = None) -> tuple[str | bytes, Warnings]:
    """Return the page, cut if it is larger than the limit, and a warning if it was cut; or raise `LimitError`.

    >>> enforce_size(b"Een zin.", Limits(size=3, cut=True))
    (b'Een', (PageWarning(code='cut', text='cut: over the limit for size, which is 3'),))
    """
    if len(page) <= limits.size:
        return page, ()
    warning = refuse_or_cut(LimitError("size", limits.size, found=len(page), url=url), limits)
    return page[: limits.size], (warning,)


def enforce_limit(limits: Limits, limit: str, url: str | None, warnings: list[PageWarning]) -> None:
    """Raise `LimitError` for a page that is over this limit, or add to the warnings, once, that it is cut."""
    warning = refuse_or_cut(LimitError(limit, getattr(limits, limit), url=url), limits)
    if warning not in warnings:
        warnings.append(warning)


def refuse_or_cut(error: LimitError, limits: Limits, place: str = "") -> PageWarning:
    """Raise the error; or return it as a warning, if the limits say that pages are cut."""
    if not limits.cut:
        raise error
    return PageWarning("cut", f"cut{place}: {error.reason}")
