"""Language tags, such as `nl` and `nl-BE`: those that pages declare, and the one that a caller asks for."""

from __future__ import annotations

import re

from ..errors import UsageError

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_SAME = {"iw": "he", "in": "id", "ji": "yi", "nb": "no", "nn": "no"}
"""Languages that pages name in two ways: by a code that was replaced, or by one of the two written forms of Norwegian.
"""

_THREE_LETTERS = (
    "aar aa, abk ab, afr af, aka ak, alb sq, amh am, ara ar, arg an, arm hy, asm as, ava av, ave ae, aym ay, aze"
    " az, bak ba, bam bm, baq eu, bel be, ben bn, bis bi, bod bo, bos bs, bre br, bul bg, bur my, cat ca, ces cs,"
    " che ce, chi zh, chu cu, chv cv, cor kw, cos co, cre cr, cym cy, cze cs, dan da, deu de, div dv, dut nl, dzo"
    " dz, ell el, eng en, epo eo, est et, eus eu, ewe ee, fao fo, fas fa, fij fj, fin fi, fra fr, fre fr, fry fy,"
    " ful ff, geo ka, ger de, gla gd, gle ga, glg gl, glv gv, gre el, grn gn, guj gu, hat ht, hau ha, heb he, her"
    " hz, hin hi, hmo ho, hrv hr, hun hu, hye hy, ibo ig, ice is, ido io, iii ii, iku iu, ile ie, ina ia, ind id,"
    " ipk ik, isl is, ita it, jav jv, jpn ja, kal kl, kan kn, kas ks, kat ka, kau kr, kaz kk, khm km, kik ki, kin"
    " rw, kir ky, kom kv, kon kg, kor ko, kua kj, kur ku, lao lo, lat la, lav lv, lim li, lin ln, lit lt, ltz lb,"
    " lub lu, lug lg, mac mk, mah mh, mal ml, mao mi, mar mr, may ms, mkd mk, mlg mg, mlt mt, mon mn, mri mi, msa"
    " ms, mya my, nau na, nav nv, nbl nr, nde nd, ndo ng, nep ne, nld nl, nno no, nob no, nor no, nya ny, oci oc,"
    " oji oj, ori or, orm om, oss os, pan pa, per fa, pli pi, pol pl, por pt, pus ps, que qu, roh rm, ron ro, rum"
    " ro, run rn, rus ru, sag sg, san sa, sin si, slk sk, slo sk, slv sl, sme se, smo sm, sna sn, snd sd, som so,"
    " sot st, spa es, sqi sq, srd sc, srp sr, ssw ss, sun su, swa sw, swe sv, tah ty, tam ta, tat tt, tel te, tgk"
    " tg, tgl tl, tha th, tib bo, tir ti, ton to, tsn tn, tso ts, tuk tk, tur tr, twi tw, uig ug, ukr uk, urd ur,"
    " uzb uz, ven ve, vie vi, vol vo, wel cy, wln wa, wol wo, xho xh, yid yi, yor yo, zha za, zho zh, zul zu"
)
"""The codes of ISO 639-2, each with its code of two letters, for the languages that have one."""
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
