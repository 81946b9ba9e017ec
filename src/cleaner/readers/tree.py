"""A page of HTML that was parsed and not read."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from ..limits import Limits
from ..page.page import Metadata


class Tree(Struct, frozen=True, eq=False):
    """A page of HTML that was parsed, and of which nothing was read.

    `root` is the root element of lxml's tree, made of the bytes `source`; None if there is no element. `swallowing`
    says where each thing that swallows all that follows it, such as a comment, starts last in the source, or -1.
    `metadata` is what the head of the page says. `warnings` are about the markup.
    """

    root: Any
    source: bytes
    swallowing: tuple[int, ...]
    url: str | None
    limits: Limits
    metadata: Metadata
    warnings: tuple[str, ...]
