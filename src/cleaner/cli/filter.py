"""`cleaner` without a subcommand: a page on stdin, its article on stdout."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from typing import BinaryIO

from ..article import Article
from ..cleaner import Cleaner
from ..errors import InputError
from ..limits import NAMES, WORKERS_ONLY, Limits
from ..render import render
from .streams import say, write

_NUMBER = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,12})?)([KMG]?)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
CHUNK = 1 << 20
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def add_page_options(parser: ArgumentParser) -> None:
    """The options that say what the page is and how to clean it."""
    parser.add_argument("--url", help="where the page comes from; without it, it is recognised by its own lines")
    parser.add_argument("--charset", help="the character set that the server named, for bytes that are no UTF-8")
    add_kind_options(parser)
    add_cleaner_options(parser)


def add_kind_options(parser: ArgumentParser) -> None:
    """The options that say what pages are, and what cleans them."""
    parser.add_argument("--input", choices=["auto", "html", "text"], help="what the page is (default: auto)")
    parser.add_argument(
        "--pack", metavar="NAME", help="use this pack, or 'none' of them (default: the one for the page)"
    )


def add_article_options(parser: ArgumentParser) -> None:
    """The options that say what is written of an article."""
    parser.add_argument("--format", choices=["text", "markdown", "json"], help="the output (default: text)")
    parser.add_argument("--with-title", action="store_true", help="put the headline before the body")
    parser.add_argument("--strip-dateline", action="store_true", help="take off 'BRUSSEL (ANP) - '")


def add_cleaner_options(parser: ArgumentParser) -> None:
    """The options that make a cleaner, of any number of pages."""
    add_packs_option(parser)
    add_limit_option(parser)
    add_cut_option(parser)
    parser.add_argument(
        "--isolated",
        action="store_true",
        help=f"clean in a process of its own, which can be ended; needed for {', '.join(WORKERS_ONLY)}",
    )


def add_limit_option(parser: ArgumentParser) -> None:
    """The option for the limits, of which there may be several."""
    parser.add_argument(
        "--limit",
        metavar="NAME=NUMBER",
        action="append",
        type=_limit,
        help=f"how much of a page is read, or may be spent on it: {', '.join(NAMES)}; as in size=50M",
    )


def add_cut_option(parser: ArgumentParser) -> None:
    """The option for pages that go over a limit."""
    parser.add_argument("--cut", action="store_true", help="cut a page that goes over a limit, instead of refusing it")


def _limit(option: str) -> tuple[str, float]:
    """The name and number of `--limit size=50M`; K, M and G stand for 1024 and its powers."""
    name, _, number = option.partition("=")
    match = _NUMBER.fullmatch(number)
    if name not in NAMES or not match:
        raise ArgumentTypeError(f"{option!r} is none of {', '.join(NAMES)} with a number, as in size=50M")
    value = float(match[1]) * _UNITS[match[2].upper()]
    return name, value if name.endswith("seconds") else int(value)


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """The type of an option that is a number, from `least` to `most`."""

    def number(option: str) -> int:
        if not (option.isascii() and option.isdigit() and len(option) < 10 and least <= int(option) <= most):
            raise ArgumentTypeError(f"{option!r} is no whole number from {least} to {most:,}")
        return int(option)

    return number


def cleaner_of(options: Namespace) -> Cleaner:
    """The cleaner that the options ask for."""
    limits = Limits(**dict(options.limit or ()), cut=options.cut)
    return Cleaner(options.packs, limits=limits, isolated=options.isolated, workers=1 if options.isolated else None)


def add_packs_option(parser: ArgumentParser) -> None:
    """The option for a folder of the user's own packs."""
    parser.add_argument(
        "--packs", metavar="DIR", help="a folder of your own packs, which win by name (or CLEANER_PACKS)"
    )


def add_options(parser: ArgumentParser) -> None:
    """The options of the filter."""
    add_page_options(parser)
    parser.set_defaults(url=None, input="auto", charset=None, pack=None, packs=None, limit=None, cut=False)
    parser.set_defaults(isolated=False)
    add_article_options(parser)
    parser.set_defaults(format="text", with_title=False, strip_dateline=False)


def read_stdin(limits: Limits) -> bytes:
    """All of stdin, as `read_page` reads; raises `InputError` where there is none to read."""
    if sys.stdin is None:
        raise InputError("there is nothing to read: stdin is closed")
    return read_page(sys.stdin.buffer, limits)


def read_page(file: BinaryIO, limits: Limits) -> bytes:
    """All of a file, or so much that it is over the limit for size."""
    parts, missing = [], limits.size + 1
    while missing and (part := file.read(min(missing, CHUNK))):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def clean_stdin(options: Namespace, *, strip_dateline: bool = False) -> Article:
    """The article of the page on stdin, cleaned as the options say."""
    with cleaner_of(options) as cleaner:
        return cleaner.clean(
            read_stdin(cleaner.limits),
            options.url,
            input=options.input,
            charset=options.charset,
            pack=options.pack,
            strip_dateline=strip_dateline,
        )


def harmless(text: str) -> str:
    r"""What a page says, where it must not steer the terminal.

    >>> harmless("Rood\x1b[31m nieuws")
    'Rood [31m nieuws'
    """
    return _CONTROL.sub(" ", text)


def run(options: Namespace) -> int:
    """Write the article of the page on stdin; 0 where there is one, else 1."""
    article = clean_stdin(options, strip_dateline=options.strip_dateline)
    if article.found or options.format == "json":
        write(render(article, options.format, with_title=options.with_title))
    if options.format != "json":  # which holds them
        for warning in article.warnings:
            say(warning)
    return 0 if article.found else 1
