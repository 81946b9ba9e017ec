"""The order of things: recognise, the site's pack and copies, guards, generic extraction where that failed, article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from ..generic.text.kinds import with_kinds
from ..output.article import Article, Method
from ..packs.loading import GENERIC, Packs
from ..packs.matching import Match
from ..packs.program import Program
from ..page.causes import Cause, builtin_cause
from ..page.ledger import close
from ..page.page import HtmlPage, Metadata, Page
from ..page.words import total_words
from . import guards
from .copies import remove_copies
from .rules import Run, run_rules

MAX_ROUNDS = 8
TOLD = 3
"""So many words that only a removed copy has are worth a warning: fewer are a word cut in two."""

COPIES = builtin_cause("copies", "a second copy of the body")
LISTING = builtin_cause("listing", "by its URL no article")
GUARD = builtin_cause("guard", "what is left is no article")
EXTRACTION = builtin_cause("extraction", "generic extraction does not take it for the article")


class Outcome(Struct):
    """What the chain came to: the page and the run that count, by which pack and how, how sure that is, what to say.

    `tried` are the packs that had a say, where that was more than one.
    """

    page: Page
    program: Program
    run: Run
    method: Method
    confidence: float
    warnings: list[str]
    tried: tuple[Program, ...] = ()


def clean_page(page: Page, packs: Packs, *, pack: str | None = None, strip_dateline: bool = False) -> Article:
    """The article of a page.

    `pack` names the pack to use, and `none` the generic one; by default the page is recognised. Raises `UsageError`
    where there is no such pack.
    """
    match = _recognise(page, packs, pack)
    if match.listing:
        run = Run(page.blocks)
        run.replace((), LISTING)
        outcome = Outcome(page, packs[match.pack], run, "none", 0.0, [f"no article found: {match.reason}"])
    elif match.pack == GENERIC:
        outcome = _generic(page, packs, guards.GENERIC)
    else:
        outcome = _by_pack(page, packs, match)
    if match.score < guards.WEAK:
        outcome.warnings.insert(0, f"taken for a page of {match.pack} by a weak {match.reason}")
    if strip_dateline:
        _strip_dateline(outcome.run)
    return _article(match, outcome)


def _recognise(page: Page, packs: Packs, name: str | None) -> Match:
    if name == "none":
        return Match(GENERIC, 1.0, "no pack was asked for")
    if name is not None:
        return Match(packs[name].pack.pack, 1.0, "asked for")
    return packs.index.match(page) or Match(GENERIC, 1.0, "no pack knows this page")


def _by_pack(page: Page, packs: Packs, match: Match) -> Outcome:
    """The result of the site's pack where it is fit to be an article; else the generic one, or what both agree on.

    Of HTML, whose menus no pack can know all, a result that is odd is held against that of generic extraction.
    """
    program = packs[match.pack]
    run, warnings, is_selected = Run(page.blocks), [], False
    if isinstance(page, HtmlPage) and program.tree_rules:
        from .narrow import narrow  # which text has no use for

        narrowed = narrow(page, program)
        page, run, is_selected, warnings = narrowed.page, narrowed.run, narrowed.is_selected, list(narrowed.warnings)
    run_to_rest(run, program)
    if isinstance(page, HtmlPage) and _tidy(run, page.metadata):
        run_to_rest(run, program)
    refusal = run.fact("not an article")
    if refusal:
        run.replace((), GUARD)
        return Outcome(page, program, run, "none", 0.0, [f"no article found: {refusal}"])
    fault = guards.fault(program, run, page.blocks, is_html=isinstance(page, HtmlPage))
    doubts = guards.doubts(program, run, is_html=isinstance(page, HtmlPage))
    confidence = guards.confidence(match.score, len(doubts))
    outcome = Outcome(page, program, run, "pack", confidence, warnings + doubts)
    is_odd = isinstance(page, HtmlPage) and guards.is_odd(run.blocks, page.blocks, is_selected=is_selected)
    if fault or is_odd or (doubts and isinstance(page, HtmlPage)):
        rival = _generic(page, packs, guards.FALLBACK)
        outcome.tried = rival.tried = (program, rival.program)
        outcome = _better(outcome, rival, fault, is_odd=is_odd, may_miss=bool(doubts) or is_selected)
        fault = guards.fault(program, run, page.blocks, is_html=isinstance(page, HtmlPage))
        if outcome.run is run and fault:
            run.replace((), GUARD)
            warnings = [*outcome.warnings, f"no article found: {fault}"]
            return Outcome(page, program, run, "none", 0.0, warnings, outcome.tried)
    outcome.warnings += outcome.run.notes
    return outcome


def _better(outcome: Outcome, rival: Outcome, fault: str | None, *, is_odd: bool, may_miss: bool) -> Outcome:
    """The pack's outcome or generic extraction's; of HTML perhaps what both of them keep.

    `may_miss` says that the pack may have missed the article: a rule that usually fires did not, or a selector chose.
    """
    kept = outcome.run.blocks
    if fault is None:
        if rival.method == "none":
            return outcome
        common = guards.common(kept, rival.run.blocks, _end_of_headline(outcome.page))
        if may_miss and guards.is_other(common, rival.run.blocks, outcome.run):
            fault = "generic extraction finds another article"
        else:
            is_enough = total_words(common) >= outcome.program.pack.limits.min_words
            if is_enough and (is_odd or not guards.agree(common, kept, rival.run.blocks)):
                outcome.run.replace(common, EXTRACTION)
            return outcome
    rival.warnings.insert(0, f"the result of {outcome.program.pack.pack} was discarded: {fault}")
    return rival


def _end_of_headline(page: Page) -> int:
    """Where on an HTML page the headline ends, the last time that it stands there; its end where it does not."""
    titles = page.metadata.headlines if isinstance(page, HtmlPage) else ()
    return max((block.end for block in page.blocks if block.text in titles), default=len(page.text))


def _generic(page: Page, packs: Packs, confidence: float) -> Outcome:
    """The generic pack's result; of HTML, it gets to see what generic extraction takes for the article."""
    program = packs[GENERIC]
    run = Run(page.blocks)
    warnings: list[str] = []
    if isinstance(page, HtmlPage):
        from ..generic.html.extraction import extract  # which text has no use for

        extraction = extract(page, program.pack.limits.min_words)
        _leave_out(run, extraction.verdicts)
        warnings += extraction.warnings
    run_to_rest(run, program)
    fault = run.fact("not an article") or guards.fault(program, run, page.blocks)
    if fault:
        run.replace((), GUARD)
        return Outcome(page, program, run, "none", 0.0, [*warnings, f"no article found: {fault}"])
    doubts = guards.doubts(program, run, is_html=isinstance(page, HtmlPage))
    warnings += doubts + run.notes
    return Outcome(page, program, run, "generic", guards.confidence(confidence, len(doubts)), warnings)


def _tidy(run: Run, metadata: Metadata) -> bool:
    """Take out what the shape of HTML alone says is no article; answer whether that was anything."""
    from ..generic.html.refining import tidy

    return _leave_out(run, tidy(run.blocks, metadata))


def _leave_out(run: Run, verdicts: Sequence[Cause | None]) -> bool:
    """Take out the blocks that have a cause for it, each under its own."""
    left = list(zip(run.blocks, verdicts, strict=True))
    for cause in dict.fromkeys(filter(None, verdicts)):
        left = [(block, verdict) for block, verdict in left if verdict != cause]
        run.replace(tuple(block for block, _ in left), cause)
    return len(left) < len(verdicts)


def run_to_rest(run: Run, program: Program) -> None:
    """The rules of a pack and the search for copies, again and again until they change nothing.

    That is what makes cleaning twice change nothing. Real pages come to rest in the first round, and the second only
    finds that out; a page made to need many is left after `MAX_ROUNDS`, with a note.
    """
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
            return
    run.notes.append(f"the rules still found work after {MAX_ROUNDS} rounds; cleaning the result again may change it")


def _strip_dateline(run: Run) -> None:
    """Take off the dateline that the first block opens with, if a rule found one."""
    for fact, cause in run.facts:
        first = run.blocks[0] if run.blocks else None
        if fact.field == "dateline" and first and first.start == fact.stretch[0]:
            rest = first.part(fact.stretch[1] - first.start)
            run.replace(((rest,) if rest else ()) + run.blocks[1:], cause)


def _article(match: Match, outcome: Outcome) -> Article:
    page, run, pack = outcome.page, outcome.run, outcome.program.pack
    metadata = page.metadata if isinstance(page, HtmlPage) else Metadata()
    if outcome.method == "none":  # what a front page says of itself is not said of an article
        metadata = Metadata(language=metadata.language, canonical_url=metadata.canonical_url)
    names: Iterable[str] = [fact.value for fact, _ in run.facts if fact.field == "author"] or metadata.authors
    date = metadata.date_published
    if isinstance(page, HtmlPage) and outcome.method == "generic":
        from ..generic.html import bylines  # the rest of what can be known takes a search, and only extraction needs it

        names, date = names or bylines.find_authors(page, run.blocks), date or bylines.find_date(page)
    is_discarded = pack.pack != match.pack
    return Article(
        blocks=run.blocks if isinstance(page, HtmlPage) else with_kinds(run.blocks),
        headline=_headline(run, metadata),
        authors=tuple(dict.fromkeys(names)),
        dateline=run.fact("dateline"),
        date_published_raw=run.fact("date"),
        date_published=date,
        date_modified=metadata.date_modified,
        section=run.fact("section") or metadata.section,
        language=pack.language or metadata.language,
        url=page.url,
        canonical_url=metadata.canonical_url,
        pack=pack.pack,
        pack_version=pack.version,
        tried=tuple(f"{each.pack.pack} {each.pack.version}" for each in outcome.tried or (outcome.program,)),
        recognised=f"{match.reason}, but the result of {match.pack} was discarded" if is_discarded else match.reason,
        method=outcome.method,
        confidence=outcome.confidence,
        warnings=(*page.warnings, *outcome.warnings),
        ledger=close(page, run.blocks, [*page.unshown, *run.removals]),
        page_text=page.text,
        page_is_html=isinstance(page, HtmlPage),
    )


def _headline(run: Run, metadata: Metadata) -> str | None:
    """What the rules took for the headline; of HTML, which names it, only if that says the same."""
    found = run.fact("headline")
    if metadata.headlines and found not in metadata.headlines:
        return metadata.headlines[0]
    return found
