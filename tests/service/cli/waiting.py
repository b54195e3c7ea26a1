"""A database in which mail waits for people, decided by the daemon's own rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from daemon.link.policy import LinkPolicy
from daemon.sync.redecide import decide_now
from store.database import Store, open_store
from store.unit import Unit
from store.values import DueMailbox, Entry, ItemContent, ItemKind, Outcome, Participant, Receipt
from tests.service.cli.line import CommandLine

NOON = datetime(2025, 3, 4, 11, 0, tzinfo=UTC)  # 12:00 in Oslo
ANN, BOB, CORA = "ann@client.example", "bob@us.example", "cora@us.example"
POLICY = LinkPolicy(own_domains=frozenset({"us.example"}))
OWN = '[linking]\nown_domains = ["us.example"]\n'
NOT_YET = Receipt(Outcome.SKIPPED, "unknown people", "not decided yet")


@contextmanager
def opened(line: CommandLine) -> Iterator[Store]:
    store = open_store(f"sqlite:///{line.database}", clock=lambda: NOON + timedelta(days=1))
    try:
        yield store
    finally:
        store.close()


def a_mail(id: str, subject: str, hours: int = 0, above: str = "", sender: str = ANN, thread: str = "") -> Entry:
    """A message to Bob, so many hours after noon; an answer to the one `above`."""
    content = ItemContent(
        ItemKind.EMAIL,
        f"<{id}>",
        id,
        NOON + timedelta(hours=hours),
        subject,
        (Participant("from", sender, sender.partition("@")[0].title()), Participant("to", BOB)),
        preview=f"About {subject}",
        thread=f"<{thread or above or id}>",
        parents=(f"<{above}>",) if above else (),
    )
    return Entry(id, "ck", None, content, NOT_YET, outside=(sender,))


def a_mailbox(unit: Unit, address: str = BOB) -> DueMailbox:
    """A mailbox with an inbox that nobody works on."""
    unit.mailboxes.register({one.address: False for one in unit.mailboxes.status()} | {address: False})
    terms = {"owner": "host/1/1", "lease": timedelta(minutes=10), "every": timedelta(seconds=30), "now": NOON}
    due = unit.mailboxes.claim(address=address, only_due=False, **terms)  # type: ignore[arg-type]  # each is of its own type
    assert due
    unit.mailboxes.save_folders(due.id, [(f"inbox of {address}", "Inbox", "mail", "inbox", True)], at=NOON)
    unit.mailboxes.release(due)
    return due


def arrive(unit: Unit, due: DueMailbox, *entries: Entry) -> list[int]:
    """Mail that the daemon has taken in and decided; the items' ids."""
    saved = unit.history.save(due.id, unit.mailboxes.folders(due.id)[0].id, entries, now=NOON)
    unit.again.queue(saved.items)
    decide_now(unit, saved.items, POLICY, NOON)
    return list(saved.items)
