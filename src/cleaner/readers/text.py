"""Text that a crawler made of a page, into blocks: one for each line that holds anything.

Crawlers part paragraphs by one line break or by two, and tie a subhead to its paragraph by one, so a line is
the only unit that holds.
"""

from __future__ import annotations

import re
from itertools import islice

from ..limits import DEFAULT, Limits
from ..page.blocks import Block
from ..page.causes import Removal
from ..page.page import TextPage
from .bounds import LIMIT, over

_LINE = re.compile(r"[^\s\ufeff\u200b](?:.*[^\s\ufeff\u200b])?")

# Each becomes the one that stands for it, without a change of any offset. The line breaks are those of str.splitlines
# but for U+0085, which badly decoded text has for "…", and the separators U+001C to U+001E.
_REPLACED = {" ": "\u00a0\u202f\u2007", "\n": "\r\v\f\u2028\u2029"}
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_text(text: str, url: str | None = None, limits: Limits = DEFAULT) -> TextPage:
    r"""The page that this text is.

    Non-breaking spaces become spaces; half of a surrogate pair, which is no character, becomes U+FFFD. Raises
    `LimitError` where there are more lines than `limits.blocks`, or leaves those out, with a warning.

    >>> [(block.text, block.start) for block in read_text("Webmail\n\n  Kies je\u00a0webmail\n").blocks]
    [('Webmail', 0), ('Kies je webmail', 11)]
    """
    warnings: tuple[str, ...] = ()
    clean = text
    for plain, others in _REPLACED.items():
        for other in others:
            clean = clean.replace(other, plain)
    try:
        clean.encode()
    except UnicodeEncodeError as error:
        clean = _SURROGATE.sub("\ufffd", clean)
        warnings = (f"half a surrogate pair at character {error.start}: some letters are lost",)
    lines = _LINE.finditer(clean)
    blocks = tuple(Block(match[0], match.start(), match.end()) for match in islice(lines, limits.blocks))
    next_line = next(lines, None)
    if next_line is None:
        return TextPage(text, blocks, url, warnings)
    told = [*warnings]
    over(limits, "blocks", url, told)
    return TextPage(text, blocks, url, tuple(told), (Removal(next_line.start(), len(text), LIMIT),))
