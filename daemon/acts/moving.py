"""A mailbox on another server: what that means for what is known of it, and doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors.errors import MailboxError
from daemon.shapes import Shape
from store.errors import Invalid, StoreError

if TYPE_CHECKING:
    from daemon.context import Context
    from daemon.sync import Move


def plan_move(context: Context, address: str) -> Move:
    """What becomes of what is known of the mailbox on the server that the context names for it; changes nothing.

    Raises Invalid for one that was never looked at, and what the server and the database say no with.
    """
    from daemon.context import Cycle
    from daemon.sync import planned

    with context.store.read() as unit:
        due = unit.mailboxes.look_at(address)
        known = unit.mailboxes.known_folders(due.id) if due else []
    if due is None or not known:
        raise Invalid(f"mailbox {address}", "was never looked at: there is nothing to move", "put it into use there")
    mailbox = context.open_mailbox(address)
    try:
        cycle = Cycle(context, context.plans[address], due, mailbox)
        return planned(cycle, known, list(mailbox.folders()))
    finally:
        mailbox.close()


def move_mailbox(context: Context, address: str) -> str:
    """Take what is known of the mailbox over to its server; why not, where it did not go well."""
    from daemon.service import Loop

    try:
        return Loop(context).settle(address).failure
    except (MailboxError, StoreError) as failure:
        return str(failure)


def move_shape(address: str, server: str, move: Move, *, is_done: bool) -> Shape:
    return {
        "mailbox": address,
        "server": server,
        "is_same": move.is_same,
        "folders": len(move.folders),
        "missing": [one.path for one in move.missing],
        "out_of_reach": [one.path for one in move.out_of_reach],
        "items": {"translated": len(move.translated), "read_anew": move.untranslated},
        "tasks": {"kept": len(move.tasks), "made_anew": len(move.tasks_missing)},
        "done": is_done,
    }
