"""What the site adds to the pages of the documentation before Sphinx reads them.

The pages are written for people who read them as files, too. So they have no directives, but comments that a reader of
the file does not see. Between `<!-- generated: verbs -->` and `<!-- end -->`, the site has a part that is made from the
code. What stands there in the file says where else to find it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from . import reference

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PROJECT = Path(__file__).parents[1]
INDEX = "docs/index"
"""The page with the contents of the site."""

GENERATED: dict[str, Callable[..., str]] = {
    "command": reference.command,
    "verbs": reference.verbs,
    "module": reference.module,
    "objects": reference.objects,
}

_PART = re.compile(r"^<!-- generated: (\w+)([^\n]*) -->\n.*?^<!-- end -->$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[([^\[\]]*)\]\((?!\w+:|#)([^)#\s]+)\)")
_NAMED = re.compile(r"\[[\w/-]+\.md\]\((?=[^)]*\.md)")
_SECTION = re.compile(r"^## (.+)\n((?:(?!## ).*\n?)*)", re.MULTILINE)
_LISTED = re.compile(r"^- \[[^\]]*\]\(([^)]+)\.md\)", re.MULTILINE)


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx to call `complete` for each page."""
    app.connect("source-read", complete)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def complete(_: object, name: str, content: list[str]) -> None:
    """Fill in what the page with this name lacks on the site. Sphinx takes the result from `content`."""
    page = _PART.sub(lambda part: GENERATED[part[1]](*part[2].split()), content[0])
    page = with_titles(without_folders(page, (PROJECT / name).parent))
    content[0] = page + contents(page) if name == INDEX else page


def without_folders(page: str, parent: Path) -> str:
    """Return a page that is in the folder `parent`, with plain text instead of each link to a folder.

    A folder has no page on the site. A link to a file stays: the site gets a copy of the file.

    >>> without_folders("[Pages](golden) and a [pack](rules/nl/nu.yaml)", PROJECT)
    'Pages and a [pack](rules/nl/nu.yaml)'
    """
    return _LINK.sub(lambda link: link[1] if (parent / link[2]).is_dir() else link[0], page)


def with_titles(page: str) -> str:
    """Return a page in which each link whose text is the name of a page has the title of that page instead.

    Sphinx writes the title where a link has no text.

    >>> with_titles("See [packs.md](packs.md#rules).")
    'See [](packs.md#rules).'
    """
    return _NAMED.sub("[](", page)


def contents(index: str) -> str:
    r"""Return the contents of the site for its sidebar: the lists of links of the page `index`, by their headings.

    >>> print(contents("# cleaner\n\n## Guides\n\n- [Search](search.md): find articles\n"))
    <BLANKLINE>
    ```{toctree}
    :hidden:
    :caption: Guides
    <BLANKLINE>
    search
    ```
    <BLANKLINE>
    """
    return "".join(
        f"\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n" + "\n".join(pages) + "\n```\n"
        for caption, section in _SECTION.findall(index)
        if (pages := _LISTED.findall(section))
    )
