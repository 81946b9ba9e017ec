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

_LINE = re.compile(r"[^\s\ufeff\u200b](?:.*[^\s\ufeff\u200b])?")
"""A line without what stands at its ends: white space, and two characters that have no width."""

# Each of these characters becomes the plain one, so no offset changes. The line breaks are those of str.splitlines,
# except U+0085, which stands for "…" in badly decoded text, and the separators U+001C to U+001E.
_REPLACED = {" ": "\u00a0\u202f\u2007", "\n": "\r\v\f\u2028\u2029"}
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_text(text: str, url: str | None = None, limits: Limits = DEFAULT, *, is_valid: bool = False) -> TextPage:
    r"""Return the page of this text.

    Non-breaking spaces become spaces. Half of a surrogate pair is not a character and becomes U+FFFD. If there are more
    lines than `limits.blocks`, they are left out with a warning, or `LimitError` is raised. `is_valid` says that it is
    known that there is no such half.

    >>> [(block.text, block.start) for block in read_text("Webmail\n\n  Kies je\u00a0webmail\n").blocks]
    [('Webmail', 0), ('Kies je webmail', 11)]
    """
    warnings: Warnings = ()
    clean = text
    for plain, others in _REPLACED.items():
        for other in others:
            clean = clean.replace(other, plain)
    half = None if is_valid else _SURROGATE.search(clean)
    if half:
        clean = _SURROGATE.sub("\ufffd", clean)
        said = f"half a surrogate pair at character {half.start()}: some letters lost"
        warnings = (PageWarning("letters-lost", said),)
    lines = _LINE.finditer(clean)
    blocks = tuple([Block(line[0], line.start(), line.end()) for line in islice(lines, limits.blocks)])
    next_line = next(lines, None)
    if next_line is None:
        return TextPage(text, blocks, url, warnings)
    more = [*warnings]
    enforce_limit(limits, "blocks", url, more)
    return TextPage(text, blocks, url, tuple(more), (Removal(next_line.start(), len(text), LIMIT),))
