"""`opportunity delete`: to the recycle bin."""

from __future__ import annotations

from daemon.cli.base.session import AsJson, Here
from daemon.cli.records.opportunity.common import Which


def delete(opportunity: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Move an opportunity to the recycle bin with its links; its tasks in Outlook are completed, its mail stays."""
    from daemon.cli.records.deleting import delete as move_to_bin
    from store.values import Record

    move_to_bin(session, Record.OPPORTUNITY, opportunity, as_json)
