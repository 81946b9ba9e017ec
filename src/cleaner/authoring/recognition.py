"""What a new pack needs to recognise the pages of its site: a name, the host, a signature for text, and listings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec import Struct

from ..errors import UsageError
from ..packs.loading import load
from ..page.address import split_web
from ..page.sentences import ends_sentence
from .learning.lines import Recurring

MIN_SIGNED, MAX_SIGNED = 3, 6
"""The fewest and the most lines of a signature."""
NEED = 3
"""The weight that the lines of a signature on a page need to have together."""
MIN_LENGTH, MAX_LENGTH = 8, 80
"""The fewest and the most characters of a line of a signature: shorter ones are on many sites, longer ones change."""
MIN_WORDS, MAX_WORDS = 3, 5
"""The fewest and the most words of such a line, if it does not have the name of the site."""
NO_PACK = "none"
"""No pack can have this name: `--pack none` asks for the generic pack."""
MIN_LISTED = 3
"""The fewest links to pages with the same first part of the path, such as `/tag/`."""

_LISTINGS = frozenset(
    [
        "archief",
        "archive",
        "archives",
        "archiv",
        "auteur",
        "auteurs",
        "author",
        "authors",
        "autor",
        "autoren",
        "categorie",
        "category",
        "categories",
        "dossier",
        "dossiers",
        "kategorie",
        "label",
        "labels",
        "onderwerp",
        "page",
        "rubriek",
        "search",
        "suche",
        "tag",
        "tags",
        "thema",
        "themen",
        "themas",
        "topic",
        "topics",
        "zoeken",
    ]
)
"""The first parts of paths that lead to lists of articles on many sites."""
_SECOND_LEVEL = frozenset(["ac", "co", "com", "edu", "gov", "net", "org"])
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9][a-z0-9-]{0,62}(\.[a-z0-9-]{1,63})+")
"""A name that the DNS allows. So it is also the name of a folder, and never looks like an option of a command."""
_LETTERS = re.compile(r"[^\W\d_]+")


def host_of(text: str) -> str:
    """Return the host that a user means, in lower case and without `www.`.

    Raises `UsageError` if it is not the name of a host.

    >>> host_of("www.Example.nl"), host_of("https://example.nl/nieuws")
    ('example.nl', 'example.nl')
    """
    parts = split_web(text)
    host = ((parts.hostname or "") if parts else text).lower().rstrip(".").removeprefix("www.")
    if not _HOST.fullmatch(host):
        raise UsageError(f"{text!r} is not the name of a host; write it as in 'example.nl'")
    return host


def name_of(host: str) -> str:
    """Return the name of the pack for a host.

    >>> name_of("example.nl"), name_of("sport.example.nl"), name_of("example.co.uk"), name_of("112zeeland.nl")
    ('example', 'example', 'example', 'site-112zeeland')
    """
    labels = host.split(".")
    place = -3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else -2
    return _as_name(labels[place])


def _as_name(text: str) -> str:
    return text if text[0].isalpha() else f"site-{text.lstrip('-')}"


class Site(Struct, frozen=True):
    """The site of a new pack: its host, and the name of the pack."""

    host: str
    name: str


def new_site(host: str, folder: str) -> Site:
    """Return the site of this host, for a new pack in this folder.

    If another pack has the name, the name is the whole host. Raises `UsageError` if it is not a host, or if the host
    has a pack already, and `PackError` if a pack of the folder is faulty.
    """
    host = host_of(host)
    packs = load(folder if Path(folder).is_dir() else None)
    for name, program in packs.programs.items():
        if any(f".{host}".endswith(f".{own.partition('/')[0]}") for own in program.pack.hosts):
            raise UsageError(
                f"{host} has the pack {name!r} already ({program.file}); to add rules to it, use --improve {name} of"
                f" packs learn, with its file in {folder}"
            )
    is_taken = name_of(host) in {*packs.programs, NO_PACK}
    return Site(host, _as_name(host.replace(".", "-")) if is_taken else name_of(host))


def signature_of(lines: Iterable[Recurring], pages: int, host: str) -> list[tuple[str, int]]:
    """Return the lines that few other sites have, each with its weight: those that are on all pages.

    A line with the name of the site weighs 2. Of the others, only short ones that are no sentence count, because the
    title of an article can be on all pages of a day. Returns nothing if there are too few such lines.
    """
    name = name_of(host).replace("-", "")
    found = []
    for line in lines:
        if line.pages == pages and MIN_LENGTH <= len(line.pattern) <= MAX_LENGTH:
            words = _LETTERS.findall(line.pattern.lower())
            has_name = name in "".join(words)
            if has_name or (MIN_WORDS <= len(words) <= MAX_WORDS and not ends_sentence(line.pattern)):
                found.append((line.pattern, 2 if has_name else 1))
    found.sort(key=lambda entry: (-entry[1], -len(entry[0]), entry[0]))
    return found[:MAX_SIGNED] if len(found) >= MIN_SIGNED else []


def listings_of(roots: Iterable[Any], host: str) -> list[str]:
    """Return globs for the pages of this host that list articles, as links on these pages show."""
    counts = Counter[str]()
    for root in roots:
        for target in set(root.xpath("//a/@href")):
            parts = split_web(target) if "//" in target else None
            if parts and not f".{parts.hostname}".endswith(f".{host}"):
                continue
            first = (parts.path if parts else target).split("?")[0].strip("/").split("/")
            if len(first) > 1 and first[0].lower() in _LISTINGS:
                counts[first[0]] += 1
    return ["/", *(f"/{first}/*" for first, count in sorted(counts.items()) if count >= MIN_LISTED)]
