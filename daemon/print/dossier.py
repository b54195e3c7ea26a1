"""Everything of one opportunity, in words and in order, ready to be set as HTML or PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from daemon.language import ENGLISH, Language
from daemon.shapes import Shapes, name_in, visible
from store.rules.days import day_of
from store.rules.fields import as_json, shown
from store.unit import Unit
from store.values import ActivityState, FieldKind, HistoryLine, HistoryOf, LineItem, Record

LATEST = 200  # history items that are printed
LONGEST = 20_000  # characters of one text: a hostile one may have megabytes


@dataclass(frozen=True, slots=True)
class Table:
    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()  # columns that are set flush right
    footer: tuple[str, ...] = ()  # a last row, of sums
    narrow: tuple[int, ...] = (0,)  # columns that are as wide as what is in them; the others share the rest


@dataclass(frozen=True, slots=True)
class Dossier:
    """`fields` are labels with values, those that are empty left out; `texts` are headings with paragraphs."""

    key: str
    title: str
    remark: str  # "" unless it is closed, or in the recycle bin
    fields: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    printed: str  # by what, and when
    language: str = "en"


def dossier(
    unit: Unit, number: int, *, prefix: str, zone: ZoneInfo, now: datetime, language: Language = ENGLISH
) -> Dossier:
    """All of the opportunity; its party, products, activities and newest history, in a handful of queries."""
    return _Writing(unit, number, Shapes(unit, prefix), zone, language).whole(now)


class _Writing:
    """In the words, dates and amounts of one language. What the record holds stays as it is, names of stages too."""

    def __init__(self, unit: Unit, number: int, shapes: Shapes, zone: ZoneInfo, language: Language) -> None:
        self._unit, self._shapes, self._zone, self._language = unit, shapes, zone, language
        self._found = unit.opportunities.get(number)
        self._shape = shapes.opportunity(self._found)

    def whole(self, now: datetime) -> Dossier:
        gettext, shape, number = self._language.gettext, self._shape, self._found.number
        fields = [*self._main(), *self._party(), *self._own(Record.OPPORTUNITY, number)]
        texts = ((gettext("Competitors"), shape["competitors"]), (gettext("Comments"), shape["comments"]))
        history = self._unit.items.history(HistoryOf(number=number), limit=LATEST + 1)
        tables = (
            self._products(self._unit.line_items.of(number)),
            self._activities(self._unit.activities.states(number, self._zone)),
            self._history(history),
        )
        return Dossier(
            key=shape["key"],
            title=_bounded(self._found.title),
            remark=self._remark(),
            fields=tuple((name, _bounded(value)) for name, value in fields if value),
            texts=tuple((heading, _bounded(text)) for heading, text in texts if text),
            tables=tuple(table for table in tables if table.rows),
            printed=gettext("Printed by dealtrail, %(when)s", when=self._moment(now)),
            language=self._language.code,
        )

    def _main(self) -> Iterable[tuple[str, str]]:
        shape, one, language, gettext = self._shape, self._found, self._language, self._language.gettext
        yield gettext("Assigned to"), name_in(shape, "assigned_to")
        yield gettext("Stage"), shape["stage"] or ""
        yield gettext("Probability"), language.percent(shape["probability"])
        yield gettext("Total"), language.money(shape["total"], shape["currency"])
        yield gettext("Expected revenue"), language.money(shape["expected_revenue"], shape["currency"])
        yield gettext("Type"), shape["type"] or ""
        yield gettext("Close date"), language.date(one.close_date)
        yield gettext("Closed"), self._moment(one.closed_at)
        yield gettext("Reason for losing"), shape["lost_reason"] or ""
        yield gettext("Payment terms"), shape["payment_terms"] or ""
        yield gettext("Expiration date"), language.date(one.expiration_date)
        yield gettext("Delivery date"), language.date(one.delivery_date)
        yield gettext("Source"), shape["source"] or ""
        yield gettext("Initiated by"), name_in(shape, "initiated_by")
        yield gettext("Categories"), ", ".join(shape["categories"])
        yield gettext("Reminder"), self._moment(shape["reminder"]["at"]) if shape["reminder"]["on"] else ""
        yield gettext("Created"), self._moment(shape["created_at"])
        yield gettext("Changed"), self._moment(shape["modified_at"])

    def _party(self) -> Iterable[tuple[str, str]]:
        one, unit, gettext = self._found, self._unit, self._language.gettext
        contact = unit.contacts.get(one.contact_id) if one.contact_id is not None else None
        account_id = contact.account_id if contact else one.account_id
        if contact:
            shape = self._shapes.contact(contact)
            yield gettext("Contact"), f"{shape['name']}, {shape['title']}" if shape["title"] else shape["name"]
            yield gettext("Phones"), ", ".join(shape["phones"])
            yield gettext("E-mail"), ", ".join(shape["addresses"])
            yield from self._own(Record.CONTACT, contact.id)
        if account_id is not None:
            shape = self._shapes.account(unit.accounts.get(account_id))
            yield gettext("Account"), shape["name"]
            yield gettext("Account's phone"), shape["phone"]
            yield gettext("Address"), shape["address"]
            yield gettext("Web page"), shape["web"]
            yield from self._own(Record.ACCOUNT, account_id)

    def _own(self, record: Record, id: int) -> Iterable[tuple[str, str]]:
        """The firm's own fields of a record."""
        language = self._language
        for field, value in self._unit.fields.of(record, [id]).get(id, {}).values():
            text = shown(field, value)
            match field.kind:
                case FieldKind.YES_NO:
                    yield field.name, language.gettext("yes") if value.number else language.gettext("no")
                case FieldKind.DATE:
                    yield field.name, language.date(date.fromisoformat(text))
                case FieldKind.NUMBER:
                    yield field.name, language.number(Decimal(text))
                case FieldKind.MONEY:
                    money = as_json(field, value)
                    yield field.name, language.money(Decimal(money["amount"]), money["currency"])
                case _:
                    yield field.name, text

    def _products(self, lines: Iterable[LineItem]) -> Table:
        gettext, language, shape = self._language.gettext, self._language, self._shape
        rows = tuple(
            (
                str(line.position),
                _bounded(line.name),
                _bounded(line.description),
                language.number(line.quantity),
                language.money(line.price, line.currency),
                language.percent(line.discount) if line.discount else "",
                language.money(line.total, line.currency),
            )
            for line in lines
        )
        columns = (
            "",
            gettext("Product or service"),
            gettext("Description"),
            gettext("Quantity"),
            gettext("Price"),
            gettext("Discount"),
            gettext("Total"),
        )
        total = ("", "", "", "", "", "", language.money(shape["total"], shape["currency"]))
        return Table(gettext("Products and services"), columns, rows, numeric=(3, 4, 5, 6), footer=total)

    def _activities(self, states: Iterable[ActivityState]) -> Table:
        gettext, language = self._language.gettext, self._language
        rows = tuple(
            (
                gettext("done") if state.is_done else "",
                _bounded(state.activity.name),
                language.date(state.due),
                f"{self._moment(state.completed_at)}, {state.completed_by}" if state.is_done else "",
            )
            for state in states
        )
        columns = ("", gettext("Activity"), gettext("Due"), gettext("Completed"))
        return Table(gettext("Sales activities"), columns, rows, narrow=(0, 2))

    def _history(self, lines: Iterable[HistoryLine]) -> Table:
        gettext, found = self._language.gettext, list(lines)
        rows = tuple(
            (
                self._when(line),
                self._language.word("ItemKind", line.kind.value),
                _bounded(line.author),
                _bounded(self._subject(line)),
                _bounded(line.preview),
            )
            for line in found[:LATEST]
        )
        newest = gettext("Only the newest %(number)s are printed", number=LATEST)
        columns = (gettext("When"), gettext("Kind"), gettext("Author"), gettext("Subject"), gettext("Begins"))
        footer = ("", "", "", newest, "") if len(found) > LATEST else ()
        return Table(gettext("Communication history"), columns, rows, footer=footer, narrow=(0, 1))

    def _when(self, line: HistoryLine) -> str:
        """Of what takes whole days the day, in whatever zone."""
        at = line.occurred_at
        return self._language.date(day_of(at)) if at and line.is_all_day else self._moment(at)

    def _subject(self, line: HistoryLine) -> str:
        cancelled = self._language.gettext("%(subject)s (cancelled)", subject=line.subject)
        return cancelled if line.is_cancelled else line.subject

    def _remark(self) -> str:
        if self._found.is_deleted:
            return self._language.gettext("in the recycle bin")
        return "" if self._found.is_open else self._found.stage_name

    def _moment(self, at: datetime | None) -> str:
        return self._language.moment(at, self._zone)


def _bounded(text: str) -> str:
    """Text that can be set: no longer than a page or two, without what neither XML nor a font can hold."""
    cut = text[:LONGEST] + (" …" if len(text) > LONGEST else "")
    return "\n".join(visible(line) for line in cut.split("\n"))
