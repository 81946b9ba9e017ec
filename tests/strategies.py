"""Pages and packs that nobody would write, for the laws that hold for all of them."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from cleaner.limits import Limits
from cleaner.packs.composing import compose
from cleaner.packs.nodes import Reader
from cleaner.packs.program import Program, assemble
from cleaner.packs.schema import Pack

# Lines that rules of the shipped packs and of the packs below act on, alone or next to one another.
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
# `st.text` leaves out surrogates by default; a str in Python may hold them all the same.
any_text = st.text(st.characters(codec=None, categories=None, exclude_categories=()), max_size=300)
# Paragraphs long enough to be copied, some of them again, in blocks of their own or run together.
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
        "Meer uit .*",
        ".*geleden.*",
        "• .*",
        "[^.]*",
        ".*[.]",
        "Lees ook.*",
        "De raad (.*)",
        r"\p{Lu}.*",
        "Webmail",
    )
)
parts = st.sampled_from(("geleden", "^(Kop) ", "^date ", " de ", r"\p{Lu}+ ", "[.]", r"^.{3}"))
few = st.integers(1, 6)
selectors = st.one_of(
    st.sampled_from(("p", "*", ".x", "#y", "div > p", "p ~ p", ":not(p)", "td, li", "a", "b")).map(
        lambda css: {"css": css}
    ),
    st.sampled_from(("//p", "/*", "//div/*", "//text()", "//p[1]", "string(//p)", "//*[count(*) > 1]")).map(
        lambda xpath: {"xpath": xpath}
    ),
)


def _options(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    expect = {"expect": st.sampled_from(("usually", "rare"))}
    return st.fixed_dictionaries(required, optional=optional | expect)


rules = st.one_of(
    st.builds(lambda o: {"split": o}, _options({"after": parts}, {"within": few})),
    st.builds(lambda o: {"from": o}, _options({"after": patterns}, {"within": few})),
    st.builds(lambda o: {"from": o}, _options({"line": patterns}, {"within": few})),
    st.builds(lambda o: {"until": o}, _options({"line": patterns}, {"rest": patterns, "followed_by": patterns})),
    st.builds(lambda o: {"drop": o}, _options({"line": patterns}, {"within": few})),
    st.builds(
        lambda o: {"drop_run": o},
        _options({"line": patterns}, {"at_least": few, "after": patterns, "edges": st.just("true")}),
    ),
    st.builds(lambda o: {"drop_twins": o}, _options({}, {"label": parts})),
    st.builds(lambda o: {"title": o}, _options({"repeated": st.just("true")}, {"before": patterns, "min_words": few})),
    st.builds(
        lambda o: {"meta": o},
        _options({"field": st.sampled_from(("author", "date")), "line": st.just("De raad (.*)")}, {"within": few}),
    ),
    st.builds(lambda o: {"dateline": o}, _options({"start": parts}, {})),
    st.builds(lambda o: {"keep": o}, _options({"line": patterns}, {})),
    selectors.map(lambda o: {"select": o}),
    selectors.map(lambda o: {"remove": o}),
    st.builds(lambda o: {"reject": o}, _options({"line": patterns}, {"at_least": few, "within": few})),
)
pack_files = st.fixed_dictionaries(
    {"pack": st.just("drawn"), "version": st.just(1), "rules": st.lists(rules, max_size=8)},
    optional={"limits": st.fixed_dictionaries({"min_words": st.just(1)}, optional={"max_drop": st.just("0.5")})},
)


def build(file: dict[str, Any]) -> Program:
    """The pack of this content, read as the YAML that JSON is."""
    reader = Reader("drawn.yaml", {}, thorough=False)
    root = compose(json.dumps(file, ensure_ascii=False), reader)
    assert root is not None, reader.faults
    return assemble(reader.read(root, Pack), "drawn.yaml", {})


programs = pack_files.map(build)
