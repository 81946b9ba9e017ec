"""Cleaning in worker processes: a page that hangs, crashes or uses too much memory ends its worker, not other pages.

Nothing inside a process can stop C code, and the HTML parser, the extractors and the patterns are all C code. So the
kernel does it: a timer ends a worker that has used up its CPU time, a worker that wants more memory than its limit does
not get it, and the deadline on the clock ends whatever is left.

Each worker is a pebble pool of one process, and pebble starts a new process when that one ends. In a pool of several
processes, one that dies while it holds the lock of the pipe they share would stop all the others.
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
from ..readers.bounds import enforce_size
from . import worker
from .task import Result, Task, outcomes, unchanged

START_SECONDS = 60
"""Time on the clock that a new worker may take to start, in addition to the limit for its page."""
ATTEMPTS = 2
"""How often a call is tried. A worker may have died while it was idle, which is not the fault of the next page."""


class Workers:
    """Runs tasks in worker processes, which start when they are first needed: see `task.Runner`.

    `own` is the folder of the user's own packs. There are `number` workers, by default one for each core, and each
    cleans one page at a time. Threads may share one `Workers`: call it from as many threads as there are workers to
    keep all of them busy.
    """

    def __init__(self, own: str | None, limits: Limits, number: int | None = None) -> None:
        self._own, self._limits, self.workers = own, limits, number or _cores()
        self._set_up()

    def _set_up(self) -> None:
        self._all = [_Worker(self._own, self._limits) for _ in range(self.workers)]
        # last in, first out: a caller that asks for one page at a time then starts only one process
        self._idle: LifoQueue[_Worker] = LifoQueue()
        for each in self._all:
            self._idle.put(each)
        self._process = os.getpid()
        # for callers that do not close the cleaner: multiprocessing's own clean-up would wait for its children first
        Finalize(self, _stop, (self._all,), exitpriority=1)

    def run(self, task: Task, make: Callable[[Article], Result]) -> Result:
        """Clean one page in a worker. Raises `LimitError` and `CrashError` also for what happens to the worker."""
        _check(task, self._limits)
        result: Result = self._call(task.url, worker.run, task, make)
        return result

    def run_all(self, tasks: Sequence[Task], make: Callable[[Article], Result]) -> list[Result | InputError]:
        """Clean the pages in one worker, in one trip.

        If a page ends the worker, all of them are sent again one by one, which shows which page it was.
        """
        refusals = outcomes(tasks, partial(_check, limits=self._limits))
        accepted = [task for task, refusal in zip(tasks, refusals, strict=True) if refusal is None]
        results = iter(self._run_accepted(accepted, make))
        return [next(results) if refusal is None else refusal for refusal in refusals]

    def _run_accepted(self, tasks: list[Task], make: Callable[[Article], Result]) -> list[Result | InputError]:
        if not tasks:
            return []
        try:
            results: list[Result | InputError] = self._call(None, worker.run_all, tasks, make)
        except InputError:
            return outcomes(tasks, partial(self.run, make=make))
        return results

    def _call(self, url: str | None, function: Callable[..., Any], *arguments: object) -> Any:
        self._set_up_after_fork()
        idle = self._idle
        free = idle.get()
        try:
            return free.call(url, function, *arguments)
        finally:
            idle.put(free)

    def close(self) -> None:
        """End the worker processes; the next task would start them again."""
        self._set_up_after_fork()
        _stop(self._all)

    def _set_up_after_fork(self) -> None:
        if self._process != os.getpid():  # this is a copy in a forked process: the workers belong to its parent
            self._set_up()


def _check(task: Task, limits: Limits) -> None:
    """Raise the error of a task that cannot be sent to another process, or that fails without being sent."""
    if not isinstance(task.page, (str, bytes)):
        raise UsageError(f"a page is a str or bytes, not {type(task.page).__name__}")
    for name in ("url", "input", "charset", "pack"):
        value = getattr(task, name)
        if value is not None and not isinstance(value, str):
            raise UsageError(f"{'an' if name == 'input' else 'a'} {name} is a str, not {type(value).__name__}")
    if not limits.cut:
        enforce_size(task.page, limits, task.url)


def _stop(workers: list[_Worker]) -> None:
    for each in workers:
        each.stop()


class _Worker:
    """One worker process, or none while there is nothing to do."""

    def __init__(self, own: str | None, limits: Limits) -> None:
        self._own, self._limits = own, limits
        self._pool: ProcessPool | None = None
        self._future: ProcessFuture[Any] | None = None
        self._lock = Lock()

    def call(self, url: str | None, function: Callable[..., Any], *arguments: object) -> Any:
        """Call a function of the module `worker` in this process, and return its result.

        `url` is the URL of the page, for errors.
        """
        try:
            return self._attempt(url, function, arguments)
        except BrokenProcessPool:
            self._check_it_starts()
            raise CrashError("the worker process ended when it was given this page", url=url) from None

    def _check_it_starts(self) -> None:
        """Raise `UsageError` if the process ends even when it has nothing to do."""
        try:
            self._attempt(None, worker.run_all, ([], unchanged))
        except BrokenProcessPool:
            raise UsageError(
                "the worker processes end as soon as they start; stderr shows why. A script that uses them has to be a"
                " file, with its code below: if __name__ == '__main__':"
            ) from None

    def _attempt(self, url: str | None, function: Callable[..., Any], arguments: tuple[object, ...]) -> Any:
        """Call the function; raise `BrokenProcessPool` if the process ended each time before it began."""
        for _ in range(ATTEMPTS):
            pool, future = self._schedule(function, arguments)
            try:
                return self._result(future, url)
            except (BrokenProcessPool, CancelledError):
                if self._pool is not pool:
                    raise UsageError(f"{url or 'input'}: the cleaner was closed while it cleaned this page") from None
                self.stop()
        raise BrokenProcessPool

    def _schedule(
        self, function: Callable[..., Any], arguments: tuple[object, ...]
    ) -> tuple[ProcessPool, ProcessFuture[Any]]:
        with self._lock:
            for _ in range(ATTEMPTS):
                starting: AbstractContextManager[None] = nullcontext()
                if self._pool is None:
                    if current_process().daemon:
                        raise UsageError(
                            "a daemonic process, such as one of a multiprocessing.Pool, cannot start worker processes"
                        )
                    # spawned and not forked, so that it has no copy of the threads, locks and sockets of this process
                    given = (self._own, self._limits)
                    self._pool = ProcessPool(1, initializer=worker.start, initargs=given, context=get_context("spawn"))
                    # the first task starts it, and the pool's threads, which start the processes that follow it
                    starting = _without_signals()
                try:
                    with starting:
                        self._future = self._pool.schedule(function, arguments, timeout=self._limits.seconds)
                except RuntimeError:  # pebble has noticed that its process died while it was idle
                    self._pool.stop()  # type: ignore[no-untyped-call]
                    self._pool.join()
                    self._pool = None
                else:
                    return self._pool, self._future
        raise CrashError("no worker process can be started")

    def _result(self, future: ProcessFuture[Any], url: str | None) -> Any:
        limits = self._limits
        try:
            if not wait([future], limits.seconds + START_SECONDS).done:
                raise CrashError("the worker process does not answer", url=url)
            return future.result()
        except DeadlineError:
            raise LimitError("seconds", limits.seconds, url=url) from None
        except ProcessExpired as error:
            raise _death(error.exitcode, limits, url) from None
        except BaseException:
            if (
                not future.done()
            ):  # such as Ctrl-C: the worker is busy with this page, so the next one needs a new worker
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
            with suppress(
                InvalidStateError
            ):  # it is done; if it is not, a thread that waits for it would wait for ever
                future.set_exception(BrokenProcessPool())


def _death(code: int, limits: Limits, url: str | None) -> CleanerError:
    """Return the error for a page whose worker ended with this exit code, which is negative for a signal."""
    if code == worker.OUT_OF_MEMORY:
        return LimitError("memory", limits.memory, url=url)
    if hasattr(signal, "SIGPROF") and code == -signal.SIGPROF:
        return LimitError("cpu_seconds", limits.cpu_seconds, url=url)
    names = {-number: f"was ended by {number.name}" for number in signal.Signals}
    how = names.get(code, f"ended with exit code {code}")
    return CrashError(f"the worker process {how} while it cleaned this page", url=url)


@contextmanager
def _without_signals() -> Iterator[None]:
    """Threads and processes that start in here receive neither Ctrl-C nor SIGPIPE.

    A terminal sends Ctrl-C to all processes. SIGPIPE comes from writing to a worker that has ended: it would end this
    process, because the command does not ignore it.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # before the mask is set: its start, with the first process, would lift it
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGPIPE})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
