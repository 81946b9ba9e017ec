"""How a run ends before it is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Stop:
    """Ends a run with `KeyboardInterrupt` when it is called, by a handler of signals for one.

    That is at once, as while it looks for where it was; or later, where pages are in work that are to be noted first.
    """

    def __init__(self) -> None:
        self.is_wished = self._is_later = False

    def __call__(self) -> None:
        """End it."""
        self.is_wished = True
        if not self._is_later:
            raise KeyboardInterrupt

    @contextmanager
    def later(self) -> Iterator[None]:
        """What is in here is to end by itself once that `is_wished`."""
        self._is_later = True
        try:
            yield
        finally:
            self._is_later = False
        if self.is_wished:
            raise KeyboardInterrupt
