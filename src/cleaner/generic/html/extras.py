"""What stands between the paragraphs of an article or below them, and is not part of it: offers, biographies, labels.

Each function takes a layout and the indexes of the blocks that are kept, and returns the indexes of blocks to remove.
They look at the shape of the page. Sentences that only their words give away, such as "Follow us on ...", are in
`rules/_shared/notices.yaml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from ...readers.markup import LINES
from . import mending
from .layout import MAX_CARD, MIN_LIST, MOSTLY_LINK, BlockIndexes, Layout

MAX_LABEL = 4
"""The most words of the label of a link."""
MAX_PROMPT = 15
"""The most words of a line with a link to sign in or to subscribe. A longer one is a paragraph."""
MAX_CAPTION = 40
"""The most words below a picture in a table that is there for the layout."""
MAX_PICTURE_LINES = 2
"""The most lines of such a table."""
MAX_TERMS = 40
"""The most words of a line beside a form that says what one agrees to."""
MAX_OF_TEXT = 0.5
"""What has at least this share of the kept words is the article."""
_FIELDS = frozenset((None, "", "text", "email", "tel"))
_OFFER = re.compile(
    r"(?:^|[/._?=&-])(?:log-?in|sign-?in|subscri\w{1,8}|abo|abos|abonn\w{0,9}|aboshop|suscri\w{1,10}|abbona\w{0,8}|assin\w{1,7}"
    r"|prenumer\w{0,8}|tilaa|tilaus|inloggen|anmelden|connexion|predplatne)(?:$|[/._?=&#-])",
    re.IGNORECASE,
)


def labels(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find labels that end with a colon and whose link, right below, was removed. Many are a list of their own."""
    blocks, left = layout.blocks, set(kept)
    found = {
        index
        for index in kept
        if index + 1 < len(blocks)
        and index + 1 not in left
        and layout.words[index] <= MAX_LABEL
        and blocks[index].text.endswith((":", "："))
        and blocks[index + 1].linked >= MOSTLY_LINK * len(blocks[index + 1].text)
    }
    return found if len(found) < MIN_LIST else set()


def biographies(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find the life of the author, in an element of its own above the first paragraph or below the last one."""
    names = tuple(name.casefold() for name in layout.metadata.authors if " " in name)
    named = [index for index in kept if names and layout.blocks[index].text.casefold().startswith(names)]
    if not named:
        return set()
    main = _main_container(layout, kept)
    apart = (layout.blocks[index].path for index in named if layout.container_paths[index] != main)
    running = [index for index in kept if layout.running[index]] or kept
    words = layout.total_words(kept)
    found: BlockIndexes = set()
    for element in layout.inside(_branch(path, main) for path in apart).values():
        is_edge = max(element) >= running[-1] or min(element) <= running[0]
        if is_edge and _is_small(layout, element, words):
            found |= element
    return found


def offers(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find offers of a subscription: small elements with a link to subscribe or to sign in, in a short line."""
    links = (link for link in layout.root.iter("a") if _OFFER.search(link.get("href") or ""))
    lines = {next(link.iterancestors(*LINES), layout.root) for link in links}
    inside = layout.inside(_paths_of(lines))
    boxes = []
    for path, indexes in inside.items():
        own = [index for index in indexes if layout.blocks[index].path == path]
        if any(layout.words[index] <= MAX_PROMPT and layout.blocks[index].linked for index in own):
            boxes.append(path if len(indexes) > 1 else path.rpartition("/")[0])
    words = layout.total_words(kept)
    found = (box for box in layout.inside(boxes).values() if _is_small(layout, box, words))
    return set().union(*found)


def terms(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find the line beside a form that says what one agrees to: bare text among the paragraphs of an element."""
    forms = [form for form in layout.root.iter("form") if any(f.get("type") in _FIELDS for f in form.iter("input"))]
    beside: dict[str, set[str]] = {}
    for form, path in zip(forms, _paths_of(forms), strict=True):
        beside.setdefault(path.rpartition("/")[0], set()).update(_texts_beside(form))
    found: BlockIndexes = set()
    for path, indexes in layout.inside(beside).items():
        left = indexes.intersection(kept)
        bare = {index for index in left if layout.blocks[index].path == path}
        if len(left - bare) >= max(MIN_LIST, len(bare) + 1):
            found |= {i for i in bare if layout.blocks[i].text in beside[path] and layout.words[i] <= MAX_TERMS}
    return found


def captions(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find the text below pictures, also in a table that holds a picture and little else."""
    return mending.captions(layout, kept) | _picture_tables(layout, kept)


def _picture_tables(layout: Layout, kept: list[int]) -> BlockIndexes:
    tables = {next(image.iterancestors("table"), None) for image in layout.root.iter("img", "video")}
    all_words = layout.total_words(kept)
    found: BlockIndexes = set()
    for table in layout.inside(_paths_of(table for table in tables if table is not None)).values():
        words = layout.total_words(table)
        if len(table) <= MAX_PICTURE_LINES and words <= MAX_CAPTION and words < MAX_OF_TEXT * all_words:
            found |= table
    return found


def _is_small(layout: Layout, inside: BlockIndexes, all_words: int) -> bool:
    """Return whether these blocks are no more than a card, and not the article itself, which has `all_words`."""
    words = layout.total_words(inside)
    running = sum(layout.words[index] for index in inside if layout.running[index])
    return words <= MAX_CARD and running < MAX_OF_TEXT * all_words


def _main_container(layout: Layout, kept: list[int]) -> str:
    words: Counter[str] = Counter()
    for index in kept:
        words[layout.container_paths[index]] += layout.words[index]
    return words.most_common(1)[0][0]


def _branch(path: str, main: str) -> str:
    """Return the path of the outermost element around `path` that is not around `main`."""
    steps, others = path.split("/"), main.split("/")
    shared = next(
        (n for n, (a, b) in enumerate(zip(steps, others, strict=False)) if a != b), min(len(steps), len(others))
    )
    return "/".join(steps[: shared + 1])


def _paths_of(elements: Iterable[Any]) -> list[str]:
    """Return the paths of these elements."""
    from ...readers.html import paths_of  # text does not need it, and it imports lxml

    return paths_of(elements)


def _texts_beside(element: Any) -> Iterator[str]:
    """Yield the text right before and right after an element."""
    before = element.getprevious()
    for text in (element.getparent().text if before is None else before.tail, element.tail):
        yield " ".join((text or "").split())
