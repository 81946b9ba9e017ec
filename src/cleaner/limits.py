"""How much of a page is read, and how long cleaning it may take: what keeps one page from costing the others."""

from __future__ import annotations

from msgspec import Struct

from .errors import UsageError

MOST, MOST_SECONDS = 2**60, 10**8
"""No limit is as large: the system's own numbers end there."""


class Limits(Struct, frozen=True, kw_only=True):
    """What a page may be, and what a worker process may spend on it.

    A page over one of the first five is refused with a `LimitError`, or, with `cut`, read without what goes over, with
    a warning. The last three hold in worker processes only (`Cleaner(isolated=True)`): nothing in a process stops
    C code that hangs. Raises `UsageError` for a limit that is no (whole) number above 0.

    - `size`: bytes of the page, or characters of a `str`;
    - `elements`: elements of HTML;
    - `attributes`: attributes of all elements together; if they are one element's, the HTML parser's time grows with
      the square of their number;
    - `depth`: elements within elements, of what is shown; the HTML parser itself ends at 2,048;
    - `blocks`: paragraphs, headings, list items; of a page that came as text, its lines;
    - `cpu_seconds`: CPU time for one page (not on Windows), whatever else the machine does;
    - `seconds`: time on the clock for one page, from when a worker has it;
    - `memory`: bytes that a worker may allocate (RLIMIT_DATA: on Linux).

    How the defaults were chosen is told in docs/limits.md.

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
            if not is_number or not 0 < value < (MOST_SECONDS if in_seconds else MOST):
                kind = "number" if in_seconds else "whole number"
                raise UsageError(f"the limit for {name} has to be a {kind} above 0, not {value!r}")


NAMES = tuple(name for name in Limits.__struct_fields__ if name != "cut")
WORKERS_ONLY = ("cpu_seconds", "seconds", "memory")
"""Limits that hold in worker processes only."""

DEFAULT = Limits()


def set_for_workers(limits: Limits) -> list[str]:
    """Which of the limits that hold in worker processes only were set to other than their defaults."""
    return [name for name in WORKERS_ONLY if getattr(limits, name) != getattr(DEFAULT, name)]
