"""Limits, and the worker processes that enforce them: no page may affect another one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psutil
import pytest
from msgspec.structs import replace

from cleaner import Cleaner, CleanerError, CrashError, InputError, LimitError, Limits, UsageError
from cleaner.cli import main
from cleaner.output.article import Article
from cleaner.output.text import to_text
from cleaner.work.process import WorkerProcess
from cleaner.work.task import Task

from .commands import Ended, clean_environment, run_here
from .golden import cases
from .hostile import BODY, PAGES, SENTENCE, Hostile, hanging
from .laws import check_ledger

MINIFIED = 'if(a<b){c=">"};' * 9
PAGE = f"<html><body>{BODY}</body></html>"
TIGHT = Limits(attributes=10**7, elements=10**7, blocks=10**7, cpu_seconds=2.0, seconds=30.0, memory=400_000_000)
"""Limits that are high enough for a page to hang a worker, and low enough in time and memory to end it soon."""


@pytest.fixture(scope="module")
def isolated() -> Iterator[Cleaner]:
    with Cleaner(limits=TIGHT, isolated=True, workers=2) as cleaner:
        yield cleaner


def outcome(cleaner: Cleaner, page: str | bytes, url: str | None = None, *, markup: bool = False) -> str:
    """Return the outcome of a page, in the words of `Hostile.outcome`."""
    try:
        article = cleaner.clean(page, url, markup=markup)
    except LimitError as error:
        return error.limit if error.url == url else "of another page"
    except CrashError as error:
        return f"crash: {error}"
    except InputError:
        return "unreadable"
    assert article.found or article.warnings
    check_ledger(article.page_text, article)
    return "article" if article.found else "no article"


@pytest.mark.slow
@pytest.mark.timeout(180)  # the slowest page takes less than 5 s of CPU time, but a machine may be busy
@pytest.mark.parametrize("hostile", PAGES, ids=lambda hostile: hostile.name)
def test_a_hostile_page(cleaner: Cleaner, hostile: Hostile) -> None:
    page = hostile.make()
    seconds = -time.process_time()
    assert outcome(cleaner, page, hostile.url, markup=hostile.markup) == hostile.outcome
    assert seconds + time.process_time() < 15  # docs/limits.md promises 5 on an idle machine


def test_nothing_is_fetched_for_a_page(cleaner: Cleaner, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("Het wachtwoord is sesam.")
    for page in (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><html><body>{BODY}<p>&x; en meer.</p></body></html>',
        f'<?xml version="1.0"?><!DOCTYPE html SYSTEM "{secret.as_uri()}"><html><body>{BODY}</body></html>',
        f'<html xmlns:xi="http://www.w3.org/2001/XInclude"><body>{BODY}<xi:include href="{secret.as_uri()}"/></body>',
        f'<?xml-stylesheet href="{secret.as_uri()}"?><html><body>{BODY}<iframe src="{secret.as_uri()}"></iframe>',
    ):
        assert "sesam" not in cleaner.clean(page).page_text


@pytest.mark.parametrize(
    ("limits", "page", "limit", "allowed"),
    [
        (Limits(size=50), PAGE, "size", 50),
        (Limits(size=50), PAGE.encode(), "size", 50),
        (Limits(size=50), memoryview(PAGE.encode()), "size", 50),
        (Limits(elements=4), BODY * 2, "elements", 4),
        (Limits(attributes=2), f"<p a b c>{SENTENCE}</p>", "attributes", 2),
        (Limits(attributes=2), f"<p a=1 b='2'c>{SENTENCE}</p>", "attributes", 2),
        (Limits(attributes=2), f"<p/a/b/c>{SENTENCE}</p>", "attributes", 2),
        (Limits(depth=3), f"<div><div><p>{SENTENCE}", "depth", 3),
        (Limits(blocks=2), BODY * 2, "blocks", 2),
        (Limits(blocks=2), f"{SENTENCE}\n" * 3, "blocks", 2),
    ],
)
def test_a_page_over_a_limit_is_refused_or_cut(limits: Limits, page: str | bytes, limit: str, allowed: int) -> None:
    url = "https://x.nl/a"
    message = rf"^https://x\.nl/a: over the limit for {limit}, which is {allowed}$"
    with pytest.raises(LimitError, match=message) as raised:
        Cleaner(limits=limits).clean(page, url)
    assert (raised.value.limit, raised.value.allowed, raised.value.url) == (limit, allowed, url)
    settings = {name: getattr(limits, name) for name in Limits.__struct_fields__} | {"cut": True}
    article = Cleaner(limits=Limits(**settings)).clean(page, url)
    assert any(f"over the limit for {limit}" in warning.text for warning in article.warnings)
    assert sum(f"over the limit for {limit}" in warning.text for warning in article.warnings) == 1
    check_ledger(article.page_text, article)


@pytest.mark.parametrize(
    ("limits", "page"),
    [
        (Limits(size=len(PAGE)), PAGE),
        (Limits(elements=4), BODY),  # with html and body
        (Limits(elements=5), f"<script>{MINIFIED}</script><p>{SENTENCE}"),
        (Limits(attributes=3), f"<p a b='x y z' c='d=e/f'>{SENTENCE}"),
        (Limits(depth=4), f"<div><p>{SENTENCE}"),
        (Limits(blocks=2), BODY),
    ],
)
def test_a_page_that_just_fits_is_read(limits: Limits, page: str) -> None:
    article = Cleaner(limits=limits).clean(page)
    assert article.found
    assert not any("limit" in warning.text for warning in article.warnings)


def test_what_is_cut_is_in_the_ledger() -> None:
    article = Cleaner(limits=Limits(blocks=2, cut=True)).clean(f"{BODY}<p>Nog een zin, die te veel is.")
    assert [block.text for block in article.blocks] == article.page_text.splitlines()[:2]
    assert [removal.cause.rule for removal in article.ledger.removed if removal.cause.rule != "layout"] == ["limit"]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>De raad kwam bijeen<br>over de haven</p>", "De raad kwam bijeen over de haven"),
        ("<p>De raad kwam bijeen<div><p>weg</div>over de haven</p>", "De raad kwam bijeen over de haven"),
        ("<div>De raad kwam bijeen<b>weg</b>over de haven</div>", "De raad kwam bijeen over de haven"),
        ("<div>De raad kwam bijeen<p>weg</p>over de haven</div>", "De raad kwam bijeen over de haven"),
    ],
)
def test_a_cut_does_not_join_words(page: str, words: str) -> None:
    article = Cleaner(limits=Limits(depth=3, cut=True)).clean(page, input="html")
    assert " ".join(article.text.split()) == words


def test_every_golden_page_is_far_from_every_limit() -> None:
    tenth = Limits(size=2_000_000, elements=5_000, attributes=5_000, depth=102, blocks=10_000)
    cleaner = Cleaner(limits=tenth)
    for case in cases():
        cleaner.clean(case.page, case.facts.url)


@pytest.mark.parametrize("number", [0, -1, 5.5, float("nan"), float("inf"), True, "5", None])
def test_a_limit_is_a_number_above_0(number: object) -> None:
    with pytest.raises(UsageError, match=r"the limit for depth has to be a whole number above 0, not "):
        Limits(depth=number)  # type: ignore[arg-type]  # what a caller without types may do


def test_limits_of_workers_need_workers() -> None:
    with pytest.raises(UsageError, match="the limit for seconds and memory needs worker processes"):
        Cleaner(limits=Limits(seconds=3, memory=10**9))
    for workers in (0, -1):
        with pytest.raises(UsageError, match="'workers' has to be at least 1"):
            Cleaner(isolated=True, workers=workers)
    with pytest.raises(UsageError, match="'workers' has to be at least 1"):
        Cleaner(workers=2)


@pytest.mark.slow
def test_workers_give_the_same_articles(cleaner: Cleaner) -> None:
    pages = list(cases())
    with Cleaner(isolated=True, workers=2) as isolated, ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda case: isolated.clean(case.page, case.facts.url), pages))
    alone = [cleaner.clean(case.page, case.facts.url) for case in pages]
    assert [_compared(article) for article in together] == [_compared(article) for article in alone]


def _compared(article: Article) -> tuple[object, ...]:
    """Return all of an article, with the places of its blocks in the whole page: in a worker, all of it is read."""
    return replace(article, body=()), article.blocks


@pytest.mark.slow
def test_workers_give_the_same_errors(isolated: Cleaner) -> None:
    with pytest.raises(InputError, match=r"^http://x/1: at offset 0: this is gzip"):
        isolated.clean(b"\x1f\x8b" + bytes(9), "http://x/1")
    with pytest.raises(UsageError, match="no pack 'krant'"):
        isolated.clean(PAGE, pack="krant")
    with pytest.raises(UsageError, match="a page is a str or bytes, not int"):
        isolated.clean(5)  # type: ignore[arg-type]  # the same
    with pytest.raises(UsageError, match="a url is a str, not function"):
        isolated.clean(PAGE, lambda: 5)  # type: ignore[arg-type]  # a lambda cannot be sent
    with pytest.raises(LimitError, match="over the limit for size"):
        isolated.clean(b"a" * 11_000_000)
    assert isolated.clean(memoryview(PAGE.encode())).found


@pytest.mark.slow
def test_a_page_that_is_too_large_for_its_worker() -> None:
    limits = Limits(size=100_000_000, memory=150_000_000)
    with Cleaner(limits=limits, isolated=True, workers=1) as cleaner:
        with pytest.raises(LimitError, match=r"^http://x/1: over the limit for memory, which is 150,000,000$"):
            cleaner.clean("\N{GRINNING FACE}" * 50_000_000, "http://x/1")
        assert cleaner.clean(SENTENCE).found


@pytest.mark.slow
def test_c_code_that_hangs_affects_one_page(isolated: Cleaner) -> None:
    with pytest.raises(LimitError, match=r"^http://x/1: over the limit for cpu_seconds, which is 2\.0$"):
        isolated.clean(hanging(), "http://x/1")
    assert isolated.clean(PAGE).found


@pytest.mark.slow
def test_a_deadline_on_the_clock() -> None:
    limits = Limits(attributes=10**7, seconds=1.0)
    with Cleaner(limits=limits, isolated=True, workers=1) as cleaner:
        with pytest.raises(LimitError, match=r"^http://x/1: over the limit for seconds, which is 1\.0$"):
            cleaner.clean(hanging(), "http://x/1")
        assert cleaner.clean(PAGE).found


@pytest.mark.slow
def test_memory_that_runs_out_affects_one_page() -> None:
    limits = Limits(blocks=10**7, size=10**9, memory=300_000_000)
    with Cleaner(limits=limits, isolated=True, workers=1) as cleaner:
        with pytest.raises(LimitError, match=r"^http://x/1: over the limit for memory, which is 300,000,000$"):
            cleaner.clean(f"{SENTENCE}\n" * 500_000, "http://x/1")
        assert cleaner.clean(PAGE).found


def worker_pids() -> list[int]:
    """Return the worker processes of this process."""
    found = []
    for process in psutil.Process().children():
        with suppress(psutil.Error):  # the process may be ending
            if "spawn_main" in " ".join(process.cmdline()):
                found.append(process.pid)
    return found


@pytest.mark.slow
def test_a_worker_that_dies_while_idle_affects_no_page() -> None:
    others = set(worker_pids())
    with Cleaner(isolated=True, workers=1) as cleaner:
        for pause in (0, 0.5, 0, 0.5):  # without time to notice, and with it
            assert cleaner.clean(PAGE).found
            for pid in set(worker_pids()) - others:
                os.kill(pid, signal.SIGKILL)
            time.sleep(pause)


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Record the number of pages in each trip to a worker process."""
    made: list[int] = []
    ask = WorkerProcess.ask

    def count(process: WorkerProcess, question: Any, seconds: float) -> Any:
        if callable(question[0]):  # the first question has the packs and the options
            arguments = question[1]
            made.append(len(arguments[0]) if isinstance(arguments[0], list) else 1)
        return ask(process, question, seconds)

    monkeypatch.setattr(WorkerProcess, "ask", count)
    return made


@pytest.mark.slow
@pytest.mark.parametrize(
    ("numbers_of_large_pages", "expected_trips"),
    [([], [8]), ([3], [7]), ([0, 7], [6]), (range(8), [])],
    ids=["no large page", "one", "the first and the last", "all"],
)
def test_a_page_over_the_size_limit_sends_no_other_page_alone(
    numbers_of_large_pages: Collection[int], expected_trips: list[int], trips: list[int]
) -> None:
    pages = [SENTENCE * 9 if n in numbers_of_large_pages else SENTENCE for n in range(8)]
    tasks = [Task(page, f"http://x/{n}") for n, page in enumerate(pages)]
    with Cleaner(limits=Limits(size=len(SENTENCE)), isolated=True, workers=1) as cleaner:
        found = cleaner.run_all(tasks, to_text)
    assert trips == expected_trips
    for n, outcome in enumerate(found):
        if n in numbers_of_large_pages:
            assert isinstance(outcome, LimitError)
            assert (outcome.limit, outcome.url) == ("size", f"http://x/{n}")
        else:
            assert outcome == SENTENCE


@pytest.mark.slow
def test_pages_are_sent_one_by_one_only_after_one_has_ended_its_worker(trips: list[int]) -> None:
    tasks = [Task(page, f"http://x/{n}") for n, page in enumerate([PAGE, hanging(), PAGE])]
    with Cleaner(limits=TIGHT, isolated=True, workers=1) as cleaner:
        found = cleaner.run_all(tasks, to_text)
    assert trips == [3, 1, 1, 1]
    assert [isinstance(outcome, LimitError) for outcome in found] == [False, True, False]


@pytest.mark.slow
def test_workers_use_the_packs_of_their_cleaner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text("{pack: a, version: 1, hosts: [a.nl], rules: []}")
    monkeypatch.setenv("CLEANER_PACKS", str(tmp_path))
    with Cleaner(isolated=True, workers=1) as own:
        monkeypatch.delenv("CLEANER_PACKS")
        with Cleaner(isolated=True, workers=1) as shipped:
            monkeypatch.setenv("CLEANER_PACKS", "/nowhere")
            assert own.clean(PAGE, "https://a.nl/1").tried[0] == "a 1"
            assert shipped.clean(PAGE, "https://a.nl/1").tried[0].startswith("generic ")


@pytest.mark.slow
def test_no_process_stays_behind() -> None:
    before = set(worker_pids())
    with Cleaner(isolated=True, workers=2) as cleaner, ThreadPoolExecutor(2) as threads:
        list(threads.map(cleaner.clean, [PAGE] * 8))
        assert set(worker_pids()) - before
    assert set(worker_pids()) == before


SCRIPT = """
from cleaner import Cleaner
{guard}print(Cleaner(isolated=True, workers=1).clean("De raad kwam woensdag bijeen over de haven.").text)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("guard", "code", "message"),
    [("if __name__ == '__main__': ", 0, ""), ("", 1, "the worker processes end as soon as they start")],
)
def test_a_script_with_workers(tmp_path: Path, guard: str, code: int, message: str) -> None:
    """The script ends without closing the cleaner. Without the guard that multiprocessing needs, it says so."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(guard=guard))
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, timeout=30, check=False, env=clean_environment()
    )
    assert done.returncode == code
    assert message in done.stderr
    assert ("bijeen" in done.stdout) == (code == 0)


def hang(cleaner: Cleaner) -> None:
    with suppress(CleanerError):
        cleaner.clean(hanging())


def forked(cleaner: Cleaner) -> str:
    try:
        return "fine" if cleaner.clean(PAGE).found else "nothing"
    except UsageError as error:
        return str(error)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_process_has_workers_of_its_own_or_says_why_not() -> None:
    with Cleaner(isolated=True, workers=1) as cleaner:
        assert cleaner.clean(PAGE).found
        with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
            assert pool.submit(forked, cleaner).result() == "fine"
        inherits = get_context("fork").Process(target=forked, args=(cleaner,))
        threading.Thread(target=hang, args=(cleaner,)).start()  # its only worker is at work
        time.sleep(0.2)
        inherits.start()
        inherits.join(20)
        assert inherits.exitcode == 0
        child = os.fork()
        if not child:  # no code of the parent process may continue in the child
            with suppress(BaseException):
                with cleaner:
                    code = 0 if cleaner.clean(PAGE).found else 1
                os._exit(code)
            os._exit(2)
        assert os.waitpid(child, 0)[1] == 0
        with get_context("fork").Pool(1) as daemons:
            assert "cannot start worker processes" in daemons.apply(forked, (cleaner,))


@pytest.mark.slow
def test_a_cleaner_that_is_closed_while_it_cleans() -> None:
    with Cleaner(limits=Limits(attributes=10**7), isolated=True, workers=1) as cleaner:
        threading.Timer(1.5, cleaner.close).start()
        with pytest.raises(UsageError, match="closed while it cleaned this page"):
            cleaner.clean(hanging())
        assert cleaner.clean(PAGE).found


ORPHANING = """
from cleaner import Cleaner, Limits
from tests.hostile import hanging
if __name__ == "__main__":
    print("at work", flush=True)
    Cleaner(isolated=True, workers=1, limits=Limits(attributes=10**7)).clean(hanging())
"""


@pytest.mark.slow
def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    """Even in the middle of a page, and without a message to them."""
    script = tmp_path / "script.py"
    script.write_text(ORPHANING)
    environment = clean_environment(PYTHONPATH=str(Path(__file__).parents[1]))
    with subprocess.Popen([sys.executable, script], env=environment, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == b"at work\n"
        time.sleep(2)
        workers = psutil.Process(parent.pid).children(recursive=True)
        assert workers
        parent.kill()
    assert not psutil.wait_procs(workers, timeout=5)[1]


def test_an_unforeseen_exception_is_a_documented_error(cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*_: object, **__: object) -> None:
        raise RuntimeError("the sky")

    monkeypatch.setattr("cleaner.work.in_process.clean_page", fall)
    with pytest.raises(CrashError, match=r"^http://x/1: cleaning failed in .*: RuntimeError: the sky$") as raised:
        cleaner.clean(PAGE, "http://x/1")
    assert isinstance(raised.value.__cause__, RuntimeError)


class TestCommand:
    """The same with the options of the command."""

    def run(self, *options: str, page: bytes = PAGE.encode()) -> Ended:
        return run_here(*options, stdin=page)

    def test_a_page_over_a_limit(self) -> None:
        done = self.run("--limit", "size=0.1K", "--url", "http://x/1")
        assert (done.code, done.out) == (4, b"")
        assert done.err == "cleaner: http://x/1: over the limit for size, which is 102\n"

    def test_a_page_that_is_cut(self) -> None:
        done = self.run("--limit", "blocks=1", "--limit", "depth=9", "--cut")
        assert (done.code, done.out.decode()) == (0, f"{SENTENCE}\n")
        assert done.err.startswith("cleaner: cut: over the limit for blocks, which is 1\n")

    @pytest.mark.slow
    def test_a_page_that_hangs(self) -> None:
        options = ("--isolated", "--limit", "cpu_seconds=2.5", "--limit", "attributes=10M")
        done = self.run(*options, page=hanging().encode())
        assert (done.code, done.out) == (4, b"")
        assert done.err == "cleaner: input: over the limit for cpu_seconds, which is 2.5\n"
        explained = self.run("explain", *options)
        assert explained.code == 0
        assert f"+          {SENTENCE}"[-40:].encode() in explained.out

    def test_endless_stdin(self) -> None:
        """Input over the limit is not read."""
        with Path("/dev/zero").open("rb") as zeros:
            command = [sys.executable, "-m", "cleaner"]
            done = subprocess.run(
                command, stdin=zeros, capture_output=True, timeout=30, check=False, env=clean_environment()
            )
        assert done.returncode == 4
        assert b"over the limit for size" in done.stderr

    @pytest.mark.parametrize("option", ["size", "size=", "size=x", "sice=5", "size=-1", "seconds=1T", "cut=1"])
    def test_wrong_limits(self, option: str, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as end:
            main(["--limit", option])
        assert end.value.code == 2
        assert (
            "is not a limit; write NAME=NUMBER, as in size=50M; the names are size, elements,"
            in capsys.readouterr().err
        )

    def test_a_limit_of_workers_without_one(self) -> None:
        done = self.run("--limit", "seconds=5")
        assert done.code == 2
        assert "needs --isolated" in done.err


def test_errors_are_documented_ones() -> None:
    assert issubclass(LimitError, InputError)
    assert issubclass(CrashError, InputError)
    assert issubclass(InputError, CleanerError)
