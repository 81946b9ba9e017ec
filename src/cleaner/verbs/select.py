"""`select` narrows an HTML page to some of its elements, ahead of all other rules.

    - select: {css: 'h1, div.article-body', unverified: true}

The first `select` that finds something counts, so that layouts can stand one below the other, the newest first. Where
none of a pack's finds anything, the page goes on whole, and the article says so. It keeps whole blocks: an element
within a line stands for the line. For text there is nothing to select from.
"""

from __future__ import annotations

from .selecting import Selecting


class Select(Selecting, frozen=True, kw_only=True, eq=False):
    """Narrow an HTML page to these elements; give `css` or `xpath`."""
