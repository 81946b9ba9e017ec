"""The search: random genomes and changed copies of the slowest ones. One is kept for each busiest function."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from .genome import Genome, Kind, page, scaled
from .grammar import changed, drawn
from .measure import REFUSED, Cost, Work, measured

KINDS: tuple[Kind, ...] = ("html", "html", "text", "text", "pack")
"""HTML and text are drawn twice as often as packs with patterns of their own."""
PAGE_SECONDS, MEGABYTE_SECONDS = 5.0, 1.0
"""What is allowed: CPU seconds for a page, and for a megabyte of text. Less than a megabyte counts as one."""
CAP = 1.5
"""A page is ended after this many times what is allowed."""
SHARES = (1 / 64, 1 / 16, 1 / 4, 1.0)
"""A page is measured at these shares of its repetitions, to see how its time grows."""
PROMISING = 0.5
"""A page is measured at the next share only if it is expected to take this share of what is allowed."""
LEAST = 0.2
"""What is added to the times of a find where one is chosen: the slower, the more often, but no find is forgotten."""
UNKNOWN, DOUBT = 2.0, 0.2
"""How the time is taken to grow after the first step, and what is added to the growth that was measured later."""
MAX_GROWTH = 5.0
"""The time is never taken to grow faster than this."""
NEW = 0.3
"""The share of genomes that are new, and not changed copies of those that were kept."""


class Find(Struct, frozen=True):
    """A genome, the bytes of its page, what it cost, and how that grew.

    A `growth` of 2 means that twice the page took four times as long. 0 is unknown.
    """

    genome: Genome
    size: int
    cost: Cost
    growth: float

    @property
    def times(self) -> float:
        """What the page took, as a multiple of what is allowed. No page may crash."""
        if self.cost.has_crashed:
            return math.inf
        return self.cost.seconds / allowed(self.genome.kind, self.size)


def allowed(kind: Kind, size: int) -> float:
    """Return the CPU seconds that a page of this size may take.

    >>> allowed("html", 100), allowed("text", 100), allowed("text", 3_000_000)
    (5.0, 1.0, 3.0)
    """
    return PAGE_SECONDS if kind == "html" else min(PAGE_SECONDS, MEGABYTE_SECONDS * max(1.0, size / 1e6))


def size_of(genome: Genome) -> int:
    """Return the bytes of the page in UTF-8."""
    return len(page(genome).encode("utf-8"))


def once(genome: Genome, work: Work, earlier: Find | None = None) -> Find:
    """Return what the page costs. `earlier` is a find of a smaller page of the same form."""
    size = size_of(genome)
    cost = measured(genome, math.ceil(allowed(genome.kind, size) * CAP), work)
    return Find(genome, size, cost, _growth(earlier, size, cost))


def tried(genome: Genome, work: Work) -> Find | None:
    """Return what the page costs, measured in growing steps; or None if it is refused, or does not seem slow."""
    earlier: Find | None = None
    size = size_of(genome)
    for share in SHARES:
        find = once(scaled(genome, share) if share < 1 else genome, work, earlier)
        if find.cost.outcome.startswith(REFUSED):
            return None
        if share == 1 or find.times > 1 or find.cost.was_killed:
            return find
        # the growth between two very small pages is mostly noise, and can be any number
        growth = UNKNOWN if earlier is None else min(max(1.0, find.growth), MAX_GROWTH) + DOUBT
        expected = find.cost.seconds * (size / max(1, find.size)) ** growth
        if expected < PROMISING * allowed(genome.kind, size):
            return None
        earlier = find
    return None


def _growth(earlier: Find | None, size: int, cost: Cost) -> float:
    if earlier is None or size <= earlier.size or not earlier.cost.seconds or not cost.seconds:
        return 0.0
    return math.log(cost.seconds / earlier.cost.seconds) / math.log(size / earlier.size)


def searched(
    seed: int, kinds: tuple[Kind, ...], seconds: float, work: Work, tell: Callable[[Find], None]
) -> list[Find]:
    """Search for this long. Return the slowest page of each busiest function, and tell of those that are too slow."""
    chance = random.Random(seed)  # noqa: S311  (no secret)
    kept: dict[str, Find] = {}
    told: dict[str, float] = {}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        kind = chance.choice(kinds)
        parents = [find for find in kept.values() if find.genome.kind == kind]
        genome = (
            drawn(chance, kind) if not parents or chance.random() < NEW else changed(chance, _one_of(chance, parents))
        )
        find = tried(genome, work)
        if find is None or find.times <= _times(kept, find):
            continue
        if find.times > 1 and find.times > 1.5 * told.get(find.cost.where, 0):
            find = simplified(find, work)
            told[find.cost.where] = find.times
            if find.times > 1:
                tell(find)
        kept[find.cost.where] = max(kept.get(find.cost.where, find), find, key=lambda find: find.times)
    return sorted(kept.values(), key=lambda find: -find.times)


def _one_of(chance: random.Random, finds: list[Find]) -> Genome:
    return chance.choices([find.genome for find in finds], [find.times + LEAST for find in finds])[0]


def _times(kept: dict[str, Find], find: Find) -> float:
    same = kept.get(find.cost.where)
    return same.times if same else 0.0


def simplified(find: Find, work: Work) -> Find:
    """Return the find without the parts and the options that it does not need to be slow in the same place.

    It is measured again first, because a busy machine makes everything slower.
    """
    again = find if find.cost.was_killed else replace(once(find.genome, work), growth=find.growth)
    find = min(find, again, key=lambda find: find.times)
    for options in ({"url": None, "pack": None}, {"markup": False}):
        genome = replace(find.genome, **options)
        if genome != find.genome:
            find = _simpler(find, genome, work)
    for place in reversed(range(len(find.genome.parts))):
        parts = find.genome.parts[:place] + find.genome.parts[place + 1 :]
        if parts:
            find = _simpler(find, replace(find.genome, parts=parts), work)
    return find


def _simpler(find: Find, genome: Genome, work: Work) -> Find:
    other = replace(once(genome, work), growth=find.growth)
    is_as_slow = other.times > 1 and other.times > 0.8 * find.times and other.cost.where == find.cost.where
    return other if is_as_slow else find
