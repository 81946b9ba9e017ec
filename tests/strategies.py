"""Random pages and packs, for tests of what is true for all of them."""

from __future__ import annotations

import json
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import assume
from hypothesis import strategies as st
from msgspec.structs import fields

from cleaner.limits import Limits
from cleaner.packs.composing import compose
from cleaner.packs.nodes import NodeReader
from cleaner.packs.program import Program, assemble
from cleaner.packs.schema import Pack
from cleaner.page.patterns import Pattern, Whole
from cleaner.verbs import VERBS

# Lines on which rules of the shipped packs and of the packs below fire, alone or next to one another.
TELLING = (
    "Webmail",
    "Kies je webmail",
    "Omdat ZeelandNet ook DELTA webmail aanbiedt, vragen we je iets.",
    "Kop van het stuk",
    "Kop van het stuk over de raad van vandaag",
    "BRUSSEL (ANP) - De raad kwam woensdag bijeen om over de haven te praten.",
    "De raad kwam woensdag bijeen om over de haven te praten, en ging zonder besluit weer uiteen.",
    "Meer uit Buitenland",
    "9 minuten geleden",
    "1 uur geledenLONDEN (ANP) - De premier trad af.",
    "Zie ook |Kop van het stuk",
    "Lees ook:",
    "Lees ook: Iets anders",
    "• Voorpagina",
    "• Sport",
    "Logo NU.nl",
    "NUjij-reacties",
    "Door NU.nl/ANP",
    "18 jan 2022 om 19:12",
    "date 2022-01 Er zijn verschillen.",
    "Wereld Wereld Een jaar later",
    "Foto: Jan",
    "© belga",
    "12u05",
    "-",
)
SEPARATORS = ("\n", "\n\n", "\r\n", " \n\t\n", "\u2028", "\f")

lines = st.one_of(st.sampled_from(TELLING), st.text(max_size=60))
telling_texts = st.lists(st.tuples(lines, st.sampled_from(SEPARATORS)), max_size=40).map(
    lambda parts: "".join(line + separator for line, separator in parts)
)
# `st.text` leaves out surrogates by default, but a str in Python may contain them.
any_text = st.text(st.characters(codec=None, categories=None, exclude_categories=()), max_size=300)
# Paragraphs that are long enough to count as copies; some stand twice, in blocks of their own or joined into one.
PARAGRAPHS = tuple(
    " ".join(f"{opening} {word}{number}" for number in range(14)) + "."
    for opening, word in (("De", "raad"), ("Het", "plan"), ("Een", "brug"), ("Dat", "zegt"))
)
copied_texts = st.lists(
    st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=4).flatmap(
        lambda body: st.sampled_from((" ", "", "\n")).map(lambda glue: glue.join(body))
    ),
    max_size=6,
).map("\n\n".join)
texts = st.one_of(
    copied_texts,
    st.tuples(copied_texts, telling_texts).map("\n".join),
    telling_texts,
    any_text,
    st.tuples(telling_texts, any_text).map("".join),
)
page_bytes = st.one_of(st.binary(max_size=400), texts.map(lambda text: text.encode("utf-8", "surrogatepass")))

TAGS = (
    *("p", "div", "b", "a href=x", "li", "td", "tr", "table", "h1", "h2", "br", "span hidden", "noscript", "form"),
    *("article", "div class=x", "p id=y", "pre", "figure", "blockquote"),
)
html_pages = st.lists(
    st.one_of(
        st.sampled_from([f"<{tag}>" for tag in TAGS]),
        st.sampled_from([f"</{tag.split()[0]}>" for tag in TAGS]),
        texts,
        st.sampled_from(["<div style='display:none'>", "<script>x</script>", "&amp;", "&#8;", "<!--x-->", "<", "\x00"]),
    ),
    max_size=12,
).map("".join)
pages = st.one_of(html_pages, texts, page_bytes, html_pages.map(lambda page: page.encode("utf-8", "surrogatepass")))
limits = st.one_of(
    st.just(Limits()),
    st.builds(
        Limits,
        size=st.integers(1, 2000),
        elements=st.integers(1, 30),
        attributes=st.integers(1, 10),
        depth=st.integers(1, 12),
        blocks=st.integers(1, 20),
        cut=st.booleans(),
    ),
)

patterns = st.sampled_from(
    (
        "Kop.*",
        "(Kop .*)",
        "Meer uit .*",
        ".*geleden.*",
        "(.*) geleden.*",
        "• .*",
        "[^.]*",
        ".*[.]",
        "Lees ook.*",
        "De raad (.*)",
        "Door (.*)",
        r"\p{Lu}.*",
        "Webmail",
    )
)
parts = st.sampled_from(("geleden", "^(Kop) ", "^date ", " de ", r"\p{Lu}+ ", "[.]", r"^.{3}"))
few = st.integers(1, 6)
# Values for options that do not accept just any text, by the name of the option.
suitable = {
    "css": ("p", "*", ".x", "#y", "div > p", "p ~ p", ":not(p)", "td, li", "a", "b"),
    "xpath": ("//p", "/*", "//div/*", "//text()", "//p[1]", "string(//p)", "//*[count(*) > 1]"),
    "expect": ("usually", "rare"),  # "always" would discard the result on most pages
}


def _values(name: str, kind: Any) -> st.SearchStrategy[Any]:
    """Return values for an option with this name and type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if name in suitable:
        return st.sampled_from(suitable[name])
    if origin in (UnionType, Union):
        return _values(name, next(choice for choice in arguments if choice is not type(None)))
    if origin is Annotated:
        return patterns if Whole in arguments else _values(name, arguments[0])
    if origin is Literal:
        return st.sampled_from(arguments)
    return {Pattern: parts, bool: st.booleans(), int: few, str: st.sampled_from(TELLING)}[kind]


@st.composite
def _rules(draw: st.DrawFn, verb: str) -> dict[str, Any]:
    """Draw a rule of this verb, with any options that are valid together."""
    known = fields(VERBS[verb].options)
    options = st.fixed_dictionaries(
        {field.name: _values(field.name, field.type) for field in known if field.required},
        optional={field.name: _values(field.name, field.type) for field in known if not field.required},
    )
    tried = [{verb: draw(options)}]
    while not _is_sound(tried[-1]) and len(tried) < 10:  # `filter` gives up after 3
        tried.append({verb: draw(options)})
    assume(_is_sound(tried[-1]))
    return tried[-1]


def _is_sound(rule: dict[str, Any]) -> bool:
    program = build({"pack": "drawn", "version": 1, "rules": [rule]})
    return not any(any(rule.options.faults()) for rule in (*program.tree_rules, *program.line_rules))


rules = st.one_of([_rules(verb) for verb in VERBS])
days = st.sampled_from(("2010-01-01", "2022-01-01", "2030-12-31"))
signs = st.one_of(
    st.fixed_dictionaries({"css": st.sampled_from(suitable["css"])}),
    st.fixed_dictionaries({"xpath": st.sampled_from(suitable["xpath"])}),
    st.fixed_dictionaries({"line": patterns}, optional={"css": st.sampled_from(suitable["css"])}),
)
site_layouts = st.fixed_dictionaries(
    {"name": st.sampled_from("abc"), "rules": st.lists(rules, max_size=3)},
    optional={"since": days, "until": days, "sign": signs},
)
pack_files = st.fixed_dictionaries(
    {"pack": st.just("drawn"), "version": st.just(1), "rules": st.lists(rules, max_size=8)},
    optional={
        "limits": st.fixed_dictionaries({"min_words": st.just(1)}, optional={"max_drop": st.just("0.5")}),
        "layouts": st.lists(site_layouts, max_size=3),
    },
)


def build(file: dict[str, Any]) -> Program:
    """Compile a pack with this content. It is written as JSON, which is also YAML."""
    reader = NodeReader("drawn.yaml", {}, thorough=False)
    root = compose(json.dumps(file, ensure_ascii=False), reader)
    assert root is not None, reader.faults
    return assemble(reader.convert(root, Pack), "drawn.yaml", {})


programs = pack_files.map(build)
