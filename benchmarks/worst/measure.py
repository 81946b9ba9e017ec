"""Measure what one page costs, in a process of its own, which is a fork of this one.

The process is ended when it uses up its CPU time, or more memory than a worker may have. A timer that counts CPU time
makes `faulthandler` write down where the process is, also inside of C code. So a page that hangs shows where it does.
It can crash the process while Python calls a function (seen with Python 3.11, once in some 100,000 looks). So a page
whose process crashes is measured again without it.
"""

from __future__ import annotations

import faulthandler
import os
import re
import resource
import signal
import sysconfig
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO

import msgspec
from msgspec import Struct

from cleaner import Cleaner, InputError, LimitError, Limits, PackError
from cleaner.output.markdown import to_markdown

from .genome import Genome, page
from .grammar import SENTENCE

Work = Callable[[Genome], Callable[[str], str]]
"""Prepares for a page, which is not measured (it loads the page's pack). The function that it returns is measured: it
gets the text of the page, and returns the outcome in a word or two."""
INTERVAL = 0.05
"""CPU seconds from one sample to the next."""
CLOCK = 20
"""A process may take this many times its CPU time on the clock."""
REFUSED = "refused"
_PYTHON = sysconfig.get_path("stdlib")
_FRAME = re.compile(r'^  File "(.*)", line \d+ in (.*)$', re.MULTILINE)


class Cost(Struct, frozen=True):
    """What a page cost. `megabytes` is the peak memory, minus what the process had before the page.

    `where` is the function in which most of the time was spent, and `calls` the step of `cleaner` that called it.
    Functions of lxml and of Python itself are charged to their caller. `share` is that function's share of the time.
    """

    outcome: str
    seconds: float
    megabytes: float
    where: str
    share: float

    @property
    def was_killed(self) -> bool:
        """Whether the page used up its CPU time, so that it would have taken longer."""
        return self.outcome == signal.Signals.SIGXCPU.name

    @property
    def has_crashed(self) -> bool:
        """Whether C code crashed."""
        return self.outcome == signal.Signals.SIGSEGV.name


def measured(genome: Genome, seconds: int, work: Work) -> Cost:
    """Return what the page costs. The process is ended after this many seconds of CPU time."""
    cost = _measured(genome, seconds, work, INTERVAL)
    return _measured(genome, seconds, work, 0) if cost.has_crashed else cost


def _measured(genome: Genome, seconds: int, work: Work, interval: float) -> Cost:
    """Return what the page costs. Where the process is, is looked up at this interval; never, if it is 0."""
    with tempfile.TemporaryFile("w+") as samples, tempfile.TemporaryFile("w+b") as result:
        before = _peak()
        child = os.fork()
        if child == 0:
            _child(genome, seconds, work, interval, samples, result)
        _, status, usage = os.wait4(child, 0)
        samples.seek(0)
        where, share = _busiest(samples.read())
        result.seek(0)
        written = result.read()
    if written:
        outcome, took, megabytes = msgspec.msgpack.decode(written, type=tuple[str, float, float])
        return Cost(outcome, took, megabytes, where, share)
    outcome = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else f"exit {os.WEXITSTATUS(status)}"
    return Cost(outcome, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000 - before, where, share)


def _child(genome: Genome, seconds: int, work: Work, interval: float, samples: IO[str], result: IO[bytes]) -> None:
    """Do the work, write down its result, and end this process."""
    try:
        text = page(genome)
        resource.setrlimit(resource.RLIMIT_DATA, (Limits().memory, Limits().memory))
        limit = seconds + int(time.process_time()) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
        signal.alarm(seconds * CLOCK)
        for number in (signal.SIGPROF, signal.SIGXCPU):
            faulthandler.register(number, samples, all_threads=False, chain=number == signal.SIGXCPU)
        signal.setitimer(signal.ITIMER_PROF, interval, interval)
        run = work(genome)
        before, started = _peak(), time.process_time()
        try:
            outcome = run(text)
        except MemoryError:
            outcome = "MemoryError"
        took = time.process_time() - started
        signal.setitimer(signal.ITIMER_PROF, 0)
        result.write(msgspec.msgpack.encode((outcome, took, max(0.0, _peak() - before))))
        result.flush()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def cleaning() -> Work:
    """Return the work of cleaning a page. Imports and the loading of packs are not part of it."""
    cleaner = Cleaner()
    for warm in (
        f"<html><body>{f'<p>{SENTENCE}</p>' * 9}",
        "<html><body><h1>x</h1>" + "<div>" * 200 + f"<p>{SENTENCE}",
        SENTENCE,
    ):
        to_markdown(cleaner.clean(warm, "https://warm.nl/", markup=True), links=True)

    def prepare(genome: Genome) -> Callable[[str], str]:
        try:
            site = _site(genome, cleaner)
        except PackError as error:
            outcome = _refused(error)
            return lambda _: outcome
        return partial(_clean, site, genome)

    return prepare


def _refused(error: Exception) -> str:
    return f"{REFUSED}: {error}"[:80]


def _clean(cleaner: Cleaner, genome: Genome, text: str) -> str:
    try:
        article = cleaner.clean(text, genome.url, pack=genome.pack, markup=genome.markup)
    except LimitError as error:
        return f"{REFUSED}: {error.limit}"
    except InputError as error:
        return _refused(error)
    if genome.markup:
        to_markdown(article, with_title=True, links=True, images=True, emphasis=True)
    return "article" if article.found else "no article"


def _site(genome: Genome, cleaner: Cleaner) -> Cleaner:
    """Return this cleaner; or, if the genome has a rule, one with a pack of that rule for its site."""
    if genome.rule is None:
        return cleaner
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "x.yaml").write_text(
            f"pack: x\nversion: 1\nhosts: [x.nl]\nrules:\n- {genome.rule}\n", encoding="utf-8"
        )
        return Cleaner(folder)


def _busiest(samples: str) -> tuple[str, float]:
    r"""Return the function with the most samples, with the step of `cleaner` that called it, and its share of all.

    >>> stack = '  File "/x/site-packages/lxml/a.py", line 1 in f\n  File "/x/site-packages/justext/b.py", line 2 in g'
    >>> _busiest("Current thread 1 (most recent call first):\n" + stack)
    ('justext.b:g', 1.0)
    """
    stacks = [_FRAME.findall(sample) for sample in samples.split("(most recent call first):")[1:]]
    places = Counter(_place(stack) for stack in stacks)
    if not places:
        return "?", 0.0
    place, number = places.most_common(1)[0]
    return place, number / len(stacks)


def _place(stack: list[tuple[str, str]]) -> str:
    """Return the innermost function that is not of lxml or Python, and the innermost one of `cleaner` if it differs.

    A generator or comprehension is charged to the function that has it.
    """
    named = [f"{_module(path)}:{function}" for path, function in stack if not function.startswith("<")]
    known = [name for name in named if not name.startswith((":", "lxml."))]
    ours = [name for name in known if name.startswith("cleaner.")]
    return " < ".join(dict.fromkeys(known[:1] + ours[:1])) or "?"


def _module(path: str) -> str:
    """Return the name of the module with this path, or nothing for a module of Python itself."""
    for folder in ("/site-packages/", "/src/", "/benchmarks/"):
        if folder in path:
            return path.rpartition(folder)[2].removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return "" if path.startswith((_PYTHON, "<")) else Path(path).stem


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
