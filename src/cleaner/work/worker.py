"""What runs in a worker process: it prepares itself once, and then cleans page after page, each under its limits."""

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
from ..packs.loading import ENVIRONMENT, Packs, load
from .task import Result, Task, do, do_and, each

OUT_OF_MEMORY = 77
"""The exit code of a worker that ran out of memory."""

_packs: Packs | CleanerError
_limits: Limits


def start(own: str | None, limits: Limits) -> None:
    """Prepare this process; what is wrong with packs that were changed meanwhile is told for each page."""
    global _packs, _limits
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # pebble's handler waits for C code to end
    Thread(target=_end_with_parent, daemon=True).start()
    _limits = limits
    _bound_memory(limits.memory)
    if own is None:
        os.environ.pop(ENVIRONMENT, None)  # which may have changed since the cleaner was made
    try:
        _packs = load(own)
    except CleanerError as error:
        _packs = error


def _bound_memory(most: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    allowed = [limit for limit in resource.getrlimit(resource.RLIMIT_DATA) if limit >= 0]
    resource.setrlimit(resource.RLIMIT_DATA, (min(most, *allowed),) * 2 if allowed else (most, most))


def _end_with_parent() -> None:
    """End this process, whatever page it is at, when the one that wants the result is gone."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def start_again() -> None:
    """Nothing: that it comes to this says that a worker can be started."""


def do_one(task: Task) -> Article:
    """The article of a page; raises what `task.do` does."""
    return _bounded(task, do)


def do_many(tasks: Sequence[Task], make: Callable[[Article], Result]) -> list[Result | InputError]:
    """What `make` makes of the article of each page, or the error of that page."""
    return each(tasks, partial(_bounded, call=partial(do_and, make=make)))


def _bounded(task: Task, call: Callable[[Task, Packs, Limits], Result]) -> Result:
    if isinstance(_packs, CleanerError):
        raise _packs
    _set_timer(_limits.cpu_seconds)
    try:
        return call(task, _packs, _limits)
    except CrashError as error:
        if isinstance(error.__cause__, MemoryError):
            os._exit(OUT_OF_MEMORY)  # a process that was short of it is not to be trusted with another page
        raise
    finally:
        _set_timer(0)


def _set_timer(seconds: float) -> None:
    """Let the kernel end this process when it has used so much CPU time; 0 stops that."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
