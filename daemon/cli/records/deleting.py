"""What every `delete` does: move the record to the recycle bin, and say how to get it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from daemon.cli.base.output import tell

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.unit import Unit
    from store.values import Binned, Record


def delete(session: Session, record: Record, found: Callable[[Unit], int], as_json: bool) -> None:
    """Delete the record that is found in the unit, by its id."""
    from store.values import Record

    with session.writing() as unit:
        binned = unit.bin.delete(record, found(unit))
        contacts = unit.bin.contacts_of(binned.id) if record is Record.ACCOUNT else 0
    kept = {0: "", 1: "; its contact keeps it"}.get(contacts, f"; its {contacts} contacts keep it")
    line = f"{named(binned, session)}: moved to the recycle bin{kept}"
    tell(shape(binned, session), f"{line}; to undo: dealtrail bin restore {handle(binned)}", as_json)


def handle(binned: Binned) -> str:
    return f"{binned.record.value}:{binned.id}"


def named(binned: Binned, session: Session) -> str:
    """As people know it: an opportunity by its key."""
    from store.values import Record

    return f"{session.key(binned.id)} {binned.name}" if binned.record is Record.OPPORTUNITY else binned.words


def shape(binned: Binned, session: Session) -> dict[str, Any]:
    from store.values import Record

    is_opportunity = binned.record is Record.OPPORTUNITY
    return {
        "record": binned.record.value,
        "id": binned.id,
        **({"key": session.key(binned.id)} if is_opportunity else {}),
        "name": binned.name,
        "deleted_at": binned.deleted_at,
        "deleted_by": binned.by,
    }
