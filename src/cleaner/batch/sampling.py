"""A sample of a crawl: a few pages of each host, from which packs can be learned.

Of the pages of a host that have an article, those with the smallest hash of their URL are kept. So the sample is spread
over the whole crawl, and it is the same in whatever order the pages come, even if some of them come twice. The names of
the files begin with the hash: the folder itself says what it holds, and a run that is continued goes on from there.
"""

from __future__ import annotations

import os
from collections import Counter
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from ..authoring.recognition import host_of
from ..authoring.stored_pages import HTML_ENDINGS, TEXT_ENDING, URL_ENDING
from ..errors import UsageError
from ..limits import Limits
from ..page.address import split_web
from ..page.page import TextPage
from ..readers import Markup, read_if_text
from .appending import AppendedFile
from .items import Item
from .job import Job

HOSTS = "pages_per_host.tsv"
"""The list of the hosts in a sample. No host can have this name, because of the underscores."""
PER_HOST = 5
"""How many pages of each host are kept, if the job does not say how many."""
DIGITS = 16
"""The length of a hash: 64 bits, in hexadecimal."""


class Sample:
    """The sample of a job, in a folder that may hold what an earlier run of the same job has put there.

    `working` is a folder for other files: a list of the hosts of all pages, of which the first `listed` bytes are kept,
    and a page that is being written.

    During the run, only hosts with enough pages take memory, about 200 bytes each. At the end, all take 400 more.
    """

    def __init__(self, folder: Path, job: Job, limits: Limits, working: Path, listed: int = 0) -> None:
        self._folder, self._job, self._limits = folder, job, limits
        self._per_host = job.per_host or PER_HOST
        self._folder.mkdir(exist_ok=True)
        self._listed = AppendedFile(working / "hosts", listed)
        self._new = working / "page.new"
        self._largest: dict[str, str] = {}  # the largest hash of each host that has enough pages

    def add(self, item: Item, *, has_article: bool) -> None:
        """Count a page for its host, and keep it if it belongs to the sample. A page without a web address does not."""
        parts = split_web(item.url) if item.url else None
        host = _host_name(parts.hostname) if parts and parts.hostname else None
        if parts is None or host is None:
            return
        self._listed.write(f"{host}\n".encode())
        if has_article:
            url = parts._replace(netloc=parts.netloc.lower(), fragment="").geturl().encode(errors="replace")
            key = _hash(url)
            if key <= self._largest.get(host, key):
                self._keep(self._folder / host, key, url, item)

    def _keep(self, folder: Path, key: str, url: bytes, item: Item) -> None:
        """Write a page, unless there are enough with a smaller hash; remove what does not belong to the sample now.

        Among pages with the same URL, the hash of the text decides. The text is written as it was understood, in UTF-8,
        because the character set that a server named is not stored.
        """
        page = read_if_text(item.page, item.url, self._job.input, item.charset, self._limits)
        text = page.source if isinstance(page, Markup) else page.text.encode(errors="replace")
        name = f"{key}-{_hash(text)}"
        folder.mkdir(exist_ok=True)
        files = list(folder.iterdir())
        stored = {path.stem for path in files if path.suffix != URL_ENDING}
        by_url = {each[:DIGITS]: each for each in sorted({name, *stored}, reverse=True)}
        kept = sorted(by_url.values())[: self._per_host]
        if name in kept and name not in stored:
            self._write(folder / f"{name}{URL_ENDING}", url + b"\n")
            self._write(folder / f"{name}{TEXT_ENDING if isinstance(page, TextPage) else HTML_ENDINGS[0]}", text)
        for path in files:
            if path.stem not in kept:
                path.unlink()
        if len(kept) == self._per_host:
            self._largest[folder.name] = kept[-1][:DIGITS]

    def _write(self, path: Path, data: bytes) -> None:
        """Write a file that is whole as soon as it has its name."""
        self._new.write_bytes(data)
        self._new.replace(path)

    def commit(self) -> int:
        """Make sure that the list of hosts is on the disk; return its length in bytes."""
        return self._listed.commit()

    def finish(self) -> tuple[int, int]:
        """Write how many pages each host of the sample has in the crawl. Return how many pages and hosts it has."""
        self.commit()
        kept = {path.name: len(os.listdir(path)) // 2 for path in self._folder.iterdir() if path.is_dir()}  # noqa: PTH208
        with self._listed.path.open(encoding="ascii") as hosts:
            counts = Counter(host for host in map(str.rstrip, hosts) if host in kept)
        by_size = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        self._write(self._folder / HOSTS, "".join(f"{pages}\t{host}\n" for host, pages in by_size).encode())
        return sum(kept.values()), len(kept)


@lru_cache(maxsize=10_000)
def _host_name(hostname: str) -> str | None:
    """Return the host as `cleaner packs learn` takes it, or None if it takes none of this form.

    >>> _host_name("www.example.nl"), _host_name("..")
    ('example.nl', None)
    """
    try:
        return host_of(hostname)
    except UsageError:
        return None


def _hash(data: bytes) -> str:
    return sha256(data).hexdigest()[:DIGITS]
