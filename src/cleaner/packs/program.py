"""A pack made ready to run: its rules in order, those of shared files in their place, and all patterns in one set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property

from msgspec import Struct
from msgspec.structs import asdict, fields

from ..page.causes import Cause
from ..page.patterns import Pattern, PatternSet
from ..verbs import VERBS, Verb
from ..verbs.rule import Options
from .schema import Pack, Rules, Shared, Use


class CompiledRule(Struct, frozen=True):
    """One rule made ready: its verb, its options, the patterns among them, and how the ledger names it.

    A page in which one of the `needed` patterns matches nowhere is none for this rule.
    """

    verb: Verb
    options: Options
    patterns: tuple[Pattern, ...]
    needed: frozenset[Pattern]
    cause: Cause


class Program:
    """A pack and its steps: those that narrow the tree of an HTML page, and those that run over lines.

    `file` is the pack's file as messages name it, relative to its rules folder.
    """

    def __init__(self, pack: Pack, file: str, rules: tuple[CompiledRule, ...]) -> None:
        self.pack, self.file = pack, file
        self.tree_rules = tuple(rule for rule in rules if rule.verb.apply is None)
        self.line_rules = tuple(rule for rule in rules if rule.verb.apply is not None)

    @cached_property
    def patterns(self) -> PatternSet:
        """All patterns of the steps; built when the pack is first run, for most packs never are."""
        return PatternSet(pattern for rule in self.line_rules for pattern in rule.patterns)


class SharedFile(Struct, frozen=True):
    """A shared file's content, and its name for messages."""

    content: Shared
    file: str


def assemble(pack: Pack, file: str, shared: Mapping[str, SharedFile]) -> Program:
    """The pack with the rules of the shared files it uses put in their place."""
    return Program(pack, file, tuple(_compiled(pack.rules, pack.pack, pack.version, file, shared)))


@cache
def _required(options: type[Options]) -> frozenset[str]:
    return frozenset(field.name for field in fields(options) if field.required)


def _compiled(
    rules: Rules, pack: str, version: int, file: str, shared: Mapping[str, SharedFile]
) -> Iterator[CompiledRule]:
    for rule in rules:
        if isinstance(rule, Use):
            used = shared[rule.name]
            yield from _compiled(used.content.rules, rule.name, used.content.version, used.file, {})
        else:
            options = rule.options
            patterns = {name: value for name, value in asdict(options).items() if isinstance(value, Pattern)}
            needed = frozenset(patterns[name] for name in _required(type(options)) & patterns.keys())
            cause = Cause(pack, version, file, rule.line, rule.verb, options.why)
            yield CompiledRule(VERBS[rule.verb], options, tuple(patterns.values()), needed, cause)
