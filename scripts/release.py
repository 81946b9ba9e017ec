"""Build, check and tag a release, for a person to upload: `make release`. docs/releasing.md lists all steps.

    python scripts/release.py [FOLDER]

It works on the repository in the present folder. The distributions are written to FOLDER, by default `dist`, which must
not exist. Nothing is uploaded or pushed. If anything is wrong, there is no tag.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

TOOLS = ("build>=1.2", "twine>=6.1")
URLS = ("Source", "Changelog", "Issues")
NOT_IN_SDIST = ".ci/"
PREBUILT = "cleaner/rules/prebuilt.pickle"
"""The one file of the wheel that the build makes: see `hatch_build.py`."""
SMOKE = "golden/nl/zeelandnet/stoltenberg"


def git(root: Path, *arguments: str) -> list[str]:
    """Return the lines that git prints in this repository."""
    done = subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def version_of(root: Path) -> str:
    """Return the version in the sources."""
    source = (root / "src/cleaner/__init__.py").read_text(encoding="utf-8")
    (version,) = re.findall(r'^__version__ = "(.+)"$', source, re.MULTILINE)
    return str(version)


def refusals(root: Path, today: str) -> list[str]:
    """Return why this repository cannot be released today, which is a date such as `2026-11-28`."""
    version = version_of(root)
    (branch,) = git(root, "rev-parse", "--abbrev-ref", "HEAD")
    section = f"## {version} - {today}"
    _, _, changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8").partition("\n## ")
    starts = changelog.startswith(f"Unreleased\n\n{section}\n")
    citation = (root / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    urls = (root / "pyproject.toml").read_text(encoding="utf-8").partition("[project.urls]\n")[2].partition("\n[")[0]
    checks = {
        "there are changes that are not committed": not git(root, "status", "--porcelain"),
        f"this is the branch {branch}; releases are made from main": branch == "main",
        f"the tag v{version} exists already": not git(root, "tag", "--list", f"v{version}"),
        f"CHANGELOG.md does not begin with '## Unreleased' and, directly below it, '{section}'": starts,
        f"CITATION.cff has no line 'version: {version}'": f"version: {version}" in citation,
        f"CITATION.cff has no line 'date-released: {today}'": f"date-released: {today}" in citation,
    } | {
        f"pyproject.toml has no address for {name} in [project.urls]": bool(
            re.search(rf'^{name} = "https://', urls, re.MULTILINE)
        )
        for name in URLS
    }
    return [what for what, holds in checks.items() if not holds]


def differences(files: Iterable[str], sdist: Iterable[str], wheel: Iterable[str]) -> list[str]:
    """Return what is missing in the distributions, and what should not be there.

    `files` are those in git, `sdist` and `wheel` the names in the distributions, without the first folder of the sdist.

    >>> differences(["src/cleaner/a.py"], ["src/cleaner/a.py"], ["cleaner/a.py", PREBUILT, "notes.txt"])
    ['in the wheel, but not in git: notes.txt']
    """
    tracked = {name for name in files if not name.startswith(NOT_IN_SDIST)}
    installed = {name.removeprefix("src/") for name in tracked if name.startswith("src/cleaner/")}
    installed |= {f"cleaner/{name}" for name in tracked if name.startswith("rules/")}
    installed |= {name for name in tracked if name.startswith("share/") and not name.endswith(".py")} | {PREBUILT}
    licenses = {f"licenses/{name}" for name in tracked & {"LICENSE", "golden/NOTICE"}}
    found = {re.sub(r"^[^/]+\.(?:dist-info/(?=licenses/)|data/data/)", "", name) for name in wheel}
    found = {name for name in found if ".dist-info/" not in name}
    sides = {"sdist": (tracked, set(sdist) - {"PKG-INFO"}), "wheel": (installed | licenses, found)}
    return [
        line
        for name, (expected, there) in sides.items()
        for line in (
            *(f"missing in the {name}: {each}" for each in sorted(expected - there)),
            *(f"in the {name}, but not in git: {each}" for each in sorted(there - expected)),
        )
    ]


def try_out(distribution: Path, root: Path, folder: Path) -> None:
    """Install a distribution in a new environment, and clean a page. Raises `CalledProcessError` if that fails."""
    python, page = environment(folder, str(distribution)), root / SMOKE
    command = [str(python.with_name("cleaner"))]
    said = subprocess.run([*command, "--version"], check=True, capture_output=True, text=True, cwd=folder).stdout
    article = subprocess.run(
        command, input=(page / "input.txt").read_bytes(), check=True, capture_output=True, cwd=folder
    ).stdout
    if said != f"cleaner {version_of(root)}\n" or article != (page / "expected.txt").read_bytes():
        sys.exit(f"release: {distribution.name} does not do what the sources do: {said}{article.decode()}")
    print(f"{distribution.name} works in an empty environment")


def environment(folder: Path, *packages: str) -> Path:
    """Make a new environment with these packages, and return its Python."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin/python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *packages], check=True)
    return python


def distributions(root: Path, into: Path, python: Path) -> list[Path]:
    """Build the sdist, and from that the wheel, and check what is in them. `python` has the tools.

    The wheel has no compiled modules: it works everywhere, and PyPI refuses one that is for this machine.
    """
    pure = os.environ | {"CLEANER_PURE_PYTHON": "1"}
    subprocess.run([str(python), "-m", "build", "--outdir", str(into), str(root)], check=True, env=pure)
    wheel, sdist = sorted(into.iterdir(), key=lambda path: path.suffix != ".whl")
    subprocess.run([str(python), "-m", "twine", "check", "--strict", str(wheel), str(sdist)], check=True)
    with tarfile.open(sdist) as archive:
        in_sdist = [member.name.partition("/")[2] for member in archive if member.isfile()]
    with zipfile.ZipFile(wheel) as archive:
        in_wheel = [name for name in archive.namelist() if not name.endswith("/")]
    if wrong := differences(git(root, "ls-files"), in_sdist, in_wheel):
        sys.exit("\n".join(["release: the distributions are not what is in git", *wrong]))
    print(f"{sdist.name}: {len(in_sdist)} files; {wheel.name}: {len(in_wheel)} files")
    return [wheel, sdist]


def main() -> None:
    """Release the repository in the present folder."""
    root, into = Path.cwd(), Path(sys.argv[1] if sys.argv[1:] else "dist").absolute()
    wrong = refusals(root, date.today().isoformat())
    wrong += [f"{into} exists already; remove it"] if into.exists() else []
    if wrong:
        sys.exit("\n".join(f"release: {each}" for each in wrong))
    tag = f"v{version_of(root)}"
    with tempfile.TemporaryDirectory() as work:
        built = distributions(root, into, environment(Path(work, "tools"), *TOOLS))
        for each in built:
            try_out(each, root, Path(work, each.suffix[1:]))
    git(root, "tag", "--annotate", tag, "--message", f"article-cleaner {tag[1:]}")
    print(f"tagged {tag}; to publish it:\n  git push origin main {tag}\n  twine upload {' '.join(map(str, built))}")


if __name__ == "__main__":
    main()
