"""A pack is data: it runs no code, opens no file, and takes no page longer than the limit, whoever wrote it."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from cleaner import Cleaner, LimitError, Limits, PackError
from cleaner.packs.loading import load

from .hostile import BODY, PACKS, SENTENCE, HostilePack

PAGE = f"<html><body>{BODY}{'<p>Een alinea van zes woorden staat hier.</p>' * 4_000}</body></html>"
URL = f"https://x.nl/{'a' * 5_000}"


@pytest.mark.slow
@pytest.mark.parametrize("hostile", PACKS, ids=lambda hostile: hostile.name)
def test_a_hostile_pack(tmp_path: Path, hostile: HostilePack) -> None:
    for name, content in hostile.make().items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    started = time.process_time()
    if hostile.fault:
        with pytest.raises(PackError) as told:
            load(tmp_path)
        assert any(hostile.fault in fault.message for fault in told.value.faults)
        assert all(fault.file.startswith(str(tmp_path)) for fault in told.value.faults)
        assert time.process_time() - started < 10
        assert not Path("/tmp/owned").exists()  # noqa: S108  (what one of them tries to make)
        return
    seconds = 3 if hostile.outcome == "cpu_seconds" else 25  # what takes long without end is not waited for
    with Cleaner(tmp_path, limits=Limits(cpu_seconds=seconds), isolated=True, workers=1) as cleaner:
        if hostile.outcome == "article":
            article = cleaner.clean(PAGE, URL)
            assert article.text.startswith(SENTENCE) or article.warnings
            assert cleaner.clean(SENTENCE, URL).text == SENTENCE
        else:
            with pytest.raises(LimitError) as over:
                cleaner.clean(PAGE, URL)
            assert over.value.limit == hostile.outcome
            assert cleaner.clean(BODY, "https://other.nl/").found


@pytest.mark.slow
def test_loading_a_pack_opens_and_imports_nothing_it_names(tmp_path: Path) -> None:
    """What Python's audit events say of files, processes and sockets while all hostile packs are loaded."""
    seen: list[str] = []
    rounds: list[bool] = []

    def listen(event: str, arguments: tuple[object, ...]) -> None:
        if rounds == [False, True] and event in (
            "open",
            "subprocess.Popen",
            "os.system",
            "socket.connect",
            "exec",
            "os.exec",
        ):
            seen.append(f"{event} {arguments[0]}")

    for number, hostile in enumerate(pack for pack in PACKS if "1,000" not in pack.name):  # which take seconds
        for name, content in hostile.make().items():
            path = tmp_path / str(number) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    sys.addaudithook(listen)
    for is_told in (False, True):  # the first time, modules are imported
        rounds.append(is_told)
        for folder in tmp_path.iterdir():
            with suppress(PackError):
                load(folder)
    rounds.clear()
    rules = Path(__file__).resolve().parents[1] / "rules"
    assert seen
    assert not [event for event in seen if not event.startswith((f"open {tmp_path}", f"open {rules}"))]


def test_what_is_no_regular_file_is_a_fault(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.yaml")
    (tmp_path / "y.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(PackError) as told:
        load(tmp_path)
    assert [fault.message for fault in told.value.faults] == ["this is no regular file"] * 2
