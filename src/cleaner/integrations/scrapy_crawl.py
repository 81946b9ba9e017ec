"""The cleaner of a Scrapy crawl: made from the settings once, and shared by the pipeline and the provider.

Pages are cleaned in threads, or in worker processes if `CLEANER_ISOLATED` asks for them. The reactor keeps running.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from scrapy import signals

from ..cleaner import Cleaner
from ..errors import CleanerError, PackError, UsageError
from ..generic.languages import check_target_language
from ..generic.text.line_model import Favor
from ..history.tallies import SAMPLE
from ..limits import Limits, set_for_workers
from ..output.article import Article
from ..output.counting import warning_lines
from .records import counted, one_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from ..history.recorder import Recorder

PREFIX = "CLEANER_"
SETTINGS = {
    f"{PREFIX}{name}"
    for name in (
        *("PAGE_FIELDS", "URL_FIELD", "INTO", "PROVENANCE_FIELD", "FORMAT"),
        *("TARGET_LANGUAGE", "ONLY_WITH_METADATA", "TABLES"),
        *("PACKS", "FAVOR", "LIMITS", "ISOLATED", "TIMEOUT", "ON_ERROR", "KEEP_PAGE", "HISTORY"),
    )
}
STATS = "cleaner/"
"""The beginning of the names of all stats."""
ATTRIBUTE = "_cleaner_crawl"
"""The attribute of a crawler that holds its `CrawlCleaner`."""
_Value = TypeVar("_Value")

logger = logging.getLogger(__name__)


class CrawlCleaner:
    """The cleaner of a crawl, with threads of its own."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        unknown = sorted(name for name in settings if str(name).startswith(PREFIX) and name not in SETTINGS)
        if unknown:
            raise UsageError(f"there is no setting {unknown[0]}; the settings are {', '.join(sorted(SETTINGS))}")
        has_timeout = settings.get(f"{PREFIX}TIMEOUT") is not None
        bounds = setting("TIMEOUT", lambda name: _bounds(settings.getfloat(name))) if has_timeout else {}
        isolated = setting("ISOLATED", lambda name: settings.getbool(name, has_timeout))
        if has_timeout and not isolated:
            raise UsageError(f"{PREFIX}TIMEOUT needs worker processes; set {PREFIX}ISOLATED = True")
        limits = setting("LIMITS", lambda name: _limits(bounds | settings.getdict(name), isolated=isolated))
        packs = settings.get(f"{PREFIX}PACKS")
        favor = settings.get(f"{PREFIX}FAVOR")
        if favor is not None:
            one_of(favor, get_args(Favor), f"{PREFIX}FAVOR")
        self._cleaner = setting("PACKS", lambda _: Cleaner(packs, limits=limits, isolated=isolated, favor=favor))
        self._clean_page = partial(
            self._cleaner.clean,
            target_language=setting("TARGET_LANGUAGE", lambda name: _language(settings.get(name))),
            only_with_metadata=setting("ONLY_WITH_METADATA", settings.getbool),
            tables=setting("TABLES", lambda name: settings.getbool(name, True)),
        )
        history = settings.get(f"{PREFIX}HISTORY")
        self._recorder = setting("HISTORY", lambda _: _recorder(history)) if history else None
        # One thread for each worker process. Without workers, one is enough: two would only take turns.
        self._threads = ThreadPoolExecutor(self._cleaner.workers or 1, thread_name_prefix="cleaner")
        self._stats = crawler.stats
        crawler.signals.connect(self.summarize, signal=signals.spider_closed)
        crawler.signals.connect(self.close, signal=signals.engine_stopped)

    @classmethod
    def of(cls, crawler: Crawler) -> CrawlCleaner:
        """Return the cleaner of this crawl, and make it at the first call."""
        attributes: dict[str, CrawlCleaner] = vars(crawler)
        if ATTRIBUTE not in attributes:
            attributes[ATTRIBUTE] = cls(crawler)
        return attributes[ATTRIBUTE]

    async def clean(self, page: str | bytes, url: str | None, charset: str | None = None) -> Article:
        """Clean a page while the reactor runs, count it, and return its article. Raises what `Cleaner.clean` does."""
        call = partial(_timed, partial(self._clean, page, url, charset))
        result, seconds = await asyncio.get_running_loop().run_in_executor(self._threads, call)
        for name in counted(result):
            self.count(name)
        self.count("seconds", seconds)
        if isinstance(result, CleanerError):
            raise result
        if result.pack is not None:
            self._stats.set_value(f"{STATS}version/{result.pack}", result.pack_version)
        return result

    def _clean(self, page: str | bytes, url: str | None, charset: str | None) -> Article:
        if self._recorder is None:
            return self._clean_page(page, url, charset=charset)
        article = self._clean_page(page, url, charset=charset, figures=SAMPLE)
        self._recorder.add(article.figures)
        return article

    def count(self, name: str, number: float = 1) -> None:
        """Add a number to the stat of this name under `cleaner/`."""
        self._stats.inc_value(f"{STATS}{name}", number)  # type: ignore[arg-type]  # floats work as well

    def summarize(self) -> None:
        """Log how many pages have which warning, if any have."""
        stats = self._stats.get_stats()
        counts = {name.removeprefix(STATS): number for name, number in stats.items() if name.startswith(STATS)}
        for line in warning_lines(counts):
            logger.warning("%s", line)

    def close(self) -> None:
        """End the threads and processes. By then, no page is left."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._cleaner.close()
        if self._recorder:
            self._recorder.close()


def _bounds(seconds: float) -> dict[str, float]:
    bounds = {"cpu_seconds": seconds, "seconds": seconds}
    Limits(**bounds)  # type: ignore[arg-type]  # raises the error of a number that is no limit
    return bounds


def _limits(values: dict[str, Any], *, isolated: bool) -> Limits:
    limits = Limits(**values)
    names = () if isolated else set_for_workers(limits)
    if names:
        raise UsageError(f"the limit for {' and '.join(names)} needs worker processes; set {PREFIX}ISOLATED = True")
    return limits


def _language(tag: Any) -> str | None:
    if not isinstance(tag, (str, type(None))):
        raise UsageError(f"this has to be a language tag, such as 'nl', not {tag!r}")
    check_target_language(tag)
    return tag


def _recorder(path: str) -> Recorder:
    from ..history.recorder import Recorder  # it imports SQLite

    try:
        return Recorder(path)
    except UsageError as error:
        raise UsageError(f"{PREFIX}HISTORY: {error}") from None


def _timed(clean: Callable[[], Article]) -> tuple[Article | CleanerError, float]:
    """Return the result for a page, and the seconds that cleaning took, without the wait for a thread."""
    start = perf_counter()
    result: Article | CleanerError
    try:
        result = clean()
    except CleanerError as error:
        result = error
    return result, perf_counter() - start


def setting(name: str, convert: Callable[[str], _Value]) -> _Value:
    """Return `convert` of the full name of a setting. Its errors become `UsageError`s that begin with that name."""
    full = f"{PREFIX}{name}"
    try:
        return convert(full)
    except PackError:  # it has the places of the faults
        raise
    except (ValueError, TypeError) as error:  # a UsageError is a ValueError
        raise UsageError(f"{full}: {error}") from None
