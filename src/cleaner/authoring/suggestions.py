"""Suggestions: the rules that would remove a line from an article, or keep it, with what each would touch.

Each candidate is written as YAML and read back as a pack is, so that only valid rules are suggested. Then it is tried
on the pages that were given: rules that look at elements on their trees, rules that look at lines on the lines that the
`select` rules of their packs leave. Rules that look at the structure come before those that look at words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from operator import itemgetter
from typing import Any

import yaml
from msgspec import Struct
from msgspec.structs import asdict

from ..packs.composing import compose
from ..packs.nodes import MalformedError, NodeReader
from ..packs.schema import GENERIC, Rule, Use
from ..page.blocks import Block
from ..page.causes import Cause
from ..page.lines import Lines
from ..page.page import HtmlPage
from ..page.patterns import Pattern, PatternSet
from ..verbs import VERBS
from ..verbs.keep import Keep
from ..verbs.selecting import Selecting, find
from .element_names import selectors_of
from .explanation import Explanation, Line

MAX_SHOWN, MAX_CUTTING = 6, 2
"""How many rules are suggested at most: those that cut nothing else of an article, and those that do."""
MAX_TRIED = 20
"""The most lines for which rules are looked for. What a rule touches is counted on all pages."""
MAX_LEVELS = 8
"""How many elements around a line are looked at."""
MAX_NAMES = 2
"""How many names of an element are tried."""
MOST_CUT = 0.5
"""A rule that would cut a larger share of the articles that it touches than this is no suggestion."""
LONG_LINE = 80
"""The most characters of a line that `rest` takes for something else than a paragraph, and that a pattern repeats."""
TELLING = frozenset(("aside", "blockquote", "figcaption", "figure", "footer", "form", "header", "nav", "section"))
"""Elements whose tag says what they are for, even if they have no name."""
ORDER = ("remove", "select", "drop_run", "until", "drop", "keep")
"""The verbs that are suggested: those that look at the structure before those that look at words."""
CHOOSING = frozenset(("select", "container", "trafilatura", "justext", "form", "compare", "outside")) | {
    "byline",
    "extract",
    "fact box",
    "grid",
    "heading",
    "teaser list",
}
"""What chooses a part of a page, and the steps that only correct such a choice. On a page of which a `select` chooses
more, they do not run."""

_SPECIAL = re.compile(r"([\\.*+?()\[\]{}|^$])")
_NUMBER = re.compile(r"\d+")
_MARK = re.compile(r"[•·▪►▶»›>–—*-] |\d{1,2}[:.]\d\d ")
_LABEL = re.compile(r"[^:|]*\w ?[:|]")


class Suggestion(Struct, frozen=True):
    """A rule that would do what was asked for, as one item of `rules` in YAML.

    `lines` and `pages` are how many it would touch; `kept` of these lines are in an article now. `cut` are the lines of
    articles that it would remove although nobody asked for that. `above` is the rule above which it has to stand, or
    empty if it does not matter.
    """

    rule: str
    lines: int
    pages: int
    kept: int
    cut: tuple[str, ...] = ()
    above: str = ""


class Suggestions(Struct, frozen=True):
    """What would remove or keep the lines that were asked for.

    `lines` is how many were asked for, and `pages` how many pages have them; `kept` of the lines are in an article now.
    `remove` has rules for these, and `keep` for the others. `notes` say why no rule can keep some of them.
    """

    lines: int
    pages: int
    kept: int
    remove: tuple[Suggestion, ...]
    keep: tuple[Suggestion, ...]
    notes: tuple[str, ...]


def suggest(text: str, pages: Sequence[Explanation]) -> Suggestions:
    r"""Return the rules that would remove the lines with this text from the articles, or keep those that are removed.

    The lines are those that are equal to the text; if there are none, those that contain it. Case does not count.

    >>> from ..cleaner import Cleaner
    >>> from ..work.task import Task
    >>> from .explanation import explain_page
    >>> page = "<main><p>De raad kwam woensdag bijeen.<p class=more>Lees ook alles over de haven.</main>"
    >>> for suggestion in suggest("lees ook", [explain_page(Task(page), Cleaner())]).remove:
    ...     print(suggestion.rule, suggestion.lines, suggestion.kept, len(suggestion.cut))
    - remove: {css: p.more} 1 1 0
    - until: {line: Lees ook alles over de haven\., expect: usually} 1 1 0
    - drop: {line: Lees ook alles over de haven\.} 1 1 0
    """
    found = [_Looked(page, _numbers(page.lines, text, str.__eq__)) for page in pages]
    if not any(each.asked for each in found):
        found = [_Looked(page, _numbers(page.lines, text, str.__contains__)) for page in pages]
    on = [each for each in found if each.asked]
    gone = [each.lines[number] for each in on for number in each.asked - each.kept]
    total = sum(len(each.asked) for each in on)
    return Suggestions(
        total,
        len(on),
        total - len(gone),
        tuple(_ranked(_removing(on, text), found)),
        tuple(_ranked(_keeping(on, text), found, keeps=True)),
        tuple(dict.fromkeys(filter(None, map(_hopeless, gone)))),
    )


def _numbers(lines: Sequence[Line], text: str, fits: Callable[[str, str], bool]) -> set[int]:
    wanted = " ".join(text.split()).casefold()
    return {number for number, line in enumerate(lines) if wanted and fits(line.text.casefold(), wanted)}


class _Looked:
    """One page, and the numbers of its lines that were asked for (`asked`) and that are in the article (`kept`)."""

    def __init__(self, page: Explanation, asked: set[int]) -> None:
        self.lines, self.asked, self._page = page.lines, asked, page.page
        self.kept = {number for number, line in enumerate(page.lines) if line.cause is None}
        self._pack = page.article.pack
        self.has_select = any(line.cause and line.cause.rule == "select" for line in page.lines)

    def above(self, cause: Cause) -> str:
        """Return the rule of the site's pack above which one has to stand that protects a line from this cause."""
        if not cause.file or self._pack == GENERIC:
            return ""
        return str(cause) if cause.pack == self._pack else f"use: {cause.pack}"

    @cached_property
    def _seen(self) -> tuple[Block, ...]:
        """The blocks whose lines a rule of the pack would see: those that `select` leaves."""
        unseen = {line.start for line in self.lines if line.cause and line.cause.rule == "select"}
        return tuple(block for block in self._page.blocks if block.start not in unseen)

    @cached_property
    def _numbers(self) -> Mapping[int, Sequence[int]]:
        """The numbers of the lines of each block, by its start: several, if a rule took only a part of it."""
        starts = [block.start for block in self._page.blocks]
        found: dict[int, list[int]] = {}
        for number, line in enumerate(self.lines):
            place = bisect_right(starts, line.start) - 1
            if place >= 0 and line.start < self._page.blocks[place].end:
                found.setdefault(starts[place], []).append(number)
        return found

    def found(self, rule: Rule) -> set[int]:
        """Return the numbers of the lines that the rule selects or protects; of all other rules, those it removes."""
        options = rule.options
        if isinstance(options, Selecting):
            return self._inside(options)
        patterns = [value for value in asdict(options).values() if isinstance(value, Pattern)]
        lines = Lines(self._seen, PatternSet(patterns))
        if isinstance(options, Keep):
            starts = {self._seen[number].start for number in lines.numbers(options.line)}
        else:
            apply = VERBS[rule.verb].apply
            edit = apply(options, lines) if apply else None
            starts = {block.start for block in self._seen} - {block.start for block in edit.blocks} if edit else set()
        return {number for start in starts for number in self._numbers.get(start, ())}

    def _inside(self, options: Selecting) -> set[int]:
        """Return the numbers of the lines inside the elements that the rule finds."""
        if not isinstance(self._page, HtmlPage):
            return set()
        known: dict[Any, bool] = dict.fromkeys(find(options, self._page.root), True)
        return {number for number, line in enumerate(self.lines) if _is_inside(line.element, known)}

    def around(self, numbers: Iterable[int]) -> list[Any]:
        """Return the elements that all of these lines stand in, from the inside; the body is not one of them."""
        common: list[Any] = []
        for place, number in enumerate(sorted(numbers)):
            element = self.lines[number].element
            if element is None:
                return []
            chain = [element, *element.iterancestors()]
            around = set(chain)
            common = chain if place == 0 else [each for each in common if each in around]
        return [each for each in common if each.tag not in ("html", "body")]


def _is_inside(element: Any, known: dict[Any, bool]) -> bool:
    """Return whether the element is inside of one that is `known` to be wanted, and note the answer for all around."""
    passed = []
    while element is not None and element not in known:
        passed.append(element)
        element = element.getparent()
    answer = element is not None and known[element]
    known.update(dict.fromkeys(passed, answer))
    return answer


def _ranked(rules: Iterable[tuple[str, str]], pages: Sequence[_Looked], *, keeps: bool = False) -> list[Suggestion]:
    """Try the rules, and return the best of them. Of those that touch the same lines, only the first is returned."""
    found: dict[object, tuple[object, Suggestion]] = {}
    for text, above in dict(rules).items():
        rule = _read(text)
        if rule is None:
            continue
        touched, reached, cut = [], 0, []
        for page in pages:
            lines = page.found(rule)
            lost = page.kept - lines if lines and keeps and rule.verb == "select" else set()
            if lines and not keeps:
                lines = set(range(len(page.lines))) - lines if rule.verb == "select" else lines
                lost = lines & page.kept - page.asked
            touched.append(frozenset(lines))
            reached += len(lines & (page.asked - page.kept if keeps else page.asked & page.kept))
            cut += [page.lines[number].text for number in sorted(lost)]
        most = MOST_CUT * sum(len(page.kept) for lines, page in zip(touched, pages, strict=True) if lines)
        if reached and len(cut) <= most:
            kept = sum(len(lines & page.kept) for lines, page in zip(touched, pages, strict=True))
            total = sum(map(len, touched))
            suggestion = Suggestion(f"- {text}", total, sum(map(bool, touched)), kept, tuple(cut), above)
            rank = (bool(cut), -reached, ORDER.index(rule.verb), total)
            found.setdefault((rule.verb, *touched), (rank, suggestion))
    best = [suggestion for _, suggestion in sorted(found.values(), key=itemgetter(0))]
    clean = [suggestion for suggestion in best if not suggestion.cut]
    return [*clean[:MAX_SHOWN], *best[len(clean) :][:MAX_CUTTING]]


def _read(text: str) -> Rule | None:
    """Return the rule, read as a pack is read; None if it has a fault, as a pattern of a very long line may."""
    reader = NodeReader("", {})
    root = compose(text, reader)
    try:
        rule = reader.convert(root, Rule | Use) if root else None
    except MalformedError:
        return None
    return rule if isinstance(rule, Rule) and not reader.faults else None


def _yaml(verb: str, **options: object) -> str:
    r"""Return a rule in YAML, on one line.

    >>> _yaml("until", line="Lees ook: .*", expect="usually")
    "until: {line: 'Lees ook: .*', expect: usually}"
    """
    flow = yaml.safe_dump(options, default_flow_style=True, width=float("inf"), allow_unicode=True, sort_keys=False)
    return f"{verb}: {flow.strip()}"


def _removing(pages: Sequence[_Looked], asked: str) -> Iterator[tuple[str, str]]:
    """Yield rules that may remove the lines that were asked for and are in the article."""
    goals = [(page, number) for page in pages for number in sorted(page.asked & page.kept)]
    for page, number in goals[:MAX_TRIED]:
        for css in _selectors(page.lines[number].element):
            yield _yaml("remove", css=css), ""
    for page in dict.fromkeys(page for page, _ in goals[:MAX_TRIED]):
        if not page.has_select:
            for css in _holding(page.around(page.kept - page.asked)):
                yield _yaml("select", css=css), ""
    texts = [page.lines[number].text for page, number in goals]
    for mark in dict.fromkeys(match[0] for match in map(_MARK.match, texts) if match):
        yield _yaml("drop_run", line=f"{_pattern(mark)}.*", edges=True), ""
    for pattern in _patterns(texts, asked):
        yield _yaml("until", line=pattern, rest=f".{{1,{LONG_LINE}}}", expect="usually"), ""
        yield _yaml("until", line=pattern, expect="usually"), ""
        yield _yaml("drop", line=pattern), ""


def _keeping(pages: Sequence[_Looked], asked: str) -> Iterator[tuple[str, str]]:
    """Yield rules that may keep the lines that were asked for and are not in the article."""
    goals = [(page, number, page.lines[number].cause) for page in pages for number in sorted(page.asked - page.kept)]
    for page, number, cause in goals[:MAX_TRIED]:
        if cause and cause.rule in CHOOSING:
            for css in _holding(page.around({*page.kept, number})):
                yield _yaml("select", css=css), page.above(cause)
            for story in islice(_holding(page.around(page.kept)), 1):
                for own in islice(_selectors(page.lines[number].element), MAX_NAMES + 1):
                    yield _yaml("select", css=f"{own}, {story}"), page.above(cause)
    texts: dict[str, list[str]] = {}
    for page, number, cause in goals:
        if cause and _can_be_protected(cause):
            texts.setdefault(page.above(cause), []).append(page.lines[number].text)
    for above, those in texts.items():
        yield from ((_yaml("keep", line=pattern), above) for pattern in _patterns(those, asked))


def _can_be_protected(cause: Cause) -> bool:
    """Return whether `keep` can protect a line from what removed it: a rule for lines, or the line model.

    A site that has a pack does not use the model. A page that is rejected has no article, whatever is protected.
    """
    if not cause.file:
        return cause.rule == "lines"
    return VERBS[cause.rule].options.tree_action is None and cause.rule != "reject"


def _hopeless(line: Line) -> str:
    """Return why no rule can keep a line; empty if one may."""
    cause = line.cause
    if cause is None or cause.rule in CHOOSING or _can_be_protected(cause):
        return ""
    if cause.file:
        return f"the rule {cause} has to be changed to keep such a line: no other rule can"
    return f"no rule of a pack can keep what the step {cause} removes ({cause.why})"


def _selectors(element: Any) -> Iterator[str]:
    """Yield selectors of an element and of those around it, from the inside."""
    around = [] if element is None else [element, *islice(element.iterancestors(), MAX_LEVELS)]
    inside = [each for each in around if each.tag not in ("html", "body")]
    for each in inside:
        yield from _own_selectors(each)
    for parent in inside[1:2]:
        yield from (f"{css} > {element.tag}" for css in _own_selectors(parent))


def _own_selectors(element: Any) -> Iterator[str]:
    names = [*islice(selectors_of(element), MAX_NAMES)]
    yield from (name if name.startswith("#") else f"{element.tag}{name}" for name in names)
    if not names and element.tag in TELLING:
        yield element.tag


def _holding(around: Sequence[Any]) -> Iterator[str]:
    """Yield selectors of the innermost elements that have a name."""
    yield from islice((css for element in around for css in _own_selectors(element)), MAX_NAMES + 1)


def _patterns(texts: Iterable[str], asked: str) -> list[str]:
    r"""Return patterns for whole lines that match these texts, which contain what was asked for.

    There is one for all of them if they begin with the same label. A long line is known by the text that was asked for
    and not by all its words. Numbers may be others on the next page.

    >>> _patterns(["Lees ook: Kop", "Lees ook: Nog een kop"], "lees"), _patterns(["3 reacties", "12 reacties"], "react")
    (['Lees ook: .*'], ['\\d+ reacties'])
    """
    distinct = list(dict.fromkeys(texts))
    labels = {match[0] if match else "" for match in map(_LABEL.match, distinct)}
    if len(distinct) > 1 and len(labels) == 1 and "" not in labels:
        return [f"{_pattern(labels.pop())} .*"]
    return list(dict.fromkeys(_pattern_of(text, asked) for text in distinct))[:MAX_TRIED]


def _pattern_of(line: str, asked: str) -> str:
    place = re.search(re.escape(" ".join(asked.split())), line, re.IGNORECASE)
    if len(line) <= LONG_LINE or place is None or place[0] == line:
        return _pattern(line)
    return f"{'.*' if place.start() else ''}{_pattern(place[0])}{'.*' if place.end() < len(line) else ''}"


def _pattern(text: str) -> str:
    return _NUMBER.sub(r"\\d+", _SPECIAL.sub(r"\\\1", text))
