"""Elements of one shape, side by side: the teasers of a list, the entries of a live blog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ...page.causes import Cause
from ...page.shapes import FEW_LINKS, MIN_SENTENCE, ancestors, is_running_text
from .layout import MANY, MAX_CARD, NUMBER, Document, Kept, Numbers

MIN_TITLE, CARD_LINKS = 3, 0.2
"""A teaser holds a link of so many words that is so large a share of its words."""
MAX_ENTRY = 200
"""Words of an entry of a live blog."""
MIN_FIRST = 20
"""Words of running text that stand between the headlines of two articles."""
LISTING = 0.5
"""So large a share of the words in teasers make a page a list of them."""


def cards(document: Document, kept: Kept) -> Numbers:
    """Teasers among the paragraphs: small elements of their own that hold the linked title of another article."""
    blocks, container_paths = document.blocks, document.container_paths
    text: Counter[str] = Counter()
    for number in kept:
        text[container_paths[number]] += len(blocks[number].text) - blocks[number].linked
    article = text.most_common(1)[0][0] + "/"
    cards: dict[str, Numbers] = {}
    for number, block in enumerate(blocks):
        if block.path.startswith(article) and container_paths[number] + "/" != article:
            end = block.path.find("/", len(article))
            cards.setdefault(block.path[:end] if end > 0 else block.path, set()).add(number)
    return {number for card in cards.values() if _is_card(document, card) for number in card}


def _is_card(document: Document, card: Numbers) -> bool:
    words = sum(document.words[number] for number in card)
    titles = (n for n in card if document.blocks[n].is_link and document.words[n] >= MIN_TITLE)
    linked = sum(document.words[number] for number in titles)
    return linked > 0 and words <= MAX_CARD and linked >= CARD_LINKS * words


def entries(document: Document, kept: Kept) -> Numbers:
    """The other entries of a live blog, where an extractor kept one: elements of one shape, side by side."""
    blocks = document.blocks
    running = [number for number in kept if is_running_text(blocks[number])]
    if not running or sum(document.words[n] for n in kept) > MAX_ENTRY:
        return set()
    for path in reversed(list(ancestors(blocks[running[0]].path + "/"))):
        parent, _, step = path.rpartition("/")
        tag = NUMBER.sub("", step)
        if not all(blocks[number].path.startswith(path + "/") for number in running):
            continue
        entries: dict[str, Numbers] = {}
        for number, block in enumerate(blocks):
            if block.path.startswith(f"{parent}/{tag}["):
                end = block.path.find("/", len(parent) + 1)
                entries.setdefault(block.path[:end] if end > 0 else block.path, set()).add(number)
        told = [entry for entry in entries.values() if _is_entry(document, entry)]
        if len(told) >= MANY:
            first = min(map(min, told))
            heads = [number for number, block in enumerate(blocks[:first]) if block.level == 1]
            intro = {n for n in range(heads[-1] if heads else first, first) if is_running_text(blocks[n])}
            return intro | {n for entry in told for n in entry if _is_told(document, n)}
    return set()


def _is_entry(document: Document, entry: Numbers) -> bool:
    """Whether these blocks are short, tell something, and are no teaser, which has the linked title of an article."""
    return (
        sum(document.words[number] for number in entry) <= MAX_ENTRY
        and any(_is_told(document, number) for number in entry)
        and not any(document.blocks[number].is_link and document.words[number] >= MIN_TITLE for number in entry)
    )


def _is_told(document: Document, number: int) -> bool:
    """Whether the block is more than a time or a name."""
    block = document.blocks[number]
    is_part = block.kind in ("heading", "list item", "quote") or document.words[number] >= MIN_SENTENCE
    return is_part and block.kind != "caption" and block.linked < FEW_LINKS * len(block.text)


def is_listing(document: Document, verdicts: Sequence[Cause | None]) -> bool:
    """Whether most of what is left stands in teasers: small elements with the linked title of another article."""
    kept = {number for number, verdict in enumerate(verdicts) if verdict is None}
    if any(document.words[number] > MAX_CARD for number in kept):  # more than any teaser holds
        return False
    container_paths: dict[str, Numbers] = {}
    for number, path in enumerate(document.container_paths):
        container_paths.setdefault(path, set()).add(number)
    teasers = [numbers & kept for numbers in container_paths.values() if _is_card(document, numbers) and numbers & kept]
    words = sum(document.words[number] for number in kept)
    return len(teasers) >= MANY and sum(document.words[n] for t in teasers for n in t) >= LISTING * words


def next_articles(document: Document, kept: Kept) -> Numbers:
    """All that stands from the headline of a second article on, as pages have it that scroll on into the next.

    It is a first-level heading in the same place of another element of the same shape; subheads stand beside the first.
    """
    heads = [number for number, block in enumerate(document.blocks) if block.level == 1 and not block.is_link]
    if len(heads) < 2:
        return set()
    first = document.blocks[heads[0]].path
    below = iter([n for n in kept if n > heads[0] and is_running_text(document.blocks[n])])
    above, next_below = 0, next(below, None)
    for number in heads[1:]:
        while next_below is not None and next_below < number:
            above += document.words[next_below]
            next_below = next(below, None)
        path = document.blocks[number].path
        is_alike = NUMBER.sub("", path) == NUMBER.sub("", first)
        is_elsewhere = path.rpartition("/")[0] != first.rpartition("/")[0]
        if is_alike and is_elsewhere and above >= MIN_FIRST:
            return {n for n in kept if n >= number}
    return set()
