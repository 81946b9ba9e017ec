"""What extractors get wrong in the same way on many sites, mended by the shape of the page and never by its words.

Each step looks at what is kept so far, and answers which blocks to add or to drop. What each of them is worth, and how
the numbers were chosen, is told in docs/benchmarks.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from ...page.blocks import Block
from ...page.causes import Cause, builtin_cause
from ...page.page import Metadata
from ...page.sentences import ends_sentence
from ...page.shapes import FEW_LINKS, MIN_HOME, ancestors, is_running_text
from ...page.words import count_words
from .layout import MANY, MAX_CARD, NUMBER, Document, Kept, Numbers
from .listings import cards, entries, next_articles

_CONTROL = re.compile(r"/(?:form|button)\[\d+\]")
MOSTLY_LINK, MIN_LINKS = 0.6, 2
MOSTLY_BELOW = 0.5
"""So much of the text has to stand below the headline, for what stands above it to be no part of the article."""
CONTAINER = 0.8
"""The article's container is the innermost element with so large a share of the kept text."""
MAX_LABEL = 8
"""A byline or a label has fewer words."""
LEAD_WORDS, LEAD_CHARACTERS = 8, 120
"""The description and the lead say the same if they begin with the same words, so many."""
MIN_LEAD = 6
LEAD_WITHIN = 40
"""How many blocks above the first paragraph a lead may stand."""

Step = tuple[Callable[[Document, Kept], Numbers], Cause | None]


def refine(document: Document, kept: Sequence[bool], leaves_out: Cause) -> list[Cause | None]:
    """For each block, why it is no part of the article, or None where it is.

    `kept` is an extractor's choice among the blocks, `leaves_out` the cause for what it did not choose.
    """
    verdicts = [None if keep else leaves_out for keep in kept]
    if not any(kept):
        return verdicts
    return _run(_STEPS, document, verdicts)


def tidy(blocks: Sequence[Block], metadata: Metadata) -> list[Cause | None]:
    """The same for blocks of which a pack's rules kept all: what is surely no article by its shape alone."""
    return _run(_SURE, Document(blocks, metadata), [None] * len(blocks))


def _run(steps: Iterable[Step], document: Document, verdicts: list[Cause | None]) -> list[Cause | None]:
    for step, cause in steps:
        kept = [number for number, verdict in enumerate(verdicts) if verdict is None]
        for number in step(document, kept) if kept else ():
            verdicts[number] = cause
    return verdicts


def _parts_between(document: Document, kept: Kept) -> Numbers:
    """Subheads, lists and tables that stand among the paragraphs that were kept."""
    blocks, container_paths = document.blocks, document.container_paths
    words: Counter[str] = Counter()
    for number in kept:
        words[container_paths[number]] += document.words[number]
    return {
        number
        for number in range(kept[0], kept[-1])
        if blocks[number].kind in ("heading", "list item", "table row")
        and blocks[number].linked < FEW_LINKS * len(blocks[number].text)
        and words[container_paths[number]] >= MIN_HOME
    }


def _boxes(document: Document, kept: Kept) -> Numbers:
    """Forms and buttons, and the small element around each: a newsletter, a share bar, a paywall."""
    controls = {block.path[: control.end()] for block in document.blocks for control in _CONTROL.finditer(block.path)}
    if not controls:
        return set()
    around = {path.rpartition("/")[0] for path in controls}
    alike = Counter(NUMBER.sub("", path) for path in around)
    # many of one shape are the items of a list, each with its button
    boxes = controls | {path for path in around if alike[NUMBER.sub("", path)] < MANY}
    wanted = {path for number in kept for path in ancestors(document.blocks[number].path + "/") if path in boxes}
    inside: dict[str, Numbers] = {path: set() for path in wanted}
    for number, block in enumerate(document.blocks if wanted else ()):
        for path in ancestors(block.path + "/"):
            if path in wanted:
                inside[path].add(number)
    small = (numbers for numbers in inside.values() if sum(document.words[n] for n in numbers) <= MAX_CARD)
    return set().union(*small) & set(kept)


def _headlines(document: Document, kept: Kept) -> Numbers:
    """The headline, wherever it stands, and the site's name."""
    blocks, metadata = document.blocks, document.metadata
    names = {_key(text) for text in (*metadata.headlines, metadata.site_name or "")}
    longest = max(map(len, names))
    heads = [number for number, block in enumerate(blocks) if "/h1[" in block.path]
    heads = heads if len(heads) < MANY else heads[:1]  # else they are the subheads too
    return {n for n in kept if n in heads or (len(blocks[n].text) <= 2 * longest and _key(blocks[n].text) in names)}


def _links(document: Document, kept: Kept) -> Numbers:
    """Links to other articles, with a label before them or without; a list only if it holds nothing else."""
    blocks = document.blocks
    links = {
        number
        for number in kept
        if blocks[number].kind not in ("heading", "table row")
        and blocks[number].linked >= MOSTLY_LINK * len(blocks[number].text)
        and not ends_sentence(blocks[number].text)
    }
    told = {_list_of(blocks[number]) for number in kept if number not in links and blocks[number].kind == "list item"}
    return {n for n in links if blocks[n].kind != "list item" or _list_of(blocks[n]) not in told}


def _list_of(block: Block) -> str:
    """The path of the list that an item stands in."""
    return block.path.rpartition("/li[")[0]


def _captions(document: Document, kept: Kept) -> Numbers:
    """What stands under a picture."""
    blocks = document.blocks
    return {
        number
        for number in kept
        if blocks[number].kind == "caption"
        or ("/figure[" in blocks[number].path and blocks[number].kind not in ("quote", "table row"))
    }


def _above(document: Document, kept: Kept) -> Numbers:
    """What stands above the headline: menus, the wall that asks for cookies."""
    blocks = document.blocks
    titles = set(document.metadata.headlines)
    named = [number for number, block in enumerate(blocks) if block.text in titles and not block.is_link]
    heads = [number for number in named if "/h1[" in blocks[number].path] or named[-1:]
    if not heads:
        heads = [number for number, block in enumerate(blocks) if "/h1[" in block.path][:2]
    if not heads or (not named and len(heads) > 1):
        return set()
    above = {number for number in kept if number < heads[0]}
    words = sum(document.words[n] for n in kept) - sum(document.words[n] for n in above)
    # a headline near the end of the page is not that of the text above it
    is_enough = words >= (MIN_HOME if named else MOSTLY_BELOW * sum(document.words[n] for n in kept))
    return above if is_enough else set()


def _outside(document: Document, kept: Kept) -> Numbers:
    """What stands below the article's container: its author's life, another article. Above it, what is no sentence."""
    blocks = document.blocks
    parents: Counter[str] = Counter()
    for number in kept:
        parents[blocks[number].path.rpartition("/")[0]] += len(blocks[number].text) - blocks[number].linked
    weights: Counter[str] = Counter()
    for parent, weight in parents.items():
        for path in ancestors(parent + "/"):
            weights[path] += weight
    whole = max(weights.values(), default=0)
    container = max((path for path in weights if weights[path] >= CONTAINER * whole), key=len, default="") + "/"
    inside = [number for number in kept if blocks[number].path.startswith(container)]
    if not inside:
        return set()
    above = {n for n in kept if n < inside[0] and not is_running_text(blocks[n])}
    return above | {n for n in kept if n > inside[-1]}


def _lead(document: Document, kept: Kept) -> Numbers:
    """The lead above the first paragraph, which says what the page's description says."""
    leads = [_opening(text) for text in document.metadata.descriptions if count_words(text) >= MIN_LEAD]
    if not leads or any(_opening(document.blocks[number].text) in leads for number in kept):
        return set()
    for number in range(kept[0] - 1, max(-1, kept[0] - LEAD_WITHIN), -1):
        block = document.blocks[number]
        is_text = document.words[number] >= MIN_LEAD and 2 * block.linked < len(block.text)
        if is_text and _opening(block.text) in leads:
            return {number}
    return set()


def _bylines(document: Document, kept: Kept) -> Numbers:
    """Labels, bylines and dates above the first sentence."""
    blocks = document.blocks
    if not any(ends_sentence(blocks[number].text) for number in kept):
        return set()
    found = set()
    for number in kept:
        block = blocks[number]
        is_label = document.words[number] < MAX_LABEL and not ends_sentence(block.text)
        if block.kind not in ("paragraph", "list item") or not is_label:
            break
        found.add(number)
    return found


def _empty_headings(document: Document, kept: Kept) -> Numbers:
    """Subheads with nothing below them, or with links only, which went."""
    blocks = document.blocks
    found = set()
    below = len(blocks)
    for number in reversed(kept):
        if blocks[number].kind == "heading" and number + 1 < len(blocks):
            gone = blocks[number + 1 : min(below, number + 1 + MANY)]
            is_label = len(gone) >= MIN_LINKS and all(b.linked >= MOSTLY_LINK * len(b.text) for b in gone)
            if below == len(blocks) or is_label:
                found.add(number)
                continue
        elif blocks[number].kind == "heading":
            found.add(number)
            continue
        below = number
    return found


_STEPS: tuple[Step, ...] = (
    (entries, None),
    (_parts_between, None),
    (cards, builtin_cause("teaser", "the linked title of another article, in an element of its own")),
    (_boxes, builtin_cause("box", "a form or a button, and the little around it")),
    (_above, builtin_cause("above", "above the headline")),
    (_headlines, builtin_cause("headline", "the headline, or the site's name")),
    (_links, builtin_cause("link", "a link to another article")),
    (_captions, builtin_cause("caption", "a caption or credit")),
    (_outside, builtin_cause("outside", "outside of the element that holds the article")),
    (next_articles, builtin_cause("next", "the next article")),
    (_lead, None),
    (_bylines, builtin_cause("byline", "a label or byline above the first sentence")),
    (_empty_headings, builtin_cause("heading", "a heading with nothing, or only links, below it")),
)
_SURE = tuple(
    step for step in _STEPS if step[0] in (cards, next_articles, _boxes, _above, _headlines, _links, _captions)
)


def _key(text: str) -> str:
    """The text's letters and digits, whatever stands between them."""
    return "".join(filter(str.isalnum, text.lower()))


def _opening(text: str) -> list[str]:
    return [_key(word) for word in text[:LEAD_CHARACTERS].split()[:LEAD_WORDS]]
