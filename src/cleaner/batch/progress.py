"""How far a run is: a bar on a terminal, else a line now and then; and what came of it at its end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from time import monotonic
from typing import NoReturn

from tqdm import tqdm

from .bench import LEFT_OUT, State
from .run import Report

EVERY = 10.0
"""Seconds between two lines, where there is no terminal."""
EVERY_BAR = 0.2
"""Seconds between two looks of the bar."""
SHOWN = 4
"""So many packs are named while it runs, those with most pages."""
SHOWN_AT_END = 10
"""So many kinds of what was left out are named at its end."""


@contextmanager
def reporting() -> Iterator[Report]:
    """Who shows on stderr how far a run is."""
    with tqdm(
        total=1,
        bar_format="{percentage:3.0f}%|{bar:20}| {remaining} left{postfix}",
        file=sys.stderr,
        disable=not (sys.stderr and sys.stderr.isatty()),
        dynamic_ncols=True,
        leave=False,
    ) as bar:
        yield _Reporter(bar)


class _Reporter:
    def __init__(self, bar: tqdm[NoReturn]) -> None:
        self._bar = bar
        self._began: tuple[float, int, int] | None = None
        self._told = monotonic()

    def __call__(self, state: State, done: int, total: int, doing: str = "") -> None:
        """Show it, where it is time to."""
        pages = state.counts.get("pages", 0)
        if doing:
            say(doing)
        if self._began is None and pages:
            say(f"going on after {pages:,} pages")
        if self._began is None or not self._began[2]:  # of what an earlier run did, this one says nothing
            self._began = (monotonic(), pages, done)
            self._bar.initial = self._bar.n = done
        began, before, start = self._began
        seconds = max(monotonic() - began, 0.001)
        rate = (pages - before) / seconds
        if monotonic() - self._told < (EVERY if self._bar.disable else EVERY_BAR) or done <= start:
            return
        self._told = monotonic()
        said = f"{pages:,} pages, {rate:,.0f}/s; {found(state.counts, SHOWN)}"
        if self._bar.disable:
            say(f"{done / total:.0%}, {_clock(seconds * (total - done) / (done - start))} left, {said}")
        else:
            self._bar.total, self._bar.n = total, done
            self._bar.set_postfix_str(said)


def say(text: str) -> None:
    """Write a line to stderr, above the bar if there is one."""
    with suppress(OSError):  # a log that is full, or that nobody reads any more, ends no run
        if sys.stderr:
            tqdm.write(f"cleaner: {text}", sys.stderr)


def found(counts: Mapping[str, int], most: int) -> str:
    """What became of the pages so far: how many failed, by method, and by pack.

    >>> found({"pack/nu": 1200, "pack/generic": 30, "method/pack": 1200, "method/none": 30, "failed": 2}, 6)
    'failed 2; pack 1,200, none 30; nu 1,200, generic 30'
    """
    parts = [f"failed {counts['failed']:,}"] if counts.get("failed") else []
    parts += [_by(counts, "method/", most), _by(counts, "pack/", most)]
    return "; ".join(filter(None, parts))


def summary(state: State) -> Iterator[str]:
    r"""The lines that say what came of all pages.

    >>> counts = {"pages": 3, "pack/nu": 2, "method/pack": 1, "method/none": 1, "failed": 1}
    >>> print(*summary(State(command="", counts=counts, seconds=2.0)), sep="\n")
    3 pages in 0:00:02, 2 a second: 1 articles, 1 without one, 1 failed
    by pack: nu 2
    by method: pack 1, none 1
    """
    counts = state.counts
    pages, failed, without = (counts.get(name, 0) for name in ("pages", "failed", "method/none"))
    rate = pages / state.seconds if state.seconds else 0
    articles = pages - failed - without
    took = _clock(state.seconds)
    parts = f"{articles:,} articles, {without:,} without one, {failed:,} failed"
    yield f"{pages:,} pages in {took}, {rate:,.0f} a second: {parts}"
    for name in ("pack", "method"):
        if part := _by(counts, f"{name}/", len(counts)):
            yield f"by {name}: {part}"
    if left_out := sum(count for name, count in counts.items() if name.startswith(LEFT_OUT)):
        yield f"left out of archives {left_out:,}: {_by(counts, LEFT_OUT, SHOWN_AT_END)}"


def _by(counts: Mapping[str, int], prefix: str, most: int) -> str:
    under = Counter({name.removeprefix(prefix): count for name, count in counts.items() if name.startswith(prefix)})
    parts = [f"{name} {count:,}" for name, count in under.most_common(most)]
    return ", ".join(parts + (["..."] if len(under) > most else []))


def _clock(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))
