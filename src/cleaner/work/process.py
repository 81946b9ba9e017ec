"""One worker process and the pipe to it: questions go in, answers come back, until it ends or is ended."""

from __future__ import annotations

import multiprocessing.process
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context, resource_tracker
from threading import Event
from typing import Any

from .watchdog import Watchdog

END_SECONDS = 5.0
"""How long to wait for a process that was killed. The kernel lets a process that waits for a broken disk live on."""


class EndedError(Exception):
    """The process ended before it answered.

    `code` is its exit code, which is negative for a signal, or None if it is not known. `is_overdue` says whether it
    was ended here, because it took too long.
    """

    def __init__(self, code: int | None, *, is_overdue: bool = False) -> None:
        self.code, self.is_overdue = code, is_overdue
        names = {-number: f"was ended by {number.name}" for number in signal.Signals}
        how = "ended" if code is None else names.get(code, f"ended with exit code {code}")
        super().__init__("did not answer" if is_overdue else how)

    @property
    def was_killed(self) -> bool:
        """Whether something else ended it, or it was too slow."""
        return self.is_overdue or self.code is None or self.code < 0


class RemoteError(Exception):
    """The traceback of an exception that was raised in a worker process, as text."""


class WorkerProcess:
    """A process that runs `serve(pipe)`: see `worker.serve`. One thread may use it at a time."""

    def __init__(self, watchdog: Watchdog, serve: Callable[[Any], None]) -> None:
        self._watchdog = watchdog
        # spawned and not forked, so that it has no copy of the threads, locks and sockets of this process
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        try:
            self._process = context.Process(target=serve, args=(theirs,), daemon=True)
            with _without_ctrl_c():
                self._process.start()
            # multiprocessing ends the children that it knows when a process exits: also when a forked copy of this
            # process exits, to which they do not belong
            multiprocessing.process._children.discard(self._process)  # type: ignore[attr-defined]
        finally:
            theirs.close()  # or this process would not notice that the other one is gone

    def is_ready(self) -> bool:
        """Return whether an idle process is still there. If it is gone, the end of its pipe can be read."""
        try:
            return not self._pipe.poll()
        except OSError:  # on Windows
            return False

    def ask(self, question: object, seconds: float) -> Any:
        """Send a question and return the answer, or raise it if it is an error.

        Raises `EndedError` if the process ends before it answers. It is ended if it takes longer than `seconds`.
        """
        # It may hang while it reads, cleans or sends, and this thread hangs with it. So another thread ends it.
        overdue = Event()
        try:
            with self._watchdog.limit(seconds, partial(self._end_overdue, overdue)):
                self._pipe.send(question)
                is_result, answer, traceback = self._pipe.recv()
        except (EOFError, OSError):
            self.end()
            raise EndedError(self._process.exitcode, is_overdue=overdue.is_set()) from None
        except BaseException:  # such as Ctrl-C: the process is busy, and its answer would be taken for the next one
            self.end()
            raise
        if is_result:
            return answer
        raise answer from RemoteError(traceback)

    def _end_overdue(self, overdue: Event) -> None:
        overdue.set()
        self._process.kill()

    def end(self) -> None:
        """End the process, whatever it is doing, and take its exit code. Any thread may call this."""
        self._process.kill()
        self._process.join(END_SECONDS)


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """A process that starts in here does not receive Ctrl-C, which a terminal sends to all processes."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # before the mask is set: its start, with the first process, would lift it
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
