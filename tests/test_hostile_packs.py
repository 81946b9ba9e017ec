"""A hostile pack runs no code, opens no file, and makes no page take longer than the limit: it is only data."""

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
        with pytest.raises(PackError) as caught:
            load(tmp_path)
        assert any(hostile.fault in fault.message for fault in caught.value.faults)
        assert all(fault.file.startswith(str(tmp_path)) for fault in caught.value.faults)
        assert time.process_time() - started < 10
        assert not Path("/tmp/owned").exists()  # noqa: S108  (one of them tries to make it)
        return
    seconds = 2 if hostile.outcome == "cpu_seconds" else 25  # do not wait long for a page that never ends
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
    """Python's audit events name the files, processes and sockets that are opened while the hostile packs load."""
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

    small: list[Path] = []
    large: list[Path] = []
    for number, hostile in enumerate(pack for pack in PACKS if "1,000" not in pack.name):  # those take seconds
        for name, content in hostile.make().items():
            path = tmp_path / str(number) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        size = sum(path.stat().st_size for path in (tmp_path / str(number)).rglob("*.yaml"))
        (small if size < 200_000 else large).append(tmp_path / str(number))
    sys.addaudithook(listen)
    for is_recorded, folders in ((False, small), (True, small + large)):  # in the first round, modules are imported
        rounds.append(is_recorded)
        for folder in folders:
            with suppress(PackError):
                load(folder)
    rounds.clear()
    rules = Path(__file__).resolve().parents[1] / "rules"
    assert seen
    assert not [event for event in seen if not event.startswith((f"open {tmp_path}", f"open {rules}"))]


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.yaml")
    (tmp_path / "y.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(PackError) as caught:
        load(tmp_path)
    assert [fault.message for fault in caught.value.faults] == [
        "this is not a regular file; replace it by one, or rename it"
    ] * 2
