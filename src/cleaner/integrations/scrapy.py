"""Scrapy: an item pipeline that cleans the pages of items, the add-on that installs it, and a provider for scrapy-poet.

One line of settings is enough:

    ADDONS = {"cleaner.integrations.scrapy.CleanerAddon": 500}

Pages are cleaned in threads, which have worker processes where `CLEANER_ISOLATED` asks for them; the reactor goes on
meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from itemadapter import ItemAdapter
from scrapy import signals
from scrapy.exceptions import DropItem
from scrapy.http import Response
from w3lib.encoding import http_content_type_encoding

from ..cleaner import Cleaner
from ..errors import CleanerError, UsageError
from ..limits import Limits
from ..output.article import Article
from .records import Fields, OnError, counted, filled, one_of, page_of, provenance, url_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from typing_extensions import Self

PREFIX = "CLEANER_"
SETTINGS = {
    f"{PREFIX}{name}"
    for name in (
        *("PAGE_FIELDS", "URL_FIELD", "INTO", "PROVENANCE_FIELD", "FORMAT"),
        *("PACKS", "LIMITS", "ISOLATED", "TIMEOUT", "ON_ERROR"),
    )
}
AFTER_VALIDATION = 300
"""Where the pipeline stands unless `ITEM_PIPELINES` says otherwise: in the middle of what the numbers there mean."""

ATTRIBUTE = "_cleaner_crawl"

logger = logging.getLogger(__name__)


class CleanerAddon:
    """Installs `CleanerPipeline`, and the provider of an `Article` where scrapy-poet is installed."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Add both to the settings; what the project itself says of them stands."""
        settings.setdefault_in_component_priority_dict("ITEM_PIPELINES", CleanerPipeline, AFTER_VALIDATION)
        if find_spec("scrapy_poet"):
            from .scrapy_poet import ArticleProvider

            settings.setdefault_in_component_priority_dict("SCRAPY_POET_PROVIDERS", ArticleProvider, AFTER_VALIDATION)


class CleanerPipeline:
    """Cleans the page that an item holds: `html`, else `text`, from `url`, into `articleBody`.

    Items are dicts, `scrapy.Item`, dataclasses, attrs or pydantic. An item without a page passes unchanged. One that
    cannot be cleaned is kept as it is, with the error in its field `cleaner`, or dropped: `CLEANER_ON_ERROR`. A page
    without an article is no error: its body is empty.

    Raises `UsageError` for settings that ask for what is not there, `PackError` for faulty packs.
    """

    def __init__(self, crawl: Crawl, fields: Fields, on_error: OnError) -> None:
        self._crawl, self._fields, self._on_error = crawl, fields, on_error

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pipeline that the settings of the crawler ask for."""
        settings = crawler.settings
        on_error = settings.get(f"{PREFIX}ON_ERROR", "keep")
        one_of(on_error, get_args(OnError), f"{PREFIX}ON_ERROR")
        return cls(Crawl.of(crawler), _fields(settings), on_error)

    async def process_item(self, item: Any) -> Any:
        """The item with its article; raises `DropItem` where it cannot be cleaned and the settings say so."""
        adapter = ItemAdapter(item)
        page = page_of(adapter, self._fields)
        if page is None:
            self._crawl.count("untouched")
            return item
        try:
            article = await self._crawl.clean(page, url_of(adapter, self._fields))
        except CleanerError as error:
            self._give_up(adapter, error)
        else:
            for field, value in filled(article, self._fields).items():
                refusal = _set(adapter, field, value)
                if refusal is not None:
                    name = type(item).__qualname__
                    why = f"{name} has no field {field!r} that takes it; {PREFIX}INTO says which fields get what"
                    raise UsageError(f"{why} ({refusal!r})")
            _set(adapter, self._fields.provenance, provenance(article))  # for who wants it
        return item

    def _give_up(self, adapter: ItemAdapter, error: CleanerError) -> None:
        if self._on_error == "drop":
            self._crawl.count("dropped")
            raise DropItem(f"cannot be cleaned: {error}")
        field = self._fields.provenance
        refusal = _set(adapter, field, provenance(error))
        if refusal is None:
            logger.warning("kept as it is: %s", error)
        else:
            name = type(adapter.item).__qualname__
            why = f"{name} has no field {field!r} that takes it ({refusal!r})"
            logger.error("kept as it is, and not marked, for %s: %s", why, error)


def _set(adapter: ItemAdapter, field: str, value: object) -> Exception | None:
    """Set the field; answer what the item says to that, which may be frozen, or check what it takes, by any means."""
    try:
        adapter[field] = value
    except Exception as error:
        return error
    return None


class Crawl:
    """The cleaner of a crawl, in threads of its own, for all parts of that crawl."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        unknown = sorted(name for name in settings if str(name).startswith(PREFIX) and name not in SETTINGS)
        if unknown:
            raise UsageError(f"no setting {unknown[0]}; there are {', '.join(sorted(SETTINGS))}")
        timeout = _setting("TIMEOUT", settings.getfloat) if settings.get(f"{PREFIX}TIMEOUT") is not None else None
        isolated = _setting("ISOLATED", lambda name: settings.getbool(name, timeout is not None))
        if timeout is not None and not isolated:
            raise UsageError(f"{PREFIX}TIMEOUT holds in worker processes only: {PREFIX}ISOLATED = True")
        bounds = {} if timeout is None else {"cpu_seconds": timeout, "seconds": timeout}
        limits = _setting("LIMITS", lambda name: Limits(**(bounds | settings.getdict(name))))
        packs = settings.get(f"{PREFIX}PACKS")
        self._cleaner = _setting("PACKS", lambda _: Cleaner(packs, limits=limits, isolated=isolated))
        # One for each worker process; without them, a second thread would but take turns with the first.
        self._threads = ThreadPoolExecutor(self._cleaner.workers or 1, thread_name_prefix="cleaner")
        self._stats = crawler.stats
        crawler.signals.connect(self.close, signal=signals.engine_stopped)

    @classmethod
    def of(cls, crawler: Crawler) -> Crawl:
        """The one of this crawl, made when it is first asked for; the crawler holds it, so that both go together."""
        held: dict[str, Crawl] = vars(crawler)
        if ATTRIBUTE not in held:
            held[ATTRIBUTE] = cls(crawler)
        return held[ATTRIBUTE]

    async def clean(self, page: str | bytes, url: str | None, charset: str | None = None) -> Article:
        """The article of a page, while the reactor goes on; raises what `Cleaner.clean` does, and counts all of it."""
        call = partial(_timed, partial(self._cleaner.clean, page, url, charset=charset))
        result, seconds = await asyncio.get_running_loop().run_in_executor(self._threads, call)
        for name in counted(result):
            self.count(name)
        self.count("seconds", seconds)
        if isinstance(result, CleanerError):
            raise result
        return result

    def count(self, name: str, by: float = 1) -> None:
        """Add to one of the stats under `cleaner/`."""
        self._stats.inc_value(f"cleaner/{name}", by)  # type: ignore[arg-type]  # floats are counted as well

    def close(self) -> None:
        """End threads and processes; no page is left by then."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._cleaner.close()


def _timed(clean: Callable[[], Article]) -> tuple[Article | CleanerError, float]:
    """What came of a page, and the seconds it took, without those that it waited for a thread."""
    start = perf_counter()
    result: Article | CleanerError
    try:
        result = clean()
    except CleanerError as error:
        result = error
    return result, perf_counter() - start


_Value = TypeVar("_Value")


def _setting(name: str, read: Callable[[str], _Value]) -> _Value:
    """A setting, read by its whole name; raises `UsageError`, with that name, for what it cannot be."""
    try:
        return read(f"{PREFIX}{name}")
    except UsageError:
        raise
    except (ValueError, TypeError) as error:
        raise UsageError(f"{PREFIX}{name}: {error}") from None


def _fields(settings: BaseSettings) -> Fields:
    default = Fields()
    page = settings.get(f"{PREFIX}PAGE_FIELDS")
    return Fields(
        page=default.page if page is None else settings.getlist(f"{PREFIX}PAGE_FIELDS"),
        url=settings.get(f"{PREFIX}URL_FIELD", default.url),
        into=_setting("INTO", settings.getdict) or default.into,
        provenance=settings.get(f"{PREFIX}PROVENANCE_FIELD", default.provenance),
        form=settings.get(f"{PREFIX}FORMAT", default.form),
    )


def charset_of(response: Response) -> str | None:
    """The character set that the server named for the page."""
    return http_content_type_encoding((response.headers.get(b"Content-Type") or b"").decode("latin-1"))
