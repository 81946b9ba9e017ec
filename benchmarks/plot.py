"""A chart of quality over cost, in SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from msgspec import Struct

WIDTH, HEIGHT = 800, 520
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 20, 52  # the margins, which hold the labels of the axes
RADIUS = 5
FONT, LETTER, LINE = 12, 6.3, 14  # font size, mean width of a letter, height of a line
CLEARANCE = 7  # from a label to other points, so that it does not seem to be theirs
SWEEPS = 4
LEADER = 14  # a label further from its point than this is joined to it by a line
COLOURS = {"cleaner": "#c2410c", "trafilatura": "#1d4ed8"}
OTHER = "#525252"


class Point(Struct, frozen=True):
    """A contender: its name, CPU ms a page, and shingle F1."""

    name: str
    ms: float
    f1: float


class Box(Struct, frozen=True):
    """A rectangle of the drawing that is occupied."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two overlap."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


class Label(Struct, frozen=True):
    """A place for the name of a point: `anchor` is the spot on its edge nearest to the point, `distance` is how far.

    `leader` is the line between the two as a row of dots. It is empty if the label is so near that it needs no line.
    """

    box: Box
    anchor: tuple[float, float]
    distance: float
    leader: tuple[Box, ...]


class Axis(Struct, frozen=True):
    """Maps values to places along an axis, from `start` to `end`; `ticks` are the values that are labelled."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]

    def place(self, value: float) -> float:
        """Return the place of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def svg(points: Sequence[Point]) -> str:
    """Return the chart: CPU time from left to right on a log scale, F1 from the bottom up."""
    across, up = _cost_axis(points), _quality_axis(points)
    places = [(across.place(math.log10(point.ms)), up.place(point.f1)) for point in points]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' font-family="Helvetica, Arial, sans-serif" font-size="{FONT}">'
    )
    lines = [
        head,
        "<title>Mean shingle F1 over CPU time a page</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *_axes(across, up),
    ]
    for point, (x, y), label in zip(points, places, _labels(points, places), strict=True):
        lines += _marked(point, x, y, label)
    return "\n".join([*lines, "</svg>", ""])


def _cost_axis(points: Sequence[Point]) -> Axis:
    """Return a log scale with room for labels at its right end, and ticks at 1, 2 and 5."""
    low = math.log10(min(point.ms for point in points)) - 0.15
    high = math.log10(max(point.ms for point in points)) + 0.45
    if high - low < 1:
        low, high = (low + high - 1) / 2, (low + high + 1) / 2
    values = [digit * 10.0**power for power in range(-4, 6) for digit in (1, 2, 5)]
    ticks = tuple(value for value in values if low <= math.log10(value) <= high)
    return Axis(low, high, LEFT, WIDTH - RIGHT, ticks)


def _quality_axis(points: Sequence[Point]) -> Axis:
    """Return a linear scale that does not begin at 0, with at most ten round ticks."""
    lowest, highest = min(point.f1 for point in points), max(point.f1 for point in points)
    step = next(step for step in (0.01, 0.02, 0.05, 0.1, 0.2) if highest - lowest <= 9 * step)
    first, last = math.floor(max(lowest / step - 0.3, 0)), math.ceil(min(highest / step + 0.3, 1 / step))
    ticks = tuple(number * step for number in range(first, last + 1))
    return Axis(ticks[0], ticks[-1], HEIGHT - BOTTOM, TOP, ticks)


def _axes(across: Axis, up: Axis) -> Iterator[str]:
    """Yield the grid, its numbers, and the titles of the axes."""
    for value in up.ticks:
        y = up.place(value)
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#e5e5e5"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#404040">{value:.2f}</text>'
    for value in across.ticks:
        x = across.place(math.log10(value))
        yield f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM + 5}" stroke="#e5e5e5"/>'
        yield f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 19}" text-anchor="middle" fill="#404040">{value:g}</text>'
    yield f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}" fill="none" stroke="#404040"/>'
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text x="{middle}" y="{HEIGHT - 12}" text-anchor="middle">CPU time, ms a page (log scale)</text>'
    middle = (TOP + HEIGHT - BOTTOM) / 2
    turned = f'transform="translate(16 {middle}) rotate(-90)"'
    yield f'<text {turned} text-anchor="middle">shingle F1, mean over the sets</text>'


def _labels(points: Sequence[Point], places: Sequence[tuple[float, float]]) -> list[Label]:
    """Return the places of the labels: the cheapest of four attempts, which begin at the four sides of the drawing."""
    numbers = range(len(points))
    across, down = (sorted(numbers, key=[place[axis] for place in places].__getitem__) for axis in (0, 1))
    attempts = [_placed(points, places, order) for order in (across, across[::-1], down, down[::-1])]
    _, labels = min(attempts, key=lambda attempt: attempt[0])
    return [labels[number] for number in numbers]


def _placed(
    points: Sequence[Point], places: Sequence[tuple[float, float]], order: Sequence[int]
) -> tuple[float, dict[int, Label]]:
    """Place the labels in this order, each where it costs least beside the others, and repeat as the others move."""
    chosen: dict[int, Label] = {}
    costs: dict[int, float] = {}
    for _ in range(SWEEPS):
        for number in order:
            others = [label for other, label in chosen.items() if other != number]
            dots = [place for other, place in enumerate(places) if other != number]
            costs[number] = float("inf")
            for label in _around(*places[number], LETTER * len(points[number].name)):
                if label.distance >= costs[number]:
                    break  # the remaining places are even further away
                cost = _cost(label, others, dots)
                if cost < costs[number]:
                    chosen[number], costs[number] = label, cost
    return sum(costs.values()), chosen


def _around(x: float, y: float, width: float) -> Iterator[Label]:
    """Yield places for a label of this width, the nearest first."""
    for distance in range(RADIUS + 3, 240, 6):
        for dx, dy in ((1, 0), (-1, 0), (0, -1), (0, 1), (0.8, -0.6), (0.8, 0.6), (-0.8, -0.6), (-0.8, 0.6)):
            ax, ay = x + dx * distance, y + dy * distance
            left = ax if dx > 0 else ax - width if dx < 0 else ax - width / 2
            top = ay - LINE / 2 + dy * LINE / 2
            steps = int(distance / 3) if distance > LEADER else 0
            leader = tuple(
                _square(x + (ax - x) * step / steps, y + (ay - y) * step / steps, 2) for step in range(steps)
            )
            yield Label(Box(left, top, left + width, top + LINE), (ax, ay), distance, leader)


def _cost(label: Label, others: Sequence[Label], dots: Sequence[tuple[float, float]]) -> float:
    """Return how bad a place is: far from the point, or in the way of other labels, their lines and other points."""
    cost = label.distance + 1000.0 * (not _inside(label.box))
    for other in others:
        cost += 1000 * label.box.meets(other.box)
        cost += 100 * any(step.meets(other.box) for step in label.leader)
        cost += 100 * any(step.meets(label.box) for step in other.leader)
        cost += 100 * any(step.meets(theirs) for step in label.leader for theirs in other.leader)
    for x, y in dots:
        cost += 500 * label.box.meets(_square(x, y, RADIUS))
        cost += 60 * label.box.meets(_square(x, y, RADIUS + CLEARANCE))
        cost += 100 * any(step.meets(_square(x, y, RADIUS + 2)) for step in label.leader)
    return cost


def _square(x: float, y: float, half: float) -> Box:
    return Box(x - half, y - half, x + half, y + half)


def _inside(box: Box) -> bool:
    return box.left > LEFT and box.right < WIDTH - RIGHT and box.top > TOP and box.bottom < HEIGHT - BOTTOM


def _marked(point: Point, x: float, y: float, label: Label) -> Iterator[str]:
    """Yield a point, its label, and a line between them if they are far apart."""
    family = next((family for family in COLOURS if point.name.startswith(family)), "")
    colour = COLOURS.get(family, OTHER)
    to_x, to_y = label.anchor
    if label.leader:
        yield f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" stroke="{colour}" stroke-opacity="0.5"/>'
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS}" fill="{colour}"/>'
    weight = ' font-weight="bold"' if family == "cleaner" else ""
    at = "end" if to_x < x else "start" if to_x > x else "middle"
    halo = 'stroke="#ffffff" stroke-width="3" paint-order="stroke"'
    style = f'text-anchor="{at}" fill="{colour}" {halo}{weight}'
    yield f'<text x="{to_x:.1f}" y="{label.box.top + 11:.1f}" {style}>{escape(point.name)}</text>'
