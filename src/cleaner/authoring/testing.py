"""Tests packs with golden pages: the laws that must hold, and what breaks them, in lines that a person can read.

What a golden page's own pack makes of it has to be the expected article, with the URL and without, and cleaning that
article again must not change it. A page that is marked by `fails` has to break one of these laws. The other packs must
neither recognise the page, nor remove anything from its article.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import chain

from msgspec import Struct

from ..cleaner import Cleaner
from ..errors import InputError
from ..output.article import Article
from ..output.markdown import to_markdown
from ..output.row import to_dict
from ..readers import read_page
from .goldens import ARTICLE, BLOCKS, CASE, MARKDOWN, Case, Suite, write_expected

WIDTH = 100
"""The most characters of a line that a message shows."""
AROUND = 30
"""How many characters are shown before the first difference of two long lines."""


class Failure(Struct, frozen=True):
    """A law that a golden page breaks: what is wrong, and lines that show it."""

    what: str
    lines: tuple[str, ...] = ()


class Outcome(Struct, frozen=True):
    """What came of one golden page. `is_known` says that it failed as its `case.yaml` says."""

    case: Case
    failures: tuple[Failure, ...]
    is_known: bool = False


def run_suite(cleaner: Cleaner, suite: Suite) -> Iterator[Outcome]:
    """Yield what came of each golden page. A page of another pack is only tried with the packs that are tested."""
    for case in suite.cases:
        is_tested = case.facts.pack in suite.packs
        others = cleaner.packs.programs if is_tested else suite.packs
        try:
            own = list(own_failures(cleaner, case)) if is_tested else []
            foreign = tuple(foreign_failures(cleaner, case, others))
        except InputError as error:
            own, foreign = [Failure(f"the page cannot be cleaned: {error}")], ()
        if not is_tested or case.facts.fails is None:
            yield Outcome(case, (*own, *foreign))
        elif own:
            yield Outcome(case, foreign, is_known=True)
        else:
            yield Outcome(case, (Failure(f"it passes now; remove 'fails' from {CASE}"), *foreign))


def own_failures(cleaner: Cleaner, case: Case) -> Iterator[Failure]:
    """Yield what is wrong with what the page's own pack makes of it."""
    url = case.facts.url
    article = cleaner.clean(case.page, url)
    wrong = list(_compared("the article" if url is None else "with its URL, the article", case.expected, article))
    yield from wrong
    yield from _wrong_facts(case, article)
    if url is not None and case.facts.bare:
        bare = cleaner.clean(case.page)
        if bare.text != article.text:
            yield from _compared("without its URL, the article", case.expected, bare)
    yield from _wrong_structure(case, article)
    if not wrong:
        yield from _changed_again(cleaner, case, article)


def _wrong_structure(case: Case, article: Article) -> Iterator[Failure]:
    present = results(case, article)
    for name, written in (
        (MARKDOWN, case.markdown),
        (BLOCKS, None if case.blocks is None else _json(case.blocks) + "\n"),
    ):
        if written != present[name]:
            lines = _changes((written or "").splitlines(), (present[name] or "").splitlines())
            yield Failure(f"the article is not that of {name}", lines)


def _changed_again(cleaner: Cleaner, case: Case, article: Article) -> Iterator[Failure]:
    again = cleaner.clean(article.text, case.facts.url)
    if again.text != article.text:
        lines = _changes(_blocks(article.text), _blocks(again.text), _causes(again))
        yield Failure("cleaning the article again changes it", lines)
    yield from _changed_by(cleaner, case, (case.facts.pack,))


def foreign_failures(cleaner: Cleaner, case: Case, packs: Collection[str]) -> Iterator[Failure]:
    """Yield what is wrong with what these packs make of the page, except for its own pack."""
    for what, text in (("page", case.page), ("article", (case.expected or "").encode())):
        match = cleaner.packs.index.match(read_page(text))
        if match and match.pack != case.facts.pack and match.pack in packs:
            yield Failure(f"without a URL, its {what} is taken for one of the pack {match.pack!r}: {match.reason}")
    yield from _changed_by(cleaner, case, sorted(set(packs) - {case.facts.pack}))


def _changed_by(cleaner: Cleaner, case: Case, packs: Iterable[str]) -> Iterator[Failure]:
    for pack in packs if case.expected else ():
        article = cleaner.clean(case.expected or "", pack=pack)
        yield from _compared(f"the pack {pack!r} changes its article, which", case.expected, article)


def _compared(what: str, expected: str | None, article: Article) -> Iterator[Failure]:
    if (article.text + "\n" if article.found else None) == expected:
        return
    if expected is None:
        yield Failure(f"there is no {ARTICLE}, but {what} is", _changes((), _blocks(article.text)))
    else:
        reason = "" if article.found else f": none was found, because {'; '.join(map(str, article.warnings))}"
        lines = _changes(_blocks(expected), _blocks(article.text), _causes(article))
        yield Failure(f"{what} is not that of {ARTICLE}{reason}", lines)


def _wrong_facts(case: Case, article: Article) -> Iterator[Failure]:
    facts = case.facts
    found: dict[str, object] = {
        "pack": article.pack,
        "headline": article.headline,
        "authors": article.authors,
        "published": (article.date_published or "")[:10] or None,
    }
    if not case.is_html:
        found["date"] = article.date_published_raw
    for name, value in found.items():
        if value != getattr(facts, name):
            yield Failure(f"{name}: found {_shown(value)}, but {CASE} says {_shown(getattr(facts, name))}")
    if article.found and bool(article.warnings) != facts.warns:
        if facts.warns:
            yield Failure(f"{CASE} says 'warns: true', but the article carries no warning")
        else:
            message = f"the article carries a warning: {'; '.join(map(str, article.warnings))}"
            yield Failure(f"{message} (if that is right, add 'warns: true' to {CASE})")


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return "none" if value is None else repr(value)


def results(case: Case, article: Article) -> dict[str, str | None]:
    """Return the text of each file of the expected results, as the article is now; None for a file not to be there.

    A golden page has the files for the structure of a page only if somebody put them there.
    """
    return {
        ARTICLE: article.text + "\n" if article.found else None,
        MARKDOWN: None if case.markdown is None else to_markdown(article) + "\n",
        BLOCKS: None if case.blocks is None else _json(to_dict(article)["blocks"]) + "\n",
    }


def _json(blocks: object) -> str:
    return json.dumps(blocks, ensure_ascii=False, indent=1)


def update(cleaner: Cleaner, case: Case) -> list[str]:
    """Write the present results into the golden page's expected files, and return the names of those that changed.

    A page that is marked by `fails`, or that cannot be cleaned, keeps what is expected of it. Raises `UsageError` if a
    file cannot be written.
    """
    if case.facts.fails is not None:
        return []
    try:
        article = cleaner.clean(case.page, case.facts.url)
    except InputError:  # the test says so
        return []
    return [name for name, text in results(case, article).items() if write_expected(case.folder / name, text)]


def _blocks(text: str) -> list[str]:
    return text.rstrip("\n").split("\n\n") if text else []


def _causes(article: Article) -> Callable[[str], str]:
    """Return a function that says which rule removed a block from the page of this article."""
    page = article.page_text
    removed = [(page[start:end], cause) for start, end, cause in article.ledger.stretches()]

    def cause_of(block: str) -> str:
        cause = next((cause for text, cause in removed if cause and block in text), None)
        if cause is None:
            return "" if block in page else "the page has no such line"
        return f"removed by {cause}" + (f": {cause.why}" if cause.why else "")

    return cause_of


def _changes(
    expected: Sequence[str], present: Sequence[str], cause_of: Callable[[str], str] = lambda _: ""
) -> tuple[str, ...]:
    """Return what differs, in lines: `-` before what is missing, with its cause, and `+` before what is too much.

    >>> print(*_changes(["Een.", "Twee."], ["Een.", "Lees ook"], lambda _: "removed by drop a.yaml:7"), sep=chr(10))
      Een.
    - Twee.  (removed by drop a.yaml:7)
    + Lees ook
    """
    lines: list[str] = []
    shown_to = 0
    for kind, a, b, c, d in SequenceMatcher(None, expected, present, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if a > shown_to:
            lines += ["  …"] * (a - 1 > shown_to) + [f"  {_cut(expected[a - 1])}"]
        shown_to = b
        pairs = list(zip(expected[a:b], present[c:d], strict=False)) if b - a == d - c else []
        starts = [_difference(old, new) for old, new in pairs] or [0] * (b - a + d - c)
        old_lines = [_row("-", old, start, cause_of(old)) for old, start in zip(expected[a:b], starts, strict=False)]
        new_lines = [_row("+", new, start, "") for new, start in zip(present[c:d], starts, strict=False)]
        lines += chain.from_iterable(zip(old_lines, new_lines, strict=True)) if pairs else old_lines + new_lines
    return tuple(lines)


def _row(mark: str, text: str, start: int, cause: str) -> str:
    return f"{mark} {_cut(text, start)}" + (f"  ({cause})" if cause else "")


def _difference(old: str, new: str) -> int:
    """Return where two forms of one line begin to differ; 0 if they have no beginning in common."""
    differing = (number for number, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
    return next(differing, min(len(old), len(new)))


def _cut(text: str, start: int = 0) -> str:
    """Return the part of a line that a message shows, with the character `start` in it."""
    text = text.replace("\n", " ↵ ")
    begin = 0 if len(text) <= WIDTH else max(0, start - AROUND)
    part = text[begin : begin + WIDTH]
    return ("…" if begin else "") + part + ("…" if begin + WIDTH < len(text) else "")
