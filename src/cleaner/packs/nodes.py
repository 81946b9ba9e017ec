"""Converts the nodes of a YAML file to the types of `schema`, and notes the place of every fault.

It finds all faults of a file at once, each with its line and column. What a plain YAML value means depends on the type
that is expected: where a text is expected, `no` is the text "no".
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Meta, Struct
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ..errors import Fault
from ..page.patterns import Pattern, PatternFault, Whole
from ..page.words import did_you_mean
from ..verbs import VERBS
from .linting import lint_pattern, lint_value
from .schema import Rule, Use, fields_of

_NAMES: dict[type, str] = {MappingNode: "a mapping", SequenceNode: "a list", ScalarNode: "a single value"}
MAX_ITEMS = 1_000
"""The most rules of a pack, and the most items of any list or mapping in it."""
MAX_GUESSES = 20
"""The most faults of a file for which a similar phrase is searched for: a search takes milliseconds."""
MAX_PATTERN = 10_000
"""The most characters of a pattern, with the phrases that it names filled in."""
MAX_SHOWN = 60
"""The most characters of a value that a message shows."""
_PHRASE = re.compile(r"\(\?&([^)]*)\)")
_EXAMPLE = re.compile(r"^    - (.*?)(?: +#.*)?$", re.MULTILINE)
"""The first example in the documentation of a verb."""


class MalformedError(Exception):
    """A node could not be converted; its faults have been noted."""


class NodeReader:
    r"""Converts the nodes of one file.

    `faults` holds the faults found so far, and `phrases` the patterns that `(?&name)` may name. With `thorough`, it
    also finds faults that take time to find, because every pattern has to be compiled.

    >>> reader = NodeReader("a.yaml", {})
    >>> from cleaner.packs.composing import compose
    >>> reader.convert(compose("drop: {lime: Lees ook}", reader), Rule | Use)
    Traceback (most recent call last):
    cleaner.packs.nodes.MalformedError
    >>> print(*reader.faults, sep="\n")
    a.yaml:1:8: unknown key 'lime'; did you mean 'line'?
    a.yaml:1:7: the key 'line' is missing; add it, as in - drop: {line: 'Lees ook ?[:|].*'}
    """

    def __init__(self, file: str, phrases: Mapping[str, str], *, thorough: bool = True) -> None:
        self.file, self.thorough = file, thorough
        self.phrases = dict(phrases)
        self.faults: list[Fault] = []
        self._patterns: dict[tuple[str, bool], Pattern] = {}  # an equal pattern is compiled and searched for once
        self._example = ""
        """The end of a message about the rule that is being read: an example of its verb."""
        self._counter: StateCounter | None = None
        if thorough:
            from .states import StateCounter  # shipped packs are not counted when they are loaded

            self._counter = StateCounter()

    def fault(self, node: Node, message: str) -> None:
        """Add a fault at the place of a node."""
        mark = node.start_mark
        self.faults.append(Fault(self.file, mark.line + 1, mark.column + 1, message))

    def convert(self, node: Node, kind: Any) -> Any:
        """Return the node as a value of the type `kind`. Raises `MalformedError` if that is not possible."""
        origin = get_origin(kind)
        if origin is Annotated:
            inner, *marks = get_args(kind)
            if inner is Pattern:
                pattern = self._pattern(node, whole=Whole in marks)
                message = self._counter.add(pattern) if self._counter else None
                if message:
                    self.fault(node, message)
                return pattern
            if get_origin(inner) not in (tuple, dict):
                return self._scalar(node, kind)
            return self.convert(node, inner)
        if origin in (types.UnionType, Union):
            if Rule in get_args(kind):
                return self._rule(node)
            return self.convert(node, _without_none(kind))
        if origin is tuple:
            return self._list(node, get_args(kind)[0])
        if origin is dict:
            return self._phrases(node)
        if isinstance(kind, type) and issubclass(kind, Struct):
            return self._struct(node, kind)
        return self._scalar(node, kind)

    def _expect(self, node: Node, kind: type[Node]) -> None:
        if not isinstance(node, kind):
            is_item = kind is SequenceNode and isinstance(node, ScalarNode)
            hint = f"; put it in brackets: [{_cut(node.value)}]" if is_item else self._example
            self.fault(node, f"this has to be {_NAMES[kind]}, not {_NAMES[type(node)]}{hint}")
            raise MalformedError

    def _check_size(self, node: Node) -> None:
        if len(node.value) > MAX_ITEMS:
            message = f"{_NAMES[type(node)]} of {len(node.value):,} items is too long; {MAX_ITEMS:,} are allowed"
            self.fault(node, f"{message}; split it up")
            raise MalformedError

    def _pairs(self, node: Node) -> Iterator[tuple[Node, str, Node]]:
        self._expect(node, MappingNode)
        self._check_size(node)
        seen = set()
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.fault(key, "a key has to be a plain word, not a list or a mapping")
            elif key.value in seen:
                self.fault(key, f"the key {key.value!r} is here twice; remove one of them")
            else:
                seen.add(key.value)
                yield key, key.value, value

    def _struct(self, node: Node, kind: type[Struct]) -> Any:
        known = fields_of(kind)
        values: dict[str, Any] = {}
        missing = {name for name, field in known.items() if field.required}
        sound = True
        for key, name, value in self._pairs(node):
            missing.discard(name)
            try:
                if name not in known:
                    self.fault(key, f"unknown key {name!r}{_guess(name, known)}")
                    raise MalformedError
                values[known[name].name] = self.convert(value, known[name].type)
            except MalformedError:
                sound = False
        for name in sorted(missing):
            self.fault(node, f"the key {name!r} is missing; add it{self._example}")
        if missing or not sound:
            raise MalformedError
        built = kind(**values)
        for message in lint_value(built) if self.thorough else ():
            self.fault(node, message)
        return built

    def _list(self, node: Node, kind: Any) -> tuple[Any, ...]:
        self._expect(node, SequenceNode)
        self._check_size(node)
        values = []
        sound = True
        for item in node.value:
            try:
                values.append(self.convert(item, kind))
            except MalformedError:
                sound = False
        if not sound:
            raise MalformedError
        return tuple(values)

    def _phrases(self, node: Node) -> dict[str, str]:
        own = {}
        for _, name, value in self._pairs(node):
            own[name] = self.phrases[name] = self._pattern(value, whole=False).source  # the phrases below may name it
        return own

    def _scalar(self, node: Node, kind: Any) -> Any:
        self._expect(node, ScalarNode)
        try:
            return msgspec.convert(node.value, kind, strict=False)
        except msgspec.ValidationError:
            self.fault(node, f"{_cut(node.value)!r} does not fit: {_right_form(node.value, kind)}")
            raise MalformedError from None

    def _pattern(self, node: Node, *, whole: bool) -> Pattern:
        self._expect(node, ScalarNode)
        source = node.value
        if len(source) <= MAX_PATTERN:
            source = _PHRASE.sub(lambda match: self._phrase(node, match[1]), source)
        if len(source) > MAX_PATTERN:  # phrases of phrases grow fast
            message = f"this pattern has {len(source):,} characters with its phrases; {MAX_PATTERN:,} are allowed"
            self.fault(node, f"{message}; divide it among several rules")
            raise MalformedError
        try:
            pattern = self._patterns.setdefault((source, whole), Pattern(source, whole=whole))
            if self.thorough:
                pattern.check()
        except PatternFault as error:
            reason = error.args[0]
            if isinstance(reason, bytes):  # it is RE2's own
                reason = f"RE2 refuses this pattern: {reason.decode()}; its syntax: github.com/google/re2/wiki/Syntax"
            self.fault(node, reason)
            raise MalformedError from None
        for message in lint_pattern(pattern) if self.thorough else ():
            self.fault(node, message)
        return pattern

    def _phrase(self, node: Node, name: str) -> str:
        if name not in self.phrases:
            known = self.phrases if len(self.faults) < MAX_GUESSES else ()
            self.fault(node, f"there is no phrase {name!r} above this line or in a shared file{_guess(name, known)}")
            raise MalformedError
        return f"(?:{self.phrases[name]})"

    def _rule(self, node: Node) -> Rule | Use:
        pairs = list(self._pairs(node))
        if len(pairs) != 1:
            self.fault(node, "a rule has to be one verb and its options, such as '- drop: {line: Lees ook.*}'")
            raise MalformedError
        key, verb, options = pairs[0]
        line, column = key.start_mark.line + 1, key.start_mark.column + 1
        if verb == "use":
            return Use(self._scalar(options, str), line, column)
        if verb not in VERBS:
            self.fault(key, f"unknown verb {verb!r}{_guess(verb, [*VERBS, 'use'])}")
            raise MalformedError
        example = _EXAMPLE.search(VERBS[verb].docs)
        self._example = f", as in - {example[1]}" if example else ""
        try:
            return Rule(verb, self.convert(options, VERBS[verb].options), line, column)
        finally:
            self._example = ""


def _cut(value: str) -> str:
    return value if len(value) <= MAX_SHOWN else f"{value[: MAX_SHOWN - 1]}…"


def _without_none(kind: Any) -> Any:
    """Return the type of the values of a key that may be missing, which is the first of a union."""
    choices = get_args(kind) if get_origin(kind) in (types.UnionType, Union) else (kind,)
    return next(choice for choice in choices if choice is not type(None))


def _right_form(value: str, kind: Any) -> str:
    """Return what the value of a key of this type has to be, with an example if the type has one.

    >>> _right_form("often", Literal["always", "rare"])
    "write one of 'always', 'rare'"
    >>> _right_form("other", Annotated[Literal["generic"] | None, Meta()])
    "write 'generic', or leave this key out"
    >>> _right_form("0", Annotated[int, Meta(ge=1)])
    'write a whole number, at least 1'
    """
    base, *marks = get_args(kind) if get_origin(kind) is Annotated else (kind,)
    base = _without_none(base)
    meta = next((mark for mark in marks if isinstance(mark, Meta)), Meta())
    if get_origin(base) is Literal:
        values = ", ".join(map(repr, get_args(base)))
        return f"write one of {values}" if len(get_args(base)) > 1 else f"write {values}, or leave this key out"
    if base is bool:
        return "write true or false"
    if base in (int, float):
        bounds = {"at least": meta.ge, "more than": meta.gt, "at most": meta.le}
        number = "a whole number" if base is int else "a number"
        return ", ".join(
            [f"write {number}", *(f"{name} {bound:g}" for name, bound in bounds.items() if bound is not None)]
        )
    if meta.max_length is not None and len(value) > meta.max_length:
        return f"it has {len(value):,} characters; {meta.max_length:,} are allowed"
    if meta.min_length is not None and len(value) < meta.min_length:
        return "it is empty; write a value"
    example = f" Example: {meta.examples[0]}" if meta.examples else ""
    return f"{meta.description or 'write a text.'}{example}"


def _guess(name: str, known: Any) -> str:
    """Return the name that was probably meant, or all names, as the end of a message."""
    return did_you_mean(name, known) or (f"; use one of {', '.join(sorted(known))}" if known else "")
