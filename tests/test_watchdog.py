"""The watchdog: threads that cannot start or start late, and functions that fail."""

from __future__ import annotations

import threading
import time
from _thread import start_new_thread
from collections.abc import Callable

import pytest

from cleaner.errors import ResourceError
from cleaner.shortage import shortage_of
from cleaner.work import watchdog
from cleaner.work.watchdog import Watchdog

LONG = 10_000


class _Starts:
    """Replaces `start_new_thread`: the threads stay unborn until `run` starts them.

    This simulates a thread that dies for lack of memory before it reports, or that is late. For real, that depends on
    the machine: it was seen with `ulimit -d 44000`.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.functions: list[Callable[[], None]] = []
        self.was_called = threading.Event()
        monkeypatch.setattr(watchdog, "start_new_thread", self.start)

    def start(self, function: Callable[[], None], _: tuple[()]) -> None:
        self.functions.append(function)
        self.was_called.set()

    def run(self) -> None:
        for function in self.functions:
            start_new_thread(function, ())


def _watch_in_a_thread(dog: Watchdog) -> threading.Thread:
    """Enter and leave a block with a limit, in a thread of its own."""

    def enter() -> None:
        with dog.limit(LONG, lambda: None):
            pass

    thread = threading.Thread(target=enter, daemon=True)
    thread.start()
    return thread


def test_a_thread_that_dies_before_it_reports_is_a_shortage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "START_SECONDS", 0.05)
    dog, late = Watchdog(), threading.Event()
    with monkeypatch.context() as patch:
        starts = _Starts(patch)
        for number in (1, 2):
            with pytest.raises(RuntimeError, match="can't start new thread") as raised, dog.limit(0, late.set):
                pass
            assert len(starts.functions) == number  # each call tries again
    assert isinstance(shortage_of(raised.value), ResourceError)
    assert not late.is_set()
    with dog.limit(0, late.set):
        assert late.wait(10)
    dog.stop()


def test_it_can_be_stopped_while_its_thread_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "START_SECONDS", LONG)
    starts, dog = _Starts(monkeypatch), Watchdog()
    caller = _watch_in_a_thread(dog)
    assert starts.was_called.wait(10)
    stopping = threading.Thread(target=dog.stop, daemon=True)
    stopping.start()
    stopping.join(10)
    assert not stopping.is_alive()
    starts.run()
    caller.join(10)
    assert not caller.is_alive()
    dog.stop()


def test_callers_at_the_same_time_start_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    starts, dog = _Starts(monkeypatch), Watchdog()
    callers = [_watch_in_a_thread(dog) for _ in range(8)]
    assert starts.was_called.wait(10)
    time.sleep(0.1)  # so that the others come while the thread starts
    starts.run()
    for caller in callers:
        caller.join(10)
        assert not caller.is_alive()
    assert len(starts.functions) == 1
    dog.stop()


def test_of_two_threads_the_late_one_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "START_SECONDS", 0.05)
    dog, calls = Watchdog(), threading.Semaphore(0)
    with monkeypatch.context() as patch:
        starts = _Starts(patch)
        with pytest.raises(RuntimeError), dog.limit(LONG, lambda: None):
            pass
    with dog.limit(LONG, lambda: None):
        starts.functions[0]()  # ends at once, because another thread watches
    with dog.limit(0, calls.release):
        assert calls.acquire(timeout=10)
    dog.stop()


def test_a_function_that_fails_does_not_end_the_watching(monkeypatch: pytest.MonkeyPatch) -> None:
    failures: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", failures.append)
    dog, late, later = Watchdog(), threading.Event(), threading.Event()

    def fail() -> None:
        late.set()
        raise OSError("no such process")

    with dog.limit(0.3, later.set), dog.limit(0.01, fail):
        assert late.wait(10)
        assert later.wait(10)
    assert [str(failure.exc_value) for failure in failures] == ["no such process"]
    dog.stop()
