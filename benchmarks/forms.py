"""The text that crawlers make of an HTML page, in the forms of common programs.

A form is a function from HTML to text. It keeps the whole page, with menus, teasers and footers: this is the text that
`cleaner` gets if a crawl stored no HTML. The forms differ in where they begin a new line:

* a line for each block: `resiliparse`, `inscriptis` (which keeps the layout with spaces), `html_text`, and `wet`, which
  is close to the WET files of Common Crawl
* a line for each piece of text between two tags, so that a link or a bold word cuts its sentence: `beautifulsoup`
* Markdown: `html2text`
* sentences wrapped at a width: `html2text_wrapped`, `html2text_links` (with the targets of links), and the terminal
  browsers `lynx` and `w3m`

A program is imported or started only if its form is asked for.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterable
from importlib import import_module

Form = Callable[[str], str]

SECONDS = 60
"""How long a terminal browser may take for a page."""

_BLOCK_TAGS = (
    "address article aside blockquote body br button caption dd details dialog div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section select table tbody td tfoot th"
    " thead title tr ul"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_UNSEEN = ("script", "style", "noscript", "template", "svg")


def resiliparse(html: str) -> str:
    """Return the whole page as resiliparse renders it: a line for each block, with list marks."""
    tree = import_module("resiliparse.parse.html").HTMLTree.parse(html)
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    return str(extract(tree, main_content=False, alt_texts=False))


def inscriptis(html: str) -> str:
    """Return the page as inscriptis renders it: a line for each block, with spaces for the layout."""
    return str(import_module("inscriptis").get_text(html))


def beautifulsoup(html: str) -> str:
    """Return each piece of text between two tags on a line of its own."""
    soup = import_module("bs4").BeautifulSoup(html, "lxml")
    for tag in soup(["script", "style", "noscript", "template"]):
        tag.decompose()
    return str(soup.get_text("\n"))


def html_text(html: str) -> str:
    """Return the page as html-text renders it: a line for each block, and blank lines around paragraphs."""
    return str(import_module("html_text").extract_text(html))


def html2text(html: str) -> str:
    """Return the page as Markdown without links and images, and without wrapping."""
    return _markdown(html, width=0, links=False)


def html2text_wrapped(html: str) -> str:
    """Return the page as Markdown without links and images, wrapped at 72 characters."""
    return _markdown(html, width=72, links=False)


def html2text_links(html: str) -> str:
    """Return the page as Markdown with links, wrapped at 78 characters."""
    return _markdown(html, width=78, links=True)


def wet(html: str) -> str:
    r"""Return a line for each block element, with single spaces and without blank lines.

    >>> print(wet("<title>Kop</title><ul><li>Menu<li>Sport</ul><p>De raad <b>kwam</b>\n bijeen.<script>x</script>"))
    Kop
    Menu
    Sport
    De raad kwam bijeen.
    """
    lxml = import_module("lxml.html")
    html = re.sub(r"<\?xml[^>]*\?>", "", html)  # its encoding would be that of the bytes, which is now another one
    parser = lxml.HTMLParser(encoding="utf-8", huge_tree=True)
    root = lxml.fromstring(html.encode(errors="replace"), parser=parser)
    parts: list[str] = []
    open_ones = [(root, False)]
    while open_ones:
        element, is_end = open_ones.pop()
        edge = "\n" if element.tag in _BLOCKS else ""
        if not is_end and isinstance(element.tag, str) and element.tag not in _UNSEEN:
            parts += [edge, (element.text or "").replace("\n", " ")]
            open_ones.append((element, True))
            open_ones += [(child, False) for child in reversed(element)]
            continue
        if is_end:
            parts.append(edge)
        if element is not root:
            parts.append((element.tail or "").replace("\n", " "))
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(filter(None, lines))


def lynx(html: str) -> str:
    """Return the page as the browser lynx dumps it, without the list of links."""
    return _dumped(html, "lynx", "-dump", "-nolist", "-force_html", "-stdin", *_LYNX_CHARACTERS)


def w3m(html: str) -> str:
    """Return the page as the browser w3m dumps it."""
    return _dumped(html, "w3m", "-dump", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8")


_LYNX_CHARACTERS = ("-assume_charset=utf-8", "-assume_local_charset=utf-8", "-display_charset=utf-8")

FORMS: dict[str, Form] = {
    "resiliparse": resiliparse,
    "inscriptis": inscriptis,
    "wet": wet,
    "html-text": html_text,
    "beautifulsoup": beautifulsoup,
    "html2text": html2text,
    "html2text-72": html2text_wrapped,
    "html2text-links-78": html2text_links,
    "lynx": lynx,
    "w3m": w3m,
}


def installed(names: Iterable[str]) -> tuple[dict[str, Form], list[str]]:
    """Return the forms with these names whose program is installed, and why the others are missing."""
    found: dict[str, Form] = {}
    notes = []
    for name in names:
        try:
            FORMS[name]("<p>x</p>")
            found[name] = FORMS[name]
        except (ImportError, FileNotFoundError) as error:
            notes.append(f"the form {name} is left out: {error}")
    return found, notes


def _markdown(html: str, *, width: int, links: bool) -> str:
    maker = import_module("html2text").HTML2Text()
    maker.body_width, maker.ignore_links, maker.ignore_images = width, not links, True
    return str(maker.handle(html))


def _dumped(html: str, *command: str) -> str:
    page = html.encode(errors="replace")
    done = subprocess.run(command, input=page, capture_output=True, check=True, timeout=SECONDS)
    return done.stdout.decode(errors="replace")
