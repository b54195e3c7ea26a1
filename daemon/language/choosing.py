"""Which language somebody reads: what they chose, what their browser asks for, what the firm is set to. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from daemon.language.catalogues import SOURCE
from daemon.language.speech import ENGLISH, Language, language_of

_CODES = {"en": "en", "nb": "nb", "no": "nb", "nn": "nb", "de": "de"}  # who reads Nynorsk reads Bokmål
_TAG = re.compile(r"([A-Za-z]{2})(?:[-_][A-Za-z]{4})?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_.@].*)?")
_WEIGHT = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)
LONGEST = 500  # characters of a header


def choose_language(own: str, accepted: str, configured: str = "") -> Language:
    """Of what somebody chose, else of an Accept-Language header, else of the firm's locale; else English.

    The country is the first that is named with that language (de-AT), by the browser too where somebody chose German.
    English without one is written as in the firm's country: few people outside America expect its dates.
    """
    known = [one for one in map(named, (own, *_by_weight(accepted), configured)) if one]
    found = known[0] if known else ENGLISH
    if "_" not in found.locale:
        found = next((one for one in known if one.code == found.code and "_" in one.locale), found)
    firm = _TAG.fullmatch(configured.strip())
    if found is ENGLISH and firm:
        return _known(SOURCE, (firm[2] or "").upper()) or ENGLISH
    return found


def named(tag: str) -> Language | None:
    """The language that a tag names: nb for no, nn and nb-NO; a country that is not known counts for nothing."""
    match = _TAG.fullmatch(tag.strip())
    code = _CODES.get(match[1].lower()) if match else None
    if match is None or code is None:
        return None
    if code == "nb":
        return language_of("nb_NO")
    return _known(code, (match[2] or "").upper()) or language_of(code)


@lru_cache(maxsize=1_000)
def _known(code: str, country: str) -> Language | None:
    from babel.localedata import exists

    locale = f"{code}_{country}"
    return language_of(locale) if country and exists(locale) else None


def _by_weight(header: str) -> Iterator[str]:
    """The tags of a header, the dearest first; what cannot be read is passed over."""
    weighed = []
    for part in header[:LONGEST].split(","):
        tag, *rest = (piece.strip() for piece in part.split(";"))
        weight = _WEIGHT.fullmatch(rest[0]) if rest else None
        if not rest or weight:
            weighed.append((float(weight[1]) if weight else 1.0, tag))
    yield from (tag for weight, tag in sorted(weighed, key=lambda one: -one[0]) if weight > 0)
