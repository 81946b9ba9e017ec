"""Changes to the tree of a page before it is read, so that the words run on as a person reads them.

Formulas are written once, as TeX. The readings of ruby, which stand above the words, are left out. What only screen
readers are to read is marked as hidden, and so are the numbers of the lines of code. The source of a quotation is a
paragraph of it. Extractors look at the same tree, so they see the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lxml import etree

from .inspecting import Inspection, inspect
from .markup import INVISIBLE

_TEX_SCRIPTS = etree.XPath("//script[starts-with(@type, 'math/tex')]")
_DRAWN_FORMULAS = etree.XPath(
    "//span[contains(@class, 'katex-mathml')]/following-sibling::*[1]"
    "[self::span][contains(concat(' ', normalize-space(@class), ' '), ' katex-html ')]"
)
_SHOWN = ("h1", "html", "body")
_LETTER = re.compile(r"\w")
_TEX = re.compile(r"(?<![a-z])(?:la)?tex(?![a-z])", re.IGNORECASE)
_STYLE = re.compile(r"\{\\(?:display|text)style\s(.*)\}", re.DOTALL)
_DRAWN_BY_MATHJAX = re.compile(r"(?<!\S)MathJax(?:_\w+)?(?!\S)")
_TEXT_PARTS = etree.XPath(".//p | .//article | .//section | .//h1 | .//h2 | .//li")
MAX_DIGITS = 10
"""The number of a line of code has fewer digits."""
_HIDDEN_FORMULA = "mwe-math-mathml"
"""The class in which MediaWiki hides the MathML of a formula, beside a picture of it."""


def rewrite(root: Any, seen: Inspection) -> Inspection:
    """Change the tree of a page in these ways, and return what its elements say then; `seen` is what they said."""
    if seen.has_formulas:
        _write_drawn_formulas(root)
        seen = inspect(root)
    for element in seen.changed:
        change = _CHANGES.get(element.tag, _drop_reading)
        change(element)
    _hide(seen.for_screen_readers)
    _hide(element for element in seen.clipped if INVISIBLE.search(element.get("style")))
    return seen


def _write_drawn_formulas(root: Any) -> None:
    for script in _TEX_SCRIPTS(root):
        _write_script(script)
    for drawn in _DRAWN_FORMULAS(root):
        _empty(drawn)


def _hide(elements: Iterable[Any]) -> None:
    """Mark the elements as hidden.

    The headline is read even if the page shows a picture instead of it, and so is a mark that only separates words.
    """
    for element in elements:
        is_mark = not len(element) and not _LETTER.search(element.text or "")
        if element.tag not in _SHOWN and not is_mark:
            element.set("style", "display:none")


def _write_script(script: Any) -> None:
    """Make text of a script with TeX, and drop what MathJax has drawn of it."""
    above = script.getprevious()
    while above is not None and _is_drawn(above):
        drawn, above = above, above.getprevious()
        if (drawn.tail or "").strip():
            break
        _empty(drawn)
    _write(script, script.text or "", is_display="mode=display" in script.get("type"))


def _is_drawn(element: Any) -> bool:
    """Return whether MathJax drew an element: by its class, and because it holds no text of its own."""
    return bool(_DRAWN_BY_MATHJAX.search(element.get("class") or "")) and not _TEXT_PARTS(element)


def _write_formula(math: Any) -> None:
    """Make text of the TeX of a formula in MathML; or leave the MathML, but without notes on it, if there is no TeX."""
    notes = list(math.iter("annotation", "annotation-xml"))
    tex = next((note.text for note in notes if _TEX.search(note.get("encoding") or "")), None)
    tex = tex or math.get("alttext") or ""
    if tex.strip():
        above = math.getparent()
        if above is not None and _HIDDEN_FORMULA in (above.get("class") or ""):
            above.attrib.pop("style", None)
        _write(math, tex, is_display=math.get("display") == "block")
    else:
        for note in notes:
            _empty(note)


def _drop_reading(reading: Any) -> None:
    if next(reading.iterancestors("ruby"), None) is not None:
        _empty(reading)


def _empty(element: Any) -> None:
    """Remove what is in an element. To remove the element itself would copy the text below it again and again."""
    element.clear(keep_tail=True)


def _keep_source(footer: Any) -> None:
    """Make a paragraph of the footer of a quotation: it names the source."""
    if next(footer.iterancestors("blockquote", "article", "section"), footer).tag == "blockquote":
        footer.tag = "p"


def _hide_line_numbers(pre: Any) -> None:
    """Hide a `<pre>` in a cell that holds only the numbers of the lines of the code beside it."""
    if next(pre.iterancestors("pre"), None) is not None:
        return
    inner, cell = pre, pre.getparent()
    while cell is not None and cell.tag != "td" and _is_alone(inner):
        inner, cell = cell, cell.getparent()
    beside = cell.getnext() if cell is not None and cell.tag == "td" and _is_alone(inner) else None
    if beside is None or next(beside.iter("pre"), None) is None:
        return
    lines = " ".join(pre.itertext()).split()
    first = int(lines[0]) if lines and lines[0].isdecimal() and len(lines[0]) < MAX_DIGITS else None
    if first is not None and lines == [str(number) for number in range(first, first + len(lines))]:
        pre.set("style", "display:none")


def _is_alone(element: Any) -> bool:
    """Return whether the element has no others beside it. `len` of the element around it would count all of them."""
    return element.getprevious() is None and element.getnext() is None


_CHANGES = {"math": _write_formula, "footer": _keep_source, "pre": _hide_line_numbers}


def _write(element: Any, tex: str, *, is_display: bool) -> None:
    tex = " ".join(tex.split())
    style = _STYLE.fullmatch(tex)
    tex = style[1] if style else tex
    for child in list(element):
        element.remove(child)
    element.tag = "span"
    element.text = rf"\[{tex}\]" if is_display else rf"\({tex}\)"
