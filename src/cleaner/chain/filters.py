"""The steps that leave out pages, or parts of them, because the caller does not want them.

They run only if the caller asks for them. A page that is left out has no article, and a warning says why.
"""

from __future__ import annotations

from msgspec.structs import replace

from ..page.causes import builtin_cause
from ..page.headline import choose_headline
from ..page.languages import is_language
from .draft import Draft
from .finish import date_of

LANGUAGE = builtin_cause("language", "the page is in another language than the one that is asked for")
METADATA = builtin_cause("metadata", "the page has no date, no headline or no URL, and all are asked for")
TABLES = builtin_cause("tables", "a row of a table, and tables are to be left out (--no-tables)")


def skip_other_declared_language(draft: Draft) -> Draft:
    """Skip the page if it declares another language than the one that is asked for. Then nothing else has to run."""
    program, declared = draft.program.pack, draft.metadata.language
    if program.language:
        return _in_language(draft, program.language, f"as the pack {program.pack} says")
    return _in_language(draft, declared, "as the page declares") if declared else draft


def skip_other_detected_language(draft: Draft) -> Draft:
    """Skip the page if nothing declares its language, and that of the article is not the one that is asked for."""
    site = draft.tried[0] if draft.tried else draft.program
    if not draft.blocks or site.pack.language or draft.metadata.language:
        return draft
    from ..generic.languages import detect_language  # few callers ask for it

    detected = detect_language("\n".join(block.text for block in draft.blocks))
    if detected is None:
        return draft.warn("language-unknown", "the page does not declare its language, and its text does not show it")
    return _in_language(replace(draft, language=detected), detected, "as its text shows")


def _in_language(draft: Draft, language: str, how: str) -> Draft:
    wanted = draft.target_language or language
    if is_language(language, wanted):
        return draft
    return draft.skip("other-language", f"its language is {language}, {how}, and not {wanted}", LANGUAGE)


def skip_without_metadata(draft: Draft) -> Draft:
    """Skip the page if its date of publication, its headline or its URL is not known."""
    if not draft.blocks:
        return draft
    draft = replace(draft, date=date_of(draft))
    known = {
        "date": draft.date or draft.fact("date"),
        "headline": choose_headline(draft.fact("headline"), draft.metadata),
        "URL": draft.page.url or draft.metadata.canonical_url,
    }
    missing = [f"no {name}" for name, value in known.items() if not value]
    return draft.skip("metadata-missing", f"it has {' and '.join(missing)}", METADATA) if missing else draft


def leave_out_tables(draft: Draft) -> Draft:
    """Remove the rows of tables. In text, nothing shows which lines are rows."""
    rows = {block.start: TABLES for block in draft.blocks if block.kind == "table row"}
    if not rows:
        return draft
    left = draft.remove(rows)
    return left if left.blocks else draft.refuse("without tables, nothing is left", TABLES)
