"""Formulas, readings of ruby, and text for screen readers. Beside each case there is one that only looks like it."""

from __future__ import annotations

import pytest

from cleaner.readers import read_page
from cleaner.readers.html import read_html

TEX = '<annotation encoding="application/x-tex">{}</annotation>'
MATH = "<math{}><semantics><mrow><mi>F</mi><mo>=</mo><mi>k</mi></mrow>{}</semantics></math>"
F_IS_K = MATH.format("", TEX.format("F = k"))
STYLED = r"{\displaystyle F = k}"
CLIP = "position:absolute;clip:rect({});width:1px"

PAGES = {
    # formulas
    "MathML with its TeX": (f"<p>a {F_IS_K}, b", [r"a \(F = k\), b"]),
    "MathML in a line of its own": (
        f"<p>a {MATH.format(' display=block', TEX.format('F = k'))}",
        [r"a \[F = k\]"],
    ),
    "MathML without TeX": (f"<p>a {MATH.format('', '')}, b", ["a F=k, b"]),
    "MathML with other notes": (
        f"<p>a {MATH.format('', '<annotation encoding=text/plain>F is k</annotation>')}, b",
        ["a F=k, b"],
    ),
    "MathML with its TeX in an attribute": (f"<p>a {MATH.format(' alttext=F=k', '')}, b", [r"a \(F=k\), b"]),
    "an empty note": (f"<p>a {MATH.format('', TEX.format(' '))}, b", ["a F=k, b"]),
    "a formula of Wikipedia": (
        (
            f'<p>a <span class="mwe-math-mathml-inline mwe-math-mathml-a11y" style="display: none;">'
            f"{MATH.format('', TEX.format(STYLED))}</span>, b"
        ),
        [r"a \(F = k\), b"],
    ),
    "another formula that is hidden": (f'<p>a <span style="display: none;">{F_IS_K}</span>b', ["a b"]),
    "a formula of KaTeX": (
        (
            f'<p>a <span class=katex><span class=katex-mathml>{F_IS_K}</span><span class="katex-html" aria-hidden=true>'
            "<span>F</span><span>=</span><span>k</span></span></span>, b"
        ),
        [r"a \(F = k\), b"],
    ),
    "KaTeX without MathML": (
        '<p>a <span class=katex><span class="katex-html"><span>F</span><span>=k</span></span></span>, b',
        ["a F=k, b"],
    ),
    "text below MathML of KaTeX": (
        f"<p>a <span class=katex-mathml>{F_IS_K}</span><b>, b</b>",
        [r"a \(F = k\), b"],
    ),
    "a formula of MathJax": (
        (
            "<p>a <span class=MathJax_Preview>F</span><span class=MathJax><nobr>F=k</nobr></span>"
            '<script type="math/tex">F = k</script>, b'
        ),
        [r"a \(F = k\), b"],
    ),
    "a formula of MathJax in a line of its own": (
        '<p>a <script type="math/tex; mode=display">F = k</script>b',
        [r"a \[F = k\]b"],
    ),
    "text between two formulas of MathJax": (
        (
            '<p><span class=MathJax>F</span><script type="math/tex">F</script> is <span class=MathJax>k</span>'
            '<script type="math/tex">k</script>'
        ),
        [r"\(F\) is \(k\)"],
    ),
    "another script": ("<p>a <script type=text/plain>F = k</script>b", ["a b"]),
    # ruby
    "a reading": ("<p><ruby>先月<rt>せんげつ</rt></ruby>から", ["先月から"]),
    "a reading in brackets": ("<p><ruby>止<rp>(</rp><rt>と</rt><rp>)</rp></ruby>まって", ["止まって"]),
    "a reading for each letter": ("<p><ruby>先<rt>せん</rt>月<rt>げつ</rt></ruby>から", ["先月から"]),
    "readings without end tags": ("<p><ruby>先<rt>せん<rt>げつ</ruby>から", ["先から"]),
    "a reading that the author wrote": ("<p>冬（ふゆ）になると", ["冬（ふゆ）になると"]),
    "such an element outside ruby": ("<p>a <rt>b</rt> c", ["a b c"]),
    # text for screen readers
    "a note on a link": ("<p>a <a href=x>b<span class=sr-only> (opens in a new window)</span></a>, c", ["a b, c"]),
    "the class of a site": ("<p>a<span class='usa-sr-only'> b</span>", ["a"]),
    "a class with a hash": ("<p>a<span class='link__visuallyHidden__3IP_U'> b</span>", ["a"]),
    "a block": ("<p>a b c d</p><p class=screen-reader-text>e</p>", ["a b c d"]),
    "a class with more after it": ("<p>a<span class=sr-only-toggle> b</span>", ["a b"]),
    "text that is shown again on wide screens": ("<p>a<span class='sr-only md:not-sr-only'> b</span>", ["a b"]),
    "text that is hidden on wide screens": ("<p>a<span class='lg:sr-only'> b</span>", ["a b"]),
    "text that is shown when it has the focus": ("<p>a<a class='sr-only focus:not-sr-only' href=x> b</a>", ["a"]),
    "a form whose label is hidden": ("<div class=field--label-visually_hidden>a</div>", ["a"]),
    "a headline": ("<h1 class=visually-hidden>a</h1><p>b", ["a", "b"]),
    "another heading": ("<h2 class=visually-hidden>a</h2><p>b", ["b"]),
    "a mark between words": ("<p>a<span class=sr-only>: </span>b", ["a: b"]),
    "clipped text": (f"<p>a<span style='{CLIP.format('0 0 0 0')}'> b</span>", ["a"]),
    "clipped text, in pixels": (f"<p>a<span style='{CLIP.format('1px, 1px, 1px, 1px')}'> b</span>", ["a"]),
    "a picture that is cut": (f"<p>a<span style='{CLIP.format('0, 600px, 400px, 0')}'> b</span>", ["a b"]),
    "a rule for filling": ("<p>a<span style='clip-rule:evenodd'> b</span>", ["a b"]),
    # the source of a quotation
    "a source": ("<blockquote><p>a</p><footer>b</footer></blockquote>", ["a", "b"]),
    # the numbers of lines of code
    "line numbers": (
        "<table><tr><td><pre>1<br>2<br></pre><td><pre>a\n  b</pre></table><p>c",
        ["a", "b", "c"],
    ),
    "line numbers from another number": (
        "<table><tr><td><div><pre>9\n10</pre></div><td><div><pre>a\nb</pre></div></table>",
        ["a", "b"],
    ),
    "numbers that do not run on": (
        "<table><tr><td><pre>1\n3</pre><td><pre>a\nb</pre></table>",
        ["1", "3", "a", "b"],
    ),
    "numbers below other text": (
        "<table><tr><td><p>c</p><pre>1\n2</pre><td><pre>a\nb</pre></table>",
        ["c", "1", "2", "a", "b"],
    ),
    "numbers without code beside them": ("<table><tr><td><pre>1\n2</pre><td>a</table>", ["1", "2", "a"]),
}


@pytest.mark.parametrize(("page", "expected"), PAGES.values(), ids=PAGES)
def test_what_is_read(page: str, expected: list[str]) -> None:
    assert [block.text for block in read_page(page, kind="html").blocks] == expected


def test_text_for_screen_readers_is_in_the_ledger() -> None:
    page = read_page("<p>a<span class=sr-only> b</span>", kind="html")
    assert [(page.text[removal.start : removal.end], removal.cause.rule) for removal in page.unshown] == [
        ("b", "hidden")
    ]


def test_a_page_that_is_hidden_as_a_whole_is_read() -> None:
    page = read_page("<h2>a</h2><div class=sr-only><p>" + "Een zin van vijf woorden. " * 30 + "</p></div>", kind="html")
    assert [len(block.text) > 10 for block in page.blocks] == [False, True]


def test_a_long_number_is_not_the_number_of_a_line() -> None:
    page = read_html(f"<table><tr><td><pre>{'9' * 5_000}</pre></td><td><pre>x</pre></td></tr></table>")
    assert "999" in page.text


@pytest.mark.parametrize(
    "page",
    [
        "<span class=katex-mathml>x</span><div class='katex-html-page'><p>De raad kwam bijeen.</p></div>",
        "<div class='MathJax-on'><p>De raad kwam bijeen.</p></div><script type='math/tex'>x</script>",
        "<div class=MathJax><p>De raad kwam bijeen.</p></div><script type='math/tex'>x</script>",
    ],
)
def test_text_beside_a_formula_stays(page: str) -> None:
    assert "De raad kwam bijeen." in [block.text for block in read_html(f"<article>{page}</article>").blocks]
