"""Cases for the steps of the chain: a YAML file for each step, with pages on which it fires and on which it must not.

    fires:                      # this article comes out; without the step, something else does
      - name: what the case shows
        html: <p>...            # or `text:`
        article: |              # its blocks, separated by blank lines; left out if the page has no article
          ...
    spares:                     # this article comes out, with the step and without it
      - ...

Other keys of a case, if they matter: `url`; `packs`, a list of the contents of packs; `pack`, the name of the pack to
use; `target_language`, and `detects`, the language that the text seems to be in; `only_with_metadata`; `tables`;
`strip_dateline`; `unwrap`; `favor`; `site_lines`, the lines that recur on the site, each with the evidence; and, for
the expected article, `kinds` of the blocks, `headline`, `authors`, `language`, `confidence`, `method`, `warning` (a
part of an expected warning), and `quiet: true` if there must be no warning.

Most cases of the shape steps bring a pack that selects `main`, so that no extractor has a say in the outcome. The steps
that only run for unknown sites (`entries`, `parts`, `outside`, `lead`, `byline`, `heading`) have pages for trafilatura.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal
from unittest.mock import patch

import yaml
from msgspec import Struct, convert

from cleaner import Article, Cleaner
from cleaner.chain.step import Step
from cleaner.chain.table import (
    DATELINE,
    DECLARED,
    DETECTED,
    KINDS,
    KNOWN_HTML,
    KNOWN_TEXT,
    METADATA,
    TABLES,
    UNKNOWN_HTML,
    UNKNOWN_TEXT,
    UNWRAP,
    WEAK,
    clean_page,
)
from cleaner.generic.text.line_model import Favor
from cleaner.packs.composing import compose
from cleaner.packs.loading import Packs
from cleaner.packs.nodes import NodeReader
from cleaner.packs.program import assemble
from cleaner.packs.schema import Pack
from cleaner.readers import read_page

FOLDER = Path(__file__).parent
SHARED = (DECLARED, WEAK, DETECTED, METADATA, TABLES, DATELINE, UNWRAP, KINDS)
"""The steps that all ways share; most of them run only if the caller asks."""


class Case(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One page, and what must come out of it."""

    name: str
    html: str | None = None
    text: str | None = None
    url: str | None = None
    packs: tuple[str, ...] = ()
    pack: str | None = None
    target_language: str | None = None
    detects: str | None = None
    only_with_metadata: bool = False
    tables: bool = True
    strip_dateline: bool = False
    unwrap: bool = False
    favor: Favor | None = None
    site_lines: Mapping[str, str] = {}
    article: str | None = None
    kinds: tuple[str, ...] | None = None
    headline: str | None = None
    authors: tuple[str, ...] | None = None
    language: str | None = None
    confidence: float | None = None
    method: str | None = None
    warning: str | None = None
    quiet: bool = False


class Cases(Struct, frozen=True, forbid_unknown_fields=True):
    """The content of a file."""

    fires: tuple[Case, ...] = ()
    spares: tuple[Case, ...] = ()


def all_steps() -> dict[str, Step]:
    """Return every step of the chain by its name, including the steps inside others."""
    steps: dict[str, Step] = {}

    def add(some: Collection[Step]) -> None:
        for step in some:
            assert steps.setdefault(step.name, step) is step, f"two steps are called {step.name}"
            add(step.parts)

    for way in (KNOWN_TEXT, KNOWN_HTML, UNKNOWN_TEXT, UNKNOWN_HTML, SHARED):
        add(way)
    return steps


def cases() -> Iterator[tuple[str, Literal["fires", "spares"], Case]]:
    """Yield the cases of all files, each with the name of its step and what the step does on it."""
    for path in sorted(FOLDER.glob("*.yaml")):
        found = _read(path)
        step = path.stem.replace("-", " ")
        yield from ((step, "fires", case) for case in found.fires)
        yield from ((step, "spares", case) for case in found.spares)


def run(case: Case, without: Collection[str] = ()) -> Article:
    """Clean the page of a case."""
    page = read_page(case.html or case.text or "", case.url, "html" if case.html is not None else "text")
    packs = _packs(case.packs)
    with patch("cleaner.generic.languages.detect_language", lambda _: case.detects):  # what detects it is an extra
        return clean_page(
            page,
            packs,
            pack=case.pack,
            target_language=case.target_language,
            only_with_metadata=case.only_with_metadata,
            tables=case.tables,
            strip_dateline=case.strip_dateline,
            unwrap=case.unwrap,
            favor=case.favor,
            site_lines=case.site_lines,
            without=without,
        )


def is_right(case: Case, article: Article) -> bool:
    """Return whether this is what must come out."""
    return (
        article.text == (case.article or "").strip()
        and (case.kinds is None or tuple(block.kind for block in article.blocks) == case.kinds)
        and (case.headline is None or article.headline == case.headline)
        and (case.authors is None or article.authors == case.authors)
        and (case.language is None or article.language == case.language)
        and (case.confidence is None or article.confidence == case.confidence)
        and (case.method is None or article.method == case.method)
        and (case.warning is None or any(case.warning in warning.text for warning in article.warnings))
        and not (case.quiet and article.warnings)
    )


def outcome(article: Article) -> tuple[object, ...]:
    """Return what a step may change of an article; the ledger is left out, and so is how sure the chain is."""
    kinds = tuple(block.kind for block in article.blocks)
    found = (article.text, kinds, article.headline, article.authors, article.language)
    return (*found, article.pack, article.method, article.warnings)


@cache
def _read(path: Path) -> Cases:
    return convert(yaml.safe_load(path.read_text(encoding="utf-8")), Cases, strict=False)


@cache
def _packs(own: tuple[str, ...]) -> Packs:
    programs = dict(_shipped().packs.programs)
    for text in own:
        reader = NodeReader("own.yaml", {})
        root = compose(text, reader)
        assert root is not None, reader.faults
        pack = reader.convert(root, Pack)
        programs[pack.pack] = assemble(pack, "own.yaml", {})
    return Packs(programs)


@cache
def _shipped() -> Cleaner:
    return Cleaner()
