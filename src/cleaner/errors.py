"""Every error that `cleaner` raises, named by what the caller can do about it::

    CleanerError
    ├── UsageError    the call asks for something that does not exist: change the call
    ├── PackError     a pack or a golden page is faulty: correct the faults that it lists
    ├── ResourceError the machine lacks memory, files or processes: free some or raise the limit, then try again
    └── InputError    this page cannot be cleaned: skip it, or tell `cleaner` what it is
        ├── LimitError    it goes over a limit: skip it, raise the limit, or have it cut
        └── CrashError    `cleaner` or a library broke on it: skip it, and report it

A page without an article is not an error: it gives an `Article` without text, and a warning that says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from msgspec import Struct


class CleanerError(Exception):
    """The base of all errors of this package; catch it to catch them all."""


class UsageError(CleanerError, ValueError):
    """The call names a pack, a folder or an option that does not exist."""


def needs(package: str | None, extra: str) -> UsageError:
    """Return the error for an optional package that is missing. It says how to install it.

    >>> print(needs("pyarrow.parquet", "arrow"))
    this needs pyarrow: pip install 'article-cleaner[arrow]'
    """
    return UsageError(f"this needs {str(package).partition('.')[0]}: pip install 'article-cleaner[{extra}]'")


class ResourceError(CleanerError):
    """The machine lacks something, such as memory, or does not let this process have it. No page is at fault.

    The same pages can be cleaned once there is enough of it. The message says what is missing, and what to do.
    """


class InputError(CleanerError, ValueError):
    """The page cannot be cleaned, for example because it is not text.

    `url` is the URL of the page, or None if it is not known. `offset` is the first wrong byte or character (from 0), or
    None if the page as a whole is wrong.
    """

    def __init__(self, reason: str, *, url: str | None = None, offset: int | None = None) -> None:
        self.reason, self.url, self.offset = reason, url, offset
        place = url or "input"
        super().__init__(f"{place}: {reason}" if offset is None else f"{place}: at offset {offset}: {reason}")

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(InputError, url=self.url, offset=self.offset), (self.reason,)


class LimitError(InputError):
    """The page goes over a limit, or took its worker process over one.

    `limit` is the name of the limit in `Limits`, `allowed` is its value, and `found` is what the page has, or None if
    the count stopped at the limit.

    >>> print(LimitError("depth", 1024, url="https://nu.nl/x"))
    https://nu.nl/x: over the limit for depth, which is 1,024
    """

    def __init__(
        self,
        limit: str,
        allowed: float,
        *,
        found: float | None = None,
        url: str | None = None,
    ) -> None:
        self.limit, self.allowed, self.found = limit, allowed, found
        super().__init__(f"over the limit for {limit}, which is {allowed:,}", url=url)

    def __reduce__(self) -> tuple[Any, ...]:
        again = partial(LimitError, found=self.found, url=self.url)
        return again, (self.limit, self.allowed)


class CrashError(InputError):
    """`cleaner`, or a library that it uses, failed on this page. That is a bug, so please report it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(CrashError, url=self.url, offset=self.offset), (self.reason,)


class Fault(Struct, frozen=True, order=True):
    """One fault of a pack file or of a golden page, and its place (lines and columns count from 1).

    >>> print(Fault("rules/nl/nu.yaml", 7, 5, "unknown key 'untill'; did you mean 'until'?"))
    rules/nl/nu.yaml:7:5: unknown key 'untill'; did you mean 'until'?
    """

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class PackError(CleanerError, ValueError):
    """Packs or golden pages are faulty. `faults` has all faults that were found, in the order of the files."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[Any, ...]:
        return PackError, (self.faults,)
