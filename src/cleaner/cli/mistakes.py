"""What the command says about arguments that it does not know."""

from __future__ import annotations

import os
import shlex
from collections.abc import Collection, Sequence

from ..page.words import did_you_mean

_CLOSE = 0.75
"""How close an option must be to one that is meant: `--formt` is .93 like `--format`, `--json` .67 like `--version`."""
_FETCH = "cleaner never fetches a page; use: curl -sL URL | cleaner --url URL"
_ELSEWHERE = {
    "--URL": _FETCH,
    "-u": _FETCH,
    "--csv": "use: cleaner batch FOLDER --out articles.csv",
    "--json": "use: --format json",
    "--markdown": "use: --format markdown",
    "--no-comments": "comments of readers are always left out",
    "--output-format": "use: --format",
}
"""What to do instead of options that people know from trafilatura and other programs."""


def unknown_argument(argument: str, options: Collection[str]) -> str:
    """Return the message about an argument that a command does not take, which has these options.

    >>> unknown_argument("--formt=json", ["--format", "--url"])
    "there is no option '--formt'; did you mean '--format'?"
    >>> unknown_argument("page.html", ["--format", "--url"])
    "'page.html' is one argument too many"
    >>> unknown_argument("--json", ["--format", "--version"])
    "there is no option '--json'; use: --format json"
    """
    if not argument.startswith("-"):
        return f"{argument!r} is one argument too many"
    name = argument.partition("=")[0]
    if os.path.lexists(argument):
        hint = f"; for a file, write {shlex.quote(f'./{argument}')}"
    elif (advice := _ELSEWHERE.get(name)) and ("--format" in options or "--format" not in advice):
        hint = f"; {advice}"
    else:
        hint = did_you_mean(name, options, cutoff=_CLOSE)
    return f"there is no option {name!r}{hint}"


def unknown_subcommand(named: Sequence[str], known: Collection[str], *, or_file: bool = False) -> str:
    """Return the message about the name of a subcommand that does not exist, or about none, if nothing is named.

    `or_file` is whether it could also have been the name of a file.

    >>> unknown_subcommand(["serv"], ["batch", "serve"], or_file=True)
    "there is no file and no subcommand 'serv'; did you mean 'serve'?"
    >>> unknown_subcommand(["clean"], ["list", "lint"])
    "there is no subcommand 'clean'; use one of list, lint"
    >>> unknown_subcommand([], ["list", "lint"])
    'the subcommand is missing; use one of list, lint'
    """
    hint = f"; use one of {', '.join(known)}"
    if not named:
        return f"the subcommand is missing{hint}"
    missing = "file and no subcommand" if or_file else "subcommand"
    return f"there is no {missing} {named[0]!r}{did_you_mean(named[0], known) or hint}"
