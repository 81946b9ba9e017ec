"""How a run is interrupted, for example by Ctrl-C."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Stop:
    """Ends a run with `KeyboardInterrupt` when it is called, for example by a signal handler.

    It raises at once if no work can be lost, for example while a continued run looks for the place where it stopped.
    Inside `deferred`, pages are being cleaned: there it only sets `is_requested`, so that the run can record them and
    then end. Inside `at_once`, it raises even there.
    """

    def __init__(self) -> None:
        self.is_requested = self._is_deferred = self._is_at_once = False

    def __call__(self) -> None:
        """End the run."""
        is_first, self.is_requested = not self.is_requested, True
        # inside `at_once`, a further signal would hit what already ends
        if not self._is_deferred or (self._is_at_once and is_first):
            raise KeyboardInterrupt

    @contextmanager
    def deferred(self) -> Iterator[None]:
        """Let the block end by itself once `is_requested` is set, and then raise `KeyboardInterrupt`."""
        self._is_deferred = True
        try:
            yield
        finally:
            self._is_deferred = False
        if self.is_requested:
            raise KeyboardInterrupt

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Inside `deferred`: raise `KeyboardInterrupt` in the block, at any point, if the run is to end."""
        self._is_at_once = True
        try:
            if self.is_requested:
                raise KeyboardInterrupt
            yield
        finally:
            self._is_at_once = False
