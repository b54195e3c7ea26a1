"""Whom to leave alone: addresses of people who were erased, each as a hash that only this database can make."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from secrets import token_hex

from sqlalchemy import delete, select

from store.bulk import insert_rows
from store.models import ForgottenRow
from store.repository import Repository, among, rows_among
from store.state import State

_KEY = "key of the forgotten"  # in what the daemon remembers; "" as long as nobody was ever erased
_KNOWN = among(select(ForgottenRow.hash, ForgottenRow.at), ForgottenRow.hash)


class Forgotten(Repository):
    def is_anybody(self) -> bool:
        """Whether anybody was ever erased: most firms ask nothing more, a page at a time."""
        return bool(self._beside(State).get(_KEY))

    def among(self, addresses: Iterable[str]) -> dict[str, datetime]:
        """Those of the addresses that are somebody's who was erased, each with when."""
        key = self._beside(State).get(_KEY)
        hashes = {_hash(key, one): one for one in addresses} if key else {}
        return {hashes[hash]: at for hash, at in rows_among(self._db, _KNOWN, hashes)} if hashes else {}

    def add(self, addresses: Iterable[str]) -> None:
        """Know these again from now on."""
        state = self._beside(State)
        if not (key := state.get(_KEY)):
            state.put(_KEY, key := token_hex(32))
        at, by = self._clock(), self._transaction.actor.name
        rows = [{"hash": _hash(key, one), "at": at, "by": by} for one in dict.fromkeys(addresses)]
        insert_rows(self._db, ForgottenRow, rows, key=("hash",), replaced=("at", "by"))

    def take_back(self, addresses: Iterable[str]) -> int:
        """Take in again what comes from these, as from anybody; how many of them had been erased."""
        self._owners_only("person", "what was erased can be taken in again")
        key = self._beside(State).get(_KEY)
        hashes = [_hash(key, one) for one in dict.fromkeys(addresses)]
        return self._db.execute(delete(ForgottenRow).where(ForgottenRow.hash.in_(hashes))).rowcount


def _hash(key: str, address: str) -> str:
    return hmac.new(key.encode(), address.casefold().encode(), hashlib.sha256).hexdigest()
