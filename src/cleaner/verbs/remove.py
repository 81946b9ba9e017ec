"""`remove` takes elements out of an HTML page, with all they hold, ahead of all rules for lines.

    - remove: {css: '.link-block--plain, #comments', why: links and comments}

An element within a line can go, and leaves the rest of the line. For text there is nothing to remove.
"""

from __future__ import annotations

from .selecting import Selecting


class Remove(Selecting, frozen=True, kw_only=True, eq=False):
    """Take these elements out of an HTML page; give `css` or `xpath`."""
