"""`keep` protects lines from all rules below it.

    - keep: {line: 'Meer info: .*'}

Use it for an exception: a line that a shared rule would remove, but that belongs to the article on this site.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from ..page.lines import Lines
from ..page.patterns import LinePattern
from .rule import Edit, Options


class Keep(Options, frozen=True, kw_only=True, eq=False):
    """Protect the lines that match from all later rules."""

    protects_lines: ClassVar[bool] = True

    line: LinePattern


def apply(options: Keep, lines: Lines) -> Edit | None:
    """Mark every line that matches as protected."""
    numbers = {number for number in lines.numbers(options.line) if not lines.blocks[number].protected}
    if not numbers:
        return None
    return Edit(
        tuple(replace(block, protected=True) if n in numbers else block for n, block in enumerate(lines.blocks))
    )
