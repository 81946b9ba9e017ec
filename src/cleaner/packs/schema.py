"""The types of a pack file. The JSON Schema that editors use is made from them."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import FieldInfo, fields

from ..page.patterns import LinePattern, Pattern
from ..verbs import VERBS
from ..verbs.rule import Options
from ..verbs.selecting import Css, XPath

Name = Annotated[
    str,
    Meta(
        pattern="^[a-z][a-z0-9_-]*$",
        description="A name begins with a lower-case letter; lower-case letters, digits, '-' and '_' follow.",
        examples=["zeelandnet"],
    ),
]
Host = Annotated[
    str,
    Meta(
        pattern="^[a-z0-9-]+(\\.[a-z0-9-]+)+(/[^ ]*)?$",
        max_length=1000,
        description="A host in lower case, without 'https://'; it includes its subdomains. A glob for the path may"
        " follow: 'example.com/sport/*'.",
        examples=["zeelandnet.nl"],
    ),
]

Glob = Annotated[str, Meta(max_length=1000)]


GENERIC = "generic"
"""The name of the pack for all sites that have none."""


class Rule(Struct, frozen=True, tag=True):
    """One rule: its verb, the verb's options, and its place in the file (from 1)."""

    verb: str
    options: Options
    line: int
    column: int


class Use(Struct, frozen=True, tag=True):
    """`- use: NAME`: insert the rules of a shared file here."""

    name: str
    line: int
    column: int


Rules = tuple[Rule | Use, ...]
Phrases = Annotated[
    dict[str, str],
    Meta(description="Parts of patterns, by name. A pattern further down the file inserts one by '(?&name)'."),
]


class SignatureLine(Struct, frozen=True, forbid_unknown_fields=True):
    """A line that few other sites have, and its weight."""

    line: LinePattern
    weight: Annotated[int, Meta(ge=1)] = 1


class Signature(Struct, frozen=True, forbid_unknown_fields=True):
    """How to recognise text that has no URL: the lines that it contains have to weigh `need` together."""

    need: Annotated[int, Meta(ge=1)]
    lines: Annotated[tuple[SignatureLine, ...], Meta(min_length=1)]


class Sign(Struct, frozen=True, forbid_unknown_fields=True):
    """What pages of one layout show, and pages of the other layouts do not: an element in HTML, or a line in text."""

    css: Css | None = None
    xpath: XPath | None = None
    line: LinePattern | None = None

    @property
    def selector(self) -> tuple[str | None, str | None] | None:
        """The CSS selector or the XPath of the element; None if the sign is only for text."""
        return None if self.css is None and self.xpath is None else (self.css, self.xpath)


class SiteLayout(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the layouts that a site has had: how to recognise its pages, and the rules for them alone."""

    name: Annotated[
        str,
        Meta(
            pattern="^[a-z0-9][a-z0-9_-]*$",
            max_length=100,
            description="The name of a layout has lower-case letters, digits, '-' and '_'.",
            examples=["'2024'"],
        ),
    ]
    rules: Rules
    since: Annotated[date, Meta(description="The first day of this layout.", examples=["2024-03-01"])] | None = None
    until: (
        Annotated[date, Meta(description="The first day that is not of this layout any more.", examples=["2024-03-01"])]
        | None
    ) = None
    sign: Sign | None = None

    @property
    def has_dates(self) -> bool:
        """Whether the layout has a first or a last day."""
        return self.since is not None or self.until is not None

    def is_for(self, *, html: bool) -> bool:
        """Return whether a page of HTML, or of text, may have this layout: if there is a sign, it is for such pages."""
        if self.sign is None:
            return True
        return (self.sign.selector if html else self.sign.line) is not None

    def covers(self, day: date) -> bool:
        """Return whether the layout was in use on this day, as far as its dates say."""
        return (self.since or date.min) <= day and (self.until is None or day < self.until)


class ResultLimits(Struct, frozen=True, forbid_unknown_fields=True):
    """What the result of the pack needs to be accepted as an article."""

    min_words: Annotated[int, Meta(ge=1, description="The fewest words of an article.")] = 5
    max_drop: Annotated[
        float,
        Meta(gt=0, le=1, description="The largest share of the words that may be removed."),
    ] = 1.0


class Checked(Struct, frozen=True, forbid_unknown_fields=True):
    """The pages on which the results of the pack were last compared with the right articles, and the day."""

    by: Annotated[
        Literal["stored pages", "fixtures", "unverified"],
        Meta(
            description="'stored pages': those that a crawler stored; 'fixtures': those that somebody wrote by hand, in"
            " the form of the site's pages; 'unverified': none."
        ),
    ]
    when: Annotated[
        date,
        Meta(
            description="The day, as YYYY-MM-DD; for 'unverified', the day on which the pack was written.",
            examples=["2026-11-28"],
        ),
    ]


class Pack(Struct, frozen=True, forbid_unknown_fields=True):
    """The pack of one site: how to recognise its pages, and the rules that clean them."""

    pack: Name
    version: Annotated[int, Meta(ge=1, description="Raise it with every change that may change a result.")]
    rules: Rules
    hosts: tuple[Host, ...] = ()
    checked: Checked | None = None
    phrases: Phrases = {}
    language: Annotated[str, Meta(description="The language of the articles, such as 'nl' or 'nl-BE'.")] = ""
    text_only: Annotated[
        bool,
        Meta(description="The pack is for text; the site's HTML is cleaned as that of a site without a pack."),
    ] = False
    then: Annotated[
        Literal["generic"] | None,
        Meta(
            description="What the rules leave is cleaned like a page of a site without a pack. In HTML, only if no"
            " 'select' finds anything. For a pack that does not know all of its site."
        ),
    ] = None
    signature: Signature | None = None
    listings: Annotated[
        tuple[Glob, ...], Meta(description="Globs for the paths (with the query) of pages that are never an article.")
    ] = ()
    limits: ResultLimits = ResultLimits()
    layouts: Annotated[
        tuple[SiteLayout, ...],
        Meta(
            description="The layouts that the site has had, the newest first. The rules of the layout that a page has"
            " run before 'rules', which are common to all layouts."
        ),
    ] = ()

    @property
    def name(self) -> str:
        """The name that is written in the file."""
        return self.pack

    @property
    def rule_lists(self) -> tuple[Rules, ...]:
        """The common rules, and those of each layout."""
        return (self.rules, *(layout.rules for layout in self.layouts))


class Shared(Struct, frozen=True, forbid_unknown_fields=True):
    """A file of phrases, which every pack can name, and of rules, which a pack inserts by `use`."""

    shared: Name
    version: Annotated[int, Meta(ge=1)]
    phrases: Phrases = {}
    rules: Rules = ()

    @property
    def name(self) -> str:
        """The name that is written in the file."""
        return self.shared

    @property
    def rule_lists(self) -> tuple[Rules, ...]:
        """The rules, in a list of lists as those of a pack."""
        return (self.rules,)


@cache
def fields_of(kind: type[Struct]) -> dict[str, FieldInfo]:
    """Return the fields of a class by the keys of the file. msgspec takes half a millisecond to look them up."""
    return {field.encode_name: field for field in fields(kind)}


def json_schema(kind: type[Struct]) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a pack file, a shared file, or another file without rules.

    >>> sorted(json_schema(Pack)["required"])
    ['pack', 'rules', 'version']
    """
    rules = [verb.options for verb in VERBS.values()] if "rules" in fields_of(kind) else []
    schemas, parts = msgspec.json.schema_components(
        [kind, *rules], schema_hook=_pattern_schema, ref_template="#/$defs/{name}"
    )
    whole = parts.pop(kind.__name__)
    if rules:
        parts.pop("Rule")
        parts.pop("Use")
        choices = [_one_key("use", {"type": "string"})]
        for (name, verb), options in zip(VERBS.items(), schemas[1:], strict=True):
            choices.append(_one_key(name, options) | {"description": verb.docs.split("\n")[0]})
        parts["rules"] = {"type": "array", "items": {"oneOf": choices}}
        for part in (whole, *parts.values()):
            if "rules" in part.get("properties", ()):
                part["properties"]["rules"] = {"$ref": "#/$defs/rules"}
    schema: dict[str, Any] = _without_null(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole, **({"$defs": parts} if parts else {})}
    )
    return schema


def schema_text(kind: type[Struct]) -> str:
    """Return the JSON Schema as the text of the file that is shipped with the packs."""
    import json  # only needed here

    return json.dumps(json_schema(kind), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _one_key(key: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {key: schema}, "required": [key], "additionalProperties": False}


def _without_null(schema: Any) -> Any:
    """Return the schema without `null`, which only Python uses, for an option that a pack leaves out."""
    if isinstance(schema, list):
        return [_without_null(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: _without_null(value) for key, value in schema.items() if not (key == "default" and value is None)}
    choices = schema.get("anyOf", [])
    if {"type": "null"} in choices:
        del schema["anyOf"]
        schema |= next(choice for choice in choices if choice != {"type": "null"})  # older msgspec puts null first
    return schema


def _pattern_schema(kind: type) -> dict[str, Any]:
    if kind is Pattern:
        return {"type": "string", "minLength": 1}
    raise NotImplementedError(kind)
