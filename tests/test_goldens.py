"""Golden pages: reading and writing their folders, and the faults of their files."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import PackError, UsageError
from cleaner.authoring.goldens import (
    Facts,
    golden_folder,
    read_cases,
    suite_of,
    write_case,
    write_expected,
)
from cleaner.packs.loading import load

SOUND = "pack: own\nnote: a page\n"
PAGE, ARTICLE = "Kop\n\nDe raad kwam woensdag bijeen.\n", "De raad kwam woensdag bijeen.\n"
FILES = {"case.yaml": SOUND, "input.txt": PAGE, "expected.txt": ARTICLE}

# What is changed in a folder of `FILES` (None: the file is missing), and its only fault.
FAULTY = {
    "no case.yaml": ({"case.yaml": None}, "case.yaml:1:1: this file is missing; write it, with at least 'pack' and"),
    "an empty case.yaml": ({"case.yaml": ""}, "case.yaml:1:1: the file is empty; it needs at least 'pack', 'note'"),
    "an unknown key": (
        {"case.yaml": SOUND + "headlin: Kop\n"},
        "case.yaml:3:1: unknown key 'headlin'; did you mean 'headline'?",
    ),
    "a list of one": (
        {"case.yaml": SOUND + "authors: A. de Vries\n"},
        "case.yaml:3:10: this has to be a list, not a single value",
    ),
    "another form of a day": (
        {"case.yaml": SOUND + "published: 3 mei 2024\n"},
        "case.yaml:3:12: '3 mei 2024' does not fit: The day of publication that is found, as YYYY-MM-DD. Example: 2024",
    ),
    "not true or false": (
        {"case.yaml": SOUND + "warns: yes please\n"},
        "case.yaml:3:8: 'yes please' does not fit: wri",
    ),
    "nothing to test": ({"case.yaml": SOUND + "bare: false\n"}, "case.yaml:1:1: without a 'url', 'bare: false' leaves"),
    "a failure without a reason": (
        {"case.yaml": SOUND + "fails: ''\n"},
        "case.yaml:3:8: '' does not fit: it is empty; write a value",
    ),
    "an unknown pack": ({"case.yaml": "note: x\npack: owm\n"}, "case.yaml:2:7: there is no pack 'owm'; the packs are"),
    "no page": ({"input.txt": None}, "case.yaml:1:1: there is no page beside this file; store it as input.html or"),
    "two pages": ({"input.html": PAGE}, "case.yaml:1:1: there are two pages here; keep one, input.html or input.txt"),
    "an empty article": ({"expected.txt": "\n"}, "expected.txt:1:1: this file is empty; remove it if the page has no"),
    "not text": ({"expected.txt": b"\xff"}, "expected.txt:1:1: this file cannot be read as UTF-8 text"),
    "not JSON": ({"expected.json": "[\n1,]"}, "expected.json:2:3: this is not valid JSON: "),
}


def fill(folder: Path, **changes: str | bytes | None) -> Path:
    folder.mkdir(parents=True)
    for name, content in (FILES | changes).items():
        if content is not None:
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def add_pack(folder: Path, name: str = "own", rules: str = "[]") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = f"pack: {name}\nversion: 1\nhosts: [{name}.example]\nrules: {rules}\n"
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("changes", "message"), FAULTY.values(), ids=FAULTY)
def test_a_fault(tmp_path: Path, changes: dict[str, str | bytes | None], message: str) -> None:
    folder = fill(tmp_path / "a", **changes)
    with pytest.raises(PackError) as caught:
        read_cases(tmp_path, {"own"})
    (fault,) = map(str, caught.value.faults)
    assert fault.removeprefix(f"{folder}/").startswith(message)


def test_all_faults_of_all_folders_at_once(tmp_path: Path) -> None:
    fill(tmp_path / "a", **{"case.yaml": "pack: 3\nwarns: 3\n", "expected.txt": ""})
    fill(tmp_path / "b", **{"case.yaml": None})
    with pytest.raises(PackError) as caught:
        read_cases(tmp_path)
    assert len(caught.value.faults) == 5


def test_what_people_write_by_hand(tmp_path: Path) -> None:
    """A byte order mark, the line ends of Windows, and a missing or doubled line end at the end do not matter."""
    for name, text in {"a": "\ufeffEen.\r\n\r\nTwee.", "b": "Een.\n\nTwee.\n\n"}.items():
        fill(tmp_path / name, **{"expected.txt": text})
    assert [case.expected for case in read_cases(tmp_path)] == ["Een.\n\nTwee.\n"] * 2


def test_a_page_without_an_article(tmp_path: Path) -> None:
    fill(tmp_path / "a", **{"expected.txt": None})
    (case,) = read_cases(tmp_path, {"own"})
    assert (case.name, case.expected, case.is_html) == ("a", None, False)


def test_a_folder_without_golden_pages(tmp_path: Path) -> None:
    assert read_cases(tmp_path / "nowhere") == ()


PLACES = {
    "in the folder of packs": (["packs/golden"], "packs/golden"),
    "beside it": (["golden"], "golden"),
    "in it and beside it": (["packs/golden", "golden"], "packs/golden"),
    "nowhere": ([], "packs/golden"),
}


@pytest.mark.parametrize(("folders", "expected"), PLACES.values(), ids=PLACES)
def test_where_golden_pages_are(tmp_path: Path, folders: list[str], expected: str) -> None:
    for name in ("packs", *folders):
        (tmp_path / name).mkdir()
    assert golden_folder(tmp_path / "packs") == tmp_path / expected


def test_golden_pages_in_a_folder_of_packs_are_not_packs(tmp_path: Path) -> None:
    add_pack(tmp_path)
    fill(tmp_path / "golden/own/a")
    packs = load(tmp_path)
    assert [case.name for case in suite_of(packs).cases if case.facts.pack == "own"] == ["own/a"]
    assert not any(path.name == "case.yaml" for path in packs.files.states)


def test_a_folder_named_golden_further_down_may_hold_packs(tmp_path: Path) -> None:
    add_pack(tmp_path / "be" / "golden")
    assert "own" in load(tmp_path).programs


def test_which_packs_are_tested(tmp_path: Path) -> None:
    """By default those of the user's folder. One of them replaces a shipped pack, with its golden pages."""
    add_pack(tmp_path)
    add_pack(tmp_path, "nu")
    fill(tmp_path / "golden/own/a")
    packs = load(tmp_path)
    suite = suite_of(packs)
    assert suite.packs == {"own", "nu"}
    assert {case.facts.pack for case in suite.cases} == set(packs.programs) - {"nu"}
    assert suite_of(packs, ["knack"]).packs == {"knack"}
    assert suite_of(load()).packs == set(load().programs)
    with pytest.raises(UsageError, match="there is no pack 'owm'"):
        suite_of(packs, ["owm"])


TEXTS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30)
    .map(str.strip)
    .filter(bool)
)
OPTIONAL = st.none() | TEXTS


@given(
    facts=st.builds(
        Facts,
        pack=st.from_regex("[a-z][a-z0-9_-]*", fullmatch=True),
        note=TEXTS,
        url=TEXTS,
        headline=OPTIONAL,
        authors=st.lists(TEXTS, max_size=3).map(tuple),
        date=OPTIONAL,
        published=st.none() | st.dates().map(str),
        warns=st.booleans(),
        bare=st.booleans(),
        fails=OPTIONAL,
    ),
    is_html=st.booleans(),
    expected=st.none() | st.just(ARTICLE),
)
def test_what_is_written_is_read(
    facts: Facts, is_html: bool, expected: str | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("golden")
    write_case(root / "be/own/a", PAGE.encode(), facts, expected, is_html=is_html)
    (case,) = read_cases(root)
    assert (case.facts, case.is_html, case.expected, case.page) == (facts, is_html, expected, PAGE.encode())
    assert (case.name, case.folder) == ("be/own/a", root / "be/own/a")


def test_a_golden_page_is_never_written_over(tmp_path: Path) -> None:
    folder = fill(tmp_path / "a")
    with pytest.raises(UsageError, match="there is a golden page at"):
        write_case(folder, b"", Facts(pack="own", note="x"), None, is_html=False)
    assert (folder / "input.txt").read_text() == PAGE


def test_a_golden_page_that_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "rename", fail)
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(UsageError, match="No space left"):
        write_case(tmp_path / "a", b"", Facts(pack="own", note="x"), None, is_html=False)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "expected.txt").write_text("before")
    with pytest.raises(UsageError, match="No space left"):
        write_expected(tmp_path / "expected.txt", "after")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]


def test_the_documentation_lists_the_keys_of_a_case() -> None:
    text = (Path(__file__).parents[1] / "docs/private-packs.md").read_text(encoding="utf-8")
    table = text.partition("| key |")[2].partition("\n\n")[0]
    rows = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("| `")]
    documented = {name.strip(" `"): need.strip() for name, need in rows}
    assert documented == {
        field.name: "required" if field.required else "optional" for field in msgspec.structs.fields(Facts)
    }
