"""The files that hold the pages: those that the user names, and those in the folders that the user names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import Literal

from msgspec import Struct

from ..errors import UsageError
from ..shortage import shortage_of
from .file_list import STDIN, FileList
from .globs import ALL, Globs
from .url_files import url_files

SourceKind = Literal["page", "jsonlines", "parquet", "warc", "stdin"]

_ENDINGS: dict[str, SourceKind] = {
    ".jsonl": "jsonlines",
    ".ndjson": "jsonlines",
    ".parquet": "parquet",
    ".warc": "warc",
    ".wet": "warc",
}
_COMPRESSED = (".gz", ".zst")


class Source(Struct, frozen=True):
    """A file that holds one page or many, or stdin.

    - `path`: the file;
    - `shown`: its path as text, with replacement characters for what is not UTF-8;
    - `kind`, `compression`: see `source_kind`;
    - `size`: its size in bytes;
    - `changed`: when it was changed, in nanoseconds since 1970;
    - `url`: the URL of a page, if a list names it;
    - `name`: its path below the folder that all inputs have in common, or its path in the list that names it.
    """

    path: Path
    shown: str
    kind: SourceKind
    compression: str | None
    size: int = 0
    changed: int = 0
    name: PurePath = PurePath()
    url: str | None = None


def source_kind(name: str) -> tuple[SourceKind, str | None]:
    """Return what a file with this name holds, and how it is compressed. A file with any other ending is a page.

    >>> source_kind("crawl.warc.gz"), source_kind("a.b/index.html"), source_kind("index.html.zst")
    (('warc', 'gz'), ('page', None), ('page', 'zst'))
    """
    path = PurePath(name.lower())
    if path.suffix not in _COMPRESSED:
        return _ENDINGS.get(path.suffix, "page"), None
    kind = _ENDINGS.get(PurePath(path.stem).suffix, "page")
    return kind if kind != "parquet" else "page", path.suffix[1:]


def find_sources(inputs: Iterable[str], globs: Globs = ALL) -> Iterator[Source]:
    """Find the files that are named, and all files in the folders that are named, sorted by name. `-` is stdin.

    Files and folders whose names begin with a dot are left out. Links to folders are followed only if the user names
    them. The files in folders are those that `globs` fit. Only the names of one directory, and of those above it, are
    in memory at a time. A file with the URL of a page beside it is left out. Raises `UsageError` for a name that is
    neither a file nor a folder, and for a folder that cannot be read.
    """
    inputs = list(inputs)
    if "" in inputs:
        raise UsageError("the name of an input is empty; for the folder that you are in, write .")
    paths = [Path(name) for name in inputs if name != STDIN]
    for path in paths:
        if not path.is_file() and not path.is_dir():
            raise UsageError(
                f"{path} is not a file or folder" if path.exists() else f"there is no file or folder {path}"
            )
    folders = [os.path.abspath(path if path.is_dir() else path.parent) for path in paths]  # noqa: PTH100  (without ..)
    common = os.path.commonpath(folders) if folders else ""
    for each in inputs:
        if each == STDIN:
            yield Source(Path(STDIN), STDIN, "stdin", None, name=PurePath("stdin"))
            continue
        named = Path(each)
        for path in _walk(named, globs) if named.is_dir() else (named,):
            yield _source(path, PurePath(os.path.relpath(path, common)))


def check_is_outside(place: str, inputs: Iterable[str]) -> None:
    """Raise `UsageError` if a place for what is written is inside a folder of the input."""
    target = Path(place).resolve()
    for folder in map(Path, inputs):
        if folder.is_dir() and target.is_relative_to(folder.resolve()):
            raise UsageError(f"{place} is inside {folder}, which is an input; choose a place outside of it")


def listed_sources(files: FileList, globs: Globs = ALL) -> Iterator[Source]:
    """Find the files of a list, in its order, and all files in the folders of the list.

    Each file of the list is one, also if it does not exist: its reader reports that. Raises `UsageError` for a folder
    that cannot be read, and for a list that is none.
    """
    for name in files.names():
        named = Path(os.fsdecode(name))
        for path in _walk(named, globs) if named.is_dir() else (named,):
            yield _source(path, _place(path))


def _place(path: Path) -> PurePath:
    """Return a path without `..` and without a root, which is the place of its article in a folder.

    >>> print(_place(Path("crawl/./a.html")), _place(Path("/data/crawl/a.html")))
    crawl/a.html data/crawl/a.html
    """
    normal = PurePath(os.path.normpath(path))
    if normal.is_absolute() or normal.parts[0] == "..":
        normal = PurePath(os.path.abspath(normal))  # noqa: PTH100  (without ..)
        return normal.relative_to(normal.anchor)
    return normal


def _source(path: Path, name: PurePath) -> Source:
    kind, compression = source_kind(path.name)
    try:
        found = path.stat()
        size, changed = found.st_size, found.st_mtime_ns
    except OSError:  # it was removed, or is a broken link; its reader reports that
        size = changed = 0
    return Source(path, os.fsencode(path).decode(errors="replace"), kind, compression, size, changed, name)


def _walk(folder: Path, globs: Globs, below: str = "") -> Iterator[Path]:
    """Find the files in a folder. `below` is its path below the folder that the user names, with a `/` at its end."""
    try:
        with os.scandir(folder) as entries:
            names = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    except OSError as error:
        if shortage_of(error):  # the machine's fault, and not that of the folder
            raise
        raise UsageError(f"{folder} cannot be read: {error.strerror}") from None
    beside = url_files(name for name, is_folder in names if not is_folder)
    for name, is_folder in names:
        path, place = folder / name, f"{below}{name}"
        if name.startswith(".") or name in beside:
            continue
        if is_folder:
            if globs.has_folder(place):
                yield from _walk(path, globs, f"{place}/")
        elif globs.has_file(place) and not path.is_dir():
            yield path
