r"""A genome: a page as repetitions of short units. Its written form is a Python expression.

    html('<div class=author>' + '<p>x' * 46000)
    text(each('{w} {n}\n', 500) * 2, url='https://www.nu.nl/a/1/b.html')
    html('<b>x</b> ' * 9000, markup=True)
    pack('ab' * 4000, rule="drop: {line: '(a|b)*c'}")

`*` repeats a text. `each` does too, and replaces `{n}` in each copy by its number and `{w}` by a word of its own. A
text that has one of these is always repeated with `each`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Literal, Union

from msgspec import Struct
from msgspec.structs import replace

from cleaner import Limits

Kind = Literal["html", "text", "pack"]
NUMBER, WORD = "{n}", "{w}"
_LETTERS = "aeioubcdfghjklmnprstvz"
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_CLOSES_ITSELF = {"p", "li", "td", "th", "tr", "dt", "dd", "option", "tbody"}
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_ATTRIBUTE = re.compile(r"[\w-]=")
_LONGEST_NUMBER, _LONGEST_WORD = 7, 8
_MARGIN = 0.98
"""The share of a limit that a page may use. Counting is rough, and a page that is refused is no find."""


class Times(Struct, frozen=True):
    """A sequence of parts that is repeated."""

    parts: tuple[Part, ...]
    times: int


Part = Union[str, Times]  # noqa: UP007  (msgspec reads it on Python 3.10)


class Genome(Struct, frozen=True):
    """A page, and the options with which it is cleaned. `rule` is the only rule of a pack of the page's site.

    With `markup`, the article is written as Markdown with its links, pictures and emphasis.
    """

    kind: Kind
    parts: tuple[Part, ...]
    url: str | None = None
    pack: str | None = None
    rule: str | None = None
    markup: bool = False

    def __str__(self) -> str:
        options = {"url": self.url, "pack": self.pack, "rule": self.rule, "markup": self.markup}
        written = [_written(self.parts), *(f"{name}={value!r}" for name, value in options.items() if value)]
        return f"{self.kind}({', '.join(written)})"


def page(genome: Genome) -> str:
    """Return the text of the page.

    >>> page(parse("html('<p>' + each('x{n} ', 3) * 2)"))
    '<p>x0 x1 x2 x0 x1 x2 '
    """
    return _text(genome.parts)


def each(unit: str, times: int) -> str:
    """Return the unit repeated, with `{n}` replaced by the number of the copy, and `{w}` by a word of its own."""
    return "".join(unit.replace(NUMBER, str(number)).replace(WORD, word(number)) for number in range(times))


def word(number: int) -> str:
    """Return a word. Different numbers below 2^32 give different words.

    >>> word(1), word(2)
    ('ivpfegee', 'tvcbpvf')
    """
    rest, letters = (number * 2_654_435_761 + 12_345) % 2**32, ""
    while rest or not letters:
        rest, letter = divmod(rest, len(_LETTERS))
        letters += _LETTERS[letter]
    return letters


def _text(parts: tuple[Part, ...]) -> str:
    return "".join(part if isinstance(part, str) else _repeated(part) for part in parts)


def _repeated(part: Times) -> str:
    unit = _text(part.parts)
    return each(unit, part.times) if _is_marked(unit) else unit * part.times


def _is_marked(unit: str) -> bool:
    return NUMBER in unit or WORD in unit


def _written(parts: tuple[Part, ...]) -> str:
    return " + ".join(repr(part) if isinstance(part, str) else _written_times(part) for part in parts) or "''"


def _written_times(part: Times) -> str:
    unit = _written(part.parts)
    if any(_marks(inner) for inner in part.parts):
        return f"each({unit}, {part.times})"
    return f"{unit} * {part.times}" if len(part.parts) == 1 else f"({unit}) * {part.times}"


def _marks(part: Part) -> bool:
    """Return whether the part has a mark that no repetition within it replaces."""
    return isinstance(part, str) and _is_marked(part)


def parse(written: str) -> Genome:
    """Return the genome with this written form. Raises `ValueError` for anything else.

    >>> parse("html('<b>' * 3, pack='none')")
    Genome(kind='html', parts=(Times(parts=('<b>',), times=3),), url=None, pack='none', rule=None, markup=False)
    """
    match ast.parse(written.strip(), mode="eval").body:
        case ast.Call(ast.Name("html" | "text" | "pack" as kind), [content], keywords):
            options = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in keywords}
            return Genome(kind, tuple(_parts(content)), **options)
    raise ValueError(f"this is not a genome: {written}")


def _parts(node: ast.expr) -> Iterator[Part]:
    match node:
        case ast.BinOp(left, ast.Add(), right):
            yield from _parts(left)
            yield from _parts(right)
        case ast.BinOp(unit, ast.Mult(), ast.Constant(int(times))) | ast.Call(
            ast.Name("each"), [unit, ast.Constant(int(times))]
        ):
            yield Times(tuple(_parts(unit)), times)
        case ast.Constant(str(text)):
            if text:
                yield text
        case _:
            raise ValueError(f"this is not a part of a genome: {ast.unparse(node)}")


class Counts(Struct, frozen=True):
    """What the limits count, roughly. `depth` is the deepest nesting.

    `closed` are the end tags without a start tag in the same part, and `open` the start tags without an end tag.
    """

    size: int = 0
    elements: int = 0
    attributes: int = 0
    blocks: int = 0
    depth: int = 0
    closed: int = 0
    open: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.size + other.size,
            self.elements + other.elements,
            self.attributes + other.attributes,
            self.blocks + other.blocks,
            max(self.depth, max(0, self.open - other.closed) + other.depth),
            self.closed + max(0, other.closed - self.open),
            other.open + max(0, self.open - other.closed),
        )

    def __mul__(self, times: int) -> Counts:
        deeper, higher = max(0, self.open - self.closed), max(0, self.closed - self.open)
        return Counts(
            self.size * times,
            self.elements * times,
            self.attributes * times,
            self.blocks * times,
            self.depth + deeper * (times - 1),
            self.closed + higher * (times - 1),
            self.open + deeper * (times - 1),
        )


def counts(part: Part) -> Counts:
    """Return what a part adds to a page.

    >>> counts(Times(("<div id=x>", "<p>"), 3))
    Counts(size=39, elements=6, attributes=3, blocks=0, depth=3, closed=0, open=3)
    """
    if isinstance(part, Times):
        return sum(map(counts, part.parts), Counts()) * part.times
    total = Counts(
        len(part) + _LONGEST_NUMBER * part.count(NUMBER) + _LONGEST_WORD * part.count(WORD),
        attributes=len(_ATTRIBUTE.findall(part)),
        blocks=part.count("\n"),
    )
    for closing, name in _TAG.findall(part):
        nests = name.lower() not in _VOID and name.lower() not in _CLOSES_ITSELF
        total += Counts(closed=nests) if closing else Counts(elements=1, depth=nests, open=nests)
    return total


def fitted(genome: Genome, limits: Limits) -> Genome:
    """Return the genome with fewer repetitions, as far as needed to stay within the limits."""
    names = ("size", "blocks") if genome.kind != "html" else ("size", "elements", "attributes", "depth")
    for _ in range(20):
        total = sum(map(counts, genome.parts), Counts())
        shares = {name: getattr(limits, name) * _MARGIN / max(1, getattr(total, name)) for name in names}
        name = min(shares, key=shares.__getitem__)
        if shares[name] >= 1:
            break
        genome = replace(genome, parts=tuple(_fewer(part, shares[name], name) for part in genome.parts))
    return genome


def _fewer(part: Part, share: float, name: str) -> Part:
    """Return the part with fewer repetitions of what this limit counts; the outer ones, if there are several."""
    if isinstance(part, str) or not getattr(counts(part), name):
        return part
    if part.times > 1:
        return Times(part.parts, max(1, int(part.times * share)))
    return Times(tuple(_fewer(inner, share, name) for inner in part.parts), 1)


def scaled(genome: Genome, share: float) -> Genome:
    """Return the genome with this share of the repetitions."""
    parts = (
        part if isinstance(part, str) else Times(part.parts, max(1, round(part.times * share))) for part in genome.parts
    )
    return replace(genome, parts=tuple(parts))
