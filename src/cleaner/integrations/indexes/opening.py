"""Open an index in a folder or in a database."""

from __future__ import annotations

from pathlib import Path

from ...errors import UsageError
from .index import ArticleIndex, is_utf8


def open_index(place: str, *, create: bool = False, write: bool = False) -> ArticleIndex:
    """Return the index in a folder (tantivy), or in PostgreSQL if the place starts with `postgresql://`.

    With `write`, it can also be changed, and with `create`, it is made if there is none.

    Raises `UsageError` if there is no index and `create` is not set, if the folder holds something else, if the server
    refuses the connection, or if the package for this kind of index is not installed.
    """
    if not place or not is_utf8(place):
        raise UsageError(f"an index cannot be named {place!r}; use a name in UTF-8 that is not empty")
    if not is_folder(place):
        from .postgres import PostgresIndex

        return PostgresIndex(place, create=create)
    from .tantivy import TantivyIndex

    return TantivyIndex(Path(place), create=create, write=write or create)


def is_folder(place: str) -> bool:
    """Return whether an index of this place is a folder, and not in a server."""
    return not place.startswith(("postgresql://", "postgres://"))
