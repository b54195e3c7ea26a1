"""Whose X.500 addresses are, as servers' address books said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, delete, exists, or_, select, update

from store.addresses import domain_of
from store.bulk import insert_rows
from store.history.again import Again
from store.models import DirectoryNameRow, ItemRow, ParticipantRow, UnlinkedPersonRow
from store.models.history import IS_LEGACY
from store.repository import Repository, chunks

ASKED_AGAIN = timedelta(days=1)  # after which a name that nobody knew is asked for once more
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a name was asked for that is still to be


class Directory(Repository):
    def known(self, names: Collection[str]) -> dict[str, str]:
        """The address of each of these names, "" for one that was asked for in vain not long ago; not of others."""
        found: dict[str, str] = {}
        fresh = self._clock() - ASKED_AGAIN
        for chunk in chunks(names):
            rows = select(DirectoryNameRow.name, DirectoryNameRow.address, DirectoryNameRow.asked_at)
            for name, address, asked_at in self._db.execute(rows.where(DirectoryNameRow.name.in_(chunk))):
                if address or asked_at > fresh:
                    found[name] = address
        return found

    def is_waiting(self) -> bool:
        """Whether items carry a name that is due to be asked for, or known by now."""
        return self._db.scalar(select(self._waiting().exists())) or False

    def claim(self, limit: int) -> list[str]:
        """Names that items carry, the oldest first, which the caller asks for: nobody else does, for a day.

        Items with one that is known by now are put right.
        """
        asked, name = DirectoryNameRow.asked_at, DirectoryNameRow.name
        for row in self._db.execute(self._waiting().where(DirectoryNameRow.address != "")).all():
            self._put_right(row[0], row[1])
        due = self._waiting().where(DirectoryNameRow.address == "").order_by(asked, name).limit(limit)
        names = list(self._db.scalars(due))
        now = self._clock()
        rows = [{"name": found, "address": "", "asked_at": now} for found in names]
        insert_rows(self._db, DirectoryNameRow, rows, key=("name",), replaced=("asked_at",))
        return names

    def _waiting(self) -> Select[str, str]:
        waits = exists().where(UnlinkedPersonRow.address == DirectoryNameRow.name)
        is_shown = exists().where(IS_LEGACY, ParticipantRow.address == DirectoryNameRow.name)
        is_due = DirectoryNameRow.asked_at <= self._clock() - ASKED_AGAIN
        names = select(DirectoryNameRow.name, DirectoryNameRow.address)
        return names.where(or_(waits, is_shown), or_(is_due, DirectoryNameRow.address != ""))

    def put_off(self, names: Collection[str]) -> None:
        """Take note of names that are to be asked for later."""
        rows = [{"name": name, "address": "", "asked_at": NEVER} for name in names]
        insert_rows(self._db, DirectoryNameRow, rows, key=("name",), replaced=("asked_at",))

    def learned(self, answers: Mapping[str, str]) -> None:
        """Remember the address of each name, "" where nobody knew it.

        What carries a name that has an address now shows that, and where it is linked to nothing, it is decided again.
        """
        now = self._clock()
        rows = [{"name": name, "address": address, "asked_at": now} for name, address in answers.items()]
        insert_rows(self._db, DirectoryNameRow, rows, key=("name",), replaced=("address", "asked_at"))
        for name, address in answers.items():
            if address:
                self._put_right(name, address)

    def _put_right(self, name: str, address: str) -> None:
        carrying = select(UnlinkedPersonRow.item_id).where(UnlinkedPersonRow.address == name)
        shown = (IS_LEGACY, ParticipantRow.address == name)
        items = self._db.scalars(select(ParticipantRow.item_id).where(*shown).distinct()).all()
        self._db.execute(update(ParticipantRow).where(*shown).values(address=address))
        for chunk in chunks(items):  # where a mail gave no name beside it, it stood for one
            nameless = (ItemRow.id.in_(chunk), ItemRow.author == name)
            self._db.execute(update(ItemRow).where(*nameless).values(author=address))
        for chunk in chunks(self._db.scalars(carrying)):
            self._db.execute(delete(UnlinkedPersonRow).where(UnlinkedPersonRow.address == name))
            rows = [{"address": address, "item_id": id, "domain": domain_of(address)} for id in chunk]
            insert_rows(self._db, UnlinkedPersonRow, rows, key=("address", "item_id"), replaced=("domain",))
            self._beside(Again).queue(chunk)
