"""Makes the manual page, and the completion for bash, zsh and fish, from the parser of the command: `make share`.

They are stored in the checkout and installed from there, so that no user needs the libraries that make them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import shtab
from argparse_manpage.manpage import Manpage

from cleaner.cli import make_parser
from cleaner.cli.parser import Parser

SHARE = Path(__file__).parent
MANUAL = "man/man1/cleaner.1"
COMPLETIONS = {
    "bash": "bash-completion/completions/cleaner",
    "zsh": "zsh/site-functions/_cleaner",
    "fish": "fish/vendor_completions.d/cleaner.fish",
}
NAMED_BY = {
    "DIR": shtab.DIRECTORY,
    "FILE": shtab.FILE,
    "IN": shtab.FILE,
    "OUT": shtab.FILE,
    "PAGE": shtab.FILE,
    "PLACE": shtab.DIRECTORY,
}
"""What an argument names that is shown as one of these."""
OR_FILES = {
    "bash": "_shtab_cleaner_pos_0_COMPGEN=_shtab_compgen_files\n",
    "fish": "complete -c cleaner -n _shtab_cleaner_using -F\n",
    "zsh": r"""
functions[_cleaner_names]=$functions[_shtab_cleaner_commands]
functions[_cleaner_generated]=$functions[_shtab_cleaner]
_shtab_cleaner_commands() { _cleaner_names; _files }
_shtab_cleaner() {
  _cleaner_generated "$@"
  (( compstate[nmatches] )) || _arguments -s "${(@)_shtab_cleaner_options:#(: |\*:::)*}" '*: :_files'
}
""",
}
"""For each shell, what makes it complete the names of files as well as those of subcommands, which shtab does not."""


def generated() -> Iterator[tuple[str, str]]:
    """Yield the path of each file below `share`, and what has to be in it."""
    parser = make_parser()
    parser.complete()
    for each in _all_parsers(parser):
        for action in each._actions:
            if action.metavar in NAMED_BY:
                action.complete = NAMED_BY[action.metavar]  # type: ignore[attr-defined]
    for shell, path in COMPLETIONS.items():
        if shell == "fish":  # a preamble would come too early: what follows it begins by removing all completion
            yield path, f"{shtab.complete(parser, shell)}\n{OR_FILES[shell]}"
        else:
            yield path, shtab.complete(parser, shell, preamble=OR_FILES[shell])
    yield MANUAL, _manual(parser)


def _manual(parser: Parser) -> str:
    """Return the manual page, in the language of `man`."""
    codes = str(parser.epilog).removeprefix("Exit codes: ")
    parser.epilog = None  # it gets a section of its own
    for each in _all_parsers(parser):
        each.formatter_class = partial(argparse.RawDescriptionHelpFormatter, width=10_000)  # man wraps the lines
        if each is not parser:
            examples = "\n".join(["Examples:", ".nf", *(f"  {line}" for line in each.examples), ".fi"])
            each.description = "\n\n".join(filter(None, (each.description, each.epilog, examples)))
    page = Manpage(parser, format="single-commands-section")
    page.description = "extract exactly the article from news pages"
    page.date, page.manual = "", "User Commands"
    usage = "\n".join(line.strip() for line in str(parser.usage).splitlines())
    page.add_section("synopsis", ">", page.format_text(f".nf\n{usage}\n.fi"))
    page.add_section("exit status", ">", page.format_text(codes))
    page.add_section("examples", ">", ".nf\n" + "\n".join(map(page.format_text, parser.examples)) + "\n.fi")
    return str(page)


def _all_parsers(parser: Parser) -> Iterator[Parser]:
    yield parser
    for subcommand in parser.subcommands.values():
        yield from _all_parsers(subcommand)


def main() -> None:
    """Write all files."""
    for name, text in generated():
        path = SHARE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
