"""What a row says, stored: the record itself, a firm's own fields, its deal, its note."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from daemon.tables.columns import OWN
from daemon.tables.rows.deals import Deals, refuse_closed
from daemon.tables.rows.found import Cells, Found, Refused, id_of
from store.errors import StoreError
from store.rules.opportunity import must_be_open
from store.unit import Unit
from store.values import HistoryOf, Opportunity, Record


class Writing:
    """Of records of one kind; amounts without a currency are in `currency`."""

    def __init__(self, unit: Unit, record: Record, currency: str, zone: ZoneInfo) -> None:
        self._unit = unit
        self._record = record
        self._currency = currency
        self._deals = Deals(unit, zone)
        self.made: dict[int, int] = {}  # what rows made, by number: the row's line

    def get(self, id: int) -> Found:
        match self._record:
            case Record.ACCOUNT:
                return self._unit.accounts.get(id)
            case Record.CONTACT:
                return self._unit.contacts.get(id)
            case _:
                return self._unit.opportunities.get(id)

    def add(self, row: Cells, line: int, fields: dict[str, Any], notes: str) -> int:
        unit = self._unit
        match self._record:
            case Record.ACCOUNT:
                id = unit.accounts.new(fields.pop("name", ""), **fields)
            case Record.CONTACT:
                id = unit.contacts.new(fields.pop("name", ""), **fields)
            case _:
                return self._add_opportunity(row, line, fields, notes)
        self.made[id] = line
        self._set_own(id, row)
        if notes:
            self.note(id, notes)
        return id

    def _add_opportunity(self, row: Cells, line: int, fields: dict[str, Any], notes: str) -> int:
        unit = self._unit
        stage = unit.stages.get(fields["stage_id"]) if fields.get("stage_id") else None
        closing = self._deals.closing(row, stage)
        if closing is not None or stage is None:
            fields.pop("stage_id", None)
        reason = fields.pop("lost_reason_id", None)
        amount, currency = self._deals.amount(row, fields.get("currency") or self._currency)
        fields["currency"] = currency
        if row.get("created"):
            fields["created_at"] = self._deals.at("created", row["created"])
        number = unit.opportunities.new(fields.pop("title", ""), **fields)
        self.made[number] = line
        self._set_own(number, row)
        self._deals.set_lines(number, row, amount)
        if row.get("reminder"):
            unit.opportunities.remind(number, self._deals.at("reminder", row["reminder"]))
        if closing is not None:
            unit.opportunities.close(number, closing, self._deals.closed_at(row, fields), lost_reason_id=reason)
        else:
            refuse_closed(row)
        if notes:
            self.note(number, notes)
        return number

    def edit(self, found: Found, changed: Cells, fields: dict[str, Any], row: Cells) -> None:
        id = id_of(found)
        match self._record:
            case Record.ACCOUNT if fields:
                self._unit.accounts.edit(id, **fields)
            case Record.CONTACT if fields:
                self._unit.contacts.edit(id, **fields)
            case Record.OPPORTUNITY if isinstance(found, Opportunity):
                return self._edit_opportunity(found, changed, fields, row)
        self._set_own(id, changed)
        return None

    def _edit_opportunity(self, found: Opportunity, changed: Cells, fields: dict[str, Any], row: Cells) -> None:
        unit, number = self._unit, found.number
        must_be_open(found)
        stage = unit.stages.get(fields["stage_id"]) if fields.get("stage_id") else None
        closing = self._deals.closing(changed, stage)
        if closing is not None:
            fields.pop("stage_id", None)
        else:
            refuse_closed(changed)
        reason = fields.pop("lost_reason_id", None)
        if not fields.get("currency", "x"):
            del fields["currency"]
        amount, currency = self._deals.amount(changed, fields.get("currency") or found.currency)
        if currency != found.currency:
            fields["currency"] = currency
        if changed.get("created"):
            fields["created_at"] = self._deals.at("created", changed["created"])
        if fields:
            unit.opportunities.edit(number, **fields)
        self._set_own(number, changed)
        self._deals.set_lines(number, changed, amount)
        if "reminder" in changed:
            cell = changed["reminder"]
            unit.opportunities.remind(number, self._deals.at("reminder", cell) if cell else None)
        if closing is not None:
            unit.opportunities.close(number, closing, self._deals.closed_at(row, fields), lost_reason_id=reason)

    def _set_own(self, id: int, row: Cells) -> None:
        if own := {name.removeprefix(OWN): cell for name, cell in row.items() if name.startswith(OWN)}:
            try:
                self._unit.fields.set(self._record, id, own)
            except StoreError as problem:
                at = OWN + problem.subject
                if at not in row:
                    raise
                raise Refused([(at, str(problem), row[at])]) from None

    def note(self, id: int, text: str) -> bool:
        """Whether the text is a new note in the record's history: the same one is there once."""
        of = {
            Record.ACCOUNT: HistoryOf(account_id=id),
            Record.CONTACT: HistoryOf(contact_id=id),
            Record.OPPORTUNITY: HistoryOf(number=id),
        }[self._record]
        return self._unit.notes.taken_in(of, text)
