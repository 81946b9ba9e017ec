"""A folder of private packs for tests: one pack, with one golden page that passes."""

from __future__ import annotations

from pathlib import Path

CHECKED = "checked: {by: fixtures, when: '2026-11-28'}\n"
PACK = """\
pack: own
version: 1
hosts: [own.example]
signature: {need: 1,
  lines: [{line: De eigen krant}]}
checked: {by: fixtures, when: '2026-11-28'}
rules:
  - until: {line: Meer nieuws, why: teasers}
  - drop: {line: De eigen krant, why: the name of the site}
  - title: {repeated: true, why: the headline}
  - meta: {field: author, line: 'Door ((?&name))', within: 3, why: the byline}
"""
LEAD = "De raad kwam woensdag bijeen over de haven, en ging zonder besluit weer uiteen."
LAST = "Volgens de wethouder is een besluit pas na de zomer te verwachten."
PAGE = f"De eigen krant\nKop\nKop\nDoor A. de Vries\n{LEAD}\n{LAST}\nMeer nieuws\nEen ander bericht\n"
CASE = {
    "url": "https://own.example/nieuws/kop",
    "pack": "own",
    "headline": "Kop",
    "authors": "[A. de Vries]",
    "note": "a page with everything",
}
ARTICLE = f"{LEAD}\n\n{LAST}\n"


def repository(root: Path, changes: dict[str, str | None] | None = None) -> Path:
    """Write a folder with a pack and its golden page; return the folder of the golden page.

    `changes` are other contents of files in that folder, or with a `/` before their names, in the folder of packs; None
    for a file that is missing. Of `case.yaml`, they are the keys that differ.
    """
    changes = changes or {}
    keys = dict(line.split(": ", 1) for line in (changes.get("case.yaml") or "").splitlines())
    facts = {key: value for key, value in (CASE | keys).items() if value}
    contents = {"/own.yaml": PACK, "input.txt": PAGE, "expected.txt": ARTICLE} | changes
    contents["case.yaml"] = "".join(f"{key}: {value}\n" for key, value in facts.items())
    folder = root / "golden/own/a"
    folder.mkdir(parents=True)
    for name, content in contents.items():
        if content is not None:
            (root / name[1:] if name[0] == "/" else folder / name).write_text(content, encoding="utf-8")
    return folder
