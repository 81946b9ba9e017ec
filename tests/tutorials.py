"""Follows the examples of a page of the documentation as a reader does: in a shell, from the first to the last."""

from __future__ import annotations

import os
import re
import subprocess
from doctest import ELLIPSIS, OutputChecker
from pathlib import Path

from .commands import PROGRAMS, clean_environment

_BLOCK = re.compile(r"^```(console|diff)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_END = "\0\n"


def follow(page: Path, start: Path, home: Path) -> list[str]:
    """Run each command of the page, make each change of a file, and return the commands.

    The shell begins in the folder `start`, and `~` is `home`. A block marked `console` has lines that begin with `$ `,
    which are run, and their output. There, `...` stands for anything. A command whose line ends in a backslash goes on
    in the next one. A block marked `diff FILE` has lines of this file: those that begin with `-` are taken out, and
    those with `+` put in.

    Raises `AssertionError` if an output differs, or if a file does not have these lines exactly once.
    """
    path = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    with subprocess.Popen(
        ["/bin/bash", "--noprofile", "--norc"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        cwd=start,
        env=clean_environment(HOME=str(home), PATH=path),
    ) as shell:
        commands = []
        for kind, name, text in _BLOCK.findall(page.read_text(encoding="utf-8")):
            if kind == "diff":
                _change(Path(_run(shell, "pwd").strip(), name), text)
                continue
            for command, expected in _COMMAND.findall(text):
                found = _run(shell, command)
                if not found.endswith("\n") and found:  # a body that curl got, for example
                    found += "\n"
                assert OutputChecker().check_output(expected, found, ELLIPSIS), f"$ {command}\n{found}"
                commands.append(command)
        return commands


def _run(shell: subprocess.Popen[str], command: str) -> str:
    """Return what a command writes; the next one sees its exit code as `$?`."""
    assert shell.stdin is not None
    assert shell.stdout is not None
    shell.stdin.write(f"{{ {command}\n}} </dev/null\n(code=$?; printf '\\0\\n'; exit $code)\n")
    shell.stdin.flush()
    lines = iter(shell.stdout.readline, "")
    output = ""
    while not output.endswith(_END):
        output += next(lines)
    return output.removesuffix(_END)


def _change(path: Path, lines: str) -> None:
    old, new = ("".join(re.findall(rf"^[ {sign}](.*\n)", lines, re.MULTILINE)) for sign in "-+")
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path} has these lines {text.count(old)} times:\n{old}"
    path.write_text(text.replace(old, new), encoding="utf-8")
