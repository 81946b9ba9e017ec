"""Scrapy: an item pipeline that cleans the pages of items, and the add-on that installs it.

One line of settings is enough:

    ADDONS = {"cleaner.integrations.scrapy.CleanerAddon": 500}

Where scrapy-poet is installed, the add-on also lets callbacks ask for an `Article`.
"""

from __future__ import annotations

import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, get_args

from itemadapter import ItemAdapter
from scrapy.exceptions import DropItem

from ..errors import CleanerError, UsageError
from .records import Fields, OnError, filled, one_of, page_of, provenance, url_of
from .scrapy_crawl import PREFIX, CrawlCleaner, setting

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from typing_extensions import Self

AFTER_VALIDATION = 300
"""The place of the pipeline unless `ITEM_PIPELINES` sets it: by convention, these numbers go from 0 to 1000."""

logger = logging.getLogger(__name__)


class CleanerAddon:
    """Installs `CleanerPipeline`, and `ArticleProvider` if scrapy-poet is installed."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Add both to the settings, unless the project has already set them."""
        settings.setdefault_in_component_priority_dict("ITEM_PIPELINES", CleanerPipeline, AFTER_VALIDATION)
        if find_spec("scrapy_poet"):
            from .scrapy_poet import ArticleProvider

            settings.setdefault_in_component_priority_dict("SCRAPY_POET_PROVIDERS", ArticleProvider, AFTER_VALIDATION)


class CleanerPipeline:
    """Cleans the page in an item: from `html`, or else `text`, with the URL in `url`, into `articleBody`.

    Items are dicts, `scrapy.Item`, dataclasses, attrs or pydantic. An item without a page passes unchanged. An item
    that cannot be cleaned is kept unchanged, with the error in its field `cleaner`, or dropped: see `CLEANER_ON_ERROR`.
    A page without an article is not an error: its body is empty.

    Raises `UsageError` for wrong settings, and `PackError` for faulty packs.
    """

    def __init__(self, crawl: CrawlCleaner, fields: Fields, on_error: OnError) -> None:
        self._crawl, self._fields, self._on_error = crawl, fields, on_error

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline that the settings of the crawler describe."""
        settings = crawler.settings
        on_error = settings.get(f"{PREFIX}ON_ERROR", "keep")
        one_of(on_error, get_args(OnError), f"{PREFIX}ON_ERROR")
        return cls(CrawlCleaner.of(crawler), _fields(settings), on_error)

    async def process_item(self, item: Any) -> Any:
        """Return the item with its article. Raises `DropItem` if it cannot be cleaned and the settings say so."""
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
                    why = f"{name} has no field {field!r} that can be set; {PREFIX}INTO says which fields are filled"
                    raise UsageError(f"{why} ({refusal!r})")
            _set(adapter, self._fields.provenance, provenance(article))  # optional: not every item has the field
        return item

    def _give_up(self, adapter: ItemAdapter, error: CleanerError) -> None:
        if self._on_error == "drop":
            self._crawl.count("dropped")
            raise DropItem(f"cannot be cleaned: {error}")
        field = self._fields.provenance
        refusal = _set(adapter, field, provenance(error))
        if refusal is None:
            logger.warning("kept unchanged: %s", error)
        else:
            name = type(adapter.item).__qualname__
            why = f"{name} has no field {field!r} that can be set ({refusal!r})"
            logger.error("kept unchanged, but not marked, because %s: %s", why, error)


def _set(adapter: ItemAdapter, field: str, value: object) -> Exception | None:
    """Set the field, and return None; or return the error if the item refuses, of whatever class it is.

    An item may be frozen, may not have the field, or may validate what it gets.
    """
    try:
        adapter[field] = value
    except Exception as error:
        return error
    return None


def _fields(settings: BaseSettings) -> Fields:
    default = Fields()
    page = settings.get(f"{PREFIX}PAGE_FIELDS")
    return Fields(
        page=default.page if page is None else settings.getlist(f"{PREFIX}PAGE_FIELDS"),
        url=settings.get(f"{PREFIX}URL_FIELD", default.url),
        into=setting("INTO", settings.getdict) or default.into,
        provenance=settings.get(f"{PREFIX}PROVENANCE_FIELD", default.provenance),
        form=settings.get(f"{PREFIX}FORMAT", default.form),
    )
