"""Limits: how much of a page is read, and how long cleaning it may take, so that no page affects the others."""

from __future__ import annotations

from msgspec import Struct

from .errors import UsageError

MAX_LIMIT, MAX_SECONDS = 2**60, 10**8
"""A limit has to be below these: the system calls that enforce the limits accept no larger numbers."""


class Limits(Struct, frozen=True, kw_only=True):
    """How large a page may be, and what a worker process may spend on it.

    - `size`: bytes of the page, or characters of a `str`;
    - `elements`: HTML elements. There may be as many end tags;
    - `attributes`: attributes of all elements together. One element may have a fiftieth of what is allowed, and at
      least 1,000: the time that the HTML parser and extractors take grows with the square of their number;
    - `depth`: how deep the elements that are shown may be nested. The HTML parser itself stops at 2,048. The paths of
      all blocks together may have 30 million characters, as those of 4,200 blocks 1,000 deep have;
    - `blocks`: paragraphs, headings and list items; for a page that is text, its lines;
    - `cpu_seconds`: seconds of CPU time for one page, which do not depend on the load of the machine (not on Windows);
    - `seconds`: seconds on the clock for one page, from the moment that a worker gets it;
    - `memory`: bytes that a worker may allocate (on Linux, by RLIMIT_DATA);
    - `cut`: whether a page over one of the first five limits is cut, with a warning, and not refused.

    A page over a limit raises `LimitError`. The limits `cpu_seconds`, `seconds` and `memory` need worker processes
    (`Cleaner(isolated=True)`), since nothing inside a process can stop C code that hangs. Raises `UsageError` for a
    limit that is not a number above 0, or not a whole number if it counts things.

    How the defaults were chosen is described in docs/limits.md.

    >>> Limits(size=50_000_000).size
    50000000
    >>> Limits(depth=0)
    Traceback (most recent call last):
    cleaner.errors.UsageError: the limit for depth has to be a whole number above 0, not 0
    """

    size: int = 10_000_000
    elements: int = 50_000
    attributes: int = 50_000
    depth: int = 1_024
    blocks: int = 100_000
    cpu_seconds: float = 30.0
    seconds: float = 120.0
    memory: int = 2_000_000_000
    cut: bool = False

    def __post_init__(self) -> None:
        for name in NAMES:
            value = getattr(self, name)
            in_seconds = name.endswith("seconds")
            is_number = isinstance(value, (int, float) if in_seconds else int) and not isinstance(value, bool)
            if not is_number or not 0 < value < (MAX_SECONDS if in_seconds else MAX_LIMIT):
                kind = "number" if in_seconds else "whole number"
                raise UsageError(f"the limit for {name} has to be a {kind} above 0, not {value!r}")


NAMES = tuple(name for name in Limits.__struct_fields__ if name != "cut")
WORKERS_ONLY = ("cpu_seconds", "seconds", "memory")
"""The limits that only worker processes can enforce."""

DEFAULT = Limits()


def set_for_workers(limits: Limits) -> list[str]:
    """Return the limits that only worker processes can enforce and that differ from their defaults."""
    return [name for name in WORKERS_ONLY if getattr(limits, name) != getattr(DEFAULT, name)]
