"""Names and numbers of one and the same, in the different forms that people give them: client limited. Pure."""

from __future__ import annotations

import re

from store.text import named

# What says of which kind a company is, in the forms that firms write it in: the end of a name, rarely its beginning.
_FORMS = frozenset(
    re.findall(
        r"\w+",
        "ab ag aktiengesellschaft aktiebolag aksjeselskap ans aps as asa bv bvba co company corp corporation cv da dba "
        "doo eg ek ehf eirl ev eood gbr gesellschaft gmbh hf inc incorporated kft kg kgaa ks lda limited llc llp ltd "
        "ltda lp nv ohg ood oy oyj partg plc pllc pte pty pvt sa sarl sas sae sc se sia sl slu snc spa spk sp srl sro "
        "sprl ug uab vof zoo zrt",
    )
)
_ARTICLES = frozenset(("the", "die", "der", "das", "le", "la", "les", "el"))
_ALIKE = str.maketrans({"\u00f8": "o", "\u00e6": "a", "\u0142": "l", "\u0111": "d"})
_WORDS = re.compile(r"[^\W_]+")
_FEWEST, _COMPARED = 7, 8  # digits of a telephone number, and how many of its last ones are compared


def base_of(name: str) -> str:
    """What is left of a company's name without its form, its punctuation and the ways to write a letter."""
    plain = named(name).translate(_ALIKE).replace("&", " ")
    plain = re.sub(r"(?<=\w)[./](?=\w\b)", "", plain)  # a/s, s.a., b.v.
    words = _WORDS.findall(plain.replace("'", "").replace("\u2019", ""))
    kept = list(words)
    while len(kept) > 1 and (kept[-1] in _FORMS or kept[-1] in ("and", "und", "og", "et", "mbh", "haftungsbeschrankt")):
        kept.pop()
    if len(kept) > 1 and kept[0] in _ARTICLES:
        kept = kept[1:]
    return re.sub(r"([aou])e", r"\1", "".join(kept)) or "".join(words)


def line_of(phone: str) -> str:
    """The digits by which a telephone number compares, whatever is put before and between them; "" for too few."""
    digits = "".join(one for one in phone if one.isascii() and one.isdigit())
    return digits[-_COMPARED:] if len(digits) >= _FEWEST else ""
