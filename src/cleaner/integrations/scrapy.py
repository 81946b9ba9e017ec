"""Scrapy: an item pipeline that cleans the pages of items, and the add-on that installs it.

One line of settings is enough:

    ADDONS = {"cleaner.integrations.scrapy.CleanerAddon": 500}

Where scrapy-poet is installed, the add-on also lets callbacks ask for an `Article`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, get_args

from itemadapter import ItemAdapter
from msgspec.structs import replace
from scrapy.exceptions import DropItem

from ..errors import CleanerError, InputError, UsageError
from ..output.article import Article
from ..readers.decoding import decode
from .records import Fields, OnError, filled, one_of, page_of, provenance, url_of
from .scrapy_crawl import PREFIX, CrawlCleaner, setting

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from typing_extensions import Self

AFTER_VALIDATION = 300
"""The place of the pipeline unless `ITEM_PIPELINES` sets it: by convention, these numbers go from 0 to 1000."""

TALKATIVE = ("trafilatura", "htmldate", "justext", "charset_normalizer")
"""The loggers of libraries that write lines for each page at the level DEBUG, which is the level of Scrapy."""
INTO = {key: key for key in ("articleBody", "headline", "datePublished", "authors")}
"""What an item gets unless `CLEANER_INTO` says it. Items of a class without one of these fields do without it."""

logger = logging.getLogger(__name__)


class CleanerAddon:
    """Installs `CleanerPipeline`, and `ArticleProvider` if scrapy-poet is installed.

    The loggers of `TALKATIVE` get the level WARNING, unless they have a level.
    """

    def update_settings(self, settings: BaseSettings) -> None:
        """Add both to the settings, unless the project has already set them."""
        for name in TALKATIVE:
            library = logging.getLogger(name)
            if library.level == logging.NOTSET:
                library.setLevel(logging.WARNING)
        settings.setdefault_in_component_priority_dict("ITEM_PIPELINES", CleanerPipeline, AFTER_VALIDATION)
        if find_spec("scrapy_poet"):
            from .scrapy_poet import ArticleProvider

            settings.setdefault_in_component_priority_dict("SCRAPY_POET_PROVIDERS", ArticleProvider, AFTER_VALIDATION)


class CleanerPipeline:
    """Cleans the page in an item: from `html`, or else `text`, with the URL in `url`, into the fields of `INTO`.

    Items are dicts, `scrapy.Item`, dataclasses, attrs or pydantic. An item without a page passes. The page leaves the
    item once it is cleaned, unless `keep_page` is true: most pages are bytes, which JSON cannot hold.

    An item that cannot be cleaned gets the error in its field `cleaner`, or is dropped: see `CLEANER_ON_ERROR`. Its
    page stays if it is text. A page without an article is not an error: its body is empty.

    Raises `UsageError` for wrong settings, and `PackError` for faulty packs.
    """

    def __init__(
        self, crawl: CrawlCleaner, fields: Fields, on_error: OnError, *, keep_page: bool, all_required: bool
    ) -> None:
        self._crawl, self._fields, self._on_error = crawl, fields, on_error
        self._keep_page, self._all_required = keep_page, all_required

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline that the settings of the crawler describe."""
        settings = crawler.settings
        on_error = settings.get(f"{PREFIX}ON_ERROR", "keep")
        one_of(on_error, get_args(OnError), f"{PREFIX}ON_ERROR")
        return cls(
            CrawlCleaner.of(crawler),
            _fields(settings),
            on_error,
            keep_page=setting("KEEP_PAGE", settings.getbool),
            all_required=bool(settings.get(f"{PREFIX}INTO")),
        )

    async def process_item(self, item: Any) -> Any:
        """Return the item with its article. Raises `DropItem` if it cannot be cleaned and the settings say so."""
        adapter = ItemAdapter(item)
        page = page_of(adapter, self._fields)
        if page is None:
            self._crawl.count("untouched")
            self._remove_page(adapter, page)
            return item
        try:
            article = await self._crawl.clean(page, url_of(adapter, self._fields))
        except CleanerError as error:
            await self._give_up(adapter, page, error)
        else:
            self._remove_page(adapter, page)
            self._fill(adapter, article)
        return item

    def _fill(self, adapter: ItemAdapter, article: Article) -> None:
        values = filled(article, self._fields)
        refusals = {field: refusal for field, value in values.items() if (refusal := _set(adapter, field, value))}
        if refusals and (self._all_required or len(refusals) == len(values)):
            name, (field, refusal) = type(adapter.item).__qualname__, next(iter(refusals.items()))
            why = f"{name} has no field {field!r} that can be set; {PREFIX}INTO says which fields are filled"
            raise UsageError(f"{why} ({refusal!r})")
        _set(adapter, self._fields.provenance, provenance(article))  # optional: not every item has the field

    async def _give_up(self, adapter: ItemAdapter, page: Any, error: CleanerError) -> None:
        if self._on_error == "drop":
            self._crawl.count("dropped")
            raise DropItem(f"cannot be cleaned: {error}")
        field = self._fields.provenance
        refusal = _set(adapter, field, provenance(error))
        if refusal is None:
            logger.warning("kept without an article: %s", error)
        else:
            name = type(adapter.item).__qualname__
            why = f"{name} has no field {field!r} that can be set ({refusal!r})"
            logger.error("kept without an article, but not marked, because %s: %s", why, error)
        if isinstance(page, (bytes, bytearray, memoryview)) and not self._keep_page:
            text = await asyncio.to_thread(_text_of, bytes(page))
            self._remove_page(adapter, page, text)

    def _remove_page(self, adapter: ItemAdapter, page: Any, text: str | None = None) -> None:
        """Remove the page and empty bytes from the item, unless they shall stay; or put the text in place of the page.

        Empty bytes in front of the page, or in an item without one, are as impossible in JSON as a page.
        """
        if self._keep_page:
            return
        for field in self._fields.page:
            value = adapter.get(field)
            if value is not None and (value is page or value == b""):
                _replace(adapter, field, text if value is page else None)


def _text_of(page: bytes) -> str | None:
    """Return the characters of a page that could not be cleaned, or None if it is not text."""
    try:
        return decode(page)[0]
    except InputError:
        return None


def _replace(adapter: ItemAdapter, field: str, text: str | None) -> None:
    """Put the text in place of the page, or else remove the field, which becomes an empty text in an item of a class.

    Without one of its attributes, a dataclass cannot even be printed. An attribute is deleted only if it refuses text,
    or makes bytes of it. A frozen item keeps it: it refuses everything.
    """
    if text or not isinstance(adapter.item, MutableMapping):
        refusal = _set(adapter, field, text or "")
        if refusal is None and not isinstance(adapter[field], bytes):
            return
    with suppress(Exception):  # of whatever class: see `_set`
        del adapter[field]


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
    fields = Fields(into=INTO)
    name_of = partial(_name, settings)
    for name, attribute, read in (
        ("PAGE_FIELDS", "page", settings.getlist),
        ("URL_FIELD", "url", name_of),
        ("INTO", "into", settings.getdict),
        ("PROVENANCE_FIELD", "provenance", name_of),
        ("FORMAT", "form", settings.get),
    ):
        value = settings.get(f"{PREFIX}{name}")
        if value is not None and value != {}:
            fields = setting(name, partial(_with, fields, attribute, read))
    return fields


def _with(fields: Fields, attribute: str, read: Callable[[str], Any], name: str) -> Fields:
    return replace(fields, **{attribute: read(name)})


def _name(settings: BaseSettings, full: str) -> str:
    name = settings.get(full)
    if not isinstance(name, str):
        raise UsageError(f"this has to be the name of a field, not {name!r}")
    return name
