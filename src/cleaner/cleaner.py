"""The library's front door: `clean` for one page, `Cleaner` for many."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import InputError, UsageError
from .limits import DEFAULT, Limits, set_for_workers
from .output.article import Article
from .packs.loading import ENVIRONMENT, load
from .readers import Input
from .work.task import Result, Task, do, do_and, each

if TYPE_CHECKING:
    from typing_extensions import Self

    from .work.isolation import Workers


class Cleaner:
    r"""Cleans pages with packs that were loaded and checked once.

    Nothing of a page stays behind: the same page gives the same article, in any order and from any number of threads.

    `packs` is a folder of your own packs, which win by name over those that come with `cleaner`; by default the
    one that `CLEANER_PACKS` names. Pages that go over one of the `limits` are refused, or cut.

    With `isolated`, pages are cleaned in worker processes (`workers` of them, by default one for each core), so that a
    page which hangs, crashes or eats memory is that page's error and costs no other. They start when they are first
    needed; `close`, or the end of a `with` block, ends them. A script that has them needs its code below
    `if __name__ == "__main__":`.

    Raises `UsageError` where there is no such folder, or limits are set that hold in worker processes only, and
    `PackError` with every fault of every file where a pack is faulty.

    >>> cleaner = Cleaner()
    >>> page = "De raad kwam woensdag bijeen.\n\nLees ook: Iets anders"
    >>> cleaner.clean(page, "https://www.knack.be/nieuws/kop").text
    'De raad kwam woensdag bijeen.'
    >>> Cleaner(limits=Limits(size=50)).clean(page, "https://www.knack.be/nieuws/kop")
    Traceback (most recent call last):
    cleaner.errors.LimitError: https://www.knack.be/nieuws/kop: over the limit for size, which is 50
    """

    def __init__(
        self,
        packs: str | os.PathLike[str] | None = None,
        *,
        limits: Limits = DEFAULT,
        isolated: bool = False,
        workers: int | None = None,
    ) -> None:
        in_vain = () if isolated else set_for_workers(limits)
        if in_vain:
            names = " and ".join(in_vain)
            raise UsageError(f"the limit for {names} holds in worker processes only: use isolated=True, or --isolated")
        if workers is not None and (not isolated or workers < 1):
            raise UsageError("'workers' is a number above 0 of worker processes: use isolated=True")
        own = packs or os.environ.get(ENVIRONMENT)
        self._own = str(Path(own).resolve()) if own else None
        self.packs = load(self._own)
        self.limits = limits
        self._workers: Workers | None = None
        if isolated:
            from .work.isolation import Workers  # which nobody else needs

            self._workers = Workers(self._own, limits, workers)
        self._again = partial(Cleaner, self._own, limits=limits, isolated=isolated, workers=workers)

    def __reduce__(self) -> tuple[object, ...]:
        return self._again, ()  # another process compiles the patterns anew

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def workers(self) -> int:
        """How many worker processes there are, once all are needed; 0 where pages are cleaned in this process."""
        return self._workers.number if self._workers else 0

    def close(self) -> None:
        """End the worker processes, if there are any."""
        if self._workers:
            self._workers.close()

    def clean(
        self,
        page: str | bytes | bytearray | memoryview,
        url: str | None = None,
        *,
        input: Input = "auto",
        charset: str | None = None,
        pack: str | None = None,
        strip_dateline: bool = False,
    ) -> Article:
        """The article of a page, HTML or text, given as a `str` or as its bytes.

        `url` is where the page comes from; without it, it is recognised by its canonical URL or its own lines. `input`
        says what the page is: `html`, `text`, or `auto` to find out. `charset` is the one that the server named for the
        bytes. `pack` names the pack to use instead, or `none` for the generic one. `strip_dateline` takes off
        "BRUSSEL (ANP) - ".

        Raises `InputError` where the page cannot be read, `LimitError` where it goes over a limit, `CrashError` where
        it broke something, and `UsageError` where there is no such pack. A page without an article gives an `Article`
        whose `found` is False.
        """
        if isinstance(page, (bytearray, memoryview)):
            page = bytes(page)
        return self.do(Task(page, url, input, charset, pack, strip_dateline))

    def do(self, task: Task) -> Article:
        """The article of a page that comes with what is asked of it; raises what `clean` does."""
        return self._workers.do(task) if self._workers else do(task, self.packs, self.limits)

    def do_many(self, tasks: Sequence[Task], make: Callable[[Article], Result]) -> list[Result | InputError]:
        """What `make` makes of the article of each page, or the error of that page; for who has many of them.

        Worker processes get all of them at once, and send back only what `make` gives, which is a function of a
        module. Raises `UsageError` and `PackError`, which are about all pages.
        """
        if self._workers:
            return self._workers.do_many(tasks, make)
        return each(tasks, partial(do_and, packs=self.packs, limits=self.limits, make=make))


@lru_cache(maxsize=1)
def _default(own: str | None) -> Cleaner:
    return Cleaner(own)


def default() -> Cleaner:
    """The cleaner of whoever asks for no other: with the packs of `CLEANER_PACKS`, in this process, and made once."""
    return _default(os.environ.get(ENVIRONMENT))


def clean(page: str | bytes | bytearray | memoryview, url: str | None = None) -> Article:
    """The article of a page, with the packs that come with `cleaner` and those of `CLEANER_PACKS`.

    Raises what `Cleaner.clean` does.

    >>> clean("Een lijst van wat er is", "https://www.knack.be/l/rusland").found
    False
    """
    return default().clean(page, url)
