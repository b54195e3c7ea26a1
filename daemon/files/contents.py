"""What files hold, from wherever it is kept: what comes out is what once came in, or an error."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from connectors.files import NotThere, Place, PlaceFails
from store.database import Store
from store.errors import FileDamaged, FileMissing, FilesUnreachable
from store.unit import Unit
from store.values import KeptFile, KeptIn

TRIES = 3  # where it was moved while it was looked for

Opened = Mapping[KeptIn, Callable[[], Place]]  # what is made when it is first asked for


class Contents:
    """For any thread. Nothing is read in a transaction of ours but what the database itself holds."""

    def __init__(self, store: Store, opened: Opened) -> None:
        self._store, self._opened = store, opened
        self._places: dict[KeptIn, Place] = {}

    def place(self, kept_in: KeptIn) -> Place:
        """Raises FilesUnreachable where the configuration does not say enough of it."""
        if kept_in not in self._places:
            try:
                self._places[kept_in] = self._opened[kept_in]()
            except PlaceFails as failure:
                raise unreachable(failure) from None
        return self._places[kept_in]

    def of(self, file: KeptFile, what: str) -> bytes:
        """Its bytes; `what` is what people call it. Raises FileMissing, FileDamaged and FilesUnreachable."""
        for _ in range(TRIES):
            try:
                return self._read(file, what)
            except (FileMissing, FileDamaged):
                with self._store.read() as unit:
                    now = unit.file_copies.kept(file.sha256)
                if now == file:
                    raise
                file = now  # it was moved meanwhile
        return self._read(file, what)

    def within(self, unit: Unit, file: KeptFile, what: str) -> bytes:
        """The same for who reads much in one snapshot, of which what is elsewhere is no part."""
        if file.kept_in is KeptIn.DATABASE:
            return whole(unit.file_copies.content(file.sha256), file, what, "the database")
        return self.of(file, what)

    def _read(self, file: KeptFile, what: str) -> bytes:
        if file.kept_in is KeptIn.DATABASE:
            with self._store.read() as unit:
                return self.within(unit, file, what)
        place = self.place(file.kept_in)
        try:
            return whole(place.get(file.name, file.size), file, what, place.told)
        except NotThere:
            raise FileMissing(what, place.told, file.name) from None
        except PlaceFails as failure:
            raise unreachable(failure) from None


def unreachable(failure: PlaceFails) -> FilesUnreachable:
    return FilesUnreachable(failure.place, failure.reason, failure.remedy)


def whole(content: bytes, file: KeptFile, what: str, where: str) -> bytes:
    """The content, where it is what its checksum says."""
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise FileDamaged(what, where)
    return content
