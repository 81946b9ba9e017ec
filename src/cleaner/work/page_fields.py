"""Which fields of a record hold its page. A record is a line of JSON, a row of a table, or the item of a crawler."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from ..errors import InputError
from .task import Task


class PageFields(Struct, frozen=True, kw_only=True):
    """The names of the fields of a record that hold the page and what is known about it.

    - `page`: the page, HTML or text; the first of these fields that is not empty is the page;
    - `url`: the URL of the page; a record need not have it;
    - `charset`: the character set that a server named for the bytes of the page, or None if no field holds it.
    """

    page: Sequence[str] = ("html", "text")
    url: str = "url"
    charset: str | None = None

    @property
    def all(self) -> tuple[str, ...]:
        """All these names."""
        return (*self.page, self.url) if self.charset is None else (*self.page, self.url, self.charset)


DEFAULT_FIELDS = PageFields()


def page_of(record: Mapping[str, Any], fields: PageFields) -> Any:
    """Return the page that the record holds, or None. The value may be something that is not a page.

    >>> page_of({"html": "", "text": "Een zin."}, PageFields())
    'Een zin.'
    """
    for name in fields.page:
        page = record.get(name)
        if page is not None and not (isinstance(page, (str, bytes)) and not page):
            return page
    return None


def url_of(record: Mapping[str, Any], fields: PageFields) -> str | None:
    """Return the URL of the page, or None. It may be bytes, or an object such as those of pydantic."""
    return _text(record.get(fields.url))


def task_of(record: Mapping[str, Any], fields: PageFields = DEFAULT_FIELDS) -> Task:
    """Return the task to clean the page that the record holds.

    Raises `InputError` if it holds no page, or if the page or the URL is not text.

    >>> task_of({"id": 7, "text": "Een zin.", "url": "https://nu.nl/1"}).url
    'https://nu.nl/1'
    >>> task_of({"id": 7, "text": ""})
    Traceback (most recent call last):
    cleaner.errors.InputError: input: no page: there is nothing in text
    """
    page, url = page_of(record, fields), record.get(fields.url)
    if url is not None and not isinstance(url, (str, bytes)):
        raise InputError(f"the URL in '{fields.url}' has to be text, not {_kind(url)}")
    if page is None:
        names = [name for name in fields.page if name in record] or fields.page
        raise InputError(f"no page: there is nothing in {' or '.join(names)}", url=_text(url))
    if not isinstance(page, (str, bytes)):
        name = next(name for name in fields.page if record.get(name) is page)
        raise InputError(f"no page: '{name}' is not text or bytes, but {_kind(page)}", url=_text(url))
    return Task(page, _text(url), charset=_text(record.get(fields.charset)) if fields.charset else None)


def _text(value: object) -> str | None:
    if value is None:
        return None
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _kind(value: object) -> str:
    return type(value).__name__
