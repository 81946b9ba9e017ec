"""The parts of the site that are made from the code. Each function returns Markdown."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from inspect import cleandoc
from typing import Any

from cleaner.cli import make_parser
from cleaner.cli.parser import Parser
from cleaner.packs.schema import Pack, json_schema
from cleaner.verbs import VERBS
from cleaner.verbs.rule import Options


def command() -> str:
    """Return the usage and the options of the command and all its subcommands."""
    parser = make_parser()
    parser.complete()
    return "\n".join(_command(parser))


def _command(parser: Parser) -> Iterator[str]:
    yield f"## `{parser.prog}`\n"
    if parser.description:
        yield f"{parser.description}\n"
    yield f"```text\n{parser.format_usage().removeprefix('usage: ')}```\n"
    rows = [
        f"| {_invocation(action)} | {_cell(action.help or '')} |" for action in parser._actions if _is_shown(action)
    ]
    yield from ["| argument | meaning |", "|---|---|", *rows, ""]
    if parser.examples:
        yield "```console\n{}\n```\n".format("\n".join(f"$ {line}" for line in parser.examples))
    if parser.epilog:
        yield f"{parser.epilog}\n"
    for subcommand in parser.subcommands.values():
        yield from _command(subcommand)


def _is_shown(action: argparse.Action) -> bool:
    return action.help != argparse.SUPPRESS and not isinstance(
        action, (argparse._SubParsersAction, argparse._HelpAction)
    )


def _invocation(action: argparse.Action) -> str:
    value = action.metavar or (action.choices and "|".join(map(str, action.choices))) or action.dest.upper()
    if not action.option_strings:
        return f"`{_cell(str(value))}`"
    takes_value = f" {_cell(str(value))}" if action.nargs != 0 else ""
    return ", ".join(f"`{name}{takes_value}`" for name in action.option_strings)


def _cell(text: str) -> str:
    """Return text that can stand in a cell of a table."""
    return text.replace("%%", "%").replace("|", "\\|")


def verbs() -> str:
    """Return the description and the options of each verb, from the docstring of its file and its schema."""
    schemas = json_schema(Pack)["$defs"]
    return "\n".join(
        line for name, verb in VERBS.items() for line in _verb(name, verb.docs, schemas[verb.options.__name__])
    )


def _verb(name: str, docs: str, schema: dict[str, Any]) -> Iterator[str]:
    yield from [f"## `{name}`\n", f"{cleandoc(docs)}\n", "| option | value | meaning |", "|---|---|---|"]
    for key, value in schema["properties"].items():
        if key not in Options.__struct_fields__:
            required = " (required)" if key in schema["required"] else ""
            yield f"| `{key}`{required} | {_values(value)} | {_cell(value.get('description', ''))} |"
    yield ""


def _values(schema: dict[str, Any]) -> str:
    names = {"string": "text", "integer": "a whole number", "boolean": "`true` or `false`"}
    return ", ".join(f"`{value}`" for value in schema["enum"]) if "enum" in schema else names[schema["type"]]


def module(name: str) -> str:
    """Return the docstring of a module, for autodoc, without what is in the module."""
    return f"```{{eval-rst}}\n.. automodule:: {name}\n   :no-members:\n```"


def objects(*names: str) -> str:
    """Return the docstrings of these classes and functions, for autodoc.

    Nothing is imported here: some of them need packages that only the site is built with.

    >>> print(objects("cleaner.clean", "cleaner.Limits"))
    ```{eval-rst}
    .. autofunction:: cleaner.clean
    .. autoclass:: cleaner.Limits
    ```
    """
    kinds = ["autoclass" if name.rpartition(".")[2][0].isupper() else "autofunction" for name in names]
    lines = (f".. {kind}:: {name}" for kind, name in zip(kinds, names, strict=True))
    return "\n".join(["```{eval-rst}", *lines, "```"])
