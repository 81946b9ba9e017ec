"""The examples, run unchanged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from ..commands import PROGRAMS, clean_environment
from ..golden import ROOT
from ..tutorials import follow

EXAMPLES = ROOT.parent / "examples"
HEADLINE = "NAVO roept Rusland op tot de-escalatie maar wil ook verder praten"


def run(*command: str | Path, folder: Path) -> str:
    environment = clean_environment(PATH=f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    done = subprocess.run(command, capture_output=True, check=False, cwd=folder, env=environment, text=True, timeout=50)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_crawl_into_an_index(tmp_path: Path) -> None:
    out = run(sys.executable, EXAMPLES / "crawl_into_index.py", "articles", folder=tmp_path)
    assert out.startswith("5 pages cleaned\n\nNetanyahu: 0 found\n\nStoltenberg: 4 found\n")
    assert f"  https://www.zeelandnet.nl/nieuws/navo-roept-rusland-op\n    {HEADLINE}\n" in out
    assert out.count("  https://") == 4


def test_raw_and_clean(tmp_path: Path) -> None:
    parts = run(EXAMPLES / "raw_and_clean.sh", folder=tmp_path).strip().split("\n\n")
    answers = {part.splitlines()[0]: part.splitlines()[1:] for part in parts}
    assert list(answers) == [f"{word}, {how}:" for word in ("Netanyahu", "Stoltenberg") for how in ("raw", "cleaned")]
    (hit,) = answers["Netanyahu, raw:"]
    assert hit.startswith(f"nl/zeelandnet/stoltenberg/input.txt\t-\t{HEADLINE}\t")
    assert answers["Netanyahu, cleaned:"] == ["nothing found"]
    assert len(answers["Stoltenberg, raw:"]) == len(answers["Stoltenberg, cleaned:"]) == 4


def test_the_commands_of_the_documentation(tmp_path: Path) -> None:
    assert len(follow(ROOT.parent / "docs/search.md", ROOT.parent, tmp_path)) > 20
