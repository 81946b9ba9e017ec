"""Text that a crawler made of a page, into blocks: one for each line that is not blank.

Some crawlers put one line break between paragraphs and others two, and between a subhead and its paragraph there is
often only one. So a line is the only unit that can be relied on.
"""

from __future__ import annotations

import re
from itertools import islice

from ..limits import DEFAULT, Limits
from ..page.blocks import Block
from ..page.causes import Removal
from ..page.page import TextPage
from ..page.warnings import PageWarning, Warnings
from .bounds import LIMIT, enforce_limit

_LINE = re.compile(r"[^\s\ufeff\u200b].*")
_BLANK = "".join(map(chr, (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200C))))
_BLANK += "\u2028\u2029\u202f\u205f\u3000\ufeff"
"""White space, and two characters without width."""

# Each of these characters becomes the plain one, so no offset changes. The line breaks are those of str.splitlines,
# except U+0085, which stands for "…" in badly decoded text, and the separators U+001C to U+001E.
_REPLACED = {" ": "\u00a0\u202f\u2007", "\n": "\r\v\f\u2028\u2029"}
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_text(text: str, url: str | None = None, limits: Limits = DEFAULT) -> TextPage:
    r"""Return the page of this text.

    Non-breaking spaces become spaces. Half of a surrogate pair is not a character and becomes U+FFFD. If there are more
    lines than `limits.blocks`, they are left out with a warning, or `LimitError` is raised.

    >>> [(block.text, block.start) for block in read_text("Webmail\n\n  Kies je\u00a0webmail\n").blocks]
    [('Webmail', 0), ('Kies je webmail', 11)]
    """
    warnings: Warnings = ()
    clean = text
    for plain, others in _REPLACED.items():
        for other in others:
            clean = clean.replace(other, plain)
    try:
        clean.encode()
    except UnicodeEncodeError as error:
        clean = _SURROGATE.sub("\ufffd", clean)
        said = f"half a surrogate pair at character {error.start}: some letters lost"
        warnings = (PageWarning("letters-lost", said),)
    lines = _LINE.finditer(clean)
    blocks = []
    for line in islice(lines, limits.blocks):
        line_text, start = line[0].rstrip(_BLANK), line.start()
        blocks.append(Block(line_text, start, start + len(line_text)))
    next_line = next(lines, None)
    if next_line is None:
        return TextPage(text, tuple(blocks), url, warnings)
    more = [*warnings]
    enforce_limit(limits, "blocks", url, more)
    return TextPage(text, tuple(blocks), url, tuple(more), (Removal(next_line.start(), len(text), LIMIT),))
