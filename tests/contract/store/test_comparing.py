"""The copies of a mailbox as they are compared with the server, and counters that add up, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from store.database import Store, open_store
from store.unit import Unit
from store.values import ItemKind, Outcome, Receipt, Reconciled
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import BOB, a_folder, a_mailbox, an_email, an_entry, known


def test_copies_are_held_under_the_servers_ids_gone_ones_too(store: Store):
    with store.write() as unit:
        due = a_mailbox(unit)
        folder = a_folder(unit, due.id)
        entries = [an_entry(id, an_email(f"<{id}@x>"), named=(1,), is_private=id == "S2") for id in ("S1", "S2")]
        unit.history.save(due.id, folder.id, entries, now=NOON)
        unit.history.gone(due.id, ["S2"])

        held = unit.comparing.held(due.id, ["S1", "S2", "S3"])

        assert held.keys() == {"S1", "S2"}
        first = held["S1"]
        assert (first.folder_id, first.change_key, first.named, first.kind) == (folder.id, "CK1", (1,), ItemKind.EMAIL)
        assert [(copy.is_gone, copy.is_private) for copy in held.values()] == [(False, False), (True, True)]
        assert unit.comparing.held(due.id + 1, ["S1"]) == {}


def test_what_is_present_is_told_page_by_page_from_a_moment_on(store: Store):
    times = {"S1": NOON, "S2": NOON - timedelta(days=9), "S3": None, "S4": NOON + timedelta(days=1), "S5": NOON}
    with store.write() as unit:
        due = a_mailbox(unit)
        folder = a_folder(unit, due.id)
        mails = {id: an_email(f"<{id}@x>", occurred_at=at) for id, at in times.items()}
        series = replace(mails["S2"], identity="series", kind=ItemKind.APPOINTMENT, is_series=True)
        entries = [an_entry(id, mail) for id, mail in mails.items()]
        unit.history.save(due.id, folder.id, [*entries, an_entry("S6", series)], now=NOON)
        unit.history.gone(due.id, ["S5"])

        def pages(since: Any) -> list[list[str]]:
            found, after = [], ""
            while page := unit.comparing.present(due.id, since, after=after, limit=2):
                found.append([copy.server_id for copy in page])
                after = page[-1].server_id
            return found

        assert pages(NOON) == [["S1", "S3"], ["S4", "S6"]]
        assert pages(None) == [["S1", "S2"], ["S3", "S4"], ["S6"]]
        assert unit.comparing.count_present(due.id, folder.id, NOON) == 4
        assert unit.comparing.count_present(due.id, folder.id + 1, NOON) == 0


def test_what_reconciling_found_is_remembered_until_the_next_time(store: Store):
    first, second = Reconciled(compared=9, missed=2, problems=("Inbox: no right",)), Reconciled(compared=9)
    with store.write() as unit:
        due = a_mailbox(unit)
        before = unit.mailboxes.status()[0]
        unit.mailboxes.reconciled(due.id, first, at=NOON)
        then = unit.mailboxes.status()[0]
        unit.mailboxes.reconciled(due.id, second, at=NOON + timedelta(days=1))

        now = unit.mailboxes.status()[0]

    assert (before.reconciled_at, before.reconciled) == (None, None)
    assert (then.reconciled_at, then.reconciled, first.gaps) == (NOON, first, 2)
    assert (now.reconciled_at, now.reconciled) == (NOON + timedelta(days=1), second)


def test_who_asks_makes_the_mailbox_due_and_is_answered_once(store: Store):
    with store.write() as unit:
        due = a_mailbox(unit)
        assert due.reconcile_in_full is None

        unit.mailboxes.ask_to_reconcile(BOB, in_full=True, now=NOON)
        asked = unit.mailboxes.look_at(BOB)
        unit.mailboxes.reconciled(due.id, Reconciled(), at=NOON)
        answered = unit.mailboxes.look_at(BOB)

        assert asked is not None
        assert answered is not None
        assert (asked.due_at, asked.reconcile_in_full, asked.reconciled_at) == (NOON, True, None)
        assert (answered.reconcile_in_full, answered.reconciled_at) == (None, NOON)
        assert unit.mailboxes.look_at("nobody@us.example") is None


def test_a_copy_that_is_not_understood_any_more_counts_in_quarantine_alone(store: Store):
    with store.write() as unit:
        due = a_mailbox(unit)
        folder = a_folder(unit, due.id)
        unit.history.save(due.id, folder.id, [an_entry(id, an_email(f"<{id}@x>")) for id in ("S1", "S2")], now=NOON)
        for id in ("S1", "S9"):
            unit.quarantine.add(due.id, folder.id, id, "broken", now=NOON)

        counts, (status,) = unit.history.counts(), unit.mailboxes.status()

        assert counts == {"linked": 0, "contact": 0, "review": 0, "skipped": 1, "quarantined": 2, "seen": 3}
        assert (status.seen, status.quarantined, dict(status.outcomes), status.adds_up) == (
            3,
            2,
            {Outcome.SKIPPED: 1},
            True,
        )
        assert unit.quarantine.among(due.id, ["S1", "S2", "S9"]) == {"S1", "S9"}
        assert unit.quarantine.held(due.id) == [(folder.id, "S1"), (folder.id, "S9")]


# --- whatever happens -------------------------------------------------------------------------------------------------

SERVER_IDS = st.sampled_from([f"S{n}" for n in range(6)])
RECEIPTS = st.builds(Receipt, st.sampled_from(Outcome), st.just("a rule"), st.just("a reason"))


class Counting(RuleBasedStateMachine):
    """Two folders of one mailbox in which anything happens; a plain model knows what was seen and what is broken."""

    make_store: Callable[[], Store]

    @initialize()
    def begin(self) -> None:
        self.store = type(self).make_store()
        self.broken: dict[str, int] = {}
        with self.store.write() as unit:
            self.mailbox = a_mailbox(unit).id
            found = [(f"F{n}", f"Folder {n}", "mail", None, True) for n in range(2)]
            unit.mailboxes.save_folders(self.mailbox, found, at=NOON)
            self.folders = [folder.id for folder in unit.mailboxes.folders(self.mailbox)]

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()

    @rule(server_id=SERVER_IDS, item=st.integers(0, 3), receipt=RECEIPTS, folder=st.integers(0, 1))
    def comes_in(self, server_id: str, item: int, receipt: Receipt, folder: int) -> None:
        """New, again, otherwise, moved or copied: whatever the store makes of it."""
        entry = an_entry(server_id, an_email(f"<m{item}@x>"), receipt=receipt)
        with self.store.write() as unit:
            held = known(unit, self.mailbox, [entry])[0]
            unit.history.save(self.mailbox, self.folders[folder], [replace(entry, known=held)], now=NOON)
            unit.quarantine.readable(self.mailbox, [server_id])
        self.broken.pop(server_id, None)

    @rule(server_id=SERVER_IDS)
    def goes(self, server_id: str) -> None:
        with self.store.write() as unit:
            unit.history.gone(self.mailbox, [server_id])
        self.broken.pop(server_id, None)

    @rule(server_id=SERVER_IDS, folder=st.integers(0, 1))
    def cannot_be_understood(self, server_id: str, folder: int) -> None:
        with self.store.write() as unit:
            unit.quarantine.add(self.mailbox, self.folders[folder], server_id, "broken", now=NOON)
        self.broken[server_id] = folder

    @rule(folder=st.integers(0, 1))
    def goes_out_of_sight(self, folder: int) -> None:
        with self.store.write() as unit:
            unit.history.out_of_sight(self.mailbox, self.folders[folder], is_there=True)
        self.broken = {id: other for id, other in self.broken.items() if other != folder}

    @rule(item=st.integers(1, 4))
    def is_redacted(self, item: int) -> None:
        with self.store.write() as unit:
            unit.redacting.redact([item])

    @invariant()
    def it_adds_up(self) -> None:
        if not hasattr(self, "store"):
            return
        with self.store.read() as unit:
            counts, (status,) = unit.history.counts(), unit.mailboxes.status()
            copies = _copies(unit)
        assert status.adds_up
        assert counts["quarantined"] == status.quarantined == len(self.broken)
        assert counts["seen"] == status.seen == len(copies | self.broken.keys())
        assert counts.pop("seen") == sum(counts.values())


def _copies(unit: Unit) -> set[str]:
    return {p.server_id for held in unit.history.pointers_of(range(1, 10)).values() for p in held}


def test_counters_add_up_whatever_happens(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path):
    class OnFiles(Counting):
        @staticmethod
        def make_store() -> Store:
            path: Path = tmp_path_factory.mktemp("counting") / "store.sqlite"
            path.write_bytes(migrated_file.read_bytes())
            return open_store(f"sqlite:///{path}", clock=Clock())

    case = OnFiles.TestCase
    case.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
    case().runTest()
