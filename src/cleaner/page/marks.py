"""The marks that open the items of a list in plain text."""

from __future__ import annotations

import re

BULLET = re.compile(r"[•‣▪◦*–-]\s+")
NUMBER = re.compile(r"\d{1,3}[.)]\s+")
