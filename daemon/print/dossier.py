"""Everything of one opportunity, in words and in order, ready to be set as HTML or PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from daemon.shapes import Shape, Shapes, fields_in_words, local, name_in, visible
from store.unit import Unit
from store.values import ActivityState, HistoryLine, HistoryOf, LineItem, Opportunity

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


def dossier(unit: Unit, number: int, *, prefix: str, zone: ZoneInfo, now: datetime) -> Dossier:
    """All of the opportunity; its party, products, activities and newest history, in a handful of queries."""
    found = unit.opportunities.get(number)
    shapes = Shapes(unit, prefix)
    shape = shapes.opportunity(found)
    fields = [*_main(shape, zone), *_party(unit, found, shapes), *fields_in_words(shape).items()]
    texts = (("Competitors", shape["competitors"]), ("Comments", shape["comments"]))
    history = unit.items.history(HistoryOf(number=number), limit=LATEST + 1)
    tables = (
        _products(shape, unit.line_items.of(number)),
        _activities(unit.activities.states(number, zone), zone),
        _history(history, zone),
    )
    return Dossier(
        key=shape["key"],
        title=_bounded(found.title),
        remark=_remark(found),
        fields=tuple((name, _bounded(value)) for name, value in fields if value),
        texts=tuple((heading, _bounded(text)) for heading, text in texts if text),
        tables=tuple(table for table in tables if table.rows),
        printed=local(now, zone),
    )


def _main(shape: Shape, zone: ZoneInfo) -> Iterable[tuple[str, str]]:
    yield "Assigned to", name_in(shape, "assigned_to")
    yield "Stage", shape["stage"] or ""
    yield "Probability", f"{shape['probability']} %"
    yield "Total", money(shape["total"], shape["currency"])
    yield "Expected revenue", money(shape["expected_revenue"], shape["currency"])
    yield "Type", shape["type"] or ""
    yield "Close date", str(shape["close_date"] or "")
    yield "Closed", local(shape["closed_at"], zone)
    yield "Reason for losing", shape["lost_reason"] or ""
    yield "Payment terms", shape["payment_terms"] or ""
    yield "Expiration date", str(shape["expiration_date"] or "")
    yield "Delivery date", str(shape["delivery_date"] or "")
    yield "Source", shape["source"] or ""
    yield "Initiated by", name_in(shape, "initiated_by")
    yield "Categories", ", ".join(shape["categories"])
    yield "Reminder", local(shape["reminder"]["at"], zone) if shape["reminder"]["on"] else ""
    yield "Created", local(shape["created_at"], zone)
    yield "Changed", local(shape["modified_at"], zone)


def _party(unit: Unit, one: Opportunity, shapes: Shapes) -> Iterable[tuple[str, str]]:
    contact = unit.contacts.get(one.contact_id) if one.contact_id is not None else None
    account_id = contact.account_id if contact else one.account_id
    if contact:
        shape = shapes.contact(contact)
        yield "Contact", f"{shape['name']}, {shape['title']}" if shape["title"] else shape["name"]
        yield "Phones", ", ".join(shape["phones"])
        yield "E-mail", ", ".join(shape["addresses"])
        yield from fields_in_words(shape).items()
    if account_id is not None:
        shape = shapes.account(unit.accounts.get(account_id))
        yield "Account", shape["name"]
        yield "Account's phone", shape["phone"]
        yield "Address", shape["address"]
        yield "Web page", shape["web"]
        yield from fields_in_words(shape).items()


def _products(shape: Shape, lines: Iterable[LineItem]) -> Table:
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
    total = ("", "", "", "", "", "", money(shape["total"], shape["currency"]))
    return Table("Products and services", columns, rows, numeric=(3, 4, 5, 6), footer=total)


def _activities(states: Iterable[ActivityState], zone: ZoneInfo) -> Table:
    rows = tuple(
        (
            "done" if state.is_done else "",
            _bounded(state.activity.name),
            str(state.due or ""),
            f"{local(state.completed_at, zone)}, {state.completed_by}" if state.is_done else "",
        )
        for state in states
    )
    return Table("Sales activities", ("", "Activity", "Due", "Completed"), rows, narrow=(0, 2))


def _history(lines: Iterable[HistoryLine], zone: ZoneInfo) -> Table:
    shown = list(lines)
    rows = tuple(
        (
            local(line.occurred_at, zone, is_all_day=line.is_all_day),
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


def _bounded(text: str) -> str:
    """Text that can be set: no longer than a page or two, without what neither XML nor a font can hold."""
    cut = text[:LONGEST] + (" …" if len(text) > LONGEST else "")
    return "\n".join(visible(line) for line in cut.split("\n"))
