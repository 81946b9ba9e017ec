"""Measure how fast text is cleaned: pages a second beside justext, and how the time grows with the size of a page.

    python benchmarks/text.py

Times are CPU times on one core, the best of several rounds. justext gets the same lines, each in a `<p>`, and the Dutch
stop list. Its time includes parsing that HTML, as the time of `cleaner` includes reading the text.
"""

from __future__ import annotations

import html
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import justext

from cleaner import Cleaner

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
STORED = {
    "nl/zeelandnet/stoltenberg": "https://www.zeelandnet.nl/nieuws/a",
    "nl/zeelandnet/uitgenodigd-flat": "https://www.zeelandnet.nl/nieuws/b",
    "nl/zeelandnet/lavrov": "https://www.zeelandnet.nl/nieuws/c",
    "nl/nu/navo-full": "https://www.nu.nl/buitenland/1/d.html",
    "be/knack/navo-copy": "https://www.knack.be/nieuws/e/article-news-1.html",
}
ROUNDS = 7
REPEAT = 100
SIZES = (1, 4, 16, 64, 256, 1024)


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the CPU seconds of the fastest of several rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def grown(page: str, size: int) -> str:
    """Return a page of about `size` KB: its body repeated, with numbered words, between its head and its tail."""
    lines = page.splitlines()
    cut = next(number for number, line in enumerate(lines) if line.startswith("Meer uit"))
    head, body, tail = lines[:9], lines[9:cut], lines[cut:]
    grown = list(head)
    length = sum(map(len, head + tail))
    number = 0
    while length < size * 1024:
        number += 1
        for line in body:
            words = [f"{word}{number}" for word in line.split()]  # otherwise each repeat would be removed as a copy
            grown.append(" ".join(words))
            length += len(grown[-1]) + 1
    return "\n".join(grown + tail)[: size * 1024]


def rates(cleaner: Cleaner, pages: Sequence[tuple[str, str]]) -> None:
    """Print the pages a second of `cleaner`, with the URL and without it, and of justext."""
    stop_words = justext.get_stoplist("Dutch")
    as_html = [
        "<html><body>"
        + "".join(f"<p>{html.escape(line)}</p>" for line in page.splitlines() if line.strip())
        + "</body></html>"
        for page, _ in pages
    ]
    contenders: dict[str, Callable[[], object]] = {
        "cleaner, with URL": lambda: [cleaner.clean(page, url) for page, url in pages for _ in range(REPEAT)],
        "cleaner, without": lambda: [cleaner.clean(page) for page, _ in pages for _ in range(REPEAT)],
        f"justext {version('justext')}": lambda: [
            justext.justext(page, stop_words) for page in as_html for _ in range(REPEAT // 10)
        ],
    }
    size = sum(len(page.encode()) for page, _ in pages) / len(pages) / 1024
    print(f"\n{len(pages)} stored pages, {size:.1f} KB on average\n")
    print("| | pages a second | times justext |\n|---|--:|--:|")
    measured = {
        name: len(pages) * (REPEAT // 10 if "justext" in name else REPEAT) / seconds(work)
        for name, work in contenders.items()
    }
    peer = list(measured.values())[-1]
    for name, rate in measured.items():
        print(f"| {name} | {rate:,.0f} | {rate / peer:.1f} |")


def growth(cleaner: Cleaner, page: str, url: str) -> None:
    """Print how the time grows from 1 KB to 1 MB."""
    print("\n| page, KB | ms | ms a KB |\n|--:|--:|--:|")
    for size in SIZES:
        text = grown(page, size)
        taken = seconds(lambda text=text: cleaner.clean(text, url), rounds=ROUNDS if size > 64 else 10 * ROUNDS)  # type: ignore[misc]
        print(f"| {size} | {taken * 1000:.2f} | {taken * 1000 / size:.3f} |")


def startup() -> None:
    """Print how much longer the command takes for one page than Python alone."""
    page = (GOLDEN / "nl/zeelandnet/stoltenberg/input.txt").read_bytes()

    def wall(*command: str) -> float:
        times = []
        for _ in range(15):
            start = time.perf_counter()
            subprocess.run(command, input=page, capture_output=True, check=True)
            times.append(time.perf_counter() - start)
        return min(times) * 1000

    bare = wall(sys.executable, "-c", "import sys; sys.stdin.buffer.read()")
    ours = wall(sys.executable, "-m", "cleaner", "--url", "https://www.zeelandnet.nl/nieuws/a")
    print(f"\nstart-up and one page: {ours:.0f} ms, Python alone {bare:.0f} ms: {ours - bare:.0f} ms more")


def main() -> None:
    """Print all tables."""
    cleaner = Cleaner()
    pages = [((GOLDEN / name / "input.txt").read_text(encoding="utf-8"), url) for name, url in STORED.items()]
    cpu = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    print(f"Python {platform.python_version()}, {cpu.partition(': ')[2] or platform.processor()}")
    rates(cleaner, pages)
    growth(cleaner, *pages[0])
    startup()


if __name__ == "__main__":
    main()
