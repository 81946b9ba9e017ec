"""Markdown shows the article's text and nothing else, by a CommonMark parser."""

from __future__ import annotations

from html import unescape

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cleaner import Cleaner
from cleaner.output.render import escape, to_dict, to_json, to_markdown

from .golden import cases

PARSER = MarkdownIt("commonmark").enable("table")
SHIPPED = Cleaner()
CHARACTERS = st.text("ab1 *_`#>+-=~.)([]<>&\\!|/:;'\"é", min_size=1, max_size=30)


def shown(markdown: str) -> list[tuple[str, str]]:
    """Each block that a parser sees: its kind, and the plain text of it; the cells of a row are one."""
    tokens = PARSER.parse(markdown)
    found: list[tuple[str, str]] = []
    for number, token in enumerate(tokens):
        if token.type != "inline":
            continue
        kind = tokens[number - 1].type.removesuffix("_open")
        text = "".join(_plain(child.type, child.content) for child in token.children or ())
        if kind in {"th", "td"} and tokens[number - 2].type != "tr_open":
            text = f"{found.pop()[1]} | {text}"
        found.append((kind, text))
    return found


def _plain(kind: str, content: str) -> str:
    assert kind in {"text", "text_special", "softbreak"}, kind
    return unescape(content) if kind == "text_special" else content


@given(CHARACTERS)
@example("1. FC Köln")
@example("# kop")
@example("- - -")
@example("===")
@example("&amp; en &#42;")
@example("<b>vet</b>")
@example("![beeld](x)")
@example("`code`")
@example("    vier")
def test_a_line_shows_as_itself(text: str) -> None:
    line = " ".join(text.split())
    if line:
        assert shown(escape(line)) == [("paragraph", line)]


def test_golden_pages_show_as_their_blocks() -> None:
    kinds = set()
    for case in cases():
        article = SHIPPED.clean(case.page, case.facts.url)
        blocks = shown(to_markdown(article))
        assert len(blocks) == len(article.blocks)
        for block, (kind, text) in zip(article.blocks, blocks, strict=True):
            assert block.text.endswith(text)
            assert (block.kind == "heading") == (kind == "heading")
            kinds.add(block.kind)
    assert kinds == {"heading", "list item", "paragraph", "quote", "table row"}


def test_json_is_the_dictionary() -> None:
    import json

    for case in cases():
        article = SHIPPED.clean(case.page, case.facts.url)
        assert json.loads(to_json(article)) == to_dict(article)
        assert "\n" not in to_json(article)
