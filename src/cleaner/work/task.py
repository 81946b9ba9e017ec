"""One page, and what was asked of it: what a caller hands over, here or to another process."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from msgspec import Struct

from ..chain.table import clean_page
from ..errors import CleanerError, CrashError, InputError, UsageError
from ..limits import Limits
from ..output.article import Article
from ..packs.loading import Packs
from ..readers import Input, read_page
from ..readers.bounds import enforce_size

Result = TypeVar("Result")


class Task(Struct, frozen=True):
    """A page to clean; the fields are the parameters of `Cleaner.clean`."""

    page: str | bytes
    url: str | None
    input: Input
    charset: str | None
    pack: str | None
    strip_dateline: bool


def each(tasks: Iterable[Task], do: Callable[[Task], Result]) -> list[Result | InputError]:
    """What `do` answers for each of the tasks, or the error of that page."""
    outcomes: list[Result | InputError] = []
    for task in tasks:
        try:
            outcomes.append(do(task))
        except InputError as error:
            outcomes.append(error)
    return outcomes


def check(task: Task, limits: Limits) -> None:
    """Raise what `do` would, for a task that cannot be sent to another process, or is not worth it."""
    if not isinstance(task.page, (str, bytes)):
        raise UsageError(f"a page is a str or bytes, not {type(task.page).__name__}")
    for name in ("url", "input", "charset", "pack"):
        value = getattr(task, name)
        if value is not None and not isinstance(value, str):
            raise UsageError(f"{'an' if name == 'input' else 'a'} {name} is a str, not {type(value).__name__}")
    if not limits.cut:
        enforce_size(task.page, limits, task.url)


def do(task: Task, packs: Packs, limits: Limits) -> Article:
    """The article of the page; raises what `Cleaner.clean` does."""
    return do_and(task, packs, limits, _itself)


def _itself(article: Article) -> Article:
    return article


def do_and(task: Task, packs: Packs, limits: Limits, make: Callable[[Article], Result]) -> Result:
    """What `make` makes of the article of the page.

    Raises what `Cleaner.clean` does: `CrashError`, with what happened as its cause, stands for all that nobody foresaw.
    """
    try:
        page = read_page(task.page, task.url, task.input, task.charset, limits)
        return make(clean_page(page, packs, pack=task.pack, strip_dateline=task.strip_dateline))
    except CleanerError:
        raise
    except Exception as error:
        place = error.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        name = place.tb_frame.f_globals.get("__name__", "?") if place else "?"
        message = f"cleaning broke off, in {name}: {type(error).__name__}: {error}"
        raise CrashError(message, url=task.url) from error
