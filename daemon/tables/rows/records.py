"""From rows to records: which record a row is about, what of it would change, and the change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from daemon.tables.columns import OWN, Column
from daemon.tables.rows.deals import CLOSED
from daemon.tables.rows.found import Cells, Found, id_of, name_of
from daemon.tables.rows.meaning import Meaning
from daemon.tables.rows.names import Names
from daemon.tables.rows.writing import Writing
from store.errors import Invalid
from store.unit import Unit
from store.values import Record

_RECORD = re.compile(r"\b(account|contact|opportunity) (\d+)\b(?:, [^;,(]+)?")
_FURTHER = ("stage", "status", "closed", "lost_reason", "amount", "items", "reminder", "notes")  # acts of their own


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a record by one row: each column with what it was and is."""

    line: int
    name: str
    is_new: bool
    fields: Sequence[tuple[str, str, str]] = ()


class Records:
    """The records of one kind, as rows are about them. What rows added before is known by their lines."""

    def __init__(
        self,
        unit: Unit,
        record: Record,
        known: Mapping[str, Column],
        currency: str,
        zone: ZoneInfo,
        likely: Mapping[str, Mapping[str, str]],
        adds_accounts: bool,
    ) -> None:
        self._record = record
        self._adds_accounts = adds_accounts and record is not Record.ACCOUNT
        self._names = Names(unit, known, likely, adds_accounts=self._adds_accounts)
        self._meaning = Meaning(unit, record, known, self._names, zone)
        self._writing = Writing(unit, record, currency, zone)
        self._seen: dict[int, int] = {}

    def writes_once(self, names: Iterable[str]) -> bool:
        """Whether a row of these columns is stored by one act, which checks all before it writes: if it is refused,
        there is nothing to undo.
        """
        return not self._adds_accounts and not any(name in _FURTHER or name.startswith(OWN) for name in names)

    def take(self, row: Cells, line: int, bad: set[str]) -> Change | None:
        """Add or update what the row says; None where that is so already. Raises Refused or StoreError."""
        self._names.next_row()
        notes = row.pop("notes", "")
        if row.get("status") in CLOSED:
            row.pop("stage", None)  # the stage that it was closed from
        found = self._match(row)
        if found is None:
            fields = self._meaning.fields(row, bad)
            if bad:
                return None
            id = self._writing.add(row, line, fields, notes)
            self._seen[id] = line
            return Change(line, row.get("name") or row.get("title", ""), is_new=True)
        id = id_of(found)
        if id in self._seen:
            raise Invalid("row", f"is about the same record as line {self._seen[id]}")
        before = self._meaning.written(found, row)
        differing = self._meaning.differing(row, before)
        fields = self._meaning.fields(differing, bad)
        if bad:
            return None
        self._seen[id] = line
        changed = self._meaning.otherwise(found, row, differing, fields)
        if changed:
            self._writing.edit(found, changed, fields, row)
            after = self._meaning.written(self._writing.get(id), changed)
            told = [(name, before.get(name, ""), after[name]) for name in after if after[name] != before.get(name, "")]
        else:
            told = []
        if notes and self._writing.note(id, notes):
            told.append(("notes", "", _short(notes)))
        return Change(line, row.get("name") or row.get("title") or name_of(found), False, told) if told else None

    def forget_row(self) -> None:
        """What the row made before it was refused is not there any more."""
        self._names.forget_row()

    def named_by_lines(self, sentence: str) -> str:
        """A sentence about records that this table would add names the lines that do: they have no numbers yet."""

        def line(found: re.Match[str]) -> str:
            made = self._writing.made.get(int(found[2])) if found[1] == self._record.value else None
            return f"line {made}" if made is not None else found[0]

        return _RECORD.sub(line, sentence)

    def _match(self, row: Cells) -> Found | None:
        """The record that the row is about; None for a new one. Raises Invalid where it may be about several."""
        found = self._meaning.candidates(row)
        if len(found) < 2:
            return found[0] if found else None
        for one in found:  # it changes nothing, whichever of them it is about
            if id_of(one) not in self._seen and not self._meaning.differing(row, self._meaning.written(one, row)):
                return one
        lines = ", ".join(self._line_or_id(id_of(one)) for one in found)
        if self._record is Record.OPPORTUNITY:
            title = row["title"]
            raise Invalid("title", f"{title!r} is the title of several ({lines})", "tell them apart by their number")
        name = row["name"]
        raise Invalid("name", f"{name!r} is the name of several ({lines})", "tell them apart by their external_id")

    def _line_or_id(self, id: int) -> str:
        made = self._writing.made.get(id)
        return f"line {made}" if made is not None else str(id)


def _short(text: str) -> str:
    begins = " ".join(text[:200].split())
    return begins if len(begins) <= 60 else f"{begins[:59]}…"
