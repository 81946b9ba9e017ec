"""What all verbs have in common: the options of any rule, what other code needs to know about a verb, and its result.

A verb's options are a frozen class that inherits from `Options`. Its fields are the keys that a pack may write. Its
class variables and the method `takes` tell the rest of the program how to treat the verb; nothing else in the program
knows a verb by its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from ..page.blocks import Block
from ..page.patterns import Pattern

Expect = Literal["always", "usually", "rare"]
Field = Literal["headline", "author", "date", "section", "dateline", "not an article"]

Within = Annotated[int, Meta(ge=1, description="Look only at the first N lines of those that are left.")]


class Options(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, eq=False):
    """The options that any rule may have, and what the rest of the program needs to know about its verb."""

    tree_action: ClassVar[Literal["keep", "remove"] | None] = None
    """What the verb does with the elements of an HTML page that it finds: keep them and remove all others, or remove
    them. Such rules run before all rules that look at lines. None for a verb that looks at lines."""
    makes_lines: ClassVar[bool] = False
    """The verb divides lines, so that a pattern may match below this rule that matched no line above it."""
    protects_lines: ClassVar[bool] = False
    """The verb protects lines: the rules below it leave them, even where their patterns match."""
    removes_unseen: ClassVar[bool] = False
    """The verb decides by one place on the page, and also removes lines or elements that no pattern describes. On a
    page whose layout has changed, these may be the article."""
    only_fact: ClassVar[Field | None] = None
    """A page has one fact of this kind, such as its headline. A rule with `after_cut` does not look for a second."""

    expect: Annotated[
        Expect,
        Meta(
            description="How often the rule should fire on this site's articles. If a rule that should 'always' fire"
            " does not, the result of the pack is discarded. If one that should 'usually' fire does not, the article"
            " carries a warning."
        ),
    ] = "rare"
    after_cut: Annotated[
        bool,
        Meta(
            description="Fire only if a rule above this one has just removed something. Use it for a weak sign: a page"
            " with nothing else to remove may have been cleaned before."
        ),
    ] = False
    unverified: Annotated[bool, Meta(description="Nobody has tried it on a real page of the site.")] = False
    why: Annotated[str, Meta(description="The reason for the rule, which `cleaner explain` shows.")] = ""

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with these options that their types do not show, and what to write instead."""
        yield from ()

    def takes(self) -> Pattern | None:
        """Return the pattern whose lines this rule always removes, all of them; None if some may stay.

        A rule below it that needs such a line can never fire, which `packs lint` reports.
        """
        return None


class Fact(Struct, frozen=True, gc=False):
    """Something that a rule learned about the page, such as an author's name.

    `stretch` is its start and its end in `Page.text`, in characters, for the verbs that give them.
    """

    field: Field
    value: str
    stretch: tuple[int, int] = (0, 0)


class Edit(Struct, frozen=True):
    """What a verb returns when it fires: the blocks that stay, whole or in part, and the facts it learned.

    A verb that finds nothing to do returns None.
    """

    blocks: tuple[Block, ...]
    facts: tuple[Fact, ...] = ()


def without(blocks: tuple[Block, ...], numbers: set[int]) -> tuple[Block, ...]:
    """Return the blocks except those with these numbers (from 0)."""
    stays = bytearray(b"\1") * len(blocks)
    for number in numbers:
        stays[number] = 0
    return tuple(compress(blocks, stays))
