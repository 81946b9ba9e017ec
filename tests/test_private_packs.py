"""A repository of private packs, with the layout of docs/private-packs.md: its hooks and its CI recipe are run."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from cleaner.authoring.goldens import Facts, write_case

from .commands import PROGRAMS, clean_environment
from .golden import ROOT
from .private_packs import ARTICLE, CASE, PACK, PAGE

PROJECT = ROOT.parent
DOCUMENTATION = (PROJECT / "docs/private-packs.md").read_text(encoding="utf-8")
WORKFLOW = yaml.safe_load((PROJECT / "examples/recipes/test_packs.yml").read_text(encoding="utf-8"))
INSTALL, *STEPS = [step["run"] for step in WORKFLOW["jobs"]["test"]["steps"] if "run" in step]
HOOKS = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
COMMANDS = {*STEPS, *(" ".join([hook["entry"], *hook["args"]]) for hook in HOOKS)}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "rules/be").mkdir(parents=True)
    (tmp_path / "rules/be/own.yaml").write_text(PACK, encoding="utf-8")
    (tmp_path / ".github/workflows").mkdir(parents=True)
    (tmp_path / ".github/workflows/packs.yml").write_text("name: packs\n", encoding="utf-8")  # no pack
    facts = Facts(url=CASE["url"], pack="own", headline="Kop", authors=("A. de Vries",), note="a page with everything")
    write_case(tmp_path / "golden/be/own/everything", PAGE.encode(), facts, ARTICLE, is_html=False)
    bare = Facts(pack="own", note="the article alone", headline=None, url=CASE["url"])
    write_case(tmp_path / "golden/be/own/clean", ARTICLE.encode(), bare, ARTICLE, is_html=False)
    return tmp_path


def run(command: str, repository: Path) -> tuple[int, str]:
    path = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["/bin/bash", "-euc", command],
        cwd=repository,
        capture_output=True,
        check=False,
        env=clean_environment(PATH=path),
        timeout=50,
    )
    return done.returncode, done.stdout.decode() + done.stderr.decode()


@pytest.mark.slow
@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_what_hooks_and_ci_run(command: str, repository: Path) -> None:
    code, out = run(command, repository)
    assert code == 0, out
    broken = PACK.replace("Meer nieuws", "Meer .*") if "lint" in command else PACK.replace("Meer nieuws", "Nog meer")
    (repository / "rules/be/own.yaml").write_text(broken, encoding="utf-8")
    code, out = run(command, repository)
    assert code == 1
    assert ("rules/be/own.yaml:8:5: warning: " if "lint" in command else "golden/be/own/everything: ") in out


def test_another_folder_works_the_same(repository: Path) -> None:
    (repository / "rules").rename(repository / "packs")
    assert run("cleaner packs test --packs packs", repository)[0] == 0


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_for_packs_and_golden_pages_only(hook: dict[str, str]) -> None:
    paths = ["rules/be/own.yaml", "golden/be/own/clean/expected.txt", "README.md", "docs/rules/x.md"]
    assert [path for path in paths if re.search(hook["files"], path)] == paths[:2]


def test_the_documentation_shows_the_hooks_and_the_commands() -> None:
    shown = re.findall(r"^\$ (.*)$", DOCUMENTATION.partition("## In CI")[2], re.MULTILINE)
    assert shown == [INSTALL.replace("$CLEANER", WORKFLOW["env"]["CLEANER"]), *STEPS]
    config = yaml.safe_load(re.findall(r"```yaml\n(repos:.*?)```", DOCUMENTATION, re.DOTALL)[0])
    assert [hook["id"] for hook in config["repos"][0]["hooks"]] == [hook["id"] for hook in HOOKS]
