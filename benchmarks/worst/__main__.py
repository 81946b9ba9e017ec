"""Run the search and print its report; or build or measure the page of a single genome."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

import lxml.html
import trafilatura

from .genome import Kind, page, parse
from .measure import Work, cleaning
from .search import KINDS, Find, once, searched

ORDINARY = Path(__file__).resolve().parents[2] / "golden/nl/nu/html-2024/input.html"
ROUNDS = 9


def main() -> int:
    """Return 1 if a page was found that takes longer than is allowed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.worst", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="searches side by side, each with a seed of its own")
    parser.add_argument("--kind", choices=["html", "text", "pack"])
    parser.add_argument("--show", metavar="GENOME", help="write the page of this genome")
    parser.add_argument("--repeat", metavar="GENOME", help="measure the page of this genome")
    options = parser.parse_args()
    if options.show:
        sys.stdout.write(page(parse(options.show)))
        return 0
    work, ordinary = cleaning(), _ordinary()
    finds = [once(parse(options.repeat), work)] if options.repeat else _all_searches(options, work)
    print(f"An ordinary page takes {ordinary * 1000:.1f} ms in lxml and trafilatura.\n\n{table(finds, ordinary)}")
    return int(any(find.times > 1 for find in finds))


def _all_searches(options: argparse.Namespace, work: Work) -> list[Find]:
    """Return the finds of all jobs: for each busiest function the slowest one."""
    kinds: tuple[Kind, ...] = (options.kind,) if options.kind else KINDS
    fork = multiprocessing.get_context("fork")
    pipes = [fork.Pipe(duplex=False) for _ in range(options.jobs)]
    for number, (_, end) in enumerate(pipes):
        arguments = (end, options.seed + number, kinds, options.minutes * 60, work)
        fork.Process(target=_search, args=arguments).start()
        end.close()  # only the search has it now, so `recv` ends with an error if the search fails
    slowest: dict[str, Find] = {}
    for find in sorted((find for receiver, _ in pipes for find in receiver.recv()), key=lambda find: -find.times):
        slowest.setdefault(find.cost.where, find)
    return list(slowest.values())


def _search(end: Connection, seed: int, kinds: tuple[Kind, ...], seconds: float, work: Work) -> None:
    end.send(searched(seed, kinds, seconds, work, _tell))


def _tell(find: Find) -> None:
    cost = find.cost
    print(
        f"{find.genome}\n    {find.size:,} bytes, {_seconds(find)} s, {cost.megabytes:.0f} MB, "
        f"grows by ^{find.growth:.1f}, {cost.outcome}; {cost.share:.0%} in {cost.where}\n",
        flush=True,
    )


def _seconds(find: Find) -> str:
    return "over " * find.cost.was_killed + f"{find.cost.seconds:.1f}"


def table(finds: list[Find], ordinary: float) -> str:
    """Return the report, slowest first. `ordinary` is the time of an ordinary page, in CPU seconds."""
    rows = [
        "| times what is allowed | CPU s | ordinary pages | MB | size | s per MB | outcome | where | genome |",
        "|--:|--:|--:|--:|--:|--:|---|---|---|",
    ]
    for find in finds:
        cost = find.cost
        rows.append(
            f"| {find.times:.2f} | {_seconds(find)} | {cost.seconds / ordinary:,.0f} | {cost.megabytes:.0f} "
            f"| {find.size:,} | {cost.seconds / max(1, find.size) * 1e6:.2f} | {cost.outcome} "
            f"| {cost.share:.0%} {cost.where} | `{find.genome}` |"
        )
    return "\n".join(rows)


def _ordinary() -> float:
    """Return the CPU seconds that lxml and trafilatura take for an ordinary page: the best of several rounds."""
    text = ORDINARY.read_text(encoding="utf-8")
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        trafilatura.extract(lxml.html.document_fromstring(text))
        best = min(best, time.process_time() - started)
    return best


if __name__ == "__main__":
    sys.exit(main())
