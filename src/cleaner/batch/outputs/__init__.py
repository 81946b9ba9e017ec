"""Where articles go: JSON lines, Parquet, or a folder with a file for each page.

An output is built up in a folder next to where it will be, and gets its name when it is whole. What is committed is on
the disk; a run that goes on from there takes away what came after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, Protocol

from msgspec import Struct

from ...errors import UsageError
from ...output.render import Format
from ..items import Item, Made, Make
from ..sources import Source

Kind = Literal["jsonlines", "parquet", "folder"]
_ENDINGS: dict[str, Kind] = {".jsonl": "jsonlines", ".ndjson": "jsonlines", ".parquet": "parquet", "": "folder"}


class Shape(Struct, frozen=True):
    """What is written of an article: how its body is, whether the headline stands before it, and whether the ledger."""

    form: Format = "text"
    with_title: bool = False
    ledger: bool = False


class Output(Protocol):
    """What an output can do; `open_output` gives one."""

    make: Make
    """Makes of an article what `add` takes; it runs in a worker."""

    def add(self, item: Item, made: Made) -> None:
        """Put in what was made of a page; raises `InputError` where there can be no place for it."""

    def commit(self) -> int:
        """See to it that what was added stays; the state to go on from."""

    def finish(self, groups: Iterator[str | None] | None) -> Path:
        """The whole output, under a name of its own; `groups` has the group of near duplicates of each row."""


def kind_of(out: str) -> tuple[Kind, str | None]:
    """What is to be written to a path of this name, and how it is compressed; a name without an ending is a folder.

    Raises `UsageError` for an ending of something else.

    >>> kind_of("clean/news.jsonl.gz"), kind_of("news.parquet"), kind_of("clean.d/")
    (('jsonlines', 'gz'), ('parquet', None), ('folder', None))
    """
    path = Path(out)
    if path.name in ("", ".."):
        raise UsageError(f"the output '{out}' has no name of its own")
    if out.endswith("/"):
        return "folder", None
    path = path.with_name(f"x{path.name}")  # for which `.jsonl` is an ending
    compression = path.suffix[1:] if path.suffix in (".gz", ".zst") else None
    kind = _ENDINGS.get(Path(path.stem).suffix if compression else path.suffix)
    if kind is None or (compression and kind != "jsonlines"):
        endings = ".jsonl, .jsonl.gz, .jsonl.zst, .parquet"
        raise UsageError(f"the output {out} ends in none of {endings}; a folder is named as in {out}/")
    return kind, compression


def open_output(out: str, shape: Shape, folder: Path, state: int, sources: Iterable[Source]) -> Output:
    """The output for this path, built up in `folder`, from the state of its last commit, or 0.

    A table has the columns of those among the `sources`. Raises `UsageError` where a package is missing, or they do
    not go together.
    """
    kind, compression = kind_of(out)
    if kind == "parquet":
        from .parquet import Parquet  # which needs pyarrow

        return Parquet(folder, shape, state, sources)
    if kind == "folder":
        from .folder import Folder

        return Folder(folder, shape)
    from .jsonlines import JsonLines

    return JsonLines(folder, shape, compression, state)
