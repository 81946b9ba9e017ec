"""What the tags and attributes of HTML say: how text flows, what kind a block has, what is hidden, how items count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..page.blocks import Kind

# What a tag means for the flow of the text. A tag that is not here stands within a line.
BLOCK, BREAK, LINK, UNSHOWN, MARKUP = range(1, 6)
ROLES = {
    tag: role
    for role, tags in (
        (BLOCK, "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset"),
        (
            BLOCK,
            "figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup html label legend li main menu nav ol",
        ),
        (BLOCK, "optgroup p pre search section summary table tbody td tfoot th thead tr ul"),
        (BREAK, "br hr"),
        (LINK, "a"),
        (UNSHOWN, "audio canvas datalist iframe noembed noframes noscript object select template textarea video"),
        (MARKUP, "base link meta script style svg title"),
    )
    for tag in tags.split()
}
LINES = frozenset(tag for tag, role in ROLES.items() if role == BLOCK) - {"td", "th"}
"""Elements that separate lines of text; the cells of a row do not."""
KINDS: dict[str, Kind] = {
    "blockquote": "quote",
    **dict.fromkeys(("dd", "dt", "li"), "list item"),
    **dict.fromkeys(("caption", "figcaption"), "caption"),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("article", "aside", "footer", "header", "main", "nav", "section", "table"), "paragraph"),
}
"""The kind of a block in such an element. In any other element, the kind is that of the element around it."""
LEVELS = {f"h{level}": level for level in range(1, 7)}
INVISIBLE = re.compile(
    r"(?<![\w-])(?:display\s*:\s*none\b|visibility\s*:\s*hidden\b|clip\s*:\s*rect\(\s*(?:[01](?:px)?[\s,]+){3}[01](?:px)?\s*\))",
    re.IGNORECASE,
)
TAGS_TO_CHANGE = ("math", "rt", "rp", "rtc", "footer", "pre")
"""Elements that may have to change before a page is read: see `rewriting`."""
TAGS_OF_HEAD = ("meta", "script", "link", "title", "base", "h1")
"""Elements that say something about a page: see `metadata`; and its first-level headings."""
ASIDE = frozenset(
    ("aside", "figure", "footer", "head", "iframe", "nav", "noscript", "script", "style", "svg", "template", "textarea")
)
"""Elements whose texts are not part of an article, or are not shown."""
_INTEGER = re.compile(r"[ \t\n\f\r]*([+-]?[0-9]{1,9})(?![0-9])")


def item_numbers(ordered_list: Any) -> Iterator[tuple[Any, int]]:
    """Yield the number of each item of an `<ol>` as a browser counts them: by `start`, `reversed` and `value`.

    A hidden item is not counted. A number below 1 is 0: the item has no number.
    """
    items = [item for item in ordered_list if item.tag == "li" and not is_hidden(item)]
    step = 1 if ordered_list.get("reversed") is None else -1
    number = integer(ordered_list.get("start"), 1 if step > 0 else len(items))
    for item in items:
        number = integer(item.get("value"), number)
        yield item, max(number, 0)
        number += step


def integer(value: str | None, default: int) -> int:
    """Return the number that the attribute begins with, as browsers read it; the default if it is missing or huge."""
    match = _INTEGER.match(value or "")
    return int(match[1]) if match else default


def is_hidden(element: Any) -> bool:
    """Return whether the markup of this element hides it in a browser."""
    style = element.get("style")
    return bool(style and INVISIBLE.search(style)) or element.get("hidden") is not None
