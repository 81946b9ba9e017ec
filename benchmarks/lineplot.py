"""Line charts in SVG, in the style of `plot`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

from benchmarks.plot import BOTTOM, FONT, LEFT, LINE, OTHER, RIGHT, TOP, Axis

WIDTH, HEIGHT = 800, 360
COLOURS = ("#c2410c", "#1d4ed8", OTHER, "#15803d")
TICKS = 8
Series = Sequence[tuple[float, float]]


def svg(series: Mapping[str, Series], across: str, up: str, *, is_rising: bool = False) -> str:
    """Return a chart of the series with their names. Both axes begin at 0; `across` and `up` are their titles.

    A name is put above the end of its line; or, for lines that rise and end close together, at the bottom on the right.
    """
    points = [point for values in series.values() for point in values]
    x = _axis(max(x for x, _ in points), LEFT, WIDTH - RIGHT)
    y = _axis(max(y for _, y in points), HEIGHT - BOTTOM, TOP)
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" font-size="{FONT}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="Helvetica, Arial, sans-serif">',
        f"<title>{escape(up)} over {escape(across)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for tick in y.ticks:
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y.place(tick):.1f}" y2="{y.place(tick):.1f}"')
        parts.append(' stroke="#e5e5e5"/>' + _text(LEFT - 8, y.place(tick) + 4, f"{tick:,.0f}", "end"))
    parts += [_text(x.place(tick), HEIGHT - BOTTOM + 18, f"{tick:,.0f}", "middle") for tick in x.ticks]
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, across, "middle") + _text(8, TOP - 6, up, "start"))
    for number, (name, values) in enumerate(series.items()):
        way = " ".join(f"{x.place(a):.1f},{y.place(b):.1f}" for a, b in values)
        colour = COLOURS[number]
        parts.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        top = max(b for _, b in values[-len(values) // 3 :])
        place = HEIGHT - BOTTOM - LINE * (len(series) - number) if is_rising else y.place(top) - 8
        parts.append(_text(WIDTH - RIGHT - 8, place, name, "end", colour))
    return "\n".join([*parts, "</svg>", ""])


def _axis(highest: float, start: float, end: float) -> Axis:
    """Return an axis from 0 to a round number above the highest value, with round ticks."""
    power = 10.0 ** math.floor(math.log10(highest / TICKS))
    step = next(power * factor for factor in (1, 2, 5, 10) if highest <= TICKS * power * factor)
    count = math.ceil(highest / step)
    return Axis(0, count * step, start, end, tuple(number * step for number in range(count + 1)))


def _text(x: float, y: float, text: str, anchor: str, colour: str = OTHER) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'
