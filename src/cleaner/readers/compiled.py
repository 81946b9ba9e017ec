"""The compiled parts of the reader, where they were built: `_compiled.pyx`.

They give the same results as the functions in Python, which take their place everywhere else. With the environment
variable `CLEANER_PURE_PYTHON`, the functions in Python are used in any case: the tests run with both.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

compiled: Any = None
"""The compiled module, or None."""

if not os.environ.get("CLEANER_PURE_PYTHON"):
    try:
        compiled = import_module("cleaner.readers._compiled")
    except (ImportError, ValueError):  # not built, or built for another version of lxml
        compiled = None
