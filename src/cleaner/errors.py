"""Every error that `cleaner` raises, named by what the caller can do about it.

    CleanerError
    ├── UsageError    the call asks for something that is not there: change the call
    ├── PackError     a pack is faulty: correct the places it lists
    └── InputError    this page cannot be cleaned: skip it, or say what it is
        ├── LimitError    it goes over a limit: skip it, raise the limit, or have it cut
        └── CrashError    `cleaner` or a library broke on it: skip it, and report it

A page without an article is no error: it gives an `Article` without text, and a warning that says why.
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
    """The error that says what to install, where a package is missing that not everybody needs.

    >>> print(needs("pyarrow.parquet", "arrow"))
    this needs pyarrow: install cleaner with its extra 'arrow'
    """
    return UsageError(f"this needs {str(package).partition('.')[0]}: install cleaner with its extra {extra!r}")


class InputError(CleanerError, ValueError):
    """The page cannot be cleaned; above all, it is not what it was said to be.

    `url` is the page's address where one was given, `offset` the first byte or character that is at
    fault (0-based), or None where it is the page as a whole.
    """

    def __init__(self, reason: str, *, url: str | None = None, offset: int | None = None) -> None:
        self.reason, self.url, self.offset = reason, url, offset
        place = url or "input"
        super().__init__(f"{place}: {reason}" if offset is None else f"{place}: at offset {offset}: {reason}")

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(InputError, url=self.url, offset=self.offset), (self.reason,)


class LimitError(InputError):
    """The page goes over a limit, or took its worker process over one.

    `limit` is the name of the limit in `Limits`, `allowed` what that allows, and `found` what the page has, or None
    where nobody counted on.

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
    """`cleaner`, or a library that it uses, broke on this page: a fault of theirs, which is worth a report."""

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(CrashError, url=self.url, offset=self.offset), (self.reason,)


class Fault(Struct, frozen=True, order=True):
    """One thing that is wrong in a pack file, and its place (line and column count from 1).

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
    """One or more packs are faulty; `faults` holds all that was found, in the order of the files."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[Any, ...]:
        return PackError, (self.faults,)
