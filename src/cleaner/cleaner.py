"""The library's front door: `clean` for one page, `Cleaner` for many."""

from __future__ import annotations

import os
from functools import lru_cache

from .article import Article
from .chain import clean_page
from .packs.loading import ENVIRONMENT, load
from .readers import Input, read


class Cleaner:
    r"""Cleans pages with packs that were loaded and checked once.

    Nothing of a page stays behind: the same page gives the same article, in any order and from any number of threads.

    `packs` is a folder of your own packs, which win by name over those that come with `cleaner`; by default the
    one that `CLEANER_PACKS` names. Raises `UsageError` where there is no such folder, and `PackError` with
    every fault of every file where a pack is faulty.

    >>> cleaner = Cleaner()
    >>> page = "De raad kwam woensdag bijeen.\n\nLees ook: Iets anders"
    >>> cleaner.clean(page, "https://www.knack.be/nieuws/kop").text
    'De raad kwam woensdag bijeen.'
    """

    def __init__(self, packs: str | os.PathLike[str] | None = None) -> None:
        self._own = packs
        self.packs = load(packs)

    def __reduce__(self) -> tuple[type[Cleaner], tuple[object, ...]]:
        return Cleaner, (self._own,)  # another process compiles the patterns anew

    def clean(
        self,
        page: str | bytes,
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

        Raises `InputError` where the page cannot be read, `UsageError` where there is no such pack. A page without
        an article gives an `Article` whose `found` is False.
        """
        return clean_page(read(page, url, input, charset), self.packs, pack=pack, strip_dateline=strip_dateline)


@lru_cache(maxsize=1)
def _default(own: str | None) -> Cleaner:
    return Cleaner(own)


def clean(page: str | bytes, url: str | None = None) -> Article:
    """The article of a page, with the packs that come with `cleaner` and those of `CLEANER_PACKS`.

    Raises what `Cleaner.clean` does.

    >>> clean("Een lijst van wat er is", "https://www.knack.be/l/rusland").found
    False
    """
    return _default(os.environ.get(ENVIRONMENT)).clean(page, url)
