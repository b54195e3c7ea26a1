"""What was won and what was lost, by month and by source. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from daemon.language import Language
from daemon.web.pictures.amounts import month_bar
from daemon.web.pictures.drawing import Bar, Columns, Mark, Rows, columns, rows
from daemon.web.pictures.telling import Cell, Figure, Report, Table
from store.rules.sums import decided_added_up
from store.values import Decided, WonAndLost

Groups = Sequence[tuple[str, Sequence[Decided]]]


def outcomes_report(found: WonAndLost, language: Language) -> Report:
    """How many of all currencies, and how much of each."""
    months: Groups = [(language.month(date.fromisoformat(f"{one.month}-01")), one.sums) for one in found.months]
    no_source = language.gettext("No source")
    sources: Groups = [(one.source or no_source, one.sums) for one in found.sources]
    currencies = [one.currency for one in decided_added_up(sum for _, sums in months for sum in sums)]
    figures = [_counted(found, months, language)] if currencies else []
    if sources:
        figures.append(_sources(sources, language))
    figures += [_amounts(found, months, currency, language) for currency in currencies]
    figures += [_source_amounts(sources, currency, language) for currency in currencies]
    empty = Figure(
        "outcomes", "", "", None, (), Table("", (), ()), nothing=language.gettext("Nothing was closed in these months.")
    )
    return Report(
        "outcomes",
        language.gettext("Won and lost"),
        language.gettext("What was closed, by the month it was closed in and by where it came from."),
        tuple(figures) or (empty,),
    )


def _counted(found: WonAndLost, months: Groups, language: Language) -> Figure:
    bars = []
    for one, (name, sums) in zip(found.months, months, strict=True):
        won, lost = (sum(counts) for counts in zip(*((s.won, s.lost) for s in sums), strict=True)) if sums else (0, 0)
        bars.append(_standing(one.month, name, won, lost, language.number(won), language.number(lost), language))
    title = language.gettext("Won and lost by month")
    rows_of = [_count_row(name, sums, language) for name, sums in months]
    table = _table(
        title, language.gettext("Month"), [*rows_of, _count_row(_all(language), _whole(months), language)], language
    )
    return _figure("outcomes", title, columns(bars, is_whole=True), table, language)


def _sources(sources: Groups, language: Language) -> Figure:
    bars = []
    for name, sums in sources:
        won, lost = sum(one.won for one in sums), sum(one.lost for one in sums)
        bars.append(_lying(name, Decimal(won), Decimal(lost), language.number(won), language.number(lost), language))
    title = language.gettext("Won and lost by source")
    rows_of = [_count_row(name, sums, language) for name, sums in sources]
    table = _table(
        title, language.gettext("Source"), [*rows_of, _count_row(_all(language), _whole(sources), language)], language
    )
    return _figure("sources", title, rows(bars), table, language)


def _amounts(found: WonAndLost, months: Groups, currency: str, language: Language) -> Figure:
    bars, told = [], []
    for one, (name, sums) in zip(found.months, months, strict=True):
        sum_ = _of(sums, currency)
        won, lost = (language.money(amount, currency) for amount in (sum_.won_total, sum_.lost_total))
        bars.append(_standing(one.month, name, sum_.won_total, sum_.lost_total, won, lost, language))
        told.append(_amount_row(name, sum_, language))
    title = language.gettext("Won and lost by month, in %(currency)s", currency=currency)
    told.append(_amount_row(_all(language), _of(_whole(months), currency), language))
    table = _table(title, language.gettext("Month"), told, language)
    return _figure(f"outcomes-{currency}", title, columns(bars), table, language, currency)


def _source_amounts(sources: Groups, currency: str, language: Language) -> Figure:
    bars, told = [], []
    for name, sums in sources:
        one = _of(sums, currency)
        won, lost = (language.money(amount, currency) for amount in (one.won_total, one.lost_total))
        bars.append(_lying(name, one.won_total, one.lost_total, won, lost, language))
        told.append(_amount_row(name, one, language))
    title = language.gettext("Won and lost by source, in %(currency)s", currency=currency)
    told.append(_amount_row(_all(language), _of(_whole(sources), currency), language))
    table = _table(title, language.gettext("Source"), told, language)
    return _figure(f"sources-{currency}", title, rows(bars), table, language, currency)


def _standing(
    month: str, name: str, won: Decimal | int, lost: Decimal | int, won_said: str, lost_said: str, language: Language
) -> Bar:
    """What was won stands on the line, what was lost hangs below it."""
    said = f"{name}: {_in_words(won_said, lost_said, language)}"
    marks = (Mark("solid", Decimal(0), Decimal(won), said), Mark("hatched", Decimal(0), -Decimal(lost), said))
    return month_bar(month, marks, language)


def _lying(name: str, won: Decimal, lost: Decimal, won_said: str, lost_said: str, language: Language) -> Bar:
    said = _in_words(won_said, lost_said, language)
    marks = (Mark("solid", Decimal(0), won, f"{name}: {said}"), Mark("hatched", won, won + lost, f"{name}: {said}"))
    return Bar(name, marks, said)


def _in_words(won: str, lost: str, language: Language) -> str:
    return language.gettext("won %(won)s, lost %(lost)s", won=won, lost=lost)


def _table(caption: str, of: str, told: Sequence[tuple[Cell, ...]], language: Language) -> Table:
    heads = (of, False), (language.gettext("Won"), True), (language.gettext("Lost"), True)
    return Table(caption, heads, tuple(told))


def _count_row(name: str, sums: Sequence[Decided], language: Language) -> tuple[Cell, ...]:
    counts = (sum(one.won for one in sums), sum(one.lost for one in sums))
    return Cell(name, name), *(Cell(language.number(count), count, is_number=True) for count in counts)


def _amount_row(name: str, one: Decided, language: Language) -> tuple[Cell, ...]:
    amounts = (one.won_total, one.lost_total)
    return Cell(name, name), *(Cell(language.money(each, one.currency), each, is_number=True) for each in amounts)


def _figure(
    id: str, title: str, picture: Rows | Columns, table: Table, language: Language, currency: str = ""
) -> Figure:
    won, lost = (cell.text for cell in table.rows[-1][1:])
    kinds = ("solid", language.gettext("won")), ("hatched", language.gettext("lost"))
    return Figure(id, title, _in_words(won, lost, language), picture, kinds, table, currency)


def _all(language: Language) -> str:
    return language.gettext("All")


def _whole(groups: Groups) -> Sequence[Decided]:
    return decided_added_up(sum for _, sums in groups for sum in sums)


def _of(sums: Sequence[Decided], currency: str) -> Decided:
    return next((one for one in sums if one.currency == currency), Decided(currency))
