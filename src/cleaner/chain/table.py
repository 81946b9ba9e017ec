"""The chain as a table: the steps that a page goes through, in their order, until one of them decides.

A page is text or HTML, and its site has a pack or not. That makes four ways. A step takes a draft and returns the next.
What it removes is in the ledger under its name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial

from msgspec.structs import replace

from ..generic.html import container, extras, favoring, listings, mending
from ..generic.text.line_model import Favor
from ..output.account import Account
from ..output.article import Article
from ..packs.loading import Packs
from ..packs.schema import GENERIC
from ..page.page import HtmlPage, Page
from ..readers.tree import Tree
from . import (
    accept,
    compare,
    copies,
    extract,
    filters,
    finish,
    layouts,
    lines,
    narrow,
    recognise,
    recurring,
    rest,
    rules,
    taken,
)
from .draft import Draft
from .selected import selected_draft
from .step import Step, if_favoring, removes, repeat, restores, run_steps, step, unless_favoring

GENERIC_CONFIDENCE, FALLBACK_CONFIDENCE = 0.5, 0.3
"""The confidence in generic extraction if no pack knows the page, and if the result of a pack was discarded. Both are a
convention that orders results. With the pack of a site, the confidence is the score of the match, which is 1 for a URL.
"""

MOST_ABOVE, MOST_CAPTIONS, MOST_NEXT = 0.25, 0.5, 0.85
"""The largest shares of the kept words that these steps may remove. On 941 pages, whatever had more was the article."""

LISTING = step("listing", recognise.refuse_listing)
LAYOUT = step("layout", layouts.choose_layout)
CLEANING = repeat("cleaning", step("rules", rules.run_rules), step("copies", copies.remove_copies))
REJECTED = step("rejected", accept.refuse_rejected)
MISSED = step("missed", rules.notice_missed)
FITNESS = step("fitness", accept.check_fitness)
UNFIT = step("unfit", accept.refuse_unfit)
ACCEPT = step("accept", accept.accept)

# Steps that look at the shape of HTML, on all sites.
TEASER = removes("teaser", listings.teasers, "the linked title of another article, in an element of its own")
GRID = removes("grid", listings.grids, "a grid of teasers below the article")
BOX = removes("box", mending.boxes, "a form or a button, with the small element around it")
ABOVE = removes("above", mending.above, "above the headline", MOST_ABOVE)
HEADLINE = removes("headline", mending.headlines, "the headline, or the site's name")
LINK = removes("link", mending.links, "a link to another article")
CAPTION = removes("caption", extras.all_captions, "a caption or credit", MOST_CAPTIONS)
LABEL = removes("label", extras.labels, "the label of a link that was removed")
OFFER = removes("offer", extras.offers, "the offer of a subscription")
TERMS = removes("terms", extras.terms, "what one agrees to in a form")
BIOGRAPHY = removes("biography", extras.biographies, "the life of the author")
NEXT = removes("next", listings.next_articles, "the next article", MOST_NEXT)

MENDING = (
    restores("entries", listings.entries),
    restores("parts", mending.parts_between),
    TEASER,
    GRID,
    BOX,
    ABOVE,
    HEADLINE,
    LINK,
    LABEL,
    OFFER,
    TERMS,
    CAPTION,
    removes("outside", mending.outside, "outside of the element that holds the article"),
    NEXT,
    restores("lead", mending.lead),
    removes("byline", mending.bylines, "a label or byline above the first sentence"),
    BIOGRAPHY,
    unless_favoring(
        "recall", removes("heading", mending.empty_headings, "a heading with nothing, or only links, below it")
    ),
)

EXTRACTED = (
    restores("chapters", mending.chapters),
    removes("fact box", container.fact_boxes, "a box of facts beside the text"),
    *MENDING,
)

JUDGING = (CLEANING, REJECTED, FITNESS, UNFIT, MISSED, ACCEPT)

LINES = step("lines", lines.keep_article)
SITE_LINES = step("site lines", recurring.remove_site_lines)
EXTRACTION = (
    step("container", partial(extract.choose_container, mending=MENDING), *MENDING),
    step("extract", partial(extract.extract, mending=EXTRACTED), *EXTRACTED),
    if_favoring("precision", removes("doubtful", favoring.doubtful, "doubtful, and precision is favored")),
    if_favoring("recall", step("likely", extract.restore_likely)),
    step("teaser list", extract.refuse_teaser_list),
)

UNKNOWN_TEXT = (LINES, SITE_LINES, *JUDGING)
UNKNOWN_HTML = (*EXTRACTION, *JUDGING)

REST = step(
    "rest",
    partial(
        rest.clean_rest,
        of_text=(SITE_LINES, CLEANING),
        of_html=(*EXTRACTION, CLEANING),
        confidence=GENERIC_CONFIDENCE,
    ),
    LINES,
    SITE_LINES,
    *EXTRACTION,
)


def _as_unknown(draft: Draft) -> Draft:
    """Clean the page of a draft again, as a page of an unknown site.

    The `remove` rules of the pack may have removed the article. Then the page is cleaned with the elements that they
    removed. That result is taken if most of its running text stands in these elements.
    """
    if isinstance(draft.page, HtmlPage) and taken.may_be_taken(draft):
        from ..readers.html import without_elements  # text does not need lxml

        whole = _cleaned_as_unknown(draft, without_elements(draft.page, {}))
        if taken.is_taken(draft, whole):
            return whole
    return _cleaned_as_unknown(draft, draft.page)


def _cleaned_as_unknown(draft: Draft, page: Page) -> Draft:
    again = Draft(
        page=page,
        match=draft.match,
        program=draft.generic,
        generic=draft.generic,
        blocks=page.blocks,
        confidence=FALLBACK_CONFIDENCE,
        favor=draft.favor,
        site_lines=draft.site_lines,
        without=draft.without,
    )
    return run_steps(UNKNOWN_HTML if isinstance(page, HtmlPage) else UNKNOWN_TEXT, again)


DISCARD = step("discard", partial(compare.discard, rival=_as_unknown))

SECOND_OPINION = step("second opinion", partial(compare.ask_about_cut, rival=_as_unknown))

KNOWN_TEXT = (LISTING, LAYOUT, CLEANING, REST, REJECTED, MISSED, FITNESS, SECOND_OPINION, ACCEPT, DISCARD)

TIDYING = (
    CLEANING,
    TEASER,
    BOX,
    ABOVE,
    HEADLINE,
    LINK,
    LABEL,
    OFFER,
    TERMS,
    CAPTION,
    BIOGRAPHY,
    NEXT,
    CLEANING,
    REJECTED,
    MISSED,
    FITNESS,
)
ODDNESS = step("oddness", accept.check_oddness)
ACCEPT_CLEAR = step("accept if clear", accept.accept_clear)

KNOWN_HTML = (
    LISTING,
    LAYOUT,
    step("remove", narrow.remove_elements),
    step("select", narrow.select_elements),
    REST,
    *TIDYING,
    DISCARD,
    ODDNESS,
    ACCEPT_CLEAR,
    step("compare", partial(compare.compare, rival=_as_unknown)),
)

SELECTED_HTML = (*TIDYING, ODDNESS, ACCEPT_CLEAR)
"""What `KNOWN_HTML` does after `select` with a page that is as its pack expects it. All others take the long way."""

WEAK = step("weak", recognise.warn_if_weak)
DECLARED = step("declared language", filters.skip_other_declared_language)
DETECTED = step("detected language", filters.skip_other_detected_language)
METADATA = step("metadata", filters.skip_without_metadata)
TABLES = step("tables", filters.leave_out_tables)
DATELINE = step("dateline", finish.strip_dateline)
UNWRAP = step("unwrap", finish.unwrap)
KINDS = step("kinds", finish.name_kinds)


def clean_selected(
    tree: Tree,
    packs: Packs,
    account: Account,
    *,
    pack: str | None = None,
    target_language: str | None = None,
    only_with_metadata: bool = False,
    tables: bool = True,
    strip_dateline: bool = False,
    figures: bool = False,
) -> Article | None:
    """Return the article of an HTML page, and read only what the pack of its site selects; None if that is not enough.

    The article is the same as that of `clean_page`. `account` is that of the whole page. With `figures`, the article
    has those for the history of its pack. Raises `UsageError` if there is no such pack.
    """
    match = recognise.recognise_tree(tree, packs, pack)
    draft = selected_draft(tree, match, packs) if match else None
    if draft is None:
        return None
    if target_language:
        draft = replace(draft, target_language=target_language)
    decided = run_steps(_filtered(SELECTED_HTML, target_language), draft)
    if decided.method != "pack":
        return None
    finishing = _finishing(target_language, only_with_metadata, tables=tables, strip_dateline=strip_dateline)
    finished = run_steps(finishing, decided)
    return finish.to_article(finished, figures=figures, account=account)


def clean_page(
    page: Page,
    packs: Packs,
    *,
    pack: str | None = None,
    target_language: str | None = None,
    only_with_metadata: bool = False,
    tables: bool = True,
    strip_dateline: bool = False,
    unwrap: bool = False,
    favor: Favor | None = None,
    site_lines: Mapping[str, str] = {},
    markup: bool = False,
    figures: bool = False,
    without: Collection[str] = (),
) -> Article:
    """Return the article of a page.

    `pack` is the name of the pack to use, or `none` for the generic one; by default, the page is recognised.
    `target_language`, `only_with_metadata`, `tables`, `strip_dateline` and `unwrap` are those of `Cleaner.clean`.
    `favor` says what to prefer where a part of the page is doubtful. `site_lines` are lines of the page that recur on
    other pages of its site, each with the evidence: see `generic.text.site_lines`. With `markup`, the article of an
    HTML page gets its links, emphasis and pictures; with `figures`, one of a known site gets those for the history of
    its pack. `without` has the names of steps to leave out, for tests and benchmarks. Raises `UsageError` if there is
    no such pack, or if a language has to be detected and the extra for it is missing.
    """
    match = recognise.recognise(page, packs, pack)
    is_known, is_html = match.pack != GENERIC, isinstance(page, HtmlPage)
    draft = Draft(
        page=page,
        match=match,
        program=packs[match.pack],
        generic=packs[GENERIC],
        blocks=page.blocks,
        confidence=match.score if is_known else GENERIC_CONFIDENCE,
        favor=favor,
        target_language=target_language,
        site_lines=site_lines,
        without=frozenset(without),
    )
    ways = {
        (True, True): KNOWN_HTML,
        (True, False): KNOWN_TEXT,
        (False, True): UNKNOWN_HTML,
        (False, False): UNKNOWN_TEXT,
    }
    decided = run_steps(_filtered(ways[is_known, is_html], target_language), draft)
    finishing = _finishing(
        target_language, only_with_metadata, tables=tables or not is_html, strip_dateline=strip_dateline
    )
    if not is_html:
        finishing += [*([UNWRAP] if unwrap else []), KINDS]
    return finish.to_article(run_steps(finishing, decided), markup=markup, figures=figures)


def _filtered(way: tuple[Step, ...], target_language: str | None) -> tuple[Step, ...]:
    """Return the steps of a way; a page that declares another language than the wanted one does not go through them."""
    return (DECLARED, *way) if target_language else way


def _finishing(
    target_language: str | None, only_with_metadata: bool, *, tables: bool, strip_dateline: bool
) -> list[Step]:
    """Return the steps that finish a draft: those that the caller asks for, and `WEAK`."""
    asked = (
        (DETECTED, target_language),
        (METADATA, only_with_metadata),
        (TABLES, not tables),
        (DATELINE, strip_dateline),
    )
    return [WEAK, *(step for step, is_asked in asked if is_asked)]
