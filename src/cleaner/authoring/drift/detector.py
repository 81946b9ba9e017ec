"""Tells from counts whether a proportion has risen since the baseline, page by page, with few false alarms.

For each page, the likelihood of what it shows is compared: if the proportion has risen to p1, and if it is at most p0,
the upper bound on the proportion in the baseline. The change may have begun at any page, so the ratios of all possible
beginnings are added up. This is the statistic of Shiryaev ("On optimum methods in quickest detection problems", 1963)
and Roberts (1966): R = (R + 1) * ratio for each page, from 0. As long as nothing has changed, R minus the number of
pages has no upward trend, whatever the proportion below p0 is. So the mean number of pages to the first alarm is at
least the threshold on R (Pollak, "Average run lengths of an optimal method of detecting a change in distribution",
1987; for bounds and mixtures instead of known proportions: Shin, Ramdas and Rinaldo, "E-detectors: a nonparametric
framework for sequential change detection", 2023).

How far the proportion rises is not known: R is the mean over several p1. Several signs are watched at once: each gets
the same part of the false alarms, so the threshold is multiplied by their number, and the bound holds for all together.
Signs that come later have a part of their own: so they leave the thresholds of the earlier ones as they are.

A day with n pages is n pages whose order is not known: R = (R + n) * ratio has the same property, in pages.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from heapq import nlargest

from .bounds import upper_bound

RUN = 20_000.0
"""The mean number of unchanged pages to the first false alarm of a pack, at least, if pages are independent."""
DOUBT = 0.02
"""The probability that the proportion of the baseline is above the bound that is taken for it."""
SLACK = 0.01
"""A rise by a smaller share of the pages than this is not sought: a site varies by as much from day to day."""
RISES = (0.3, 0.6, 0.97)
"""The changes that are sought: the shares of the pages that show the sign anew."""
HIGH_STRETCHES = 2
"""The share of the baseline is taken for no lower than in the stretch that has the second highest one: the share of a
site goes up and down, and a weekend has two days, which may differ from all others. A single odd day does not count."""
STRETCH = 100
"""The pages of a stretch."""
MIN_DAY = 20
"""A day with so many pages is a stretch of its own; one with fewer says too little about its share."""
HOLD = 60
"""A page becomes part of the baseline when so many pages have come after it without an alarm."""


class Detector:
    """Watches one sign. `baseline` are the pages and hits of each of its windows, and `signs` the number of signs."""

    def __init__(self, baseline: Sequence[tuple[int, int]], signs: int) -> None:
        self.pages = self.hits = 0
        self.signs = signs
        self.threshold = math.log(signs * RUN)
        self.counts: list[tuple[int, int]] = []
        self._levels = [-math.inf for _ in RISES]
        self._high = [0.0] * HIGH_STRETCHES
        self._open = (0, 0)
        self.join(baseline)

    def _set_ratios(self) -> None:
        """Set what a page adds that shows the sign, and one that does not, for each change that is sought."""
        bound = upper_bound(self.hits, self.pages, DOUBT) if self.pages else 1.0
        usual = max(bound, self._high[0])
        usual += SLACK * (1 - usual)
        self._is_blind = usual >= 1  # each page of the baseline shows it
        risen = [usual + rise * (1 - usual) for rise in RISES]
        self._ratios = [] if self._is_blind else [(math.log(p / usual), math.log((1 - p) / (1 - usual))) for p in risen]

    @property
    def level(self) -> float:
        """The logarithm of R, the evidence that the proportion has risen."""
        top = max(self._levels)
        if top == -math.inf:
            return top
        return top + math.log(sum(math.exp(level - top) for level in self._levels) / len(self._levels))

    def add(self, pages: int, hits: int) -> bool:
        """Add a page, or the pages of a day; return whether this is an alarm."""
        self.counts.append((pages, hits))
        if not pages or self._is_blind:
            return False
        start = math.log(pages)
        self._levels = [
            _log_sum(level, start) + hits * hit + (pages - hits) * miss
            for level, (hit, miss) in zip(self._levels, self._ratios, strict=True)
        ]
        return self.level >= self.threshold

    def join(self, counts: Sequence[tuple[int, int]]) -> None:
        """Make these counts, which came without an alarm, part of the baseline."""
        self.pages += sum(pages for pages, _ in counts)
        self.hits += sum(hits for _, hits in counts)
        self._high = nlargest(HIGH_STRETCHES, [*self._high, *self._shares(counts)])[::-1]
        self._set_ratios()

    def _shares(self, counts: Sequence[tuple[int, int]]) -> Iterator[float]:
        """Yield the share of each stretch that ends here: a day, or single pages and small days one after another."""
        for pages, hits in counts:
            if pages >= MIN_DAY:
                yield hits / pages
                continue
            self._open = self._open[0] + pages, self._open[1] + hits
            if self._open[0] >= STRETCH:
                yield self._open[1] / self._open[0]
                self._open = 0, 0

    def since(self) -> int:
        """Return the index of the count with which the change most likely began: the ratio since then is greatest."""
        hit, miss = self._ratios[max(range(len(RISES)), key=self._levels.__getitem__)]
        best, found, total = -math.inf, len(self.counts) - 1, 0.0
        for index in range(len(self.counts) - 1, -1, -1):
            pages, hits = self.counts[index]
            total += hits * hit + (pages - hits) * miss
            if total > best and pages:
                best, found = total, index
        return found

    def until(self, first: int) -> int | None:
        """Return the index of the last count of a change that began with the count at `first`; None if it goes on.

        It is over if the evidence that it has ended is as great as an alarm needs.
        """
        found: tuple[float, float, int] = (0.0, 0.0, first)
        for hit, miss in self._ratios:
            total, top, last = 0.0, 0.0, first
            for index in range(first, len(self.counts)):
                pages, hits = self.counts[index]
                total += hits * hit + (pages - hits) * miss
                if total > top:
                    top, last = total, index
            found = max(found, (top, total, last))
        top, total, last = found
        return last if top - total >= self.threshold else None


def _log_sum(one: float, other: float) -> float:
    """Return the logarithm of the sum of two numbers whose logarithms are given."""
    high, low = max(one, other), min(one, other)
    return high if low == -math.inf else high + math.log1p(math.exp(low - high))
