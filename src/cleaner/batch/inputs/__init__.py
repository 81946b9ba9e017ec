"""What reads pages out of files: a reader for each kind of file, which gives the same items every time.

A reader takes a file, the limits, and how many items at its start to skip. What it raises, `read` makes an item of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...errors import InputError
from ...limits import Limits
from ..items import Item
from ..sources import Kind, Source
from ..streams import broken
from . import jsonlines, page, parquet, warc

_READERS: dict[Kind, Callable[[Source, Limits, int], Iterator[Item]]] = {
    "page": page.read,
    "jsonlines": jsonlines.read,
    "parquet": parquet.read,
    "warc": warc.read,
}


def read(source: Source, limits: Limits, skip: int = 0) -> Iterator[Item]:
    """The items of a file, without so many at its start; a file that cannot be read to its end ends with a fault.

    Raises `UsageError` where a package is missing, or a Parquet file has no column that could hold a page.
    """
    number, done = skip, 0
    try:
        if source.path.exists() and not source.path.is_file():
            raise OSError("it is no regular file")  # a pipe would be waited for
        for item in _READERS[source.kind](source, limits, skip):
            number, done = number + 1, item.read
            yield item
        return
    except EOFError:
        why = f"the file was cut off: it ends in the middle, after {number:,} records"
    except OSError as error:
        on = f" on, after {number:,} records" if number else ""
        why = f"the file cannot be read{on}: {error.strerror or error}"
    except broken() as error:
        why = f"the file is damaged after {number:,} records: {error}"
    yield Item(
        source=source,
        record=number + 1 if source.kind in ("parquet", "warc") else None,  # lines may be blank, which are not counted
        read=done,
        fault=InputError(why),
        is_damage=True,
    )
