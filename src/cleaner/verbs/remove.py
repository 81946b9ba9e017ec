"""`remove` takes elements out of an HTML page, with everything inside them, before all rules that look at lines.

    - remove: {css: '.link-block--plain, #comments', why: links and comments}

It can take an element out of a line and leave the rest of the line. It does nothing on a page of plain text.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from .selecting import Selecting


class Remove(Selecting, frozen=True, kw_only=True, eq=False):
    """Take these elements out of an HTML page; give `css` or `xpath`."""

    tree_action: ClassVar[Literal["keep", "remove"] | None] = "remove"
