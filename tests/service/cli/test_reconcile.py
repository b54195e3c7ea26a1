"""`reconcile` against mailboxes on the simulator."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest

from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from store.database import open_store
from tests.service.cli.line import CommandLine
from tests.service.cli.mailboxes import BOB, CORA, configure


@pytest.fixture
def synced(connected: CommandLine) -> CommandLine:
    """The command line with two mailboxes that were read, with the stamps that this left on them."""
    for _ in range(2):
        connected.did("run", "--once")
    return connected


def forget_all_mail(line: CommandLine) -> None:
    with closing(sqlite3.connect(line.database)) as database:
        for table in ("receipts", "pointers"):
            database.execute(f"DELETE FROM {table}")  # noqa: S608  # two names of ours
        database.commit()


@contextmanager
def held_by_another(line: CommandLine) -> Iterator[None]:
    """Bob's mailbox is another process's, on a machine of which nothing is known."""
    with closing(open_store(f"sqlite:///{line.database}")) as store:
        with store.write() as unit:
            now, hour = unit.clock(), timedelta(hours=1)
            due = unit.mailboxes.claim(
                owner="elsewhere/1/1", lease=hour, every=hour, now=now, address=BOB, only_due=False
            )
            assert due
        yield
        with store.write() as unit:
            unit.mailboxes.release(due)


def row(out: str, mailbox: str) -> list[str]:
    return re.split(" {2,}", next(line for line in out.splitlines() if line.startswith(mailbox)).strip())


def test_where_nothing_is_missing_it_says_so(synced: CommandLine) -> None:
    ended = synced("reconcile")

    assert (ended.code, ended.err) == (0, "")
    assert row(ended.out, "mailbox") == [
        *("mailbox", "compared", "missed", "gone", "healed", "changed", "understood", "quarantined")
    ]
    assert row(ended.out, BOB) == [BOB, "1", *"000000"]
    assert row(ended.out, CORA) == [CORA, "0", *"000000"]
    assert ended.out.splitlines()[-1] == "✓ nothing is missing"


def test_what_was_lost_is_told_and_comes_back(synced: CommandLine) -> None:
    forget_all_mail(synced)

    first, second = synced.did("reconcile", BOB), synced.did("reconcile", BOB)

    assert row(first, BOB) == [BOB, "1", "1", *"00000"]
    assert "1 item differed and was mended" in first
    assert "nothing is missing" not in first
    assert "nothing is missing" in second
    assert "200 seats, please" in synced.did("opportunity", "history", "OPP-1")


def test_a_dry_run_only_tells(synced: CommandLine) -> None:
    forget_all_mail(synced)

    ended = synced("reconcile", "--dry-run")

    assert ended.code == 0
    assert "1 item differs; nothing was changed" in ended.out
    assert synced("status", "--json").json["mailboxes"][0]["seen"] == 0


def test_as_json_it_has_the_numbers_of_each_mailbox(synced: CommandLine) -> None:
    forget_all_mail(synced)

    shape = synced("reconcile", "--json", "--full").json

    bob, cora = shape["mailboxes"]
    assert (shape["ok"], shape["dry_run"]) == (True, False)
    assert bob == {
        "address": BOB,
        "ok": True,
        "failure": None,
        "compared": 1,
        "missed": 1,
        "gone": 0,
        "healed": 0,
        "changed": 0,
        "understood": 0,
        "quarantined": 0,
        "problems": [],
    }
    assert (cora["address"], cora["missed"]) == (CORA, 0)


def test_a_gap_that_cannot_be_mended_is_a_failure(synced: CommandLine, simulator: Simulator) -> None:
    simulator.faults.inject(Fault(FaultKind.REFUSED, "FindItem", code="ErrorAccessDenied"))

    ended = synced("reconcile", BOB)

    assert ended.code == 1
    assert f"✗ {BOB}: Calendar: " in ended.out
    assert "nothing is missing" not in ended.out


def test_a_mailbox_out_of_reach_is_a_failure_and_the_others_are_reconciled(
    synced: CommandLine, simulator: Simulator
) -> None:
    mailboxes = "".join(f'[[mailbox]]\naddress = "{address}"\n' for address in (BOB, "nobody@us.example"))
    configure(synced, simulator, mailboxes=mailboxes)

    ended = synced("reconcile", "--json")

    assert ended.code == 1
    assert '"failure": "' in ended.out
    assert "nobody@us.example" in ended.out
    assert '"compared": 1' in ended.out


def test_a_mailbox_that_is_not_configured_is_wrong_use(synced: CommandLine) -> None:
    ended = synced("reconcile", "bop@us.example")

    assert ended.code == 2
    assert "bop@us.example is not a configured mailbox; did you mean bob@us.example?" in ended.err


def test_before_the_first_cycle_a_dry_run_says_how_to_begin(connected: CommandLine) -> None:
    ended = connected("reconcile", BOB, "--dry-run")

    assert ended.code == 1
    assert f"✗ {BOB}: it was never looked at; begin with: dealtrail run --once" in ended.out


def test_beside_another_process_that_one_is_asked(synced: CommandLine) -> None:
    with held_by_another(synced):
        told = synced("reconcile", BOB)
        compared = synced("reconcile", BOB, "--dry-run")

    assert told.code == 1
    assert "another dealtrail process is at work on it; it was asked to reconcile it at its next turn" in told.out
    assert (compared.code, "nothing is missing" in compared.out) == (0, True)


def test_status_and_check_after_it_are_content(synced: CommandLine) -> None:
    forget_all_mail(synced)
    synced.did("reconcile")
    synced.did("reconcile")

    status = synced.did("status")

    assert "nothing missing" in status
    assert "✓ nothing is in trouble" in status
