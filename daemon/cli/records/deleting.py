"""What every `delete` does: move the record to the recycle bin, and say how to get it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daemon.cli.base.output import tell
from daemon.shapes import binned_named, binned_shape, handle_of

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.values import Record


def delete(session: Session, record: Record, name: str, as_json: bool) -> None:
    """Delete the record that is named."""
    from daemon.acts import delete_record

    with session.writing() as unit:
        binned, contacts = delete_record(unit, record, name)
    kept = {0: "", 1: "; its contact keeps it"}.get(contacts, f"; its {contacts} contacts keep it")
    line = f"{binned_named(binned, session.prefix)}: moved to the recycle bin{kept}"
    tell(binned_shape(binned, session.prefix), f"{line}; to undo: dealtrail bin restore {handle_of(binned)}", as_json)
