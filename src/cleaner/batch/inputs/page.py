"""Reads a file that is a page: HTML or text, perhaps compressed."""

from __future__ import annotations

from collections.abc import Iterator

from ...limits import Limits
from ..items import Item
from ..sources import Source
from ..streams import MAGIC_BYTES, open_stream
from ..url_files import url_beside


def read_page(source: Source, limits: Limits, skip: int) -> Iterator[Item]:
    """Read the page, but at most one byte more than the limit for size, of what is left when it is decompressed.

    A file that is not compressed, whatever its name says, is the page itself: some crawlers keep the name and
    decompress the content. The URL is that of the list, or that in a file beside the page.
    """
    if skip:
        return
    compression = source.compression
    if compression:
        with source.path.open("rb") as file:
            compression = compression if file.read(4).startswith(MAGIC_BYTES[compression]) else None
    with open_stream(source.path, compression) as (stream, _):
        page = stream.read(limits.size + 1)
    yield Item(source=source, read=source.size, page=page, url=source.url or url_beside(source.path))
