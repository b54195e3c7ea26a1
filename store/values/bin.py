"""What is in the recycle bin, and what emptying it would do. Pure."""

from __future__ import annotations

from datetime import datetime

from store.values.audit import Record
from store.values.making import dataclass
from store.values.merging import Unmerging


@dataclass(frozen=True, slots=True)
class Binned:
    """A record in the recycle bin."""

    record: Record
    id: int  # an opportunity's number
    name: str
    deleted_at: datetime
    by: str = ""  # who deleted it
    merged_into: str = ""  # "contact 3, Ann Client", where it is there because the two became one
    unmerged: Unmerging | None = None  # of one that was restored: what came back with it

    @property
    def place(self) -> tuple[datetime, str, int]:
        """Where it stands in the order of the bin."""
        return self.deleted_at, self.record.value, self.id

    @property
    def words(self) -> str:
        """As sentences name it: "account 3, Fabrikam"."""
        return f"{self.record.value} {self.id}, {self.name}"


@dataclass(frozen=True, slots=True)
class Emptying:
    """What goes for good, and what stays in the bin for now, with the reason."""

    removed: tuple[Binned, ...] = ()
    kept: tuple[tuple[Binned, str], ...] = ()
    items: int = 0  # notes, calls, tasks and files that go along; known once it was done
    beyond: int = 0  # records in the bin that were not looked at, where only some were
