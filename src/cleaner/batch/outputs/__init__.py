"""Outputs: JSON lines, Parquet, CSV, a folder with a file for each page, or JSON lines on stdout.

A file or folder is built up in a folder next to its final place, and gets its final name when it is complete. After a
commit, everything added before is on the disk. A run that continues from a commit removes what was written after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from ...errors import UsageError
from ...work.page_fields import DEFAULT_FIELDS, PageFields
from ..file_list import STDIN
from ..sources import Source
from .output import Output, OutputOptions

OutputKind = Literal["jsonlines", "parquet", "csv", "folder", "stdout"]
_ENDINGS: dict[str, OutputKind] = {
    ".jsonl": "jsonlines",
    ".ndjson": "jsonlines",
    ".parquet": "parquet",
    ".csv": "csv",
    "": "folder",
}


def output_kind(out: str) -> tuple[OutputKind, str | None]:
    """Return what is written to a path with this name, and how it is compressed. Without an ending, it is a folder;
    `-` is stdout.

    Raises `UsageError` for any other ending.

    >>> output_kind("clean/news.jsonl.gz"), output_kind("news.parquet"), output_kind("clean.d/")
    (('jsonlines', 'gz'), ('parquet', None), ('folder', None))
    """
    if out == STDIN:
        return "stdout", None
    path = Path(out)
    if path.name in ("", ".."):
        raise UsageError(f"the output '{out}' has no name of its own; name a file or a new folder")
    if out.endswith("/"):
        return "folder", None
    path = path.with_name(f"x{path.name}")  # so that the name `.jsonl` has an ending as well
    compression = path.suffix[1:] if path.suffix in (".gz", ".zst") else None
    kind = _ENDINGS.get(Path(path.stem).suffix if compression else path.suffix)
    if kind is None or (compression and kind not in ("jsonlines", "csv")):
        endings = ".jsonl, .csv (also .gz, .zst), .parquet"
        raise UsageError(f"the output {out} does not end in one of {endings}; for a folder, write {out}/")
    return kind, compression


def open_output(
    out: str,
    options: OutputOptions,
    folder: Path,
    state: int,
    sources: Iterable[Source],
    fields: PageFields = DEFAULT_FIELDS,
) -> Output:
    """Open the output for the path `out`, not stdout, which is built up in `folder`.

    `state` is what its last commit returned, or 0. A Parquet output has the columns of the tables among the `sources`,
    except for the `fields` of the page. Raises `UsageError` if a package is missing, if these columns contradict each
    other, or if the unfinished output was damaged.
    """
    kind, compression = output_kind(out)
    if kind == "parquet":
        from .parquet import Parquet  # needs pyarrow

        return Parquet(folder, options, state, sources, fields)
    if kind == "folder":
        from .folder import Folder

        return Folder(folder, options, state)
    if kind == "csv":
        from .csv_table import CsvTable

        return CsvTable(folder, options, compression, state)
    from .jsonlines import JsonLines

    return JsonLines(folder, options, compression, state)
