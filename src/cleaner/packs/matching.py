"""Recognition: which pack a page is for, by its URL, or by its own lines where it comes without one."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import translate
from functools import cached_property
from re import Pattern as Glob
from re import compile as compile_glob
from urllib.parse import urlsplit

from msgspec import Struct

from ..page.page import HtmlPage, Page
from ..page.patterns import Pattern, PatternSet
from .schema import Pack

MAX_URL = 8_192
"""Characters of an address, as servers take them; no site's own is longer."""


class Match(Struct, frozen=True):
    """The pack that a page is for, how sure that is (0 to 1), and why.

    `listing` says that the URL is that of a page that is never an article.
    """

    pack: str
    score: float
    reason: str
    listing: bool = False


class PackIndex:
    """Finds the pack for a page: one look-up by host, or one run over its lines, however many packs there are."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self._hosts: dict[str, list[tuple[Glob[str] | None, Pack]]] = {}
        self._signed: list[Pack] = []
        self._listings: dict[str, list[tuple[str, Glob[str]]]] = {}
        for pack in packs:
            for host in pack.hosts:
                name, slash, path = host.partition("/")
                glob = compile_glob(translate("/" + path)) if slash else None
                self._hosts.setdefault(name, []).append((glob, pack))
            if pack.signature:
                self._signed.append(pack)
            self._listings[pack.pack] = [(path, compile_glob(translate(path))) for path in pack.listings]
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
        """The pack that this page is for, or None where no pack is sure enough.

        A URL decides alone: a page of an unknown host is never taken for a known site's, whatever it says. The
        canonical URL that HTML names comes next, but for what it says of listings: it is often the front page's.
        """
        if page.url:
            return self._by_url(page.url)
        canonical = page.metadata.canonical_url if isinstance(page, HtmlPage) else None
        match = self._by_url(canonical) if canonical else None
        if match and canonical:
            return Match(match.pack, match.score, f"canonical {match.reason.partition(', listing')[0]}")
        return self._by_signature(page)

    def _by_url(self, url: str) -> Match | None:
        if len(url) > MAX_URL:
            return None
        try:
            parts = urlsplit(url if "//" in url else "//" + url)
            host = (parts.hostname or "").rstrip(".")
        except ValueError:  # such as a bracket that does not close: no host that a pack could name
            return None
        path = parts.path or "/"
        while host:
            for glob, pack in self._hosts.get(host, ()):
                if glob is None or glob.match(path):
                    where = f"{path}?{parts.query}" if parts.query else path
                    listing = next((shown for shown, glob in self._listings[pack.pack] if glob.match(where)), None)
                    reason = f"URL, host {host}" if listing is None else f"URL, host {host}, listing {listing}"
                    return Match(pack.pack, 1.0, reason, listing is not None)
            host = host.partition(".")[2]
        return None

    def _by_signature(self, page: Page) -> Match | None:
        """The pack whose signature lines weigh most on this page, if they weigh what it needs.

        The score is the weight found over twice the weight needed: .5 is just enough.
        """
        if not self._signed:
            return None
        found: dict[str, int] = {}
        lines = "\n".join([block.text for block in page.blocks])
        for pattern in self._patterns.present(lines.encode()):
            for pack, weight in self._weights[pattern]:
                found[pack.pack] = found.get(pack.pack, 0) + weight
        best: Match | None = None
        for pack in self._signed:
            weight, need = found.get(pack.pack, 0), pack.signature.need if pack.signature else 0
            if weight >= need and (best is None or weight / (2 * need) > best.score):
                best = Match(pack.pack, min(1.0, weight / (2 * need)), f"signature, weight {weight} of {need} needed")
        return best
