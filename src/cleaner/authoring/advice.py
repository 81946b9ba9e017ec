r"""Advice about packs that have no faults: rules that may take too much, and rules that no golden page shows at work.

Nothing here is certain, so it is a warning, and each says what would settle it:

- A label that is only the beginning of a line, such as `Meer uit .*`, also takes "Meer uit de grond halen kost tijd.".
- `until` with a label that leaves open what follows, such as `Meer uit \p{Lu}\pL+`, also takes the subhead "Meer uit
  Vlissingen", and the rest of the article with it.
- A selector that misses the first paragraph of a golden page.
- A rule that took nothing from any golden page, unless it says `unverified: true`.
- A signature line that another pack has too, and a signature that fits the golden page of another pack.
- A pack without a golden page.
- A pack that does not say how it was checked.

The first two do not count if the rule asks for a second sign: `followed_by`, `rest`, `within` or `after_cut`; for
`drop_run`, `after`, `edges`, or a run of three lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from typing import NamedTuple

from msgspec.structs import asdict

from ..chain.draft import Draft
from ..chain.layouts import choose_layout
from ..chain.narrow import remove_elements, select_elements
from ..cleaner import Cleaner
from ..errors import Fault, InputError
from ..packs.folders import shipped_rules
from ..packs.loading import Packs
from ..packs.matching import Match, PackIndex
from ..packs.reading import RuleFile, rule_files
from ..packs.schema import GENERIC, Pack, Rule, Shared
from ..packs.states import Choice, Node, Repeated, parse
from ..page.page import HtmlPage, Page
from ..page.patterns import Pattern
from ..readers import read_page
from ..verbs.drop_run import DropRun
from ..verbs.rule import Options
from .goldens import Case, Suite, golden_folder

MAX_LABEL = 3
"""The most words of a label that may also begin a sentence. A longer one, as "Wil je ook elke dag", hardly does."""
MIN_RUN = 3
"""With `at_least` of this size, `drop_run` needs no other sign: an article rarely has three such lines in a row."""
MAX_BEGINNINGS = 50
"""The most beginnings of a pattern that are tried as labels."""
MAX_SHOWN = 60
"""The most characters of a line that a message shows."""
_SENTENCE = "de grond halen kost tijd, zegt de wethouder van Goes."
"""What may follow a label if a sentence of an article begins with the same words."""
_SIGNS = {
    "edges": "edges: true",
    "rest": "rest: '(?&no_sentence)'",
    "within": "within: 3",
    "after_cut": "after_cut: true",
}
"""Options that ask for a second sign, with an example of each."""
_BEFORE = "Volgens hem is"
"""What may stand before a label that is not the beginning of its line."""
_SUBHEADS = ("Vlissingen", "de haven van Goes")
"""What may follow a label if a subhead of an article begins with the same words."""
_CHARACTER = re.compile(
    r"(?:\(\?i:)?(?:\\?(?P<mark>[^\w\s\\.\[])|(?P<plain>[\w ])|(?P<space>\\s)|\[(?P<first>[\w ])[\w ]*-?\])\)?"
)
"""A leaf of the syntax tree of a pattern that stands for one character, or for one of a few, such as `[Ll]`."""
_Pages = Sequence[tuple[Case, Page]]
_NOTES = {"why", "expect", "unverified"}
"""The options that do not change what a rule takes."""


def advise(cleaner: Cleaner, suite: Suite) -> list[Fault]:
    """Return the advice about the last folder of packs of this cleaner, in the order of its files.

    `suite` has its golden pages. If they are not on this machine, as those of the shipped packs are not if `cleaner`
    was installed from a wheel, nothing is said about them.
    """
    folders = cleaner.packs.files.folders
    files = rule_files(folders)
    found = [*chain.from_iterable(map(_weak_rules, files)), *_shared_lines(cleaner.packs, files), *_unchecked(files)]
    if folders[-1] != shipped_rules() or golden_folder(folders[-1]).is_dir():
        pages = list(_readable(suite.cases))
        found += _without_golden_page(suite, files)
        found += _idle_rules(cleaner, pages, files)
        found += _missed_leads(cleaner.packs, pages, files)
        found += _fitting_signatures(pages, files)
    return sorted(found)


def _readable(cases: Iterable[Case]) -> Iterator[tuple[Case, Page]]:
    """Yield the golden pages that can be read. `packs test` reports the others."""
    for case in cases:
        with suppress(InputError):
            yield case, read_page(case.page)


def _rules(file: RuleFile) -> Iterator[Rule]:
    return (rule for rules in file.content.rule_lists for rule in rules if isinstance(rule, Rule))


def _at(file: RuleFile, place: Rule | str, message: str) -> Fault:
    """Return advice about a rule of a file, or about one of its keys."""
    line, column = (file.lines[place], 1) if isinstance(place, str) else (place.line, place.column)
    return Fault(file.shown, line, column, message)


def _weak_rules(file: RuleFile) -> Iterator[Fault]:
    for rule in _rules(file):
        pattern = _without_second_sign(rule.options)
        if pattern is None:
            continue
        if found := _also_taken(pattern, [_SENTENCE]):
            if pattern.matches(f"{_BEFORE} {found.line}"):
                what = f"with {found.label!r} in them; say how the line begins and ends"
            else:
                what = f"that only begin with {found.label!r}; say what follows the label,"
                what += r" as in 'Meer uit \p{Lu}\pL+' instead of 'Meer uit .*'"
            sign = next(sign for name, sign in _SIGNS.items() if hasattr(rule.options, name))
            yield _at(
                file, rule, f"this also takes sentences of an article {what}, or ask for a second sign, such as {sign}"
            )
        elif rule.options.removes_unseen and (found := _also_taken(pattern, _SUBHEADS)):
            yield _at(
                file,
                rule,
                f"this would also take {found.line!r}, which may be a subhead, with the rest of the article; ask for a"
                " second sign, as in followed_by: '(?&ago)' or rest: '(?&no_sentence)'",
            )


def _without_second_sign(options: Options) -> Pattern | None:
    """Return the pattern of the lines that a rule takes for their words alone; None if it asks for a second sign."""
    if options.after_cut:
        return None
    if isinstance(options, DropRun):
        is_weak = options.after is None and not options.edges and options.at_least < MIN_RUN
        return options.line if is_weak else None
    return options.takes()


class _Taken(NamedTuple):
    """A line of an article that a pattern takes, and the label that it begins with."""

    label: str
    line: str


def _also_taken(pattern: Pattern, endings: Iterable[str]) -> _Taken | None:
    r"""Return a line of an article that the pattern takes: one of its labels, and one of these endings.

    >>> _also_taken(Pattern("(?:Meer uit|Lees ook) .*", whole=True), ["Vlissingen"])
    _Taken(label='Meer uit', line='Meer uit Vlissingen')
    >>> _also_taken(Pattern("Meer nieuws|Lees ook: .*", whole=True), ["Vlissingen"])
    """
    beginnings = map(str.strip, islice(_beginnings(pattern), MAX_BEGINNINGS))
    # a label that ends in a mark, such as "Lees ook:", does not begin a sentence
    labels = [label for label in beginnings if label[-1:].isalnum() and len(label.split()) <= MAX_LABEL]
    lines = (_Taken(label, f"{label} {end}") for label in labels for end in endings)
    return next((taken for taken in lines if pattern.matches(taken.line)), None)


def _beginnings(pattern: Pattern) -> Iterator[str]:
    """Yield the texts with which lines that match may begin, up to what the pattern leaves open.

    What may be missing is left out, unless it is an option of some characters. Long texts are left out.

    >>> list(_beginnings(Pattern(".*(?i:lees|kijk) ook(?: dan)? .*", whole=True)))
    ['lees ook dan ', 'lees ook ', 'kijk ook dan ', 'kijk ook ']
    """
    stack: list[tuple[str, list[Node]]] = [("", sequence) for sequence in reversed(parse(pattern.source).sequences)]
    while stack:
        text, nodes = stack.pop()
        first, rest = nodes[0] if nodes else None, nodes[1:]
        if isinstance(first, Choice):
            stack += [(text, [*sequence, *rest]) for sequence in reversed(first.sequences)]
        elif isinstance(first, Repeated) and first.least == 1:
            stack.append((text, [first.node, *rest]))
        elif isinstance(first, Repeated) and first.least == 0:
            stack += [(text, rest), (text, [first.node, *rest])] if first.most == 1 else [(text, rest)]
        elif isinstance(first, str) and (character := _CHARACTER.fullmatch(first)):
            one = " " if character["space"] else character[str(character.lastgroup)]
            stack += [(text + one, rest)] if len(text) < MAX_SHOWN else []
        else:
            yield text


def _shared_lines(packs: Packs, files: Iterable[RuleFile]) -> Iterator[Fault]:
    """Find lines of signatures that stand in the signature of another pack."""
    owners: dict[str, list[str]] = {}
    for name, program in packs.programs.items():
        for line in _signature(program.pack):
            owners.setdefault(line.source, []).append(name)
    for file in files:
        for line in _signature(file.content):
            others = [name for name in owners[line.source] if name != file.content.name]
            if others:
                message = f"the line {line.source!r} is also in the signature of {', '.join(others)}"
                yield _at(file, "signature", f"{message}; choose lines that no other site has")


def _signature(content: Pack | Shared) -> list[Pattern]:
    signature = content.signature if isinstance(content, Pack) else None
    return [line.line for line in signature.lines] if signature else []


def _unchecked(files: Iterable[RuleFile]) -> Iterator[Fault]:
    for file in files:
        if isinstance(file.content, Pack) and file.content.checked is None:
            message = "this does not say how the pack was checked; add a line such as"
            yield _at(file, "pack", f"{message} checked: {{by: fixtures, when: '2026-11-28'}}")


def _without_golden_page(suite: Suite, files: Iterable[RuleFile]) -> Iterator[Fault]:
    tested = {case.facts.pack for case in suite.cases}
    for file in files:
        if isinstance(file.content, Pack) and file.content.name not in tested:
            message = "no golden page shows what this pack does; add one, as docs/private-packs.md says"
            yield _at(file, "pack", message)


def _idle_rules(cleaner: Cleaner, pages: _Pages, files: Sequence[RuleFile]) -> Iterator[Fault]:
    """Find rules that took nothing from any golden page, and neither did the same rule of another pack."""
    packs = {file.content.name for file in files if isinstance(file.content, Pack)}
    pages = [(case, page) for case, page in pages if case.facts.pack in packs]
    untested = packs - {case.facts.pack for case, _ in pages}  # nothing is known about their rules
    removed = set(chain.from_iterable(_at_work(cleaner, case) for case, _ in pages))
    working = {_same(rule) for file in files for rule in _rules(file) if (file.content.name, rule.line) in removed}
    lines = {block.text for _, page in pages for block in page.blocks}
    for file in files if pages else ():
        for rule in _rules(file) if file.content.name not in untested else ():
            if rule.options.unverified or _same(rule) in working or _finds(rule.options, lines):
                continue
            message = "this took nothing from any golden page; add a page with something for it to take, or write"
            yield _at(file, rule, f"{message} 'unverified: true' if you have none")


def _same(rule: Rule) -> tuple[str, str]:
    """Return what is the same for two rules that take the same."""
    return rule.verb, str({name: value for name, value in asdict(rule.options).items() if name not in _NOTES})


def _at_work(cleaner: Cleaner, case: Case) -> Iterator[tuple[str, int]]:
    """Yield the name and the line of each rule that took something from the page, with its URL or without."""
    for url in {case.facts.url, None}:
        article = cleaner.clean(case.page, url, strip_dateline=True)
        for removal in article.ledger.removed:
            yield removal.cause.pack, removal.cause.line


def _finds(options: Options, lines: Iterable[str]) -> bool:
    """Return whether a rule that divides or protects lines finds one. It removes nothing, so no ledger shows it."""
    patterns = [value for value in asdict(options).values() if isinstance(value, Pattern)]
    is_silent = options.makes_lines or options.protects_lines
    return is_silent and any(pattern.matches(line) for pattern in patterns for line in lines)


def _missed_leads(packs: Packs, pages: _Pages, files: Iterable[RuleFile]) -> Iterator[Fault]:
    """Find `select` rules that leave out the first paragraph of a golden page."""
    by_name = {file.content.name: file for file in files if isinstance(file.content, Pack)}
    for case, page in pages:
        if not isinstance(page, HtmlPage) or not case.expected or case.facts.pack not in by_name:
            continue
        file, lead = by_name[case.facts.pack], case.expected.split("\n\n")[0].rstrip("\n")
        number = _line_that_misses(lead, page, packs, case.facts.pack)
        for rule in _rules(file):
            if rule.line == number:
                message = f"this misses the first paragraph of the golden page {case.name}: {_cut(lead)!r}; add the"
                yield _at(file, rule, f"{message} element that holds it, as in css: '.lead, .article-body'")


def _line_that_misses(block: str, page: HtmlPage, packs: Packs, pack: str) -> int | None:
    """Return the line of the `select` rule that leaves out this block of the page; None if it is selected."""
    draft = Draft(
        page=page,
        match=Match(pack, 1, ""),
        program=packs[pack],
        generic=packs[GENERIC],
        blocks=page.blocks,
        confidence=1,
    )
    removed = remove_elements(choose_layout(draft))
    selected = select_elements(removed)
    is_missed = all(block != each.text for each in selected.blocks) and any(
        block == each.text for each in removed.blocks
    )
    return next((rule.cause.line for rule in selected.fired - removed.fired if is_missed), None)


def _fitting_signatures(pages: _Pages, files: Iterable[RuleFile]) -> Iterator[Fault]:
    """Find signatures that fit the golden page of another pack."""
    indexes = [(file, PackIndex([file.content])) for file in files if isinstance(file.content, Pack)]
    indexes = [(file, index) for file, index in indexes if _signature(file.content)]
    for case, page in pages:
        for file, index in indexes:
            match = index.match(page) if file.content.name != case.facts.pack else None
            if match:
                weight = match.reason.partition(", ")[2]
                message = f"this fits the golden page {case.name} of the pack {case.facts.pack!r}, with {weight}"
                yield _at(file, "signature", f"{message}; choose lines that no other site has, or raise 'need'")


def _cut(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"
