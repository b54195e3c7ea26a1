"""Companies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from daemon import acts
from daemon.shapes import Shape, Shapes
from daemon.web.pages.parties.kinds import LATEST, Kind, lines
from store.unit import Unit
from store.values import Account, ListName, Record


class Accounts(Kind):
    record = Record.ACCOUNT
    path = "accounts"
    types = ListName.ACCOUNT_TYPE
    lists = ("domains",)

    def found(self, unit: Unit, asked: Mapping[str, str], limit: int, offset: int) -> Sequence[Account]:
        return acts.accounts_found(
            unit,
            asked.get("q", ""),
            type=asked.get("type") or None,
            domain=asked.get("domain") or None,
            where=[asked["where"]] if "where" in asked else [],
            limit=limit,
            offset=offset,
        )

    def shapes(self, shapes: Shapes, found: Sequence[Any]) -> list[Shape]:
        return shapes.accounts(found)

    def one(self, unit: Unit, id: int) -> Account:
        return unit.accounts.find(str(id))

    def whole(self, unit: Unit, id: int) -> acts.PartyFound[Any]:
        return acts.account_whole(unit, str(id), LATEST)

    def typed(self, unit: Unit, id: int | None) -> dict[str, str]:
        one = unit.accounts.get(id) if id is not None else Account(0, "")
        return {
            "name": one.name,
            "phone": one.phone,
            "web": one.web,
            "address": one.address,
            "domains": lines(one.domains),
            "type": one.type,
            "external_id": one.external_id or "",
        }

    def add(self, unit: Unit, typed: Mapping[str, str], own: Sequence[str]) -> Account:
        return acts.add_account(unit, own=own, **self.values(typed))

    def edit(self, unit: Unit, id: int, changed: Mapping[str, str], own: Sequence[str]) -> Account:
        return acts.edit_account(unit, str(id), self.values(changed), own)


ACCOUNTS = Accounts()
