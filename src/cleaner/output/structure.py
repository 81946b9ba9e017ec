"""Where the blocks of an article stand: in which quotations, lists and items, and what belongs to one piece of code.

All of it follows from the paths of the blocks. In a page that came as text, only their kinds say something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from ..page.blocks import Block
from ..page.markup import Span

_STEP = re.compile(
    r"/(?P<tag>blockquote|ul|ol|menu|dir|dl|li|dt|dd|article|aside|footer|header|main|nav|section|table)\[\d+\]"
)
_LISTS = frozenset(("ul", "ol", "menu", "dir", "dl"))
MAX_NESTING = 8
"""What is nested deeper than this is written as if it stood at this level: hostile pages nest thousands of lists."""


class Container(NamedTuple):
    """A quotation, a list or an item of a list.

    `key` tells quotations apart, and items. All lists have the same key, because only the numbers of their items say
    where one ends and the next begins.
    """

    kind: Literal["quote", "list", "item"]
    key: str = ""


_LIST = Container("list")


class Placed(NamedTuple):
    """A block, the containers that it stands in, the outermost first, and the markup in it, if it was asked for."""

    block: Block
    containers: tuple[Container, ...]
    spans: tuple[Span, ...] = ()

    @property
    def depth(self) -> int:
        """How many lists the block stands in."""
        return sum(container.kind == "list" for container in self.containers)


def placed(blocks: Sequence[Block]) -> list[Placed]:
    """Return each block with its containers.

    >>> outer, inner = "/html[1]/body[1]/ul[1]/li[1]", "/html[1]/body[1]/ul[1]/li[1]/ul[1]/li[1]"
    >>> [each.depth for each in placed([Block("a", 0, 1, "list item", path=path) for path in (outer, inner)])]
    [1, 2]
    """
    known = {"": _Around()}
    found = []
    for number, block in enumerate(blocks):
        named = _named(block.path, known)
        found.append(Placed(block, (*named, *_implied(block, number, named))[:MAX_NESTING]))
    return found


class _Around(NamedTuple):
    """The containers that an element stands in, and how many there were at the start of the list of terms."""

    containers: tuple[Container, ...] = ()
    terms: int = 0


def _named(path: str, known: dict[str, _Around]) -> tuple[Container, ...]:
    """Return the containers that the path of a block names.

    `known` has those of other elements: elements can be nested so deep that each may be looked at only once.
    """
    passed = []
    while path not in known:
        passed.append(path)
        path = path.rpartition("/")[0]
    found = known[path]
    for inner in reversed(passed):
        step = _STEP.match(inner, inner.rindex("/")) if "/" in inner else None
        known[inner] = found = _inside(found, step["tag"], inner) if step else found
    return found.containers


def _inside(around: _Around, tag: str, path: str) -> _Around:
    """Return the containers of what stands in an element with this tag.

    A section or a table is a page of its own, and what it stands in was there for the layout. The text below a term is
    a list of its own, so that it stands below the term. The parser puts a term into the one above if that has no end
    tag.
    """
    found, terms = around
    if len(found) > MAX_NESTING and tag in ("blockquote", "li", *_LISTS):
        return around  # it would be left out in the end
    if tag == "blockquote":
        return _Around((*found, Container("quote", path)), terms)
    if tag in _LISTS:
        return _Around((*found, _LIST), len(found))
    if tag == "li":
        found = found if found and found[-1] == _LIST else (*found, _LIST)
        return _Around((*found, Container("item", path)), terms)
    if tag in ("dt", "dd"):
        lists = (_LIST,) if tag == "dt" else (_LIST, _LIST)
        return _Around((*found[:terms], *lists, Container("item", path)), terms)
    return _Around()


def _implied(block: Block, number: int, named: Sequence[Container]) -> tuple[Container, ...]:
    """Return the containers that a block has by its kind, and that its path does not name."""
    kinds = {container.kind for container in named}
    if block.kind == "list item" and "item" not in kinds:
        return _LIST, Container("item", str(number))
    if block.kind == "quote" and "quote" not in kinds:
        return (Container("quote", str(number)),)
    return ()


def whole_code(blocks: Sequence[Placed]) -> Iterator[tuple[str, list[Placed]]]:
    r"""Yield the code of each `<pre>` with its blocks, and all other blocks one by one, with "" for the code.

    >>> path = "/html[1]/body[1]/pre[1]"
    >>> lines = [Block("if a:", 0, 5, path=path, code="if a:"), Block("b", 6, 7, path=path, code="    b")]
    >>> [(code, len(lines)) for code, lines in whole_code(placed([*lines, Block("Een zin.", 8, 16)]))]
    [('if a:\n    b', 2), ('', 1)]
    """
    for path, group in groupby(blocks, key=lambda each: _path_of_code(each.block)):
        if path:
            lines = list(group)
            yield "\n".join(each.block.code for each in lines).strip("\n"), lines
        else:
            yield from (("", [each]) for each in group)


def _path_of_code(block: Block) -> str:
    """Return the path of the `<pre>` that the block is a line of, or "" if it is not one."""
    return block.path[: block.path.find("]", block.path.rfind("/pre["))] if block.code else ""


def table_of(row: Block) -> str:
    """Return the path of the table that the row belongs to; "" in a page that came as text."""
    start = row.path.rfind("/table[")
    return row.path[: row.path.find("]", start)] if start >= 0 else ""
