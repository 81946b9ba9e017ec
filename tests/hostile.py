"""Hostile pages and packs: how they are made, and the outcome that each must have."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from string import ascii_lowercase
from typing import Literal

from msgspec import Struct

SENTENCE = "De raad kwam woensdag bijeen over de haven, en ging zonder besluit weer uiteen."
BODY = f"<p>{SENTENCE}</p><p>De brug bij Sluiskil is weer open, meldt de politie aan het einde van de ochtend.</p>"
QUOTED = '=">"'
LONG = "a" * 95
"""The beginning of attributes with long names. The parser reads 100 letters of each."""
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))

Outcome = Literal["article", "no article", "unreadable", "size", "elements", "attributes", "depth", "blocks"]


class Hostile(Struct, frozen=True):
    """A hostile page: its name, how it is made, and its outcome, which is an article or the limit it goes over.

    With `markup`, its links, emphasis and pictures are read, too.
    """

    name: str
    make: Callable[[], str | bytes]
    outcome: Outcome
    url: str | None = None
    markup: bool = False


def _named(prefix: str, number: int, value: str = "=x") -> str:
    return " ".join(f"{prefix}{n}{value}" for n in range(number))


def _under(depth: int, inner: str) -> str:
    return "<div>" * depth + inner + "</div>" * depth


def _lines_of(words: tuple[str, ...], length: int, number: int) -> str:
    """Return lines of random words."""
    rng = random.Random(5)
    return "\n".join("".join(rng.choices(words, k=length)) for _ in range(number))


ZEELANDNET = "https://www.zeelandnet.nl/nieuws/1"


def _authors(number: int) -> str:
    """Return metadata with this many authors."""
    names = ",".join(f'{{"name":"Jan J{n}"}}' for n in range(number))
    return f'<script type="application/ld+json">{{"@type":"NewsArticle","author":[{names}]}}</script>'


def _site(name: str) -> str:
    return f"<meta property=og:site_name content='{name}'>"


HTML = "<html><body>"
JANE = "<meta name=author content='Jane Doe'>"


def _author(paragraphs: int) -> str:
    return "<div class=author>" + f"<p>{SENTENCE}</p>" * paragraphs


KNACK = "https://www.knack.be/nieuws/1"
KNOWN = "https://www.nu.nl/a/1/b.html"
PAGES = (
    Hostile("100,000 nested elements", lambda: BODY + _under(100_000, BODY), "elements"),
    Hostile("40,000 nested elements", lambda: BODY + _under(40_000, BODY), "depth"),
    Hostile("100,000 attributes", lambda: f"{BODY}<div {_named('a', 100_000)}>{BODY}</div>", "attributes"),
    Hostile("100,000 attributes, > in them", lambda: f"{BODY}<p {_named('a', 100_000, QUOTED)}>{BODY}", "attributes"),
    Hostile("100,000 attributes, no values", lambda: f"{BODY}<p {_named('a', 100_000, '')}>{BODY}", "attributes"),
    Hostile("200,000 paragraphs", lambda: "<p>Een korte zin.</p>" * 200_000, "elements"),
    Hostile("200,000 paragraphs, of a known site", lambda: "<p>Een korte zin.</p>" * 200_000, "elements", KNOWN),
    Hostile("220,000 links", lambda: BODY + "<a href=/x>Meer</a> " * 220_000, "elements"),
    Hostile("220,000 lines of text", lambda: "Een korte zin.\n" * 220_000, "blocks"),
    Hostile("one text node of 50 MB", lambda: f"<p>{SENTENCE * 630_000}</p>", "size"),
    Hostile("one line of 9 MB", lambda: f"{SENTENCE} " * 120_000, "article"),
    Hostile("NUL in bytes", lambda: BODY.replace(" ", "\0").encode(), "unreadable"),
    Hostile("some NUL in bytes", lambda: (BODY + "\0").encode(), "article"),
    Hostile("control characters", lambda: "".join(map(chr, range(32))) * 9 + BODY, "article"),
    Hostile("control characters, as references", lambda: BODY + "".join(f"&#{n};" for n in range(160)), "article"),
    Hostile("truncated UTF-8", lambda: f"{BODY}<p>Oekraïne, Łódź, café".encode()[:-1], "article"),
    Hostile("truncated UTF-16", lambda: BODY.encode("utf-16")[:-1], "article"),
    Hostile("entities that expand", lambda: f"<!DOCTYPE html [{ENTITIES}]><html>{BODY}<p>&e9;</p></html>", "article"),
    Hostile(
        "external entities",
        lambda: f'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html>{BODY}<p>&x;</p></html>',
        "article",
    ),
    Hostile("an external DTD", lambda: f'<!DOCTYPE html SYSTEM "http://127.0.0.1:9/x.dtd"><html>{BODY}', "article"),
    Hostile("a gzip bomb", lambda: gzip.compress(bytes(100_000_000)), "unreadable"),
    Hostile("one line of HTML", lambda: f"<html><body>{BODY}</body></html>", "article"),
    Hostile("no line", lambda: b"", "no article"),
    Hostile("only white space", lambda: " \n\t\u00a0\u2028\ufeff" * 1000, "no article"),
    Hostile("only tags", lambda: "<div></div>" * 10_000, "no article"),
    Hostile("text from right to left", lambda: "<p>\u202e" + "اجتمع المجلس يوم الأربعاء بشأن الميناء. " * 9, "article"),
    Hostile("emoji joined by zero-width marks", lambda: "<p>" + "👩\u200d👩\u200d👧\u200d👦" * 99 + BODY, "article"),
    Hostile("100,000 zero-width marks", lambda: BODY + "\u200b\u200d" * 50_000 + BODY, "article"),
    Hostile("lone surrogates", lambda: f"{SENTENCE} \ud800 \udfff {SENTENCE}", "article"),
    Hostile("lone surrogates in HTML", lambda: f"<p>{SENTENCE} \ud800 \udfff {SENTENCE}", "article"),
    Hostile("lone surrogates as references", lambda: f"{BODY}<p>&#xD800;&#xDFFF; {SENTENCE}", "article"),
    # pages that are just within the limits
    Hostile("49,000 paragraphs", lambda: f"<p>{SENTENCE}</p>" * 49_000, "article"),
    Hostile("49,000 paragraphs, of a known site", lambda: f"<p>{SENTENCE}</p>" * 49_000, "article", KNOWN),
    Hostile("28,000 paragraphs, 140 deep", lambda: _under(140, f"<p>{SENTENCE}</p>" * 28_000), "article"),
    Hostile("48,000 paragraphs, 1,000 deep", lambda: _under(1_000, f"<p>{SENTENCE}</p>" * 48_000), "depth"),
    Hostile("4,000 paragraphs, 1,000 deep", lambda: _under(1_000, f"<p>{SENTENCE}</p>" * 4_000), "article"),
    Hostile("24,000 lists, 140 deep", lambda: _under(140, f"<div><p>{SENTENCE}</p></div>" * 24_000), "article"),
    Hostile("24,000 links in paragraphs", lambda: BODY + "<p><a href=/x>Meer over</a></p>" * 24_000, "article"),
    Hostile("49,000 links in one paragraph", lambda: f"{BODY}<p>{'<a href=/x>Meer</a> ' * 49_000}", "article"),
    Hostile("99,000 lines of text", lambda: f"{SENTENCE}\n" * 99_000, "article"),
    Hostile("1,400 tags of 900 attributes", lambda: BODY + f"<p {_named('a', 900)}>x</p>" * 1_400, "attributes"),
    Hostile("49,000 attributes", lambda: f"{BODY}<div {_named('a', 49_000)}>{BODY}</div>", "attributes"),
    Hostile("39,000 attributes", lambda: f"{BODY}<div {_named('a', 39_000)}>{BODY}</div>", "attributes"),
    Hostile("28,000 long attributes", lambda: f"{BODY}<div {_named(LONG, 28_000)}>{BODY}</div>", "attributes"),
    Hostile("14,000 long attributes", lambda: f"{BODY}<div {_named(LONG, 14_000)}>{BODY}</div>", "attributes"),
    Hostile("1,000 attributes", lambda: f"{BODY}<div {_named('a', 1_000)}>{BODY}</div>", "article"),
    Hostile("39 tags of 1,000 long attributes", lambda: BODY + f"<p {_named(LONG, 1_000)}>x</p>" * 39, "article"),
    Hostile("49 tags of 1,000 long attributes", lambda: BODY + f"<p {_named(LONG, 1_000)}>x</p>" * 49, "article"),
    Hostile("49 tags of 1,000 attributes", lambda: BODY + f"<p {_named('a', 1_000)}>x</p>" * 49, "article"),
    Hostile("9 MB of markup", lambda: BODY + ("<b x='" + "y" * 180 + "'></b>") * 49_000, "article"),
    Hostile("a row of 49,000 cells", lambda: BODY + f"<table><tr>{'<td>x' * 49_000}</table>", "article"),
    Hostile("a script of 9 MB", lambda: BODY + "<script>" + 'if(a<b){c=">"};' * 600_000 + "</script>", "article"),
    Hostile("60,000 elements behind a quote", lambda: f'{BODY}<p ">{"<br>" * 60_000}"</p>', "elements"),
    Hostile("attributes behind CDATA", lambda: f"{BODY}<![CDATA[<p {_named('a', 60_000)}>x</p>]]>", "attributes"),
    Hostile(
        "20,000 linked lines", lambda: BODY + "<pre><a href=/x>" + "een twee drie\n" * 20_000 + "</a></pre>", "article"
    ),
    Hostile("20,000 headlines", lambda: f"<h1>Kop</h1>{BODY}" * 16_000, "article"),
    Hostile(
        "names of 90 letters", lambda: "<html><body>" + f"<{'x' * 90}>" * 1_000 + f"<p>{SENTENCE}" * 48_000, "depth"
    ),
    Hostile("an author in an author", lambda: "<div class=author>" * 100 + f"<p>{SENTENCE}</p>" * 20_000, "article"),
    Hostile("9 MB of letters", lambda: " ".join(random.Random(1).choices(ascii_lowercase, k=4_900_000)), "article"),
    # text that was slow in our own algorithms, or in the patterns of packs
    Hostile("98,000 equal lines of a known site", lambda: f"{SENTENCE}\n" * 98_000, "article", ZEELANDNET),
    Hostile("one word, 2.3 million times", lambda: "een " * 2_300_000, "article"),
    Hostile("different lines", lambda: "".join(f"{SENTENCE} {n}.\n" for n in range(98_000)), "article", KNOWN),
    Hostile("full stops between spaces", lambda: ". " * 4_700_000, "article"),
    Hostile("one Chinese line", lambda: "今日は雨です。" * 1_350_000, "article"),
    Hostile("captions", lambda: _lines_of(("©a", "b ", "c"), 60, 60_000), "article", KNOWN),
    Hostile("captions with brackets", lambda: _lines_of(("(foto ", "x", ")"), 20, 90_000), "article", KNOWN),
    Hostile("times that split a line", lambda: "1 uur geledenLONDEN (ANP) - De " * 300_000, "article"),
    Hostile("12,000 lines that many rules match", lambda: "Reacties op dit\nTags:\n" * 6_000, "article", KNACK),
    Hostile(
        "86,000 lines, taken for the headline one kind after the other",
        lambda: "Premium&\n" * 745 + "een ?\n" * 74_562 + "Door\n" * 10_800 + "Volledig scherm\n" * 108,
        "article",  # with a warning: the rules stop before the last of them runs
        KNOWN,
    ),
    Hostile("98,000 lines of six characters", lambda: "x >- \n" * 98_000, "no article", KNACK),
    Hostile("a large number", lambda: f"<meta property=og:title content='&amp;#{'9' * 5_000};'>{BODY}", "article"),
    Hostile(
        "a large number, commented", lambda: f"{BODY}<!-- <p>&#{'9' * 5_000}; een twee drie vier vijf</p>", "article"
    ),
    Hostile("digits", lambda: f"{BODY}<p>{'1' * 1_000_000}", "article"),
    Hostile("quotes", lambda: BODY + "<p>" + "\"'" * 1_000_000, "article"),
    Hostile("less-than signs", lambda: BODY + "<" * 5_000_000, "article"),
    Hostile("800,000 empty CDATA sections", lambda: BODY + "<![CDATA[]]>" * 800_000, "article"),
    Hostile("2,300,000 control characters, as references", lambda: BODY + "&#1;" * 2_300_000, "article"),
    Hostile("comments that do not end", lambda: BODY + "<!--" * 1_000_000, "article"),
    Hostile("1,000,000 end tags", lambda: BODY + "</p>" * 1_000_000, "elements"),
    Hostile("2,400,000 end tags, 900 deep", lambda: BODY + "<div>" * 900 + "</p>" * 2_400_000, "elements"),
    Hostile("49,000 end tags, 900 deep", lambda: BODY + "<div>" * 900 + "</p>" * 49_000, "article"),
    # pages on which an extractor would take long, or nearly as long as it may
    Hostile("an author of 46,000 paragraphs", lambda: f"<div class=author></div>{_author(46_000)}", "article"),
    Hostile("an author of 24,000 paragraphs", lambda: f"<div class=author></div>{_author(24_000)}", "article"),
    Hostile("23,000 forms in the head", lambda: "<html><head>" + "<form>Meer</form>" * 23_000, "no article"),
    Hostile("24,000 forms, one in another", lambda: "<html><body>" + "<form>" * 24_000 + BODY, "article"),
    Hostile("46,000 links, 100 deep", lambda: BODY + "<div>" * 100 + "<a href=/x>Meer</a> " * 46_000, "article"),
    Hostile("900 links, 100 deep", lambda: BODY + "<div>" * 100 + "<a href=/x>Meer</a> " * 900, "article"),
    Hostile("7,500 formulas in addresses", lambda: f"<address>{SENTENCE}<math></math> </address>" * 7_500, "article"),
    Hostile("8,000 videos in one element", lambda: BODY + f"<video>x</video>{SENTENCE}" * 8_000, "article"),
    Hostile("8,000 short lines", lambda: f"<html><body>{BODY}" + "<li>x</li>" * 8_000, "article"),
    Hostile("2,400 short lines", lambda: f"<html><body>{BODY}" + "<div>x" * 140 + "<dd>x</dd>" * 2_250, "article"),
    Hostile("2,000 headings of 400 words", lambda: f"<h2>{SENTENCE * 28}</h2>" * 2_000, "article"),
    Hostile("74,000 words of one letter", lambda: f"<html><body><p>{'x ' * 74_000}", "article"),
    Hostile("quotations, 60 deep", lambda: ("<blockquote>x" * 60 + "</blockquote>" * 60) * 400, "no article"),
    Hostile("12,000 choices in choices", lambda: f"<html><body>{BODY}" + "<select><p>x</select>" * 12_000, "article"),
    Hostile(
        "12,000 headings, 245 deep, and a form", lambda: "<h1>" * 245 + "<h1>Kop</h1>" * 12_000 + "<form>", "no article"
    ),
    Hostile("26,000 headings under 138 others", lambda: f"<main>{BODY}" * 138 + "<h1>Een kop</h1>" * 26_000, "article"),
    Hostile("998 quotations in one another", lambda: "<blockquote>&" * 998 + "<th>Kop", "no article", KNOWN),
    # pages that were slow in our own steps for HTML
    Hostile("4,000 headlines, 1,000 deep", lambda: HTML + "<div>" * 1_000 + "<h1>Kop</h1>" * 4_000, "no article"),
    Hostile(
        "4,000 paragraphs below a headline, 1,000 deep",
        lambda: HTML + _under(1_000, f"<h1>Kop</h1>{f'<p>{SENTENCE}</p>' * 4_000}"),
        "article",
    ),
    Hostile(
        "a paragraph above 4,000 links, 990 deep",
        lambda: HTML + _under(990, f"<p>{SENTENCE}</p>" + "<p><a href=/x>x</a></p>" * 4_000),
        "article",
    ),
    Hostile("49,000 pieces of code", lambda: HTML + BODY + "<pre>x</pre>" * 49_000, "article"),
    Hostile(
        "4,000 titles, 980 deep",
        lambda: (
            HTML + _under(490, f"<ul><li>{BODY}") + "<ul><li>" * 490 + "<p><a href=/x>een twee drie</a></p>" * 4_000
        ),
        "article",
    ),
    Hostile(
        "15,000 lives of the author",
        lambda: JANE + BODY * 9 + "<div><p>Jane Doe</p><p>a</p></div>" * 15_000,
        "article",
    ),
    Hostile("200,000 authors", lambda: _authors(200_000) + f"<p>{SENTENCE}</p>" * 20_000, "article"),
    Hostile("20,000 authors of a site with a long name", lambda: _site("a" * 5_000_000) + JANE * 20_000, "no article"),
    Hostile(
        "a headline and the name of its site, which are alike",
        lambda: f"{_site('a - ' * 600_000 + 'b')}<meta property=og:title content='{'a - ' * 1_200_000}'>{BODY}",
        "article",
    ),
    Hostile("47,000 headings of an error page", lambda: f"<h1>{'sorry 404 ' * 18}</h1>" * 47_000, "no article"),
    Hostile("45,000 paragraphs that seem to end with a note", lambda: f"{BODY}<p>{'a.' * 90}1</p>" * 15_000, "article"),
    Hostile("one word of 9 million letters", lambda: "<p>" + "\u0627" * 9_500_000, "no article"),
    Hostile(
        "4 MB of full stops, and one Chinese word",
        lambda: f"{HTML}<p>{SENTENCE}</p><p>{SENTENCE}</p>{'...' * 1_380_000}中文。<li>" + "<s href=/x>" * 1_000 + "x",
        "article",
        ZEELANDNET,
    ),
    Hostile("49,000 headings between signs", lambda: HTML + "&amp;<h1>Kop</h1>" * 48_900, "article", ZEELANDNET),
    Hostile(
        "16,000 articles by an author of many names, 60 deep, with their markup",
        lambda: (
            HTML
            + "<div>" * 60
            + f"<article class='{'x ' * 90}' class=author>中</article>x{'<footer>: </footer>' * 2}" * 16_000
        ),
        "article",
        ZEELANDNET,
        markup=True,
    ),
    Hostile("4,900,000 digits", lambda: f"{BODY}<p>" + ("1" * 199 + " ") * 24_000, "article"),
)


def hanging() -> str:
    """Return a page that keeps the HTML parser busy for about 10 seconds, if the limits allow it."""
    return f"<html><body>{BODY}<p {_named('a', 100_000)}>x</p></body></html>"


class HostilePack(Struct, frozen=True):
    """A hostile pack for x.nl: its files, and the message if it is refused, or else the outcome of a page."""

    name: str
    make: Callable[[], dict[str, str]]
    fault: str | None = None
    outcome: Literal["article", "cpu_seconds"] = "article"


def _pack(rules: str, **keys: str) -> dict[str, str]:
    head = {"pack": "x", "version": "1", "hosts": "[x.nl]", **keys}
    return {"x.yaml": "".join(f"{key}: {value}\n" for key, value in head.items()) + f"rules:\n{rules}\n"}


def _laughs(number: int) -> str:
    """Return YAML anchors, each of which contains the one before nine times."""
    return "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'lol'}]\n" for n in range(number))


def _phrases(number: int) -> str:
    """Return phrases, each of which contains the one before nine times."""
    return "{" + ", ".join(f"p{n}: '{f'(?&p{n - 1})' * 9 if n else 'lol'}'" for n in range(number)) + "}"


EXPLODING = r"(?:\pL{0,100}\s){0,10}x"
PACKS = (
    HostilePack("a pattern for Python's re", lambda: _pack("- drop: {line: '(a+)+$'}\n- drop: {line: '(.*)*x'}")),
    HostilePack("a pattern that explodes", lambda: _pack(f"- drop: {{line: '{EXPLODING}'}}"), "pattern too large"),
    HostilePack("a repetition that explodes", lambda: _pack("- drop: {line: '((a{1000}){1000})'}"), "repetition"),
    HostilePack("a pattern of 100 KB", lambda: _pack(f"- drop: {{line: '{'a?' * 50_000}'}}"), "100,000 characters"),
    HostilePack(
        "1,000 large patterns",
        lambda: _pack("\n".join(f"- drop: {{line: '.{{{n}}}x'}}" for n in range(1, 1000))),
        "more than 100,000 states together",
    ),
    HostilePack(
        "a pattern of many states", lambda: _pack("- drop: {line: '(a|b)*a(a|b){40}c'}"), "more than 30,000 states"
    ),
    HostilePack(
        "many states, written out",
        lambda: _pack(f"- drop: {{line: '[ab]*a{'[ab]' * 40}c'}}"),
        "more than 30,000 states",
    ),
    HostilePack(
        "many states behind a guard", lambda: _pack("- split: {after: 'xyzzy.*©.{0,120}x'}"), "more than 30,000 states"
    ),
    HostilePack(
        "a split that searches the line for each of its letters", lambda: _pack("- split: {after: '[a-z].*#|#[a-z]'}")
    ),
    HostilePack(
        "1,000 rules that match every line",
        lambda: _pack("\n".join(f"- drop_run: {{line: '.*[a-zA-Z{n}].*', at_least: 9999}}" for n in range(990))),
    ),
    HostilePack("100,000 rules", lambda: _pack("- drop: {line: a b}\n" * 100_000), "more than 1,000,000 bytes"),
    HostilePack("20,000 rules", lambda: _pack("- drop: {line: a b}\n" * 20_000), "a list of 20,000"),
    HostilePack(
        "a shared file, used again and again",
        lambda: {"_shared/s.yaml": "shared: s\nversion: 1\nrules: []\n"} | _pack("- use: s\n- use: s"),
        "'s' is used above already",
    ),
    HostilePack("anchors that expand", lambda: {"x.yaml": _laughs(20)}, "anchors and aliases are not allowed"),
    HostilePack("phrases that expand", lambda: _pack("- drop: {line: x}", phrases=_phrases(20)), "with its phrases"),
    HostilePack("nested 100,000 deep", lambda: {"x.yaml": "[" * 100_000}, "nested more than 100 deep"),
    HostilePack("nested 9,000 deep", lambda: {"x.yaml": "- " * 9_000 + "x"}, "nested more than 100 deep"),
    HostilePack(
        "a tag that builds an object",
        lambda: _pack("- drop: {line: !!python/object/apply:os.system ['touch /tmp/owned']}"),
        "tags such as",
    ),
    HostilePack("a tag for the pack", lambda: _pack("  []", pack="!!python/name:os.system x"), "tags such as"),
    HostilePack("a tag of its own", lambda: _pack("- drop: {line: !x a b}"), "tags such as '!x'"),
    HostilePack(
        "XPath that reads a file",
        lambda: _pack("- select: {xpath: \"document('/etc/passwd')//*\"}"),
        "XPath has no function document",
    ),
    HostilePack(
        "XPath with patterns of Python", lambda: _pack("- select: {xpath: \"//*[re:test(., '(a+)+$')]\"}"), "re:test"
    ),
    HostilePack("XPath with a variable", lambda: _pack("- select: {xpath: '//p[$x]'}"), "XPath has no variable"),
    HostilePack(
        "XPath of 100 KB", lambda: _pack(f"- select: {{xpath: '//p{'[1]' * 33_000}'}}"), "characters; 1,000 are allowed"
    ),
    HostilePack("brackets in XPath", lambda: _pack(f"- select: {{xpath: '{'(' * 490}//p{')' * 490}'}}")),
    HostilePack("brackets in CSS", lambda: _pack(f"- select: {{css: '{':not(' * 160}p{')' * 160}'}}"), "CSS selector"),
    HostilePack(
        "XPath that loops",
        lambda: _pack("- select: {xpath: '//*[count(//*[count(//*[count(//*) > 1]) > 1]) > 1]'}"),
        outcome="cpu_seconds",
    ),
    HostilePack(
        "XPath that loops on no page",
        lambda: _pack(f"- select: {{xpath: '{'//*[count(' * 60}//*{') > 0]' * 60}'}}"),
        outcome="cpu_seconds",
    ),
    HostilePack(
        "1,000 patterns that just compile",
        lambda: _pack("\n".join(f"- drop: {{line: '(?:\\pL{{3}}[^a]?){{145}}x{n}'}}" for n in range(990))),
        "pattern too large",
    ),
    HostilePack(
        "a glob of 800 KB", lambda: _pack("  []", listings=f"\n- '{'*a' * 400_000}'"), "characters; 1,000 are allowed"
    ),
    HostilePack(
        "35,000 phrases, and 900 that are not there",
        lambda: _pack(
            "\n".join(f"- drop: {{line: '(?&q{n}abcdefghijkl)'}}" for n in range(900)),
            phrases="".join(f"\n  p{n}abcdefghijkl: x" for n in range(35_000)),
        ),
        "a mapping of 35,000",
    ),
    HostilePack(
        "900 rules that might shadow one another",
        lambda: _pack(
            "\n".join(f"- drop: {{line: '(?:{n}|x?.?){{90}}y'}}" for n in range(450))
            + "".join(f"\n- drop: {{line: '{'x' * 800}{n}'}}" for n in range(450))
        ),
        "takes too long",
    ),
    HostilePack("CSS that loops", lambda: _pack("- select: {css: '* ~ * ~ * ~ *'}"), outcome="cpu_seconds"),
    HostilePack("CSS that selects everything", lambda: _pack("- select: {css: '*'}")),
    HostilePack("CSS that removes everything", lambda: _pack("- remove: {css: '*'}")),
    HostilePack("a rule that drops everything", lambda: _pack("- drop: {line: '.*'}"), "matches every line"),
    HostilePack(
        "rules that drop everything", lambda: _pack("- drop: {line: '.*[a-z].*'}\n- drop: {line: '.*[^a-z].*'}")
    ),
    HostilePack("a pack that keeps everything", lambda: _pack("- keep: {line: '.*[a-z].*'}\n- drop: {line: '.*[.]'}")),
    HostilePack("a glob that explodes", lambda: _pack("  []", hosts=f"\n- x.nl/{'*a' * 490}b")),
)
