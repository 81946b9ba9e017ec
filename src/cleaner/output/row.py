"""The fields of an article as data.

`FIELDS` is the one table of them. JSON, the rows and columns of a batch, and the schema of the HTTP service derive from
it, and the tables in the documentation are tested against it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from ..page.causes import Removal
from .article import Article, Method
from .structure import placed, whole_code

Text = str | None


class Author(Struct, frozen=True, forbid_unknown_fields=True):
    """One author."""

    name: str


class Image(Struct, frozen=True, forbid_unknown_fields=True):
    """One image."""

    url: str


class LedgerEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One stretch of the page that was removed, and the rule that removed it: see `Removal` and `Cause`."""

    start: Annotated[int, Meta(ge=0, description="The first character, counted from 0.")]
    end: Annotated[int, Meta(ge=0, description="The character after the last one.")]
    text: Annotated[str | UnsetType, Meta(description="For HTML only: the text that was removed.")] = UNSET
    pack: str
    version: int
    file: str
    line: int
    rule: str
    why: str
    score: Annotated[float | UnsetType, Meta(description="The score of the line model, if it decided.")] = UNSET
    layout: Annotated[str | UnsetType, Meta(description="The layout of the site that the rule is for.")] = UNSET


class BlockEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One block of the body: a paragraph, a heading, an item, a row of a table, or a whole piece of code."""

    kind: Literal["paragraph", "heading", "list item", "quote", "caption", "table row", "code"]
    level: Annotated[int, Meta(ge=1, le=6, description="Of a heading.")] | UnsetType = UNSET
    depth: Annotated[int, Meta(ge=1, description="In a list: how many lists it stands in.")] | UnsetType = UNSET
    number: Annotated[int, Meta(ge=1, description="Of an item of an ordered list.")] | UnsetType = UNSET
    text: Annotated[str, Meta(description="The text. Code has its line ends and its indentation.")]
    cells: Annotated[list[str] | UnsetType, Meta(description="Of a row of a table: the text of each cell.")] = UNSET


class Field(Struct, frozen=True):
    """One field: its name, how its value is taken from an article, the type of that value, and what it means.

    The name is schema.org's where schema.org has one, spelled as in zyte-common-items.
    """

    name: str
    take: Callable[[Article], Any]
    type: Any
    meaning: str


FIELDS = (
    Field("url", lambda article: article.url, Text, "The URL that was given for the page."),
    Field("headline", lambda article: article.headline, Text, "The headline."),
    Field("articleBody", lambda article: article.text, str, "The text of the article. Empty if no article was found."),
    Field(
        "blocks",
        lambda article: list(_block_entries(article)),
        list[BlockEntry],
        "The paragraphs, headings, items of lists, rows of tables and pieces of code of that text, in order.",
    ),
    Field(
        "authors",
        lambda article: [{"name": name} for name in article.authors],
        list[Author],
        "The authors that the byline or the metadata names.",
    ),
    Field(
        "datePublished",
        lambda article: article.date_published,
        Text,
        "The date of publication in ISO 8601. HTML only: from the metadata, or found by htmldate.",
    ),
    Field(
        "datePublishedRaw",
        lambda article: article.date_published_raw,
        Text,
        'The date as the page shows it, such as "18 jan 2022 om 19:12", or the month of the crawl, such as "2022-01".',
    ),
    Field(
        "dateModified",
        lambda article: article.date_modified,
        Text,
        "The date of the last change in ISO 8601. HTML only: from the metadata.",
    ),
    Field("articleSection", lambda article: article.section, Text, "The section of the site."),
    Field("inLanguage", lambda article: article.language, Text, "The code of the language, such as `nl`."),
    Field(
        "canonicalUrl",
        lambda article: article.canonical_url,
        Text,
        "The URL that the page names as its canonical one. HTML only.",
    ),
    Field(
        "description",
        lambda article: article.description,
        Text,
        "The summary in the metadata of the page. HTML only.",
    ),
    Field(
        "mainImage",
        lambda article: {"url": article.main_image} if article.main_image else None,
        Image | None,
        "The main image that the metadata names; its URL is absolute. HTML only.",
    ),
    Field(
        "keywords",
        lambda article: list(article.keywords),
        list[str],
        "The keywords or tags of the article in the metadata. HTML only.",
    ),
    Field("siteName", lambda article: article.site_name, Text, "The name of the site in the metadata. HTML only."),
    Field(
        "dateline",
        lambda article: article.dateline,
        Text,
        'The place and the news agency at the start of the text, such as "BRUSSEL (ANP)".',
    ),
    Field("pack", lambda article: article.pack, Text, "The pack that cleaned the page."),
    Field("version", lambda article: article.pack_version, int | None, "The version of that pack."),
    Field(
        "tried",
        lambda article: list(article.tried),
        list[str],
        'The packs that took part and their versions, the pack of the site first: "zeelandnet 2", then "generic 1" if '
        "its result was compared with generic extraction.",
    ),
    Field(
        "recognised",
        lambda article: article.recognised,
        str,
        'Why that pack was chosen: "URL, host nu.nl", "canonical URL, host nu.nl", '
        '"signature, weight 6 of 3 needed". If the pack has layouts, it names the one of the page: "layout 2024 by its '
        'sign". It also says if the result of the pack was discarded.',
    ),
    Field(
        "method",
        lambda article: article.method,
        Method,
        "What cleaned the page: `pack` (the pack of a site), `generic` (the generic pack), or `none` if no article was "
        "found.",
    ),
    Field(
        "confidence",
        lambda article: article.confidence,
        Annotated[float, Meta(ge=0, le=1)],
        "A number from 0 to 1 for sorting and filtering. It is not a probability.",
    ),
    Field(
        "warnings",
        lambda article: [warning.text for warning in article.warnings],
        list[str],
        "Sentences for people about what was unusual.",
    ),
    Field(
        "warningCodes",
        lambda article: [warning.code for warning in article.warnings],
        list[str],
        "The code of each of these, in the same order: see [warnings.md](warnings.md).",
    ),
    Field(
        "ledger",
        lambda article: [_ledger_entry(article, removal) for removal in article.ledger.removed],
        list[LedgerEntry],
        "What was removed from the page, and which rule removed it, in the order of the page.",
    ),
)
"""The fields of an article, in the order of the output."""

VALUES: Mapping[str, Callable[[Article], Any]] = {field.name: field.take for field in FIELDS}
"""For each name, how its value is taken from an article."""


def to_dict(article: Article, *, ledger: bool = True, blocks: bool = True) -> dict[str, Any]:
    """Return the article as plain data under the names of `FIELDS`, with or without its `ledger` and its `blocks`.

    Entries of the ledger give offsets in characters of the text of the page. For HTML, that text is not stored anywhere
    else, so each entry also has its own `text`.

    >>> from cleaner import clean
    >>> to_dict(clean("De raad kwam woensdag bijeen."))["articleBody"]
    'De raad kwam woensdag bijeen.'
    """
    left_out = {name for name, is_wanted in (("ledger", ledger), ("blocks", blocks)) if not is_wanted}
    return {name: take(article) for name, take in VALUES.items() if name not in left_out}


def _block_entries(article: Article) -> Iterator[dict[str, Any]]:
    """Yield an entry for each block. The lines of a `<pre>` are one entry."""
    for code, group in whole_code(placed(article.body)):
        first = group[0]
        block = first.block
        entry = {
            "kind": "code" if code else block.kind,
            "level": block.level,
            "depth": first.depth,
            "number": block.number if first.depth else 0,
            "text": code or block.text,
            "cells": list(block.cells),
        }
        yield {key: value for key, value in entry.items() if value}


def _ledger_entry(article: Article, removal: Removal) -> dict[str, Any]:
    entry: dict[str, Any] = {"start": removal.start, "end": removal.end}
    if article.page_is_html:
        entry["text"] = article.page_text[removal.start : removal.end]
    entry.update(msgspec.to_builtins(removal.cause))
    for name, nothing in (("score", None), ("layout", "")):
        if entry[name] == nothing:
            del entry[name]
    return entry


def to_json(article: Article, *, file: str | None = None) -> str:
    r"""Return the article as one line of JSON, with the keys of `to_dict`.

    `file` is the name of the file that the page comes from, for the key `source`, as in the output of a batch.

    >>> from cleaner import clean
    >>> to_json(clean("De raad kwam woensdag bijeen."), file="a.txt")[-26:]
    '"source":{"file":"a.txt"}}'
    """
    row = to_dict(article)
    if file is not None:
        name = os.fsencode(file)
        in_base64 = not_utf8(name)
        row["source"] = {"file": name.decode(errors="replace")} | ({"fileBytes": in_base64} if in_base64 else {})
    return msgspec.json.encode(row).decode()


def not_utf8(name: bytes) -> str | None:
    r"""Return the name of a file as base64 if it is not UTF-8, so that the file can be found again; else None.

    >>> not_utf8("b\u00e9.txt".encode()), not_utf8(b"b\xe9.txt")
    (None, 'YukudHh0')
    """
    try:
        name.decode()
    except UnicodeDecodeError:
        from base64 import b64encode  # hardly any name

        return b64encode(name).decode()
    return None


def row_type() -> type[Struct]:
    """Return the type of what `to_dict` returns: a class named `Article` with one required field for each of `FIELDS`.

    >>> row_type().__struct_fields__[:2]
    ('url', 'headline')
    """
    fields = [(field.name, Annotated[field.type, Meta(description=field.meaning)]) for field in FIELDS]
    return msgspec.defstruct("Article", fields, forbid_unknown_fields=True)
