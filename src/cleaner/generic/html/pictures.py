"""The pictures of an article: those that stand in the element that holds it, and in nothing that was left out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ...page.markup import Picture
from ...page.words import count_words
from ...readers.elements import paths_of
from ...readers.markup import LEVELS, integer
from .inline_reader import Image, Line, Lines, Targets
from .layout import MAX_CARD, MOSTLY_LINK

MIN_SIDE = 50
"""A picture that says it is narrower or lower than this, in pixels, is an icon, or counts visitors."""
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_SOURCES = ("data-src", "data-lazy-src", "data-original", "src")
_OTHER_TAGS = frozenset(("nav", "footer", "aside", "form", "button"))
_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_OTHER_WORDS = """
    ad ads advert advertisement author authors avatar badge bio byline comment comments emoji follow gravatar icon
    icons logo newsletter outbrain pixel popular profile promo promos recommended related share sharing smiley
    social spacer sponsor sponsored taboola teaser teasers tracking
"""
_OTHER = frozenset(_OTHER_WORDS.split())
"""Words in a class or an id that say that a picture is not part of the article."""
_ICON_NAMES = """
    avatar avatars emoji emojis gravatar icon icons logo logos pixel smiley smileys spacer
"""
_ICONS = frozenset(_ICON_NAMES.split())
"""The whole name of a folder or a file of such pictures. A photo can have these words in a longer name."""
_SIZES = frozenset(("default", "large", "medium", "px", "small", "thumb", "tiny", "x"))
"""Words that may stand beside them, as in `logo-small@2x.png`. Numbers may, too."""
_SIZE = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?[wx]")
_ITEMS = ("li", "dt", "dd")

_Branch = tuple[Any, bool]
"""The largest element around a picture that holds no line of the article, and whether it is named as something else."""


def choose_pictures(
    read: Lines, container: Any, kept: Mapping[int, int], rows: Iterable[Any], targets: Targets
) -> list[Picture]:
    """Return the pictures of the article in the container, each once.

    `kept` has the numbers of the lines of the article, and where each begins in the text of the page. `rows` are the
    rows of tables that are blocks; they have no place for a picture.

    A picture belongs to the article if it does not stand below the last line, and if the largest element around it that
    holds no line of the article holds nothing but the picture and a caption.
    """
    numbers = sorted(kept)
    tables = {next(row.iterancestors("table"), None) for row in rows} - {None}
    if not numbers:
        return []
    holding = {container: numbers[0]}  # the elements with lines of the article, and the first such line in each
    for number in numbers:
        element = read.lines[number].element
        while element is not None and element not in holding:
            holding[element] = number
            element = element.getparent()
    branches: dict[Any, _Branch] = {}
    full = _full(read.lines, kept, holding, branches)
    chosen: dict[str, tuple[Image, Any]] = {}
    for image, url in _addresses(read.images, targets):
        branch, is_other = _branch(image.element, holding, branches)
        is_in_table = bool(tables) and next(image.element.iterancestors("table"), None) in tables
        if image.line <= numbers[-1] and not (is_other or branch in full or is_in_table):
            chosen.setdefault(url, (image, branch.getparent()))
    paths = paths_of(anchor for _, anchor in chosen.values())
    return [
        Picture(
            url, " ".join((image.element.get("alt") or "").split()), _place(image, anchor, kept, numbers, holding), path
        )
        for (url, (image, anchor)), path in zip(chosen.items(), paths, strict=True)
    ]


def _addresses(images: Iterable[Image], targets: Targets) -> Iterator[tuple[Image, str]]:
    """Yield the images that have an address. One in a `<noscript>` counts only if the one above it has none yet."""
    waiting = -1  # the line of the last image, if it has no address
    known: dict[Any, str | None] = {}
    for image in images:
        url = None if _is_small(image.element) else _address(image.element, targets, known)
        if url is None:
            waiting = image.line
        elif waiting == image.line or not image.is_late:
            waiting = -1
            yield image, url


def _is_small(image: Any) -> bool:
    """Return whether an image says that it is only an icon."""
    sides = filter(None, map(image.get, ("width", "height")))
    return any("%" not in side and integer(side, MIN_SIDE) < MIN_SIDE for side in sides)


def _address(image: Any, targets: Targets, known: dict[Any, str | None]) -> str | None:
    """Return the address of the largest version of the picture, or None.

    Other sources of a `<picture>` are for small screens, or in a newer format. They count if the image has no address.
    `known` has the addresses of the sources of pictures, because a picture of a hostile page may hold many images.
    """
    url = _first(targets, [*_largest(image), *map(image.get, _SOURCES)])
    picture = next(image.iterancestors("picture"), None) if url is None else None
    if picture is None:
        return url
    if picture not in known:  # the parser puts the image into the last source
        known[picture] = _first(targets, (link for source in picture.iter("source") for link in _largest(source)))
    return known[picture]


def _first(targets: Targets, links: Iterable[str | None]) -> str | None:
    return next(filter(None, map(targets.of, links)), None)


def _largest(element: Any) -> list[str]:
    return [largest(sources) for sources in map(element.get, _SETS) if sources]


def largest(sources: str) -> str:
    """Return the largest picture of a `srcset`, which is the first of those without a size.

    >>> largest("a.jpg 480w, b.jpg 1024w"), largest("a,b.jpg, c.jpg 2x"), largest("a.jpg 1x,b.jpg 3x,c.jpg 2x")
    ('b.jpg', 'c.jpg', 'b.jpg')
    """
    found: dict[str, float] = {}
    url = ""
    for token in sources.split():
        if not url:
            url = token.strip(",")
            found.setdefault(url, 1)
            url = "" if token.endswith(",") else url
            continue
        size, comma, rest = token.partition(",")
        if _SIZE.fullmatch(size):
            found[url] = float(size[:-1])
        url = rest if comma else url
        if rest:
            found.setdefault(rest, 1)
    return max(found, key=found.__getitem__, default="")


def _branch(element: Any, holding: Container[Any], known: dict[Any, _Branch]) -> _Branch:
    """Return the branch of an element: see `_Branch`. `known` has those of other elements."""
    passed = []
    while element is not None and element not in holding and element not in known:
        passed.append(element)
        element = element.getparent()
    found = known.get(element)
    for inner in reversed(passed):
        branch, is_other = found or (inner, False)
        found = known[inner] = (branch, is_other or _is_named_otherwise(inner))
    return found or (element, False)


def _full(
    lines: Sequence[Line], kept: Mapping[int, int], holding: Container[Any], branches: dict[Any, _Branch]
) -> set[Any]:
    """Return the branches that hold more than pictures and captions: a heading, a link, or many words."""
    full = set()
    words: Counter[Any] = Counter()
    for number, line in enumerate(lines):
        if number in kept or line.element in holding:
            continue
        branch, _ = _branch(line.element, holding, branches)
        if branch in full:
            continue
        words[branch] += count_words(line.text)
        linked = sum(end - start for start, end, mark, _ in line.marks if mark == "link")
        is_title = line.element.tag in LEVELS or linked >= MOSTLY_LINK * len(line.text)
        if words[branch] > MAX_CARD or (is_title and not _is_in_figure(line.element)):
            full.add(branch)
    return full


def _is_named_otherwise(element: Any) -> bool:
    """Return whether an element is named as something other than the article."""
    if element.tag in _OTHER_TAGS:
        return True
    if not _OTHER.isdisjoint(_words(f"{element.get('class') or ''} {element.get('id') or ''}")):
        return True
    return element.tag == "img" and _is_icon((element.get("src") or "").partition("?")[0])


def _is_icon(path: str) -> bool:
    """Return whether the folder or the file at the end of this path has the name of icons, and nothing else.

    >>> [_is_icon(path) for path in ("/icons/x.svg", "/x/logo-small2x.png", "/x/Author_Atwood.jpg", "/x/new-logo.png")]
    [True, True, False, False]
    """
    folder, _, file = path.rpartition("/")
    names = folder.rpartition("/")[2], file.partition(".")[0]
    return any(words and words <= _ICONS for words in (_words(name) - _SIZES for name in names))


def _words(names: str) -> set[str]:
    return {word.lower() for word in _NAME.findall(names)}


def _place(
    image: Image, anchor: Any, kept: Mapping[int, int], numbers: Sequence[int], holding: Mapping[Any, int]
) -> int:
    """Return where the picture stands in the text of the page: above the next line of the article, in most cases.

    In an item of a list it stands below the first line of the item, because that one has the bullet.
    """
    index = bisect_left(numbers, image.line + image.is_inside)
    if index == len(numbers):
        return kept[numbers[-1]] + 1
    return kept[numbers[index]] + (anchor.tag in _ITEMS and holding[anchor] == numbers[index])


def _is_in_figure(element: Any) -> bool:
    return element.tag == "figure" or next(element.iterancestors("figure"), None) is not None
