"""`select` reduces an HTML page to some of its elements, before all rules that look at lines.

    - select: {css: 'h1, div.article-body', unverified: true}

The first `select` that finds something counts. So a pack can list the layouts of different years, the newest first. If
none of them finds anything, the other rules get the whole page, and the article carries a warning. `select`
keeps whole blocks: an element inside a line keeps the whole line. It does nothing on a page of plain text.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from .selecting import Selecting


class Select(Selecting, frozen=True, kw_only=True, eq=False):
    """Reduce an HTML page to these elements; give `css` or `xpath`."""

    tree_action: ClassVar[Literal["keep", "remove"] | None] = "keep"
    removes_unseen: ClassVar[bool] = True
