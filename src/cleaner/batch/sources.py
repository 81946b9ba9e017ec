"""The files that hold pages, found in folders and told by the ends of their names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import Literal

from msgspec import Struct

from ..errors import UsageError

Kind = Literal["page", "jsonlines", "parquet", "warc"]

_ENDINGS: dict[str, Kind] = {
    ".jsonl": "jsonlines",
    ".ndjson": "jsonlines",
    ".parquet": "parquet",
    ".warc": "warc",
    ".wet": "warc",
}
_COMPRESSED = (".gz", ".zst")


class Source(Struct, frozen=True):
    """A file that holds pages: its kind, how it is compressed, its bytes, when it was changed (ns since 1970).

    `shown` is its path as text, with marks where that is no UTF-8; `name` is its path below what all inputs have in
    common.
    """

    path: Path
    shown: str
    kind: Kind
    compression: str | None
    size: int = 0
    changed: int = 0
    name: PurePath = PurePath()


def kind_of(name: str) -> tuple[Kind, str | None]:
    """What a file of this name holds, and how it is compressed; whatever else it is called, it is a page.

    >>> kind_of("crawl.warc.gz"), kind_of("a.b/index.html"), kind_of("pages.jsonl.zst")
    (('warc', 'gz'), ('page', None), ('jsonlines', 'zst'))
    """
    path = PurePath(name.lower())
    if path.suffix not in _COMPRESSED:
        return _ENDINGS.get(path.suffix, "page"), None
    kind = _ENDINGS.get(PurePath(path.stem).suffix, "page")
    return (kind, path.suffix[1:]) if kind in ("jsonlines", "warc") else ("page", None)


def sources(inputs: Iterable[str]) -> Iterator[Source]:
    """The files that are named, and all in the folders that are, sorted by name; without those that begin with a dot.

    Links to folders are followed only where they are named. Of a folder, the names of one directory at a time are held
    in memory. Raises `UsageError` for a name that is neither a file nor a folder, and for a folder that cannot be read.
    """
    paths = [Path(each) for each in inputs]
    for path in paths:
        if not path.is_file() and not path.is_dir():
            raise UsageError(f"{path} is no file or folder" if path.exists() else f"no file or folder {path}")
    folders = [os.path.abspath(path if path.is_dir() else path.parent) for path in paths]  # noqa: PTH100  (without ..)
    common = os.path.commonpath(folders)
    for each in paths:
        for path in _walk(each) if each.is_dir() else (each,):
            kind, compression = kind_of(path.name)
            try:
                found = path.stat()
                size, changed = found.st_size, found.st_mtime_ns
            except OSError:  # it went away, or is a link to nothing; who reads it says so
                size = changed = 0
            shown = os.fsencode(path).decode(errors="replace")
            name = PurePath(os.path.relpath(path, common))
            yield Source(path, shown, kind, compression, size, changed, name)


def _walk(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            names = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    except OSError as error:
        raise UsageError(f"{folder} cannot be read: {error.strerror}") from None
    for name, is_folder in names:
        path = folder / name
        if is_folder and not name.startswith("."):
            yield from _walk(path)
        elif not name.startswith(".") and not path.is_dir():
            yield path
