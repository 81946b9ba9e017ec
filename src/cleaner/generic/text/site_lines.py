"""Lines that recur on the pages of a host, such as a menu or the form for a newsletter. A batch counts them first.

All counts are in one table that has a fixed size. When it is full, the half with the lowest counts is forgotten (lossy
counting: Manku and Motwani, "Approximate frequency counts over data streams", 2002). Lines of articles are on one page,
so they are forgotten first. If the pages of a host lie far apart in a very large batch, its lines may be forgotten too.
Then they count from 1 again: a count may be too low, never too high, and fewer lines recur.
"""

from __future__ import annotations

from hashlib import blake2b

from ...page.address import split_web
from ...page.page import TextPage

MIN_PAGES = 4
"""A line that recurs is on at least this number of pages of its host."""
MIN_SHARE = 0.5
"""And it is on at least this share of them. The teaser of an article may be on many pages, but rarely on so many."""
MIN_RUNNING = 60
"""Lines of at least this many characters are running text, which shows whether a page is a copy of another one."""
MIN_NEW = 0.5
"""A page is a copy if a smaller share of its running text is new on its host. Copies are not counted, because the lines
of an article that is stored four times do not recur. Teasers and dates differ from one copy to the next."""
MAX_COUNTS = 1_000_000
"""The most lines, of all hosts together, that are counted at a time. They take 126 MB of memory at the most."""


class SiteLines:
    r"""Counts on how many pages of its host each line is.

    >>> from cleaner.readers.text import read_text
    >>> pages = [read_text(f"Menu\nBericht {number}", "https://krant.nl/a") for number in range(5)]
    >>> lines = SiteLines()
    >>> for page in pages:
    ...     lines.add(page)
    >>> lines.recurring(pages[0])
    {'Menu': 'on 5 of 5 pages of krant.nl'}
    """

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}

    def add(self, page: TextPage) -> None:
        """Count the lines of a page, unless it has no host or is a copy of an earlier page."""
        host = _host(page)
        if host is None:
            return
        lines = dict.fromkeys(block.text for block in page.blocks)
        keys = [_key(host, line) for line in lines]
        sizes = [len(line) if len(line) >= MIN_RUNNING else 0 for line in lines]
        new = sum(size for size, key in zip(sizes, keys, strict=True) if key not in self._counts)
        if new < MIN_NEW * sum(sizes):
            return
        for key in (_key(host), *keys):
            self._counts[key] = self._counts.get(key, 0) + 1
        if len(self._counts) > MAX_COUNTS:
            self._forget()

    def recurring(self, page: TextPage) -> dict[str, str]:
        """Return the lines of this page that recur on its host, each with the evidence as text."""
        host = _host(page)
        pages = self._counts.get(_key(host), 0) if host else 0
        least = max(MIN_PAGES, MIN_SHARE * pages)
        if host is None or pages < least:
            return {}
        counts = {block.text: self._counts.get(_key(host, block.text), 0) for block in page.blocks}
        return {line: f"on {count} of {pages} pages of {host}" for line, count in counts.items() if count >= least}

    def _forget(self) -> None:
        """Forget the half of the lines that are on the fewest pages, and all others that are on as few."""
        counts = sorted(self._counts.values())
        least = counts[len(counts) // 2]
        self._counts = {key: count for key, count in self._counts.items() if count > least}


def _host(page: TextPage) -> str | None:
    """Return the host of a page in lower case, or None if it has no web address."""
    parts = split_web(page.url) if page.url else None
    return (parts.hostname or "").rstrip(".") if parts else None


def _key(host: str, line: str = "") -> int:
    """Return the number under which a line of a host is counted; no line stands for the pages of the host."""
    return int.from_bytes(blake2b(f"{host}\n{line}".encode(), digest_size=8).digest(), "big")
