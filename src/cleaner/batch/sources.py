"""The files that hold the pages: those that the user names, and those in the folders that the user names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import Literal

from msgspec import Struct

from ..errors import UsageError
from ..shortage import shortage_of

SourceKind = Literal["page", "jsonlines", "parquet", "warc"]

_ENDINGS: dict[str, SourceKind] = {
    ".jsonl": "jsonlines",
    ".ndjson": "jsonlines",
    ".parquet": "parquet",
    ".warc": "warc",
    ".wet": "warc",
}
_COMPRESSED = (".gz", ".zst")


class Source(Struct, frozen=True):
    """A file that holds one page or many.

    - `path`: the file;
    - `shown`: its path as text, with replacement characters for what is not UTF-8;
    - `kind`, `compression`: see `source_kind`;
    - `size`: its size in bytes;
    - `changed`: when it was changed, in nanoseconds since 1970;
    - `name`: its path below the folder that all inputs have in common.
    """

    path: Path
    shown: str
    kind: SourceKind
    compression: str | None
    size: int = 0
    changed: int = 0
    name: PurePath = PurePath()


def source_kind(name: str) -> tuple[SourceKind, str | None]:
    """Return what a file with this name holds, and how it is compressed. A file with any other ending is a page.

    >>> source_kind("crawl.warc.gz"), source_kind("a.b/index.html"), source_kind("pages.jsonl.zst")
    (('warc', 'gz'), ('page', None), ('jsonlines', 'zst'))
    """
    path = PurePath(name.lower())
    if path.suffix not in _COMPRESSED:
        return _ENDINGS.get(path.suffix, "page"), None
    kind = _ENDINGS.get(PurePath(path.stem).suffix, "page")
    return (kind, path.suffix[1:]) if kind in ("jsonlines", "warc") else ("page", None)


def find_sources(inputs: Iterable[str]) -> Iterator[Source]:
    """Find the files that are named, and all files in the folders that are named, sorted by name.

    Files and folders whose names begin with a dot are left out. Links to folders are followed only if the user names
    them. Only the names of one directory, and of those above it, are in memory at a time. Raises `UsageError` for a
    name that is neither a file nor a folder, and for a folder that cannot be read.
    """
    paths = [Path(name) for name in inputs]
    for path in paths:
        if not path.is_file() and not path.is_dir():
            raise UsageError(
                f"{path} is not a file or folder" if path.exists() else f"there is no file or folder {path}"
            )
    folders = [os.path.abspath(path if path.is_dir() else path.parent) for path in paths]  # noqa: PTH100  (without ..)
    common = os.path.commonpath(folders)
    for named in paths:
        for path in _walk(named) if named.is_dir() else (named,):
            kind, compression = source_kind(path.name)
            try:
                found = path.stat()
                size, changed = found.st_size, found.st_mtime_ns
            except OSError:  # it was removed, or is a broken link; its reader reports that
                size = changed = 0
            shown = os.fsencode(path).decode(errors="replace")
            name = PurePath(os.path.relpath(path, common))
            yield Source(path, shown, kind, compression, size, changed, name)


def check_is_outside(place: str, inputs: Iterable[str]) -> None:
    """Raise `UsageError` if a place for what is written is inside a folder of the input."""
    target = Path(place).resolve()
    for folder in map(Path, inputs):
        if folder.is_dir() and target.is_relative_to(folder.resolve()):
            raise UsageError(f"{place} is inside {folder}, which is an input; choose a place outside of it")


def _walk(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            names = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    except OSError as error:
        if shortage_of(error):  # the machine's fault, and not that of the folder
            raise
        raise UsageError(f"{folder} cannot be read: {error.strerror}") from None
    for name, is_folder in names:
        path = folder / name
        if is_folder and not name.startswith("."):
            yield from _walk(path)
        elif not name.startswith(".") and not path.is_dir():
            yield path
