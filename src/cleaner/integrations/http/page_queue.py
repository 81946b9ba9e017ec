"""The queue of the service: where pages wait for a worker, are cleaned, and are counted."""

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
"""Bounds of the histogram. A short text takes some milliseconds; no page takes longer than its limit."""


class PageQueue:
    """Hands pages to a cleaner, at most one for each worker at a time, while up to `length` others wait.

    Pages of batches wait here too. All batches together never have more pages in work or in the queue than there are
    workers, so a request for a single page waits only for these and for the requests before it.

    `registry` holds the metrics. `stopping` is set when the service is to end.
    """

    def __init__(self, cleaner: Cleaner, length: int) -> None:
        self.cleaner = cleaner
        self.stopping = asyncio.Event()
        self._length, self._waiting = length, 0
        self._scopes: set[CancelScope] = set()
        self._closed = False
        self._turns, self._batches, self._threads = (CapacityLimiter(cleaner.workers) for _ in range(3))
        self.registry = CollectorRegistry()
        self._pages = Counter(
            "cleaner_pages", "Pages cleaned, with or without an article", ["pack", "method"], registry=self.registry
        )
        self._warnings = Counter(
            "cleaner_warnings",
            "Pages with a warning, by its code and the pack of the site",
            ["code", "pack"],
            registry=self.registry,
        )
        self._errors = Counter(
            "cleaner_errors", "Requests, and lines of batches, that were refused", ["kind"], registry=self.registry
        )
        self._seconds = Histogram(
            "cleaner_seconds", "Seconds to clean one page, without the wait", buckets=SECONDS, registry=self.registry
        )
        for name, text, number in (
            ("waiting", "Pages that wait for a worker", lambda: self.waiting),
            ("in_hand", "Pages that are being cleaned", lambda: self.in_hand),
        ):
            Gauge(f"cleaner_pages_{name}", text, registry=self.registry).set_function(number)
        Gauge(
            "cleaner_changed_packs", "Files of packs that have changed since the start", registry=self.registry
        ).set_function(lambda: len(cleaner.packs.files.changed()))

    @property
    def waiting(self) -> int:
        """How many pages wait for a worker."""
        return self._turns.statistics().tasks_waiting

    @property
    def in_hand(self) -> int:
        """How many pages are being cleaned."""
        return self._turns.statistics().borrowed_tokens

    def check_capacity(self) -> None:
        """Raise `ProblemError` if the queue is full."""
        if self._waiting >= self._length and self._turns.available_tokens < 1:
            raise ProblemError(
                503,
                f"the queue is full (waiting pages: {self._waiting}); send this page again later",
                kind="queue",
                headers={"Retry-After": "1"},
            )

    async def clean(self, task: Task, render: Callable[[Article], Result]) -> Result:
        """Wait for a worker, clean the page, and return what `render` makes of the article.

        Raises `ProblemError` if the queue is full or the service stops, and the errors of `Cleaner.clean`.
        """
        self.check_capacity()
        self._waiting += 1
        try:
            await self._turn()
        finally:
            self._waiting -= 1
        return await self._in_thread(task, render)

    async def clean_of_batch(self, task: Task, render: Callable[[Article], Result]) -> Result:
        """Do what `clean` does, for a page of a batch, which waits even if the queue is full."""
        async with self._batches:
            await self._turn()
            return await self._in_thread(task, render)

    def stop(self) -> None:
        """Let all pages be finished. After the time limit of one page, refuse those that still wait."""
        self.stopping.set()
        asyncio.get_running_loop().call_later(self.cleaner.limits.seconds, self._close)

    def _close(self) -> None:
        self._closed = True
        for scope in self._scopes:
            scope.cancel()

    async def _turn(self) -> None:
        """Wait for a turn, which `_in_thread` gives back."""
        with CancelScope() as scope:
            self._scopes.add(scope)
            if self._closed:
                scope.cancel()
            try:
                await self._turns.acquire()
            finally:
                self._scopes.discard(scope)
        if scope.cancelled_caught:
            raise stopping("this page")

    def count_error(self, problem: ProblemError) -> None:
        """Count a request, or a line of a batch, that was refused."""
        self._errors.labels(problem.kind).inc()

    async def _in_thread(self, task: Task, render: Callable[[Article], Result]) -> Result:
        # a page that a worker has is finished even if the client is gone: the worker is not free before that
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
        for code in {warning.code for warning in article.warnings}:
            self._warnings.labels(code, article.site_pack or "none").inc()
        return render(article)


def stopping(what: str) -> ProblemError:
    """Return the problem for a page that comes too late."""
    detail = f"the service is stopping; send {what} again later"
    return ProblemError(503, detail, kind="stopping", headers={"Retry-After": "1"})
