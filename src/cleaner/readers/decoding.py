"""Bytes into characters: the only place where that happens.

The byte order mark decides, if there is one. Bytes that are valid UTF-8 and more than ASCII are UTF-8, whatever a
server or a `<meta>` says of them: text in another character set all but never happens to be. Only then is a declaration
believed, and only if all bytes fit it; and where there is none, it is a guess.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

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
# What browsers read under these names: https://encoding.spec.whatwg.org/#names-and-labels
_LABELS = {
    **dict.fromkeys(("iso8859-1", "ascii"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]{0,500}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_HEAD = 16_384
SEVEN_BITS = ("iso2022", "hz")
ESCAPES = (b"\x1b", b"~{")
"""What such a character set, whose bytes are all ASCII, begins its letters with."""
_NO_CHARACTER_SETS = ("undefined", "unicode-escape", "raw-unicode-escape", "idna", "punycode")
MANY_HIGH_BYTES = 0.4
"""Share of bytes over 127 from which text is not in the Latin script, and worth a guess by statistics."""
SAMPLE = 100_000
MAX_NULS = 0.01


def decode(data: bytes, url: str | None = None, charset: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of a page's bytes, and warnings; `charset` is the one that the server named, if it did.

    Raises `InputError` for what is no text at all.

    >>> decode("Oekraïne".encode("cp1252"))
    ('Oekraïne', ('not UTF-8 (byte 5); read as windows-1252',))
    >>> decode("Łódź".encode("iso-8859-2"), charset="ISO-8859-2")
    ('Łódź', ())
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _with_mark(data, encoding)
    for magic, name in _MAGIC.items():
        if data.startswith(magic):
            raise InputError(f"this is {name}, not text; unpack or convert it first", url=url, offset=0)
    warnings: tuple[str, ...] = ()
    if b"\0" in data:
        guess = _utf16_without_mark(data)
        if guess:
            return data.decode(guess, "replace"), (f"no byte order mark; read as {guess}",)
        if data.count(0) > MAX_NULS * len(data):
            raise InputError("this is no text: it holds NUL bytes", url=url, offset=data.index(b"\0"))
        warnings = (f"{data.count(0)} NUL bytes (the first is byte {data.index(0)}) were read as spaces",)
        data = data.replace(b"\0", b" ")
    text, more = _decode(data, charset)
    return text, warnings + more


def _decode(data: bytes, charset: str | None) -> tuple[str, tuple[str, ...]]:
    error = None
    try:
        text = data.decode()
        if not any(escape in data for escape in ESCAPES):
            return text, ()
    except UnicodeDecodeError as problem:
        error = problem
        if error.reason == "unexpected end of data" and not data[: error.start].isascii():  # UTF-8 that was cut off
            return data.decode("utf-8", "replace"), (f"not valid UTF-8 (byte {error.start}): 1 letters are lost",)
    declared = list(_declared(data, charset))
    if error is None and not any(codec.replace("_", "").startswith(SEVEN_BITS) for codec in declared):
        return text, ()
    for codec in declared:
        try:
            return data.decode(codec), ()
        except UnicodeDecodeError as problem:
            if problem.reason == "incomplete multibyte sequence":  # at the end: it was cut off
                return data.decode(codec, "replace"), (f"not valid {codec} (byte {problem.start}): 1 letters are lost",)
        except (UnicodeError, LookupError):
            continue
    return (text, ()) if error is None else _not_quite_utf8(data, error)


def _declared(data: bytes, charset: str | None) -> Iterator[str]:
    """The codecs that the server and the page itself name, without UTF-8: that was tried."""
    found = _DECLARED.search(data, 0, _HEAD)
    for label in (charset, found and found[1].decode("ascii", "replace")):
        if not label:
            continue
        try:
            codec = codecs.lookup(label.strip("'\" "))
        except (LookupError, ValueError):
            continue
        name = _LABELS.get(codec.name, codec.name)
        if not codec._is_text_encoding or name in _NO_CHARACTER_SETS:
            continue
        if not name.startswith(("utf-8", "utf-16", "utf-32")):  # the page would not be valid, or would hold NULs
            yield name


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
    """UTF-8 with a few bad bytes, such as a letter that was cut in two, or a guess."""
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    if sum(char > "\x7f" for char in text) > 2 * lost:
        return text, (f"not valid UTF-8 (byte {error.start}): {lost} letters are lost",)
    codec = _guess(data) or "cp1252"
    name = "windows-1252" if codec == "cp1252" else codec
    return data.decode(codec, "replace"), (f"not UTF-8 (byte {error.start}); read as {name}",)


def _guess(data: bytes) -> str | None:
    """The codec by the statistics of its letters, where the text is in another script than the Latin one."""
    sample = data[:SAMPLE]
    high = sum(byte > 127 for byte in sample)
    letters = high + sum(97 <= byte | 32 <= 122 for byte in re.sub(rb"<[^<>]*>", b"", sample))
    if high < MANY_HIGH_BYTES * letters:
        return None
    from charset_normalizer import from_bytes  # only here: few pages need it

    best = from_bytes(re.sub(rb"<[^<>]*>", b" ", sample)).best()
    return best.encoding if best else None
