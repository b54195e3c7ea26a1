"""Everything of one opportunity, in words and in order, ready to be set as HTML or PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from store.rules.days import day_of
from store.unit import Unit
from store.values import ActivityState, Contact, HistoryLine, HistoryOf, LineItem, Opportunity, Record

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
    printed: str


def dossier(unit: Unit, number: int, *, key: str, zone: ZoneInfo, now: datetime) -> Dossier:
    """All of the opportunity; its party, products, activities and newest history, in a handful of queries."""
    found = unit.opportunities.get(number)
    fields = [*_main(unit, found, zone), *_party(unit, found), *unit.fields.shown(Record.OPPORTUNITY, number).items()]
    texts = (("Competitors", found.competitors), ("Comments", found.comments))
    history = unit.items.history(HistoryOf(number=number), limit=LATEST + 1)
    tables = (
        _products(found, unit.line_items.of(number)),
        _activities(unit.activities.states(number, zone), zone),
        _history(history, zone),
    )
    return Dossier(
        key=key,
        title=_bounded(found.title),
        remark=_remark(found),
        fields=tuple((name, _bounded(value)) for name, value in fields if value),
        texts=tuple((heading, _bounded(text)) for heading, text in texts if text),
        tables=tuple(table for table in tables if table.rows),
        printed=_moment(now, zone),
    )


def _main(unit: Unit, one: Opportunity, zone: ZoneInfo) -> Iterable[tuple[str, str]]:
    yield "Assigned to", unit.users.get(one.assigned_to).name if one.assigned_to is not None else ""
    yield "Stage", one.stage_name
    yield "Probability", f"{one.probability} %"
    yield "Total", money(one.total, one.currency)
    yield "Expected revenue", money(one.expected_revenue, one.currency)
    yield "Type", one.type
    yield "Close date", str(one.close_date or "")
    yield "Closed", _moment(one.closed_at, zone)
    yield "Payment terms", one.payment_terms
    yield "Expiration date", str(one.expiration_date or "")
    yield "Delivery date", str(one.delivery_date or "")
    yield "Source", one.source
    yield "Initiated by", _initiator(unit, one)
    yield "Categories", ", ".join(one.categories)
    yield "Reminder", _moment(one.reminder_at, zone) if one.reminder_on else ""
    yield "Created", _moment(one.created_at, zone)
    yield "Changed", _moment(one.modified_at, zone)


def _party(unit: Unit, one: Opportunity) -> Iterable[tuple[str, str]]:
    contact = unit.contacts.get(one.contact_id) if one.contact_id is not None else None
    account_id = contact.account_id if contact else one.account_id
    if contact:
        yield "Contact", _person(contact)
        yield "Phones", ", ".join(contact.phones)
        yield "E-mail", ", ".join(contact.addresses)
        yield from unit.fields.shown(Record.CONTACT, contact.id).items()
    if account_id is not None:
        account = unit.accounts.get(account_id)
        yield "Account", account.name
        yield "Account's phone", account.phone
        yield "Address", account.address
        yield "Web page", account.web
        yield from unit.fields.shown(Record.ACCOUNT, account.id).items()


def _person(contact: Contact) -> str:
    return f"{contact.name}, {contact.title}" if contact.title else contact.name


def _initiator(unit: Unit, one: Opportunity) -> str:
    if one.initiated_account_id is not None:
        return unit.accounts.get(one.initiated_account_id).name
    if one.initiated_contact_id is not None:
        return unit.contacts.get(one.initiated_contact_id).name
    if one.initiated_marketing_id is not None:
        return unit.marketing.get(one.initiated_marketing_id).title
    return ""


def _products(one: Opportunity, lines: Iterable[LineItem]) -> Table:
    rows = tuple(
        (
            str(line.position),
            _bounded(line.name),
            _bounded(line.description),
            f"{line.quantity:f}",
            money(line.price, ""),
            f"{line.discount:f} %" if line.discount else "",
            money(line.total, line.currency),
        )
        for line in lines
    )
    columns = ("", "Product or service", "Description", "Quantity", "Price", "Discount", "Total")
    total = ("", "", "", "", "", "", money(one.total, one.currency))
    return Table("Products and services", columns, rows, numeric=(3, 4, 5, 6), footer=total)


def _activities(states: Iterable[ActivityState], zone: ZoneInfo) -> Table:
    rows = tuple(
        (
            "done" if state.is_done else "",
            _bounded(state.activity.name),
            str(state.due or ""),
            f"{_moment(state.completed_at, zone)}, {state.completed_by}" if state.is_done else "",
        )
        for state in states
    )
    return Table("Sales activities", ("", "Activity", "Due", "Completed"), rows, narrow=(0, 2))


def _history(lines: Iterable[HistoryLine], zone: ZoneInfo) -> Table:
    shown = list(lines)
    rows = tuple(
        (
            _moment(line.occurred_at, zone, is_all_day=line.is_all_day),
            line.kind.value,
            _bounded(line.author),
            _bounded(f"{line.subject} (cancelled)" if line.is_cancelled else line.subject),
            _bounded(line.preview),
        )
        for line in shown[:LATEST]
    )
    left_out = ("", "", "", f"Only the newest {LATEST} are printed", "") if len(shown) > LATEST else ()
    columns = ("When", "Kind", "Author", "Subject", "Begins")
    return Table("Communication history", columns, rows, footer=left_out, narrow=(0, 1))


def money(amount: Decimal, currency: str) -> str:
    """Grouped in thousands, with the decimal places it has: "1 234.50 EUR"."""
    return f"{amount:,f}".replace(",", "\u202f") + (f" {currency}" if currency else "")


def _remark(one: Opportunity) -> str:
    if one.is_deleted:
        return "in the recycle bin"
    return "" if one.is_open else one.stage_name


def _moment(at: datetime | None, zone: ZoneInfo, *, is_all_day: bool = False) -> str:
    if at is None:
        return ""
    return str(day_of(at)) if is_all_day else f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _bounded(text: str) -> str:
    """Text that can be set: no longer than a page or two, without what neither XML nor a font can hold."""
    from daemon.cli.base.text import visible

    cut = text[:LONGEST] + (" …" if len(text) > LONGEST else "")
    return "\n".join(visible(line) for line in cut.split("\n"))
