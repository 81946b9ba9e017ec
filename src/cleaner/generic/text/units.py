"""Put the lines of a text together again that are one paragraph: wrapped lines, and sentences cut at their links.

Two kinds of crawlers cut paragraphs. Some wrap all lines at a width, as `lynx -dump` does. Others write each piece of
text between two tags on a line of its own, so that a link or a bold word cuts its sentence into three. A line of such
a page says little; the paragraph that it belongs to says what it is. So lines are judged by their unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

from msgspec import Struct

from ...page.blocks import Block
from ...page.sentences import ends_sentence

MIN_WIDTH, MAX_WIDTH = 40, 160
"""The widths, in characters, at which text may have been wrapped."""
MIN_BREAKS = 6
"""The fewest line breaks of wrapped text that lie where a wrapper would put them."""
MIN_FITTING = 0.6
"""Of the lines that are nearly as wide as the text, at least this share ends where a wrapper would end it."""
NEARLY = 0.7
"""A line of at least this share of the width counts as nearly as wide."""
MAX_TOO_WIDE = 0.05
"""Of the lines that are nearly as wide, at most this share (and one more) may be wider than the text."""
MIN_PIECE = 25
"""Two pieces are only put together if one of them has at least this many characters. Menus have shorter lines."""
WIDE_CHARACTER = "[\u0e00-\u109f\u1780-\u17ff\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff9f]"
"""A pattern for a character of Chinese, Japanese, Thai and other scripts that do not separate words by spaces."""
_WIDE = re.compile(WIDE_CHARACTER)
_CONTINUES = ",.;:)!?…’'”"
_GOES_ON = ",(“‘$€£"
MARKS = tuple("-–—*•·+#|>»›[◦▪●■→✓★☆")
"""With these begin the items of lists, headings in Markdown, and other lines that start a paragraph of their own."""


class Unit(Struct, gc=False):
    """A paragraph: its text, the numbers of its first and last line and how it stands on the page.

    `indent` is the number of spaces in front of it, and `gap` the number of blank lines above it.
    """

    text: str
    first: int
    last: int
    indent: int
    gap: int


def units_of(blocks: Sequence[Block], text: str) -> list[Unit]:
    r"""Return the units of a page of text.

    >>> text = "De raad van Goes kwam op maandag\nen dinsdag\nbijeen.\nMenu\nsport"
    >>> from cleaner.readers.text import read_text
    >>> [unit.text for unit in units_of(read_text(text).blocks, text)]
    ['De raad van Goes kwam op maandag en dinsdag bijeen.', 'Menu', 'sport']
    """
    lines = _placed(blocks, text)
    width = _width(lines)
    groups: list[list[Unit]] = []
    length = 0  # of the text of the last group
    for line in lines:
        if groups and _belongs(line, groups[-1][-1], width, length):
            groups[-1].append(line)
            length += 1 + len(line.text)
        else:
            groups.append([line])
            length = len(line.text)
    return [_joined(group) for group in groups]


def _joined(lines: list[Unit]) -> Unit:
    """Return these lines as one unit."""
    if len(lines) == 1:
        return lines[0]
    top = lines[0]
    return Unit(" ".join(line.text for line in lines), top.first, lines[-1].last, top.indent, top.gap)


def _placed(blocks: Sequence[Block], text: str) -> list[Unit]:
    """Return each line as a unit."""
    lines = []
    end = 0
    for number, block in enumerate(blocks):
        breaks = text.count("\n", end, block.start)
        line_start = text.rfind("\n", end, block.start) + 1 or end
        lines.append(Unit(block.text, number, number, block.start - line_start, max(0, breaks - 1)))
        end = block.end
    return lines


def _width(lines: Sequence[Unit]) -> int:
    """Return the width that explains most line breaks, or 0 if the text is not wrapped.

    A wrapper breaks a line where the next word no longer fits. So each break allows the widths from that of the line to
    that of the line with the next word. In a script that does not separate words, that would be any width, so such
    lines say nothing.
    """
    fits = [0] * (2 * MAX_WIDTH)
    breaks = []
    for line, below in pairwise(lines):
        if below.gap == 0 and not _WIDE.match(line.text[-1]):
            least = line.indent + len(line.text)
            if MIN_WIDTH <= least <= MAX_WIDTH:
                most = min(least + len(below.text.split(maxsplit=1)[0]), 2 * MAX_WIDTH - 2)
                fits[least] += 1
                fits[most + 1] -= 1
                breaks.append(least)
    if len(breaks) < MIN_BREAKS:
        return 0
    explained = list(accumulate(fits))
    width = max(range(MIN_WIDTH, MAX_WIDTH + 1), key=lambda width: (explained[width], -width))
    nearly = sum(least >= NEARLY * width for least in breaks)
    # some programs wrap paragraphs, but not the items of lists
    wide = [line for line in lines if line.indent + len(line.text) > NEARLY * width and not line.text.startswith(MARKS)]
    too_wide = sum(line.indent + len(line.text) > width and " " in line.text for line in wide)
    is_wrapped = explained[width] >= max(MIN_BREAKS, MIN_FITTING * nearly) and too_wide <= MAX_TOO_WIDE * len(wide) + 1
    return width if is_wrapped else 0


def _belongs(line: Unit, above: Unit, width: int, length: int) -> bool:
    """Return whether a line goes on with the paragraph of the line above it, which has this length so far."""
    if width:
        end = above.indent + len(above.text)
        next_word = len(line.text.split(maxsplit=1)[0])
        return line.gap == 0 and end <= width < end + 1 + next_word and not line.text.startswith(MARKS)
    if line.gap > 1 or max(length, len(line.text)) < MIN_PIECE:
        return False
    first = line.text[0]
    is_cut = (first.islower() and not ends_sentence(above.text)) or first in _CONTINUES
    return is_cut or above.text[-1] in _GOES_ON
