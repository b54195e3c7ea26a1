"""How a language writes dates and numbers, as Unicode's data has it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from store.errors import Invalid

_SHORT = {"no": "nb_NO", "nb": "nb_NO", "nn": "nn_NO", "en": "en_US", "de": "de_DE", "us": "en_US", "uk": "en_GB"}


@dataclass(frozen=True, slots=True)
class Manner:
    """`order` is of the letters d, m and y; `months` their names, folded, by which they are known."""

    name: str
    decimal: str
    order: str
    separator: str
    months: dict[str, int] = field(default_factory=dict)


def manner_of(locale: str) -> Manner:
    """What `de`, `nb_NO` or `en-GB` stands for; raises Invalid for what no language is."""
    from babel import Locale, UnknownLocaleError

    asked = locale.strip().replace("-", "_").split(".")[0]
    try:
        found = Locale.parse(_SHORT.get(asked.lower(), asked))
        pattern = found.date_formats["short"].pattern
        decimal = found.number_symbols["latn"]["decimal"]
    except (UnknownLocaleError, ValueError, TypeError, KeyError):
        raise Invalid("locale", f"{locale!r} is not known", "write en-US, en-GB, de, nb …") from None
    letters = re.sub(r"'[^']*'", "", pattern).lower().replace("l", "m")
    order = "".join(sorted("dmy", key=letters.find))
    between = re.search(r"[./-]", letters)
    return Manner(str(found), decimal, order, between[0] if between else ".", _months(found))


def _months(locale: object) -> dict[str, int]:
    return {
        name.casefold().rstrip("."): month
        for width in ("wide", "abbreviated")
        for month, name in locale.months["format"][width].items()  # type: ignore[attr-defined]
        if not name.isdigit()
    }
