"""The marks that open the items of a list in plain text."""

from __future__ import annotations

import re

CLEAR_BULLETS = "•‣▪◦"
"""Marks that only lists have."""
DASHES = "—–-"
"""Marks that open speech as well."""
BULLET = re.compile(rf"[{CLEAR_BULLETS}*{DASHES}]\s+")
NUMBER = re.compile(r"(\d{1,3})([.)])\s+")
