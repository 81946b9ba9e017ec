"""Ends what takes too long: one thread that sleeps until the earliest deadline, for any number of waiting threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from threading import Condition, Thread, current_thread
from time import monotonic


class Watchdog:
    """Calls a function for each block of code that is not done in time. Its thread runs until `stop`.

    >>> from threading import Event
    >>> watchdog, late, in_time = Watchdog(), Event(), Event()
    >>> with watchdog.limit(0.01, late.set), watchdog.limit(1_000, in_time.set):
    ...     late.wait(10)
    True
    >>> watchdog.stop()
    >>> in_time.is_set()
    False
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._waiting: dict[int, tuple[float, Callable[[], None]]] = {}
        self._number = 0
        self._wakes = inf
        self._thread: Thread | None = None

    @contextmanager
    def limit(self, seconds: float, end: Callable[[], None]) -> Iterator[None]:
        """Call `end`, in the watchdog's thread, if the block is not done after this time.

        Raises `RuntimeError` if the thread cannot be started.
        """
        deadline = monotonic() + seconds
        with self._changed:
            if self._thread is None or not self._thread.is_alive():
                thread = Thread(target=self._watch, name="cleaner watchdog", daemon=True)
                thread.start()
                self._thread = thread
            self._number = number = self._number + 1
            self._waiting[number] = deadline, end
            if deadline < self._wakes:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._waiting.pop(number, None)

    def _watch(self) -> None:
        with self._changed:
            while self._thread is current_thread():
                now = monotonic()
                for number, (deadline, end) in [*self._waiting.items()]:
                    if deadline <= now:
                        del self._waiting[number]
                        end()
                self._wakes = min((deadline for deadline, _ in self._waiting.values()), default=inf)
                self._changed.wait(None if self._wakes == inf else self._wakes - now)

    def stop(self) -> None:
        """End the thread. The next `limit` starts another one."""
        with self._changed:
            self._thread = None
            self._changed.notify()
