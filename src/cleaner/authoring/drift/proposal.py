"""Proposes a repair: a new layout beside the old one, learned from the pages since the change.

Nothing is applied. What is proposed is a patch of the pack's file, with what it changes, for a person to review.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff
from io import StringIO
from itertools import chain, count
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from ...cleaner import Cleaner
from ...errors import UsageError
from ...packs.folders import shown
from ...packs.program import Program, layout_prefix
from ...page.page import HtmlPage, Page
from ...page.patterns import Pattern
from ...page.words import plural
from ...work.task import Task
from ..drafting import agreeing
from ..element_names import selectors_of
from ..goldens import suite_of
from ..improving import failing, file_of, read_text
from ..layout_text import NewLayout, has_layouts, rules_as_layout, with_layout
from ..learning.learn import Start, bold_rules, from_generic, learn
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


class Effect(Struct, frozen=True):
    """What a proposal changes on some pages.

    `same` of them keep the same article. In the others, `gone` lines are there no more, and `added` lines are new.
    """

    pages: int
    same: int
    gone: int
    added: int

    def __str__(self) -> str:
        kept = f"{self.same:,} keep the same article"
        if self.same == self.pages:
            return kept
        return f"{kept}; from the others, {plural(self.gone, 'line')} would go, and {self.added:,} would be added"


class Proposal(Struct, frozen=True):
    """A new text for the file of a pack, and what it changes.

    - `folder`: the folder of the packs;
    - `path`, `before`, `after`: the file in it, its text, and the proposed text;
    - `learned`: the pages since the change from which it was learned;
    - `broken`: the golden pages that passed before, and would fail; `goldens`: how many golden pages the pack has;
    - `old`, `new`: what it changes on the pages before the change, and since then;
    - `fired`: on how many of the pages since the change each rule of the new layout fires, by the name of the rule.
    """

    folder: Path
    path: Path
    before: str
    after: str
    learned: int
    goldens: int
    broken: tuple[str, ...]
    old: Effect
    new: Effect
    fired: Mapping[str, int]

    def lines(self) -> Iterator[str]:
        """Yield lines that say what would change."""
        yield f"proposed for {shown(self.path)}: a layout, learned from {plural(self.learned, 'page')} since the change"
        fail = f"; these would fail: {', '.join(self.broken)}" if self.broken else "; none would fail that passes now"
        yield f"  {plural(self.goldens, 'golden page')}{fail}"
        yield f"  {plural(self.old.pages, 'page')} before the change: {self.old}"
        yield f"  {plural(self.new.pages, 'page')} since the change: {self.new}"
        for name, pages in self.fired.items():
            yield f"    the new rule {name} fires on {pages:,}"

    def to_dict(self) -> dict[str, Any]:
        """Return the same as `lines` as values for JSON."""
        return {
            "file": shown(self.path),
            "learned": self.learned,
            "goldens": self.goldens,
            "wouldFail": list(self.broken),
            "before": asdict(self.old),
            "since": asdict(self.new),
            "fired": dict(self.fired),
        }

    def patch(self) -> str:
        """Return the text of a patch, with these lines at its head. `git apply` and `patch -p1` ignore them.

        It is to be applied in the folder of the packs: a path to another place, such as `../packs`, would be refused.
        """
        name = self.path.relative_to(self.folder).as_posix()
        old, new = (list(StringIO(text, newline="\n")) for text in (self.before, self.after))  # other ends are text
        lines = unified_diff(old, new, f"a/{name}", f"b/{name}")
        whole = (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
        return "\n".join(self.lines()) + "\n\n" + "".join(whole)


def propose(watched: Watched, pack: str, folder: str) -> Proposal:
    """Return a proposal for a pack of this folder, from windows that are stored pages.

    Raises `UsageError` if nothing has changed, if there are too few pages since the change, if nothing sure is learned
    from them, or if the text of the pack cannot be changed; and what `Cleaner.clean` raises.
    """
    old, new = _sides(watched)
    own = Path(folder).absolute()
    cleaner = Cleaner(own)
    path = file_of(cleaner, pack, own)
    before = read_text(path)
    used = new[:MOST]
    rules, sign = _learned(used, old, from_generic(cleaner))
    layout = NewLayout(_new_name(cleaner.packs[pack]), rules, sign=sign)
    after = _with_layout(before, layout, path)
    tried = cleaner_with(after, own)
    cases = [case for case in suite_of(cleaner.packs, [pack]).cases if case.facts.pack == pack]
    return Proposal(
        own,
        path,
        before,
        after,
        learned=len(used),
        goldens=len(cases),
        broken=tuple(sorted(failing(tried, cases) - failing(cleaner, cases))),
        old=effect(cleaner, tried, old, pack),
        new=effect(cleaner, tried, new, pack),
        fired=_fired(tried, new, pack, layout.name),
    )


def _sides(watched: Watched) -> tuple[list[Stored], list[Stored]]:
    """Return the pages before the change, and those since then that show the clearest sign of it."""
    if not watched.findings:
        raise UsageError("nothing has changed, so there is nothing to propose")
    first = watched.findings[0]
    end = None if first.until is None else first.until + 1
    later = [window for window in watched.windows[first.first : end] if first.sign.count(window.figures)[1]]
    old, new = ([window.stored for window in side if window.stored] for side in (watched.windows[: first.first], later))
    return old, new


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
    """Return the selectors of all elements of an HTML page, by the names that a person gave them."""
    elements = page.root.iter("*") if isinstance(page, HtmlPage) else ()
    return {
        selector if selector[0] in "#[" else f"{element.tag}{selector}"
        for element in elements
        for selector in selectors_of(element)
    }


def _is_on(pattern: str, pages: Sequence[Page]) -> bool:
    regex = Pattern(pattern, whole=True).regex
    return any(regex.search("\n".join(block.text for block in page.blocks).encode()) for page in pages)


def _new_name(program: Program) -> str:
    """Return a name for a new layout that no layout of the pack has."""
    known = {layout.name for layout, _ in program.layouts}
    name = f"version-{program.pack.version + 1}"
    return next(each for each in chain([name], (f"{name}-{n}" for n in count(2))) if each not in known)


def _with_layout(text: str, new: NewLayout, path: Path) -> str:
    return with_layout(text if has_layouts(text) else rules_as_layout(text, f"before-{new.name}", path), new, path)


def effect(before: Cleaner, after: Cleaner, pages: Sequence[Stored], pack: str) -> Effect:
    """Return what another cleaner changes on these pages. Lines are compared as sets in which a line may recur."""
    same = gone = added = 0
    for each in pages:
        one, other = (cleaner.clean(each.data, each.url, pack=pack).text for cleaner in (before, after))
        lines, new_lines = (Counter(filter(None, text.split("\n"))) for text in (one, other))
        same += one == other
        gone += (lines - new_lines).total()
        added += (new_lines - lines).total()
    return Effect(len(pages), same, gone, added)


def _fired(cleaner: Cleaner, pages: Sequence[Stored], pack: str, layout: str) -> dict[str, int]:
    """Return on how many pages each rule of a layout fires, in the order of its rules."""
    program = next(own for each, own in cleaner.packs[pack].layouts if each.name == layout)
    found = Counter[str]()
    for each in pages:
        figures = cleaner.run(Task(each.data, each.url, pack=pack, figures=0.0)).figures
        found.update(figures.fired if figures else ())
    prefix = layout_prefix(layout)
    names = (name for name in program.rule_names.values() if name.startswith(prefix))
    return {name.removeprefix(prefix): found[name] for name in names}
