"""Near duplicates: which bodies are marked, compared with what they really have in common, and their shared names."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.batch.duplicates import (
    HASHES,
    RECORD_SIZE,
    SHINGLE_WORDS,
    band_keys,
    find_groups,
    record_of,
    signature_of,
    similarity,
)

from .archives import Raw, jsonl
from .batches import batch, rows
from .commands import clean_environment
from .golden import cases

WORDS = [f"woord{n}" for n in range(3_000)]


def text_of(words: Sequence[str]) -> str:
    return " ".join(words)


def common(one: str, other: str) -> float:
    """Return what two texts really have in common: the Jaccard index of their shingles."""
    first, second = (
        {tuple(words[n : n + SHINGLE_WORDS]) for n in range(len(words) - SHINGLE_WORDS + 1)}
        for words in (one.split(), other.split())
    )
    return len(first & second) / len(first | second)


def names(texts: Sequence[str], folder: Path) -> list[str | None]:
    """Return the names of the groups of these bodies; an empty body is a page without an article."""
    records = folder / "records"
    with records.open("wb") as file:
        for text in texts:
            file.write(sha256(text.encode()).digest() + signature_of(text) if text else bytes(RECORD_SIZE))
    with find_groups(records, folder) as found:
        return list(found)


def changed(words: list[str], edits: int, chance: random.Random) -> list[str]:
    """Return the words, with this number of them replaced."""
    words = list(words)
    for place in chance.sample(range(len(words)), edits):
        words[place] = chance.choice(WORDS)
    return words


@pytest.mark.parametrize("edits", [0, 5, 10, 20, 40, 80])
def test_the_estimate_is_close_to_what_texts_have_in_common(edits: int) -> None:
    chance = random.Random(edits)
    errors = []
    for _ in range(30):
        words = chance.choices(WORDS, k=400)
        one, other = text_of(words), text_of(changed(words, edits, chance))
        errors.append(similarity(signature_of(one), signature_of(other)) - common(one, other))
    assert abs(sum(errors) / len(errors)) < 0.025
    assert max(map(abs, errors)) < 4 * (0.25 / HASHES) ** 0.5  # four standard deviations


STORY = random.Random(1).choices(WORDS[500:], k=400)


@pytest.mark.parametrize(
    ("other", "is_near"),
    [
        pytest.param(STORY, True, id="the same"),
        pytest.param([*STORY, "(ANP)"], True, id="signed"),
        pytest.param([word.upper() + "," for word in STORY], True, id="capitals and commas"),
        pytest.param(STORY[40:], True, id="without its lead"),
        pytest.param([*STORY[:340], *WORDS[:30]], True, id="with an end of its own"),
        pytest.param(STORY[:200], False, id="half of it"),
        pytest.param([*STORY, *WORDS[:400]], False, id="in a longer one"),
        pytest.param(sorted(STORY), False, id="the same words"),
        pytest.param(WORDS[:400], False, id="another"),
    ],
)
def test_which_bodies_are_near_duplicates(other: list[str], is_near: bool, tmp_path: Path) -> None:
    found = names([text_of(STORY), text_of(other)], tmp_path)
    assert (found[0] is not None and found[0] == found[1]) is is_near
    if not is_near:
        assert found == [None, None]


def test_agency_copy_on_many_sites(tmp_path: Path) -> None:
    chance = random.Random(2)
    stories = [chance.choices(WORDS, k=chance.randrange(80, 500)) for _ in range(60)]
    texts, story_of = [], []
    for number, words in enumerate(stories):
        for _ in range(number % 5):
            texts.append(text_of(changed(words, len(words) // 80, chance)))
            story_of.append(number)
        texts.append("")
        story_of.append(-1)
    found = names(texts, tmp_path)
    groups: dict[int, set[str | None]] = {}
    for number, name in zip(story_of, found, strict=True):
        groups.setdefault(number, set()).add(name)
    assert groups.pop(-1) == {None}
    for number, its in groups.items():
        assert len(its) == 1, number
        assert (its == {None}) == (number % 5 == 1), number
    named = [next(iter(its)) for its in groups.values() if its != {None}]
    assert len(set(named)) == len(named)


@settings(max_examples=40, deadline=None)
@given(
    numbers=st.lists(st.integers(0, 6), max_size=30),
    order=st.randoms(use_true_random=False),
)
def test_names_do_not_depend_on_the_order(
    numbers: list[int], order: random.Random, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # 0 to 5 are a chain, each near the next; 6 is a page without an article
    words = random.Random(3).choices(WORDS, k=300)
    chain = [text_of([*words[place * 25 :], *WORDS[: place * 25]]) for place in range(6)]
    texts = [chain[number] if number < 6 else "" for number in numbers]
    found = dict(zip(texts, names(texts, tmp_path_factory.mktemp("one")), strict=True))
    order.shuffle(texts)
    assert dict(zip(texts, names(texts, tmp_path_factory.mktemp("other")), strict=True)) == found
    for text, name in found.items():
        members = [other for other in found if found[other] == name]
        if name is None:
            assert texts.count(text) == 1 or not text
        else:
            assert name == min(sha256(other.encode()).hexdigest() for other in members)


def test_short_bodies_and_stable_signatures(cleaner: Cleaner) -> None:
    assert similarity(signature_of("Twee woorden"), signature_of("twee woorden!")) == 1
    assert similarity(signature_of("Twee woorden"), signature_of("Drie woorden")) == 0
    assert record_of(cleaner.clean("Menu")) == bytes(RECORD_SIZE)
    # stored signatures are compared with new ones: another library, seed or text form would make them worthless
    assert sha256(signature_of("De raad kwam woensdag bijeen over de haven.")).hexdigest()[:16] == "cafeec52ef3adf9a"
    assert len(set(band_keys(signature_of("Twee woorden")))) == 25


def test_a_batch_marks_near_duplicates(tmp_path: Path, cleaner: Cleaner) -> None:
    pages = [case.page.decode(errors="replace") for case in cases() if case.expected and len(case.expected) > 1_500][:4]
    copies = [Raw(page.encode()) for page in pages for _ in range(2)]
    (tmp_path / "in.jsonl").write_bytes(jsonl([*copies, Raw(b"Menu"), Raw(b"Menu")]) + b"{\n")
    for out in ("out.jsonl", "out.jsonl.zst", "out.parquet"):
        batch(tmp_path / "in.jsonl", out=tmp_path / out, cleaner=cleaner, near_duplicates=True)
        found = [(row["bodySha256"], row["nearDuplicates"]) for row in rows(tmp_path / out)]
        assert found[-2:] == [(None, None)] * 2
        assert all(one == other for one, other in zip(found[:-2:2], found[1:-2:2], strict=True))
        assert all(name for _, name in found[:-2])


FIND = """
import resource, signal, sys
from pathlib import Path
from cleaner.batch.duplicates import find_groups
records, folder, size = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
if size:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
try:
    with find_groups(records, folder) as groups:
        print(sum(1 for _ in groups))
except OSError as error:
    print(error)
"""
NUMBER = 20_000
"""Enough pages that SQLite sorts them in temporary files."""


@pytest.fixture(scope="module")
def many_records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("many") / "records"
    chance = random.Random(1)
    path.write_bytes(b"".join(chance.randbytes(RECORD_SIZE) for _ in range(NUMBER)))
    return path


def find(records: Path, folder: Path, temporary: Path, size: int = 0, start: Sequence[str] = ()) -> str:
    """Return what a process prints that finds groups: their number, or the error. No file gets larger than `size`."""
    done = subprocess.run(
        [*start, sys.executable, "-c", FIND, str(records), str(folder), str(size)],
        env=clean_environment(TMPDIR=str(temporary)),
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.rstrip("\n")


@pytest.fixture(params=["folder", "folder of 'a' \"user\""], ids=["plain", "quotes"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / str(request.param)
    folder.mkdir()
    return folder


@pytest.mark.slow
def test_all_files_are_in_the_folder_of_the_run(folder: Path, many_records: Path, tmp_path: Path) -> None:
    """A folder in which a file is made, even one that is removed at once, gets a new time of change."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    os.utime(temporary, ns=(0, 0))
    assert find(many_records, folder, temporary) == str(NUMBER)
    assert temporary.stat().st_mtime_ns == 0


def test_the_setting_for_temporary_files_gets_its_old_value_back(tmp_path: Path) -> None:
    def setting() -> tuple[str] | None:
        with closing(sqlite3.connect(":memory:")) as connection:
            found: tuple[str] | None = connection.execute("PRAGMA temp_store_directory").fetchone()
            return found

    with closing(sqlite3.connect(":memory:")) as connection:
        for before in ("", str(tmp_path)):
            connection.execute(f"PRAGMA temp_store_directory = '{before}'")
            try:
                assert names(["Een zin", "Een zin"], tmp_path) != [None, None]
                assert setting() == ((before,) if before else None)
            finally:
                connection.execute("PRAGMA temp_store_directory = ''")


def test_a_folder_whose_name_is_not_utf8(tmp_path: Path) -> None:
    folder = tmp_path / "\udcff"
    folder.mkdir()
    assert names(["Een zin", "Een zin"], folder) != [None, None]


@pytest.mark.parametrize("size", [1_000_000, 12_000_000, 20_000_000], ids="{:,}".format)
def test_a_file_that_cannot_grow(size: int, many_records: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    said = find(many_records, folder, tmp_path, size)
    assert said == f"the near duplicates cannot be found in {folder}: File too large"


SMALL_DISK = 'mount -t tmpfs -o size=8m none "$0" && exec "$@"'


@pytest.fixture
def small_disk(tmp_path: Path) -> tuple[Path, list[str]]:
    """Return a folder, and how to start a command for which the folder is a disk of 8 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    start = ["unshare", "--user", "--map-root-user", "--mount", "/bin/sh", "-c", SMALL_DISK, str(disk)]
    try:
        subprocess.run([*start, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"a small disk cannot be mounted here: {error}")
    return disk, start


@pytest.mark.slow
def test_a_full_disk_for_temporary_files_is_not_needed(
    small_disk: tuple[Path, list[str]], folder: Path, many_records: Path
) -> None:
    disk, start = small_disk
    assert find(many_records, folder, disk, start=start) == str(NUMBER)


def test_a_full_disk_is_named_with_the_cause(
    small_disk: tuple[Path, list[str]], many_records: Path, tmp_path: Path
) -> None:
    disk, start = small_disk
    said = find(many_records, disk, tmp_path, start=start)
    assert said == f"the near duplicates cannot be found in {disk}: No space left on device"
