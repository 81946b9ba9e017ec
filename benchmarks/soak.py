"""Measure memory over many pages: in one process, and in workers that some pages cause to hang, starve or crash.

    python -m benchmarks.soak [--pages 50000] [--plot FILE.svg]

The pages are variants of the golden pages: words are numbered, lines are left out, repeated or moved, the page is cut
off, or it is in another character set. For the workers, one page in a hundred is bad: it keeps the HTML parser busy for
10 s, it needs more memory than a worker may have, or one of the workers gets a SIGSEGV while the page is cleaned. The
outcome of each page is compared with its outcome in one process.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from sys import intern

import psutil

from benchmarks.lineplot import svg
from cleaner import Cleaner, CrashError, InputError, LimitError, Limits

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
HOSTS = (None, None, "www.zeelandnet.nl", "www.nu.nl", "www.knack.be", "www.elders.nl")
CHARSETS = ("utf-8", "utf-8", "utf-8", "cp1252", "utf-16")
SAMPLES = 100
BAD = 100
"""One page in this number is bad."""
WORKERS = 2
LIMITS = Limits(size=10**8, attributes=10**7, blocks=10**7, cpu_seconds=1.5, seconds=30, memory=300_000_000)
HANGS = f"<html><body><p {' '.join(f'a{n}=x' for n in range(100_000))}>Een zin.</p></body></html>"
STARVES = "De raad kwam woensdag bijeen over de haven.\n" * 300_000
Account = Counter[str]
Samples = list[tuple[int, float]]
"""Numbers of pages, and the resident memory at each of them, in MB."""


def page(number: int, sources: list[tuple[str, str]]) -> tuple[str | bytes, str | None]:
    """Return the page with this number, and its URL. The same number always gives the same page."""
    chance = random.Random(number)  # noqa: S311  (no secret)
    name, text = chance.choice(sources)
    parts = text.split("\n")
    for _ in range(chance.randrange(6)):
        place, other = chance.randrange(len(parts)), chance.randrange(len(parts))
        parts[place : place + chance.randrange(2)] = [parts[other]]
    text = "\n".join(parts).replace(" de ", f" de {number}e ")
    if chance.random() < 0.1:
        text = text[: chance.randrange(len(text))]
    host = chance.choice(HOSTS)
    url = f"https://{host}/{name}/{number}.html" if host else None
    return text.encode(chance.choice(CHARSETS), "replace") if chance.random() < 0.5 else text, url


def outcome(cleaner: Cleaner, content: str | bytes, url: str | None) -> str:
    """Return the outcome of a page, in a word or two."""
    try:
        article = cleaner.clean(content, url)
    except LimitError as error:
        return f"over the limit for {error.limit}"
    except CrashError as error:
        return f"crash: {error.reason}"
    except InputError as error:
        return f"refused: {error.reason.partition(';')[0]}"
    return f"article, {article.method}" if article.found else "no article"


def memory(processes: Iterable[psutil.Process]) -> list[float]:
    """Return the resident memory of each of these processes, in MB."""
    found = []
    for process in processes:
        with suppress(psutil.Error):  # it may have ended meanwhile
            found.append(process.memory_info().rss / 1e6)
    return found


def in_process(pages: int, sources: list[tuple[str, str]]) -> tuple[list[str], dict[str, Samples]]:
    """Clean this number of pages here; return the outcomes, and samples of the memory of this process."""
    cleaner, this = Cleaner(), psutil.Process()
    outcomes = []
    samples: Samples = []
    for number in range(pages):
        outcomes.append(intern(outcome(cleaner, *page(number, sources))))
        if number % max(1, pages // SAMPLES) == 0:
            samples.append((number, sum(memory([this]))))
    return outcomes, {"one process": samples}


def in_workers(pages: int, sources: list[tuple[str, str]]) -> tuple[list[str], dict[str, Samples]]:
    """Do the same in worker processes, with bad pages.

    The memory is that of the largest worker, and that of the workers and this process together.
    """
    this = psutil.Process()
    largest: Samples = []
    together: Samples = []
    lock = threading.Lock()
    chance = random.Random(0)  # noqa: S311

    def one(number: int) -> str:
        content, url = page(number, sources)
        kind = bad(number)
        if kind == "hangs":
            content = HANGS
        elif kind == "starves":
            content = STARVES
        elif kind == "crashes":
            threading.Timer(chance.random() / 10, kill).start()
        came = outcome(cleaner, content, url)
        if number % max(1, pages // SAMPLES) == 0:
            with lock:
                workers = memory(this.children(recursive=True))
                largest.append((number, max(workers, default=0.0)))
                together.append((number, sum(workers) + sum(memory([this]))))
        return intern(came)

    def kill() -> None:
        with suppress(psutil.Error):  # the process may be ending
            workers = [child for child in this.children() if "spawn_main" in " ".join(child.cmdline())]
            if workers:
                os.kill(chance.choice(workers).pid, signal.SIGSEGV)

    with Cleaner(limits=LIMITS, isolated=True, workers=WORKERS) as cleaner, ThreadPoolExecutor(WORKERS) as threads:
        outcomes = list(threads.map(one, range(pages)))
    return outcomes, {"largest worker": sorted(largest), f"{WORKERS} workers and their parent": sorted(together)}


def bad(number: int) -> str | None:
    """Return what is bad about the page with this number, or None."""
    return ("hangs", "starves", "crashes")[number // BAD % 3] if number % BAD == BAD - 1 else None


def compared(here: list[str], there: list[str]) -> Account:
    """Compare the outcomes in workers with those in one process, and count them."""
    account: Account = Counter()
    for number, (one, other) in enumerate(zip(here, there, strict=True)):
        kind = bad(number)
        if kind in ("hangs", "starves"):
            account[f"{kind}: {other}"] += 1
        elif other.startswith("crash"):
            account["hit by a signal"] += 1
        else:
            account["as in one process" if other == one else f"NOT AS IN ONE PROCESS: {one}; {other}"] += 1
    return account


def main() -> None:
    """Run both, and print the outcomes and the memory."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=50_000)
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    sources = [
        (path.parent.name, path.read_text(encoding="utf-8", errors="replace"))
        for path in sorted(GOLDEN.rglob("input.*"))
    ]
    drawn: dict[str, Samples] = {}
    all_outcomes = []
    for name, run in (("one process", in_process), (f"{WORKERS} workers", in_workers)):
        started = time.monotonic()
        outcomes, samples = run(options.pages, sources)
        took = time.monotonic() - started
        drawn |= samples
        all_outcomes.append(outcomes)
        print(f"{name}: {options.pages:,} pages in {took:,.0f} s")
        for came, times in Counter(outcomes).most_common():
            print(f"  {times:7,} {came}")
        for whose, each in samples.items():
            tenths = [each[len(each) * tenth // 10][1] for tenth in range(10)] + [each[-1][1]]
            shown = " ".join(f"{value:.0f}" for value in tenths)
            print(f"  {whose}: resident MB at each tenth of the run: {shown}; at most {max(mb for _, mb in each):.0f}")
    print("each page in workers beside the same page in one process:")
    for came, times in compared(*all_outcomes).most_common():
        print(f"  {times:7,} {came}")
    if options.plot:
        options.plot.write_text(svg(drawn, "pages", "MB resident"), encoding="utf-8")


if __name__ == "__main__":
    main()
