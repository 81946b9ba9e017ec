"""Ends what takes too long: one thread that sleeps until the earliest deadline, for any number of waiting threads."""

from __future__ import annotations

import sys
import threading
from _thread import start_new_thread
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from threading import Condition
from time import monotonic

from ..shortage import NO_THREAD

START_SECONDS = 5.0
"""How long to wait until the watchdog's thread runs. If memory runs out, a new thread can end before it does anything.
`Thread.start` would then wait for ever."""


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
        self._thread: object = None  # stands for the thread that watches
        self._is_starting = False

    @contextmanager
    def limit(self, seconds: float, end: Callable[[], None]) -> Iterator[None]:
        """Call `end`, in the watchdog's thread, if the block is not done after this time.

        What `end` raises goes to `threading.excepthook`. Raises `RuntimeError` if the thread cannot be started.
        """
        deadline = monotonic() + seconds
        with self._changed:
            self._start()
            self._number = number = self._number + 1
            self._waiting[number] = deadline, end
            if deadline < self._wakes:
                self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._waiting.pop(number, None)

    def _start(self) -> None:
        """Start the thread if there is none. While this waits for the thread, others can have the lock."""
        while self._thread is None:
            if not self._is_starting:
                self._is_starting = True
                try:
                    start_new_thread(self._watch, ())
                except BaseException:
                    self._is_starting = False
                    raise
            if not self._changed.wait_for(lambda: not self._is_starting, START_SECONDS):
                self._is_starting = False
                raise RuntimeError(NO_THREAD)

    def _watch(self) -> None:
        this = object()
        with self._changed:
            self._is_starting = False
            if self._thread is not None:  # this one is late, and another was started instead
                return
            self._thread = this
            self._changed.notify_all()
            try:
                while self._thread is this:
                    now = monotonic()
                    for number, (deadline, end) in [*self._waiting.items()]:
                        if deadline <= now:
                            del self._waiting[number]
                            _call(end)
                    self._wakes = min((deadline for deadline, _ in self._waiting.values()), default=inf)
                    self._changed.wait(None if self._wakes == inf else self._wakes - now)
            finally:
                if self._thread is this:  # memory ran out: the next `limit` starts another thread
                    self._thread = None

    def stop(self) -> None:
        """End the thread. The next `limit` starts another one."""
        with self._changed:
            self._thread = None
            self._changed.notify_all()


def _call(end: Callable[[], None]) -> None:
    """Call the function. If it fails, the blocks of others are still watched."""
    try:
        end()
    except Exception:  # whatever it is, it goes where the exceptions of threads go
        threading.excepthook(threading.ExceptHookArgs([*sys.exc_info(), None]))
