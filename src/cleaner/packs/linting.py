"""What is wrong with a pack though its form is right: above all, rules that can never fire."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from msgspec.structs import asdict

from ..page.patterns import Pattern
from ..verbs.rule import Options
from .schema import Pack, Rule, Rules, Signature

PROBES = ("a", "Een zin van acht woorden, met een punt.", "12:30", "• Sport", "Ω", "-")
MAX_COMPARISONS = 20_000
"""Pairs of rules that are looked at: those of a pack of 200 rules."""
TAKES_ITS_LINES = {"until", "drop", "meta", "reject"}
NARROWS = {"within": None, "followed_by": None, "rest": None, "at_least": 1}


def lint_pattern(pattern: Pattern) -> Iterator[str]:
    """Why this pattern can never match, or matches everywhere.

    >>> list(lint_pattern(Pattern(" Lees ook.*", whole=True)))
    ["this can never match: a line has no white space at its start; take off the ' '"]
    """
    source = pattern.source
    bare = source.removeprefix("^").removesuffix("$")
    plain_start, plain_end = bare[1:2] not in {"*", "?", "{"} and "|" not in bare, "|" not in bare
    if "\n" in source or "\\n" in source.replace("\\\\", ""):
        yield "this can never match: a pattern sees one line at a time; take out the line break"
    elif set(source) & set("\u00a0\u202f\u2007"):
        yield "this can never match: a non-breaking space is read as a space; write one"
    elif pattern.whole and not bare:
        yield "this can never match: no line is empty; write what the line says"
    elif pattern.whole and bare[0] == " " and plain_start:
        yield "this can never match: a line has no white space at its start; take off the ' '"
    elif pattern.whole and bare[-1] == " " and plain_end:
        yield "this can never match: a line has no white space at its end; take off the ' '"
    elif pattern.matches("") and not pattern.whole:
        yield "this matches everywhere, even where nothing stands; write what has to stand there"
    elif pattern.whole and all(map(pattern.matches, PROBES)):
        yield "this matches every line; write what tells such a line from the article's own"


def shadowed(rules: Rules) -> Iterator[tuple[Rule, Rule]]:
    """The rules that can never fire, each with the earlier one that always takes its lines.

    Only what is certain is told: the same pattern again, or plain text that the earlier pattern matches.
    """
    takers: list[tuple[Rule, Pattern]] = []
    comparisons = 0
    for rule in rules:
        if not isinstance(rule, Rule):
            continue
        if rule.verb == "split":
            takers.clear()  # it makes new lines
        line = getattr(rule.options, "line", None)
        if not isinstance(line, Pattern):
            continue
        plain = _plain(line.source)
        comparisons += len(takers)
        for other, taken in takers if comparisons < MAX_COMPARISONS else ():
            if taken.source == line.source or (plain is not None and taken.matches(plain)):
                yield rule, other
                break
        if rule.verb in TAKES_ITS_LINES and not _narrowed(rule.options):
            takers.append((rule, line))


def _narrowed(options: Options) -> bool:
    """Whether the rule passes over some of the lines that its pattern matches."""
    values = asdict(options)
    return any(values[name] != usual for name, usual in NARROWS.items() if name in values)


def _plain(source: str) -> str | None:
    r"""The one line that a pattern matches, where it is plain text; None for all other patterns.

    >>> _plain(r"Logo NU\.nl"), _plain("Lees ook.*")
    ('Logo NU.nl', None)
    """
    rest = re.sub(r"\\[^\w\s]", "", source)
    return None if set(rest) & set("\\.*+?[](){}|^$") else re.sub(r"\\(.)", r"\1", source)


@singledispatch
def lint_value(value: Any) -> Iterator[str]:  # noqa: ARG001
    """What is wrong with one mapping of a pack that its keys' types cannot say."""
    yield from ()


@lint_value.register
def _(value: Options) -> Iterator[str]:
    yield from value.faults()


@lint_value.register
def _(value: Signature) -> Iterator[str]:
    weight = sum(line.weight for line in value.lines)
    if weight < value.need:
        yield f"this can never be met: the lines weigh {weight} together and 'need' is {value.need}; lower 'need'"


@lint_value.register
def _(value: Pack) -> Iterator[str]:
    if value.pack == "none":
        yield "no pack can be named 'none', which stands for no pack; rename it"
    if value.listings and not value.hosts:
        yield "'listings' are paths of the pack's hosts, and it has none; add 'hosts'"
