"""Proposes a repair: a new layout beside the old one, learned from the pages since the change.

Nothing is applied. What is proposed is a patch of the pack's file, with what it changes, for a person to review.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path

from msgspec import Struct

from ...cleaner import Cleaner
from ...errors import UsageError
from ...packs.files import shown
from ...page.page import HtmlPage, Page
from ...page.patterns import Pattern
from ...page.words import plural
from ..drafting import agreeing
from ..element_names import selectors_of
from ..goldens import suite_of
from ..improving import failing, file_of, read_text
from ..layout_text import NewLayout, has_layouts, rules_as_layout, with_layout
from ..learning.learn import Start, bag_f1, bold_rules, from_generic, learn
from ..learning.lines import recurring
from ..learning.samples import Sample
from ..rules import Learned
from ..stored_pages import Stored, page_of
from ..trying import cleaner_with
from .watch import Watched

MOST = 20
"""The most pages to learn from, because more take long and teach little."""
MIN_SIGNED = 0.8
"""The sign of the new layout is on at least this share of the pages since the change, and on no page before it."""
MIN_AGREEING = 0.8
"""The elements of the article are selected if that gives what generic cleaning gives on at least this share of the
pages. The others may be of a template of their own."""
ALIKE = 0.9
"""Two results for a page are alike if the F1 of their words is at least this."""


class Proposal(Struct, frozen=True):
    """A new text for the file of a pack, and what it changes.

    - `path`, `before`, `after`: the file, its text, and the proposed text;
    - `learned`: the pages since the change from which it was learned;
    - `broken`: the golden pages that passed before, and would fail; `goldens`: how many golden pages the pack has;
    - `old_pages`, `old_same`: the pages before the change, and those whose article stays the same;
    - `new_pages`, `new_before`, `new_after`: the pages since the change, and on how many of them the pack itself finds
      about what generic extraction finds, with the file as it is and with the proposed one.
    """

    path: Path
    before: str
    after: str
    learned: int
    goldens: int
    broken: tuple[str, ...]
    old_pages: int
    old_same: int
    new_pages: int
    new_before: int
    new_after: int

    def lines(self) -> Iterator[str]:
        """Yield lines that say what would change."""
        yield f"proposed for {shown(self.path)}: a layout, learned from {plural(self.learned, 'page')} since the change"
        fail = f"; these would fail: {', '.join(self.broken)}" if self.broken else "; none would fail that passes now"
        yield f"  {plural(self.goldens, 'golden page')}{fail}"
        yield f"  {plural(self.old_pages, 'page')} before the change: {self.old_same:,} keep the same article"
        yield (
            f"  {plural(self.new_pages, 'page')} since the change: the pack finds the article on {self.new_after:,},"
            f" as it is on {self.new_before:,}"
        )

    def patch(self) -> str:
        """Return the text of a patch, with these lines at its head. `git apply` and `patch -p1` ignore them."""
        name = shown(self.path)
        old, new = (text.splitlines(keepends=True) for text in (self.before, self.after))
        return "\n".join(self.lines()) + "\n\n" + "".join(unified_diff(old, new, f"a/{name}", f"b/{name}"))


def propose(watched: Watched, pages: Mapping[str, Stored], pack: str, folder: str) -> Proposal:
    """Return a proposal for a pack of this folder. `pages` are the stored pages of the windows, by name.

    Raises `UsageError` if nothing has changed, if there are too few pages since the change, if nothing sure is learned
    from them, or if the text of the pack cannot be changed; and what `Cleaner.clean` raises.
    """
    old, new = _sides(watched, pages)
    own = Path(folder).absolute()
    cleaner = Cleaner(own)
    path = file_of(cleaner, pack, own)
    before = read_text(path)
    used = new[:MOST]
    rules, sign = _learned(used, old, from_generic(cleaner))
    after = _with_new_layout(before, rules, sign, cleaner.packs[pack].pack.version + 1, path)
    tried = cleaner_with(after, own)
    cases = [case for case in suite_of(cleaner.packs, [pack]).cases if case.facts.pack == pack]
    return Proposal(
        path,
        before,
        after,
        learned=len(used),
        goldens=len(cases),
        broken=tuple(sorted(failing(tried, cases) - failing(cleaner, cases))),
        old_pages=len(old),
        old_same=sum(_text(tried, each, pack) == _text(cleaner, each, pack) for each in old),
        new_pages=len(new),
        new_before=sum(_finds_article(cleaner, each, pack) for each in new),
        new_after=sum(_finds_article(tried, each, pack) for each in new),
    )


def _sides(watched: Watched, pages: Mapping[str, Stored]) -> tuple[list[Stored], list[Stored]]:
    """Return the pages before the change, and those since then that show the clearest sign of it."""
    if not watched.findings:
        raise UsageError("nothing has changed, so there is nothing to propose")
    first = watched.findings[0]
    old = [pages[window.name] for window in watched.windows[: first.first]]
    shown_on = [window for window in watched.windows[first.first :] if first.sign.count(window.figures)[1]]
    return old, [pages[window.name] for window in shown_on]


def _learned(new: Sequence[Stored], old: Sequence[Stored], start: Start) -> tuple[Sequence[Learned], Mapping[str, str]]:
    """Return the rules of the new layout, and its sign."""
    lesson = learn(new, start)
    samples = lesson.samples
    rules: Sequence[Learned] = lesson.rules
    if lesson.after is None and samples[0].is_html:
        selecting = bold_rules(samples)
        has_select = any(rule.verb == "select" for rule in selecting)
        if has_select and agreeing(samples, selecting, start) >= MIN_AGREEING * len(samples):
            rules = selecting
    if not rules:
        raise UsageError(f"nothing sure was learned from {plural(len(samples), 'page')} since the change")
    sign = _sign_of(samples, [page_of(each) for each in old], rules)
    if not sign:
        raise UsageError(
            "the pages since the change show nothing in common that those before it lack; add rules by hand"
        )
    return rules, sign


def _sign_of(new: Sequence[Sample], old: Sequence[Page], rules: Sequence[Learned]) -> dict[str, str]:
    """Return the sign of the new layout: an element, or a line of text, that only new pages have."""
    least = MIN_SIGNED * len(new)
    if new[0].is_html:
        found = Counter(selector for sample in new for selector in _selectors(sample.page))
        known = set().union(*map(_selectors, old))
        usual = [selector for selector, pages in found.items() if pages >= least and selector not in known]
        selected = " ".join(str(rule.options.get("css", "")) for rule in rules if rule.verb == "select")
        best = min(usual, key=lambda each: (each not in selected, -found[each], len(each), each), default=None)
        return {"css": best} if best else {}
    lines = [line for line in recurring(new).values() if line.pages >= least and not _is_on(line.pattern, old)]
    best_line = min(lines, key=lambda line: (-line.pages, -len(line.pattern), line.pattern), default=None)
    return {"line": best_line.pattern} if best_line else {}


def _selectors(page: Page) -> set[str]:
    """Return the selectors of all elements of a page of HTML, by the names that a person gave them."""
    elements = page.root.iter("*") if isinstance(page, HtmlPage) else ()
    return {
        selector if selector[0] in "#[" else f"{element.tag}{selector}"
        for element in elements
        for selector in selectors_of(element)
    }


def _is_on(pattern: str, pages: Sequence[Page]) -> bool:
    regex = Pattern(pattern, whole=True).regex
    return any(regex.search("\n".join(block.text for block in page.blocks).encode()) for page in pages)


def _with_new_layout(text: str, rules: Sequence[Learned], sign: Mapping[str, str], version: int, path: Path) -> str:
    if not has_layouts(text):
        text = rules_as_layout(text, f"before-version-{version}", path)
    return with_layout(text, NewLayout(f"version-{version}", rules, sign=sign), path)


def _text(cleaner: Cleaner, stored: Stored, pack: str) -> str:
    return cleaner.clean(stored.data, stored.url, pack=pack).text


def _finds_article(cleaner: Cleaner, stored: Stored, pack: str) -> bool:
    """Return whether the pack itself finds about what generic extraction finds."""
    article = cleaner.clean(stored.data, stored.url, pack=pack)
    return article.method == "pack" and bag_f1(_text(cleaner, stored, "none"), article.text) >= ALIKE
