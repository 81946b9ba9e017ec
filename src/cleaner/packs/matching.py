"""Finds the pack for a page: by its URL, or by its own lines if it has no URL."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import translate
from functools import cache, cached_property
from urllib.parse import SplitResult

from msgspec import Struct

from ..page.address import split_web
from ..page.page import HtmlPage, Page
from ..page.patterns import Pattern, PatternSet
from .schema import Pack

MAX_SIGNED = 300_000
"""The most characters of a page in which signatures are looked for. The longest of 3,600 real pages has 80,000."""


class Match(Struct, frozen=True):
    """The pack for a page, how certain that is (0 to 1), and the reason.

    `listing` is true if a page with this URL is never an article. `layout` names the layout of the page, and how it was
    found; empty if the pack has no layouts, or none that fits.
    """

    pack: str
    score: float
    reason: str
    listing: bool = False
    layout: str = ""


class PackIndex:
    """Finds the pack for a page, by one look-up of the host or one search of the lines, however many packs exist."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self._hosts: dict[str, list[tuple[re.Pattern[str] | None, Pack]]] = {}
        self._signed: list[Pack] = []
        self._text_only: set[str] = set()
        self._listings: dict[str, tuple[str, ...]] = {}
        for pack in packs:
            for host in pack.hosts:
                name, slash, path = host.partition("/")
                glob = _compiled("/" + path) if slash else None
                self._hosts.setdefault(name, []).append((glob, pack))
            if pack.signature:
                self._signed.append(pack)
            if pack.text_only:
                self._text_only.add(pack.pack)
            self._listings[pack.pack] = pack.listings
        for entries in self._hosts.values():
            entries.sort(key=lambda entry: entry[0] is None or -len(entry[0].pattern))
        self._weights: dict[Pattern, list[tuple[Pack, int]]] = {}
        for pack in self._signed:
            for line in pack.signature.lines if pack.signature else ():
                self._weights.setdefault(line.line, []).append((pack, line.weight))

    @cached_property
    def _patterns(self) -> PatternSet:
        return PatternSet(self._weights)

    def match(self, page: Page) -> Match | None:
        """Return the pack for this page, or None if no pack fits well enough, or the one that fits is for text only.

        If the page has a URL, only the URL counts: a page of an unknown host never gets the pack of a known site,
        whatever its text. A URL that is not a web address, such as the path of a file, counts as none. Next comes the
        canonical URL that HTML names. It does not tell whether the page is a listing, because it is often the URL of
        the front page. Last come the lines.
        """
        if isinstance(page, HtmlPage):
            match = self.match_address(page.url, page.metadata.canonical_url) or self._by_signature(page)
            return None if match and match.pack in self._text_only else match
        return self.match_address(page.url, None) or self._by_signature(page)

    def match_address(self, url: str | None, canonical: str | None) -> Match | None:
        """Return the pack for a page with this URL, or with this canonical URL if it has no URL that counts."""
        address = split_web(url) if url else None
        if address:
            return self._by_address(address)
        address = split_web(canonical) if canonical else None
        match = self._by_address(address) if address else None
        if match is None:
            return None
        return Match(match.pack, match.score, f"canonical {match.reason.partition(', listing')[0]}")

    def _by_address(self, parts: SplitResult) -> Match | None:
        host, path = (parts.hostname or "").rstrip("."), parts.path or "/"
        while host:
            for glob, pack in self._hosts.get(host, ()):
                if glob is None or glob.match(path):
                    where = f"{path}?{parts.query}" if parts.query else path
                    listing = next((glob for glob in self._listings[pack.pack] if _compiled(glob).match(where)), None)
                    reason = f"URL, host {host}" if listing is None else f"URL, host {host}, listing {listing}"
                    return Match(pack.pack, 1.0, reason, listing is not None)
            host = host.partition(".")[2]
        return None

    def _by_signature(self, page: Page) -> Match | None:
        """Return the pack whose signature fits best, if any signature has enough weight on a page without a URL.

        The score is the weight found, divided by twice the weight needed: .5 is just enough.
        """
        if not self._signed or (page.url and split_web(page.url)):
            return None
        found: dict[str, int] = {}
        for pattern in self._patterns.present(signed_lines(page)):
            for pack, weight in self._weights[pattern]:
                found[pack.pack] = found.get(pack.pack, 0) + weight
        best: Match | None = None
        for pack in self._signed:
            weight, need = found.get(pack.pack, 0), pack.signature.need if pack.signature else 0
            if weight >= need and (best is None or weight / (2 * need) > best.score):
                best = Match(pack.pack, min(1.0, weight / (2 * need)), f"signature, weight {weight} of {need} needed")
        return best


def signed_lines(page: Page) -> bytes:
    """Return the lines of a page in which signs of a site or of a layout are looked for (UTF-8)."""
    return "\n".join([block.text for block in page.blocks])[:MAX_SIGNED].encode()


@cache
def _compiled(glob: str) -> re.Pattern[str]:
    return re.compile(translate(glob))
