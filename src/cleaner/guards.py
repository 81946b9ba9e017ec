"""Is this result fit to be an article, and how sure is that?"""

from __future__ import annotations

from .blocks import Block, count_words
from .packs.program import Program
from .packs.running import Run

WEAK = 0.75
GENERIC = 0.5
FALLBACK = 0.3
NOT_FIRED = 0.8


def fault(program: Program, run: Run, before: tuple[Block, ...]) -> str | None:
    """Why the result of a pack's rules is not to be trusted, or None.

    `before` are the blocks of the page; the pack's limits say how much of them may go.
    """
    for step in program.steps:
        if step.options.expect == "always" and step not in run.fired:
            return f"{step.cause} always fires on an article, and did not"
    limits = program.pack.limits
    words = count_words(run.blocks)
    if words < limits.min_words:
        return f"{words} words are left, and an article has at least {limits.min_words}"
    if limits.max_drop < 1:
        whole = count_words(before)
        if whole - words > limits.max_drop * whole:
            return f"{whole - words} of {whole} words went, more than {limits.max_drop:.0%}"
    return None


def doubts(program: Program, run: Run) -> list[str]:
    """The rules that usually fire and did not: a page that was cut off, or a layout that changed."""
    missed = (step for step in program.steps if step.options.expect == "usually" and step not in run.fired)
    return [f"{step.cause} usually fires, and did not" for step in missed]


def confidence(base: float, doubts: int) -> float:
    """A number from 0 to 1 that orders results, from where they come from and how many doubts there are.

    It is a convention and measures nothing: the score of the recognition for a pack's result (1 for a URL), `GENERIC`
    where no pack knew the page, `FALLBACK` where a pack's result was discarded, times `NOT_FIRED` for each doubt.

    >>> confidence(1.0, doubts=1)
    0.8
    """
    return round(base * NOT_FIRED**doubts, 2)
