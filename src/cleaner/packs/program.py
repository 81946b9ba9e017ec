"""Turns a pack into the rules that run on a page: in order, with shared rules in place and all patterns in one set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property

from msgspec import Struct
from msgspec.structs import asdict

from ..page.causes import Cause
from ..page.patterns import Pattern, PatternSet
from ..verbs import VERBS, Verb
from ..verbs.rule import Options
from .schema import Pack, Rules, Shared, Use, fields_of

MAX_NAME = 100
"""The most characters of the options in the name of a rule."""
_REMARKS = frozenset(Options.__struct_fields__) - {"after_cut"}
"""The options that say something about a rule, and not what it looks for."""


class CompiledRule(Struct, frozen=True):
    """One rule, ready to run: its verb, its options, the patterns among them, and its name in the ledger.

    The rule is skipped on a page where one of the `needed` patterns matches no line.
    """

    verb: Verb
    options: Options
    patterns: tuple[Pattern, ...]
    needed: frozenset[Pattern]
    cause: Cause


class Program:
    """A pack and its compiled rules: those that look at the tree of an HTML page, and those that look at lines.

    `file` is the path of the pack's file in its rules folder, which messages name. `compiled` returns the rules. It is
    called when the pack first runs, because most packs never do; `pack` may be without them.
    """

    def __init__(self, pack: Pack, file: str, compiled: Callable[[], tuple[CompiledRule, ...]]) -> None:
        self.pack, self.file, self._compiled = pack, file, compiled

    def __reduce__(self) -> tuple[object, ...]:
        return _with_rules, (self.pack, self.file, (*self.tree_rules, *self.line_rules))

    @cached_property
    def _rules(self) -> tuple[CompiledRule, ...]:
        return self._compiled()

    @cached_property
    def tree_rules(self) -> tuple[CompiledRule, ...]:
        """The rules that look at the tree of an HTML page."""
        return tuple(rule for rule in self._rules if rule.options.tree_action)

    @cached_property
    def line_rules(self) -> tuple[CompiledRule, ...]:
        """The rules that look at lines."""
        return tuple(rule for rule in self._rules if not rule.options.tree_action)

    @cached_property
    def rule_names(self) -> dict[int, str]:
        """The name of each rule (see `name_rules`) by its `id`. To hash a rule takes longer than most rules run."""
        return dict(zip(map(id, self._rules), name_rules(self._rules, self.pack.pack), strict=True))

    @cached_property
    def patterns(self) -> PatternSet:
        """All patterns of the rules for lines. Built when the pack first runs, because most packs never do."""
        return PatternSet(pattern for rule in self.line_rules for pattern in rule.patterns)


def name_rules(rules: Iterable[CompiledRule], pack: str) -> Iterator[str]:
    """Yield a name for each rule of a pack, which stays the same when lines of the file move.

    It is the verb with those of its options that say what it looks for, as the file has them: `drop {line: Lees ook}`.
    A long one is cut. A rule of a shared file has that file's name in front. If rules have the same name, the second
    gets `(2)` behind it, and so on.
    """
    times = Counter[str]()
    for rule in rules:
        defaults = {name: field.default for name, field in fields_of(type(rule.options)).items()}
        options = {name: value for name, value in asdict(rule.options).items() if value != defaults[name]}
        written = ", ".join(f"{name}: {_written(value)}" for name, value in options.items() if name not in _REMARKS)
        written = f"{written[:MAX_NAME]}…" if len(written) > MAX_NAME else written
        shared = "" if rule.cause.pack == pack else f"{rule.cause.pack}: "
        name = f"{shared}{rule.cause.rule} {{{written}}}"
        times[name] += 1
        yield name if times[name] == 1 else f"{name} ({times[name]})"


def _written(value: object) -> str:
    if isinstance(value, Pattern):
        return value.source
    return str(value).lower() if isinstance(value, bool) else str(value)


def _with_rules(pack: Pack, file: str, rules: tuple[CompiledRule, ...]) -> Program:
    return Program(pack, file, lambda: rules)


class SharedFile(Struct, frozen=True):
    """The content of a shared file, and its path in the rules folder."""

    content: Shared
    file: str


def assemble(pack: Pack, file: str, shared: Mapping[str, SharedFile]) -> Program:
    """Compile a pack: each `use` is replaced by the rules of the shared file that it names."""
    return _with_rules(pack, file, compiled_rules(pack, file, shared))


def compiled_rules(pack: Pack, file: str, shared: Mapping[str, SharedFile]) -> tuple[CompiledRule, ...]:
    """Return the rules of a pack, with those of the shared files that it uses."""
    return tuple(_compiled(pack.rules, pack.pack, pack.version, file, shared))


@cache
def _required(options: type[Options]) -> frozenset[str]:
    """Return the options that the verb cannot do without."""
    return frozenset(field.name for field in fields_of(options).values() if field.required)


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
