"""Reads a file that is a page: HTML or text."""

from __future__ import annotations

from collections.abc import Iterator

from ...limits import Limits
from ..items import Item
from ..sources import Source


def read_page(source: Source, limits: Limits, skip: int) -> Iterator[Item]:
    """Read the page, but at most one byte more than the limit for size."""
    if not skip:
        with source.path.open("rb") as file:
            yield Item(source=source, read=source.size, page=file.read(limits.size + 1))
