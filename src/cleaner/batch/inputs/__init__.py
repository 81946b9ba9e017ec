"""Readers of pages: one for each kind of file. A reader gives the same items each time that it reads a file.

A reader takes the file, the limits, the number of items to skip at its start, and the names of the fields or columns
that hold the page and its URL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...errors import InputError
from ...limits import Limits
from ...page.words import plural
from ...shortage import shortage_of
from ...work.page_fields import DEFAULT_FIELDS, PageFields
from ..items import Item
from ..sources import Source, SourceKind
from ..streams import decompression_errors
from .damage import DamageError
from .jsonlines import read_jsonlines, read_stdin
from .page import read_page
from .parquet import read_parquet
from .warc import read_warc

_READERS: dict[SourceKind, Callable[[Source, Limits, int, PageFields], Iterator[Item]]] = {
    "page": lambda source, limits, skip, _: read_page(source, limits, skip),
    "jsonlines": read_jsonlines,
    "parquet": read_parquet,
    "warc": lambda source, limits, skip, _: read_warc(source, limits, skip),
    "stdin": read_stdin,
}


def read_items(source: Source, limits: Limits, skip: int = 0, fields: PageFields = DEFAULT_FIELDS) -> Iterator[Item]:
    """Read the items of a file, without the first `skip` of them.

    If the file cannot be read to its end, the last item says why. Raises `UsageError` if a package is
    missing, and `ResourceError` if the machine lacks something.
    """
    number, bytes_read, place = skip, 0, None
    try:
        if source.kind != "stdin" and source.path.exists() and not source.path.is_file():
            raise DamageError("it is not a regular file")  # reading from a pipe would block
        for item in _READERS[source.kind](source, limits, skip, fields):
            number, bytes_read = number + 1, item.read
            yield item
        return
    except EOFError:
        after = "" if source.kind == "page" else f", after {plural(number, 'record')}"
        why = f"the file was cut off: it ends in the middle{after}"
    except (DamageError, OSError) as error:
        shortage = shortage_of(error)
        if shortage is not None:  # the file may be as it should be
            raise shortage from error
        further = f" further, after {plural(number, 'record')}" if number else ""
        reason = error.strerror or error if isinstance(error, OSError) else error
        why = f"the file cannot be read{further}: {reason}"
        place = error.record if isinstance(error, DamageError) else None
    except decompression_errors() as error:
        why = f"the file is damaged after {plural(number, 'record')}: {error}"
    # if its reader did not say so, the number of a line is unknown here: blank lines are not items
    record = number + 1 if source.kind in ("parquet", "warc") else place
    yield Item(source=source, record=record, read=bytes_read, fault=InputError(why), is_damage=True)
