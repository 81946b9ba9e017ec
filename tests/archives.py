"""Archives of pages in each form that a batch reads, if possible written by other programs."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

import pyarrow as pa
from msgspec import Struct
from pyarrow import parquet
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from cleaner.batch.streams import compress


class Raw(Struct, frozen=True):
    """A raw page, and its URL."""

    page: bytes
    url: str | None = None

    @property
    def text(self) -> str:
        """The page as a string."""
        return self.page.decode(errors="replace")


def jsonl(pages: Iterable[Raw]) -> bytes:
    """Return JSON lines with two more fields, one of which has the name of one of ours."""
    rows = ({"id": n, "html": page.text, "url": page.url, "headline": "x"} for n, page in enumerate(pages))
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def write_parquet(path: Path, pages: Iterable[Raw]) -> None:
    """Write a table with pages as bytes, in small row groups."""
    rows = [{"id": n, "html": page.page, "url": page.url} for n, page in enumerate(pages)]
    parquet.write_table(pa.Table.from_pylist(rows), path, row_group_size=7)


def warc(pages: Iterable[Raw], *, compressed: bool = False) -> bytes:
    """Return an archive with a response for each page, and other records."""
    file = BytesIO()
    writer = WARCWriter(file, gzip=compressed)
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "warcio"}))
    for n, page in enumerate(pages):
        response(writer, page.page, page.url or f"http://x.example/{n}")
    return file.getvalue()


def response(
    writer: WARCWriter,
    body: bytes,
    url: str = "http://x.example/",
    *headers: tuple[str, str],
    status: str = "200 OK",
    kind: str = "text/html",
) -> None:
    """Write a response."""
    http = StatusAndHeaders(status, [("Content-Type", kind), *headers], protocol="HTTP/1.1")
    writer.write_record(writer.create_warc_record(url, "response", payload=BytesIO(body), http_headers=http))


def write_folder(path: Path, pages: Iterable[Raw]) -> None:
    """Write a folder of pages, in subfolders of ten, and a hidden file."""
    for n, page in enumerate(pages):
        (path / f"{n // 10:02}").mkdir(parents=True, exist_ok=True)
        (path / f"{n // 10:02}" / f"{n:03}.html").write_bytes(page.page)
    (path / ".hidden").write_text("Dit is geen pagina, maar een bestand dat niemand ziet.", encoding="utf-8")


Write = Callable[[Path, list[Raw]], None]
FORMS: dict[str, Write] = {
    "pages": write_folder,
    "pages.jsonl": lambda path, pages: _put(path, jsonl(pages)),
    "pages.jsonl.gz": lambda path, pages: _put(path, gzip.compress(jsonl(pages))),
    "pages.jsonl.zst": lambda path, pages: _put(path, compress(jsonl(pages), "zst")),
    "pages.parquet": write_parquet,
    "pages.warc": lambda path, pages: _put(path, warc(pages)),
    "pages.warc.gz": lambda path, pages: _put(path, warc(pages, compressed=True)),
    "pages.warc.zst": lambda path, pages: _put(path, compress(warc(pages), "zst")),
}
"""Functions that write an input, by its name."""


def _put(path: Path, data: bytes) -> None:
    path.write_bytes(data)
