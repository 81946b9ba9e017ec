from __future__ import annotations

import pytest

from cleaner import Cleaner


@pytest.fixture(scope="session")
def cleaner() -> Cleaner:
    return Cleaner()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests first: one that began last would leave all cores but its own with nothing to do."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
