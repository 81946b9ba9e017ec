"""Find the pack for a page, and the steps that look at how it was recognised: `listing` and `weak`."""

from __future__ import annotations

from msgspec.structs import replace

from ..packs.loading import Packs
from ..packs.matching import Match
from ..packs.schema import GENERIC
from ..page.causes import builtin_cause
from ..page.page import Page
from ..page.warnings import PageWarning
from ..readers.tree import Tree
from .draft import Draft

MIN_SURE_SCORE = 0.75
"""A page that was recognised with a lower score gets a warning. A URL scores 1, a signature .5 or more."""

ASKED = "this pack was asked for"
LISTING = builtin_cause("listing", "its URL is that of a page that is never an article")


def recognise(page: Page, packs: Packs, name: str | None = None) -> Match:
    """Find the pack for a page; `name` is the pack that the caller asks for, or `none` for the generic one.

    Raises `UsageError` if there is no pack with that name.
    """
    if name == "none":
        return Match(GENERIC, 1.0, "the generic pack was asked for")
    if name is not None:
        return Match(packs[name].pack.pack, 1.0, ASKED)
    return packs.index.match(page) or Match(GENERIC, 1.0, "no pack knows this page")


def recognise_tree(tree: Tree, packs: Packs, name: str | None = None) -> Match | None:
    """Find the pack for a page that is not read yet, by its URL or its canonical URL; None if no pack has them."""
    if name is not None:
        return None if name == "none" else Match(packs[name].pack.pack, 1.0, ASKED)
    match = packs.index.match_address(tree.url, tree.metadata.canonical_url)
    return None if match is None or packs[match.pack].pack.text_only else match


def refuse_listing(draft: Draft) -> Draft:
    """Decide that a page is not an article if the pack names its URL as that of a list, such as a front page."""
    return draft.refuse(draft.match.reason, LISTING) if draft.match.listing else draft


def warn_if_weak(draft: Draft) -> Draft:
    """Warn if only a few lines of the page say that it belongs to the site."""
    if draft.match.score >= MIN_SURE_SCORE:
        return draft
    text = f"taken for a page of {draft.match.pack} by a weak {draft.match.reason}"
    # it comes first because the other warnings are about later steps
    return replace(draft, warnings=(PageWarning("weak-signature", text), *draft.warnings))
