"""Is this result fit to be an article, and how sure is that?"""

from __future__ import annotations

from collections import Counter

from ..packs.program import Program
from ..page.blocks import Block, starts_within
from ..page.sentences import ends_sentence
from ..page.shapes import MIN_HOME, container_paths, is_running_text, running_text
from ..page.words import total_words
from ..verbs import VERBS
from .rules import Run

WEAK = 0.75
GENERIC = 0.5
FALLBACK = 0.3
NOT_FIRED = 0.8

MIN_READABLE = 0.6
"""An article has so large a share of its words in subheads and in lines that end as sentences do."""
MAX_LINKS = 2
"""And no more lines than this that are nothing but a link."""
HALF = 0.5
"""What a selector found is held against generic extraction if it is a smaller share of the page's running text."""
AGREEMENT = 0.8
"""Of a pack's result and generic extraction's, the words that both have, twice, over the words of both. On 179 pages
whose layout had changed, falling back below this caught 97 % of the bad results and none of the good ones."""
UNSEEN = frozenset(name for name, verb in VERBS.items() if verb.options.removes_unseen)
MOST = 0.6
"""A pack's result that holds less than this of what generic extraction finds has missed the article."""


def fault(program: Program, run: Run, before: tuple[Block, ...], *, is_html: bool = False) -> str | None:
    """Why the result of a pack's rules is not to be trusted, or None.

    `before` are the blocks of the page; the pack's limits say how much of them may go.
    """
    for step in (*program.tree_rules, *program.line_rules) if is_html else program.line_rules:
        if step.options.expect == "always" and step not in run.fired:
            return f"{step.cause} always fires on an article, and did not"
    limits = program.pack.limits
    words = total_words(run.blocks)
    if words < limits.min_words:
        return f"{words} words are left, and an article has at least {limits.min_words}"
    if limits.max_drop < 1:
        whole = total_words(before)
        if whole - words > limits.max_drop * whole:
            return f"{whole - words} of {whole} words went, more than {limits.max_drop:.0%}"
    return None


def doubts(program: Program, run: Run, *, is_html: bool = False) -> list[str]:
    """The rules that usually fire and did not: a page that was cut off, or a layout that changed."""
    steps = (*program.tree_rules, *program.line_rules) if is_html else program.line_rules
    missed = (step for step in steps if step.options.expect == "usually" and step not in run.fired)
    return [f"{step.cause} usually fires, and did not" for step in missed]


def confidence(base: float, doubts: int) -> float:
    """A number from 0 to 1 that orders results, from where they come from and how many doubts there are.

    It is a convention and measures nothing: the score of the recognition for a pack's result (1 for a URL), `GENERIC`
    where no pack knew the page, `FALLBACK` where a pack's result was discarded, times `NOT_FIRED` for each doubt.

    >>> confidence(1.0, doubts=1)
    0.8
    """
    return round(base * NOT_FIRED**doubts, 2)


def reads_as_article(blocks: tuple[Block, ...]) -> bool:
    """Whether the blocks of an HTML page read as an article does, or hold lines of a menu.

    >>> reads_as_article((Block("Een zin.", 0, 8), Block("Sport", 9, 14), Block("Weer en verkeer", 15, 30)))
    False
    """
    whole = total_words(blocks)
    read = tuple(b for b in blocks if b.kind in ("heading", "table row", "list item") or ends_sentence(b.text))
    return total_words(read) >= MIN_READABLE * whole and sum(block.is_link for block in blocks) <= MAX_LINKS


def is_odd(blocks: tuple[Block, ...], page: tuple[Block, ...], *, is_selected: bool) -> bool:
    """Whether a pack's result of an HTML page holds something else than one article, by its shape.

    That is lines of a menu, and unless a selector of the pack has found the article, a label above the first sentence
    or below the last, or a line or two that stand apart from its paragraphs.
    """
    running = [number for number, block in enumerate(blocks) if is_running_text(block)]
    if not running or not reads_as_article(blocks):
        return True
    if is_selected:  # perhaps by the selector of a lead, or of another article's
        return sum(len(blocks[number].text) for number in running) < HALF * running_text(page)
    edges = (*blocks[: running[0]], *blocks[running[-1] + 1 :])
    if any(block.kind == "paragraph" and not ends_sentence(block.text) for block in edges):
        return True
    places = container_paths(blocks)
    words = Counter[str]()
    for number in running:
        words[places[number]] += len(blocks[number].text.split())
    most = max(words.values())
    return any(words[place] < min(most, MIN_HOME) for place in places)


def common(ours: tuple[Block, ...], theirs: tuple[Block, ...], headline: int) -> tuple[Block, ...]:
    """Those of our blocks that are theirs too, whole or in part, and the paragraphs that stand where those do.

    That is right among them, or between them and the headline, which ends at `headline` on the page.
    """
    shared = list(filter(starts_within([(block.start, block.end) for block in theirs]), ours))
    if not shared:
        return ()
    first, last, kept = shared[0].start, shared[-1].start, set(shared)
    places = dict(zip(ours, container_paths(ours), strict=True))
    inhabitants = Counter(places.values())
    words = Counter[str]()
    for block in shared:
        words[places[block]] += len(block.text)
    place = words.most_common(1)[0][0]
    around = {place, place.rpartition("/")[0]}

    def is_among_them(block: Block) -> bool:
        own = places[block]
        is_wrapped = inhabitants[own] == 1 and own.rpartition("/")[0] in around  # a paragraph in an element of its own
        is_between = is_wrapped and first < block.start < last
        return own == place or is_between or (is_running_text(block) and (is_wrapped or headline < block.start < first))

    return tuple(block for block in ours if block in kept or is_among_them(block))


def is_other(common: tuple[Block, ...], theirs: tuple[Block, ...], run: Run) -> bool:
    """Whether generic extraction found running text that the result of a pack's run mostly lacks.

    Lines that the pack knows, as those of a menu, do not count for it; what a rule cut off at some line does.
    """
    is_known = starts_within(sorted((r.start, r.end) for r in run.removals if r.cause.rule not in UNSEEN))
    others = tuple(block for block in theirs if is_running_text(block) and not is_known(block))
    return total_words(common) < MOST * total_words(others)


def agree(common: tuple[Block, ...], ours: tuple[Block, ...], theirs: tuple[Block, ...]) -> bool:
    """Whether a pack's result and generic extraction's are the same, but for a few words."""
    return 2 * total_words(common) >= AGREEMENT * (total_words(ours) + total_words(theirs))
