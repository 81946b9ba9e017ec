"""Watches the pages of a pack, in the order of time, for signs of drift."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from ...errors import UsageError
from ...history.tallies import FIRED
from .detector import HOLD, Detector
from .signs import Sign, Window, signs_of

BASELINE = 100
"""The pages of the first baseline; if there are fewer than twice as many pages, it is the first half of them."""
MIN_BASELINE = 20
"""The fewest pages of a baseline. With fewer, not even a rule that has fired on each page can be told from chance."""
WEEK = 7
"""The fewest days of a baseline in a history: many sites have other pages at the weekend."""
JOINED = 25
"""The least number of pages that become part of the baseline at a time, which saves time."""


class Finding(Struct, frozen=True):
    """A sign that shows on more pages than in the baseline.

    - `before`, `since`: the pages on which it could show, and those on which it did, in the baseline and in the time
      of the change;
    - `first`, `last`: the indexes of the windows in which the change most likely began, and in which it was certain;
    - `until`: the index of the window with which the change most likely ended; None if it goes on;
    - `level`: the certainty: by chance, so much evidence comes about once in so many unchanged pages. This is the
      natural logarithm of their number, which itself may be too large for a `float`.
    """

    sign: Sign
    before: tuple[int, int]
    since: tuple[int, int]
    first: int
    last: int
    level: float
    until: int | None = None


class Watched(Struct, frozen=True):
    """What became of the pages of a pack.

    `windows` are all windows, of which the first `baseline` were the first baseline. `rare` are the names of rules that
    fire too rarely to be watched. `findings` are in the order in which they were certain.
    """

    windows: tuple[Window, ...]
    baseline: int
    signs: tuple[Sign, ...]
    rare: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def first(self) -> int | None:
        """The index of the window in which the change began that was certain first; None if nothing has changed."""
        return self.findings[0].first if self.findings else None

    @property
    def until(self) -> int | None:
        """The index of the last window of the last change; None if a change goes on, or if nothing has changed."""
        ends = [finding.until for finding in self.findings]
        return max((end for end in ends if end is not None), default=None) if None not in ends else None


def check_baseline(windows: Sequence[Window], baseline: int) -> None:
    """Raise `UsageError` if the first `baseline` windows have too few pages, or if no pages come after them."""
    pages, later = (sum(window.pages for window in side) for side in (windows[:baseline], windows[baseline:]))
    if pages < MIN_BASELINE or not later:
        raise UsageError(
            f"there are too few pages to compare: the baseline has {pages:,} of this form, and needs {MIN_BASELINE};"
            f" {later:,} come after it"
        )


def baseline_length(windows: Sequence[Window], least: int = 1) -> int:
    """Return how many windows make up the first baseline: at least so many.

    Raises `UsageError` if there are too few pages for a baseline and something to compare with it.
    """
    if len(windows) <= least > 1:
        raise UsageError(
            f"there are too few days to compare: there {_are(len(windows))}, and a baseline needs {least}, so that it"
            " has each day of the week, and later days"
        )
    total = sum(window.pages for window in windows)
    wanted = min(BASELINE, total // 2)
    reached = 0
    for number, window in enumerate(windows):
        reached += window.pages
        if reached >= max(wanted, MIN_BASELINE) and least <= number + 1 < len(windows):
            return number + 1
    raise UsageError(
        f"there are too few pages to compare: there {_are(total)}, and a baseline needs {MIN_BASELINE}, and later pages"
    )


def _are(number: int) -> str:
    return f"is {number}" if number == 1 else f"are {number:,}"


def watch(windows: Sequence[Window], baseline: int) -> Watched:
    """Watch the windows after the first `baseline` ones.

    Windows that came without an alarm become part of the baseline after a while. Once there is an alarm, none does.
    """
    signs, rare = signs_of(windows[:baseline], windows[baseline:])
    detectors = [Detector([sign.count(each.figures) for each in windows[:baseline]], len(signs)) for sign in signs]
    alarms: dict[int, Finding] = {}
    joined = baseline
    waiting = 0
    for index in range(baseline, len(windows)):
        for number, (sign, detector) in enumerate(zip(signs, detectors, strict=True)):
            is_alarm = detector.add(*sign.count(windows[index].figures))
            if is_alarm and number not in alarms:
                alarms[number] = _finding(sign, detector, baseline, index, len(signs))
        waiting += windows[index].pages
        if not alarms and waiting >= HOLD + JOINED:
            end = joined
            while waiting - windows[end].pages >= HOLD:
                waiting -= windows[end].pages
                end += 1
            for detector in detectors:
                detector.join(detector.counts[joined - baseline : end - baseline])
            joined = end
    findings = [_continued(alarm, detectors[number], baseline) for number, alarm in alarms.items()]
    rules = [finding.last for finding in findings if finding.sign.rule]
    # that few rules fire says nothing new if it is known which of them has stopped
    findings = [each for each in findings if each.sign.figure != FIRED or each.last < min(rules, default=math.inf)]
    findings.sort(key=lambda finding: (finding.last, -finding.level))
    return Watched(tuple(windows), baseline, tuple(signs), tuple(rare), tuple(findings))


def _finding(sign: Sign, detector: Detector, baseline: int, index: int, signs: int) -> Finding:
    first = baseline + detector.since()
    return Finding(sign, (detector.pages, detector.hits), (0, 0), first, index, detector.level - math.log(signs))


def _continued(finding: Finding, detector: Detector, baseline: int) -> Finding:
    """Return the finding with its end, and with the counts of all windows of the change."""
    last = detector.until(finding.first - baseline)
    later = detector.counts[finding.first - baseline : None if last is None else last + 1]
    since = sum(pages for pages, _ in later), sum(hits for _, hits in later)
    return replace(finding, since=since, until=None if last is None else baseline + last)
