"""Faults of a pack that is well formed: above all, rules that can never fire."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import singledispatch
from typing import Any

from ..page.patterns import Pattern
from ..verbs.rule import Options
from ..verbs.selecting import selector_faults
from .schema import Pack, Rule, Rules, Sign, Signature, SiteLayout

SAMPLE_LINES = ("a", "Een zin van acht woorden, met een punt.", "12:30", "• Sport", "Ω", "-")
"""A pattern for whole lines that matches all of these is taken to match every line."""
MAX_COMPARISONS = 20_000
"""Pairs of rules that are compared in one pack: all pairs of a pack of 200 rules. Without a limit, a pack of 1,000
rules takes seconds to load."""


def lint_pattern(pattern: Pattern) -> Iterator[str]:
    """Say why this pattern can never match, or why it matches everywhere.

    >>> list(lint_pattern(Pattern(" Lees ook.*", whole=True)))
    ["this can never match: no line starts with white space; remove the ' '"]
    """
    source = pattern.source
    bare = source.removeprefix("^").removesuffix("$")
    plain_start, plain_end = bare[1:2] not in {"*", "?", "{"} and "|" not in bare, "|" not in bare
    if "\n" in source or "\\n" in source.replace("\\\\", ""):
        yield "this can never match: a pattern sees one line at a time; remove the line break"
    elif set(source) & set("\u00a0\u202f\u2007"):
        yield "this can never match: pages are read with plain spaces; replace the non-breaking space by a plain one"
    elif pattern.whole and not bare:
        yield "this can never match: no line is empty; write what the line contains"
    elif pattern.whole and bare[0] == " " and plain_start:
        yield "this can never match: no line starts with white space; remove the ' '"
    elif pattern.whole and bare[-1] == " " and plain_end:
        yield "this can never match: no line ends with white space; remove the ' '"
    elif pattern.matches("") and not pattern.whole:
        yield "this matches everywhere, even an empty piece of a line; write something that must be there"
    elif pattern.whole and all(map(pattern.matches, SAMPLE_LINES)):
        yield "this matches every line; write what distinguishes such a line from the lines of an article"


def shadowed(rules: Rules, shared: Mapping[str, Rules]) -> Iterator[tuple[Rule, Rule]]:
    """Find the rules that can never fire, each with the rule above it that always takes its lines.

    `shared` holds the rules of the shared files, which stand where a `use` names them. They are not reported
    themselves, because other packs use them too, and they do not shadow a pack's rules: a new version of a shared file
    must not make a pack faulty.

    Only certain cases count: the same pattern again, or a plain text that the earlier pattern matches. After
    `MAX_COMPARISONS` pairs of rules, the others are not compared.
    """
    takers: list[tuple[Rule, Pattern]] = []
    may_be_protected = False
    comparisons = 0
    for rule, is_own in _in_place(rules, shared):
        options = rule.options
        if options.makes_lines:
            takers.clear()
        may_be_protected = may_be_protected or options.protects_lines
        if not is_own:
            continue
        line = getattr(options, "line", None)
        if isinstance(line, Pattern):
            plain = _plain_text(line.source)
            comparisons += len(takers)
            for other, pattern in takers if comparisons <= MAX_COMPARISONS else ():
                if pattern.source == line.source or (plain is not None and pattern.matches(plain)):
                    yield rule, other
                    break
        taken = options.takes()
        if taken is not None and not options.after_cut and not may_be_protected:
            takers.append((rule, taken))


def never_chosen(pack: Pack) -> Iterator[tuple[int, str]]:
    """Find the layouts of a pack that no page can have, and layouts of the same name: the number of each, and why.

    A layout is never chosen if those above it with the same sign, or like it without one, were in use all the time that
    it was.
    """
    names: dict[str, int] = {}
    taken: dict[object, list[tuple[date, date]]] = {}  # by sign: the times of the layouts above
    for number, layout in enumerate(pack.layouts):
        if names.setdefault(layout.name, number) != number:
            yield number, f"there is a layout {layout.name!r} above already; rename one of them"
        if pack.text_only and not layout.is_for(html=False):
            yield number, "this can never be chosen: the pack is for text alone; add 'line' to the sign"
            continue
        sign = layout.sign
        signs = [each for each in (sign.selector, sign.line and sign.line.source) if each] if sign else [None]
        time = layout.since or date.min, layout.until or date.max
        is_new = [_add(time, taken.setdefault(each, [])) for each in signs if time[0] < time[1]]
        if is_new and not any(is_new):
            others = "have the same sign" if sign else "have no sign either"
            message = f"this can never be chosen: layouts above it {others}, and were in use all the time that it was"
            yield number, f"{message}; give it another sign or other dates, or move it up"


def _add(time: tuple[date, date], times: list[tuple[date, date]]) -> bool:
    """Add a time (the first day, and the first day after it) to others; return False if they included it already.

    >>> january, february, march = (date(2024, month, 1) for month in (1, 2, 3))
    >>> times = [(january, february)]
    >>> _add((february, march), times), _add((january, march), times), times == [(january, march)]
    (True, False, True)
    """
    start, end = time
    if any(first <= start and end <= last for first, last in times):
        return False
    joined = [(first, last) for first, last in times if first <= end and start <= last]
    times[:] = [each for each in times if each not in joined]
    times.append((min([start, *(first for first, _ in joined)]), max([end, *(last for _, last in joined)])))
    return True


def _in_place(rules: Rules, shared: Mapping[str, Rules]) -> Iterator[tuple[Rule, bool]]:
    """Yield the rules in the order in which they run, and whether each of them stands in this file itself."""
    for rule in rules:
        if isinstance(rule, Rule):
            yield rule, True
        else:
            for brought, _ in _in_place(shared.get(rule.name, ()), {}):
                yield brought, False


def _plain_text(source: str) -> str | None:
    r"""Return the only line that a pattern matches, if the pattern is plain text.

    >>> _plain_text(r"Logo NU\.nl"), _plain_text("Lees ook.*")
    ('Logo NU.nl', None)
    """
    rest = re.sub(r"\\[^\w\s]", "", source)
    return None if set(rest) & set("\\.*+?[](){}|^$") else re.sub(r"\\(.)", r"\1", source)


@singledispatch
def lint_value(value: Any) -> Iterator[str]:  # noqa: ARG001
    """Say what is wrong with one mapping of a pack that the types of its keys do not show."""
    yield from ()


@lint_value.register
def _(value: Options) -> Iterator[str]:
    yield from value.faults()


@lint_value.register
def _(value: Signature) -> Iterator[str]:
    weight = sum(line.weight for line in value.lines)
    if weight < value.need:
        yield f"this can never match: all lines together weigh {weight}, less than 'need' ({value.need}); lower 'need'"


@lint_value.register
def _(value: Sign) -> Iterator[str]:
    if value.css is not None and value.xpath is not None:
        yield "a sign is one element: give 'css' or 'xpath', not both"
    elif value.selector is not None:
        yield from selector_faults(value)
    elif value.line is None:
        yield "a sign needs 'css' or 'xpath' for HTML, or 'line' for text, as in css: div.article-body"


@lint_value.register
def _(value: SiteLayout) -> Iterator[str]:
    if value.since and value.until and value.until <= value.since:
        yield "this can never be chosen: 'until', the first day without this layout, is not after 'since'"
    if not value.is_for(html=True):
        idle = dict.fromkeys(
            rule.verb for rule in value.rules if isinstance(rule, Rule) and rule.options.tree_action is not None
        )
        for verb in idle:
            yield f"{verb!r} can never fire: it needs HTML, and the sign is for text alone; add 'css' to the sign"


@lint_value.register
def _(value: Pack) -> Iterator[str]:
    if value.pack == "none":
        yield "a pack cannot have the name 'none', because --pack none asks for the generic pack; rename it"
    if value.listings and not value.hosts:
        yield "'listings' are paths on the hosts of the pack, but it has no hosts; add 'hosts'"
