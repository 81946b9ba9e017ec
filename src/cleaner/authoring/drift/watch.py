"""Watches the pages of a pack, in the order of time, for signs of drift."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ...errors import UsageError
from ...history.tallies import FIRED
from .detector import HOLD, Detector
from .signs import Sign, Window, layouts_of, signs_of, signs_of_layout, total_of

BASELINE = 100
"""The pages of the first baseline; if there are fewer than twice as many pages, it is the first half of them."""
MIN_BASELINE = 20
"""The fewest pages of a baseline, also of that of a layout that comes later. With fewer, not even a rule that has fired
on each page can be told from chance."""
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


class _Watching(Struct, frozen=True):
    """A sign and its detector, which has seen all windows from that with the index `start` on."""

    sign: Sign
    detector: Detector
    start: int


def watch(windows: Sequence[Window], baseline: int) -> Watched:
    """Watch the windows after the first `baseline` ones.

    Windows that came without an alarm become part of the baseline after a while. Once there is an alarm, none does.
    The signs and thresholds for a window depend only on the windows before it. So no later window takes an alarm away.
    """
    signs, rare = signs_of(windows[:baseline])
    watching = [_watching(sign, windows, baseline, baseline, len(signs)) for sign in signs]
    total = total_of(windows[:baseline])
    layouts = layouts_of(total)
    alarms: dict[int, Finding] = {}
    joined = baseline
    waiting = 0
    for index in range(baseline, len(windows)):
        for number, each in enumerate(watching):
            is_alarm = each.detector.add(*each.sign.count(windows[index].figures))
            if is_alarm and number not in alarms:
                alarms[number] = _finding(each, index)
        waiting += windows[index].pages
        if not alarms and waiting >= HOLD + JOINED:
            end = joined
            while waiting - windows[end].pages >= HOLD:
                waiting -= windows[end].pages
                total.update(windows[end].figures)
                end += 1
            for each in watching:
                each.detector.join(each.detector.counts[joined - each.start : end - each.start])
            joined = end
            new = [layout for layout in layouts_of(total) - layouts if total[layout] >= MIN_BASELINE]
            for layout in sorted(new, key=lambda layout: layout.name):
                later, later_rare = signs_of_layout(layout, total)
                number = len(watching) + len(later)  # the earlier signs keep the threshold that they have
                watching += [_watching(sign, windows, joined, index + 1, number) for sign in later]
                rare += later_rare
            layouts.update(new)
    findings = [_continued(alarm, watching[number]) for number, alarm in alarms.items()]
    rules = [finding for finding in findings if finding.sign.rule]
    findings = [each for each in findings if each.sign.figure != FIRED or not _is_explained(each, rules)]
    findings.sort(key=lambda finding: (finding.last, -finding.level))
    return Watched(tuple(windows), baseline, tuple(each.sign for each in watching), tuple(rare), tuple(findings))


def _watching(sign: Sign, windows: Sequence[Window], start: int, end: int, signs: int) -> _Watching:
    """Return a sign, one of so many, whose baseline is the windows before `start`. It has seen those before `end`."""
    detector = Detector([sign.count(window.figures) for window in windows[:start]], signs)
    for window in windows[start:end]:
        detector.add(*sign.count(window.figures))
    return _Watching(sign, detector, start)


def _finding(watching: _Watching, index: int) -> Finding:
    detector = watching.detector
    level = detector.level - math.log(detector.signs)
    first = watching.start + detector.since()
    return Finding(watching.sign, (detector.pages, detector.hits), (0, 0), first, index, level)


def _is_explained(few: Finding, rules: Iterable[Finding]) -> bool:
    """Tell whether a rule that has stopped explains the finding that few rules fire.

    It does if its own finding was certain at the same time or earlier. But once the rule fires again, it does not
    explain a finding that began later, or one that still goes on.
    """
    return any(
        rule.last <= few.last and (rule.until is None or (few.until is not None and few.first <= rule.until))
        for rule in rules
    )


def _continued(finding: Finding, watching: _Watching) -> Finding:
    """Return the finding with its end, and with the counts of all windows of the change."""
    start, detector = watching.start, watching.detector
    last = detector.until(finding.first - start)
    later = detector.counts[finding.first - start : None if last is None else last + 1]
    since = sum(pages for pages, _ in later), sum(hits for _, hits in later)
    return replace(finding, since=since, until=None if last is None else start + last)
