"""What runs in a worker process. It gets the packs once, then runs tasks, each of them under its limits."""

from __future__ import annotations

import os
import signal
from _thread import start_new_thread
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from time import monotonic
from traceback import format_exc

from ..errors import CleanerError, CrashError, InputError, LimitError, ResourceError
from ..generic.text.line_model import Favor
from ..limits import Limits
from ..output.article import Article
from ..packs.loading import Packs
from ..shortage import NO_MEMORY, is_out_of_memory, shortage_of
from .in_process import InProcess
from .task import Result, Task, outcomes

OUT_OF_MEMORY = 77
"""The exit code of a worker that ran out of memory."""
NEEDED_MEMORY = 300_000_000
"""The bytes of memory with which every ordinary page can be cleaned. If a process may not have that much, then it is
not the fault of a page that there is too little."""

_runner: InProcess
_cpu_seconds: float
_seconds: float


def serve(pipe: Connection) -> None:
    """Call the functions that come through the pipe, and send back what they return, until the pipe is closed.

    The first message has the packs and the options of the cleaner. They are not arguments of the process, because the
    parent could not end a process that dies or stops while it reads its arguments. Each answer is a triple: whether it
    is a result, the result or the error, and the traceback of the error.
    """
    function: Callable[..., object] = _prepare
    try:
        arguments = pipe.recv()
        while True:
            pipe.send_bytes(_answer(function, *arguments))
            function, arguments = pipe.recv()
    except (EOFError, ConnectionError):  # the process that asked is gone, or has ended this one
        return
    except BaseException as error:
        if is_out_of_memory(error):
            os._exit(OUT_OF_MEMORY)  # do not trust a process that ran out of memory with another page
        raise


def _answer(function: Callable[..., object], *arguments: object) -> memoryview:
    """Return the message for what the function returns or raises. Raises only what says that memory ran out."""
    try:
        return ForkingPickler.dumps((True, function(*arguments), ""))
    except BaseException as error:  # also those of C code that are not an `Exception`
        if is_out_of_memory(error):
            raise
        known = error if isinstance(error, CleanerError) else shortage_of(error)
        unforeseen = CrashError(f"the worker process failed: {type(error).__name__}: {error}")
        return ForkingPickler.dumps((False, known or unforeseen, format_exc()))


def _prepare(packs: Packs, limits: Limits, favor: Favor | None) -> None:
    global _runner, _cpu_seconds, _seconds
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # trafilatura imports numpy with py3langid, if that is installed: its threads would take memory, and do nothing
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    start_new_thread(_end_with_parent, ())  # `Thread.start` would wait for ever for a thread that memory is lacking for
    _limit_memory(limits)
    _runner, _cpu_seconds, _seconds = InProcess(packs, limits, favor), limits.cpu_seconds, limits.seconds


def run(task: Task, make: Callable[[Article], Result]) -> Result:
    """Run one task. When the limit for CPU time is reached, the kernel ends this process."""
    _set_timer(_cpu_seconds)
    try:
        return _runner.run(task, make)
    finally:
        _set_timer(0)


def run_all(tasks: Sequence[Task], make: Callable[[Article], Result]) -> list[Result | InputError]:
    """Run the tasks one by one; return the result of each, or the error of that page.

    Ends after a quarter of the deadline, which is for the whole trip: then there are results for the first tasks only,
    but at least for one.
    """
    results: list[Result | InputError] = []
    last_start = monotonic() + _seconds / 4
    while len(results) < len(tasks) and (not results or monotonic() < last_start):
        results += outcomes(tasks[len(results) : len(results) + 1], partial(run, make=make))
    return results


def out_of_memory(limits: Limits, url: str | None) -> CleanerError:
    """Return the error for a page whose worker ran out of memory.

    It is the fault of the page if the worker had reached a limit that leaves enough for every ordinary page.
    """
    allowed = _memory(limits)
    if allowed is None:
        return ResourceError(NO_MEMORY)
    if allowed < min(limits.memory, NEEDED_MEMORY):
        return ResourceError(
            f"this process may only use {allowed:,} bytes of memory, and cleaning a page can take {NEEDED_MEMORY:,};"
            " raise its limit (ulimit -d, ulimit -v)"
        )
    return LimitError("memory", allowed, url=url)


def _memory(limits: Limits) -> int | None:
    """Return the bytes of memory that a worker may use: the limit, or less if this process itself may use less.

    None if the system has no such limits.
    """
    try:
        import resource
    except ImportError:  # Windows
        return None
    set_before = (resource.getrlimit(number)[0] for number in (resource.RLIMIT_DATA, resource.RLIMIT_AS))
    return min([limits.memory, *(limit for limit in set_before if limit >= 0)])


def _limit_memory(limits: Limits) -> None:
    lowest = _memory(limits)
    if lowest is None:
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
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
