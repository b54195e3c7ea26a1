"""What a row does to a deal beside its fields: closes it, dates it, and says what it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from daemon.tables.items import as_item, items_of
from daemon.tables.money import currency_of
from store.errors import Invalid
from store.rules.lines import is_one_sum
from store.rules.opportunity import decided_at
from store.unit import Unit
from store.values import Stage, StageKind

CLOSED = ("won", "lost")  # a status of what is over


class Deals:
    """Times are those of `zone`."""

    def __init__(self, unit: Unit, zone: ZoneInfo) -> None:
        self._unit = unit
        self._zone = zone

    def closing(self, row: Mapping[str, str], stage: Stage | None) -> bool | None:
        """Whether it is won, where the row closes it; None where it does not."""
        if (status := row.get("status")) in CLOSED:
            return status == "won"
        return stage.kind is StageKind.WON if stage is not None and stage.kind is not StageKind.OPEN else None

    def closed_at(self, row: Mapping[str, str], fields: Mapping[str, Any]) -> datetime:
        """When it was closed: as the row says, else at the end of its close date, else now."""
        now = self._unit.clock()
        if row.get("closed"):
            at = self.at("closed", row["closed"])
            if at > now:
                raise Invalid("closed", f"{row['closed']} is still to come")
            return at
        return decided_at(fields.get("close_date"), self._zone, now)

    def at(self, name: str, cell: str) -> datetime:
        """The moment in a cell, in UTC; raises Invalid for one that the clocks leave out."""
        local = datetime.fromisoformat(cell)
        at = local.replace(tzinfo=self._zone).astimezone(UTC)
        if at.astimezone(self._zone).replace(tzinfo=None) != local:
            raise Invalid(name, f"{cell} does not exist in {self._zone.key}: the clocks are put forward there")
        return at

    def amount(self, row: Mapping[str, str], currency: str) -> tuple[Decimal | None, str]:
        """The amount that a row names, and in which currency the deal is."""
        if not row.get("amount"):
            return None, currency
        number, _, unit = row["amount"].partition(" ")
        named = currency_of(unit, currency)
        if named and row.get("currency") and named != currency:
            raise Invalid("amount", f"is in {named}, but its currency is {currency}")
        return Decimal(number), named or currency

    def set_lines(self, number: int, row: Mapping[str, str], amount: Decimal | None) -> None:
        """Line items as the row says; a deal that is one sum is one line item."""
        lines = self._unit.line_items
        if "items" in row:
            self._replace(number, row["items"])
        if amount is None:
            return
        opportunity = self._unit.opportunities.get(number)
        if opportunity.total == amount:
            return
        there = lines.of(number)
        if row.get("items"):
            raise Invalid(
                "amount", f"is {amount}, but its line items come to {opportunity.total}", "correct one of them"
            )
        if not there:
            lines.add(number, opportunity.title, price=amount)
        elif is_one_sum(there):
            lines.edit(number, 1, price=amount)
        else:
            remedy = "give the line items, in a column items"
            raise Invalid("amount", f"is {amount}, but its {len(there)} line items come to {opportunity.total}", remedy)

    def _replace(self, number: int, cell: str) -> None:
        """Line items by their places: what is the same stays, with the product it was made of."""
        lines = self._unit.line_items
        wanted, there = items_of(cell), lines.of(number)
        for place in range(len(there), len(wanted), -1):
            lines.remove(number, place)
        for place, item in enumerate(wanted, start=1):
            told: dict[str, Any] = {
                "name": item.name,
                "quantity": item.quantity,
                "price": item.price,
                "discount": item.discount,
                "description": item.description,
            }
            if place > len(there):
                lines.add(number, **told)
            elif as_item(there[place - 1]) != item:
                lines.edit(number, place, **told)


def refuse_closed(row: Mapping[str, str]) -> None:
    """Raises Invalid for an open deal of which a row says when, or why, it was closed."""
    for name in ("closed", "lost_reason"):
        if row.get(name):
            raise Invalid(name, f"is {row[name]}, but its stage is open", "name a closed stage, or its status")
