"""The draft: what the chain knows about a page so far. Each step takes a draft and returns the next."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from ..generic.html.layout import BlockIndexes, Layout
from ..generic.text.line_model import Favor
from ..output.article import Method
from ..packs.matching import Match
from ..packs.program import CompiledRule, Program
from ..page.blocks import Block
from ..page.causes import Cause, Removal
from ..page.ledger import subtract
from ..page.lines import Lines
from ..page.page import HtmlPage, Metadata, Page
from ..page.warnings import Code, PageWarning, Warnings
from ..verbs.rule import Expect, Fact

_NO_METADATA = Metadata()


class Draft(Struct, frozen=True, kw_only=True, eq=False):
    """What the chain knows about a page so far. A draft never changes: each method returns a new one.

    Its origin: the `page`, the `match` that says why a pack was chosen, the `program` of the pack that cleans it now,
    and the program of the `generic` pack.

    The work so far: the `blocks` that are left, the `removals` with their causes, the `facts` that rules learned, the
    rules that `fired`, those that were `stopped` while or before they ran because the page is too long, and the
    `warnings` for people.

    Its quality: `fault` says why it cannot be an article, `is_chosen` that its blocks are those of a clear container,
    and `is_odd` that its shape is not that of an article. `unclear` are the blocks of a container that is not clear.
    `missed` counts the rules that usually fire and did not. `confidence` goes from 0 to 1. `method` says what found the
    article, or that there is none; while it is None, nothing is decided. `tried` has the programs of all packs that
    were run, if there was more than one.

    The rest saves work or is for tests. `settled` are the blocks that rules and copies last left unchanged. `lines` are
    the blocks as patterns last saw them. `to_run` are the blocks that rules left, and how many of the rules, from the
    first on, have not seen these blocks: the last of them changed something. `layout` is what the shape steps choose
    from. `favor` is what the caller prefers where a line is doubtful. `site_lines` are lines of the page that recur on
    other pages of its site, each with the evidence. `target_language` is the tag of the language that the caller wants.
    `language` and `date` are those that a step found in the page. `without` names steps to leave out.
    """

    page: Page
    match: Match
    program: Program
    generic: Program
    blocks: tuple[Block, ...]
    confidence: float
    removals: tuple[Removal, ...] = ()
    facts: tuple[tuple[Fact, Cause], ...] = ()
    fired: frozenset[CompiledRule] = frozenset()
    stopped: frozenset[CompiledRule] = frozenset()
    warnings: Warnings = ()
    fault: str | None = None
    is_chosen: bool = False
    unclear: tuple[Block, ...] = ()
    is_odd: bool = False
    missed: int = 0
    method: Method | None = None
    tried: tuple[Program, ...] = ()
    settled: tuple[Block, ...] | None = None
    lines: Lines | None = None
    to_run: tuple[tuple[Block, ...], int] | None = None
    layout: Layout | None = None
    favor: Favor | None = None
    site_lines: Mapping[str, str] = {}
    target_language: str | None = None
    language: str | None = None
    date: str | None = None
    without: frozenset[str] = frozenset()

    @property
    def html(self) -> HtmlPage:
        """The page, for steps that run only on HTML."""
        assert isinstance(self.page, HtmlPage)  # noqa: S101  (the table has these steps in the ways of HTML only)
        return self.page

    @property
    def metadata(self) -> Metadata:
        """What the head of the page says; nothing for text."""
        return self.page.metadata if isinstance(self.page, HtmlPage) else _NO_METADATA

    @property
    def is_selected(self) -> bool:
        """Whether a `select` rule has found the article."""
        return any(rule.options.tree_action == "keep" for rule in self.fired)

    def expected(self, expect: Expect) -> tuple[CompiledRule, ...]:
        """Return the rules of the pack that should fire this often on a page like this one.

        Once a `select` has found the article, the lines around it are gone, and no rule has to remove them. The other
        `select` rules below it do not run.
        """
        program = self.program
        if not isinstance(self.page, HtmlPage):
            return program.expected_lines[expect]
        if not self.is_selected:
            of_tree = tuple(rule for rule in program.tree_rules if rule.options.expect == expect)
            return of_tree + program.expected_lines[expect]
        found = next(rule for rule in program.tree_rules if rule in self.fired and rule.options.tree_action == "keep")
        number = program.tree_rules.index(found)
        return tuple(
            rule
            for place, rule in enumerate(program.tree_rules)
            if rule.options.expect == expect and (place <= number or rule.options.tree_action != "keep")
        )

    def fact(self, field: str) -> str | None:
        """Return the first fact of this kind, as the page has it."""
        return next((fact.value for fact, _ in self.facts if fact.field == field), None)

    def warn(self, code: Code, text: str) -> Draft:
        """Add a warning, unless the draft has it already."""
        warning = PageWarning(code, text)
        return self if warning in self.warnings else replace(self, warnings=(*self.warnings, warning))

    def keep(self, blocks: tuple[Block, ...], cause: Cause) -> Draft:
        """Keep only these blocks, which are parts of the present ones. The rest goes into the ledger."""
        removed = tuple(Removal(start, end, cause) for start, end in subtract(self.blocks, blocks))
        return replace(self, blocks=blocks, removals=self.removals + removed, layout=None)

    def refuse(self, reason: str, cause: Cause) -> Draft:
        """Decide that the page has no article."""
        return self._without_article("no-article", f"no article found: {reason}", cause)

    def skip(self, code: Code, reason: str, cause: Cause) -> Draft:
        """Decide that the page gives no article because the caller does not want such a page."""
        return self._without_article(code, f"skipped: {reason}", cause)

    def _without_article(self, code: Code, text: str, cause: Cause) -> Draft:
        return replace(self.keep((), cause).warn(code, text), method="none", confidence=0.0)

    def with_layout(self) -> tuple[Draft, Layout]:
        """Return a draft that remembers the layout that shape steps choose from, and the layout."""
        if self.layout is not None:
            return self, self.layout
        layout = Layout(self.blocks, self.metadata, self.page.root if isinstance(self.page, HtmlPage) else None)
        return replace(self, layout=layout), layout

    def drop(self, indexes: BlockIndexes, cause: Cause) -> Draft:
        """Remove the blocks with these indexes in the layout."""
        draft, layout = self.with_layout()
        return draft.remove({layout.blocks[index].start: cause for index in indexes})

    def remove(self, causes: Mapping[int, Cause]) -> Draft:
        """Remove the blocks that start at these places, each with its own cause."""
        removed = tuple(
            Removal(block.start, block.end, causes[block.start]) for block in self.blocks if block.start in causes
        )
        blocks = tuple(block for block in self.blocks if block.start not in causes)
        return replace(self, blocks=blocks, removals=self.removals + removed)

    def restore(self, indexes: BlockIndexes) -> Draft:
        """Restore the blocks with these indexes in the layout, and take their removals out of the ledger."""
        draft, layout = self.with_layout()
        kept = {block.start for block in draft.blocks}
        back = {layout.blocks[index].start for index in indexes} - kept
        blocks = tuple(block for block in layout.blocks if block.start in kept or block.start in back)
        return replace(draft, blocks=blocks, removals=tuple(r for r in draft.removals if r.start not in back))
