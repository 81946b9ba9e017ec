"""The steps that finish a draft after the decision, and the article that is made of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from msgspec.structs import replace

from ..generic.text.kinds import with_kinds
from ..output.account import Account
from ..output.article import Article
from ..page.blocks import Block
from ..page.causes import Removal
from ..page.headline import choose_headline
from ..page.ledger import Ledger, close
from ..page.markup import InlineMarkup
from ..page.page import HtmlPage, Metadata
from .draft import Draft
from .figures import figures_of


def strip_dateline(draft: Draft) -> Draft:
    """Remove the dateline at the start of the first block, if a rule found one and the caller asked for it."""
    for fact, cause in draft.facts:
        first = draft.blocks[0] if draft.blocks else None
        if fact.field == "dateline" and first and first.start == fact.stretch[0]:
            rest = first.part(fact.stretch[1] - first.start)
            draft = draft.keep(((rest,) if rest else ()) + draft.blocks[1:], cause)
    return draft


def unwrap(draft: Draft) -> Draft:
    """Make one block of the lines of a text that are one paragraph. In HTML, the tags say where a paragraph ends."""
    from ..generic.text.unwrapping import unwrapped  # few callers ask for it

    return replace(draft, blocks=unwrapped(draft.blocks, draft.page.text))


def name_kinds(draft: Draft) -> Draft:
    """Find the lines of a text that are subheads and list items. In HTML, the tags say so."""
    return replace(draft, blocks=with_kinds(draft.blocks))


def to_article(draft: Draft, *, markup: bool = False, figures: bool = False, account: Account | None = None) -> Article:
    """Make the article of a draft after the decision, with its inline markup and its figures if asked for.

    `account` is that of the page, if the page of the draft is only a part of it.
    """
    page, pack = draft.page, draft.program.pack
    metadata = draft.metadata
    if draft.method == "none":  # the metadata of a front page does not describe an article
        metadata = Metadata(language=metadata.language, canonical_url=metadata.canonical_url)
    names: Iterable[str] = [fact.value for fact, _ in draft.facts if fact.field == "author"] or metadata.authors
    if not names and isinstance(page, HtmlPage) and draft.method == "generic":
        from ..generic.html import bylines  # the search for a byline and a date is slow; only unknown sites need it

        names = bylines.find_authors(page, draft.blocks)
    reason = ", ".join(filter(None, (draft.match.reason, draft.match.layout)))
    if pack.pack != draft.match.pack:
        reason = f"{reason}, but the result of {draft.match.pack} was discarded"
    return Article(
        body=draft.blocks,
        headline=choose_headline(draft.fact("headline"), metadata),
        authors=tuple(dict.fromkeys(names)),
        dateline=draft.fact("dateline"),
        date_published_raw=draft.fact("date"),
        date_published=date_of(draft),
        date_modified=metadata.date_modified,
        section=draft.fact("section") or metadata.section,
        language=pack.language or metadata.language or draft.language,
        url=page.url,
        canonical_url=metadata.canonical_url,
        description=next(iter(metadata.descriptions), None),
        main_image=metadata.image,
        keywords=metadata.keywords,
        site_name=metadata.site_name,
        pack=pack.pack,
        pack_version=pack.version,
        tried=tuple(f"{each.pack.pack} {each.pack.version}" for each in draft.tried or (draft.program,)),
        recognised=reason,
        method=draft.method or "none",
        confidence=draft.confidence,
        warnings=(*page.warnings, *draft.warnings),
        account=account or Account(partial(_made, page.text, draft.blocks, (*page.unshown, *draft.removals))),
        page_is_html=isinstance(page, HtmlPage),
        markup=_inline_markup(draft) if markup else None,
        figures=figures_of(draft) if figures else None,
    )


def date_of(draft: Draft) -> str | None:
    """Return the date of publication in ISO 8601: that of the metadata, or else the one that an unknown site shows.

    A page without an article has none.
    """
    if draft.method == "none":
        return None
    date = draft.date or draft.metadata.date_published
    if date or not isinstance(draft.page, HtmlPage) or draft.method != "generic":
        return date
    from ..generic.html import bylines  # slow, and only unknown sites need it

    return bylines.find_date(draft.page)


def _inline_markup(draft: Draft) -> InlineMarkup:
    if not isinstance(draft.page, HtmlPage):
        return InlineMarkup()
    from ..generic.html.inline import read_markup  # text does not need lxml

    return read_markup(draft.page, draft.blocks)


def _made(text: str, kept: tuple[Block, ...], removals: tuple[Removal, ...]) -> tuple[str, Ledger]:
    return text, close(len(text), kept, removals)
