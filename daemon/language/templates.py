"""Templates in the language of whoever looks: gettext, and filters for dates, numbers and money.

One environment serves all languages: what a page speaks is known while it is drawn, in macros and included parts too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, pass_context
from markupsafe import Markup

from daemon.language.catalogues import words_of
from daemon.language.refusals import told, trouble_told
from daemon.language.speech import ENGLISH, Language
from daemon.language.trail import changed_field, changed_value

_SPOKEN: ContextVar[tuple[Language, ZoneInfo | None]] = ContextVar("language", default=(ENGLISH, None))


@contextmanager
def speaking(language: Language, zone: ZoneInfo) -> Iterator[None]:
    """What is drawn within speaks this language, and tells moments in this zone."""
    token = _SPOKEN.set((language, zone))
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def spoken() -> tuple[str, ZoneInfo | None]:
    """The locale and the zone of what is drawn now."""
    language, zone = _SPOKEN.get()
    return language.locale, zone


def teach(environment: Environment) -> None:
    """Give an environment gettext, and the filters `date`, `moment`, `time`, `number`, `money` and the like."""
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True  # line breaks and indents of a template are not the translator's
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # of the extension
    # Not as the extension wraps them: those ask for the context, which Jinja makes anew for each call within a loop.
    environment.globals |= {"_": _gettext, "gettext": _gettext, "ngettext": _ngettext}
    environment.globals |= {"pgettext": _pgettext, "npgettext": _npgettext}
    environment.globals["language"] = _language
    days, numbers = (_date, _long_date, _month, _moment, _time, _relative_day), (_number, _money, _percent)
    for filter in (*days, *numbers, _word, _act, _why, _alike, _changed, _held, _trouble):
        environment.filters[filter.__name__.strip("_")] = _when_drawn(filter)


def _when_drawn(filter: Callable[..., str]) -> Callable[..., str]:
    """The filter, called when a page is drawn: of a constant, Jinja would call it when it compiles the template."""
    return pass_context(lambda _context, *values: filter(*values))


# --- texts: markup of ours, in which values are escaped; `%` is written `%%` ------------------------------------------


def _gettext(text: str, /, **values: Any) -> Markup:
    return _markup(_language().words.gettext(text)) % values if values else _whole(_language().code, text)


def _ngettext(one: str, several: str, num: int, /, **values: Any) -> Markup:
    language = _language()
    return _markup(language.words.ngettext(one, several, num)) % {**values, "num": language.number(num)}


def _pgettext(context: str, text: str, /, **values: Any) -> Markup:
    return _markup(_language().words.pgettext(context, text)) % values


def _npgettext(context: str, one: str, several: str, num: int, /, **values: Any) -> Markup:
    return _markup(_language().words.npgettext(context, one, several, num)) % {"num": num, **values}


def _markup(text: str) -> Markup:
    """What a template or the code says, never what people wrote: those are values."""
    return Markup(text)  # noqa: S704  # ours


@lru_cache(maxsize=10_000)
def _whole(code: str, text: str) -> Markup:
    """A text without values, of which a page has hundreds."""
    return _markup(words_of(code).gettext(text)) % {}


# --- days and numbers -------------------------------------------------------------------------------------------------


def _language() -> Language:
    return _SPOKEN.get()[0]


def _zone() -> ZoneInfo | Any:
    return _SPOKEN.get()[1] or UTC


def _date(day: date | None) -> str:
    """The day; of a moment, the day that it is in the zone."""
    return _language().date(day.astimezone(_zone()).date() if isinstance(day, datetime) else day)


def _long_date(day: date | None) -> str:
    return _language().long_date(day.astimezone(_zone()).date() if isinstance(day, datetime) else day)


def _month(day: date | None) -> str:
    return _language().month(day)


def _moment(at: datetime | None) -> str:
    return _language().moment(at, _zone())


def _time(at: datetime | None) -> str:
    return _language().time(at, _zone())


def _relative_day(day: date | None, today: date) -> str:
    return _language().relative_day(day, today)


def _number(number: Any) -> str:
    return _language().number(number)


def _money(amount: Any, currency: str) -> str:
    return _language().money(amount, currency)


def _percent(per_cent: Any) -> str:
    return _language().percent(per_cent)


def _word(value: Any, kind: str) -> str:
    """`{{ item.kind|word('ItemKind') }}`."""
    return _language().word(kind, str(value or ""))


def _act(sentence: Any) -> str:
    """`{{ change.to|act }}`: what was done, as the audit trail keeps it."""
    return told(_language(), "act", str(sentence or ""))


def _alike(sentence: Any) -> str:
    """`{{ sentence|alike }}`: which record may be the same as this one."""
    return told(_language(), "alike", str(sentence))


def _changed(field: str) -> str:
    """`{{ change.field|changed }}`: a field of the audit trail."""
    return changed_field(_language(), field)


def _held(value: Any, field: str) -> str:
    """`{{ change.to|held(change.field) }}`: what was in it."""
    return changed_value(_language(), _zone(), field, str(value or ""))


def _why(sentence: Any) -> str:
    """`{{ entry.reason|why }}`: why an item is where it is, as its receipt or link has it."""
    return told(_language(), "why", str(sentence or ""))


def _trouble(sentence: Any) -> str:
    """`{{ mailbox.last_error|trouble }}`: what goes wrong with a mail server."""
    return trouble_told(_language(), str(sentence or ""))
