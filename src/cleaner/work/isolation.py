"""Cleaning in worker processes: a page that hangs, crashes or eats memory costs its worker, and no other page.

Nothing inside a process stops C code, and the HTML parser, the extractors and the patterns all are that. So the kernel
does it: a worker that has used up its CPU time is ended by a timer, one that wants more memory does not get it, and the
deadline on the clock ends what is left. Each worker is a pool of one of pebble's, which starts a new process for it: in
a pool of many, the death of one while it holds the lock of their common pipe would stop all others.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, InvalidStateError, wait
from concurrent.futures import TimeoutError as DeadlineError
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from multiprocessing import current_process, get_context, resource_tracker
from multiprocessing.util import Finalize
from queue import LifoQueue
from threading import Lock
from typing import Any

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from ..errors import CleanerError, CrashError, InputError, LimitError, UsageError
from ..limits import Limits
from ..output.article import Article
from .task import Result, Task, check, each
from .worker import OUT_OF_MEMORY, do_many, do_one, start, start_again

STARTING = 60
"""Seconds on the clock, beyond a page's own, after which a worker that has not answered never will."""
TRIES = 2
"""A worker that died while it had nothing to do is no fault of the page that finds it dead."""


class Workers:
    """Worker processes, each of which cleans one page at a time; they start when they are first needed.

    `own` is the folder of the user's own packs. Safe to share between threads: as many pages are cleaned at a time as
    there are threads that ask, and workers.
    """

    def __init__(self, own: str | None, limits: Limits, number: int | None = None) -> None:
        self._own, self._limits, self.number = own, limits, number or _cores()
        self._make()

    def _make(self) -> None:
        self._workers = [_Worker(self._own, self._limits) for _ in range(self.number)]
        self._idle: LifoQueue[_Worker] = LifoQueue()  # who asks for one page at a time needs but one process
        for worker in self._workers:
            self._idle.put(worker)
        self._process = os.getpid()
        # where nobody closes them: a process of multiprocessing's that ends waits for its children first
        Finalize(self, _stop, (self._workers,), exitpriority=1)

    def do(self, task: Task) -> Article:
        """The article of the page, made in a worker; raises what `task.do` does, and `LimitError` for the worker's."""
        check(task, self._limits)
        article: Article = self._call(task.url, do_one, task)
        return article

    def do_many(self, tasks: Sequence[Task], make: Callable[[Article], Result]) -> list[Result | InputError]:
        """What `make` makes of each page's article, or its error; all pages go to one worker, in one trip.

        `make` runs in the worker, under the limits, and is a function that can be found by its name. Where a page costs
        the worker, which one it was shows when they go there one by one.
        """
        if not tasks:
            return []
        try:
            for task in tasks:
                check(task, self._limits)
            outcomes: list[Result | InputError] = self._call(None, do_many, tasks, make)
        except InputError:  # of one that is not to be sent, or that cost the worker
            return each(tasks, partial(self._do_and, make))
        return outcomes

    def _do_and(self, make: Callable[[Article], Result], task: Task) -> Result | InputError:
        check(task, self._limits)
        outcomes: list[Result | InputError] = self._call(task.url, do_many, [task], make)
        return outcomes[0]

    def _call(self, url: str | None, function: Callable[..., Any], *arguments: object) -> Any:
        self._make_own()
        idle = self._idle
        worker = idle.get()
        try:
            return worker.call(url, function, *arguments)
        finally:
            idle.put(worker)

    def close(self) -> None:
        """End the workers; the next task would start them anew."""
        self._make_own()
        _stop(self._workers)

    def _make_own(self) -> None:
        if self._process != os.getpid():  # a copy, in a process that was forked: the workers are another's
            self._make()


def _stop(workers: list[_Worker]) -> None:
    for worker in workers:
        worker.stop()


class _Worker:
    """One worker process, or none while there is nothing to do."""

    def __init__(self, own: str | None, limits: Limits) -> None:
        self._own, self._limits = own, limits
        self._pool: ProcessPool | None = None
        self._future: ProcessFuture[Any] | None = None
        self._lock = Lock()

    def call(self, url: str | None, function: Callable[..., Any], *arguments: object) -> Any:
        """What the function answers, in this worker; `url` is that of the page which any error is about."""
        for _ in range(TRIES):
            pool, future = self._schedule(function, arguments)
            try:
                return self._result(future, url)
            except (BrokenProcessPool, CancelledError):
                if self._pool is not pool:
                    raise UsageError(f"{url or 'input'}: the cleaner was closed while it cleaned this page") from None
                self.stop()
        if function is not start_again:
            self.call(None, start_again)  # raises, where it is not the page
            raise CrashError("the worker process ended when it was given this page", url=url)
        raise UsageError(
            "the worker processes end as soon as they start, and wrote why to stderr; a script that has them is a file,"
            " with its code below: if __name__ == '__main__':"
        )

    def _schedule(
        self, function: Callable[..., Any], arguments: tuple[object, ...]
    ) -> tuple[ProcessPool, ProcessFuture[Any]]:
        with self._lock:
            for _ in range(TRIES):
                starting: AbstractContextManager[None] = nullcontext()
                if self._pool is None:
                    if current_process().daemon:
                        raise UsageError(
                            "a daemonic process, as those of multiprocessing.Pool are, may start no workers"
                        )
                    # a process of its own making, which knows nothing of the threads, locks and sockets of this one; it
                    # and the pool's threads, which start those that come after it, start with what it is given first
                    given = (self._own, self._limits)
                    self._pool = ProcessPool(1, initializer=start, initargs=given, context=get_context("spawn"))
                    starting = _without_interrupts()
                try:
                    with starting:
                        self._future = self._pool.schedule(function, arguments, timeout=self._limits.seconds)
                except RuntimeError:  # pebble has found out that its process died, when it had nothing to do
                    self._pool.stop()  # type: ignore[no-untyped-call]
                    self._pool.join()
                    self._pool = None
                else:
                    return self._pool, self._future
        raise CrashError("no worker process can be started")

    def _result(self, future: ProcessFuture[Any], url: str | None) -> Any:
        limits = self._limits
        try:
            if not wait([future], limits.seconds + STARTING).done:
                raise CrashError("the worker process does not answer", url=url)
            return future.result()
        except DeadlineError:
            raise LimitError("seconds", limits.seconds, url=url) from None
        except ProcessExpired as error:
            raise _death(error.exitcode, limits, url) from None
        except BaseException:
            if not future.done():  # such as Ctrl-C: the next page gets a worker that is not at work on this one
                self.stop()
            raise

    def stop(self) -> None:
        """End the process."""
        with self._lock:
            pool, future = self._pool, self._future
            self._pool = None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()
        if future is not None:
            with suppress(InvalidStateError):  # it is done; else whoever waits for it would wait for ever
                future.set_exception(BrokenProcessPool())


def _death(code: int, limits: Limits, url: str | None) -> CleanerError:
    """The error of a page whose worker ended with this exit code, which is below 0 for a signal."""
    if code == OUT_OF_MEMORY:
        return LimitError("memory", limits.memory, url=url)
    if hasattr(signal, "SIGPROF") and code == -signal.SIGPROF:
        return LimitError("cpu_seconds", limits.cpu_seconds, url=url)
    names = {-number: f"was ended by {number.name}" for number in signal.Signals}
    how = names.get(code, f"ended with exit code {code}")
    return CrashError(f"the worker process {how} while it cleaned this page", url=url)


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """What starts in here, threads and processes, hears no Ctrl-C, which a terminal sends to all of them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which starts with the first process, and unblocks what was blocked
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
