"""The options that several commands share, and what is made of their values."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable

from ..cleaner import Cleaner
from ..errors import UsageError
from ..limits import NAMES, WORKERS_ONLY, Limits, set_for_workers
from ..output.render import FORMATS

_NUMBER = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,12})?)([KMG]?)", re.IGNORECASE)
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def add_page_options(parser: ArgumentParser) -> None:
    """Add the options for a single page: what it is, and how to clean it."""
    parser.add_argument("--url", help="the URL of the page; without it, the page is recognised by its content")
    parser.add_argument("--charset", help="the character set that the server named; used if the bytes are not UTF-8")
    add_kind_options(parser)
    add_cleaner_options(parser)


def add_kind_options(parser: ArgumentParser) -> None:
    """Add the options that say what kind of pages these are, and which pack cleans them."""
    parser.add_argument("--input", choices=["auto", "html", "text"], help="what the page is (default: auto)")
    parser.add_argument(
        "--pack", metavar="NAME", help="use this pack, or 'none' for the generic one (default: the pack of the site)"
    )


def add_favor_options(parser: ArgumentParser) -> None:
    """Add the options that say what to prefer where a part of the page is doubtful."""
    favor = parser.add_mutually_exclusive_group()
    for name, does in (("precision", "leave out"), ("recall", "keep")):
        favor.add_argument(
            f"--{name}",
            dest="favor",
            action="store_const",
            const=name,
            help=f"{does} what is doubtful on pages of sites without a pack",
        )


def add_article_options(parser: ArgumentParser) -> None:
    """Add the options that say which articles are written, and how."""
    parser.add_argument(
        "--target-language",
        metavar="LANG",
        help="skip pages in another language than this one, as in nl; nl-BE is a kind of nl",
    )
    parser.add_argument(
        "--only-with-metadata",
        action="store_true",
        help="skip pages whose date of publication, headline or URL is not known",
    )
    parser.add_argument("--no-tables", dest="tables", action="store_false", help="leave out the tables of HTML")
    parser.add_argument("--format", choices=list(FORMATS), help="the output format (default: text)")
    parser.add_argument("--with-title", action="store_true", help="put the headline above the body")
    for name, what in (
        ("links", "links"),
        ("images", "pictures"),
        ("emphasis", "bold and italic text, and inline code"),
    ):
        parser.add_argument(
            f"--{name}",
            dest="markup",
            action="append_const",
            const=name,
            help=f"keep {what} of a page that is HTML; needs --format markdown",
        )
    parser.add_argument("--strip-dateline", action="store_true", help="remove a dateline such as 'BRUSSEL (ANP) - '")
    parser.add_argument("--unwrap", action="store_true", help="put the lines of each paragraph of a text on one line")


def add_cleaner_options(parser: ArgumentParser) -> None:
    """Add the options that `cleaner_from` needs."""
    add_packs_option(parser)
    add_favor_options(parser)
    add_limit_option(parser)
    add_cut_option(parser)
    parser.add_argument(
        "--isolated",
        action="store_true",
        help=f"clean in a separate process that can be ended; needed for the limits {', '.join(WORKERS_ONLY)}",
    )


def add_packs_option(parser: ArgumentParser) -> None:
    """Add the option for a folder of the user's own packs."""
    parser.add_argument(
        "--packs",
        metavar="DIR",
        help="a folder of your own packs, which replace others of the same name (default: $CLEANER_PACKS)",
    )


def add_history_option(parser: ArgumentParser) -> None:
    """Add the option for the file in which the figures of the packs are kept."""
    parser.add_argument(
        "--history",
        metavar="FILE",
        help="also count what the rules of each pack do in this file, for `cleaner packs drift`",
    )


def add_workers_option(parser: ArgumentParser) -> None:
    """Add the option for the number of worker processes, for commands that clean many pages."""
    parser.add_argument(
        "--workers", type=whole_number(1, 1_000), metavar="N", help="worker processes (default: one for each core)"
    )


def add_limit_option(parser: ArgumentParser) -> None:
    """Add the option for a limit, which can be given several times."""
    parser.add_argument(
        "--limit",
        metavar="NAME=NUMBER",
        action="append",
        type=_limit,
        help=f"set a limit for a page or for the work on it, as in size=50M; the names are {', '.join(NAMES)}",
    )


def add_cut_option(parser: ArgumentParser) -> None:
    """Add the option for pages that go over a limit."""
    parser.add_argument("--cut", action="store_true", help="cut a page that goes over a limit, instead of refusing it")


def _limit(option: str) -> tuple[str, float]:
    """Return the name and the number of `--limit size=50M`. K, M and G stand for 1024 and its powers."""
    name, _, number = option.partition("=")
    match = _NUMBER.fullmatch(number)
    if name not in NAMES or not match:
        raise ArgumentTypeError(
            f"{option!r} is not a limit; write NAME=NUMBER, as in size=50M; the names are {', '.join(NAMES)}"
        )
    value = float(match[1]) * _UNITS[match[2].upper()]
    return name, value if name.endswith("seconds") else int(value)


def whole_number(minimum: int, maximum: int) -> Callable[[str], int]:
    """Return the argument type of an option that takes a number from `minimum` to `maximum`."""

    def number(option: str) -> int:
        if not (option.isascii() and option.isdigit() and len(option) < 10 and minimum <= int(option) <= maximum):
            raise ArgumentTypeError(f"{option!r} is not a whole number from {minimum} to {maximum:,}")
        return int(option)

    return number


def limits_from(options: Namespace) -> Limits:
    """Return the limits that the options `--limit` and `--cut` set."""
    return Limits(**dict(options.limit or ()), cut=options.cut)


def cleaner_from(options: Namespace) -> Cleaner:
    """Return the cleaner that the options of `add_cleaner_options` describe.

    Raises what `Cleaner` raises, and `UsageError` for a limit that needs the option `--isolated`.
    """
    limits = limits_from(options)
    unenforced = [] if options.isolated else set_for_workers(limits)
    if unenforced:
        raise UsageError(
            f"--limit {unenforced[0]} needs --isolated, which cleans a page in a process that can be ended"
        )
    return Cleaner(
        options.packs,
        limits=limits,
        isolated=options.isolated,
        workers=1 if options.isolated else None,
        favor=options.favor,
    )


def cleaner_with_workers(options: Namespace) -> Cleaner:
    """Return the cleaner for many pages, with the worker processes of `add_workers_option`."""
    return Cleaner(
        options.packs, limits=limits_from(options), isolated=True, workers=options.workers, favor=options.favor
    )
