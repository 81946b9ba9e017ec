"""What the command says about arguments that it does not know."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from ..page.words import did_you_mean


def unknown_argument(argument: str, options: Iterable[str]) -> str:
    """Return the message about an argument that a command does not take, which has these options.

    >>> unknown_argument("--formt=json", ["--format", "--url"])
    "there is no option '--formt'; did you mean '--format'?"
    >>> unknown_argument("page.html", ["--format", "--url"])
    "'page.html' is one argument too many"
    """
    if not argument.startswith("-"):
        return f"{argument!r} is one argument too many"
    name = argument.partition("=")[0]
    return f"there is no option {name!r}{did_you_mean(name, options)}"


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
