r"""Search: clean documents one by one on their way into an index. A page that cannot be cleaned does not stop it.

>>> from cleaner.integrations.search import clean_actions
>>> page = "De raad kwam woensdag bijeen over de haven.\n\nLees ook: Netanyahu wijst kritiek af"
>>> actions = [{"_index": "news", "_id": 1, "_source": {"text": page, "url": "https://www.knack.be/nieuws/raad"}}]
>>> [action["_source"]["articleBody"] for action in clean_actions(actions)]
['De raad kwam woensdag bijeen over de haven.']
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar, cast, get_args

from ..cleaner import Cleaner, default
from ..errors import CleanerError, UsageError
from .records import Fields, OnError, counted, filled, one_of, page_of, provenance, url_of

FIELDS = Fields(into={"articleBody": "articleBody", "headline": "headline"})
"""The headline is not part of the body, but people search for it."""

Action = TypeVar("Action")


class Hook:
    r"""Cleans a document: replaces its page, in `html` or else `text`, by `articleBody` and `headline`.

    The page does not stay in the document, because searches would find what is not part of the article. The field
    `cleaner` says which pack cleaned the page, and which version. A document without a page passes unchanged. A
    document that cannot be cleaned is kept unchanged, with an `error` in the field `cleaner`, or dropped, as `on_error`
    says. A page without an article is not an error: its body is empty, and `method` is `none`.

    The default `cleaner` works in this process. `counts` counts the documents under `pages`, `pack/NAME`,
    `method/NAME`, `fallbacks`, `failures`, `dropped` and `untouched`. Raises `UsageError` for an unknown
    `on_error`, and if `cleaner`, `fields` or a document is of another class. A page never raises an error.

    >>> hook = Hook()
    >>> document = hook({"id": 5, "html": b"\x1f\x8b\x00"})
    >>> document["id"], document["cleaner"]["error"]
    (5, 'input: at offset 0: this is gzip, not text; unpack or convert it first')
    >>> hook.counts["failures"]
    1
    """

    def __init__(self, cleaner: Cleaner | None = None, *, fields: Fields = FIELDS, on_error: OnError = "keep") -> None:
        _check_class(cleaner, (Cleaner, type(None)), "cleaner")
        _check_class(fields, (Fields,), "fields")
        one_of(on_error, get_args(OnError), "on_error")
        self._cleaner, self._fields, self._on_error = cleaner or default(), fields, on_error
        self.counts: Counter[str] = Counter()

    def __call__(self, document: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the document with its article in place of the page, or None if it is dropped.

        Raises `UsageError` if the document is not a mapping, such as a dict.
        """
        _check_class(document, (Mapping,), "document")
        page = page_of(document, self._fields)
        if page is None:
            self.counts["untouched"] += 1
            return dict(document)
        try:
            article = self._cleaner.clean(page, url_of(document, self._fields))
        except CleanerError as error:
            self.counts.update(counted(error))
            return self._give_up(document, error)
        self.counts.update(counted(article))
        rest = {name: value for name, value in document.items() if name not in self._fields.page}
        return rest | filled(article, self._fields) | {self._fields.provenance: provenance(article)}

    def _give_up(self, document: Mapping[str, Any], error: CleanerError) -> dict[str, Any] | None:
        if self._on_error == "drop":
            self.counts["dropped"] += 1
            return None
        raw = {name: _shown(document[name]) for name in self._fields.page if name in document}
        return dict(document) | raw | {self._fields.provenance: provenance(error)}


def _shown(page: object) -> object:
    """Return a page in a form that JSON can hold: bytes would end the whole bulk call."""
    return bytes(page).decode(errors="replace") if isinstance(page, (bytes, bytearray, memoryview)) else page


def clean_actions(actions: Iterable[Action], hook: Hook | None = None) -> Iterator[Action]:
    """Yield the actions of a bulk indexer, with the pages in their documents cleaned, one at a time.

    Use it with `bulk`, `streaming_bulk` and `parallel_bulk` of opensearch-py and elasticsearch-py. The document is the
    action itself, its `_source`, or the `doc` and `upsert` of an update. JSON in a `str` or `bytes` stays what it is. A
    deletion, and everything else without a page, passes unchanged. Documents that `hook` drops are left out.

    Raises `UsageError` if `hook` is not a `Hook`, and what `actions` itself raises.

    >>> clean_actions([], Cleaner())
    Traceback (most recent call last):
    cleaner.errors.UsageError: hook has to be a Hook, not a Cleaner
    """
    _check_class(hook, (Hook, type(None)), "hook")
    return _cleaned(actions, hook or Hook())


def _check_class(value: object, classes: tuple[type, ...], name: str) -> None:
    """Raise `UsageError` for a value of a parameter that is not of its class."""
    if not isinstance(value, classes):
        raise UsageError(f"{name} has to be a {classes[0].__name__}, not a {type(value).__name__}")


def _cleaned(actions: Iterable[Action], hook: Hook) -> Iterator[Action]:
    for action in actions:
        cleaned = _clean_action(action, hook)
        if cleaned is not None or action is None:
            yield cast("Action", cleaned)


def _clean_action(action: object, hook: Hook) -> object | None:
    if not isinstance(action, Mapping):
        return _clean_document(action, hook)
    kind = action.get("_op_type")
    if kind == "delete":
        return action
    if action.get("_source"):
        cleaned = _clean_body(action["_source"], hook, is_update=kind == "update")
        return None if cleaned is None else {**action, "_source": cleaned}
    return _clean_body(action, hook, is_update=kind == "update")


def _clean_body(body: object, hook: Hook, *, is_update: bool) -> object | None:
    """Clean the document of an action; an update has one in each of its parts."""
    if not (is_update and isinstance(body, Mapping)):
        return _clean_document(body, hook)
    for name in ("doc", "upsert"):
        if name in body:
            part = _clean_document(body[name], hook)
            if part is None:
                return None
            body = {**body, name: part}
    return body


def _clean_document(document: object, hook: Hook) -> object | None:
    """Clean a document, given as such or as JSON. The server may refuse everything else."""
    if isinstance(document, Mapping):
        return hook(document)
    if not isinstance(document, (str, bytes, bytearray)):
        return document
    try:
        content = json.loads(document)  # not msgspec: clients also write NaN and lone surrogates
    except (ValueError, RecursionError):
        return document
    if not isinstance(content, dict):
        return document
    cleaned = hook(content)
    if cleaned is None:
        return None
    try:
        written = json.dumps(cleaned)
    except RecursionError:  # writing needs a little more depth than reading
        return document
    return written if isinstance(document, str) else type(document)(written.encode())
