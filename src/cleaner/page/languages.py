"""Language tags, such as `nl` and `nl-BE`: those that pages declare, and the one that a caller asks for."""

from __future__ import annotations

import re

from ..errors import UsageError

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_SAME = {"iw": "he", "in": "id", "ji": "yi", "nb": "no", "nn": "no"}
"""Languages that pages name in two ways: by a code that was replaced, or by one of the two written forms of Norwegian.
"""

_THREE_LETTERS = (
    "afr af, alb sq, amh am, ara ar, arm hy, aze az, baq eu, bel be, ben bn, bos bs, bul bg, bur my, cat ca, ces cs,"
    " chi zh, cym cy, cze cs, dan da, deu de, dut nl, ell el, eng en, epo eo, est et, eus eu, fas fa, fin fi, fra fr,"
    " fre fr, fry fy, geo ka, ger de, gle ga, glg gl, gre el, guj gu, heb he, hin hi, hrv hr, hun hu, hye hy, ice is,"
    " ind id, isl is, ita it, jpn ja, kan kn, kat ka, kaz kk, khm km, kir ky, kor ko, kur ku, lao lo, lat la, lav lv,"
    " lit lt, ltz lb, mac mk, mal ml, mar mr, may ms, mkd mk, mlt mt, mon mn, msa ms, mya my, nep ne, nld nl, nno no,"
    " nob no, nor no, pan pa, per fa, pol pl, por pt, pus ps, ron ro, rum ro, rus ru, sin si, slk sk, slo sk, slv sl,"
    " som so, spa es, sqi sq, srp sr, swa sw, swe sv, tam ta, tel te, tgk tg, tgl tl, tha th, tur tr, uig ug, ukr uk,"
    " urd ur, uzb uz, vie vi, wel cy, xho xh, yid yi, zho zh, zul zu"
)
"""The codes of ISO 639-2 for the languages that most pages are in, each with its code of two letters."""
_SAME |= dict(pair.split() for pair in _THREE_LETTERS.split(", "))

_NONE = {"mis", "mul", "und", "zxx"}
"""Codes that name no language: one without a code, several, an unknown one, and none."""


def language_tag(text: str) -> str | None:
    """Return the language tag that the text is, or None. Some pages write `nl_BE`, and some `und`, for unknown.

    >>> language_tag(" nl_BE "), language_tag("Dutch"), language_tag("und")
    ('nl-BE', None, None)
    """
    tag = text.strip().replace("_", "-")
    return tag if _TAG.fullmatch(tag) and _parts(tag)[0] not in _NONE else None


def check_language(tag: str) -> None:
    """Raise `UsageError` if this is not a language tag.

    >>> check_language("Dutch")
    Traceback (most recent call last):
    cleaner.errors.UsageError: 'Dutch' is not a language tag; write one such as 'nl' or 'nl-BE'
    """
    if language_tag(tag) is None:
        raise UsageError(f"{tag!r} is not a language tag; write one such as 'nl' or 'nl-BE'")


def is_language(tag: str, wanted: str) -> bool:
    """Return whether a language is the wanted one, or a kind of it. Letter case does not matter.

    >>> is_language("nl-BE", "nl"), is_language("nl", "nl-BE"), is_language("nds", "nl"), is_language("nb-NO", "no")
    (True, False, False, True)
    >>> is_language("de-AT", "deu"), is_language("dut", "nl")
    (True, True)
    """
    has, wants = (_parts(each) for each in (tag, wanted))
    return has[: len(wants)] == wants


def _parts(tag: str) -> list[str]:
    first, *others = tag.lower().replace("_", "-").split("-")
    return [_SAME.get(first, first), *others]
