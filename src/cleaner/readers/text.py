"""Text that a crawler made of a page, into blocks: one for each line that holds anything.

Crawlers part paragraphs by one line break or by two, and tie a subhead to its paragraph by one, so a line is
the only unit that holds.
"""

from __future__ import annotations

import re

from ..blocks import Block, Page

_LINE = re.compile(r"[^\s\ufeff\u200b](?:.*[^\s\ufeff\u200b])?")

# Each becomes the one that stands for it, without a change of any offset. The line breaks are those of str.splitlines
# but for U+0085, which badly decoded text has for "…", and the separators U+001C to U+001E.
_REPLACED = {" ": "\u00a0\u202f\u2007", "\n": "\r\v\f\u2028\u2029"}
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_text(text: str, url: str | None = None) -> Page:
    r"""The page that this text is.

    Non-breaking spaces become spaces; half of a surrogate pair, which is no character, becomes U+FFFD.

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
    blocks = [Block(match[0], match.start(), match.end()) for match in _LINE.finditer(clean)]
    return Page(text, tuple(blocks), url, warnings)
