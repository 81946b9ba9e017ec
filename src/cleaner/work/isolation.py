"""Cleaning in worker processes: a page that hangs, crashes or uses too much memory ends its worker, not other pages.

Nothing inside a process can stop C code, and the HTML parser, the extractors and the patterns are all C code. So the
kernel does it: a timer ends a worker that has used up its CPU time, a worker that wants more memory than its limit does
not get it, and the deadline on the clock ends whatever is left.

Each worker has a pipe of its own, which one thread uses at a time. So a worker cannot leave a lock behind that others
wait for. When it dies, at whatever moment, its pipe closes, and the thread that waits for it notices at once.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing import current_process
from multiprocessing.util import Finalize
from queue import LifoQueue
from threading import Event, Lock
from typing import Any

from ..errors import CleanerError, CrashError, InputError, LimitError, ResourceError, UsageError
from ..generic.text.line_model import Favor
from ..limits import Limits
from ..output.article import Article
from ..packs.loading import Packs
from ..readers.bounds import enforce_size
from ..shortage import shortage_of
from . import worker
from .process import EndedError, WorkerProcess
from .task import Result, Task, outcomes
from .watchdog import Watchdog

START_SECONDS = 60.0
"""Time on the clock that a new worker may take to start."""
START_PAUSES = (0.1, 1.0, 5.0, 15.0)
"""Seconds before each further attempt to start a worker that was killed while it started, or did not start in time."""
ATTEMPTS = 2
"""How many workers may die of a page before the page is given up. The first may have been killed for another reason."""


class Workers:
    """Runs tasks in worker processes, which start when they are first needed: see `task.Runner`.

    All of them use the same `packs`, also those that start later. There are `number` workers, by default one for each
    core, and each cleans one page at a time. Threads may share one `Workers`: call it from as many threads as there are
    workers to keep all of them busy.
    """

    def __init__(self, packs: Packs, limits: Limits, number: int | None = None, favor: Favor | None = None) -> None:
        self._packs, self._limits, self._favor, self.workers = packs, limits, favor, number or _cores()
        self._crews: dict[int, _Crew] = {}

    def _crew(self) -> _Crew:
        """Return the workers of this process. In a forked process, those that were copied belong to its parent."""
        crew = self._crews.get(os.getpid())
        if crew is None:
            # two threads may get here at once: `setdefault` takes one crew. A lock could be copied while it is held
            new = _Crew(self._packs, self._limits, self._favor, self.workers)
            crew = self._crews.setdefault(os.getpid(), new)
            if crew is new:
                # for callers that do not close the cleaner
                Finalize(self, crew.stop, exitpriority=1)
        return crew

    def run(self, task: Task, make: Callable[[Article], Result]) -> Result:
        """Clean one page in a worker. Raises `LimitError` and `CrashError` also for what happens to the worker."""
        _check(task, self._limits)
        crew = self._crew()
        return self._run(crew, crew.closed, task, make)

    def _run(self, crew: _Crew, closed: Event, task: Task, make: Callable[[Article], Result]) -> Result:
        result: Result = crew.call(closed, ATTEMPTS, task.url, worker.run, task, make)
        return result

    def run_all(self, tasks: Sequence[Task], make: Callable[[Article], Result]) -> list[Result | InputError]:
        """Clean the pages in one worker, in one trip.

        If the worker dies, all of them are sent again one by one, which shows which page it was.
        """
        refusals = outcomes(tasks, partial(_check, limits=self._limits))
        accepted = [task for task, refusal in zip(tasks, refusals, strict=True) if refusal is None]
        results = iter(self._run_accepted(accepted, make))
        return [next(results) if refusal is None else refusal for refusal in refusals]

    def _run_accepted(self, tasks: list[Task], make: Callable[[Article], Result]) -> list[Result | InputError]:
        crew = self._crew()
        closed = crew.closed  # the same one for all calls: the cleaner may be closed between two of them
        results: list[Result | InputError] = []
        while left := tasks[len(results) :]:
            try:  # the worker returns results for some of them, if all would take too long
                results += crew.call(closed, 1, None, worker.run_all, left, make)
            except InputError:
                results += outcomes(left, partial(self._run, crew, closed, make=make))
        return results

    def close(self) -> None:
        """End the worker processes; the next task would start them again."""
        self._crew().stop()


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


class _Crew:
    """The workers of one process, and the watchdog that ends those that take too long."""

    def __init__(self, packs: Packs, limits: Limits, favor: Favor | None, number: int) -> None:
        self.closed = Event()
        """Is set when the crew is stopped, and then replaced: it is for the calls that began before."""
        self._watchdog = Watchdog()
        self._all = [_Worker(packs, limits, favor, self._watchdog) for _ in range(number)]
        # last in, first out: a caller that asks for one page at a time then starts only one process
        self._idle: LifoQueue[_Worker] = LifoQueue()
        for each in self._all:
            self._idle.put(each)

    def call(
        self, closed: Event, attempts: int, url: str | None, function: Callable[..., Any], *arguments: object
    ) -> Any:
        """Call a function of the module `worker` in a worker that is free: see `_Worker.call`."""
        free = self._idle.get()
        try:
            return free.call(closed, attempts, url, function, *arguments)
        except (OSError, RuntimeError, MemoryError) as error:  # no process or thread can be started
            shortage = shortage_of(error)
            if shortage is None:
                raise
            raise shortage from error
        finally:
            self._idle.put(free)

    def stop(self) -> None:
        """End the processes. The calls that are being answered, or wait for a worker, raise `UsageError`."""
        closed, self.closed = self.closed, Event()
        closed.set()
        self._watchdog.stop()  # a call that comes meanwhile, and starts a process again, also starts it again
        for each in self._all:
            each.stop()


class _Worker:
    """One worker process after another, or none while there is nothing to do."""

    def __init__(self, packs: Packs, limits: Limits, favor: Favor | None, watchdog: Watchdog) -> None:
        self._packs, self._limits, self._favor, self._watchdog = packs, limits, favor, watchdog
        self._process: WorkerProcess | None = None
        self._lock = Lock()

    def call(
        self, closed: Event, attempts: int, url: str | None, function: Callable[..., Any], *arguments: object
    ) -> Any:
        """Call a function of the module `worker` in the process, and return its result.

        `url` is the URL of the page, for errors. If the process dies, the call is repeated in a new one until there
        have been this many `attempts`. Raises `UsageError` once `closed` is set.
        """
        for attempt in range(1, attempts + 1):
            process = self._running(closed, url)
            try:
                return process.ask((function, arguments), self._limits.seconds)
            except EndedError as end:
                self._forget(closed, url)
                error = _death(end, self._limits, url)
                if attempt == attempts or not isinstance(error, CrashError):
                    raise error from None
        raise AssertionError("there is at least one attempt")

    def _running(self, closed: Event, url: str | None) -> WorkerProcess:
        """Return the process, which is started if there is none, or if it died while it was idle."""
        if closed.is_set():
            raise _closed(url)
        present = self._process  # another thread may close the cleaner meanwhile
        if present is not None:
            if present.is_ready():
                return present
            present.end()
        return self._start(closed, url)

    def _start(self, closed: Event, url: str | None) -> WorkerProcess:
        """Start the process, with several attempts.

        Raises `ResourceError` if the machine does not let it start, and `UsageError` if it ends by itself.
        """
        if current_process().daemon:
            raise UsageError("a daemonic process, such as one of a multiprocessing.Pool, cannot start worker processes")
        end = EndedError(None)
        for pause in (0.0, *START_PAUSES):
            closed.wait(pause)
            with self._lock:
                if closed.is_set():
                    raise _closed(url)
                self._process = process = WorkerProcess(self._watchdog, worker.serve)
            try:
                process.ask((self._packs, self._limits, self._favor), START_SECONDS)
            except EndedError as error:
                self._forget(closed, url)
                end = error
                if not end.was_killed:
                    break
            except BaseException:
                self.stop()
                raise
            else:
                return process
        raise _failed_start(end)

    def _forget(self, closed: Event, url: str | None) -> None:
        """Take note that the process ended. Raises `UsageError` if that is because the cleaner was closed."""
        with self._lock:
            if closed.is_set():
                raise _closed(url)
            self._process = None

    def stop(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.end()


def _closed(url: str | None) -> UsageError:
    return UsageError(f"{url or 'input'}: the cleaner was closed while it cleaned this page")


def _failed_start(end: EndedError) -> CleanerError:
    """Return the error for workers that end before they are ready."""
    if end.code == worker.OUT_OF_MEMORY:
        return ResourceError("there is not enough memory to start a worker process; free some, or raise its limit")
    if end.is_overdue:
        return ResourceError(
            f"the worker processes do not start in time (within {START_SECONDS:g} seconds); use fewer workers if the"
            " machine is too busy, and see whether something stops the processes"
        )
    if not end.was_killed:
        return UsageError(
            f"the worker processes end as soon as they start ({end}); stderr shows why. A script that uses them has to"
            " be a file, with its code below: if __name__ == '__main__':"
        )
    return ResourceError(
        f"the worker processes are killed while they start ({end}); if the system does that because memory runs out,"
        " its log says so: free memory, or use fewer workers"
    )


def _death(end: EndedError, limits: Limits, url: str | None) -> CleanerError:
    """Return the error for a page whose worker ended."""
    if end.is_overdue:
        return LimitError("seconds", limits.seconds, url=url)
    if end.code == worker.OUT_OF_MEMORY:
        return worker.out_of_memory(limits, url)
    if hasattr(signal, "SIGPROF") and end.code == -signal.SIGPROF:
        return LimitError("cpu_seconds", limits.cpu_seconds, url=url)
    return CrashError(f"the worker process {end} while it cleaned this page", url=url)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
