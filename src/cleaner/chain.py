"""The order of things: recognise, the site's pack and copies, guards, the generic pack where that failed, article."""

from __future__ import annotations

from msgspec import Struct

from . import guards
from .article import Article, Method
from .blocks import Page
from .copies import remove_copies
from .ledger import Cause, close
from .packs.loading import GENERIC, Packs
from .packs.matching import Match
from .packs.program import Program
from .packs.running import Run, run_rules
from .structure import with_kinds

MAX_ROUNDS = 8
TOLD = 3
"""So many words that only a removed copy has are worth a warning: fewer are a word cut in two."""

COPIES = Cause("cleaner", 0, "", 0, "copies", "a second copy of the body")
LISTING = Cause("cleaner", 0, "", 0, "listing", "by its URL no article")
GUARD = Cause("cleaner", 0, "", 0, "guard", "what is left is no article")


class Outcome(Struct):
    """What the chain came to: the pack whose run counts, who cleaned the page, how sure that is, what to say of it."""

    program: Program
    run: Run
    method: Method
    confidence: float
    warnings: list[str]


def clean_page(page: Page, packs: Packs, *, pack: str | None = None, strip_dateline: bool = False) -> Article:
    """The article of a page.

    `pack` names the pack to use, and `none` the generic one; by default the page is recognised. Raises `UsageError`
    where there is no such pack.
    """
    match = _recognise(page, packs, pack)
    outcome = _listing(page, packs[match.pack], match) if match.listing else _first_fit(page, packs, match)
    if match.score < guards.WEAK:
        outcome.warnings.insert(0, f"taken for a page of {match.pack} by a weak {match.reason}")
    if strip_dateline:
        _strip_dateline(outcome.run)
    return _article(page, match, outcome)


def _recognise(page: Page, packs: Packs, name: str | None) -> Match:
    if name == "none":
        return Match(GENERIC, 1.0, "no pack was asked for")
    if name is not None:
        return Match(packs[name].pack.pack, 1.0, "asked for")
    return packs.index.match(page) or Match(GENERIC, 1.0, "no pack knows this page")


def _listing(page: Page, program: Program, match: Match) -> Outcome:
    run = Run(page.blocks)
    run.replace((), LISTING)
    return Outcome(program, run, "none", 0.0, [f"no article found: {match.reason}"])


def _first_fit(page: Page, packs: Packs, match: Match) -> Outcome:
    """The site's pack where its result is fit to be an article, else the generic one, else nothing."""
    warnings: list[str] = []
    base = match.score
    for name in dict.fromkeys((match.pack, GENERIC)):
        program = packs[name]
        run = run_to_rest(page, program)
        refusal = run.fact("not an article")
        fault = refusal or guards.fault(program, run, page.blocks)
        if fault is None:
            doubts = guards.doubts(program, run)
            if name == GENERIC:
                base = guards.FALLBACK if warnings else guards.GENERIC
            confidence = guards.confidence(base, len(doubts))
            method: Method = "generic" if name == GENERIC else "pack"
            return Outcome(program, run, method, confidence, warnings + doubts + run.notes)
        if refusal:
            break
        if name != GENERIC:
            warnings.append(f"the result of {name} was discarded: {fault}")
    run.replace((), GUARD)
    return Outcome(program, run, "none", 0.0, [*warnings, f"no article found: {fault}"])


def run_to_rest(page: Page, program: Program) -> Run:
    """The rules of a pack and the search for copies, again and again until they change nothing.

    That is what makes cleaning twice change nothing. Real pages come to rest in the first round, and the second only
    finds that out; a page made to need many is left after `MAX_ROUNDS`, with a note.
    """
    run = Run(page.blocks)
    searched = None
    for _ in range(MAX_ROUNDS):
        changed = run_rules(program, run)
        if run.blocks is not searched:
            searched = run.blocks
            copies = remove_copies(searched)
            if copies.blocks is not run.blocks:
                changed = True
                run.replace(copies.blocks, COPIES)
            if copies.own_words:
                run.notes.append(f"a copy of the body has {copies.own_words} words of its own, which were kept")
            if copies.lost_words >= TOLD:
                run.notes.append(f"a copy of the body has {copies.lost_words} words of its own, which went with it")
        if not changed:
            return run
    run.notes.append(f"the rules still found work after {MAX_ROUNDS} rounds; cleaning the result again may change it")
    return run


def _strip_dateline(run: Run) -> None:
    """Take off the dateline that the first block opens with, if a rule found one."""
    for fact, cause in run.facts:
        first = run.blocks[0] if run.blocks else None
        if fact.field == "dateline" and first and first.start == fact.stretch[0]:
            rest = first.part(fact.stretch[1] - first.start)
            run.replace(((rest,) if rest else ()) + run.blocks[1:], cause)


def _article(page: Page, match: Match, outcome: Outcome) -> Article:
    run, pack = outcome.run, outcome.program.pack
    return Article(
        blocks=with_kinds(run.blocks),
        headline=run.fact("headline"),
        authors=tuple(dict.fromkeys(fact.value for fact, _ in run.facts if fact.field == "author")),
        dateline=run.fact("dateline"),
        date_published_raw=run.fact("date"),
        section=run.fact("section"),
        language=pack.language or None,
        url=page.url,
        pack=pack.pack,
        pack_version=pack.version,
        recognised=match.reason
        if pack.pack == match.pack
        else f"{match.reason}, but the result of {match.pack} was discarded",
        method=outcome.method,
        confidence=outcome.confidence,
        warnings=(*page.warnings, *outcome.warnings),
        ledger=close(page, run.blocks, run.removals),
    )
