"""Runs tasks in this process. A worker process uses the same class for the tasks that it is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from ..chain.table import clean_page
from ..errors import CleanerError, CrashError, InputError
from ..generic.text.line_model import Favor
from ..limits import Limits
from ..output.article import Article
from ..packs.loading import Packs
from ..readers import read_page
from ..shortage import shortage_of
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
            page = read_page(task.page, task.url, task.input, task.charset, self._limits)
            article = clean_page(
                page,
                self._packs,
                pack=task.pack,
                strip_dateline=task.strip_dateline,
                unwrap=task.unwrap,
                favor=self._favor,
                site_lines=task.site_lines,
                markup=task.markup,
            )
            return make(article)
        except CleanerError:
            raise
        except Exception as error:
            shortage = shortage_of(error)
            if shortage is not None:
                raise shortage from error
            message = f"cleaning failed in {_module_of(error)}: {type(error).__name__}: {error}"
            raise CrashError(message, url=task.url) from error

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
