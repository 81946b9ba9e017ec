"""A task: one page, and the options for it. A runner runs tasks, in this process or in worker processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from msgspec import Struct

from ..errors import InputError
from ..output.article import Article
from ..readers import Input

Result = TypeVar("Result")


class Task(Struct, frozen=True):
    """A page to clean.

    The fields are the parameters of `Cleaner.clean`, and `site_lines`: the lines of the page that recur on other pages
    of its site, each with the evidence (see `generic.text.site_lines`). With `whole`, all of an HTML page is read at
    once, because the ledger will be asked for. With `figures`, the article gets those for the history of its pack;
    the number is the share of pages that are also cleaned by generic extraction, to see how far the two agree.
    """

    page: str | bytes
    url: str | None = None
    input: Input = "auto"
    charset: str | None = None
    pack: str | None = None
    strip_dateline: bool = False
    unwrap: bool = False
    site_lines: Mapping[str, str] = {}
    markup: bool = False
    whole: bool = False
    figures: float | None = None
    target_language: str | None = None
    only_with_metadata: bool = False
    tables: bool = True


class Runner(Protocol):
    """Runs tasks. `InProcess` runs them in this process, `Workers` in worker processes.

    `make` turns the article into the result. It runs where the page is cleaned, so it has to be a function of a module,
    or a `partial` of one.
    """

    @property
    def workers(self) -> int:
        """The number of worker processes; 0 if there are none."""

    def run(self, task: Task, make: Callable[[Article], Result]) -> Result:
        """Return what `make` makes of the article of this page; raise what `Cleaner.clean` raises."""

    def run_all(self, tasks: Sequence[Task], make: Callable[[Article], Result]) -> list[Result | InputError]:
        """Return one outcome for each task, in order: what `make` makes of the article, or the error of that page.

        Raises `UsageError` and `PackError`, which concern all pages.
        """

    def close(self) -> None:
        """End the worker processes, if there are any."""


def unchanged(article: Article) -> Article:
    """Return the article itself: the `make` for callers that want the article."""
    return article


def outcomes(tasks: Iterable[Task], run: Callable[[Task], Result]) -> list[Result | InputError]:
    """Run the tasks one by one; return the result of each, or the error of that page."""
    found: list[Result | InputError] = []
    for task in tasks:
        try:
            found.append(run(task))
        except InputError as error:
            found.append(error)
    return found
