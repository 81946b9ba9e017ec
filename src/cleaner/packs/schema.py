"""What a pack file may hold. The JSON Schema that editors use is made from these classes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from ..patterns import LinePattern, Pattern
from ..verbs import VERBS
from ..verbs.rule import Options

Name = Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]*$", description="Small letters, digits, '-' and '_'.")]
Host = Annotated[
    str,
    Meta(
        pattern="^[a-z0-9-]+(\\.[a-z0-9-]+)+(/[^ ]*)?$",
        max_length=1000,
        description="A host; its subdomains are meant too. A path glob may follow: 'example.com/sport/*'.",
        examples=["zeelandnet.nl"],
    ),
]

Glob = Annotated[str, Meta(max_length=1000)]


class Rule(Struct, frozen=True, tag=True):
    """One rule: its verb, the verb's options, and where in the file it stands (from 1)."""

    verb: str
    options: Options
    line: int
    column: int


class Use(Struct, frozen=True, tag=True):
    """`- use: NAME`: the rules of a shared file, in this place."""

    name: str
    line: int
    column: int


Rules = tuple[Rule | Use, ...]
Phrases = Annotated[
    dict[str, str],
    Meta(description="Pieces of patterns, by name; a pattern further down the file names one as '(?&name)'."),
]


class SignatureLine(Struct, frozen=True, forbid_unknown_fields=True):
    """A line that few other sites have, and how much it weighs."""

    line: LinePattern
    weight: Annotated[int, Meta(ge=1)] = 1


class Signature(Struct, frozen=True, forbid_unknown_fields=True):
    """How to recognise text that comes without a URL: its lines have to weigh `need` together."""

    need: Annotated[int, Meta(ge=1)]
    lines: Annotated[tuple[SignatureLine, ...], Meta(min_length=1)]


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """What the pack's result has to be, to be taken for an article."""

    min_words: Annotated[int, Meta(ge=1, description="An article has at least so many words.")] = 5
    max_drop: Annotated[float, Meta(gt=0, le=1, description="The largest share of the words that may go.")] = 1.0


class Pack(Struct, frozen=True, forbid_unknown_fields=True):
    """The rule pack of one site: how to recognise its pages, and what to do with them."""

    pack: Name
    version: Annotated[int, Meta(ge=1, description="Raise it with every change of the rules.")]
    rules: Rules
    hosts: tuple[Host, ...] = ()
    phrases: Phrases = {}
    language: Annotated[str, Meta(description="The language of its articles, as in 'nl' or 'nl-BE'.")] = ""
    signature: Signature | None = None
    listings: Annotated[
        tuple[Glob, ...], Meta(description="Globs for the paths (with the query) of pages that are never an article.")
    ] = ()
    limits: Limits = Limits()

    @property
    def name(self) -> str:
        """The name that the file gives itself."""
        return self.pack


class Shared(Struct, frozen=True, forbid_unknown_fields=True):
    """A file of phrases, which every pack can name, and of rules, which a pack takes in by `use`."""

    shared: Name
    version: Annotated[int, Meta(ge=1)]
    phrases: Phrases = {}
    rules: Rules = ()

    @property
    def name(self) -> str:
        """The name that the file gives itself."""
        return self.shared


def json_schema(kind: type[Struct]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a pack file, or of a shared one.

    >>> sorted(json_schema(Pack)["required"])
    ['pack', 'rules', 'version']
    """
    rules = [verb.options for verb in VERBS.values()]
    schemas, parts = msgspec.json.schema_components(
        [kind, Signature, *rules], schema_hook=_pattern_schema, ref_template="#/$defs/{name}"
    )
    parts.pop("Rule", None)
    parts.pop("Use", None)
    parts["rules"] = {"type": "array", "items": {"oneOf": [_one_key("use", {"type": "string"})]}}
    for (name, verb), options in zip(VERBS.items(), schemas[2:], strict=True):
        parts["rules"]["items"]["oneOf"].append(_one_key(name, options) | {"description": verb.docs.split("\n")[0]})
    whole = parts.pop(kind.__name__)
    whole["properties"]["rules"] = {"$ref": "#/$defs/rules"}
    schema: dict[str, Any] = _without_null(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole, "$defs": parts}
    )
    return schema


def schema_text(kind: type[Struct]) -> str:
    """The JSON Schema as it is shipped beside the packs."""
    import json  # only here

    return json.dumps(json_schema(kind), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _one_key(key: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {key: schema}, "required": [key], "additionalProperties": False}


def _without_null(schema: Any) -> Any:
    """The schema without `null`, which stands for "not given" in Python only: in a pack the key is left out."""
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


SCHEMAS: dict[str, type[Struct]] = {"pack.schema.json": Pack, "shared.schema.json": Shared}


def main(folder: str) -> None:
    """Write the JSON Schemas into a folder of packs."""
    for name, kind in SCHEMAS.items():
        Path(folder, name).write_text(schema_text(kind), encoding="utf-8")
