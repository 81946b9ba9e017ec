"""The grammar: which units pages are built of, how genomes are drawn at random, and how they are changed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from cleaner import Limits

from .genome import Genome, Kind, Part, Times, fitted

RULES = Path(__file__).resolve().parents[2] / "rules"
LIMITS = Limits()
SENTENCE = "De raad kwam woensdag bijeen over de haven, en ging zonder besluit weer uiteen. "
URLS = (
    None,
    None,
    "https://www.nu.nl/a/1/b.html",
    "https://www.zeelandnet.nl/nieuws/a",
    "https://www.knack.be/nieuws/a",
)
PACKS = (None, None, None, "none", "nu", "zeelandnet", "knack")
TIMES = (
    2, 10, 30, 100, 140, 300, 1_000, 10_000, 100_000, 1_000_000, 10_000_000,
)  # fmt: skip

BLOCKS = "div p section article blockquote pre h1 h2 h3 ul li ol dl dt dd main header footer nav aside address center"
INLINE = "a b i span em font small q s u code strong"
VOID = "br hr img input wbr"
TABLE = "table tbody tr td th caption"
FORM = "form select option textarea button label fieldset"
MEDIA = "figure figcaption video audio iframe object picture"
HEAD = "head title style script noscript template base link meta body html"
FOREIGN = "svg math g path x-y foo"
TAGS = f"{BLOCKS} {BLOCKS} {INLINE} {VOID} {TABLE} {FORM} {MEDIA} {HEAD} {FOREIGN}".split()
ATTRIBUTES = (
    "class=author", "class=share", "class=comment", "class=article-body", "class=teaser", "class=caption",
    "class=byline", "class=post-body", "class=sidebar", "class='related tags'", "class=a{n}", "id=comments",
    "id=content", "id=a{n}", "id=nujij", "class=summary", "class=paywall", "rel=author", "itemprop=author",
    "itemprop=articleBody", "data-type=article.body", "hidden", "style=display:none", "aria-hidden=true", "role=main",
    "lang=nl", "href=/x", "href=/a/{n}", "href=https://www.nu.nl/a/{n}/b.html", "href=#", "src=x.jpg", "alt='{w}'",
    "datetime=2020-05-12", f"title='{'x' * 200}'", f"class='{'x ' * 90}'", f"href=/{'x/' * 90}",
    " ".join(f"a{n}=x" for n in range(20)),
)  # fmt: skip
WORDS = (
    "x", "x ", "x y ", "{w} ", "{w}", "{n} ", "een ", "Een zin. ", SENTENCE,
    "{w} {w} de {w} van het {w}. ", "中", "中文。",
    ".", ". ", "1", "1.", "9 ", '"', "' ", "“x” ", "&amp;", "&#65;", "&nbsp;", "&", "12 mei 2020 ", "2020-05-12 ",
    "09:15 ", "\u200b", "\u200d", "\u00ad", "\u0301", "\u00a0", "é", "https://a.nl/{n} ", "@{w} ", "#{w} ", "A.B. ",
    "Dr. ", "(", ") ", "- ", "-", "| ", ": ", "...", "!", "?", "\n", "\n\n", "\t", " ", "\r\n", "\u2028", "<", "< ",
    ">", "*", "_", "[", "{", "😀", "ا",
)  # fmt: skip
MARKUP = (
    "<!-- x -->", "<!--", "-->", "<![CDATA[x]]>", "<![CDATA[", "<?x?>", "<!x>", "</p>", "</div>", "</x>", "<br>x", "<>",
    "<script>if(a<b)c</script>", '<meta property="og:title" content="{w} {w}">', "<meta name=author content='{w} {w}'>",
    "<meta name=date content=2020-05-12>", "<meta property=article:published_time content=2020-05-12T10:00:00>",
    "<time datetime=2020-05-12>12 mei 2020</time>", "<h1>Kop</h1>", "<h1>{w} {w} {w}</h1>", "<title>Kop</title>",
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"{w}"}</script>',
    '<script type="application/ld+json">', "</script>", '{"@graph":[',
    '{"@type":"NewsArticle","author":{"name":"{w}"}},', '"headline":"{w}",', "[",
    "<link rel=canonical href=https://www.nu.nl/{n}>", "<p><a href=/x>{w} {w} {w} {w}</a></p>",
    "<li><a href=/{n}>{w} {w}</a>", "<p>Lees ook: <a href=/x>{w}</a></p>", "<p>12 mei 2020</p>", "<p>Door {w} {w}</p>",
    "<base href=https://www.nu.nl/>", "<style>a{b:c}</style>", "<textarea>", "<plaintext>", "<svg>", "<math>",
    "<a href=/{n}>{w}</a> ", "<b>{w}</b>", "<em>x</em>", "<code>`x`</code>", "<b><i>{w}</i> x</b>",
    "<img src=/{n}.jpg alt='{w} {w}'>", "<figure><img src=/{n}.jpg><figcaption>{w} {w}</figcaption></figure>",
    "<picture><source srcset='/{n}.jpg 480w, /b{n}.jpg 1024w'><img></picture>",
    "<img srcset='/{n}.jpg 480w, /b{n}.jpg 1024w'>", "<noscript><img src=/{n}.jpg></noscript>",
)  # fmt: skip
NUMBERED = ("a{n}=x ", "a{n} ", f"{'a' * 90}{{n}}= ")
"""Attributes of which one element may have many. Comparing long names that begin alike takes longer."""
LINES = (
    "Lees ook: {w} {w} {w}", "Lees ook:", "9 minuten geleden", "BRUSSEL (ANP) - ", "Foto: Lena Sanders",
    "Door Lena Sanders", "12 mei 2020 om 19:12", "date 2020-05 ", "- Sport 09:15 {w} {w}", "* {w}", "• Voorpagina",
    "Kop van {w} en {w}", "Meer over: {w}, {w}", "Beeld A. B. C. D. ", "(Foto: x)", "Label | {w} {w}", "Tags:",
    "{w} {w} {w} {w} {w} {w} {w} {w} {w} {w}.",
)  # fmt: skip
STARTS = (
    "", "<html><body>", "<html><head>", "<html><head><title>Kop</title></head><body><h1>Kop</h1>",
    "<html lang=nl><body><article>", f"<html><body><p>{SENTENCE}</p><p>{SENTENCE}</p>",
    "<!DOCTYPE html><html><body><div class=article-body>", "<table><tr><td>", "<ul><li>", "<div class=author>",
    "<html><head><script type='application/ld+json'>", "<pre>", "<p ", "<select>", "<a href=/x>", "<title>", "<h1>",
)  # fmt: skip
ATOMS = (
    "a",
    "x",
    ".",
    ".",
    "[aeiou]",
    "[aeiou]",
    "[a-z]",
    r"\pL",
    r"\S",
    "[^a]",
    "(?:a|e)",
    "(?:ab|a)",
    r"\pL{1,9} ",
    "(?:.*a)",
)
REPEATS = ("", "", "", "*", "*", "+", "?", "{9}", "{40}", "{0,40}", "{200}", "{1,300}", "{500}")
LETTERS = ("{w}", "{w}", "{w} ", "{w}\n", "a", "ae", "ab ", "x", "ab ,.", "{w}, ", "{w}. a {w}; ")
"""Units of text for patterns, which are about the vowels of words, and about where words begin and end."""
FULL = 0.7
"""The share of genomes that fill the limits."""
MARKED = 0.5
"""The share of pages of HTML that are written as Markdown with their links, pictures and emphasis."""
RULES_OF_LINES = ("drop", "until", "keep", "from", "reject", "title")
ENDS = (
    "{}",
    "{}",
    "{}",
    "^zzz|{}",
    "{}|x",
    "(?:^|x){}",
    r"\b{}",
    r".*\b{}",
    r"{}\b",
    "{}.*",
    "{}[a-z]*",
    "x{}",
    "({}) ?([a-z]*)",
)
"""What patterns are put into."""


@cache
def phrases() -> tuple[str, ...]:
    """Return the runs of literal words in the patterns of the shipped packs, which are lines of their pages."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(RULES.glob("*/*.yaml")))
    found = (re.findall(r"line: '?([A-Z][\w ]+\w)", text) for text in texts)
    return tuple(dict.fromkeys(phrase for each in found for phrase in each))


def drawn(chance: random.Random, kind: Kind) -> Genome:
    """Return a random genome."""
    if kind == "html":
        parts = (chance.choice(STARTS), *_html_parts(chance))
        genome = Genome(kind, parts, chance.choice(URLS), chance.choice(PACKS), markup=chance.random() < MARKED)
    elif kind == "text":
        genome = Genome(kind, _text_parts(chance), chance.choice(URLS), chance.choice(PACKS))
    else:
        genome = Genome(kind, _sequence(chance, pattern_unit, 2), "https://x.nl/a", rule=rule(chance))
    return settled(_filled(chance, genome) if chance.random() < FULL else genome)


def _filled(chance: random.Random, genome: Genome) -> Genome:
    """Return the genome with so many repetitions of one of its parts that it has to be fitted to the limits."""
    place = chance.randrange(len(genome.parts))
    part = genome.parts[place]
    full = Times(part.parts if isinstance(part, Times) else (part,), TIMES[-1])
    return replace(genome, parts=(*genome.parts[:place], full, *genome.parts[place + 1 :]))


def settled(genome: Genome) -> Genome:
    """Return the genome in the shape that its written form has, and within the limits."""
    fit = fitted(replace(genome, parts=_joined(genome.parts)), LIMITS)
    return replace(fit, parts=_joined(fit.parts))


def _joined(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Return the parts without empty ones, and without repetitions of once."""
    joined: list[Part] = []
    for part in parts:
        if isinstance(part, str):
            joined += [part] if part else []
            continue
        inner = _joined(part.parts)
        joined += inner if part.times == 1 else [Times(inner, part.times)] if inner else []
    return tuple(joined)


def _html_parts(chance: random.Random) -> tuple[Part, ...]:
    """Return random parts. Often they are the two shapes that most often make a tree costly: many elements below
    elements that are nested deep, or many attributes of one element.
    """
    draw = chance.random()
    if draw < 0.6:
        return _sequence(chance, html_unit, 3)
    if draw < 0.65:
        return f"<{chance.choice(TAGS)} ", Times((chance.choice((*NUMBERED, "class=a{n} ")),), TIMES[-1]), ">"
    nested = Times((_start_tag(chance, chance.choice(TAGS)),), chance.choice((1, 30, 100, 140, 1000)))
    return nested, Times(_sequence(chance, html_unit, 0), TIMES[-1])


def _start_tag(chance: random.Random, name: str) -> str:
    attributes = "".join(f" {chance.choice(ATTRIBUTES)}" for _ in range(chance.choice((0, 0, 0, 1, 1, 2))))
    return f"<{name}{attributes}>"


def _text_parts(chance: random.Random) -> tuple[Part, ...]:
    parts = _sequence(chance, text_unit, 3)
    return parts + parts if chance.random() < 0.2 else parts  # a page of which one half is a copy of the other


def _sequence(chance: random.Random, unit: Callable[[random.Random], str], depth: int) -> tuple[Part, ...]:
    """Return one to four units. Some of them are repeated, and repetitions may be nested this deep."""
    return tuple(_part(chance, unit, depth) for _ in range(chance.choice((1, 1, 2, 2, 3, 4))))


def _part(chance: random.Random, unit: Callable[[random.Random], str], depth: int) -> Part:
    if depth == 0 or chance.random() < 0.2:
        return unit(chance)
    inner = _sequence(chance, unit, depth - 1) if chance.random() < 0.3 else (unit(chance),)
    return Times(inner, chance.choice(TIMES))


def html_unit(chance: random.Random) -> str:
    """Return a short piece of HTML: tags that are open or closed, text, or something more special."""
    draw = chance.random()
    if draw < 0.2:
        return chance.choice(MARKUP)
    if draw < 0.35:
        return chance.choice(WORDS)
    if draw < 0.4:
        return chance.choice((*ATTRIBUTES, *NUMBERED))
    name = chance.choice(TAGS)
    content = "".join(chance.choice(WORDS) for _ in range(chance.choice((0, 1, 1, 2))))
    if chance.random() < 0.15:
        content += html_unit(chance)
    return f"{_start_tag(chance, name)}{content}" + f"</{name}>" * (chance.random() < 0.4)


def text_unit(chance: random.Random) -> str:
    """Return a short line, or a piece of one."""
    line = "".join(
        chance.choice(WORDS if chance.random() < 0.6 else (*LINES, *phrases()))
        for _ in range(chance.choice((1, 1, 2, 3)))
    )
    return line + chance.choice(("", "\n", "\n", "\n", "\n\n"))


def pattern_unit(chance: random.Random) -> str:
    """Return some letters, or a short line."""
    return chance.choice(LETTERS) if chance.random() < 0.8 else text_unit(chance)


def rule(chance: random.Random) -> str:
    """Return a rule of a pack with a random pattern, or several of them."""
    return "\n- ".join(_rule(chance) for _ in range(chance.choice((1, 1, 1, 1, 5, 30))))


def _rule(chance: random.Random) -> str:
    draw = chance.random()
    if draw < 0.2:
        return f"split: {{after: '{_pattern(chance)}'}}"
    if draw < 0.4:
        return f"meta: {{field: author, line: '({_pattern(chance)}){_pattern(chance)}'}}"
    return f"{chance.choice(RULES_OF_LINES)}: {{line: '{_pattern(chance)}'}}"


def _pattern(chance: random.Random) -> str:
    pieces = [chance.choice(ATOMS) + chance.choice(REPEATS) for _ in range(chance.choice((1, 2, 3, 4, 4)))]
    groups = [f"({piece})" if chance.random() < 0.15 else piece for piece in pieces]
    return chance.choice(ENDS).format("".join(groups))


UNITS: dict[Kind, Callable[[random.Random], str]] = {"html": html_unit, "text": text_unit, "pack": pattern_unit}


def changed(chance: random.Random, genome: Genome) -> Genome:
    """Return a genome that differs from this one in one or two places."""
    for _ in range(chance.choice((1, 1, 2))):
        draw = chance.random()
        if genome.kind == "pack" and draw < 0.4:
            genome = replace(genome, rule=rule(chance))
        elif draw < 0.1 and genome.kind != "pack":
            markup = genome.kind == "html" and chance.random() < MARKED
            genome = replace(genome, url=chance.choice(URLS), pack=chance.choice(PACKS), markup=markup)
        else:
            genome = replace(genome, parts=_changed(chance, genome.parts, UNITS[genome.kind]))
    return settled(genome)


def _changed(chance: random.Random, parts: tuple[Part, ...], unit: Callable[[random.Random], str]) -> tuple[Part, ...]:
    """Return the parts with one of them replaced, removed, repeated or changed within, or with a new one."""
    place = chance.randrange(len(parts) + 1)
    before, rest = parts[:place], parts[place:]
    draw = chance.random()
    if not rest or draw < 0.2:
        return *before, _part(chance, unit, 2), *rest
    part, after = rest[0], rest[1:]
    if draw < 0.35 and len(parts) > 1:
        return before + after
    if isinstance(part, str):
        return *before, unit(chance) if draw < 0.7 else Times((part,), chance.choice(TIMES)), *after
    if draw < 0.65:
        return *before, Times(part.parts, max(1, int(part.times * chance.choice((0.1, 0.5, 2, 10, 1000))))), *after
    return *before, Times(_changed(chance, part.parts, unit), part.times), *after
