"""Bytes into characters: the only place where that happens.

A byte order mark decides, if there is one. Bytes that are valid UTF-8 and not only ASCII are UTF-8, whatever a server
or a `<meta>` element says about them: text in another character set is hardly ever valid UTF-8. After that comes the
declared character set, if all bytes fit it. Without a declaration that fits, the character set is guessed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from ..errors import InputError
from ..page.warnings import PageWarning, Warnings
from ..page.words import plural

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, because it begins with the mark of UTF-16
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
_NAMES = {"utf-8": "UTF-8", "cp1252": "windows-1252"}
"""The names of codecs in messages. Codecs that are not here have Python's name."""
_LOST = "\ufffd"
_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]{0,500}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
DECLARATION_HEAD = 16_384
"""The bytes at the start of the page in which a declaration is looked for."""
_SEVEN_BITS = ("iso2022", "hz")
_ESCAPES = (b"\x1b", b"~{")
"""Each of these opens a stretch of other letters in a character set whose bytes are all ASCII."""
_NOT_CHARACTER_SETS = ("undefined", "unicode-escape", "raw-unicode-escape", "idna", "punycode", "x-user-defined")

BINARY_HEAD = 10_000
"""The bytes at the start of the page in which control characters are counted."""
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x0e\x0f\x1b") + b"\x7f"
"""Without white space, and without those that switch to other letters in a seven-bit character set: SO, SI and ESC."""
STRAY_CONTROLS = 4
MAX_CONTROLS = 0.02
"""Text may have this many control characters, plus this share of its bytes. In random or compressed data, nearly
10 % of the bytes are control characters."""
MAX_NULS = 0.01

UTF16_HEAD = 2_000
UTF16_HIGH_NULS = 0.7
"""In UTF-16 of Western text, at least this share of the high bytes are NUL."""
UTF16_NULS = 0.6
"""And of all bytes, at most this share: in other data, the low bytes are NUL as well."""

GUESS_HEAD = 100_000
"""The bytes at the start of the page that the statistics look at."""
_HIGH_BYTE, _LATIN_LETTER, _TAG = re.compile(rb"[\x80-\xff]"), re.compile(rb"[A-Za-z]"), re.compile(rb"<[^<>]*>")
MIN_HIGH_SHARE = 0.4
MIN_HIGH_BYTES = 9
"""Statistics are used only if bytes over 127 are at least this share of the letters, as in text in another script than
Latin, and if there are at least this many of them. In less text, the statistics find Chinese in "Ää öö"."""
_GUESSES = (
    *("cp1251", "koi8_r", "iso8859_5", "cp866", "mac_cyrillic"),
    *("cp1253", "iso8859_7", "cp1255", "iso8859_8", "cp1256", "iso8859_6"),
    *("tis_620", "cp932", "euc_jp", "cp949", "gb18030", "big5hkscs", "cp1252"),
)
"""The character sets that a guess chooses from, because pages use them. If all that exist were allowed, many would fit
the same bytes."""


def decode(data: bytes, url: str | None = None, charset: str | None = None) -> tuple[str, Warnings]:
    """Return the text of a page's bytes, and warnings; `charset` is the character set that the server named, if it did.

    Raises `InputError` if the bytes are not text.

    >>> decode("Oekraïne".encode("cp1252"))
    ('Oekraïne', (PageWarning(code='charset-guessed', text='not UTF-8 (byte 5); read as windows-1252'),))
    >>> decode("Łódź".encode("iso-8859-2"), charset="ISO-8859-2")
    ('Łódź', ())
    """
    text, warnings, _ = decode_with_source(data, url, charset)
    return text, warnings


def decode_with_source(data: bytes, url: str | None, charset: str | None) -> tuple[str, Warnings, bytes | None]:
    r"""Return what `decode` returns, and the same text in UTF-8 if the bytes are that, or else None.

    NUL bytes are spaces in both. To encode the text again would take longer than to decode it.

    >>> decode_with_source("Één zin.".encode(), None, None)
    ('Één zin.', (), b'\xc3\x89\xc3\xa9n zin.')
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return *_with_mark(data, encoding), None
    for magic, name in _MAGIC.items():
        if data.startswith(magic):
            raise InputError(f"this is {name}, not text; unpack or convert it first", url=url, offset=0)
    warnings: Warnings = ()
    if b"\0" in data:
        guess = _utf16_without_mark(data)
        if guess:
            warning = PageWarning("charset-guessed", f"no byte order mark; read as {guess}")
            return data.decode(guess, "replace"), (warning,), None
        nuls, first = data.count(0), data.index(0)
        if nuls > MAX_NULS * len(data):
            raise InputError("this is not text: it holds NUL bytes", url=url, offset=first)
        text = f"{plural(nuls, 'NUL byte')} read as white space (the first is byte {first})"
        warnings = (PageWarning("nul-bytes", text),)
    _refuse_binary(data, url)
    data = data.replace(b"\0", b" ") if warnings else data
    text, is_utf8, more = _decode(data, charset)
    return text, warnings + more, data if is_utf8 else None


def _refuse_binary(data: bytes, url: str | None) -> None:
    """Raise `InputError` if the bytes hold more control characters than text does."""
    head = data[:BINARY_HEAD]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > STRAY_CONTROLS + MAX_CONTROLS * len(head):
        counted = f"{plural(controls, 'control character')} in the first {plural(len(head), 'byte')}"
        raise InputError(f"this is binary data, not text: {counted}", url=url)


def _decode(data: bytes, charset: str | None) -> tuple[str, bool, Warnings]:
    """Return the text, whether the bytes are the same text in UTF-8, and warnings."""
    error = None
    try:
        text = data.decode()
        if not text.isascii() or not any(escape in data for escape in _ESCAPES):
            return text, True, ()
    except UnicodeDecodeError as problem:
        error = problem
        if error.reason == "unexpected end of data" and not data[: error.start].isascii():  # UTF-8 that was cut off
            return _not_utf8(_with_losses(data, "utf-8", error))
    declared = list(_declared(data, charset))
    if error is None and not any(codec.replace("_", "").startswith(_SEVEN_BITS) for codec in declared):
        return text, True, ()
    for codec in declared:
        try:
            return data.decode(codec), False, ()
        except UnicodeDecodeError as problem:
            if problem.reason == "incomplete multibyte sequence":  # at the end: it was cut off
                return _not_utf8(_with_losses(data, codec, problem))
        except (UnicodeError, LookupError):
            continue
    return (text, True, ()) if error is None else _not_utf8(_not_quite_utf8(data, error))


def _not_utf8(decoded: tuple[str, Warnings]) -> tuple[str, bool, Warnings]:
    text, warnings = decoded
    return text, False, warnings


def _declared(data: bytes, charset: str | None) -> Iterator[str]:
    """Yield the codecs that the server and the page itself name, except UTF-8, which was tried before."""
    found = _DECLARED.search(data, 0, DECLARATION_HEAD)
    for label in (charset, found and found[1].decode("ascii", "replace")):
        codec = label and _codec(label)
        # the page is not valid UTF-8, or it is all ASCII; and text in UTF-16 or UTF-32 has NUL bytes
        if codec and not codec.startswith(("utf-8", "utf-16", "utf-32")):
            yield codec


def _codec(label: str) -> str | None:
    """Return the name of Python's codec for a label, as browsers understand it, or else as Python does, or None.

    >>> _codec("x-cp1250"), _codec("iso-8859-1"), _codec("gb2312"), _codec("cp850"), _codec("hex")
    ('cp1250', 'cp1252', 'gb18030', 'cp850', None)
    """
    import webencodings  # few pages need it

    label = label.strip("'\" ")
    encoding = webencodings.lookup(label)
    try:
        codec = codecs.lookup(label) if encoding is None or encoding.name == "replacement" else encoding.codec_info
    except (LookupError, ValueError):
        return None
    if not codec._is_text_encoding or codec.name in _NOT_CHARACTER_SETS:
        return None
    return "gb18030" if codec.name == "gbk" else codec.name  # browsers read both alike


def _with_mark(data: bytes, encoding: str) -> tuple[str, Warnings]:
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError as error:
        return _with_losses(data, encoding, error)


def _with_losses(data: bytes, codec: str, error: UnicodeDecodeError) -> tuple[str, Warnings]:
    """Return the text with U+FFFD for each letter that is not valid in the character set, and a warning."""
    text = data.decode(codec, "replace")
    lost = text.count(_LOST) - data.decode(codec, "ignore").count(_LOST)
    warning = f"not valid {_NAMES.get(codec, codec)} (byte {error.start}): {plural(lost, 'letter')} lost"
    return text, (PageWarning("letters-lost", warning),)


def _utf16_without_mark(data: bytes) -> str | None:
    """Return which UTF-16 the bytes are, if nearly every other byte is NUL, as it is in Western text; else None."""
    head = data[:UTF16_HEAD]
    if head.count(0) > UTF16_NULS * len(head):
        return None
    for encoding, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if high and high.count(0) >= UTF16_HIGH_NULS * len(high):
            return encoding
    return None


def _not_quite_utf8(data: bytes, error: UnicodeDecodeError) -> tuple[str, Warnings]:
    """Return the text of bytes that are not all UTF-8: read as UTF-8 if most letters are valid, or else by a guess."""
    text, warnings = _with_losses(data, "utf-8", error)
    lost = text.count(_LOST)
    if sum(char > "\x7f" for char in text) - lost > lost:
        return text, warnings
    codec = _guess(data) or "cp1252"
    warning = f"not UTF-8 (byte {error.start}); read as {_NAMES.get(codec, codec)}"
    return data.decode(codec, "replace"), (PageWarning("charset-guessed", warning),)


def _guess(data: bytes) -> str | None:
    """Return the codec that the statistics of the letters point to, if the text is in another script than Latin."""
    head = data[:GUESS_HEAD]
    high = len(_HIGH_BYTE.findall(head))
    letters = high + len(_LATIN_LETTER.findall(_TAG.sub(b"", head)))
    if high < max(MIN_HIGH_BYTES, MIN_HIGH_SHARE * letters):
        return None
    from charset_normalizer import from_bytes  # imported here because few pages need it

    best = from_bytes(_TAG.sub(b" ", head), cp_isolation=list(_GUESSES)).best()
    return best.encoding if best else None
