"""The functions that the fuzzers call with each input, and the laws that must hold for every input.

The last byte of an input chooses among `CHOICES`; the bytes before it are the page. So any page is an input, and the
fuzzers begin with the golden pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path

from cleaner import Article, Cleaner, CleanerError, CrashError, Limits
from cleaner.chain.table import clean_page
from cleaner.packs.composing import compose
from cleaner.packs.loading import Packs
from cleaner.packs.nodes import MalformedError, NodeReader
from cleaner.packs.program import assemble
from cleaner.packs.schema import Pack, Use
from cleaner.readers import Input, read_page
from tests.laws import check_ledger

INPUTS: tuple[Input, ...] = ("auto", "html", "text")
URLS = (None, "https://www.zeelandnet.nl/x", "https://www.nu.nl/a/1/x.html", "https://www.knack.be/x", "https://x.nl/")
CHARSETS = (None, "iso-8859-1", "utf-16", "shift_jis")
LIMITS = (Limits(), Limits(size=500, elements=20, attributes=10, depth=6, blocks=5, cut=True))
CHOICES = tuple(product(INPUTS, URLS, CHARSETS, LIMITS))
FOLDER = Path(__file__).parent
LEAD = "De raad kwam woensdag bijeen over de haven, en ging zonder besluit weer uiteen."
PAGES = (
    f"Kop\n\nKop\n\n{LEAD}\n\nLees ook: x\n\n{LEAD}",
    f"<h1>Kop</h1><div class=x><p id=y>{LEAD}</p><b>Nee</b></div>",
)


@cache
def _cleaner() -> Cleaner:
    return Cleaner()


def check(article: Article) -> None:
    """Check the laws: kept and removed text are the page, and a page without an article has a warning that says why."""
    check_ledger(article.page_text, article)
    assert all(start < end for start, end, _ in article.ledger.stretches()), "an empty stretch"
    assert article.found or article.warnings, "no article, and no reason"
    article.text.encode()


def reading(data: bytes) -> None:
    """Any bytes are refused, or they are a page, all text of which is in blocks or is not shown."""
    kind, url, charset, limits = CHOICES[data[-1] % len(CHOICES)] if data else CHOICES[0]
    try:
        page = read_page(data[:-1], url, kind, charset, limits)
    except CleanerError:
        return
    stretches = sorted([(b.start, b.end) for b in page.blocks] + [(r.start, r.end) for r in page.unshown])
    position = 0
    for start, end in [*stretches, (len(page.text), len(page.text))]:
        assert start >= position, "two blocks overlap"
        assert not page.text[position:start].strip(" \n\r\t\v\f\u2028\u2029\u00a0\u202f\u2007\u200b\ufeff").strip()
        position = end


def cleaning(data: bytes) -> None:
    """Any bytes give an article with its ledger, or a documented error that is not a crash."""
    kind, url, charset, limits = CHOICES[data[-1] % len(CHOICES)] if data else CHOICES[0]
    cleaner = _cleaner() if limits is LIMITS[0] else Cleaner(limits=limits)
    try:
        check(cleaner.clean(data[:-1], url, input=kind, charset=charset))
    except CrashError:
        raise
    except CleanerError:
        return


def packing(data: bytes) -> None:
    """Any text is a pack that can clean pages, or its faults are reported."""
    reader = NodeReader("fuzz.yaml", {"word": r"\pL+"})
    root = compose(data.decode(errors="replace"), reader)
    if root is None:
        assert reader.faults, "no pack, and no fault"
        return
    try:
        pack = reader.convert(root, Pack)
    except MalformedError:
        assert reader.faults, "no pack, and no fault"
        return
    if reader.faults or any(isinstance(rule, Use) for rules in pack.rule_lists for rule in rules):
        return
    packs = Packs({pack.pack: assemble(pack, "fuzz.yaml", {}), "generic": _cleaner().packs["generic"]})
    for page in PAGES:
        check(clean_page(read_page(page), packs, pack=pack.pack))


TARGETS: dict[str, Callable[[bytes], None]] = {"reading": reading, "cleaning": cleaning, "packing": packing}


def corpus(target: str) -> Iterator[Path]:
    """Yield the inputs that are kept for a target: those that reached new code, and those that failed."""
    yield from sorted(path for kind in ("corpus", "found") for path in (FOLDER / kind / target).glob("*"))
