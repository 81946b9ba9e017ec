"""Bytes into characters: the only place where that happens."""

from __future__ import annotations

import codecs

from ..errors import InputError

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = {
    b"%PDF-": "a PDF",
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "a zip archive",
    b"\x89PNG": "a PNG",
    b"\xff\xd8\xff": "a JPEG",
}


def decode(data: bytes, url: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of a page's bytes, and warnings: by its byte order mark, else as UTF-8, else as windows-1252.

    Raises `InputError` for what is no text at all.

    >>> decode("Oekraïne".encode("cp1252"))
    ('Oekraïne', ('not UTF-8 (byte 5); read as windows-1252',))
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _with_mark(data, encoding)
    for magic, name in _MAGIC.items():
        if data.startswith(magic):
            raise InputError(f"this is {name}, not text; unpack or convert it first", url=url, offset=0)
    if b"\0" in data:
        guess = _utf16_without_mark(data)
        if guess is None:
            raise InputError("this is no text: it holds NUL bytes", url=url, offset=data.index(b"\0"))
        return data.decode(guess, "replace"), (f"no byte order mark; read as {guess}",)
    try:
        return data.decode(), ()
    except UnicodeDecodeError as error:
        return _not_quite_utf8(data, error)


def _with_mark(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError as error:
        return data.decode(encoding, "replace"), (f"not valid {encoding} (byte {error.start}): some letters are lost",)


def _utf16_without_mark(data: bytes) -> str | None:
    """Which UTF-16 this is, where nearly every other byte is NUL, as in Western text."""
    sample = data[:2000]
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if high and high.count(0) > 0.7 * len(high) and sample.count(0) < 0.6 * len(sample):
            return encoding
    return None


def _not_quite_utf8(data: bytes, error: UnicodeDecodeError) -> tuple[str, tuple[str, ...]]:
    """UTF-8 with a few bad bytes, such as a letter that was cut in two, or else windows-1252."""
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    if sum(char > "\x7f" for char in text) > 2 * lost:
        return text, (f"not valid UTF-8 (byte {error.start}): {lost} letters are lost",)
    return data.decode("cp1252", "replace"), (f"not UTF-8 (byte {error.start}); read as windows-1252",)
