"""A language as somebody reads it: its words, and how their country writes dates, numbers and money. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from gettext import NullTranslations
from typing import Any
from zoneinfo import ZoneInfo

from daemon.language.catalogues import words_of
from daemon.language.vocabulary import word_for


@dataclass(frozen=True)
class Language:
    """One locale, such as en_GB or de_AT. Texts are those of the catalogues; what lacks there is English.

    `%` in a text is written `%%`, as values are put in by their names.
    """

    locale: str

    @property
    def code(self) -> str:
        """en, nb or de: what a page says of itself, and the catalogue."""
        return self.locale.partition("_")[0]

    @property
    def words(self) -> NullTranslations:
        return words_of(self.code)

    def gettext(self, text: str, /, **values: Any) -> str:
        return self.words.gettext(text) % values

    def ngettext(self, one: str, several: str, num: int, /, **values: Any) -> str:
        """The text for that many; `%(num)s` in it is the number."""
        return self.words.ngettext(one, several, num) % ({"num": self.number(num)} | values)

    def pgettext(self, context: str, text: str, /, **values: Any) -> str:
        return self.words.pgettext(context, text) % values

    def word(self, kind: str, value: str) -> str:
        """What people call a value of an enumeration: word("ItemKind", "call")."""
        return self.pgettext(kind, word_for(kind, value)) if value else ""

    # --- days and hours -----------------------------------------------------------------------------------------------

    def date(self, day: dt.date | None) -> str:
        """29 Nov 2026; "" for none. Of a moment, its own day: name a zone with `moment`."""
        return _date(day, self.locale, "medium") if day else ""

    def long_date(self, day: dt.date | None) -> str:
        """Sunday, 29 November 2026."""
        return _date(day, self.locale, "full") if day else ""

    def month(self, day: dt.date | None) -> str:
        """November 2026."""
        from babel.dates import format_skeleton

        return str(format_skeleton("yMMMM", day, locale=self.locale)) if day else ""

    def short_month(self, day: dt.date) -> str:
        """Nov: where there is little room."""
        from babel.dates import format_skeleton

        return str(format_skeleton("MMM", day, locale=self.locale))

    def time(self, at: dt.datetime | dt.time | None, zone: ZoneInfo | None = None) -> str:
        """14:30, of a moment in the zone."""
        if at is None:
            return ""
        local = at.astimezone(zone).time() if isinstance(at, dt.datetime) else at
        return _time(local.replace(second=0, microsecond=0), self.locale)

    def moment(self, at: dt.datetime | None, zone: ZoneInfo) -> str:
        """29 Nov 2026, 14:30, in the zone."""
        if at is None:
            return ""
        local = at.astimezone(zone)
        return _joined(self.locale).replace("{1}", self.date(local.date())).replace("{0}", self.time(local.time()))

    def relative_day(self, day: dt.date | None, today: dt.date) -> str:
        """Today, in 3 days, 2 days ago."""
        if day is None:
            return ""
        match (day - today).days:
            case 0:
                return self.gettext("today")
            case 1:
                return self.gettext("tomorrow")
            case -1:
                return self.gettext("yesterday")
            case days if days > 0:
                return self.ngettext("in %(num)s day", "in %(num)s days", days)
            case days:
                return self.ngettext("%(num)s day ago", "%(num)s days ago", -days)

    # --- numbers ------------------------------------------------------------------------------------------------------

    def number(self, number: Decimal | int | None) -> str:
        """1,234.5: with all its decimal places."""
        from daemon.language.numbers import plain_style

        return "" if number is None else plain_style(self.locale).write(number)

    def money(self, amount: Decimal | int | None, currency: str) -> str:
        """€1,234.50: never rounded."""
        from daemon.language.numbers import money_style

        return "" if amount is None else money_style(self.locale, currency).write(amount)

    def compact(self, number: Decimal | int) -> str:
        """1.5M: where there is little room, and no more is meant."""
        from babel.numbers import format_compact_decimal

        return str(format_compact_decimal(number, format_type="short", locale=self.locale, fraction_digits=1))

    def percent(self, per_cent: Decimal | int | None) -> str:
        """60%, of 60."""
        from daemon.language.numbers import percent_style

        return "" if per_cent is None else percent_style(self.locale).write(per_cent)


@cache
def language_of(locale: str) -> Language:
    """The language of a locale as Babel spells it: en, nb_NO, de_AT."""
    return Language(locale)


ENGLISH = language_of("en")


@lru_cache(maxsize=10_000)  # a page names few days, many times
def _date(day: dt.date, locale: str, width: str) -> str:
    from babel.dates import format_date  # slow to load, and few processes show a date to people

    return str(format_date(day, width, locale=locale))


@lru_cache(maxsize=1_440)
def _time(minute: dt.time, locale: str) -> str:
    from babel.dates import format_time

    return str(format_time(minute, "short", locale=locale))


@cache
def _joined(locale: str) -> str:
    """How a day {1} and a time {0} stand together."""
    from babel import Locale

    return str(Locale.parse(locale).datetime_formats["medium"]).replace("'", "")
