"""The shipped packs that a wheel has in a form that is read quickly are those of the YAML files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cleaner.cleaner import Cleaner
from cleaner.packs.folders import rule_paths, shipped_rules
from cleaner.packs.loading import Packs, load
from cleaner.packs.prebuilt import NAME, prebuilt, read_prebuilt
from cleaner.packs.reading import load_folders
from tests.golden import cases


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of the shipped packs as a wheel has it."""
    folder = tmp_path_factory.mktemp("wheel") / "rules"
    shutil.copytree(shipped_rules(), folder)
    folder.joinpath(NAME).write_bytes(prebuilt(load_folders([folder], thorough=False), rule_paths(folder), folder))
    return folder


def test_they_are_the_packs_of_the_yaml_files(built: Path) -> None:
    found = read_prebuilt(built, rule_paths(built))
    assert found is not None
    assert Packs(found) == load()
    assert list(found) == list(load().programs)
    for name, program in load().programs.items():
        assert [rule.cause for rule in found[name].all_rules] == [rule.cause for rule in program.all_rules]
        assert [bool(rule.needed) for rule in found[name].rules] == [bool(rule.needed) for rule in program.rules]


def test_pages_are_cleaned_the_same(built: Path) -> None:
    found = read_prebuilt(built, rule_paths(built))
    assert found is not None
    quick, usual = Cleaner(Packs(found)), Cleaner()
    for case in [*cases()][::7]:
        article, other = (cleaner.clean(case.page, case.facts.url) for cleaner in (quick, usual))
        assert (article.text, article.pack, article.warnings) == (other.text, other.pack, other.warnings)
        assert article.ledger == other.ledger


@pytest.mark.parametrize("change", ["another byte", "a new file", "a file that is gone", "another name"])
def test_they_are_not_used_if_a_yaml_file_has_changed(built: Path, tmp_path: Path, change: str) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(built, folder)
    pack = next(folder.glob("nl/*.yaml"))
    match change:
        case "another byte":
            pack.write_bytes(pack.read_bytes() + b"\n")
        case "a new file":
            folder.joinpath("new.yaml").touch()
        case "a file that is gone":
            pack.unlink()
        case _:
            pack.rename(pack.with_name("other.yaml"))
    assert read_prebuilt(folder, rule_paths(folder)) is None


@pytest.mark.parametrize("size", [0, 10, 5_000, 100_000])
def test_a_damaged_file_is_not_used(built: Path, tmp_path: Path, size: int) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(built, folder)
    folder.joinpath(NAME).write_bytes(folder.joinpath(NAME).read_bytes()[:size])
    assert read_prebuilt(folder, rule_paths(folder)) is None


def test_one_that_another_version_of_msgspec_made_is_not_used(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msgspec.__version__", "999")
    assert read_prebuilt(built, rule_paths(built)) is None


def test_a_checkout_has_none() -> None:
    assert read_prebuilt(shipped_rules(), rule_paths(shipped_rules())) is None
