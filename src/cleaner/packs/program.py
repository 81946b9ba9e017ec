"""Turns a pack into the rules that run on a page: in order, with shared rules in place and all patterns in one set.

If a pack has layouts, it becomes one program for each: with the rules of the layout, and those common to all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Protocol, get_args

from msgspec import Struct
from msgspec.structs import asdict

from ..page.causes import Cause
from ..page.patterns import Pattern, PatternSet
from ..verbs import VERBS, Verb
from ..verbs.rule import Expect, Options
from .schema import Pack, Rules, Shared, SiteLayout, Use, fields_of

MAX_NAME = 100
"""The most characters of the options in the name of a rule."""
_REMARKS = frozenset(Options.__struct_fields__) - {"after_cut"}
"""The options that say something about a rule, and not what it looks for."""


class CompiledRule(Struct, frozen=True, eq=False):
    """One rule, ready to run: its verb, its options, the patterns among them, and its name in the ledger.

    The rule is skipped on a page where one of the `needed` patterns matches no line.

    Two are equal if they are the same rule of a file: a rule of a shared file is compiled for each pack that uses it.
    """

    verb: Verb
    options: Options
    patterns: tuple[Pattern, ...]
    needed: frozenset[Pattern]
    cause: Cause

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CompiledRule) and self.options is other.options and self.cause == other.cause

    def __hash__(self) -> int:
        return id(self.options)  # to hash all fields takes longer than most rules run


class Program:
    """A pack and its compiled rules: those that look at the tree of an HTML page, and those that look at lines.

    `file` is the path of the pack's file in its rules folder, which messages name. `compiled` returns the rules. It is
    called when the pack first runs, because most packs never do; `pack` may be without them.

    If the pack has layouts, these are the rules common to all, for a page that has none of the layouts. `laid_out`
    returns the layouts, each with its own program. It is also called when the pack first runs.
    """

    def __init__(
        self,
        pack: Pack,
        file: str,
        compiled: Callable[[], Iterable[CompiledRule]],
        laid_out: Callable[[], Iterable[tuple[SiteLayout, Program]]] = tuple,
    ) -> None:
        self.pack, self.file, self._compiled, self._laid_out = pack, file, compiled, laid_out

    def __reduce__(self) -> tuple[object, ...]:
        return _with_rules, (self.pack, self.file, self.rules, self.layouts)

    @cached_property
    def rules(self) -> tuple[CompiledRule, ...]:
        """The rules, in order."""
        return tuple(self._compiled())

    @cached_property
    def layouts(self) -> tuple[tuple[SiteLayout, Program], ...]:
        """The layouts of the pack, in the order of its file, each with its program."""
        return tuple(self._laid_out())

    @property
    def all_rules(self) -> tuple[CompiledRule, ...]:
        """The rules of all layouts, and those common to all, each once."""
        programs = (*(own for _, own in self.layouts), self)
        return tuple(dict.fromkeys(rule for each in programs for rule in each.rules))

    @cached_property
    def signs(self) -> PatternSet:
        """The lines that are signs of layouts."""
        return PatternSet(layout.sign.line for layout, _ in self.layouts if layout.sign and layout.sign.line)

    @cached_property
    def tree_rules(self) -> tuple[CompiledRule, ...]:
        """The rules that look at the tree of an HTML page."""
        return tuple(rule for rule in self.rules if rule.options.tree_action)

    @cached_property
    def line_rules(self) -> tuple[CompiledRule, ...]:
        """The rules that look at lines."""
        return tuple(rule for rule in self.rules if not rule.options.tree_action)

    @cached_property
    def expected_lines(self) -> dict[Expect, tuple[CompiledRule, ...]]:
        """The rules that look at lines, by how often they should fire."""
        return {each: tuple(r for r in self.line_rules if r.options.expect == each) for each in get_args(Expect)}

    @cached_property
    def layout(self) -> str:
        """The layout that this program is for; empty if it has only the rules common to all."""
        return next((rule.cause.layout for rule in self.rules if rule.cause.layout), "")

    @cached_property
    def rule_names(self) -> dict[int, str]:
        """The name of each rule (see `name_rules`) by its `id`: the rules of the generic pack have other names."""
        return dict(zip(map(id, self.rules), name_rules(self.rules, self.pack.pack), strict=True))

    @cached_property
    def patterns(self) -> PatternSet:
        """All patterns of the rules for lines. Built when the pack first runs, because most packs never do."""
        return PatternSet(pattern for rule in self.line_rules for pattern in rule.patterns)


def name_rules(rules: Iterable[CompiledRule], pack: str) -> Iterator[str]:
    """Yield a name for each rule of a pack, which stays the same when lines of the file move.

    It is the verb with those of its options that say what it looks for, as the file has them: `drop {line: Lees ook}`.
    A long one is cut. A rule of a shared file has that file's name in front, and a rule of a layout the name of the
    layout in brackets. If rules have the same name, the second gets `(2)` behind it, and so on.
    """
    times = Counter[str]()
    for rule in rules:
        defaults = {name: field.default for name, field in fields_of(type(rule.options)).items()}
        options = {name: value for name, value in asdict(rule.options).items() if value != defaults[name]}
        written = ", ".join(f"{name}: {_written(value)}" for name, value in options.items() if name not in _REMARKS)
        written = f"{written[:MAX_NAME]}…" if len(written) > MAX_NAME else written
        shared = "" if rule.cause.pack == pack else f"{rule.cause.pack}: "
        layout = layout_prefix(rule.cause.layout) if rule.cause.layout else ""
        name = f"{layout}{shared}{rule.cause.rule} {{{written}}}"
        times[name] += 1
        yield name if times[name] == 1 else f"{name} ({times[name]})"


def layout_prefix(layout: str) -> str:
    """Return how the names of the rules of a layout begin."""
    return f"[{layout}] "


def _written(value: object) -> str:
    if isinstance(value, Pattern):
        return value.source
    return str(value).lower() if isinstance(value, bool) else str(value)


def _with_rules(
    pack: Pack, file: str, rules: Sequence[CompiledRule], layouts: Sequence[tuple[SiteLayout, Program]]
) -> Program:
    return Program(pack, file, lambda: rules, lambda: layouts)


class SharedFile(Protocol):
    """A shared file: its path in the rules folder, and its content, which may be read only now."""

    file: str

    @property
    def content(self) -> Shared:
        """The content of the file."""


def assemble(
    pack: Pack, file: str, shared: Mapping[str, SharedFile], whole: Callable[[], Pack] | None = None
) -> Program:
    """Return the program of a pack. Each `use` is replaced by the rules of the shared file that it names.

    If `pack` is without its rules and layouts, `whole` returns it with them. It is called when the pack first runs.
    """
    content = whole or (lambda: pack)

    def compiled(rules: Rules, layout: str = "") -> Iterator[CompiledRule]:
        return _compiled(rules, pack.pack, pack.version, file, shared, layout)

    def of_layout(layout: SiteLayout) -> Program:
        return Program(pack, file, lambda: (*compiled(layout.rules, layout.name), *program.rules))

    def laid_out() -> Iterator[tuple[SiteLayout, Program]]:
        return ((layout, of_layout(layout)) for layout in content().layouts)

    program = Program(pack, file, lambda: compiled(content().rules), laid_out)
    return program


@cache
def _required(options: type[Options]) -> frozenset[str]:
    """Return the options that the verb cannot do without."""
    return frozenset(field.name for field in fields_of(options).values() if field.required)


def _compiled(
    rules: Rules, pack: str, version: int, file: str, shared: Mapping[str, SharedFile], layout: str
) -> Iterator[CompiledRule]:
    for rule in rules:
        if isinstance(rule, Use):
            used = shared[rule.name]
            yield from _compiled(used.content.rules, rule.name, used.content.version, used.file, {}, layout)
        else:
            options = rule.options
            patterns = {name: value for name, value in asdict(options).items() if isinstance(value, Pattern)}
            needed = frozenset(patterns[name] for name in _required(type(options)) & patterns.keys())
            cause = Cause(pack, version, file, rule.line, rule.verb, options.why, layout=layout)
            yield CompiledRule(VERBS[rule.verb], options, tuple(patterns.values()), needed, cause)
