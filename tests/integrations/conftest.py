"""What several tests share: a PostgreSQL server, places for new indexes, and a browser (Debian's Chromium)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .postgres_server import Place, postgres_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright  # most integrations are tested without it

    path = shutil.which("chromium")
    assert path, "these tests need Debian's package chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Run a server, and yield its address."""
    with postgres_server() as address:
        yield address


@pytest.fixture(params=["tantivy", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Return a function that returns the place for a new index at each call."""
    import psycopg

    numbers = count()
    if request.param == "tantivy":
        return lambda: str(tmp_path / f"index{next(numbers)}")
    address = request.getfixturevalue("postgres")

    def database() -> str:
        name = f"test_{abs(hash(request.node.name))}_{next(numbers)}"
        with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return f"{address}/{name}"

    return database
