"""Where pages of the service wait for their turn, are cleaned, and are counted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import TypeVar

from anyio import CancelScope, CapacityLimiter
from anyio.to_thread import run_sync
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from ...cleaner import Cleaner
from ...output.article import Article
from ...work.task import Task
from .problems import ProblemError

Result = TypeVar("Result")
SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120)
"""Bounds of the histogram: a short text takes some milliseconds, the longest that a page may take is its limit."""


class Desk:
    """Hands pages to a cleaner, as many at a time as it has workers, and lets so many more wait as `queue` says.

    Pages of batches wait here too. Of all batches together, no more than it has workers are in hand or in line for
    that, so that a request of one page never waits for more than these and those that came before it.

    `registry` holds the metrics; `stopping` is set when the service is to end.
    """

    def __init__(self, cleaner: Cleaner, queue: int) -> None:
        self.cleaner = cleaner
        self.stopping = asyncio.Event()
        self._queue, self._waiting = queue, 0
        self._line: set[CancelScope] = set()
        self._closed = False
        self._turns, self._batches, self._threads = (CapacityLimiter(cleaner.workers) for _ in range(3))
        self.registry = CollectorRegistry()
        self._pages = Counter(
            "cleaner_pages", "Pages cleaned, with an article or without", ["pack", "method"], registry=self.registry
        )
        self._errors = Counter(
            "cleaner_errors", "Requests, and lines of batches, that were refused", ["kind"], registry=self.registry
        )
        self._seconds = Histogram(
            "cleaner_seconds", "Time on the clock for one page, from its turn", buckets=SECONDS, registry=self.registry
        )
        for name, text, number in (
            ("waiting", "Pages that wait for their turn", lambda: self.waiting),
            ("in_hand", "Pages that are being cleaned", lambda: self.in_hand),
        ):
            Gauge(f"cleaner_pages_{name}", text, registry=self.registry).set_function(number)

    @property
    def waiting(self) -> int:
        """How many pages wait for their turn."""
        return self._turns.statistics().tasks_waiting

    @property
    def in_hand(self) -> int:
        """How many pages are being cleaned."""
        return self._turns.statistics().borrowed_tokens

    def admit(self) -> None:
        """Raise the `ProblemError` of a page that finds the queue full."""
        if self._waiting >= self._queue and self._turns.available_tokens < 1:
            raise ProblemError(
                503,
                f"the queue is full: {self._waiting} pages wait; send this page again later",
                kind="queue",
                headers={"Retry-After": "1"},
            )

    async def clean(self, task: Task, render: Callable[[Article], Result]) -> Result:
        """What `render` makes of the article of the page, when it is its turn.

        Raises `ProblemError` where the queue is full or the service stops, and what `Cleaner.clean` does.
        """
        self.admit()
        self._waiting += 1
        try:
            await self._turn()
        finally:
            self._waiting -= 1
        return await self._in_thread(task, render)

    async def clean_of_batch(self, task: Task, render: Callable[[Article], Result]) -> Result:
        """The same for a page of a batch, which waits however many do."""
        async with self._batches:
            await self._turn()
            return await self._in_thread(task, render)

    def stop(self) -> None:
        """Let what is here be finished; what still waits after the time of one page is told to come again."""
        self.stopping.set()
        asyncio.get_running_loop().call_later(self.cleaner.limits.seconds, self._close)

    def _close(self) -> None:
        self._closed = True
        for scope in self._line:
            scope.cancel()

    async def _turn(self) -> None:
        """Wait for a turn, which `_in_thread` gives back."""
        with CancelScope() as scope:
            self._line.add(scope)
            if self._closed:
                scope.cancel()
            try:
                await self._turns.acquire()
            finally:
                self._line.discard(scope)
        if scope.cancelled_caught:
            raise stopping("this page")

    def count_error(self, problem: ProblemError) -> None:
        """Count a request, or a line of a batch, that was refused."""
        self._errors.labels(problem.kind).inc()

    async def _in_thread(self, task: Task, render: Callable[[Article], Result]) -> Result:
        # a page in hand is seen through, whoever has gone meanwhile: its worker is not free before
        try:
            return await run_sync(partial(self._clean, task, render), limiter=self._threads)
        finally:
            self._turns.release()

    def _clean(self, task: Task, render: Callable[[Article], Result]) -> Result:
        started = perf_counter()
        try:
            article = self.cleaner.run(task)
        finally:
            self._seconds.observe(perf_counter() - started)
        self._pages.labels(article.pack or "none", article.method).inc()
        return render(article)


def stopping(what: str) -> ProblemError:
    """The problem of what comes too late."""
    detail = f"the service is stopping; send {what} again, later"
    return ProblemError(503, detail, kind="stopping", headers={"Retry-After": "1"})
