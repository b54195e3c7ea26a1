"""What people type for times, dates, numbers and per cents, as values; raises WrongUse for what can be none of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from cyclopts import Parameter, Token

from daemon.cli.base.errors import WrongUse

if TYPE_CHECKING:
    from store.rules.typed import Manner

T = TypeVar("T")

FUTURE, PAST = "future", "past"  # where a day lies that was named without its week or year


def moment(text: str, manner: Manner, toward: str = FUTURE, *, alone: time = time(9)) -> datetime:
    """The time that was typed, in UTC; of a day alone, the one at that time."""
    from store.rules.typed import Toward, moment_of

    return _read(lambda: moment_of("time", text, manner, Toward(toward), alone))


def day(text: str, manner: Manner, toward: str = FUTURE) -> date:
    """The date that was typed."""
    from store.rules.typed import Toward, day_of

    return _read(lambda: day_of("date", text, manner, Toward(toward)))


def period(text: str, manner: Manner) -> tuple[date, date]:
    """The first and the last day of the day, week or month that was typed."""
    from store.rules.typed import period_of

    return _read(lambda: period_of("date", text, manner))


def midnight(text: str, manner: Manner) -> datetime:
    """When the day that was typed began, the latest of that name, in UTC."""
    from store.rules.days import begins

    return begins(day(text, manner, PAST), manner.zone)


def number(option: str, text: str, manner: Manner) -> Decimal:
    """The number that was typed for an option; an amount of an opportunity's own currency, whichever that is."""
    from store.rules.money import decimal_of
    from store.rules.typed import number_of

    return decimal_of(option, number_of(option, text, manner))


def _whole_per_cent(type_: Any, tokens: Sequence[Token]) -> int:
    from store.errors import Invalid
    from store.rules.typed import whole_per_cent

    try:
        return whole_per_cent("per cent", tokens[0].value)
    except Invalid as error:
        raise ValueError(error.reason) from None


PER_CENT = Parameter(converter=_whole_per_cent)  # "50", "50 %", "50%"


def _read(read: Callable[[], T]) -> T:
    from store.errors import Invalid

    try:
        return read()
    except Invalid as error:
        raise WrongUse(f"{error.reason}; {error.remedy}" if error.remedy else error.reason) from None
