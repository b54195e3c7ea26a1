"""People."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from daemon import acts
from daemon.shapes import Shape, Shapes
from daemon.web.pages.parties.kinds import LATEST, Kind, lines
from store.unit import Unit
from store.values import Contact, ListName, Record


class Contacts(Kind):
    record = Record.CONTACT
    path = "contacts"
    types = ListName.CONTACT_TYPE
    lists = ("addresses", "phones")

    def found(self, unit: Unit, asked: Mapping[str, str], limit: int, offset: int) -> Sequence[Contact]:
        return acts.contacts_found(
            unit,
            asked.get("q", ""),
            account=asked.get("account") or None,
            type=asked.get("type") or None,
            where=[asked["where"]] if "where" in asked else [],
            limit=limit,
            offset=offset,
        )

    def shapes(self, shapes: Shapes, found: Sequence[Any]) -> list[Shape]:
        return shapes.contacts(found)

    def one(self, unit: Unit, id: int) -> Contact:
        return unit.contacts.find(str(id))

    def whole(self, unit: Unit, id: int) -> acts.PartyFound[Any]:
        return acts.contact_whole(unit, str(id), LATEST)

    def typed(self, unit: Unit, id: int | None) -> dict[str, str]:
        one = unit.contacts.get(id) if id is not None else Contact(0, "")
        return {
            "name": one.name,
            "title": one.title,
            "account": unit.accounts.get(one.account_id).name if one.account_id is not None else "",
            "addresses": lines(one.addresses),
            "phones": lines(one.phones),
            "type": one.type,
            "external_id": one.external_id or "",
        }

    def add(self, unit: Unit, typed: Mapping[str, str], own: Sequence[str]) -> Contact:
        return acts.add_contact(unit, own=own, **self.values(typed))

    def edit(self, unit: Unit, id: int, changed: Mapping[str, str], own: Sequence[str]) -> Contact:
        return acts.edit_contact(unit, str(id), self.values(changed), own)


CONTACTS = Contacts()
