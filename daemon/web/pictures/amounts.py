"""The pipeline by stage, and the forecast by month: totals, and what of them is to be expected. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from daemon.language import Language
from daemon.web.pictures.drawing import Bar, Mark, columns, rows
from daemon.web.pictures.telling import Cell, Figure, Report, Table
from store.rules.sums import added_up
from store.values import MonthSum, StageSum, Sum

Groups = Sequence[tuple[str, Sequence[Sum]]]  # each with its name, as people read it


def pipeline_report(found: Sequence[StageSum], language: Language) -> Report:
    no_stage = language.gettext("No stage")
    groups = [(one.stage or no_stage, one.sums) for one in found]
    kinds = _kinds(language)
    figures = []
    for currency in _currencies(groups):
        bars = [_lying(name, _of(sums, currency), language) for name, sums in groups]
        title = language.gettext("Pipeline by sales stage, in %(currency)s", currency=currency)
        told = _told(groups, currency, language.gettext("Sales stage"), title, language)
        figures.append(Figure(f"pipeline-{currency}", title, _said(told), rows(bars), kinds, told, currency))
    return Report(
        "pipeline",
        language.gettext("Pipeline"),
        language.gettext("What open opportunities come to, stage by stage, and what of it is to be expected."),
        tuple(figures) or (_nothing("pipeline", language),),
    )


def forecast_report(found: Sequence[MonthSum], language: Language) -> Report:
    """The months in a row, those between in which nothing closes too; what has no close date stands in the table."""
    none = language.gettext("No close date")
    groups = [(language.month(_first(one.month)) if one.month else none, one.sums) for one in found]
    kinds = _kinds(language)
    figures = []
    for currency in _currencies(groups):
        by_month = {one.month: _of(one.sums, currency) for one in found if one.month}
        bars = [_standing(month, by_month.get(month), language) for month in every_month(sorted(by_month))]
        title = language.gettext("Forecast by month of the close date, in %(currency)s", currency=currency)
        told = _told([group for group in groups if _of(group[1], currency)], currency, "", title, language)
        picture = columns(bars) if bars else None
        figures.append(
            Figure(
                f"forecast-{currency}",
                title,
                _said(told),
                picture,
                kinds,
                told,
                currency,
                "" if picture else language.gettext("None of them has a close date."),
            )
        )
    return Report(
        "forecast",
        language.gettext("Forecast"),
        language.gettext("What open opportunities come to in the month that they are expected to close."),
        tuple(figures) or (_nothing("forecast", language),),
    )


def every_month(months: Sequence[str]) -> list[str]:
    """From the first to the last of them; where those are centuries apart, just these."""
    if not months:
        return []
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (months[0], months[-1]))
    if last - first > 240:
        return list(months)
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(first, last + 1)]


def _first(month: str) -> date:
    return date(int(month[:4]), int(month[5:]), 1)


def month_bar(month: str, marks: tuple[Mark, ...], language: Language) -> Bar:
    return Bar(language.short_month(_first(month)), marks, under=month[:4])


def _lying(name: str, sum: Sum | None, language: Language) -> Bar:
    if sum is None:
        return Bar(name, (), language.gettext("no opportunities"))
    return Bar(name, _marks(name, sum, language), _in_words(sum, language), count=language.number(sum.count))


def _standing(month: str, sum: Sum | None, language: Language) -> Bar:
    return month_bar(month, _marks(language.month(_first(month)), sum, language) if sum else (), language)


def _marks(name: str, sum: Sum, language: Language) -> tuple[Mark, ...]:
    said = f"{name}: {_in_words(sum, language)}"
    return Mark("pale", Decimal(0), sum.total, said), Mark("solid", Decimal(0), sum.expected, said)


def _in_words(sum: Sum, language: Language) -> str:
    return language.gettext(
        "%(total)s, weighted %(weighted)s",
        total=language.money(sum.total, sum.currency),
        weighted=language.money(sum.expected, sum.currency),
    )


def _kinds(language: Language) -> tuple[tuple[str, str], ...]:
    return ("pale", language.gettext("total")), ("solid", language.gettext("weighted total"))


def _told(groups: Groups, currency: str, of: str, caption: str, language: Language) -> Table:
    heads = (
        (of or language.gettext("Month"), False),
        (language.gettext("Opportunities"), True),
        (language.gettext("Total"), True),
        (language.gettext("Weighted total"), True),
    )
    sums = [(name, _of(some, currency) or Sum(currency, 0, Decimal(0), Decimal(0))) for name, some in groups]
    whole = added_up(sum for _, sum in sums)
    sums += [(language.gettext("All"), one) for one in whole]
    return Table(caption, heads, tuple(_row(name, one, language) for name, one in sums))


def _row(name: str, sum: Sum, language: Language) -> tuple[Cell, ...]:
    return (
        Cell(name, name),
        Cell(language.number(sum.count), sum.count, is_number=True),
        Cell(language.money(sum.total, sum.currency), sum.total, is_number=True),
        Cell(language.money(sum.expected, sum.currency), sum.expected, is_number=True),
    )


def _said(table: Table) -> str:
    """What the picture comes to: the last row of its table."""
    return ", ".join(
        f"{head}: {cell.text}" for (head, _), cell in zip(table.heads[1:], table.rows[-1][1:], strict=True)
    )


def _nothing(id: str, language: Language) -> Figure:
    empty = language.gettext("There are no opportunities that match.")
    return Figure(id, "", "", None, (), Table("", (), ()), nothing=empty)


def _currencies(groups: Groups) -> list[str]:
    """Those with the most opportunities first."""
    counts = {one.currency: one.count for one in added_up(sum for _, sums in groups for sum in sums)}
    return sorted(counts, key=lambda currency: (-counts[currency], currency))


def _of(sums: Sequence[Sum], currency: str) -> Sum | None:
    return next((one for one in sums if one.currency == currency), None)
