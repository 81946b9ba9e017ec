"""The parser of the command line: argparse, with our messages, with examples in the help, and with lazy subcommands."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

from .. import __version__
from ..page.words import did_you_mean
from .streams import say, write

WRONG_USAGE = 2


class Parser(argparse.ArgumentParser):
    """Writes help and errors as the commands write theirs, names the option that was meant, and shows examples.

    `examples` are lines for a shell, for the end of the help. A test parses each of them.
    """

    def __init__(self, *, examples: Sequence[str] = (), **options: Any) -> None:
        # argparse makes a formatter for each option that is added. Without a width, each asks for that of the terminal.
        super().__init__(formatter_class=partial(argparse.HelpFormatter, width=80), allow_abbrev=False, **options)
        self.examples = tuple(examples)
        self.subcommands: Mapping[str, Subcommand] = {}

    def add_subparsers(self, **options: Any) -> Any:
        """Return the object that subcommands are added to. Their options are added when they are used."""
        self.usage = self.usage or f"{self.prog} SUBCOMMAND ..."
        commands = super().add_subparsers(
            action=Subcommands,
            parser_class=Subcommand,
            prog=self.prog,
            title="subcommands",
            metavar="SUBCOMMAND",
            **options,
        )
        self.subcommands = commands.choices
        return commands

    def complete(self) -> None:
        """Add the options of all subcommands. Completion and the manual page are made from a complete parser."""
        for subcommand in self.subcommands.values():
            subcommand.complete()

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Return the values of the arguments, by default those of the process. An unknown one is an error."""
        return self.checked(*self.parse_known_args(args, namespace))

    def checked(self, options: argparse.Namespace, unknown: Sequence[str]) -> argparse.Namespace:
        """Return the options, if no argument is unknown."""
        if unknown:
            from .mistakes import unknown_argument  # only on the way to an error

            self.error(unknown_argument(unknown[0], self._option_string_actions))
        return options

    def format_help(self) -> str:
        """Return the help, as wide as the terminal."""
        self.formatter_class = argparse.HelpFormatter
        examples = "".join(f"  {line}\n" for line in self.examples)
        return super().format_help() + (f"\nexamples:\n{examples}" if examples else "")

    def error(self, message: str) -> NoReturn:
        """Write what is wrong in one line, and exit with the code for wrong usage."""
        say(f"{message} (see {self.prog} --help)")
        self.exit(WRONG_USAGE)

    def print_help(self, file: Any = None) -> None:  # noqa: ARG002  (argparse gives none)
        """Write the help to stdout; unlike argparse, report it if that fails."""
        write(self.format_help().rstrip("\n"))


class Version(argparse.Action):
    """Writes the version to stdout; unlike argparse, reports it if that fails."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Write the version, and end the process."""
        write(f"cleaner {__version__}")
        parser.exit()


class NoOption(str):
    """An argument behind `--`. argparse reads mixed arguments twice, and the second time it may not see the `--`."""

    __slots__ = ()


class Subcommand(Parser):
    """Keeps the values of options that stand before the subcommand, unless they are given again after it.

    `add_options` adds its options when it is used: adding all options of all subcommands takes ten milliseconds.
    """

    def __init__(self, *, add_options: Callable[[argparse.ArgumentParser], None] | None = None, **options: Any) -> None:
        super().__init__(argument_default=argparse.SUPPRESS, **options)
        self.register("type", None, str)  # the mark of `NoOption` ends here
        self._add_options = add_options

    def complete(self) -> None:
        """Add its options, and those of its subcommands."""
        self._begin()
        super().complete()

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Return the values of the arguments. Files may stand before options and after them."""
        self._begin()
        if self.subcommands:
            return super().parse_args(args, namespace)
        end = args.index("--") if "--" in args else len(args)
        marked = [*args[:end], "--", *map(NoOption, args[end + 1 :])] if end < len(args) else args
        return self.checked(*self.parse_known_intermixed_args(marked, namespace))

    def _parse_optional(self, arg_string: str) -> Any:
        return None if isinstance(arg_string, NoOption) else super()._parse_optional(arg_string)

    def _begin(self) -> None:
        if self._add_options:
            self._add_options(self)
            self._add_options = None


class Subcommands(argparse._SubParsersAction):  # type: ignore[type-arg]
    """Gives the arguments, from the first one on that is not an option, to the subcommand that it names.

    If it is the name of a file, they are given to the parser that `files` returns, if there is one.
    """

    files: Callable[[], Parser] | None = None

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.nargs = argparse.REMAINDER  # otherwise argparse refuses what is not the name of a subcommand

    def __call__(self, parser: Any, namespace: argparse.Namespace, values: Any, *_: object) -> None:
        """Parse the arguments, and take over their values."""
        if not values and not self.required:
            return
        if values and values[0] in self.choices:
            found = self.choices[values[0]].parse_args(values[1:])
        elif self.files and (is_file_name(values[0]) or not did_you_mean(values[0], self.choices)):
            found = self.files().parse_args(values)
        else:
            from .mistakes import unknown_subcommand  # only on the way to an error

            parser.error(unknown_subcommand(values[:1], self.choices, or_file=self.files is not None))
        vars(namespace).update(vars(found))


def is_file_name(argument: str) -> bool:
    """Return whether an argument is a file, or has a dot or a slash as only names of files have.

    >>> is_file_name("batch.html"), is_file_name("bach")
    (True, False)
    """
    return "." in argument or "/" in argument or os.path.lexists(argument)
