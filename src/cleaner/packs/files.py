"""Reads one YAML file as a value of a type. What is wrong with the file is noted, with its place."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from yaml.nodes import Node

from ..errors import Fault
from .composing import compose
from .nodes import MalformedError, NodeReader
from .schema import fields_of

MAX_SIZE = 1_000_000
"""The most bytes of a file: about a hundred times the size of the largest pack that we know."""

_Content = TypeVar("_Content", bound=Struct)


def read_text(path: Path, reader: NodeReader) -> str | None:
    """Return the text of a file; None if it cannot be read: `reader` notes why."""
    if not path.is_file():  # reading a pipe would wait for ever
        message = "this is not a regular file; replace it by one, or rename it"
        reader.faults.append(Fault(reader.file, 1, 1, message))
        return None
    try:
        with path.open("rb") as file:
            data = file.read(MAX_SIZE + 1)
        if len(data) > MAX_SIZE:
            message = f"this file has more than {MAX_SIZE:,} bytes; the pack of one site needs a few thousand"
            reader.faults.append(Fault(reader.file, 1, 1, message))
            return None
        return data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reader.faults.append(Fault(reader.file, 1, 1, f"this file cannot be read as UTF-8 text: {error}"))
        return None


def convert_text(text: str, kind: type[_Content], reader: NodeReader) -> tuple[_Content | None, Node | None]:
    """Return the content of a file and its root node; None for both if it has faults: `reader` notes them."""
    root = compose(text, reader, [name for name, field in fields_of(kind).items() if field.required])
    try:
        return (reader.convert(root, kind), root) if root else (None, None)
    except MalformedError:
        return None, None
