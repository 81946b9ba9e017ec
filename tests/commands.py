"""How tests start the installed commands: in a clean environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAMS = Path(sys.executable).parent
COMMAND = [str(PROGRAMS / "cleaner")]


def clean_environment(**variables: str) -> dict[str, str]:
    """Return the present environment without the variables of Python and `cleaner`, and with these variables."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CLEANER_"))
    } | variables


def write_to_a_full_disk(*arguments: str, stdin: Path, **variables: str) -> tuple[int, str]:
    """Return the exit code and stderr of `cleaner` if each write to its stdout fails, as on a full disk."""
    with stdin.open("rb") as page, Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *arguments],
            stdin=page,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=clean_environment(**variables),
            timeout=30,
        )
    return done.returncode, done.stderr
