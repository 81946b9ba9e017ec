from __future__ import annotations

import pytest

from cleaner import Cleaner


@pytest.fixture(scope="session")
def cleaner() -> Cleaner:
    return Cleaner()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that may take longest first: one that began last would leave the other cores with nothing to do."""
    items.sort(key=lambda item: -max((mark.args[0] for mark in item.iter_markers("timeout")), default=0))
