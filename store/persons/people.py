"""Who somebody is: all that one person is known by, wherever one begins."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select

from store.addresses import legacy_name, normalise
from store.errors import Invalid
from store.models import (
    ContactAddressRow,
    ContactPhoneRow,
    ContactRow,
    DirectoryNameRow,
    MailboxRow,
    MergeRow,
    ParticipantRow,
    UserRow,
)
from store.repository import Repository, chunks
from store.rules.forgetting import ERASED, ERASED_ADDRESS
from store.text import named
from store.values import Person, Record


class People(Repository):
    def of(self, address: str = "", contact: int | None = None) -> Person:
        """All that is known of whoever has an address, or is a contact, which is for owners.

        Raises Invalid for one of the firm's own, and NotAllowed.
        """
        self._owners_only("person", "what is known of somebody is collected")
        contacts = self._contacts({contact} if contact is not None else set(), {address} - {""})
        addresses = {address} - {""} | self._addresses(contacts)
        addresses |= self._legacy(addresses)
        self._refuse_own(addresses)
        called = self._names(contacts, addresses)
        shared = {name for name in called if self._is_anothers(name, contacts, addresses)}
        return Person(
            addresses=tuple(sorted(addresses)),
            names=tuple(sorted(called - shared)),
            phones=self._phones(contacts),
            contacts=tuple(sorted(contacts)),
            shared=tuple(sorted(shared)),
        )

    def address(self, text: str) -> str:
        """A typed address as it is compared; "" of what is none."""
        text = text.strip()
        return legacy_name(text) or (normalise(text) if "@" in text else "")

    def _contacts(self, ids: set[int], addresses: Iterable[str]) -> set[int]:
        """These and whoever was merged with them, in whatever order."""
        held = select(ContactAddressRow.contact_id).where(ContactAddressRow.address.in_(list(addresses)))
        found = ids | set(self._db.scalars(held))
        while True:
            merges = select(MergeRow.kept_id, MergeRow.merged_id).where(
                MergeRow.record == Record.CONTACT.value,
                or_(MergeRow.kept_id.in_(found), MergeRow.merged_id.in_(found)),
            )
            more = found | {id for pair in self._db.execute(merges) for id in pair}
            if more == found:
                return found
            found = more

    def _addresses(self, contacts: Iterable[int]) -> set[str]:
        return set(
            self._db.scalars(select(ContactAddressRow.address).where(ContactAddressRow.contact_id.in_(list(contacts))))
        )

    def _legacy(self, addresses: Iterable[str]) -> set[str]:
        """By what their server's address book calls them."""
        known = select(DirectoryNameRow.name).where(DirectoryNameRow.address.in_(list(addresses)))
        return set(self._db.scalars(known))

    def _refuse_own(self, addresses: Iterable[str]) -> None:
        user = select(UserRow.name, UserRow.email).where(UserRow.email.in_(list(addresses)))
        if found := self._db.execute(user).first():
            raise Invalid(
                f"{found.email}",
                f"is {found.name}, a user: what they did is the firm's own record of who did what",
                "make them inactive; their mailbox is left out of the configuration, and forgotten with "
                "dealtrail mailbox forget",
            )
        box = select(MailboxRow.address).where(MailboxRow.address.in_(list(addresses)))
        if address := self._db.scalar(box):
            raise Invalid(address, "is a mailbox of the firm", "name a person outside of it")
        if ERASED_ADDRESS in set(addresses):
            raise Invalid("address", "stands for everybody who was erased", "name a person's own address")

    def _names(self, contacts: Iterable[int], addresses: Iterable[str]) -> set[str]:
        called = select(ContactRow.name).where(ContactRow.id.in_(list(contacts)))
        in_mail = select(ParticipantRow.name).where(ParticipantRow.address.in_(list(addresses))).distinct()
        names = {*self._db.scalars(called), *self._db.scalars(in_mail)}
        return {name for one in names if (name := " ".join(one.split())) and "@" not in name and ERASED not in name}

    def _is_anothers(self, name: str, contacts: Iterable[int], addresses: Iterable[str]) -> bool:
        """Whether a contact, a user or a person in mail of another address is called the same."""
        others = select(ContactRow.id).where(ContactRow.folded == named(name), ContactRow.id.not_in(list(contacts)))
        users = select(UserRow.id).where(UserRow.folded == named(name))
        in_mail = select(ParticipantRow.item_id).where(
            ParticipantRow.name == name, ParticipantRow.address.not_in([*addresses, ERASED_ADDRESS])
        )
        return any(self._db.execute(asked.limit(1)).first() for asked in (others, users, in_mail))

    def _phones(self, contacts: Iterable[int]) -> tuple[str, ...]:
        held = select(ContactPhoneRow.number).where(ContactPhoneRow.contact_id.in_(list(contacts)))
        others = select(ContactPhoneRow.number).where(ContactPhoneRow.contact_id.not_in(list(contacts)))
        mine = list(dict.fromkeys(self._db.scalars(held)))
        shared = {
            one for chunk in chunks(mine) for one in self._db.scalars(others.where(ContactPhoneRow.number.in_(chunk)))
        }
        return tuple(one for one in mine if one not in shared)
