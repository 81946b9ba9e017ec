"""Reads in a thread of its own, so that pages that came do not have to wait for those that have not come yet."""

from __future__ import annotations

from collections.abc import Iterator
from queue import Empty, Queue
from threading import Thread
from typing import TypeVar

from msgspec import Struct

T = TypeVar("T")

AHEAD = 16
"""How many items are read before they are asked for. It is small because pages can be large."""


class _End(Struct, frozen=True):
    """Follows the last item, with the exception that ended the reading, if there was one."""

    error: BaseException | None = None


def read_ahead(items: Iterator[T], seconds: float) -> Iterator[T | None]:
    """Yield the items, and None whenever the next one has not come within some seconds. It is read in a thread.

    >>> list(read_ahead(iter("abc"), 60))
    ['a', 'b', 'c']
    """
    queue: Queue[T | _End] = Queue(AHEAD)
    Thread(target=_read, args=(items, queue), daemon=True).start()
    while True:
        try:
            found = queue.get(timeout=seconds)
        except Empty:
            yield None
            continue
        if isinstance(found, _End):
            if found.error:
                raise found.error
            return
        yield found


def _read(items: Iterator[T], queue: Queue[T | _End]) -> None:
    end = _End()
    try:
        for item in items:
            queue.put(item)
    except BaseException as error:
        end = _End(error)
    queue.put(end)
