"""A page of HTML that was parsed and not read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from ..limits import Limits
from ..page.page import Metadata
from ..page.warnings import Warnings


class Tree(Struct, frozen=True, eq=False):
    """A page of HTML that was parsed, and of which nothing was read.

    `root` is the root element of lxml's tree, made of the bytes `source`; None if there is no element. `swallowing`
    says where each thing that swallows all that follows it, such as a comment, starts last in the source, or -1.
    `warnings` are about the markup. `metadata` is what the head of the page says, and `headings` are the first-level
    headings.
    """

    root: Any
    source: bytes
    swallowing: tuple[int, ...]
    url: str | None
    limits: Limits
    warnings: Warnings
    metadata: Metadata = Metadata()
    headings: Sequence[Any] = ()
