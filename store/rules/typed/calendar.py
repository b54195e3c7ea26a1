"""The words of dates in English, German and Norwegian: days, months, and how far away something is. Pure."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import cache

_LOCALES = ("en", "en_GB", "de", "de_AT", "nb", "nn")
_MORE_MONTHS = {"sept": 9, "mrz": 3, "maerz": 3, "jaenner": 1, "okt": 10, "dez": 12, "des": 12, "mär": 3, "mar": 3}
_MORE_DAYS = {
    "tues": 1, "weds": 2, "thur": 3, "thurs": 3, "sonnabend": 5, "laurdag": 5, "sundag": 6, "lordag": 5, "loerdag": 5,
    "sondag": 6, "soendag": 6, "tys": 1,
}  # fmt: skip

DAYS_AWAY = {
    "today": 0, "heute": 0, "i dag": 0, "idag": 0,
    "tomorrow": 1, "tmr": 1, "tmrw": 1, "morgen": 1, "i morgen": 1, "imorgen": 1, "i morgon": 1,
    "day after tomorrow": 2, "the day after tomorrow": 2, "übermorgen": 2, "uebermorgen": 2, "i overmorgen": 2,
    "overmorgen": 2, "i overmorgon": 2,
    "yesterday": -1, "gestern": -1, "i går": -1, "igår": -1, "i gaar": -1,
    "day before yesterday": -2, "the day before yesterday": -2, "vorgestern": -2, "i forgårs": -2, "forgårs": -2,
}  # fmt: skip
NOW = ("now", "jetzt", "nå")

NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "fourteen": 14,
    "ein": 1, "eine": 1, "einem": 1, "einer": 1, "einen": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6,
    "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "vierzehn": 14,
    "en": 1, "et": 1, "ett": 1, "ei": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "sju": 7, "syv": 7,
    "åtte": 8, "ni": 9, "ti": 10, "fjorten": 14,
}  # fmt: skip
UNITS = {
    **dict.fromkeys(("day", "days", "tag", "tage", "tagen", "dag", "dager", "dagar"), "days"),
    **dict.fromkeys(("week", "weeks", "woche", "wochen", "uke", "uker", "veke", "veker"), "weeks"),
    **dict.fromkeys(
        ("month", "months", "monat", "monate", "monaten", "måned", "måneder", "mnd", "månad", "månader"), "months"
    ),
    **dict.fromkeys(("year", "years", "jahr", "jahre", "jahren", "år"), "years"),
    **dict.fromkeys(("hour", "hours", "stunde", "stunden", "time", "timer", "timar"), "hours"),
    **dict.fromkeys(("minute", "minutes", "min", "minuten", "minutt", "minutter"), "minutes"),
}

NEXT = ("next", "nächste", "nächsten", "nächster", "nächstes", "naechste", "naechsten", "naechster", "neste")
COMING = ("coming", "the coming", "kommende", "kommenden", "kommender", "førstkommende", "fyrstkomande", "komande")
THIS = ("this", "diese", "diesen", "dieser", "denne", "dieses")
LAST = ("last", "letzte", "letzten", "letzter", "letztes", "forrige", "sist", "siste", "førre", "vorige", "vorigen")
WEEK = ("week", "woche", "uke", "uka", "uken", "veke", "veka", "kw", "wk", "w", "kalenderwoche")
MONTH = ("month", "monat", "monats", "måned", "måneden", "månad")
YEAR = ("year", "jahr", "jahres", "året", "år")


@cache
def months() -> dict[str, int]:
    """The number of each month by its names in small letters, without their dots."""
    from babel import Locale  # slow to load, and few who type need it

    found = dict(_MORE_MONTHS)
    for name in _LOCALES:
        for forms in Locale.parse(name).months.values():
            for width in ("wide", "abbreviated"):
                for number, word in forms.get(width, {}).items():
                    found[word.casefold().rstrip(".")] = number
    return found


@cache
def weekdays() -> dict[str, int]:
    """The number of each day of the week, Monday's 0, by its names; "on" is no Wednesday, it begins an English date."""
    from babel import Locale

    found = dict(_MORE_DAYS)
    for name in _LOCALES:
        for forms in Locale.parse(name).days.values():
            for width in ("wide", "abbreviated", "short"):
                for number, word in forms.get(width, {}).items():
                    found[word.casefold().rstrip(".")] = number
    found.pop("on", None)
    return found


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def month_later(day: date, count: int) -> date:
    """So many months later; where the month is shorter, its last day. Raises ValueError beyond the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        raise ValueError("beyond the calendar")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
