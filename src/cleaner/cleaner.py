"""The front door of the library: `clean` for a single page, `Cleaner` for many."""

from __future__ import annotations

# trafilatura needs this module, and it can only be imported while the main thread runs. trafilatura itself is imported
# for the first page of HTML, which may be cleaned by a thread that lives longer than the main thread.
import concurrent.futures.thread  # noqa: F401
import os
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, get_args

from msgspec.structs import replace

from .errors import InputError, UsageError
from .generic.text.line_model import Favor
from .limits import DEFAULT, Limits, set_for_workers
from .output.article import Article
from .packs.loading import Packs, load
from .page.languages import check_language
from .readers import Input
from .work.in_process import InProcess
from .work.sample import compare
from .work.task import Result, Runner, Task, outcomes, unchanged

if TYPE_CHECKING:
    from typing_extensions import Self

ENVIRONMENT = "CLEANER_PACKS"
"""The environment variable that names the folder of the user's own packs."""


class Cleaner:
    r"""Cleans pages with packs that are loaded and checked once.

    The same page gives the same article, in any order and from any number of threads.

    `packs` is a folder of your own packs, or the `packs` of another cleaner. A pack in the folder replaces the shipped
    pack of the same name. The default is the folder that the environment variable `CLEANER_PACKS` names. Packs are read
    once: a file that changes later is used by the next cleaner. A page that goes over one of the `limits` is refused,
    or cut.

    With `isolated`, pages are cleaned in worker processes: `workers` of them, by default one for each core. A page that
    hangs, crashes or uses too much memory then gets an error of its own, and does not affect other pages. The processes
    start when they are first needed. `close`, or the end of a `with` block, ends them. A script that uses them needs
    its code below `if __name__ == "__main__":`.

    `favor` is `precision` or `recall`: whether to leave out or to keep what may not be part of the article. It applies
    to pages of sites that no pack knows; docs/line-model.md has the figures.

    Raises `UsageError` if there is no such folder, for an unknown `favor`, or if limits are set that only worker
    processes can enforce, and `PackError`, with all faults of all files, if a pack is faulty.

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
        packs: str | os.PathLike[str] | Packs | None = None,
        *,
        limits: Limits = DEFAULT,
        isolated: bool = False,
        workers: int | None = None,
        favor: Favor | None = None,
    ) -> None:
        unenforced = () if isolated else set_for_workers(limits)
        if unenforced:
            names = " and ".join(unenforced)
            raise UsageError(f"the limit for {names} needs worker processes: use isolated=True")
        if workers is not None and (not isolated or workers < 1):
            raise UsageError("'workers' has to be at least 1, and needs isolated=True")
        if favor not in (None, *get_args(Favor)):
            raise UsageError(f"'favor' has to be {' or '.join(get_args(Favor))}, or None, not {favor!r}")
        self.packs = packs if isinstance(packs, Packs) else load(own_packs(packs))
        self.limits = limits
        self.favor: Favor | None = favor
        self._runner = _isolated(self, workers) if isolated else InProcess(self.packs, limits, favor)
        self._make_again = partial(Cleaner, limits=limits, isolated=isolated, workers=workers, favor=favor)

    def __reduce__(self) -> tuple[object, ...]:
        return self._make_again, (self.packs,)  # the copy uses the packs that were read here

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def workers(self) -> int:
        """The number of worker processes, of which some may not have started yet; 0 if pages are cleaned here."""
        return self._runner.workers

    def close(self) -> None:
        """End the worker processes, if there are any."""
        self._runner.close()

    def clean(
        self,
        page: str | bytes | bytearray | memoryview,
        url: str | None = None,
        *,
        input: Input = "auto",
        charset: str | None = None,
        pack: str | None = None,
        target_language: str | None = None,
        only_with_metadata: bool = False,
        tables: bool = True,
        strip_dateline: bool = False,
        unwrap: bool = False,
        markup: bool = False,
        figures: float | None = None,
    ) -> Article:
        """Return the article of a page, which is HTML or text, given as a `str` or as bytes.

        - `url`: where the page comes from. Without it, the site is recognised by the page's canonical URL or its lines.
        - `input`: what the page is: `html`, `text`, or `auto` to find out.
        - `charset`: the character set that the server named for the bytes.
        - `pack`: the name of the pack to use instead, or `none` for the generic pack.
        - `target_language`: skip a page in another language than this one, such as `nl`, of which `nl-BE` is a kind. If
          neither the page nor the pack of its site declares the language, it is detected, which needs the extra
          `language`.
        - `only_with_metadata`: skip a page whose date of publication, headline or URL is not known.
        - `tables`: keep the rows of tables of HTML.
        - `strip_dateline`: remove a dateline such as "BRUSSEL (ANP) - ".
        - `unwrap`: make one block of the lines of a text that are one paragraph.
        - `markup`: read the links, emphasis and pictures of an HTML page, too: see `output.markdown.to_markdown`.
        - `figures`: note the figures for the history of the pack (`Article.figures`), and compare this share of the
          pages with what generic extraction finds.

        Raises `InputError` if the page cannot be read, `LimitError` if it goes over a limit, `CrashError` if cleaning
        it fails in an unforeseen way, and `UsageError` if there is no such pack, if `target_language` is not a language
        tag, or if a language has to be detected and the extra is missing. A page without an article is not an error: it
        gives an `Article` whose `found` is False, and so does a page that is skipped.
        """
        if target_language is not None:
            check_language(target_language)
        if isinstance(page, (bytearray, memoryview)):
            page = bytes(page)
        is_sent = self.workers > 0  # an article that comes from another process brings its ledger
        task = Task(
            page,
            url,
            input,
            charset,
            pack,
            strip_dateline,
            unwrap,
            markup=markup,
            whole=is_sent,
            figures=figures,
            target_language=target_language,
            only_with_metadata=only_with_metadata,
            tables=tables,
        )
        return self.run(task)

    def run(self, task: Task) -> Article:
        """Return the article of the page; raise what `clean` raises."""
        article = self._runner.run(task, unchanged)
        if article.figures is None or not article.figures.body:
            return article
        (figures,) = compare([task], [article.figures], self._one_by_one)
        return replace(article, figures=figures)

    def _one_by_one(self, tasks: Sequence[Task], make: Callable[[Article], Result]) -> list[Result | InputError]:
        return outcomes(tasks, partial(self._runner.run, make=make))

    def run_all(self, tasks: Sequence[Task], make: Callable[[Article], Result]) -> list[Result | InputError]:
        """Return one outcome for each task, in order: what `make` makes of the article, or the error of that page.

        This is for callers with many pages. A worker process gets all tasks in one trip and sends back only what `make`
        returns. `make` has to be a function of a module, or a `partial` of one. Raises `UsageError` and `PackError`,
        which concern all pages. The figures of these articles have no agreement yet: see `work.sample`.
        """
        return self._runner.run_all(tasks, make)


def _isolated(cleaner: Cleaner, workers: int | None) -> Runner:
    from .work.isolation import Workers  # only isolated cleaners need it

    return Workers(cleaner.packs, cleaner.limits, workers, cleaner.favor)


def own_packs(packs: str | os.PathLike[str] | None) -> str | None:
    """Return the folder of the user's own packs: this one, or else the one that `CLEANER_PACKS` names, or None.

    Nothing else reads that variable.
    """
    return os.fspath(packs or os.environ.get(ENVIRONMENT) or "") or None


@lru_cache(maxsize=1)
def _default(own: str | None) -> Cleaner:
    return Cleaner(own)


def default() -> Cleaner:
    """Return the cleaner that is used where the caller gives none. It works in this process, and is made once.

    If `CLEANER_PACKS` changes, a new one is made.
    """
    return _default(own_packs(None))


def clean(page: str | bytes | bytearray | memoryview, url: str | None = None) -> Article:
    """Return the article of a page, using the shipped packs and those of `CLEANER_PACKS`.

    Raises what `Cleaner.clean` raises.

    >>> clean("Een lijst van wat er is", "https://www.knack.be/l/rusland").found
    False
    """
    return default().clean(page, url)
