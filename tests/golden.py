"""The golden pages that come with the packs, for tests."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import jsonschema

from cleaner.authoring.goldens import Case, golden_folder, read_cases
from cleaner.packs.folders import shipped_rules

ROOT = golden_folder(shipped_rules())


@cache
def cases() -> tuple[Case, ...]:
    """Return all golden pages, sorted by name."""
    return read_cases(ROOT)


@cache
def validator(path: Path) -> jsonschema.Draft202012Validator:
    """Return what validates by this schema, which is checked itself."""
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)
