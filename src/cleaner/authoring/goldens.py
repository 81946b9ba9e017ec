"""Golden pages: pages of a site, each with the article that has to come out of it. They are the tests of a pack.

A golden page is a folder with these files:

    input.html or input.txt    the page, as a crawler stored it
    case.yaml                  the pack, the URL, and the facts that have to come out: see `Facts`
    expected.txt               the article, with a blank line between two blocks; missing if the page has none
    expected.md                the article in Markdown, for cases about the structure of a page
    expected.json              the blocks of the article's JSON, for the same

`golden_folder` says where the golden pages of a folder of packs are. Folders below it only keep them in order:
`golden/be/example/two-teasers` is a page for the pack in `be/example.yaml`.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct
from yaml.nodes import Node

from ..errors import Fault, PackError, UsageError
from ..packs.files import convert_text, read_text
from ..packs.folders import GOLDEN, shown
from ..packs.linting import lint_value
from ..packs.loading import Packs
from ..packs.nodes import NodeReader
from ..packs.reading import rule_files
from ..packs.schema import Name, Pack

CASE = "case.yaml"
INPUTS = ("input.html", "input.txt")
ARTICLE, MARKDOWN, BLOCKS = "expected.txt", "expected.md", "expected.json"


class Facts(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The content of `case.yaml`."""

    url: (
        Annotated[str, Meta(description="The URL of the page. Without it, the page is cleaned without a URL.")] | None
    ) = None
    pack: Name
    headline: Annotated[str, Meta(description="The headline that is found; leave it out if none is.")] | None = None
    authors: Annotated[tuple[str, ...], Meta(description="The authors that are found.")] = ()
    date: (
        Annotated[
            str,
            Meta(
                description="For text: the date that is found, as the page shows it.", examples=["4 mei 2024 om 16:30"]
            ),
        ]
        | None
    ) = None
    published: (
        Annotated[
            str,
            Meta(
                pattern=r"^\d{4}-\d\d-\d\d$",
                description="The day of publication that is found, as YYYY-MM-DD.",
                examples=["2024-05-04"],
            ),
        ]
        | None
    ) = None
    warns: Annotated[
        bool, Meta(description="Whether the article carries a warning. A page without an article always does.")
    ] = False
    bare: Annotated[bool, Meta(description="Whether the page gives the same article without its URL.")] = True
    fails: (
        Annotated[
            str,
            Meta(
                min_length=1,
                description="Why this page is not cleaned as it should be. Such a page has to fail: once it passes, the"
                " test asks for this key to be removed.",
            ),
        ]
        | None
    ) = None
    note: Annotated[str, Meta(description="What the page shows: the reason that it is here.")]


@lint_value.register
def _(value: Facts) -> Iterator[str]:
    if value.url is None and not value.bare:
        yield "without a 'url', 'bare: false' leaves nothing to test; add the URL of the page, or remove 'bare'"


class Case(Struct, frozen=True):
    """One golden page: its folder, the folder's name below the folder of all golden pages, and what is in it."""

    folder: Path
    name: str
    is_html: bool
    page: bytes
    expected: str | None
    markdown: str | None
    blocks: list[dict[str, Any]] | None
    facts: Facts


class Suite(Struct, frozen=True):
    """Golden pages, and the names of the packs that are tested with them."""

    packs: frozenset[str]
    cases: tuple[Case, ...]


def golden_folder(packs: Path) -> Path:
    """Return the folder of the golden pages for this folder of packs: `golden` in it, or, if there is none, beside it.

    If there is neither, it is the one in it, which does not exist yet.
    """
    inside, beside = packs / GOLDEN, packs.parent / GOLDEN
    return beside if beside.is_dir() and not inside.is_dir() else inside


def suite_of(packs: Packs, names: Sequence[str] = ()) -> Suite:
    """Return the golden pages for these packs; by default, for those of the user's folder, or else for all.

    The golden pages of the other packs are in it too, as far as they are on this machine: a pack must leave them alone.
    Raises `UsageError` if there is no such pack, and `PackError` with all faults of all files.
    """
    for name in names:
        packs[name]
    folders = packs.files.folders
    own = {file.content.name for file in rule_files(folders) if isinstance(file.content, Pack)}
    cases: list[Case] = []
    for number, folder in enumerate(folders):
        is_own = number == len(folders) - 1
        found = read_cases(golden_folder(folder), packs.programs)
        cases += [case for case in found if is_own or case.facts.pack not in own]  # the user's pack replaces that one
    return Suite(frozenset(names or own), tuple(cases))


def read_cases(root: Path, packs: Collection[str] | None = None) -> tuple[Case, ...]:
    """Return all golden pages below a folder, sorted by name.

    `packs` are the names that they may have; any name will do by default. Raises `PackError` with all faults of all
    files.
    """
    faults: list[Fault] = []
    folders = {path.parent for name in (CASE, *INPUTS) for path in root.rglob(name)}
    found = [_read_case(folder, root, packs, faults) for folder in sorted(folders)]
    if faults:
        raise PackError(faults)
    return tuple(case for case in found if case is not None)


def _read_case(folder: Path, root: Path, packs: Collection[str] | None, faults: list[Fault]) -> Case | None:
    path = folder / CASE
    before = len(faults)
    facts = _read_facts(path, packs, faults) if path.exists() else None
    if not path.exists():
        faults.append(Fault(shown(path), 1, 1, "this file is missing; write it, with at least 'pack' and 'note'"))
    inputs = [folder / name for name in INPUTS if (folder / name).is_file()]
    if len(inputs) != 1:
        message = (
            "there is no page beside this file; store it as" if not inputs else "there are two pages here; keep one,"
        )
        faults.append(Fault(shown(path), 1, 1, f"{message} {' or '.join(INPUTS)}"))
    expected, markdown, blocks = (_read_expected(folder / name, faults) for name in (ARTICLE, MARKDOWN, BLOCKS))
    if facts is None or len(faults) > before:
        return None
    return Case(
        folder,
        folder.relative_to(root).as_posix(),
        inputs[0].suffix == ".html",
        inputs[0].read_bytes(),
        expected,
        markdown,
        blocks,
        facts,
    )


def _read_facts(path: Path, packs: Collection[str] | None, faults: list[Fault]) -> Facts | None:
    reader = NodeReader(shown(path), {})
    text = read_text(path, reader)
    facts, root = convert_text(text, Facts, reader) if text is not None else (None, None)
    if facts and root and packs is not None and facts.pack not in packs:
        known = ", ".join(sorted(packs))
        reader.fault(_value(root, "pack"), f"there is no pack {facts.pack!r}; the packs are {known}")
    faults += reader.faults
    return facts


def _value(root: Node, key: str) -> Node:
    value: Node = next(value for name, value in root.value if name.value == key)
    return value


def _read_expected(path: Path, faults: list[Fault]) -> Any:
    """Return the content of a file of the expected result, or None if it is missing."""
    if not path.exists():
        return None
    try:
        text = path.read_text(encoding="utf-8-sig").rstrip("\n")
        if text:
            return json.loads(text) if path.suffix == ".json" else text + "\n"
        faults.append(Fault(shown(path), 1, 1, "this file is empty; remove it if the page has no article"))
    except json.JSONDecodeError as error:
        faults.append(Fault(shown(path), error.lineno, error.colno, f"this is not valid JSON: {error.msg}; correct it"))
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(shown(path), 1, 1, f"this file cannot be read as UTF-8 text: {error}; store it as such"))
    return None


def write_case(folder: Path, page: bytes, facts: Facts, expected: str | None, *, is_html: bool) -> None:
    r"""Write a new golden page to a folder that does not exist yet, whole or not at all.

    `expected` is the text of the article, or None if the page has none. Raises `UsageError` if the folder exists, or
    cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> facts = Facts(pack="example", note="two teasers", url="https://example.nl/nieuws/kop", authors=("A. de Vries",))
    >>> with TemporaryDirectory() as root:
    ...     write_case(Path(root, "two-teasers"), b"Kop\n\nEen zin.\n", facts, "Een zin.", is_html=False)
    ...     print(Path(root, "two-teasers", "case.yaml").read_text(), end="")
    ...     [(case.name, case.expected) for case in read_cases(Path(root))]
    url: https://example.nl/nieuws/kop
    pack: example
    authors:
    - A. de Vries
    note: two teasers
    [('two-teasers', 'Een zin.\n')]
    """
    if folder.exists():
        raise UsageError(f"there is a golden page at {shown(folder)} already; choose another name, or remove it")
    new = folder.with_name(f".{folder.name}.{os.getpid()}")
    try:
        new.mkdir(parents=True)
        (new / INPUTS[not is_html]).write_bytes(page)
        (new / CASE).write_text(_case_text(facts), encoding="utf-8")
        if expected is not None:
            (new / ARTICLE).write_text(expected.rstrip("\n") + "\n", encoding="utf-8")
        new.rename(folder)
    except OSError as error:
        raise UsageError(f"cannot write the golden page {shown(folder)}: {error.strerror}") from error
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _case_text(facts: Facts) -> str:
    import yaml  # only needed to write

    defaults = {field.name: field.default for field in msgspec.structs.fields(Facts) if not field.required}
    values = {name: value for name, value in msgspec.structs.asdict(facts).items() if value != defaults.get(name, ...)}
    text: str = yaml.safe_dump(
        msgspec.to_builtins(values, builtin_types=()), allow_unicode=True, sort_keys=False, width=float("inf")
    )
    return text


def write_expected(path: Path, text: str | None) -> bool:
    """Write the text of an expected result, or remove the file for None. Return whether that changed anything.

    The file is replaced as a whole. Raises `UsageError` if that is not possible.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if (path.read_text(encoding="utf-8") if path.exists() else None) == text:
            return False
        if text is None:
            path.unlink()
        else:
            new.write_text(text, encoding="utf-8")
            new.replace(path)
    except OSError as error:
        raise UsageError(f"cannot write {shown(path)}: {error.strerror}") from error
    finally:
        new.unlink(missing_ok=True)
    return True
