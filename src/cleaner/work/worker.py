"""What runs in a worker process. It loads the packs once, then runs tasks, each of them under its limits."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing import parent_process
from threading import Thread

from ..errors import CleanerError, CrashError, InputError
from ..limits import Limits
from ..output.article import Article
from ..packs.loading import load
from .in_process import InProcess
from .task import Result, Task, outcomes

OUT_OF_MEMORY = 77
"""The exit code of a worker that ran out of memory."""

_runner: InProcess | CleanerError
_cpu_seconds: float


def start(own: str | None, limits: Limits) -> None:
    """Prepare this process; `own` is the folder of the user's own packs.

    The packs may have changed since the cleaner was made. If they are faulty now, every task raises that error.
    """
    global _runner, _cpu_seconds
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # pebble's own handler waits until C code returns
    Thread(target=_end_with_parent, daemon=True).start()
    _limit_memory(limits.memory)
    _cpu_seconds = limits.cpu_seconds
    try:
        _runner = InProcess(load(own), limits)
    except CleanerError as error:
        _runner = error


def run(task: Task, make: Callable[[Article], Result]) -> Result:
    """Run one task. When the limit for CPU time or memory is reached, this process ends."""
    if isinstance(_runner, CleanerError):
        raise _runner
    _set_timer(_cpu_seconds)
    try:
        return _runner.run(task, make)
    except CrashError as error:
        if isinstance(error.__cause__, MemoryError):
            os._exit(OUT_OF_MEMORY)  # do not trust a process that ran out of memory with another page
        raise
    finally:
        _set_timer(0)


def run_all(tasks: Sequence[Task], make: Callable[[Article], Result]) -> list[Result | InputError]:
    """Run the tasks one by one; return the result of each, or the error of that page."""
    return outcomes(tasks, partial(run, make=make))


def _limit_memory(wanted: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    limits_set_before = [limit for limit in resource.getrlimit(resource.RLIMIT_DATA) if limit >= 0]
    lowest = min(wanted, *limits_set_before) if limits_set_before else wanted
    resource.setrlimit(resource.RLIMIT_DATA, (lowest, lowest))


def _end_with_parent() -> None:
    """End this process when its parent process has ended, even in the middle of a page."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _set_timer(seconds: float) -> None:
    """Let the kernel end this process once it has used this much CPU time; 0 stops the timer."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
