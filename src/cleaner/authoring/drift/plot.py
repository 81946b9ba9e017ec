"""Shows how often the signs of drift were seen, over time: as a line of characters, and as SVG."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from .bounds import SHOWN_DOUBT, upper_bound
from .signs import Sign, Window
from .sources import Series
from .watch import Finding, Watched

BARS = "▁▂▃▄▅▆▇█"
COLUMNS = 60
"""The most characters of a line."""
POINTS = 50
"""The most points of a curve in SVG."""
WIDTH, HEIGHT, LEFT, RIGHT, TOP, GAP = 800, 90, 56, 16, 24, 34
"""The width of the drawing, the height of a curve, the margins, and the space above each curve for its title."""
MOST_TITLE, MOST_SINCE = 108, 40
"""The most characters above a curve, and of the time at its right end, which is cut as well. A character of this font
takes 6 or 7 units on average."""
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML does not allow, even as a reference."""
CURVE, CHANGE, BEFORE = "#c2410c", "#1d4ed8", "#e5e5e5"


def sparkline(sign: Sign, windows: Sequence[Window]) -> str:
    """Return a line with the share of pages that show the sign, from the first window to the last.

    A space stands for a time without a page on which it could show.

    >>> from ...history.tallies import Figure
    >>> days = [Window("a", {Figure("pages"): 4, Figure("articles"): n}) for n in (4, 4, 2, 0)]
    >>> sparkline(Sign("there is no article", "articles", "pages", is_missing=True), days)
    '▁▁▅█'
    """
    return "".join(" " if share is None else BARS[round(7 * share)] for _, share in shares(sign, windows, COLUMNS))


def bracket(finding: Finding, windows: Sequence[Window]) -> str:
    """Return the line to show below a `sparkline`: from where the change began to where it ended, if it is over.

    >>> from msgspec.structs import replace
    >>> days = [Window(name, {}) for name in "abcde"]
    >>> finding = Finding(Sign("", "articles", "pages"), (0, 0), (0, 0), first=1, last=2, level=0.0)
    >>> bracket(finding, days), bracket(replace(finding, until=3), days), bracket(replace(finding, until=1), days)
    (' └───', ' └─┘', ' ╵')
    """
    count = min(COLUMNS, len(windows))

    def column(index: int) -> int:
        return ((index + 1) * count - 1) // len(windows)

    start = column(finding.first)
    if finding.until is None:
        return " " * start + "└".ljust(count - start, "─")
    width = column(finding.until) - start
    return " " * start + ("└" + "┘".rjust(width, "─") if width else "╵")


def shares(sign: Sign, windows: Sequence[Window], most: int) -> Iterator[tuple[int, float | None]]:
    """Yield the share of pages that show the sign for stretches of windows, at `most` so many.

    Each comes with the index of its first window.
    """
    count = min(most, len(windows))
    for number in range(count):
        start, end = (number * len(windows) // count, (number + 1) * len(windows) // count)
        counts = [sign.count(window.figures) for window in windows[start:end]]
        pages = sum(each for each, _ in counts)
        yield start, sum(hits for _, hits in counts) / pages if pages else None


def svg(found: Sequence[tuple[Series, Watched]]) -> str:
    """Return a drawing with a curve for each finding: the share of pages that show the sign, in per cent.

    The grey band is what the baseline lets expect. A line marks where the change began, and a broken line where it
    ended, if it is over.
    """
    rows = [(series, watched, finding) for series, watched in found for finding in watched.findings]
    height = TOP + len(rows) * (HEIGHT + GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"',
        'font-family="Helvetica, Arial, sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    if not rows:
        parts.append(_text(LEFT, 16, "nothing has changed"))
    for number, (series, watched, finding) in enumerate(rows):
        parts += _curve(series, watched, finding, TOP + number * (HEIGHT + GAP) + GAP - 12)
    return "\n".join([*parts, "</svg>", ""])


def _curve(series: Series, watched: Watched, finding: Finding, top: float) -> Iterator[str]:
    windows = watched.windows
    bottom = top + HEIGHT

    def across(index: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * index / max(len(windows) - 1, 1)

    def up(share: float) -> float:
        return bottom - HEIGHT * share

    pages, hits = finding.before
    usual = up(upper_bound(hits, pages, SHOWN_DOUBT))
    span = _span(finding, windows)
    title = f"{series.pack} {series.version} ({series.form}): {finding.sign.what}"
    yield _text(LEFT, top - 8, _cut(title, MOST_TITLE - len(span)))
    wide = WIDTH - LEFT - RIGHT
    yield f'<rect x="{LEFT}" y="{usual:.1f}" width="{wide}" height="{bottom - usual:.1f}" fill="{BEFORE}"/>'
    for share in (0, 1):
        yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{up(share):.1f}" y2="{up(share):.1f}" stroke="{BEFORE}"/>'
        yield _text(LEFT - 8, up(share) + 4, f"{share:.0%}", "end")
    points = [
        f"{across(start):.1f},{up(share):.1f}"
        for start, share in shares(finding.sign, windows, POINTS)
        if share is not None
    ]
    yield f'<polyline points="{" ".join(points)}" fill="none" stroke="{CURVE}" stroke-width="1.5"/>'
    for index, dashes in ((finding.first, ""), (finding.until, ' stroke-dasharray="4 3"')):
        if index is not None:
            x = across(index)
            yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top:.1f}" y2="{bottom:.1f}" stroke="{CHANGE}"{dashes}/>'
    yield _text(WIDTH - RIGHT, top - 8, span, "end")


def _span(finding: Finding, windows: Sequence[Window]) -> str:
    """Return the time of a change. If it has two names, each of them is cut to half of the room."""
    first = windows[finding.first].name
    if finding.until is None:
        return _cut(f"since {first}", MOST_SINCE)
    each = (MOST_SINCE - len("from  to ")) // 2
    return f"from {_cut(first, each)} to {_cut(windows[finding.until].name, each)}"


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    shown = escape(_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#525252">{shown}</text>'


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
