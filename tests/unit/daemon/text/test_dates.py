"""Words of days and months: those that the library of the languages of the world has for ours."""

from __future__ import annotations

import re

import pytest
from babel import Locale

from daemon.text.dates import DAYS, MONTHS

_BETWEEN = re.compile(r"[\s\u2019'\u05f3-]+")
LOCALES = [
    *("en", "de", "fr", "es", "pt", "ca", "it", "ro", "nl", "da", "nb", "nn", "sv", "is", "fi", "et", "lv", "lt", "pl"),
    *("cs", "sk", "sl", "hr", "sr", "hu", "tr", "ru", "uk", "bg", "el", "he", "ar", "id", "vi", "th", "fa"),
]


@pytest.mark.parametrize("language", LOCALES)
def test_days_and_months_of_every_language_of_the_table_are_known_whole_and_short(language: str):
    locale = Locale.parse(language)

    days, months = _words(locale.days), _words(locale.months)

    assert days <= DAYS
    assert months <= MONTHS


def _words(names: object) -> set[str]:
    found = set[str]()
    for width in ("wide", "abbreviated"):
        for word in names["format"][width].values():  # type: ignore[index]
            found.update(one.strip(".") for one in _BETWEEN.split(word.casefold()) if not one.isdigit())
    return found - {"", "d"}  # "d'abril"
