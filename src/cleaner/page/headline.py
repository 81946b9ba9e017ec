"""The headline of an HTML page: the one place that decides what it is, and where on the page it stands.

A page names its headline many times: in JSON-LD, in OpenGraph, in `<title>`, in a heading. A pack's rule may also find
it among the lines. `Metadata.headlines` has what the head of the page says, the most trusted first; `confirm_headlines`
puts those first that stand on the page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations, islice

from msgspec import Struct
from msgspec.structs import replace

from .blocks import Block
from .page import Metadata
from .shapes import is_running_text

MIN_HEADLINE = 10
"""The fewest characters of a block that can confirm a headline. Shorter texts occur in many titles by chance."""
MIN_PART = 0.5
"""If a page has one first-level heading, a part of a title that is not that heading needs this share of the title."""
MAX_EDGES = 12
"""The most places at which a title is cut: its own ends and the ends of its separators. Every pair is tried."""
_SEPARATOR = r"\s+[|\-–—·•»:]\s+|:\s+"
MAX_HEADLINES = 2
"""If a page has at most this many first-level headings, each is a headline. If it has more, only the first is."""


def confirm_headlines(metadata: Metadata, blocks: Sequence[Block]) -> Metadata:
    """Compare the headlines in the metadata with blocks of the page, and return metadata with better ones.

    What the site puts around a headline is cut off, and headlines that are on the page come first. If none is, the only
    `<h1>` is added before them.

    >>> page = (Block("De kop - met streep", 0, 19, "heading", 1),)
    >>> confirm_headlines(Metadata(headlines=("Krant: De kop - met streep - Sport",)), page).headlines
    ('De kop - met streep',)
    """
    shown = {block.text for block in blocks if len(block.text) >= MIN_HEADLINE}
    heads = [block.text for block in blocks if is_heading(block) and not block.is_link]
    found = []
    for title in metadata.headlines:
        edges = [0, *(edge for match in re.finditer(_SEPARATOR, title) for edge in match.span()), len(title)]
        parts = [title[start:end] for start, end in combinations(edges[:MAX_EDGES], 2)]
        part = max((part for part in parts if part in shown), key=len, default=title)
        if len(heads) == 1:  # a small part of the title, such as the name of the site, may stand elsewhere on the page
            part = heads[0] if heads[0] in parts else title if len(part) < MIN_PART * len(title) else part
        found.append(part)
    if len(heads) == 1 and not shown.intersection(found):
        found.insert(0, heads[0])
    return replace(metadata, headlines=tuple(dict.fromkeys(sorted(found, key=lambda title: title not in shown))))


class Headline(Struct, frozen=True):
    """Where the headline stands among the blocks of a page; all numbers are indexes of blocks.

    `named` are the blocks that are one of the page's titles, word for word. `similar` are the blocks that are one of
    them, or the site's name, except for marks, spaces and letter case. `headings` are the blocks in an `<h1>`, and
    `own_headings` those of them that are the headline and not subheads.
    """

    named: tuple[int, ...]
    similar: frozenset[int]
    headings: tuple[int, ...]

    own_headings: tuple[int, ...]


def find_headline(blocks: Sequence[Block], metadata: Metadata) -> Headline:
    """Find the headline among the blocks of a page.

    >>> blocks = (Block("De Kop!", 0, 7, "heading", 1, path="/html[1]/h1[1]"), Block("Een zin.", 8, 16))
    >>> find_headline(blocks, Metadata(headlines=("De kop",)))
    Headline(named=(), similar=frozenset({0}), headings=(0,), own_headings=(0,))
    """
    titles = set(metadata.headlines)
    headings = tuple(number for number, block in enumerate(blocks) if is_heading(block))
    top = next((number for number in headings if blocks[number].text in titles), None)
    is_below = top is not None and any(map(is_running_text, blocks[top : headings[-1]]))
    keys = {key for text in (*metadata.headlines, metadata.site_name or "") if (key := _key(text))}
    enough = max(map(len, keys), default=0) + 1  # a block with more letters cannot be one of them
    first_letters = {key[0] for key in keys}
    return Headline(
        named=tuple(number for number, block in enumerate(blocks) if block.text in titles),
        similar=frozenset(
            number
            for number, block in enumerate(blocks)
            # most blocks are none of the titles because of their first letter
            if ((first := block.text[:1]).lower()[:1] in first_letters or not first.isalnum())
            and _key(block.text, enough) in keys
        ),
        headings=headings,
        own_headings=headings[:1] if is_below or len(headings) > MAX_HEADLINES else headings,
    )


def end_of_headline(blocks: Sequence[Block], metadata: Metadata, before: int | None = None) -> int | None:
    """Return where the last block that is one of the page's titles ends, in characters of the page, or None.

    With `before`, only blocks that end before that character count.
    """
    titles = set(metadata.headlines)
    ends = [block.end for block in blocks if block.text in titles and (before is None or block.end < before)]
    return max(ends, default=None)


def choose_headline(found: str | None, metadata: Metadata) -> str | None:
    """Return the headline of an article: what a pack's rules found, unless the page names others and not this one.

    >>> choose_headline("Net binnen", Metadata(headlines=("De kop",)))
    'De kop'
    """
    if metadata.headlines and found not in metadata.headlines:
        return metadata.headlines[0]
    return found


def _key(text: str, size: int | None = None) -> str:
    """Return the text's first letters and digits in lower case, without the marks and spaces between them."""
    return "".join(islice(filter(str.isalnum, text.lower()), size))


def is_heading(block: Block) -> bool:
    """Return whether the block is a first-level heading, or a part of one."""
    return "/h1[" in block.path or block.level == 1
