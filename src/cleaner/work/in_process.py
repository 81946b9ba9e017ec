"""Runs tasks in this process. A worker process uses the same class for the tasks that it is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from msgspec.structs import replace

from ..chain.table import clean_page, clean_selected
from ..errors import CleanerError, CrashError, InputError
from ..generic.text.line_model import Favor
from ..limits import MAX_LIMIT, Limits
from ..output.account import Account
from ..output.article import Article
from ..packs.loading import Packs
from ..page.ledger import Ledger
from ..page.page import Page, TextPage
from ..readers import read_if_text, read_page
from ..shortage import shortage_of
from .sample import note_body
from .task import Result, Task, outcomes


class InProcess:
    """See `task.Runner`."""

    workers = 0

    def __init__(self, packs: Packs, limits: Limits, favor: Favor | None = None) -> None:
        self._packs, self._limits, self._favor = packs, limits, favor

    def run(self, task: Task, make: Callable[[Article], Result]) -> Result:
        """Clean one page.

        An unforeseen exception becomes a `CrashError`, or a `ResourceError` if the machine lacks something, with that
        exception as its cause.
        """
        try:
            return make(note_body(task, self._article(task)))
        except CleanerError:
            raise
        except Exception as error:
            shortage = shortage_of(error)
            if shortage is not None:
                raise shortage from error
            message = f"cleaning failed in {_module_of(error)}: {type(error).__name__}: {error}"
            raise CrashError(message, url=task.url) from error

    def _article(self, task: Task) -> Article:
        page = read_if_text(task.page, task.url, task.input, task.charset, self._limits)
        if isinstance(page, TextPage):
            return self._clean_page(page, task)
        tree = page.parse(self._limits)
        if not task.markup and not task.whole:
            account = Account(partial(self._account, task), is_partial=True)
            article = clean_selected(
                tree,
                self._packs,
                account,
                pack=task.pack,
                target_language=task.target_language,
                only_with_metadata=task.only_with_metadata,
                tables=task.tables,
                strip_dateline=task.strip_dateline,
                figures=task.figures is not None,
            )
            if article is not None:
                return article
        from ..readers.html import read_tree  # text does not need lxml

        return self._clean_page(read_tree(tree), task)

    def _clean_page(self, page: Page, task: Task) -> Article:
        return clean_page(
            page,
            self._packs,
            pack=task.pack,
            target_language=task.target_language,
            only_with_metadata=task.only_with_metadata,
            tables=task.tables,
            strip_dateline=task.strip_dateline,
            unwrap=task.unwrap,
            favor=self._favor,
            site_lines=task.site_lines,
            markup=task.markup,
            figures=task.figures is not None,
        )

    def _account(self, task: Task) -> tuple[str, Ledger]:
        """Read a page of which only a part was read. How deep and how long the rest is does not matter."""
        limits = replace(self._limits, depth=MAX_LIMIT - 1, blocks=MAX_LIMIT - 1, cut=True)
        article = self._clean_page(read_page(task.page, task.url, task.input, task.charset, limits), task)
        return article.page_text, article.ledger

    def run_all(self, tasks: Sequence[Task], make: Callable[[Article], Result]) -> list[Result | InputError]:
        """Clean the pages one by one."""
        return outcomes(tasks, partial(self.run, make=make))

    def close(self) -> None:
        """Do nothing: there are no processes to end."""


def _module_of(error: Exception) -> str:
    """Return the name of the module that raised the exception."""
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    return str(place.tb_frame.f_globals.get("__name__", "?")) if place else "?"
