"""A database with something of each, whose plans are looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store.database import Store, open_store
from store.values import (
    FieldKind,
    Outcome,
    Receipt,
    Record,
)
from tests.contract.store.conftest import NOON
from tests.contract.store.records import a_folder, a_mailbox, an_email, an_entry, an_opportunity, linked

AMBIGUOUS = Receipt(Outcome.REVIEW, "ambiguous", "several", {"candidates": [1, 2]})


WAITING = an_entry("S4", an_email("<S4@x>", thread="<S4@x>"), receipt=AMBIGUOUS)


ENTRIES = [linked("S1", 1), linked("S2", 1), an_entry("S3", an_email("", fingerprint="f"))]


@pytest.fixture
def store(tmp_path: Path, migrated_file: Path) -> Iterator[Store]:
    path = tmp_path / "store.sqlite"
    path.write_bytes(migrated_file.read_bytes())
    with closing(open_store(f"sqlite:///{path}")) as opened:
        with opened.write() as unit:
            bob = unit.users.add("Bob", "bob@us.example")
            contact = unit.contacts.add("Ann", addresses=["ann@client.example"], account_id=unit.accounts.add("A").id)
            an_opportunity(unit, contact_id=contact.id, assigned_to=bob.id)
            an_opportunity(unit)
            for name, kind in (("Seats", "number"), ("Note", "text"), ("Day", "date")):
                unit.fields.add(Record.OPPORTUNITY, name, FieldKind(kind))
            unit.marketing.add("Fair")
            due = a_mailbox(unit)
            a_folder(unit, due.id)
            unit.history.save(1, 1, [*ENTRIES, WAITING], now=NOON)
        yield opened
