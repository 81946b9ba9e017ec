from __future__ import annotations

import pytest
from hypothesis import settings

from cleaner import Cleaner

settings.register_profile("cleaner", deadline=None)  # a loaded machine is slow; pytest-timeout ends what hangs
settings.load_profile("cleaner")


@pytest.fixture(scope="session")
def cleaner() -> Cleaner:
    return Cleaner()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests that may take longest first. If one of them began last, the other cores would be idle."""
    items.sort(key=lambda item: -max((mark.args[0] for mark in item.iter_markers("timeout")), default=0))
