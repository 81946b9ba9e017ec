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
    """Mark the tests that need frameworks. Run those that may take longest first.

    If a long one began last, the other cores would be idle.
    """
    for item in items:
        if "integrations" in item.path.parts:
            item.add_marker("frameworks")
    items.sort(key=lambda item: -max((mark.args[0] for mark in item.iter_markers("timeout")), default=0))
