"""`cleaner` without a subcommand: a page on stdin, its article on stdout."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from ..cleaner import Cleaner
from ..errors import InputError, UsageError
from ..render import render


def add_page_options(parser: ArgumentParser) -> None:
    """The options that say what the page is and how to clean it."""
    parser.add_argument("--url", help="where the page comes from; without it, it is recognised by its own lines")
    parser.add_argument("--input", choices=["auto", "html", "text"], help="what the page is (default: auto)")
    parser.add_argument("--charset", help="the character set that the server named, for bytes that are no UTF-8")
    parser.add_argument(
        "--pack", metavar="NAME", help="use this pack, or 'none' of them (default: the one for the page)"
    )
    add_packs_option(parser)


def add_packs_option(parser: ArgumentParser) -> None:
    """The option for a folder of the user's own packs."""
    parser.add_argument(
        "--packs", metavar="DIR", help="a folder of your own packs, which win by name (or CLEANER_PACKS)"
    )


def add_options(parser: ArgumentParser) -> None:
    """The options of the filter."""
    add_page_options(parser)
    parser.set_defaults(url=None, input="auto", charset=None, pack=None, packs=None)
    parser.add_argument(
        "--format", choices=["text", "markdown", "json"], default="text", help="the output (default: text)"
    )
    parser.add_argument("--with-title", action="store_true", help="put the headline before the body")
    parser.add_argument("--strip-dateline", action="store_true", help="take off 'BRUSSEL (ANP) - '")


def read_stdin() -> bytes:
    """All of stdin; raises `InputError` where there is none to read."""
    if sys.stdin is None:
        raise InputError("there is nothing to read: stdin is closed")
    return sys.stdin.buffer.read()


def write(text: str) -> None:
    """Write to stdout, as UTF-8 whatever the locale; raises `UsageError` where stdout is closed."""
    if sys.stdout is None:
        raise UsageError("there is nowhere to write: stdout is closed")
    sys.stdout.buffer.write(text.encode(errors="replace") + b"\n")
    sys.stdout.buffer.flush()


def run(options: Namespace) -> int:
    """Write the article of the page on stdin; 0 where there is one, else 1."""
    article = Cleaner(options.packs).clean(
        read_stdin(),
        options.url,
        input=options.input,
        charset=options.charset,
        pack=options.pack,
        strip_dateline=options.strip_dateline,
    )
    if article.found or options.format == "json":
        write(render(article, options.format, with_title=options.with_title))
    if options.format != "json":  # which holds them
        for warning in article.warnings:
            print(f"cleaner: {warning}", file=sys.stderr)
    return 0 if article.found else 1
