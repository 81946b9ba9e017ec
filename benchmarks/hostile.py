"""Measure what hostile pages and packs cost: the time, peak memory and outcome of each, in a process of its own.

    python -m benchmarks.hostile

The pages and packs are those of `tests/hostile.py`. Time is CPU time, without imports. Memory is the peak of the
process, minus its peak before the page. Packs that are not refused get a page of 4,000 paragraphs, in a worker process
with 3 seconds of CPU time. Their memory is not measured.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.hostile import BODY, PACKS, PAGES

from cleaner import Cleaner, InputError, LimitError, Limits, PackError


def main() -> None:
    """Print both tables, or a single row if the command line names one."""
    if len(sys.argv) > 1:
        print(_page(int(sys.argv[2])) if sys.argv[1] == "page" else _pack(int(sys.argv[2])))
        return
    for kind, number, head in (
        ("page", len(PAGES), "| page | size | CPU s | MB | outcome |\n|---|--:|--:|--:|---|"),
        ("pack", len(PACKS), "| pack | bytes | s | outcome |\n|---|--:|--:|---|"),
    ):
        print(head, flush=True)
        for row in range(number):
            subprocess.run([sys.executable, "-m", "benchmarks.hostile", kind, str(row)], check=True)
        print()


def _page(number: int) -> str:
    hostile = PAGES[number]
    cleaner, page = Cleaner(), hostile.make()
    cleaner.clean(f"<html><body>{BODY}", "https://warm.nl/")  # to import all modules before the measurement
    before, started = _peak(), time.process_time()
    try:
        article = cleaner.clean(page, hostile.url, markup=hostile.markup)
        outcome = "article" if article.found else "no article"
    except LimitError as error:
        outcome = f"over the limit for {error.limit}"
    except InputError as error:
        outcome = error.reason.partition(";")[0]
    took = time.process_time() - started
    return f"| {hostile.name} | {len(page):,} | {took:.2f} | {max(0, _peak() - before):.0f} | {outcome} |"


def _pack(number: int) -> str:
    hostile = PACKS[number]
    page = f"<html><body>{BODY}{'<p>Een alinea van zes woorden staat hier.</p>' * 4_000}</body></html>"
    with tempfile.TemporaryDirectory() as folder:
        files = hostile.make()
        for name, content in files.items():
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8")
        started = time.monotonic()
        try:
            with Cleaner(folder, limits=Limits(cpu_seconds=3), isolated=True, workers=1) as cleaner:
                article = cleaner.clean(page, "https://x.nl/a")
            outcome = f"article, by {article.pack}"
        except LimitError as error:
            outcome = f"over the limit for {error.limit}"
        except PackError as error:
            message = error.faults[0].message
            outcome = f"refused: {message if len(message) < 80 else message[:79] + '…'}"
        took = time.monotonic() - started
    size = sum(map(len, files.values()))
    return f"| {hostile.name} | {size:,} | {took:.2f} | {outcome} |"


def _peak() -> float:
    """Return the peak memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
