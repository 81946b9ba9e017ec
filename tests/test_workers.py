"""Workers that vanish, stop or starve at every stage. Each signal is real, and no test depends on how long it takes."""

from __future__ import annotations

import errno
import json
import mmap
import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any

import psutil
import pytest
from lxml import etree

from cleaner import Article, Cleaner, CrashError, LimitError, Limits, ResourceError, UsageError
from cleaner.packs.loading import load
from cleaner.shortage import is_out_of_memory, shortage_of
from cleaner.work import isolation, worker
from cleaner.work.task import Task, unchanged

from .commands import COMMAND, clean_environment
from .hostile import SENTENCE

TRAP, TIMES = "CLEANER_TEST_TRAP", "CLEANER_TEST_TRAP_TIMES"
"""Variables for the worker of a test: the stage and the way of its end; and a file with one byte for each such end."""

WAYS: dict[str, Callable[[], object]] = {
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "crashed": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "exit": lambda: os._exit(0),
    "stopped": lambda: os.kill(os.getpid(), signal.SIGSTOP),
}
STARTING = ["before it reads the packs", "before its first message", "in the middle of its first message"]
STAGES = [
    *STARTING,
    "before it reads",
    "while it unpickles",
    "while it cleans",
    "in the middle of its answer",
]


class _Trap:
    """The worker's end of the pipe. At one stage, the worker vanishes in one way, a limited number of times."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe, self._sent = pipe, 0
        self._stage, self._way, times = os.environ[TRAP].split("/")
        self._times = int(times)

    def _reach(self, stage: str, last_words: bytes = b"") -> None:
        if stage == self._stage and len(Path(os.environ[TIMES]).read_bytes()) < self._times:
            with Path(os.environ[TIMES]).open("ab") as file:
                file.write(b"x")
            os.write(self._pipe.fileno(), last_words)
            WAYS[self._way]()

    def send_bytes(self, data: memoryview) -> None:
        name = "its answer" if self._sent else "its first message"
        self._sent += 1
        self._reach(f"before {name}")
        self._reach(f"in the middle of {name}", (100_000).to_bytes(4, "big") + b"half")
        self._pipe.send_bytes(data)

    def recv(self) -> Any:
        if not self._sent:
            self._reach("before it reads the packs")
            return self._pipe.recv()
        self._reach("before it reads")
        message = self._pipe.recv_bytes()
        self._reach("while it unpickles")
        function, arguments = ForkingPickler.loads(message)
        return self._clean, (function, *arguments)

    def _clean(self, function: Callable[..., Any], *arguments: object) -> Any:
        self._reach("while it cleans")
        return function(*arguments)


def serve_with_a_trap(pipe: Connection) -> None:
    """Run in place of `worker.serve`, in the worker process of a test."""
    worker.serve(_Trap(pipe))  # type: ignore[arg-type]  # it behaves like a pipe


@pytest.fixture
def trap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, int], Callable[[], int]]:
    """Return a function that lays a trap for all workers that start, and returns how many have gone into it."""

    def lay(stage: str, way: str, times: int = 1) -> Callable[[], int]:
        (tmp_path / "times").write_bytes(b"")
        monkeypatch.setenv(TRAP, f"{stage}/{way}/{times}")
        monkeypatch.setenv(TIMES, str(tmp_path / "times"))
        monkeypatch.setattr(worker, "serve", serve_with_a_trap)
        monkeypatch.syspath_prepend(str(Path(__file__).parents[1]))  # the worker imports this module
        return lambda: len((tmp_path / "times").read_bytes())

    return lay


Lay = Callable[..., Callable[[], int]]


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("stage", "way"),
    # a worker that ends by itself before it is ready would do so again
    [(stage, "killed") for stage in STAGES] + [(stage, "exit") for stage in STAGES if stage not in STARTING],
)
def test_a_worker_that_vanishes_costs_no_page(stage: str, way: str, trap: Lay) -> None:
    times = trap(stage, way)
    with Cleaner(isolated=True, workers=1) as cleaner:
        assert cleaner.clean(SENTENCE).text == SENTENCE
        assert times() == 1
        found = cleaner.run_all([Task(f"{SENTENCE} {n}") for n in range(3)], unchanged)
    assert [getattr(article, "found", article) for article in found] == [True] * 3


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("stage", STAGES)
def test_a_worker_that_neither_answers_nor_dies_is_replaced(
    stage: str, trap: Lay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "START_SECONDS", 3)
    times = trap(stage, "stopped")
    with Cleaner(isolated=True, workers=1, limits=Limits(seconds=2)) as cleaner:
        if stage in STARTING:  # no page is at fault
            assert cleaner.clean(SENTENCE, "http://x/1").found
        else:
            with pytest.raises(LimitError, match=r"^http://x/1: over the limit for seconds, which is 2$"):
                cleaner.clean(SENTENCE, "http://x/1")
        assert times() == 1
        assert cleaner.clean(SENTENCE, "http://x/2").found


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("way", ["killed", "stopped"])
def test_a_worker_that_does_not_read_packs_larger_than_a_pipe(
    way: str, trap: Lay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "START_SECONDS", 3)
    own = tmp_path / "own"
    own.mkdir()
    rules = ", ".join(f"{{drop: {{line: Regel {n}, why: '{'x' * 500}'}}}}" for n in range(900))
    (own / "a.yaml").write_text(f"{{pack: a, version: 1, hosts: [a.nl], rules: [{rules}]}}")
    times = trap("before it reads the packs", way)
    with Cleaner(own, isolated=True, workers=1) as cleaner:
        assert len(pickle.dumps(cleaner.packs)) > 400_000
        assert cleaner.clean(SENTENCE).found
    assert times() == 1


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_the_pages_of_a_trip_whose_worker_vanishes_are_sent_again(trap: Lay) -> None:
    times = trap("in the middle of its answer", "killed", 3)
    with Cleaner(isolated=True, workers=1) as cleaner:
        found = cleaner.run_all([Task(f"{SENTENCE} {n}", f"http://x/{n}") for n in range(3)], unchanged)
    assert times() == 3  # the trip, and the first page twice: that page is given up
    assert isinstance(found[0], CrashError)
    assert str(found[0]) == "http://x/0: the worker process was ended by SIGKILL while it cleaned this page"
    assert [getattr(article, "found", article) for article in found[1:]] == [True, True]


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("way", "how"),
    [("killed", "was ended by SIGKILL"), ("crashed", "was ended by SIGSEGV"), ("exit", "ended with exit code 0")],
)
def test_a_page_is_given_up_when_a_second_worker_dies_of_it(way: str, how: str, trap: Lay) -> None:
    times = trap("while it cleans", way, 2)
    with Cleaner(isolated=True, workers=1) as cleaner:
        with pytest.raises(CrashError, match=rf"^http://x/1: the worker process {how} while it cleaned this page$"):
            cleaner.clean(SENTENCE, "http://x/1")
        assert times() == 2
        assert cleaner.clean(SENTENCE, "http://x/2").found


@pytest.mark.slow
@pytest.mark.timeout(120)
class TestStart:
    def test_workers_that_are_killed_while_they_start_are_started_again(self, trap: Lay) -> None:
        times = trap("before its first message", "killed", 2)
        with Cleaner(isolated=True, workers=1) as cleaner:
            assert cleaner.clean(SENTENCE).found
        assert times() == 2

    def test_workers_that_are_always_killed_while_they_start(self, trap: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(isolation, "START_PAUSES", (0.1, 0.2))
        times = trap("before its first message", "killed", 1_000)
        with Cleaner(isolated=True, workers=1) as cleaner:
            with pytest.raises(ResourceError, match=r"killed while they start \(was ended by SIGKILL\)"):
                cleaner.clean(SENTENCE)
            assert times() == 3

    def test_a_cleaner_that_is_closed_while_it_looks_for_its_process(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Cleaner(isolated=True, workers=1) as cleaner:
            assert cleaner.clean(SENTENCE).found

            def is_ready(_: object) -> bool:
                cleaner.close()
                return True

            monkeypatch.setattr("cleaner.work.process.WorkerProcess.is_ready", is_ready)
            with pytest.raises(UsageError, match="the cleaner was closed while it cleaned this page"):
                cleaner.clean(SENTENCE)

    def test_a_cleaner_that_is_closed_meanwhile(self, trap: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(isolation, "START_PAUSES", (10_000,))
        times = trap("before its first message", "killed", 1_000)
        with Cleaner(isolated=True, workers=1) as cleaner:

            def close() -> None:
                while not times():
                    time.sleep(0.01)
                cleaner.close()

            threading.Thread(target=close, daemon=True).start()
            with pytest.raises(ValueError, match="the cleaner was closed while it cleaned this page"):
                cleaner.clean(SENTENCE)

    def test_a_cleaner_that_is_closed_between_two_calls(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The trip fails, and the cleaner is closed before its pages are sent again: no worker starts for them."""
        call = isolation._Worker.call
        calls = []

        def fail_once(*arguments: Any) -> Any:
            calls.append(arguments)
            if len(calls) > 1:
                return call(*arguments)
            cleaner.close()
            raise CrashError("the worker died of this trip")

        monkeypatch.setattr(isolation._Worker, "call", fail_once)
        tasks = [Task(SENTENCE, f"http://x/{number}") for number in range(3)]
        with Cleaner(isolated=True, workers=1) as cleaner:
            with pytest.raises(UsageError, match=r"^http://x/0: the cleaner was closed while it cleaned this page$"):
                cleaner.run_all(tasks, unchanged)
            assert workers_of(os.getpid()) == []
            assert cleaner.run_all(tasks, unchanged)  # a later call starts them again

    def test_workers_that_are_always_stopped_while_they_start(self, trap: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(isolation, "START_PAUSES", (0.1,))
        monkeypatch.setattr(isolation, "START_SECONDS", 2)
        times = trap("before its first message", "stopped", 1_000)
        with Cleaner(isolated=True, workers=1) as cleaner:
            with pytest.raises(ResourceError, match=r"^the worker processes do not start in time \(within 2 seconds\)"):
                cleaner.clean(SENTENCE)
            assert times() > 0

    def test_the_command_ends_if_its_workers_are_always_killed(self, tmp_path: Path) -> None:
        (tmp_path / "in.jsonl").write_text(json.dumps({"text": SENTENCE}))
        slow_start = "import sys, time\nif 'spawn_main' in ' '.join(sys.orig_argv):\n    time.sleep(20)\n"
        (tmp_path / "sitecustomize.py").write_text(slow_start)  # so that each worker is killed before it has started
        soon = "import sys; from cleaner.work import isolation; isolation.START_PAUSES = (0.1, 0.2); "
        command = f"{soon} from cleaner.cli import main; sys.exit(main())"
        arguments = [sys.executable, "-c", command, "batch", "in.jsonl", "--out", "out.jsonl", "--workers", "1"]
        environment = clean_environment(PYTHONPATH=str(tmp_path))
        with subprocess.Popen(arguments, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as process:
            while process.poll() is None:
                for child in workers_of(process.pid):
                    with suppress(psutil.Error):
                        if "spawn_main" in " ".join(child.cmdline()):  # before that, it may become the resource tracker
                            child.kill()
            assert process.stderr
            said = process.stderr.read()
        assert process.returncode == 2
        assert said.startswith("cleaner: the worker processes are killed while they start (was ended by SIGKILL); ")
        assert said.count("\n") == 1
        assert not (tmp_path / "out.jsonl.failed.jsonl").exists()


def workers_of(pid: int) -> list[psutil.Process]:
    """Return the worker processes of a process, also those that are only just starting."""
    found = []
    with suppress(psutil.Error):
        for child in psutil.Process(pid).children():
            with suppress(psutil.Error):
                if "resource_tracker" not in " ".join(child.cmdline()):
                    found.append(child)
    return found


def outputs(script: Path) -> tuple[str, str]:
    """Run a script in its own folder. Return what it writes to stdout and stderr."""
    done = subprocess.run(
        [sys.executable, script.name],
        cwd=script.parent,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )
    return done.stdout, done.stderr


FORK = """
import os, sys
from cleaner import Cleaner
from cleaner.work.task import Task

def pid(article):
    return os.getpid()

def found(article):
    return article.found

if __name__ == "__main__":
    task = Task({page!r})
    with Cleaner(isolated=True, workers=1) as cleaner:
        before = cleaner.run_all([task], pid)
        child = os.fork()
        if child == 0:
            {does}
            sys.exit(0)
        assert os.waitpid(child, 0)[1] == 0
        print(cleaner.run_all([task], pid) == before)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.parametrize(
    "does", ["pass", "assert cleaner.run_all([task], found) == [True]"], ids=["ends", "cleans and ends"]
)
def test_a_forked_process_that_ends_leaves_the_workers_of_its_parent(does: str, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(FORK.format(page=SENTENCE, does=does))
    assert outputs(tmp_path / "script.py") == ("True\n", "")


def test_threads_of_a_forked_process_share_its_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first calls in a forked process come at once. The other process is simulated: only its number is another."""
    workers = isolation.Workers(load(None), Limits(), 1)
    parents = workers._crew()
    both, crew_of = threading.Barrier(2, timeout=10), isolation._Crew
    with monkeypatch.context() as patch:
        patch.setattr(isolation.os, "getpid", lambda: -1)  # type: ignore[attr-defined]
        patch.setattr(isolation, "_Crew", lambda *arguments: both.wait() * 0 or crew_of(*arguments))
        found = []
        threads = [threading.Thread(target=lambda: found.append(workers._crew())) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(found) == 2
    assert found[0] is found[1]
    assert found[0] is not parents


KILLS, PAGES_TO_KILL = 8, 12_000


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_batch_whose_workers_are_killed_at_random_has_all_rows(tmp_path: Path) -> None:
    chance = random.Random(15)
    with (tmp_path / "in.jsonl").open("w") as file:
        for number in range(PAGES_TO_KILL):
            file.write(json.dumps({"n": number, "text": f"{SENTENCE} {number}.\n" * 80}) + "\n")
    killed = 0
    arguments = [*COMMAND, "batch", "in.jsonl", "--out", "out.jsonl", "--workers", "2"]
    with subprocess.Popen(arguments, cwd=tmp_path, env=clean_environment(), stderr=subprocess.PIPE) as process:
        lives: dict[int, float] = {}
        while process.poll() is None and killed < KILLS:
            for each in workers_of(process.pid):
                with suppress(psutil.Error):
                    # a worker starts in about .4 s of CPU time, which does not depend on how busy the machine is
                    if sum(each.cpu_times()[:2]) >= lives.setdefault(each.pid, chance.uniform(0, 1)):
                        each.kill()
                        killed += 1
            time.sleep(0.01)
        said = process.communicate()[1]
    assert process.returncode in (0, 5), said
    assert killed >= 5
    numbers = [json.loads(line)["n"] for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    failed = tmp_path / "out.jsonl.failed.jsonl"
    given_up = [json.loads(line) for line in failed.read_text().splitlines()] if failed.exists() else []
    numbers += [entry["source"]["record"] - 1 for entry in given_up]
    assert sorted(numbers) == list(range(PAGES_TO_KILL))
    assert all("the worker process was ended by SIGKILL" in entry["reason"] for entry in given_up)


HTML_PAGE = f"<html><body><article><p>{SENTENCE} {SENTENCE}</p><p>{SENTENCE}</p></article></body></html>"
NUMPY_ENDS_THE_WORKER = pytest.mark.xfail(
    find_spec("py3langid") is not None,
    reason="trafilatura imports py3langid, and so numpy, which ends the process where memory is lacking",
)
FILES, PROCESSES, MEMORY = "too many files are open", "no process or thread can be started", "memory"


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("option", "number", "missing"),
    [
        ("-n", 8, FILES),
        ("-n", 12, FILES),
        ("-n", 20, None),
        ("-n", 24, None),
        ("-n", 100, ""),
        ("-u", 1, PROCESSES),
        ("-u", 6, PROCESSES),
        ("-u", 12, None),
        ("-u", 100, ""),
        ("-d", 40_000, None),
        pytest.param("-d", 80_000, None, marks=NUMPY_ENDS_THE_WORKER),
        ("-d", 1_000_000, ""),
    ],
)
def test_what_the_machine_lacks_is_not_the_fault_of_pages(
    option: str, number: int, missing: str | None, tmp_path: Path
) -> None:
    """Either all pages are cleaned, or the run ends with 2 and says what to do. None: it may end in both ways."""
    (tmp_path / "in.jsonl").write_text(f"{json.dumps({'html': HTML_PAGE})}\n" * 200)
    (tmp_path / "folder").mkdir()
    for name in range(200):
        (tmp_path / "folder" / f"{name}.html").write_text(HTML_PAGE)
    limited = ["sh", "-c", f'ulimit {option} {number} && exec "$@"', "sh"]
    if option == "-u":
        if os.getuid() or not shutil.which("setpriv"):
            pytest.skip("the number of processes can only be limited exactly for a user who has no others")
        limited = ["setpriv", "--ruid=54321", "--bounding-set=-sys_resource,-sys_admin"]
        limited += ["prlimit", f"--nproc={number}:{number}"]
    done = subprocess.run(
        [*limited, *COMMAND, "batch", "in.jsonl", "folder", "--out", "out.jsonl", "--workers", "4"],
        cwd=tmp_path,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert not (tmp_path / "out.jsonl.failed.jsonl").exists()
    last = done.stderr.splitlines()[-1]
    if missing == "" or (missing is None and done.returncode == 0):
        assert done.returncode == 0, done.stderr
        assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 400
    else:
        assert done.returncode == 2, done.stderr
        assert "Traceback" not in done.stderr
        assert last.startswith("cleaner: ")
        assert "; raise the limit" in last or "; free some" in last
        assert (missing or "") in last


@pytest.mark.parametrize(
    "error",
    [OSError(errno.EMFILE, "x"), ImportError("libx.so: cannot open shared object file: Too many open files")],
    ids=["a file", "a library"],
)
def test_want_of_files_while_a_page_is_cleaned(
    error: Exception, cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("cleaner.work.in_process.clean_page", fall)
    with pytest.raises(ResourceError, match=FILES) as raised:
        cleaner.clean(SENTENCE)
    assert raised.value.__cause__ is error


def test_want_of_files_does_not_change_the_article(cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch) -> None:
    """justext says that it has no such language if it cannot open its file: the next extractor must not be asked."""

    def fall(*_: object, **__: object) -> None:
        try:
            raise OSError(errno.EMFILE, "Too many open files")
        except OSError:
            raise ValueError("Stoplist for language 'Dutch' is missing")  # noqa: B904  (as justext does)

    monkeypatch.setattr("trafilatura.extract", fall)
    with pytest.raises(ResourceError, match=FILES):
        cleaner.clean(HTML_PAGE, "http://x/1")


def test_what_an_exception_hides_is_no_shortage() -> None:
    with pytest.raises(ValueError, match="no") as raised:  # noqa: PT012  (the chain of two exceptions is tested)
        try:
            raise OSError(errno.EMFILE, "x")
        except OSError:
            raise ValueError("no") from None
    assert shortage_of(raised.value) is None
    raised.value.__suppress_context__ = False
    assert isinstance(shortage_of(raised.value), ResourceError)


def _raised(function: Callable[[], object]) -> BaseException:
    with pytest.raises(Exception) as raised:  # noqa: PT011  (the table below says what it is)
        function()
    return raised.value


LIBRARY = "/x/md.so: "


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), MEMORY),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), MEMORY),
        (ImportError(f"{LIBRARY}failed to map segment from shared object"), MEMORY),
        (ImportError(f"{LIBRARY}cannot map zero-fill pages"), MEMORY),
        (ImportError(f"{LIBRARY}cannot allocate memory in static TLS block"), MEMORY),
        (OSError(f"{LIBRARY}failed to map segment from shared object"), MEMORY),  # as ctypes says it
        (ImportError(f"{LIBRARY}failed to map segment from shared object: Too many open files"), FILES),
        (ImportError(f"{LIBRARY}invalid ELF header"), None),
        (OSError(errno.ENOENT, "cannot allocate"), None),
        (RuntimeError("can't start new thread"), PROCESSES),
        (RuntimeError("generator raised StopIteration"), None),
        (_raised(lambda: etree.fromstring("<a>")), None),
        (_raised(lambda: etree.XPath("$x")(etree.Element("a"))), None),
    ],
    ids=repr,
)
def test_what_is_a_shortage(error: Exception, said: str | None) -> None:
    shortage = shortage_of(error)
    assert (shortage is None) if said is None else (said in str(shortage))
    assert is_out_of_memory(error) is (said == MEMORY)


@pytest.mark.parametrize(
    ("allowed", "error"),
    [(2_000_000_000, LimitError), (400_000_000, LimitError), (200_000_000, ResourceError)],
    ids=["the limit", "less, and enough for any ordinary page", "less, and not enough"],
)
def test_who_is_at_fault_if_memory_runs_out(
    allowed: int, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_memory", lambda _: allowed)
    assert type(worker.out_of_memory(Limits(memory=2_000_000_000), None)) is error


def test_without_a_limit_of_its_own_a_worker_lacks_the_memory_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_memory", lambda _: None)  # as on Windows
    assert isinstance(worker.out_of_memory(Limits(), None), ResourceError)


def test_a_limit_that_the_user_has_set_is_the_limit_of_a_page() -> None:
    assert isinstance(worker.out_of_memory(Limits(memory=150_000_000), None), LimitError)


def _use_up_memory() -> list[mmap.mmap]:
    held = []
    for size in (1 << 26, 1 << 20, 1 << 16, 1 << 12):
        with suppress(OSError):
            while True:
                held.append(mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE))
    return held


def too_little_for_a_list(_: Article) -> None:
    [0] * 10**9


def too_little_under_another_name(_: Article) -> None:
    try:
        [0] * 10**9
    except MemoryError as error:
        raise ValueError("this list is too long") from error


def too_little_for_a_mapping(_: Article) -> None:
    mmap.mmap(-1, 10**10, flags=mmap.MAP_PRIVATE)


def too_little_for_a_parser(_: Article) -> None:
    html = b"<p>x</p>" * 100_000
    _held = _use_up_memory()
    etree.fromstring(html, etree.HTMLParser())


def too_little_for_an_xpath(_: Article) -> None:
    tree = etree.fromstring(b"<p>x</p>" * 100_000, etree.HTMLParser())
    _held = _use_up_memory()
    tree.xpath("//p[ancestor::body]")


def a_fault_after_memory_ran_out_once(article: Article) -> None:
    with suppress(etree.XPathError):
        too_little_for_an_xpath(article)
    etree.fromstring(b"<a")  # the exception has a copy of the log of this thread, with the lack of memory in it


def too_little_for_a_library(_: Article) -> None:
    assert "lxml.objectify" not in sys.modules
    _held = _use_up_memory()
    from lxml import objectify  # noqa: F401


def too_little_for_the_result(_: Article) -> list[bytes]:
    return [bytes(150_000_000)]


class WithoutMemoryToPickle(Exception):  # noqa: N818  (it stands for any exception)
    def __str__(self) -> str:
        return str([0] * 10**9)


def too_little_for_the_error(_: Article) -> None:
    raise WithoutMemoryToPickle


def too_few_files(_: Article) -> None:
    raise OSError(errno.EMFILE, "Too many open files")


def a_module_that_is_missing(_: Article) -> None:
    raise ImportError("cannot import name 'x' from 'y'")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, the system does not enforce the limit for memory")
@pytest.mark.parametrize(
    ("make", "error"),
    [
        (too_little_for_a_list, LimitError),
        (too_little_under_another_name, LimitError),
        (too_little_for_a_mapping, LimitError),
        (too_little_for_a_parser, LimitError),
        (too_little_for_an_xpath, LimitError),
        (a_fault_after_memory_ran_out_once, CrashError),
        (too_little_for_a_library, LimitError),
        (too_little_for_the_result, LimitError),
        (too_little_for_the_error, LimitError),
        (too_few_files, ResourceError),
        (a_module_that_is_missing, CrashError),
    ],
    ids=lambda value: value.__name__,
)
def test_memory_that_a_page_uses_up_is_the_fault_of_the_page(
    make: Callable[[Article], Any], error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker has a limit of its own, and reaches it. How its libraries say so does not matter."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1]))  # the worker imports this module
    with Cleaner(isolated=True, workers=1, limits=Limits(memory=250_000_000)) as cleaner:
        if error is ResourceError:
            with pytest.raises(ResourceError, match=FILES):
                cleaner.run_all([Task(SENTENCE, "http://x/1")], make)
        else:
            (found,) = cleaner.run_all([Task(SENTENCE, "http://x/1")], make)
            assert type(found) is error
            assert str(found).startswith(
                "http://x/1: over the limit for memory" if error is LimitError else "http://x/1: cleaning failed"
            )
        assert cleaner.clean(SENTENCE).found


THREADS = """
import threading, sys
import cleaner
made = {made}
def work():
    threading.main_thread().join()
    import time; time.sleep(.3)  # until Python waits for this thread
    for page in {pages!r}:
        print(made(page, "https://x.nl/1").found, flush=True)
threading.Thread(target=work).start()
"""


@pytest.mark.slow
@pytest.mark.parametrize("made", ["cleaner.clean", "cleaner.Cleaner().clean"])
def test_threads_that_clean_after_the_main_thread_has_ended(made: str, tmp_path: Path) -> None:
    pages = [HTML_PAGE, SENTENCE, f"<html lang=nl><body>{'<p>Kort.</p>' * 40}<p>{SENTENCE}</p>"]
    (tmp_path / "script.py").write_text(THREADS.format(made=made, pages=pages))
    assert outputs(tmp_path / "script.py") == ("True\n" * 3, "")


PACK = "{{pack: a, version: {version}, hosts: [a.nl], rules: [{{drop: {{line: '{line}'}}}}]}}"


@pytest.mark.slow
class TestPacksThatChange:
    """All workers use what their cleaner read, also those that start later, and in other processes."""

    @pytest.mark.parametrize("now", [PACK.format(version=2, line="Reclame"), "{pack: a, rulez: []}", None])
    def test_workers_use_what_was_read(self, now: str | None, tmp_path: Path) -> None:
        pack = tmp_path / "a.yaml"
        pack.write_text(PACK.format(version=1, line="Lees ook.*"))
        page = f"{SENTENCE}\nLees ook: Iets anders\nReclame"
        with Cleaner(tmp_path, isolated=True, workers=1) as cleaner:
            copy = pickle.loads(pickle.dumps(cleaner))  # noqa: S301  (as multiprocessing does)
            if now is None:
                pack.unlink()
            else:
                pack.write_text(now)
            before = cleaner.clean(page, "https://a.nl/1")
            for worker_process in workers_of(os.getpid()):
                worker_process.kill()
            after = cleaner.clean(page, "https://a.nl/1")
        with copy:
            again = copy.clean(page, "https://a.nl/1")
        assert before == after == again
        assert before.pack_version == 1
        assert before.text.endswith("Reclame")
        assert "Lees ook" not in before.text
