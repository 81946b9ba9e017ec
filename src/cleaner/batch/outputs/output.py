"""What all outputs have in common: what they can do, and what is written for each article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from ...output.render import Format
from ..items import CleanedPage, Item, Make


class OutputOptions(Struct, frozen=True):
    """What is written for an article.

    - `form`: how the body is written;
    - `with_title`: whether the headline stands above the body;
    - `ledger`: whether the ledger is included;
    - `markup`: which markup the body keeps, as in `output.render.render`.
    """

    form: Format = "text"
    with_title: bool = False
    ledger: bool = False
    markup: tuple[str, ...] = ()


class Sink(Protocol):
    """What takes the articles page by page."""

    make: Make
    """Turns an article into what `add` takes; it runs in a worker."""

    def add(self, item: Item, cleaned: CleanedPage) -> None:
        """Add what a worker returned for a page. Raises `InputError` if the output has no place for it."""

    def commit(self) -> int:
        """Make sure that everything added so far is on the disk; return the state from which a run can continue."""


class Output(Sink, Protocol):
    """A file or folder that is built up page by page; `outputs.open_output` opens one."""

    def finish(self, groups: Iterator[str | None] | None) -> Path:
        """Complete the output, and return its path; `groups` gives the group of near duplicates of each row."""
