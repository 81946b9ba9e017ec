"""`python -m cleaner` is the command `cleaner`."""

from __future__ import annotations

import sys

from .cli import main

sys.exit(main())
