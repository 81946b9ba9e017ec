"""A release is refused if anything is wrong. `.ci/wheel` makes a whole one, which needs a package index."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from scripts.release import differences, git, refusals

import cleaner

from .commands import clean_environment
from .golden import ROOT

PROJECT = ROOT.parent
TODAY = "2026-11-28"
FILES = {
    "src/cleaner/__init__.py": '__version__ = "1.2.3"\n',
    "CHANGELOG.md": f"# Changelog\n\n## Unreleased\n\n## 1.2.3 - {TODAY}\n\n## 1.2.2 - 2026-11-01\n",
    "CITATION.cff": f"version: 1.2.3\ndate-released: {TODAY}\n",
    "pyproject.toml": "[project.urls]\n"
    + "".join(f'{name} = "https://git.example.org/{name}"\n' for name in ("Source", "Changelog", "Issues"))
    + "\n[project.scripts]\n",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository that can be released today."""
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    for name, value in {"user.name": "A", "user.email": "a@example.org", "commit.gpgsign": "false"}.items():
        git(tmp_path, "config", name, value)
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    commit(tmp_path)
    return tmp_path


def commit(root: Path) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "a change")


def replace(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        text = (root / name).read_text(encoding="utf-8")
        assert old in text
        (root / name).write_text(text.replace(old, new), encoding="utf-8")
        commit(root)

    return change


NO_SECTION = "CHANGELOG.md does not begin with '## Unreleased' and, directly below it, '## {}'"
WRONG: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "nothing": (lambda _: None, []),
    "another tag": (lambda root: git(root, "tag", "v1.2.2"), []),
    "a file that is not in git": (lambda root: (root / "new").touch(), ["there are changes that are not committed"]),
    "a changed file": (
        lambda root: (root / "CITATION.cff").write_text(f"{FILES['CITATION.cff']}\n"),
        ["there are changes that are not committed"],
    ),
    "a branch": (
        lambda root: git(root, "checkout", "--quiet", "-b", "mine"),
        ["this is the branch mine; releases are made from main"],
    ),
    "a commit without a branch": (
        lambda root: git(root, "checkout", "--quiet", "--detach"),
        ["this is the branch HEAD; releases are made from main"],
    ),
    "the tag": (lambda root: git(root, "tag", "v1.2.3"), ["the tag v1.2.3 exists already"]),
    "another version": (
        replace("src/cleaner/__init__.py", "1.2.3", "1.2.2"),
        [
            NO_SECTION.format(f"1.2.2 - {TODAY}"),
            "CITATION.cff has no line 'version: 1.2.2'",
        ],
    ),
    "a section of another day": (
        replace("CHANGELOG.md", TODAY, "2026-11-27"),
        [NO_SECTION.format(f"1.2.3 - {TODAY}")],
    ),
    "no section for what comes next": (
        replace("CHANGELOG.md", "## Unreleased\n", ""),
        [NO_SECTION.format(f"1.2.3 - {TODAY}")],
    ),
    "an entry that is not released": (
        replace("CHANGELOG.md", "## Unreleased\n", "## Unreleased\n\n- one more\n"),
        [NO_SECTION.format(f"1.2.3 - {TODAY}")],
    ),
    "the sections in another order": (
        replace("CHANGELOG.md", f"## Unreleased\n\n## 1.2.3 - {TODAY}", f"## 1.2.3 - {TODAY}\n\n## Unreleased"),
        [NO_SECTION.format(f"1.2.3 - {TODAY}")],
    ),
    "a citation of another day": (
        replace("CITATION.cff", TODAY, "2026-11-27"),
        [f"CITATION.cff has no line 'date-released: {TODAY}'"],
    ),
    "no address": (
        replace("pyproject.toml", "Issues = ", "Tracker = "),
        ["pyproject.toml has no address for Issues in [project.urls]"],
    ),
    "an address elsewhere": (
        replace("pyproject.toml", "[project.urls]\n", "[project.urls]\n\n[tool.other]\n"),
        [f"pyproject.toml has no address for {name} in [project.urls]" for name in ("Source", "Changelog", "Issues")],
    ),
}


@pytest.mark.parametrize(("change", "expected"), WRONG.values(), ids=WRONG)
def test_what_is_refused(repository: Path, change: Callable[[Path], object], expected: list[str]) -> None:
    change(repository)
    assert refusals(repository, TODAY) == expected


def test_a_refusal_leaves_everything_as_it_was(repository: Path) -> None:
    """Today is not the day of the section."""
    script = [sys.executable, str(PROJECT / "scripts/release.py")]
    (repository / ".gitignore").write_text("dist\n")
    commit(repository)
    (repository / "dist").mkdir()
    done = subprocess.run(script, cwd=repository, capture_output=True, text=True, check=False, env=clean_environment())
    lines = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (1, "")
    assert lines[-1] == f"release: {repository / 'dist'} exists already; remove it"
    assert all(line.startswith("release: ") for line in lines)
    assert git(repository, "tag") == git(repository, "status", "--porcelain") == []
    assert list((repository / "dist").iterdir()) == []


SOURCES = ["src/cleaner/a.py", "rules/nl/b.yaml", "tests/c.py", "golden/NOTICE", "LICENSE", ".gitignore"]
SOURCES += ["share/man/man1/d.1", "share/generate.py", ".ci/run"]
SDIST = [*SOURCES[:-1], "PKG-INFO"]
WHEEL = ["cleaner/a.py", "cleaner/rules/nl/b.yaml", "x-1.dist-info/METADATA"]
WHEEL += ["cleaner/rules/prebuilt.pickle", "x-1.data/data/share/man/man1/d.1"]
WHEEL += [f"x-1.dist-info/licenses/{name}" for name in ("LICENSE", "golden/NOTICE")]
DIFFERENT: dict[str, tuple[list[str], list[str], list[str]]] = {
    "nothing": (SDIST, WHEEL, []),
    "no rules in the wheel": (SDIST, [WHEEL[0], *WHEEL[2:]], ["missing in the wheel: cleaner/rules/nl/b.yaml"]),
    "no notice in the wheel": (SDIST, WHEEL[:-1], ["missing in the wheel: licenses/golden/NOTICE"]),
    "no packs in the wheel that are read quickly": (
        SDIST,
        [name for name in WHEEL if not name.endswith(".pickle")],
        ["missing in the wheel: cleaner/rules/prebuilt.pickle"],
    ),
    "no manual page in the wheel": (
        SDIST,
        [name for name in WHEEL if "share" not in name],
        ["missing in the wheel: share/man/man1/d.1"],
    ),
    "tests in the wheel": (SDIST, [*WHEEL, "tests/c.py"], ["in the wheel, but not in git: tests/c.py"]),
    "a private file in the sdist": ([*SDIST, "my.txt"], WHEEL, ["in the sdist, but not in git: my.txt"]),
    "no tests in the sdist": ([*SDIST[:2], *SDIST[3:]], WHEEL, ["missing in the sdist: tests/c.py"]),
}


@pytest.mark.parametrize(("sdist", "wheel", "expected"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_is_in_the_distributions(sdist: list[str], wheel: list[str], expected: list[str]) -> None:
    assert differences(SOURCES, sdist, wheel) == expected


def test_the_citation_is_of_this_version() -> None:
    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text(encoding="utf-8"))
    releases = re.findall(r"^## (\S+) - (\S+)$", (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert citation["version"] == cleaner.__version__
    assert str(citation.get("date-released")) == dict(releases).get(cleaner.__version__, "None")
