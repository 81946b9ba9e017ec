"""`cleaner serve`: clean pages that are sent over HTTP."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace, _SubParsersAction

from ..cleaner import Cleaner
from ..errors import needs
from .options import (
    add_favor_options,
    add_history_option,
    add_limit_option,
    add_packs_option,
    limits_from,
    whole_number,
)


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    commands.add_parser(
        "serve",
        help="clean pages that are sent over HTTP",
        description="Cleans pages that are sent over HTTP, until a signal ends it. It never fetches a page.",
        examples=("cleaner serve", "cleaner serve --port 8000 --workers 4"),
        add_options=add_options,
    )


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the subcommand."""
    parser.add_argument(
        "--host", help="the address to listen on (default: 127.0.0.1, which only this machine can reach)"
    )
    parser.add_argument("--port", type=whole_number(0, 65_535), help="the port, or 0 for any free port (default: 8080)")
    parser.add_argument(
        "--allow-host",
        metavar="NAME",
        action="append",
        type=_host_name,
        help="answer to this name as well, for example the one that a proxy uses (default on loopback: only localhost"
        " and addresses; on other addresses: any name)",
    )
    parser.add_argument(
        "--workers",
        type=whole_number(1, 1_000),
        metavar="N",
        help="the number of worker processes (default: one for each core)",
    )
    parser.add_argument(
        "--queue",
        type=whole_number(1, 1_000_000),
        metavar="N",
        help="how many pages may wait for a worker (default: 64)",
    )
    add_history_option(parser)
    add_limit_option(parser)
    add_packs_option(parser)
    add_favor_options(parser)
    parser.set_defaults(
        run=run, host="127.0.0.1", port=8080, allow_host=[], workers=None, queue=64, cut=False, history=None
    )


def run(options: Namespace) -> int:
    """Serve until a signal says to end. Return 0."""
    try:
        from ..integrations.http.server import serve  # the other commands do not need its packages
    except ModuleNotFoundError as error:
        raise needs(error.name, "serve") from None
    limits = limits_from(options)
    with Cleaner(options.packs, limits=limits, isolated=True, workers=options.workers, favor=options.favor) as cleaner:
        serve(
            cleaner,
            host=options.host,
            port=options.port,
            queue=options.queue,
            allowed_hosts=options.allow_host,
            history=options.history,
        )
    return 0


def _host_name(option: str) -> str:
    from ..integrations.http.hosts import is_name  # the other commands do not need it

    if not is_name(option):
        raise ArgumentTypeError(f"{option!r} is not a name or an IP address, as in articles.example")
    return option
