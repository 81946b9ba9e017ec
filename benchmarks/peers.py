"""The contenders: `cleaner` and other programs that extract the article of a page, each called as its users call it.

Each one gets the page as bytes or as text, whichever is faster, and returns the text of the article. What has to be
done once for all pages (packs, stop lists) is done before. A program is imported only if it takes part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from msgspec import Struct

import cleaner


class Given(Struct, frozen=True):
    """What a contender may know about a page."""

    text: str
    data: bytes
    url: str | None
    language: str


Extract = Callable[[Given], "str | None"]

OURS, PEER = "cleaner", "trafilatura"
PACKAGES = ("trafilatura", "justext", "resiliparse", "readability-lxml", "lxml", "google-re2", "rapidfuzz")

_MODES: dict[str, dict[str, bool]] = {
    PEER: {},
    f"{PEER} precision": {"favor_precision": True},
    f"{PEER} recall": {"favor_recall": True},
    f"{PEER} fast": {"fast": True},
    f"{PEER}, no comments": {"include_comments": False},
    f"{PEER} precision, no comments": {"favor_precision": True, "include_comments": False},
    f"{PEER} fast, no comments": {"fast": True, "include_comments": False},
}

_BLOCK_TAGS = (
    "address article aside blockquote br caption dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header hr legend li main nav ol p pre section summary table td th tr ul"
)

# justext names its stop lists by the English name of the language.
_STOP_LISTS = (
    "af:Afrikaans ar:Arabic az:Azerbaijani be:Belarusian bg:Bulgarian bn:Bengali bs:Bosnian ca:Catalan cs:Czech"
    " cy:Welsh da:Danish de:German el:Greek en:English eo:Esperanto es:Spanish et:Estonian eu:Basque fa:Persian"
    " fi:Finnish fr:French fy:West_Frisian ga:Irish gl:Galician gu:Gujarati he:Hebrew hi:Hindi hr:Croatian"
    " hu:Hungarian hy:Armenian id:Indonesian is:Icelandic it:Italian ka:Georgian kk:Kazakh ku:Kurdish"
    " lb:Luxembourgish lt:Lithuanian lv:Latvian mk:Macedonian ml:Malayalam mr:Marathi ms:Malay mt:Maltese"
    " nb:Norwegian_Bokmal ne:Nepali nl:Dutch nn:Norwegian_Nynorsk no:Norwegian_Bokmal pl:Polish pt:Portuguese"
    " ro:Romanian ru:Russian sk:Slovak sl:Slovenian sq:Albanian sr:Serbian sv:Swedish sw:Swahili ta:Tamil"
    " te:Telugu tl:Tagalog tr:Turkish uk:Ukrainian ur:Urdu uz:Uzbek vi:Vietnamese"
)


def contenders(only: Sequence[str] = ()) -> tuple[dict[str, Extract], list[str]]:
    """Return the contenders by name (if `only` is given, those whose name begins so), and why others are missing."""
    found: dict[str, Extract] = {}
    notes = []
    for name, make in _FAMILIES.items():
        try:
            found |= make()
        except ImportError as error:
            notes.append(f"{name} is left out: {error}")
    return {name: extract for name, extract in found.items() if not only or name.startswith(tuple(only))}, notes


def versions(packages: Sequence[str] = PACKAGES) -> dict[str, str]:
    """Return the version of `cleaner`, and of each of these packages that is installed."""
    found = {OURS: cleaner.__version__}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _ours() -> dict[str, Extract]:
    clean = cleaner.Cleaner().clean
    return {OURS: lambda page: clean(page.data, page.url, pack="none").text}  # some shipped packs know these very pages


def _trafilatura() -> dict[str, Extract]:
    extract = import_module("trafilatura").extract

    def mode(options: dict[str, bool]) -> Extract:
        return lambda page: extract(page.data, url=page.url, **options)

    return {name: mode(options) for name, options in _MODES.items()}


def _justext() -> dict[str, Extract]:
    justext = import_module("justext").justext
    stop_words = stop_lists()

    def extract(page: Given) -> str:
        paragraphs = justext(page.text, stop_words(page.language))
        return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)

    return {"justext": extract}


def stop_lists() -> Callable[[str], frozenset[str]]:
    """Return a function from the code of a language to justext's stop words: for an unknown code, those of all."""
    justext = import_module("justext")
    names = (pair.split(":") for pair in _STOP_LISTS.split())
    known = {code: justext.get_stoplist(name) for code, name in names}
    every = frozenset[str]().union(*map(justext.get_stoplist, justext.get_stoplists()))
    return lambda language: known.get(language, every)


def _resiliparse() -> dict[str, Extract]:
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    return {
        "resiliparse": lambda page: extract(page.text, main_content=True),
        "resiliparse, no alt texts": lambda page: extract(page.text, main_content=True, alt_texts=False),
    }


def _readability() -> dict[str, Extract]:
    document = import_module("readability").Document
    parse = import_module("lxml.html").fromstring
    return {"readability-lxml": lambda page: _as_lines(parse(document(page.text).summary()))}


def _as_lines(root: Any) -> str:
    """Return the text of an lxml tree, one line for each block. The tree is changed."""
    edge = "\u2028"
    for element in root.iter(*_BLOCK_TAGS.split()):
        element.text = edge + (element.text or "")
        element.tail = edge + (element.tail or "")
    lines = (" ".join(line.split()) for line in root.text_content().split(edge))
    return "\n".join(filter(None, lines))


_FAMILIES: dict[str, Callable[[], dict[str, Extract]]] = {
    OURS: _ours,
    PEER: _trafilatura,
    "justext": _justext,
    "resiliparse": _resiliparse,
    "readability-lxml": _readability,
}
