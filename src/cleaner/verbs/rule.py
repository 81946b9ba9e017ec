"""What every verb shares: the options that any rule may have, and the form of a verb's answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta, Struct

from ..page.blocks import Block

Expect = Literal["always", "usually", "rare"]
Field = Literal["headline", "author", "date", "section", "dateline", "not an article"]

Within = Annotated[int, Meta(ge=1, description="Only look in the first so many lines of what is left.")]


class Options(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, eq=False):
    """The options that any rule may have."""

    expect: Annotated[
        Expect,
        Meta(
            description="How often the rule should fire on this site's articles. Where an 'always' does not, the"
            " pack's result is discarded; where a 'usually' does not, the article carries a warning."
        ),
    ] = "rare"
    after_cut: Annotated[
        bool,
        Meta(
            description="Only where a rule above it has just cut something. For a sign that is weak on a page that"
            " holds nothing else to remove, and may have been cleaned before."
        ),
    ] = False
    why: Annotated[str, Meta(description="The reason, for the person who reads `cleaner explain`.")] = ""

    def faults(self) -> Iterator[str]:
        """What is wrong with these options that their types cannot say, and what to write instead."""
        yield from ()


class Fact(Struct, frozen=True, gc=False):
    """Something a rule learned about the page, such as an author's name."""

    field: Field
    value: str
    stretch: tuple[int, int] = (0, 0)


class Edit(Struct, frozen=True):
    """What a verb answers when it fires: the blocks that stay, whole or in part, and the facts it learned.

    A verb that finds nothing to do answers None instead.
    """

    blocks: tuple[Block, ...]
    facts: tuple[Fact, ...] = ()


def without(blocks: tuple[Block, ...], numbers: set[int]) -> tuple[Block, ...]:
    """The blocks but for those with these numbers (from 0)."""
    return tuple(block for number, block in enumerate(blocks) if number not in numbers)
