"""What a person is told about drift: lines of text, or values that become JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ...packs.loading import Packs
from ...page.words import plural
from .bounds import SHOWN_DOUBT, lower_bound, upper_bound
from .plot import bracket, sparkline
from .sources import Series
from .watch import Finding, Watched

if TYPE_CHECKING:
    from .proposal import Proposal

MOST_PAGES = 1e9
"""The certainty is not told more exactly than "by chance once in so many pages"."""


def lines(series: Series, watched: Watched, packs: Packs) -> Iterator[str]:
    """Yield lines that say what has changed on the pages of a pack, since when, and how certain that is."""
    name = f"{series.pack}, version {series.version}, {series.form}"
    pages = sum(window.pages for window in watched.windows)
    first = watched.first
    if first is None:
        yield f"{name}: nothing has changed on {plural(pages, 'page')} since {watched.windows[0].name}"
        return
    last = watched.until
    count = sum(window.pages for window in watched.windows[first : None if last is None else last + 1])
    where = f"{'the last ' if last is None else ''}{count:,} of {plural(pages, 'page')}"
    yield f"{name}: changed {_span(watched, first, last)}, on {where}"
    for finding in watched.findings:
        yield from _finding_lines(finding, watched, place_of(finding, series, packs))


def _finding_lines(finding: Finding, watched: Watched, place: str) -> Iterator[str]:
    pages, hits = finding.since
    before, hits_before = finding.before
    sure = watched.windows[finding.last].name
    taken = sum(window.pages for window in watched.windows[finding.first : finding.last + 1])
    yield f"  {finding.sign.what}" + (f" ({place})" if place else "")
    now, most = lower_bound(hits, pages, SHOWN_DOUBT), upper_bound(hits_before, before, SHOWN_DOUBT)
    span = _span(watched, finding.first, finding.until)
    yield f"    {span}: on {hits:,} of {plural(pages, 'page')}; with 99 % certainty on {_percent(now)} or more"
    yield f"    before: on {hits_before:,} of {plural(before, 'page')}; with 99 % certainty on {_percent(most)} or less"
    yield f"    certain with {sure}, after {plural(taken, 'page')}; by chance once in {_run(finding.level)} pages"
    yield f"    {sparkline(finding.sign, watched.windows)}"
    yield f"    {bracket(finding, watched.windows)}"


def _span(watched: Watched, first: int, last: int | None) -> str:
    """Return the time of a change in words, from a window on, and to another if it is over."""
    start = watched.windows[first].name
    return f"since {start}" if last is None else f"from {start} to {watched.windows[last].name}, and no longer"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _run(level: float) -> str:
    """Return the number of pages whose logarithm is given, in a form that can be read."""
    pages = _pages_by_chance(level)
    return f"{pages:,.0f}" if pages < MOST_PAGES else "more than a billion"


def _pages_by_chance(level: float) -> float:
    return math.exp(level) if level < math.log(MOST_PAGES) else MOST_PAGES


def report_dict(
    found: Sequence[tuple[Series, Watched]],
    skipped: Sequence[tuple[Series, str]],
    packs: Packs,
    proposal: Proposal | None,
) -> dict[str, Any]:
    """Return the whole report as values for JSON.

    `skipped` are the packs with too few pages, each with the reason.
    """
    return {
        "packs": [to_dict(*each, packs) for each in found],
        "skipped": [
            {"pack": series.pack, "version": series.version, "form": series.form, "reason": reason}
            for series, reason in skipped
        ],
        "proposal": proposal and proposal.to_dict(),
    }


def to_dict(series: Series, watched: Watched, packs: Packs) -> dict[str, Any]:
    """Return the same as `lines` as values for JSON, with the counts of all windows."""
    return {
        "pack": series.pack,
        "version": series.version,
        "form": series.form,
        "pages": sum(window.pages for window in watched.windows),
        "from": watched.windows[0].name,
        "baseline": sum(window.pages for window in watched.windows[: watched.baseline]),
        "drifted": bool(watched.findings),
        "findings": [_finding_dict(finding, watched, place_of(finding, series, packs)) for finding in watched.findings],
        "windows": [{"name": window.name, "pages": window.pages} for window in watched.windows],
        "watched": [sign.what for sign in watched.signs],
        "tooRare": list(watched.rare),
    }


def _finding_dict(finding: Finding, watched: Watched, place: str) -> dict[str, Any]:
    shown = {}
    for name, (pages, hits) in (("before", finding.before), ("since", finding.since)):
        bounds = [round(bound(hits, pages, SHOWN_DOUBT), 4) for bound in (lower_bound, upper_bound)]
        shown[name] = {"pages": pages, "hits": hits, "bounds": bounds}
    return {
        "what": finding.sign.what,
        "rule": finding.sign.rule,
        "figure": finding.sign.figure,
        "place": place or None,
        "first": watched.windows[finding.first].name,
        "until": None if finding.until is None else watched.windows[finding.until].name,
        "certain": watched.windows[finding.last].name,
        "chanceOncePerPages": float(f"{_pages_by_chance(finding.level):.4g}"),
        **shown,
        "windows": [finding.sign.count(window.figures) for window in watched.windows],
    }


def place_of(finding: Finding, series: Series, packs: Packs) -> str:
    """Return the file and line where the rule of a finding stands now, or "" if it is no rule, or there no more."""
    program = packs.programs.get(series.pack)
    rule = finding.sign.rule
    if program is None or rule is None:
        return ""
    for each in (program, *(own for _, own in program.layouts)):
        for compiled in each.rules:
            if each.rule_names[id(compiled)] == rule:
                return f"{compiled.cause.file}:{compiled.cause.line}"
    return ""
