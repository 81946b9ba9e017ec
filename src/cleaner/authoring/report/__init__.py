"""The report of `cleaner explain --html`: one file that a browser shows, for one page or many.

The file has the data of all pages as JSON, and one script that shows a page when somebody chooses it. The text of pages
reaches the document only as text, and a Content-Security-Policy allows this script and this style, by their hashes, and
nothing else: no other script, no style of an element, and no request.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template

import msgspec
from msgspec import Struct

from ...packs.loading import Packs
from ...page.words import plural
from ..explanation import NamedPage
from .data import Index, page_data, summary_of
from .rules import RuleTable

_UNSAFE = re.compile("[<>&\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Characters that are escaped in the JSON: those that mean something in HTML, those that an editor may hide or that
change the direction of the text around them, and halves of characters, which UTF-8 does not have."""


def report(pages: Iterable[NamedPage], packs: Packs) -> str:
    """Return the report as the text of an HTML file. The pages with problems are its first.

    `packs` are those that cleaned the pages: the report shows their rules, and also those that took nothing.
    """
    rules = RuleTable(packs)
    found = sorted(
        ((summary_of(page), _json(page_data(page, rules))) for page in pages), key=lambda each: -each[0].severity
    )
    index = _json(Index([summary for summary, _ in found], rules.rows()))
    pages_data = [_element(f"page-{number}", text) for number, (_, text) in enumerate(found, 1)]
    style, script = _part("report.css"), _part("report.js")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none';"
        " form-action 'none'; require-trusted-types-for 'script'"
    )
    return Template(_part("report.html")).substitute(
        policy=policy,
        title=escape(f"cleaner: {plural(len(found), 'page')}"),
        style=style,
        script=script,
        data="\n".join([_element("index", index), *pages_data]),
    )


def _part(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _json(value: Struct) -> str:
    r"""Return the value as JSON that can stand in a script of a page of HTML.

    >>> class Text(Struct):
    ...     text: str
    >>> _json(Text("</script><!--"))
    '{"text":"\\u003c/script\\u003e\\u003c!--"}'
    """
    text = json.dumps(msgspec.to_builtins(value), ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _element(name: str, data: str) -> str:
    return f'<script type="application/json" id="{name}">{data}</script>'
