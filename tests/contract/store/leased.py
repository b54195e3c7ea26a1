"""A process at work on all that only one may work on at a time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from store.models import Base
from store.unit import Unit
from store.values import EventKind, Salts
from tests.contract.store.conftest import NOON
from tests.contract.store.records import a_mailbox

OTHER, HOUR = "mail2.us.example/17/5", timedelta(hours=1)
_HELD = [table for table in Base.metadata.sorted_tables if "lease_owner" in table.columns]


def held_everywhere(unit: Unit) -> None:
    """A mailbox, a job and a webhook, which a process of another machine works on."""
    a_mailbox(unit, owner=OTHER)
    unit.jobs.ask("import", "a table", {}, due_at=NOON)
    assert unit.jobs.claim(OTHER, ["import"], NOON)
    webhook = unit.webhooks.add("https://receiver.example/", [EventKind.LINKED], Salts("salt", "sign"))
    assert unit.deliveries.claim(webhook.id, OTHER, HOUR, NOON, lambda owner: False)
    assert leases(unit) == {(table.name, OTHER) for table in _HELD}


def leases(unit: Unit) -> set[tuple[str, str | None]]:
    """Who works on what, by table."""
    return {
        (table.name, owner)
        for table in _HELD
        for owner in unit.connection.scalars(select(table.columns["lease_owner"]))
    }
