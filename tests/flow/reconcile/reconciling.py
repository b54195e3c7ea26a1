"""What the tests of reconciling do again and again."""

from __future__ import annotations

from connectors.mailbox import Folder, FolderKind
from daemon.service import Loop, Turn
from store.values import Reconciled
from tests.flow.contents import contents
from tests.flow.firm import BOB, Firm


def reconcile(firm: Firm, only: str | None = BOB, **asked: bool) -> Reconciled:
    """What comes of reconciling; it is expected to go well."""
    turn = try_to_reconcile(firm, only, **asked)
    assert turn.failure == ""
    assert turn.reconciled is not None
    return turn.reconciled


def try_to_reconcile(firm: Firm, only: str | None = BOB, **asked: bool) -> Turn:
    firm.clock.tick()
    return Loop(firm.context).reconcile(only, **asked)[0]


def compare(firm: Firm, **asked: bool) -> Reconciled:
    firm.clock.tick()
    (turn,) = Loop(firm.context).compare(BOB, **asked)
    assert turn.failure == ""
    assert turn.reconciled is not None
    return turn.reconciled


def gaps(found: Reconciled) -> dict[str, int]:
    named = ("missed", "gone", "healed", "changed", "understood", "quarantined")
    return {name: count for name in named if (count := getattr(found, name))}


def skip_news(firm: Firm, address: str = BOB) -> None:
    """Lose all news on purpose: each folder's cursor moves on, and nothing is stored."""
    mailbox = firm.context.open_mailbox(address)
    with firm.store.write() as unit:
        found = {one.address: one.id for one in unit.mailboxes.status()}[address]
        for folder in unit.mailboxes.folders(found):
            cursor, is_last = folder.cursor, False
            while not is_last:
                where = Folder(folder.server_id, folder.path, FolderKind(folder.kind))
                page = mailbox.changes(where, cursor)
                cursor, is_last = page.cursor, page.is_last
            unit.mailboxes.save_cursor(folder.id, cursor, is_complete=True, at=firm.clock())
    mailbox.close()


def copies(firm: Firm) -> list[tuple[str, bool]]:
    """Each copy's item's subject, and whether it is gone."""
    held = contents(firm.url or str(firm.store))
    items = held["items"]
    return sorted((items[row["item_id"],]["subject"], row["is_gone"]) for row in held["pointers"].values())
