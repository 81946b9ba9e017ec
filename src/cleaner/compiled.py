"""The modules that are compiled, where they were built: the files `*.pyx`.

What they do is also written in Python, with the same results, for where they are not built. With the environment
variable `CLEANER_PURE_PYTHON`, Python is used in any case: the tests run with both.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any


def compiled_module(name: str) -> Any:
    """Return the compiled module of this package with this name, or None.

    >>> compiled_module("readers._unknown") is None
    True
    """
    if os.environ.get("CLEANER_PURE_PYTHON"):
        return None
    try:
        return import_module(f"cleaner.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"cleaner.{name}":
            raise
        return None
    except (ImportError, ValueError, TypeError, AttributeError):  # it was built for another version of lxml
        return None
