"""The step `layout`: which of the layouts of its site a page has, and so which rules run on it.

What the page shows counts first: a site may show its old articles in its new layout. The date decides where no layout
of the pack has a sign that is on the page, or several have one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ..errors import Fault, PackError
from ..packs.matching import signed_lines
from ..packs.program import Program
from ..packs.schema import Sign
from ..page.address import split_web
from ..page.dates import crawled_day, day_in_address
from ..page.page import HtmlPage, Page
from ..page.warnings import PageWarning
from ..readers.tree import Tree
from ..verbs.selecting import find
from .draft import Draft
from .step import doubted


class Choice(Struct, frozen=True):
    """The program for the layout of a page, how the layout was found, and a warning if that is not certain."""

    program: Program
    layout: str = ""
    warning: PageWarning | None = None

    def applied(self, draft: Draft) -> Draft:
        """Return the draft with this program."""
        if not self.layout and not self.warning:
            return draft
        draft = replace(draft, program=self.program, match=replace(draft.match, layout=self.layout))
        return doubted(draft, self.warning.code, self.warning.text) if self.warning else draft


def choose_layout(draft: Draft) -> Draft:
    """Take the rules of the layout that the page has, if the pack of its site has layouts.

    If no layout fits, only the common rules run, with a warning.
    """
    return layout_of(draft.program, draft.page).applied(draft) if draft.program.layouts else draft


def layout_of(program: Program, page: Page | Tree) -> Choice:
    """Return the program for the layout that the page has: `program` itself if its pack has none for such pages."""
    is_html = isinstance(page, (HtmlPage, Tree))
    layouts = [(layout, own) for layout, own in program.layouts if layout.is_for(html=is_html)]
    if not layouts:
        return Choice(program)
    shows, day = _signs_of(program, page), _day_of(page)
    signed = [(layout, own) for layout, own in layouts if layout.sign and shows(layout.sign)]
    fitting = signed or [(layout, own) for layout, own in layouts if layout.sign is None]
    chosen = [(layout, own) for layout, own in fitting if day is None or layout.covers(day)] or signed
    if not chosen:
        dated = f" of {day}" if fitting else ""
        text = f"this page{dated} has none of the layouts of {program.pack.pack}"
        return Choice(program, warning=PageWarning("no-layout", text))
    layout, own = chosen[0]
    how = " by its sign" if signed else " by its date" if day and layout.has_dates else ""
    warning = None
    if day is None and layout.has_dates and len(fitting) > 1:
        others = " or ".join(other.name for other, _ in fitting[1:])
        text = f"the page has no date; its layout was taken for {layout.name}, and may be {others}"
        warning = PageWarning("layout-uncertain", text)
    return Choice(own, f"layout {layout.name}{how}", warning)


def _signs_of(program: Program, page: Page | Tree) -> Callable[[Sign], bool]:
    """Return a function that says whether the page shows a sign."""
    if isinstance(page, (HtmlPage, Tree)):
        return lambda sign: _has_element(sign, page.root, program.file)
    present = program.signs.present(signed_lines(page))
    return lambda sign: sign.line in present


def _has_element(sign: Sign, root: Any, file: str) -> bool:
    """Return whether the tree has the element. Raises `PackError` if the XPath of the sign fails on this page."""
    try:
        return bool(find(sign, root))
    except ValueError as error:
        raise PackError([Fault(file, 1, 1, f"the sign of a layout: {error}")]) from None


def _day_of(page: Page | Tree) -> date | None:
    """Return the day of the page: the one in its metadata or the one that a crawler put into its text, or in its URL.

    A month counts as its first day.
    """
    urls = [page.url]
    if isinstance(page, (HtmlPage, Tree)):
        published = page.metadata.date_published
        stated = date.fromisoformat(published[:10]) if published else None
        urls.append(page.metadata.canonical_url)
    else:
        stated = crawled_day(page.blocks[0].text) if page.blocks else None
    addresses = (split_web(url) for url in urls if url)
    return stated or next(filter(None, (day_in_address(parts.path) for parts in addresses if parts)), None)
