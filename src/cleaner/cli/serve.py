"""`cleaner serve`: pages that are sent over HTTP."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace, _SubParsersAction
from collections.abc import Callable

from ..cleaner import Cleaner
from ..errors import UsageError
from ..limits import Limits
from .filter import add_limit_option, add_packs_option


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    parser = commands.add_parser(
        "serve",
        help="clean pages that are sent over HTTP",
    )
    parser.add_argument("--host", help="the address to listen on (default: 127.0.0.1, which only this machine reaches)")
    parser.add_argument("--port", type=_number(0, 65_535), help="the port; 0 for any free one (default: 8080)")
    parser.add_argument(
        "--workers", type=_number(1, 1_000), metavar="N", help="worker processes (default: one for each core)"
    )
    parser.add_argument(
        "--queue", type=_number(1, 1_000_000), metavar="N", help="the most pages that wait for one (default: 64)"
    )
    add_limit_option(parser)
    add_packs_option(parser)
    parser.set_defaults(run=run, host="127.0.0.1", port=8080, workers=None, queue=64)


def _number(least: int, most: int) -> Callable[[str], int]:
    def number(option: str) -> int:
        if not (option.isascii() and option.isdigit() and len(option) < 10 and least <= int(option) <= most):
            raise ArgumentTypeError(f"{option!r} is no whole number from {least} to {most:,}")
        return int(option)

    return number


def run(options: Namespace) -> int:
    """Serve until a signal says to end; 0 then."""
    try:
        from ..integrations.http.server import serve  # which the other commands do without
    except ModuleNotFoundError as error:
        package = str(error.name).partition(".")[0]
        raise UsageError(f"the service needs {package}: install cleaner with its extra 'serve'") from None
    limits = Limits(**dict(options.limit or ()))
    with Cleaner(options.packs, limits=limits, isolated=True, workers=options.workers) as cleaner:
        serve(cleaner, host=options.host, port=options.port, queue=options.queue)
    return 0
