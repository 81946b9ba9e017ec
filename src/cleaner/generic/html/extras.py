"""What stands between the paragraphs of an article or below them, and is not part of it: offers, biographies, labels.

Each function takes a layout and the indexes of the blocks that are kept, and returns the indexes of blocks to remove.
They look at the shape of the page. Sentences that only their words give away, such as "Follow us on ...", are in
`rules/_shared/notices.yaml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ...page.sentences import ends_sentence
from ...readers.markup import LINES
from . import mending
from .layout import MAX_CARD, MIN_LIST, MOSTLY_LINK, BlockIndexes, Layout

MAX_PROMPT = 15
"""The most words of a line with a link to sign in or to subscribe, or beside it. A longer one is a paragraph."""
MAX_CAPTION = 40
"""The most words below a picture in a table that is there for the layout."""
MAX_PICTURE_LINES = 2
"""The most lines of such a table."""
MAX_TERMS = 40
"""The most words of a line beside a form that says what one agrees to."""
MAX_AUTHORS = 20
"""The most authors whose lives are looked for. All kept lines are compared with all of these names."""
_TABLE = re.compile(r".*/table\[\d+\]")
_URL_PART = re.compile(r"[/.?=&#]+")
_OFFER = (
    r"log-?in|sign-?in|subscri(?:be|ptions?)|abo|abos|abonn\w{0,9}|aboshop|suscri\w{1,10}|abbona\w{0,8}"
    r"|assin(?:e|ar|atura)|prenumer\w{0,8}|tilaa|tilaus|inloggen|anmelden|connexion|predplatne"
)


def labels(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find labels that end with a colon and whose link, right below, was removed. Many are a list of their own."""
    blocks, left = layout.blocks, set(kept)
    found = {
        index
        for index in kept
        if index + 1 < len(blocks)
        and index + 1 not in left
        and layout.words[index] <= mending.MAX_LINK_LABEL
        and blocks[index].text.endswith((":", "："))
        and blocks[index + 1].linked >= MOSTLY_LINK * len(blocks[index + 1].text)
    }
    return found if len(found) < MIN_LIST else set()


def biographies(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find the life of the author, in an element of its own above the first paragraph or below the last one.

    The first or last paragraph may begin with that name too: the author is an agency, or the article is about them. So
    the element must also have the name on a line of its own, or in a link, or, below the article, a picture.
    """
    names = tuple(name.casefold() for name in layout.metadata.authors[:MAX_AUTHORS] if " " in name)
    named = [index for index in kept if names and layout.blocks[index].text.casefold().startswith(names)]
    if not named:
        return set()
    main = _main_container(layout, kept)
    apart = [layout.blocks[index].path for index in named if layout.container_paths[index] != main]
    running = [index for index in kept if layout.running[index]] or kept
    words = layout.total_words(kept)
    found: BlockIndexes = set()
    branches = layout.inside(_branch(path, main) for path in apart)
    elements = layout.elements_of(branches)
    for path, inside in branches.items():
        is_below = inside[-1] >= running[-1]
        if (is_below or inside[0] <= running[0]) and _is_small(layout, inside, words):
            has_picture = is_below and next(elements[path].iter("img", "picture"), None) is not None
            if has_picture or _has_name(layout, inside, names) or _links_name(elements[path], names):
                found.update(inside)
    return found


def _has_name(layout: Layout, inside: range, names: tuple[str, ...]) -> bool:
    """Return whether one of the lines is a name, perhaps with a few words behind it, below no headline."""
    lines = [layout.blocks[index].text.casefold() for index in inside if layout.words[index] <= mending.MAX_LABEL]
    is_headed = any(index in inside for index in layout.headline.headings)
    return not is_headed and any(line.startswith(names) and not ends_sentence(line) for line in lines)


def _links_name(element: Any, names: tuple[str, ...]) -> bool:
    """Return whether a link in this element is the name of an author."""
    return any("".join(link.itertext()).strip().casefold() in names for link in element.iter("a"))


def offers(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find offers of a subscription: small elements of short lines, with a link to subscribe or to sign in."""
    near = range(max(kept[0] - 1, 0), min(kept[-1] + 2, len(layout.blocks)))
    prompts = {layout.blocks[index].path for index in near if _may_be_prompt(layout, index)}
    elements = layout.elements_of(prompts)
    prompts = {path for path in prompts if any(map(_is_offer, _own_links(elements[path])))}
    boxes = [path if len(inside) > 1 else path.rpartition("/")[0] for path, inside in layout.inside(prompts).items()]
    words = layout.total_words(kept)
    found: BlockIndexes = set()
    for box in layout.inside(boxes).values():
        if _is_small(layout, box, words) and not any(
            layout.running[index] and layout.words[index] > MAX_PROMPT for index in box
        ):
            found.update(box)
    return found


def _may_be_prompt(layout: Layout, index: int) -> bool:
    """Return whether a block is a short line with a link, and neither a sentence nor an item of a list."""
    block = layout.blocks[index]
    if not block.linked or layout.words[index] > MAX_PROMPT or block.kind == "list item":
        return False
    return block.is_link or not ends_sentence(block.text)


def _own_links(element: Any) -> Iterator[Any]:
    """Yield the links in the text of an element, without those in other lines inside it."""
    left = [element]
    while left:
        for child in left.pop():
            if child.tag == "a":
                yield child
            if child.tag not in LINES:
                left.append(child)


def _is_offer(link: Any) -> bool:
    """Return whether a part of the address of a link names a subscription or signing in."""
    is_offer = re.compile(_OFFER, re.IGNORECASE).fullmatch  # pages of text do not need it
    return any(map(is_offer, _URL_PART.split(link.get("href") or "")))


def terms(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find the line beside a form that says what one agrees to: bare text among the paragraphs of an element.

    The form asks for an address or has a box to tick. A form to search has no terms.
    """
    below = Counter(layout.blocks[index].path.rpartition("/")[0] for index in kept)
    bare = Counter(path for index in kept if below[path := layout.blocks[index].path] >= MIN_LIST)
    mixed = [path for path, lines in bare.items() if below[path] > lines]
    elements = layout.elements_of(mixed)
    beside = {path: _texts_beside_forms(elements[path]) for path in mixed}
    return {
        index
        for index in kept
        if layout.words[index] <= MAX_TERMS and layout.blocks[index].text in beside.get(layout.blocks[index].path, ())
    }


def _texts_beside_forms(element: Any) -> set[str]:
    """Return the texts right before and right after the forms in an element that ask for an address."""
    texts = set()
    for form in element.iterchildren("form"):
        if any(map(_asks_for_address, form.iter("input"))):
            before = form.getprevious()
            for text in (element.text if before is None else before.tail, form.tail):
                texts.add(" ".join((text or "").split()))
    return texts


def _asks_for_address(field: Any) -> bool:
    return field.get("type") in ("email", "checkbox") or any(
        "mail" in (field.get(name) or "").lower() for name in ("name", "id", "placeholder")
    )


def all_captions(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find the text below pictures, also in a table of one column that holds a picture and little else."""
    return mending.captions(layout, kept) | _picture_tables(layout, kept)


def _picture_tables(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find the lines of small tables of one column with a picture. The first paragraph is never in one."""
    around = (_TABLE.match(layout.blocks[index].path) for index in kept)
    tables = layout.inside({match[0] for match in around if match})
    elements = layout.elements_of(tables)
    first = next((index for index in kept if layout.running[index]), None)
    most = mending.MAX_OF_TEXT * layout.total_words(kept) if tables else 0
    found: BlockIndexes = set()
    for path, lines in tables.items():
        if len(lines) <= MAX_PICTURE_LINES and first not in lines and _has_picture(elements[path]):
            words = layout.total_words(lines)
            if words <= MAX_CAPTION and words < most:
                found.update(lines)
    return found


def _has_picture(table: Any) -> bool:
    """Return whether a table has one column and a picture."""
    return next(table.iter("img", "video"), None) is not None and all(
        sum(cell.tag in ("td", "th") for cell in row) <= 1 for row in table.iter("tr")
    )


def _is_small(layout: Layout, inside: range, all_words: int) -> bool:
    """Return whether these blocks are no more than a card, and not the article itself, which has `all_words`."""
    if len(inside) > MAX_CARD or layout.total_words(inside) > MAX_CARD:
        return False
    running = layout.total_words(index for index in inside if layout.running[index])
    return running < mending.MAX_OF_TEXT * all_words


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
