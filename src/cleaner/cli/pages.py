"""The pages that are arguments of a command: names of files, and `-` for stdin."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..errors import InputError, UsageError
from ..limits import Limits
from ..page.words import harmless
from ..shortage import shortage_of
from .streams import read_bounded, read_stdin, say

STDIN = "-"
UNREADABLE = 4
"""The exit code if a page cannot be read."""


def pages_to_read(named: Sequence[str], url: str | None, command: str) -> Sequence[str]:
    """Return the names of the pages that `command` has to read: those that were named, or that of stdin.

    If stdin is a terminal, and was not named, say what the command waits for. Raises `UsageError` for several pages
    with one `url`, for stdin twice, and for a URL or nothing in place of a file.
    """
    refuse_urls(named, command)
    if "" in named:
        raise UsageError("the name of a file is empty")
    if url and len(named) > 1:
        raise UsageError("--url is the URL of a single page; each of several pages is recognised by itself")
    if named.count(STDIN) > 1:
        raise UsageError("'-' stands for the page on stdin, which can be read only once")
    if not named and sys.stdin is not None and sys.stdin.isatty():
        say(f"waiting for a page: paste it and press Ctrl-D, or press Ctrl-C and use: {command} FILE")
    return named or [STDIN]


def check_stdin(what: str) -> None:
    """Raise `UsageError` if stdin is closed. If it is a terminal, say that this is waited for."""
    if sys.stdin is None:  # Python says so of a closed one
        raise UsageError("stdin is closed; name a file, or connect stdin with one")
    if sys.stdin.isatty():
        say(f"waiting for {what}; end with Ctrl-D")


def refuse_urls(names: Iterable[str], command: str = "cleaner") -> None:
    """Raise `UsageError` if there is a URL among the names of files, with what to write instead.

    >>> refuse_urls(["page.html", "https://krant.nl/?a=1&b=2"])
    Traceback (most recent call last):
    cleaner.errors.UsageError: cleaner never fetches a page; use: curl -sL 'https://krant.nl/?a=1&b=2' | cleaner --url
        'https://krant.nl/?a=1&b=2'
    """
    for name in names:
        if name.lower().startswith(("http://", "https://")):
            url = shlex.quote(name)
            raise UsageError(f"cleaner never fetches a page; use: curl -sL {url} | {command} --url {url}")
        if name.lower().startswith("file:/"):
            from urllib.parse import unquote, urlsplit  # only on the way to an error

            path = shlex.quote(unquote(urlsplit(name).path))
            raise UsageError(f"a file is named by its path, not by a URL; write: {path}")


def read_page(name: str, limits: Limits) -> bytes:
    """Return the content of the file of a page, or of stdin. Raises `InputError` if it cannot be read."""
    if name == STDIN:
        return read_stdin(limits)
    try:
        with Path(name).open("rb") as file:
            return read_bounded(file, limits)
    except IsADirectoryError:
        batch = f"cleaner batch {shlex.quote(name)} --out articles/"
        raise InputError(f"this is a folder; to clean all pages in it, use: {batch}") from None
    except OSError as error:
        if shortage_of(error):  # the next page would not be read either
            raise
        raise InputError(f"this file cannot be read: {error.strerror}") from error


def shown(name: str) -> str:
    r"""Return the name of a page as it is shown to people.

    >>> shown("-"), shown("a\udcff.html")
    ('stdin', 'a\ufffd.html')
    """
    return "stdin" if name == STDIN else harmless(os.fsencode(name).decode(errors="replace"))


def header(name: str) -> str:
    """Return the line above what is written of a page; it is that of `head` and `tail`.

    >>> header("page.html"), header("-")
    ('==> page.html <==', '==> stdin <==')
    """
    return f"==> {shown(name)} <=="


def say_of(name: str | None, message: str) -> None:
    """Write a message about a page to stderr, under its name if it has one."""
    say(message if name is None else f"{shown(name)}: {message.removeprefix('input: ')}")
