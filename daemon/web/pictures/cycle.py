"""How long opportunities stay in each stage. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from daemon.language import Language
from daemon.web.pictures.drawing import Bar, Mark, rows
from daemon.web.pictures.telling import Cell, Figure, Report, Table
from store.values import StageTimes


def cycle_report(found: Sequence[StageTimes], language: Language) -> Report:
    no_stage = language.gettext("No stage")
    named = [(one.stage or no_stage, one) for one in found]
    title = language.gettext("Days in each sales stage")
    kinds = ("pale", language.gettext("nine of ten at most")), ("solid", language.gettext("half of them at most"))
    heads = (
        (language.gettext("Sales stage"), False),
        (language.gettext("Left it"), True),
        (language.gettext("Half within (days)"), True),
        (language.gettext("Nine of ten within (days)"), True),
        (language.gettext("There now"), True),
        (language.gettext("Half there for (days)"), True),
        (language.gettext("There for longer than nine of ten"), True),
    )
    table = Table(title, heads, tuple(_row(name, one, language) for name, one in named))
    has_any = any(one.stays for one in found)
    figure = Figure(
        "cycle",
        title,
        "; ".join(f"{name}: {_in_words(one, language)}" for name, one in named),
        rows([_bar(name, one, language) for name, one in named]) if has_any else None,
        kinds,
        table,
        nothing="" if has_any else language.gettext("No opportunity left a stage in these months."),
    )
    lead = language.gettext(
        "A stay counts once it is over. Opportunities that are still in a stage are counted beside it, "
        "with how long they have been there."
    )
    return Report("cycle", language.gettext("Time in stages"), lead, (figure,))


def days(hours: int | None) -> Decimal | None:
    """With a decimal place, as half a day matters."""
    return None if hours is None else (Decimal(hours) / 24).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _bar(name: str, one: StageTimes, language: Language) -> Bar:
    said = _in_words(one, language)
    median, ninetieth = days(one.median), days(one.ninetieth)
    if median is None or ninetieth is None:
        return Bar(name, (), said, count=language.number(one.stays))
    told = f"{name}: {said}"
    marks = (Mark("pale", Decimal(0), ninetieth, told), Mark("solid", Decimal(0), median, told))
    return Bar(name, marks, said, count=language.number(one.stays))


def _in_words(one: StageTimes, language: Language) -> str:
    median, ninetieth = days(one.median), days(one.ninetieth)
    if median is None or ninetieth is None:
        return language.gettext("none left it")
    return language.gettext(
        "half within %(median)s days, nine of ten within %(ninetieth)s",
        median=language.number(median),
        ninetieth=language.number(ninetieth),
    )


def _row(name: str, one: StageTimes, language: Language) -> tuple[Cell, ...]:
    numbers = (one.stays, days(one.median), days(one.ninetieth), one.waiting, days(one.waiting_median))
    long = one.waiting_long if one.ninetieth is not None else None
    return Cell(name, name), *(Cell(language.number(n), n, is_number=True) for n in (*numbers, long))
