"""Put the service under load: check every answer, and measure how long good pages take beside hostile ones.

    python -m benchmarks.load [--seconds 30] [--connections 16]

It starts `cleaner serve` and sends it pages over several connections for some time. One page in fifty is hostile, the
others are the golden pages. Some hostile pages hang the HTML parser until their CPU time is used up, some need more
memory than a worker may have, and the others come from `tests/hostile.py`. Each answer is compared with the article
that the library returns for the page in this process, or with the limit that the page goes over. The exit code is 1 if
an answer is missing or wrong. After that, the good pages are sent alone, and then cleaned by one thread in this
process, for a third of the time each.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles

import httpx
from msgspec import Struct
from tests.golden import cases
from tests.hostile import PAGES, hanging
from tests.integrations.serving import Service, serving

from cleaner import Cleaner

HOSTILE = 50
"""One page in this number is hostile."""
SETTINGS = {"size": 10**8, "attributes": 10**7, "blocks": 10**7, "cpu_seconds": 3, "memory": 300_000_000}
"""Limits that are high enough for a page to hang a worker, and low enough in time and memory to end it soon."""
WARMING = 8
"""The number of pages, text and HTML, after which workers have imported all modules; also the most seconds for it."""
MILD = ("40,000 nested elements", "NUL in bytes", "a gzip bomb", "lone surrogates as references", "only white space")


class Page(Struct, frozen=True):
    """A page to send, and the expected answer: its status, and the text for status 200, else the limit."""

    content: bytes
    url: str | None
    status: int
    answer: str
    good: bool = False


class Sent(Struct, frozen=True):
    """The answer for a page in a word or two, whether it is the right one, and how many seconds it took."""

    answer: str
    right: bool
    good: bool
    seconds: float
    end: float


def pages() -> tuple[list[Page], list[Page]]:
    """Return the good pages and the hostile ones."""
    cleaner = Cleaner()
    good = []
    for case in cases():
        article = cleaner.clean(case.page, case.facts.url)
        good.append(Page(case.page, case.facts.url, 200, f"{article.text}\n" if article.found else "", good=True))
    bad = [
        Page(hanging().encode(), None, 422, "cpu_seconds"),
        Page(b"De raad kwam woensdag bijeen.\n" * 500_000, None, 422, "memory"),
    ]
    for hostile in PAGES:
        if hostile.name in MILD:
            page = hostile.make()
            content = page.encode() if isinstance(page, str) else page
            fine = hostile.outcome in ("article", "no article")
            text = f"{cleaner.clean(content).text}\n" if hostile.outcome == "article" else ""
            limit = hostile.outcome if hostile.outcome == "depth" else ""
            bad.append(Page(content, None, 200 if fine else 422, text if fine else limit))
    return good, bad


def order(good: list[Page], bad: list[Page]) -> Iterator[Page]:
    """Yield the pages in the order in which they are sent, without end."""
    goods, bads = itertools.cycle(good), itertools.cycle(bad)
    for number in itertools.count():  # the first page hangs, so that a slow machine sends it as well
        yield next(goods) if number % HOSTILE else next(bads)


def send(client: httpx.Client, page: Page) -> Sent:
    """Send a page, and compare its answer with the right one."""
    started = time.perf_counter()
    try:
        answer = client.put("/clean", content=page.content, headers={"Content-Location": page.url} if page.url else {})
        content = answer.text if answer.status_code == 200 else answer.json().get("limit", "")
        summary = f"{answer.status_code}, {answer.headers.get('cleaner-method') or content or 'unreadable'}"
        right = (answer.status_code, content) == (page.status, page.answer)
    except httpx.HTTPError as error:
        summary, right = f"none: {type(error).__name__}", False
    end = time.perf_counter()
    return Sent(summary, right, page.good, end - started, end)


def load(service: Service, sent: Iterator[Page], seconds: float, connections: int) -> list[Sent]:
    """Send pages for some time, one after the other on each connection, and return all answers."""
    lock, end = threading.Lock(), time.monotonic() + seconds

    def connection(_: int) -> list[Sent]:
        found = []
        with httpx.Client(base_url=service.url, timeout=60) as client:
            while time.monotonic() < end:
                with lock:
                    page = next(sent, None)
                if page is None:
                    break
                found.append(send(client, page))
        return found

    with ThreadPoolExecutor(connections) as threads:
        return list(itertools.chain.from_iterable(threads.map(connection, range(connections))))


def in_process(good: list[Page], seconds: float) -> float:
    """Return how many good pages a second the library cleans in this process, in one thread."""
    cleaner, number, started = Cleaner(), 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        for page in good:
            cleaner.clean(page.content, page.url)
        number += len(good)
    return number / (time.perf_counter() - started)


def counted(service: Service) -> float:
    """Return how many pages and errors the service has counted."""
    rows = httpx.get(f"{service.url}/metrics").text.splitlines()
    return sum(
        float(row.split()[-1]) for row in rows if row.startswith(("cleaner_pages_total", "cleaner_errors_total"))
    )


def main() -> int:
    """Run the load and print tables in Markdown. Return 1 if an answer is missing or wrong, or was not counted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    good, bad = pages()
    limits = [option for name, value in SETTINGS.items() for option in ("--limit", f"{name}={value}")]
    with serving(*limits) as service:
        load(service, iter(good[:WARMING]), WARMING, 1)
        before = counted(service)
        mixed = load(service, order(good, bad), options.seconds, options.connections)
        accounted = counted(service) - before
        alone = load(service, itertools.cycle(good), options.seconds / 3, options.connections)
    here = in_process(good, options.seconds / 3)
    print("| answer | times | right |\n|---|--:|--:|")
    right = Counter(each.answer for each in mixed if each.right)
    for answer, times in Counter(each.answer for each in mixed).most_common():
        print(f"| {answer} | {times:,} | {right[answer]:,} |")
    print(f"| all | {len(mixed):,} | {right.total():,} |")
    print(f"\nthe service counted {accounted:,.0f}\n\n| good pages | a second | ratio | p50 ms | p95 ms | p99 ms |")
    print("|---|--:|--:|--:|--:|--:|")
    for name, found in (("one page in fifty hostile", mixed), ("no page hostile", alone)):
        latencies = [each.seconds * 1000 for each in found if each.good]
        cuts = quantiles(latencies, n=100)
        rate = len(latencies) / (max(each.end for each in found) - min(each.end - each.seconds for each in found))
        print(f"| {name} | {rate:.0f} | {rate / here:.2f} | {cuts[49]:.0f} | {cuts[94]:.0f} | {cuts[98]:.0f} |")
    print(f"| in this process, by one thread | {here:.0f} | 1 | | | |")
    return 0 if right.total() == len(mixed) == accounted and all(each.right for each in alone) else 1


if __name__ == "__main__":
    sys.exit(main())
