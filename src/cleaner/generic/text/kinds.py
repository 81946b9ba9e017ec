"""Which lines of plain text are subheads and list items, which HTML says by its tags."""

from __future__ import annotations

from msgspec.structs import replace

from ...page.blocks import Block
from ...page.marks import BULLET, NUMBER
from ...page.sentences import ends_sentence

MAX_SUBHEAD = 100
SUBHEAD_LEVEL = 2


def with_kinds(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks of a text, with the kind of each.

    A subhead is a short line without a stop above a longer one that is no list item.

    >>> lines = ["Militair pact", "Twee eisen zijn dat de troepen gaan.", "• Nog een"]
    >>> [block.kind for block in with_kinds(tuple(Block(line, 0, len(line)) for line in lines))]
    ['heading', 'paragraph', 'list item']
    """
    kinds = []
    below: Block | None = None
    for block in reversed(blocks):
        text = block.text
        if BULLET.match(text) or NUMBER.match(text):
            block = replace(block, kind="list item")
        elif below and below.kind == "paragraph" and _is_subhead(text) and len(below.text) > len(text):
            block = replace(block, kind="heading", level=SUBHEAD_LEVEL)
        kinds.append(block)
        below = block
    return tuple(reversed(kinds))


def _is_subhead(text: str) -> bool:
    return (
        len(text) <= MAX_SUBHEAD
        and not text.endswith((",", ":", ";"))
        and not (ends_sentence(text) and text[-1] != "?")
    )
