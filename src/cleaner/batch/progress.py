"""Shows the progress of a run, as a bar on a terminal or else as a line from time to time, and a summary at its end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from time import monotonic
from typing import NoReturn

from tqdm import tqdm

from ..output.counting import under, warning_lines
from ..packs.loading import Packs
from ..page.words import harmless, plural
from .run import Report
from .run_folder import LEFT_OUT, RunState

LINE_SECONDS = 10.0
"""The time between two lines, if stderr is not a terminal."""
BAR_SECONDS = 0.2
"""The time between two updates of the bar."""
PACKS_SHOWN = 4
"""How many packs are shown during the run: those with the most pages."""
LEFT_OUT_SHOWN = 10
"""How many reasons for leaving out a record are shown at the end: the most frequent ones."""


@contextmanager
def reporting(*, has_bar: bool = True) -> Iterator[Report]:
    """Show the progress of a run on stderr. Without a bar, a terminal shows lines as well."""
    with tqdm(
        total=1,
        bar_format="{percentage:3.0f}%|{bar:20}| {remaining} left{postfix}",
        file=sys.stderr,
        disable=not (has_bar and sys.stderr and sys.stderr.isatty()),
        dynamic_ncols=True,
        leave=False,
    ) as bar:
        yield _Reporter(bar)


class _Reporter:
    def __init__(self, bar: tqdm[NoReturn]) -> None:
        self._bar = bar
        self._began: tuple[float, int, int] | None = None
        self._last_shown = monotonic()

    def __call__(self, state: RunState, done: int, total: int, doing: str = "") -> None:
        """Show the progress, unless it was shown just before."""
        pages = state.counts.get("pages", 0)
        if doing:
            say(doing)
        if self._began is None and pages:
            say(f"continuing after {plural(pages, 'page')}")
        if self._began is None or not self._began[2]:  # the rate and the time left are those of this run alone
            self._began = (monotonic(), pages, done)
            self._bar.initial = self._bar.n = done
        began, pages_before, bytes_before = self._began
        seconds = max(monotonic() - began, 0.001)
        rate = (pages - pages_before) / seconds
        interval = LINE_SECONDS if self._bar.disable else BAR_SECONDS
        if monotonic() - self._last_shown < interval or (total and done <= bytes_before):
            return
        self._last_shown = monotonic()
        text = f"{plural(pages, 'page')}, {rate:,.0f}/s; {outcomes_text(state.counts, PACKS_SHOWN)}"
        if not total:  # nobody knows how much there is
            text = f"{_clock(state.seconds)}, {text}"
        if self._bar.disable and not total:
            say(text)
        elif self._bar.disable:
            left = _clock(seconds * (total - done) / (done - bytes_before))
            say(f"{done / total:.0%}, {left} left, {text}")
        else:
            if not total:
                self._bar.bar_format = "{postfix}"
            self._bar.total, self._bar.n = total or None, done
            self._bar.set_postfix_str(text)


def say(text: str) -> None:
    """Write a line to stderr, above the bar if there is one. Names of files may hold control characters."""
    with suppress(OSError):  # stderr may be a full disk or a closed pipe, and that must not end the run
        if sys.stderr:
            tqdm.write(f"cleaner: {harmless(text)}", sys.stderr)


def outcomes_text(counts: Mapping[str, int], max_names: int) -> str:
    """Return the outcome of the pages so far: how many failed, how many by each method, and by each pack.

    >>> outcomes_text({"pack/nu": 1200, "pack/generic": 30, "method/pack": 1200, "method/none": 30, "failed": 2}, 6)
    'failed 2; by method: pack 1,200, none 30; by pack: nu 1,200, generic 30'
    """
    parts = [f"failed {counts['failed']:,}"] if counts.get("failed") else []
    lists = {what: _by(counts, f"{what}/", max_names) for what in ("method", "pack")}
    parts += [f"by {what}: {found}" for what, found in lists.items() if found]
    return "; ".join(parts)


def summary(state: RunState, packs: Packs) -> Iterator[str]:
    r"""Return the lines with the outcome of all pages, and the versions of the packs that cleaned them.

    >>> from cleaner.packs.loading import load
    >>> counts = {"pages": 3, "pack/generic": 2, "method/generic": 1, "method/none": 1, "failed": 1}
    >>> print(*summary(RunState(fingerprint="", counts=counts, seconds=2.0), load()), sep="\n")  # doctest: +ELLIPSIS
    3 pages in 0:00:02, 2 a second: 1 article, 1 without one, 1 failed
    by pack: generic (version ...) 2
    by method: generic 1, none 1
    """
    counts = state.counts
    pages, failed, without = (counts.get(name, 0) for name in ("pages", "failed", "method/none"))
    rate = pages / state.seconds if state.seconds else 0
    outcome = f"{plural(pages - failed - without, 'article')}, {without:,} without one, {failed:,} failed"
    yield f"{plural(pages, 'page')} in {_clock(state.seconds)}, {rate:,.0f} a second: {outcome}"
    with_version = {name: f"{name} (version {program.pack.version})" for name, program in packs.programs.items()}
    if by_pack := _by(counts, "pack/", len(counts), lambda name: with_version.get(name, name)):
        yield f"by pack: {by_pack}"
    if by_method := _by(counts, "method/", len(counts)):
        yield f"by method: {by_method}"
    yield from warning_lines(counts)
    if left_out := sum(count for name, count in counts.items() if name.startswith(LEFT_OUT)):
        yield f"left out {plural(left_out, 'record')} of archives: {_by(counts, LEFT_OUT, LEFT_OUT_SHOWN)}"
    if state.sampled:
        from .sampling import HOSTS  # it imports a lot

        kept, hosts = state.sampled
        remark = f"{HOSTS} lists them, the largest first" if hosts else "no page has both a URL and an article"
        yield f"sample: {plural(kept, 'page')} of {plural(hosts, 'host')}; {remark}"


def _by(counts: Mapping[str, int], prefix: str, max_names: int, shown: Callable[[str], str] = str) -> str:
    found = Counter(under(counts, prefix))
    parts = [f"{shown(name)} {count:,}" for name, count in found.most_common(max_names)]
    return ", ".join(parts + (["..."] if len(found) > max_names else []))


def _clock(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))
