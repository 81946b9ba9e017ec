r"""`drop_run` removes a run of neighbouring lines that all match, such as a menu.

    - drop_run: {line: '• .*', after: Logo NU\.nl}
    - drop_run: {line: '• .{1,30}', at_least: 6, edges: true}

With `after`, it removes only a run directly below a line that matches `after`. With `edges`, it removes only a run
above the first sentence of the page or below the last one: a list between two paragraphs belongs to the article.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ..page.lines import Lines
from ..page.patterns import LinePattern
from ..page.sentences import is_sentence
from .rule import Edit, Options, without


class DropRun(Options, frozen=True, kw_only=True, eq=False):
    """Remove a run of neighbouring lines that all match."""

    line: LinePattern
    at_least: Annotated[int, Meta(ge=1, description="How many lines in a row make a run.")] = 2
    after: LinePattern | None = None
    edges: Annotated[
        bool, Meta(description="Only a run above the first sentence of the page, or below the last one.")
    ] = False


def apply(options: DropRun, lines: Lines) -> Edit | None:
    """Remove each run that is long enough and stands in the right place."""
    numbers = lines.numbers(options.line)
    if not numbers:
        return None
    heads = {number + 1 for number in lines.numbers(options.after)} if options.after else None
    first, last = _sentences(lines, set(numbers)) if options.edges else (0, 0)
    gone: set[int] = set()
    start = 0
    for position, number in enumerate(numbers):
        if position + 1 < len(numbers) and numbers[position + 1] == number + 1:
            continue
        run = numbers[start : position + 1]
        start = position + 1
        placed = not options.edges or run[-1] < first or run[0] > last
        if len(run) >= options.at_least and placed and (heads is None or run[0] in heads):
            gone.update(run)
    return Edit(without(lines.blocks, gone)) if gone else None


def _sentences(lines: Lines, in_runs: set[int]) -> tuple[int, int]:
    """Return the numbers of the first and the last line that is a sentence and is not in a run.

    If there is no such line, these are the ends of the page, so that no run stands at an edge.
    """
    found = [number for number, text in enumerate(lines.texts) if number not in in_runs and is_sentence(text)]
    return (found[0], found[-1]) if found else (0, len(lines.texts))
