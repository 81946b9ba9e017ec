"""Which blocks of an HTML page are its article: trafilatura, then justext, then all running text, each where the one
before it found nothing usable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from ...page.causes import Cause, builtin_cause
from ...page.page import HtmlPage
from ...page.shapes import is_running_text, running_text
from .extractors import justext, trafilatura
from .layout import Document
from .listings import is_listing
from .refining import refine

SHORT = 0.3
"""Where trafilatura's quick mode keeps a smaller share of the page's running text, its precise mode is asked too."""
MUCH_SHORTER = 0.75
"""Its answer is taken, unless that is shorter than such a share of the first."""
MUCH_LONGER = 1.5
"""And where both keep less, its default mode, which then searches more widely; if that finds so many times as much."""
MAX_DEPTH = 150
"""Elements within elements from which on the extractors, which recurse, are not asked."""

TRAFILATURA = builtin_cause("trafilatura", "trafilatura does not take it for the article")
JUSTEXT = builtin_cause("justext", "justext takes it for boilerplate")
FORM = builtin_cause("form", "no running text")
LISTING = builtin_cause("listing", "a list of teasers, and no article")

Verdicts = Sequence[Cause | None]


class Extraction(Struct, frozen=True):
    """Why each block of a page is no part of the article (None where it is), and what to say of the choice."""

    verdicts: tuple[Cause | None, ...]
    warnings: tuple[str, ...] = ()


def extract(page: HtmlPage, min_words: int) -> Extraction:
    """The article's blocks, by the first extractor that finds at least `min_words` words."""
    document = Document(page.blocks, page.metadata)
    warnings: list[str] = []
    verdicts: Verdicts = ()
    for name, choose in _extractors(page):
        if name != "trafilatura":
            warnings = [*warnings[:1], f"trafilatura found no article; {name} chose the blocks"]
        try:
            verdicts = choose(document, page.root)
        except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError) as error:
            # what others' code raises on odd pages: one extractor less, and no page less
            warnings = [f"{name} failed: {type(error).__name__}: {error}"]
            continue
        if sum(document.words[number] for number in _kept(verdicts)) >= min_words:
            break
    if is_listing(document, verdicts):
        return Extraction(tuple(verdict or LISTING for verdict in verdicts), ("most of it is teasers of articles",))
    return Extraction(tuple(verdicts), tuple(warnings))


def _extractors(page: HtmlPage) -> Iterator[tuple[str, Callable[[Document, Any], Verdicts]]]:
    if max((block.path.count("/") for block in page.blocks), default=0) < MAX_DEPTH:
        yield "trafilatura", _by_trafilatura
        yield "justext", lambda document, root: refine(document, justext(document, root), JUSTEXT)
    yield "the form of the lines", _by_form


def _by_trafilatura(document: Document, root: Any) -> Verdicts:
    """The choice of trafilatura's quick mode; of another where that finds little of what is there."""
    quick = refine(document, trafilatura(document, root, "fast"), TRAFILATURA)
    length = _length(document, quick)
    if length >= SHORT * running_text(document.blocks):
        return quick
    precise = refine(document, trafilatura(document, root, "precision"), TRAFILATURA)
    best = quick if _length(document, precise) < MUCH_SHORTER * length else precise
    if _length(document, best) >= SHORT * running_text(document.blocks):
        return best
    default = refine(document, trafilatura(document, root, "default"), TRAFILATURA)
    return default if _length(document, default) >= MUCH_LONGER * _length(document, best) else best


def _by_form(document: Document, _: Any) -> Verdicts:
    """All running text, or else all that is not a link."""
    kept = [is_running_text(block) for block in document.blocks]
    if not any(kept):
        kept = [not block.is_link for block in document.blocks]
    return [None if keep else FORM for keep in kept]


def _kept(verdicts: Verdicts) -> Iterator[int]:
    return (number for number, verdict in enumerate(verdicts) if verdict is None)


def _length(document: Document, verdicts: Verdicts) -> int:
    return sum(len(document.blocks[number].text) for number in _kept(verdicts))
