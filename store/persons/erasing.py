"""Forgetting somebody: history keeps the fact, not the person.

Whom to forget is written down first, in one transaction with the hashes of their addresses: from then on nothing new of
theirs is taken in. Who it is goes out of every table a piece at a time (`store.persons.pieces`), each in a short
transaction of its own; what was not done when a process died is found again, because all of it is still there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from store.models import ContactAddressRow, ErasureRow, ItemFileRow, LinkRow, OpportunityRow
from store.persons import REMAINS
from store.persons.forgotten import Forgotten
from store.persons.mail import mail_of
from store.persons.records import needed, written_about
from store.persons.steps import Step
from store.repository import Repository
from store.state import State
from store.values import Actor, Erased, Erasure, Person, Role


class Erasing(Repository):
    def planned(self, person: Person, is_own: Callable[[str], bool]) -> Erased:
        """What erasing them would take away; nothing is changed."""
        bare, others = mail_of(self._db, person.addresses, is_own)
        stay = needed(self._db, person.contacts)
        return Erased(
            contacts=len(person.contacts) - len(stay),
            kept=len(stay),
            bare=len(bare),
            masked=len(others),
            written=len(written_about(self._db, person.contacts)),
            files=self._files(person.contacts),
        )

    def begin(self, person: Person) -> Erasure:
        """Write down that they are to be forgotten, which owners do, and take in nothing of theirs from now on.

        One that is going on already is taken up.
        """
        self._owners_only("person", "personal data is erased")
        if begun := self._begun({*person.addresses}, {*person.contacts}):
            return begun
        db, by = self._db, self._transaction.actor
        theirs = ContactAddressRow.contact_id.in_(person.contacts)
        added = set(db.scalars(select(ContactAddressRow.address).where(theirs)))  # since they were looked for
        person = replace(person, addresses=tuple(sorted({*person.addresses, *added})))
        db.execute(delete(ContactAddressRow).where(theirs))
        if person.addresses:
            self._beside(Forgotten).add(person.addresses)
        done = Erased(files=self._files(person.contacts))
        row = {"person": asdict(person), "user_id": by.user_id, "by": by.name, "at": self._clock()}
        made = insert(ErasureRow).values(**row, counts=asdict(done)).returning(ErasureRow.id)
        return Erasure(db.execute(made).scalar_one(), person, by, done)

    def begun(self, asked: str) -> Erasure | None:
        """The erasure that is going on of whoever has this address, name or id of a contact."""
        for one in self._going_on():
            if asked.casefold() in map(str.casefold, (*one.person.addresses, *one.person.names)):
                return one
            if asked in map(str, one.person.contacts):
                return one
        return None

    def left_alone(self, since: datetime) -> list[Erasure]:
        """Those on which nobody has worked since then: whoever did has died."""
        return self._going_on(ErasureRow.at < since)

    def left(self, step: Step, erasure: Erasure) -> Sequence[Any]:
        """Keys of what is still to be done in one step."""
        return step.left(self._transaction, erasure.person)

    def take(self, step: Step, erasure: Erasure, keys: Sequence[Any]) -> Erasure:
        """Do some of it; the erasure with what was taken away."""
        taken = step.take(self._transaction, erasure.person, keys)
        erasure = replace(erasure, done=self._done(erasure).plus(taken))
        row = update(ErasureRow).where(ErasureRow.id == erasure.id)
        self._db.execute(row.values(counts=asdict(erasure.done), at=self._clock()))
        return erasure

    def end(self, erasure: Erasure) -> Erased:
        """It is over, and nothing names them; what it has taken away."""
        done = self._done(erasure)
        self._db.execute(delete(ErasureRow).where(ErasureRow.id == erasure.id))
        self._beside(State).put(REMAINS, f"{self._clock():%Y-%m-%d %H:%M}")
        return done

    # --- what is written down -----------------------------------------------------------------------------------------

    def _going_on(self, *which: Any) -> list[Erasure]:
        rows = self._db.execute(select(*ErasureRow.__table__.columns).where(*which).order_by(ErasureRow.id))
        return [
            Erasure(row.id, _person(row.person), Actor(row.by, row.user_id, Role.OWNER), Erased(**row.counts))
            for row in rows
        ]

    def _begun(self, addresses: set[str], contacts: set[int]) -> Erasure | None:
        for one in self._going_on():
            if not addresses.isdisjoint(one.person.addresses) or not contacts.isdisjoint(one.person.contacts):
                return one
        return None

    def _done(self, erasure: Erasure) -> Erased:
        """What all who worked on it have taken away; what was known last where somebody else has ended it."""
        counts = self._db.scalar(select(ErasureRow.counts).where(ErasureRow.id == erasure.id))
        return Erased(**counts) if counts is not None else erasure.done

    def _files(self, contacts: Collection[int]) -> int:
        """Files of opportunities that are linked to them: what is in them, nobody here can tell."""
        deals = select(OpportunityRow.number).where(OpportunityRow.contact_id.in_(list(contacts)))
        held = select(func.count(ItemFileRow.item_id.distinct())).join(LinkRow, LinkRow.item_id == ItemFileRow.item_id)
        return self._db.scalar(held.where(LinkRow.number.in_(deals))) or 0


def _person(kept: Mapping[str, Sequence[Any]]) -> Person:
    return Person(**{name: tuple(values) for name, values in kept.items()})
