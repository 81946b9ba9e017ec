"""Choose the blocks of an article by the element that holds it, and say whether that choice is clear.

Most pages name this element: by `itemprop`, by a class or an id, or by the tags `article` and `main`. Where no name
helps, it is the element with most of the running text. Inside it, the elements are left out whose names say that they
are something else, such as a share bar or related articles. The lists hold words that many sites use, and no names of
sites. docs/benchmarks.md says how they were chosen, and what the choice is worth.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from ...page.blocks import Block
from ...page.shapes import weights_of_elements
from ...readers.elements import elements_at
from ...readers.markup import LEVELS
from .layout import INDEX, MOSTLY_LINK, BlockIndexes, Layout

MIN_NAMED = 0.25
"""An element with a name is the container only if it holds at least this share of the running text of the page."""
MIN_RIVAL = 0.5
"""The choice is not clear if another element with such a name has at least this share of the container's text."""
GROWS = 1.3
"""Without a name, the container is the element around it instead, while that has this many times as much text."""
MIN_OF_PAGE, MIN_OF_PAGE_NAMED = 0.6, 0.55
"""The choice is clear only if it has at least this share of the running text of the page. The second is for a container
that is named as an article or as the body of one."""
MIN_RUNNING = 0.2
"""The choice is clear only if at least this share of it is running text."""
MAX_BETWEEN = 0.05
"""The choice is clear only if the running text between its blocks that is left out is at most this share of it."""
MAX_MENDED = 0.2
"""The choice is clear only if the later steps remove at most this share of it; links do not count."""
MIN_WORDS = 60
"""The fewest words of a clear choice."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NAMED_ARTICLE, NAMED_BODY = 3, 4
"""The ranks of an `<article>`, and of an element whose class or id says that it is the body of one: see `_rank`."""
_ASIDE = re.compile(r"/(?:nav|footer|aside)\[")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_BODY = _words(
    """
    articlebody articlebodycontent articlecontent articlecontentbody articletext blogcontent bodycopy
    entrybody entrycontent entrytext newsbody newscontent newstext postbody postcontent posttext storybody
    storybodytext storycontent storytext
    """
)
_CONTENT = _words(
    """
    articledetail articlemain bodycontent bodytext contentbody contenttext detailcontent fieldbody newsdetail
    nodecontent richtext singlecontent textbody
    """
)
_MAIN = _words("content main maincontent pagecontent")
_ADS = _words("ad ads")
_OTHER_TAGS = frozenset(("nav", "footer", "aside", "form", "fieldset", "button", "label"))
_OTHER = _words(
    """
    advert advertisement attachment author authors bio breadcrumb breadcrumbs buttons byline caption captions
    carousel categories checkbox comment comments consent cookie copyright credit cta disclaimer disqus factbox
    figcaption follow footer footnotes form gallery gform infobox keywords latest legal modal morefrom mostread
    newsletter newsletters notice outbrain photo popular popup privacy promo promos readmore recommend
    recommendation recommendations recommended related relateds seealso sharing signup slideshow social specs
    sponsor sponsored subscribe subscription taboola taglist tags teaser teasers thread timestamp trending tweet
    upnext video whatsapp
    """
)


_BOXES = _words("factbox infobox")


class Choice(Struct, frozen=True):
    """The blocks of a container, without those that are named as something else.

    `kept` says of each block of the page whether it is chosen. `on_page` is the number of characters of running text on
    the page. `rank` is what `_rank` returns for the container, and 0 if it was chosen by its text. `rivals` counts the
    other elements that could be the container by their names.
    """

    kept: list[bool]
    on_page: int
    rank: int
    rivals: int


def choose(layout: Layout) -> Choice:
    """Choose the blocks of the page's container."""
    blocks = layout.blocks
    running = [n and (0 if _ASIDE.search(b.path) else n) for b, n in zip(blocks, layout.running_lengths, strict=True)]
    own: Counter[str] = Counter()
    for block, length in zip(blocks, running, strict=True):
        if length:
            own[block.path] += length
    weights = weights_of_elements(own)
    elements = layout.elements
    on_page = sum(running)
    ranks = {path: _rank(elements[path]) for path, weight in weights.items() if weight >= MIN_NAMED * on_page}
    container = max(ranks, key=lambda path: (ranks[path], weights[path], len(path)), default="")
    rank, rivals = ranks.get(container, 0), 0
    if rank >= NAMED_BODY:
        container = _with_its_pieces(layout, container, weights, elements)
    if rank:
        rivals = sum(
            other == rank
            and weights[path] >= MIN_RIVAL * weights[container]
            and not _is_within(path, container)
            and not _is_within(container, path)
            for path, other in ranks.items()
        )
    else:
        container = _with_most_text(layout, running, weights)
    known, inside = {container: False}, container + "/"
    kept = [
        (block.path.startswith(inside) or block.path == container)
        and not _is_other(block.path, elements, known)
        and (block.kind != "paragraph" or bool(_LETTER.search(block.text)))  # not a time, or the number of a picture
        for block in blocks
    ]
    return Choice(kept, on_page, rank, rivals)


def is_clear(layout: Layout, choice: Choice, kept: BlockIndexes) -> bool:
    """Return whether the choice is so clear that no extractor has to be asked. `kept` is what was left of it."""
    if choice.rivals or layout.total_words(kept) < MIN_WORDS:
        return False
    blocks, running = layout.blocks, layout.running_lengths
    size = _length(blocks[index] for index in kept)
    running_size = sum(running[index] for index in kept)
    between = sum(running[index] for index in range(min(kept), max(kept)) if index not in kept)
    chosen = {index for index, keep in enumerate(choice.kept) if keep}
    mended = _length(b for b in map(blocks.__getitem__, chosen - kept) if b.linked < MOSTLY_LINK * len(b.text))
    return (
        running_size >= (MIN_OF_PAGE_NAMED if choice.rank >= NAMED_ARTICLE else MIN_OF_PAGE) * choice.on_page
        and running_size >= MIN_RUNNING * size
        and between <= MAX_BETWEEN * size
        and mended <= MAX_MENDED * _length(blocks[index] for index in chosen)
    )


def _length(blocks: Iterable[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _is_within(path: str, container: str) -> bool:
    return path.startswith(container) and path[len(container) : len(container) + 1] in ("", "/")


def _rank(element: Any) -> int:
    """Return how much the name of an element says that it holds an article: from 5 down to 1, or 0 for nothing."""
    if element.get("itemprop") == "articleBody":
        return 5
    names = {"".join(_WORD.findall(name)).lower() for name in _names(element).split()}
    if names & _BODY:
        return NAMED_BODY
    if element.tag == "article":
        return NAMED_ARTICLE
    if names & _CONTENT:
        return 2
    return int(element.tag == "main" or element.get("role") == "main" or bool(names & _MAIN))


def _names(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _with_most_text(layout: Layout, running: list[int], weights: Mapping[str, int]) -> str:
    """Return the path of the element with most of the running text, or of a larger one with much more."""
    own: Counter[str] = Counter()
    for path, length in zip(layout.container_paths, running, strict=True):
        own[path] += length
    path = max(own, key=own.__getitem__, default="")
    parent = path.rpartition("/")[0]
    while parent and weights.get(parent, 0) >= GROWS * weights.get(path, 0):
        path, parent = parent, parent.rpartition("/")[0]
    return path


def _with_its_pieces(layout: Layout, container: str, paths: Iterable[str], elements: Mapping[str, Any]) -> str:
    """Return the element around the container and its other pieces, if advertisements cut the article.

    The pieces have the same name and the same shape: their paths differ from that of the container in one index. No
    piece begins with a heading; if one does, it is another article. `paths` are the elements with running text.
    """
    steps = container.split("/")
    around = set()
    pieces = {container}
    rank = _rank(elements[container])
    for path in paths:
        others = path.split("/")
        if len(others) == len(steps):
            places = [place for place, step in enumerate(steps) if step != others[place]]
            is_alike = len(places) == 1 and INDEX.sub("", steps[places[0]]) == INDEX.sub("", others[places[0]])
            if is_alike and _rank(elements[path]) == rank:
                around.add("/".join(steps[: places[0]]))
                pieces.add(path)
    if len(around) != 1:
        return container
    firsts: dict[str, Block] = {}
    for block in layout.blocks:
        path = "/".join(block.path.split("/", len(steps))[: len(steps)])
        if path in pieces:
            firsts.setdefault(path, block)
    _, *others_first = firsts.values()
    return container if any(block.kind == "heading" for block in others_first) else around.pop()


def _is_other(path: str, elements: Mapping[str, Any], known: dict[str, bool]) -> bool:
    """Return whether an element in the container, or one around it, is named as something other than the article.

    `known` has the answers so far, and that for the container.
    """
    passed = []
    while path not in known:
        passed.append(path)
        path = path.rpartition("/")[0]
    found = known[path]
    for inner in reversed(passed):
        known[inner] = found = found or is_named_otherwise(elements[inner], innermost=inner == passed[0])
    return found


def is_named_otherwise(element: Any, *, innermost: bool = False) -> bool:
    """Return whether an element is named as something other than the article; `innermost` if it holds a single block.

    A button in a heading opens the part below it, as in a list of questions. An "ad" holds a line, or else the class of
    a large element says only that there are some in it.
    """
    if element.tag in _OTHER_TAGS:
        return element.tag != "button" or element.getparent().tag not in LEVELS
    words = _words_of(element)
    if words & _OTHER and _is_named_by_heading(element):
        return False
    return not _OTHER.isdisjoint(words) or (innermost and not _ADS.isdisjoint(words))


def _is_named_by_heading(element: Any) -> bool:
    """Return whether the name of an element is that of its heading, as in a wiki: it is then a part of the text."""
    heading = next(element.iter(*LEVELS), None)
    if heading is None or element.get("class"):
        return False
    words = _WORD.findall(element.get("id") or "")
    return bool(words) and words == _WORD.findall("".join(heading.itertext()))


def _words_of(element: Any) -> set[str]:
    """Return the words of the names of an element: its class, its id, and its tag if the site made it."""
    tag = element.tag if "-" in element.tag else ""  # such as <news-factbox>
    return {word.lower() for word in set(_WORD.findall(f"{_names(element)} {tag}"))}


def fact_boxes(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find boxes of facts that are named so, which an extractor keeps. The article itself is not in such a box."""
    elements = elements_at(layout.root, (layout.blocks[index].path for index in kept))
    boxes = layout.inside(path for path, element in elements.items() if not _BOXES.isdisjoint(_words_of(element)))
    found = {index for box in boxes.values() for index in box}
    return found if 2 * layout.total_words(found) < layout.total_words(kept) else set()
