"""The OpenAPI document of the service.

`openapi.yaml` holds what is written by hand. What an article is comes from `cleaner.output.row`, the formats from
`cleaner.output.render`, and the names of the packs from the packs that are loaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from typing import Any

import msgspec
import yaml

from ... import __version__
from ...output.render import FORMATS
from ...output.row import row_type

REFERENCES = "#/components/schemas/{name}"


def openapi(packs: Iterable[str]) -> dict[str, Any]:
    """Return the document of a service that has packs of these names."""
    text = files(__package__).joinpath("openapi.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    document["info"]["version"] = __version__
    schemas = document["components"]["schemas"]
    schemas["PackName"]["enum"] = [*sorted(packs), "none"]
    _, definitions = msgspec.json.schema_components([row_type()], ref_template=REFERENCES)
    schemas.update(definitions)
    article = definitions["Article"]
    with_id = article["properties"] | {"id": {"$ref": REFERENCES.format(name="Id")}}
    schemas["ArticleWithId"] = article | {"title": "ArticleWithId", "properties": with_id}
    document["components"]["responses"]["Article"]["content"] = {
        form.media_type: {"schema": {"$ref": REFERENCES.format(name="Article")} if form.has_metadata else TEXT}
        for form in FORMATS.values()
    }
    return document


TEXT = {"type": "string"}
