"""The URLs of pages that are files, in a list."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from ..errors import UsageError
from ..page.words import plural
from .sources import Source


class _Line(Struct):
    file: str
    url: str | None = None


class Urls(Struct, frozen=True):
    """A list of URLs, by the names of files.

    - `path`: the file of the list, as the user named it;
    - `by_name`: the URL of each file. In memory, a line takes about 250 bytes.
    """

    path: str
    by_name: dict[str, str]

    def name_of(self, source: Source) -> str | None:
        """Return the name by which the list knows a file: its path, or its path below the folder of the input."""
        names = (os.path.normpath(source.path), os.path.normpath(source.name))
        return next((name for name in names if name in self.by_name), None)


def read_urls(path: str) -> Urls:
    """Read a list of URLs: JSON lines, if its name says so, or else lines with a file, a tab and a URL.

    Raises `UsageError` with the number of a line that is neither, or that names another URL of the same file.
    """
    is_json = path.lower().endswith((".jsonl", ".ndjson"))
    by_name: dict[str, str] = {}
    try:
        with Path(path).open("rb") as file:
            for number, line in enumerate(file, 1):
                if not line.strip() or (number == 1 and line.split() == [b"file", b"url"]):
                    continue
                try:
                    name, url = _parse(line, is_json=is_json)
                except (msgspec.MsgspecError, ValueError) as error:
                    form = 'an object with "file" and "url"' if is_json else "a file, a tab and a URL"
                    raise UsageError(f"{path}:{number}: this line is not {form}: {error}") from None
                if url and by_name.setdefault(name, url) != url:
                    raise UsageError(f"{path}:{number}: {name} has another URL in an earlier line")
    except OSError as error:
        raise UsageError(f"the list {path} cannot be read: {error.strerror}") from None
    return Urls(path, by_name)


def _parse(line: bytes, *, is_json: bool) -> tuple[str, str]:
    if is_json:
        found = msgspec.json.decode(line, type=_Line)
        return os.path.normpath(found.file), (found.url or "").strip()
    name, url = line.rstrip(b"\r\n").split(b"\t")
    return os.path.normpath(os.fsdecode(name)), url.decode(errors="replace").strip()


def check_urls(urls: Urls, sources: Iterable[Source]) -> str:
    """Return a sentence that says how many pages have a URL in the list, and how many of its lines name no page."""
    unused, pages, without, example = set(urls.by_name), 0, 0, ""
    for source in sources:
        if source.kind == "page":
            pages += 1
            name = urls.name_of(source)
            if name is None:
                without += 1
                example = example or source.shown
            else:
                unused.discard(name)
    verb = "has" if pages - without == 1 else "have"
    parts = [f"{pages - without:,} of {plural(pages, 'page')} {verb} a URL in {urls.path}"]
    if without:
        parts.append(f"{without:,} not, such as {example}")
    if unused:
        parts.append(
            f"{plural(len(unused), 'name')} in it {'is' if len(unused) == 1 else 'are'} not among the pages,"
            f" such as {os.fsencode(min(unused)).decode(errors='replace')}"
        )
    return "; ".join(parts)
