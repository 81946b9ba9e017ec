"""The files of a tantivy index, checked before tantivy uses them.

If tantivy meets a damaged file in one of its own threads, or is asked for more memory than there is, then the whole
process is aborted. An index consists of segments. Each segment has files whose names begin with its id, and `meta.json`
lists the segments.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

PARTS = ("fast", "fieldnorm", "idx", "pos", "store", "term")
"""The endings of the files of a segment."""
FOOTER_MAGIC = 1337
"""The number at the end of each file, after the footer and the length of the footer."""
MAX_FOOTER = 1_000
"""Bytes; more than any footer has."""
READ_SIZE = 1 << 20


class _Deletes(Struct):
    opstamp: int


class _Segment(Struct):
    segment_id: str
    max_doc: int
    deletes: _Deletes | None = None

    @property
    def name(self) -> str:
        """The beginning of the names of its files."""
        return self.segment_id.replace("-", "")


class _Meta(Struct):
    segments: list[_Segment]


class _Footer(Struct):
    crc: int


def check(folder: Path, *, sums: bool) -> None:
    """Raise `ValueError` or `OSError` if the index is damaged; `sums` says whether to compare checksums as well.

    It is checked again if another process has meanwhile written to it and removed files.
    """
    meta = (folder / "meta.json").read_bytes()
    try:
        _check_numbers(folder)
        if sums:
            _check_sums(folder)
    except (ValueError, OSError):
        if (folder / "meta.json").read_bytes() == meta:
            raise
        check(folder, sums=sums)


def _check_numbers(folder: Path) -> None:
    """Raise `ValueError` if a segment cannot have as many entries as `meta.json` says.

    Every segment has an entry, and one of its files has at least one byte for each of them.
    """
    for segment in _segments(folder):
        size = (folder / f"{segment.name}.fieldnorm").stat().st_size
        if not 0 < segment.max_doc <= size:
            raise ValueError(f"meta.json has {segment.max_doc:,} entries for a file of {size:,} bytes")


def _check_sums(folder: Path) -> None:
    """Raise `ValueError` if a file does not have the checksum that tantivy wrote at its end. All files are read."""
    for segment in _segments(folder):
        deletes = (f"{segment.deletes.opstamp}.del",) if segment.deletes else ()
        for part in (*PARTS, *deletes):
            _check_sum(folder / f"{segment.name}.{part}")


def _check_sum(path: Path) -> None:
    length, expected = _footer(path)
    found = 0
    for chunk in _chunks(path, length):
        found = zlib.crc32(chunk, found)
    if found != expected:
        raise ValueError(f"the checksum of {path.name} is wrong")


def _segments(folder: Path) -> list[_Segment]:
    try:
        return msgspec.json.decode((folder / "meta.json").read_bytes(), type=_Meta).segments
    except msgspec.MsgspecError as error:
        raise ValueError(f"meta.json is damaged: {error}") from None


def _footer(path: Path) -> tuple[int, int]:
    """Return how many bytes come before the footer of this file, and the checksum of these bytes."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(size - MAX_FOOTER, 0))
        end = stream.read()
    length, magic = int.from_bytes(end[-8:-4], "little"), int.from_bytes(end[-4:], "little")
    try:
        if magic != FOOTER_MAGIC:
            raise ValueError(f"{path.name} is damaged: it has no footer")
        return size - 8 - length, msgspec.json.decode(end[-8 - length : -8], type=_Footer).crc
    except msgspec.MsgspecError as error:
        raise ValueError(f"{path.name} is damaged: {error}") from None


def _chunks(path: Path, length: int) -> Iterator[bytes]:
    """Yield the first `length` bytes of the file, or fewer if it is shorter."""
    with path.open("rb") as stream:
        while chunk := stream.read(min(length, READ_SIZE)):
            yield chunk
            length -= len(chunk)
