"""`status --check`: one line and four exit codes for systems that ask every few minutes."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest

from daemon.bootstrap import now
from daemon.service.owner import this_process
from store.database import open_store
from store.unit import Unit
from store.values import ErrandKind
from tests.service.cli.line import CommandLine
from tests.service.cli.test_status import a_daemon

MAILBOXES = {"bob@us.example": False, "eve@us.example": False}
PARKED = "bob@us.example: the server does not take the login | it said"


def at(line: CommandLine, *acts: Callable[[Unit], object]) -> None:
    store = open_store(f"sqlite:///{line.database}")
    with store.write() as unit:
        unit.mailboxes.register(MAILBOXES)
        for act in acts:
            act(unit)
    store.close()


def park(*addresses: str) -> Callable[[Unit], None]:
    def act(unit: Unit) -> None:
        for address in addresses:
            due = unit.mailboxes.claim(
                owner="daemon",
                lease=timedelta(minutes=10),
                every=timedelta(seconds=30),
                now=now(),
                address=address,
                only_due=False,
            )
            assert due
            unit.mailboxes.park(due, reason=PARKED, kind="LoginRefused", until=now() + timedelta(hours=1))

    return act


def late(unit: Unit) -> None:
    unit.mailboxes.release_owner("nobody")
    unit.mailboxes.ask_to_reconcile("eve@us.example", in_full=False, now=now() - timedelta(minutes=40))


def test_all_is_well(office: CommandLine) -> None:
    a_daemon(office, this_process())
    at(office)

    told = office("status", "--check")

    assert told.code == 0
    figures = "mailboxes=2 parked=0 late=0 owed=0 owed_for=0s given_up=0 quarantined=0"
    assert told.out == f"OK: 2 mailboxes in step | {figures}\n"


def test_what_is_owed_is_told_with_how_long_it_waits(office: CommandLine) -> None:
    def owe(unit: Unit) -> None:
        [bob] = [one.id for one in unit.mailboxes.status() if one.address == "bob@us.example"]
        unit.errands.owe(bob, ErrandKind.STAMP, ["1", "2"], due_at=now() - timedelta(hours=2))

    a_daemon(office, this_process())
    at(office, owe)

    checked, told = office("status", "--check"), office("status")

    assert re.search(r" owed=2 owed_for=72\d\ds ", checked.out)
    assert re.search(r"! bob@us.example: 2 things wait to be written to Outlook, the first since \d{4}-", told.out)


def test_one_mailbox_in_trouble_is_a_warning_on_one_line_with_one_bar(office: CommandLine) -> None:
    a_daemon(office, this_process())
    at(office, park("bob@us.example"))

    told = office("status", "--check")

    assert told.code == 1
    assert told.out.startswith("WARNING: bob@us.example: the server does not take the login / it said (failures")
    assert (told.out.count("\n"), told.out.count("|")) == (1, 1)
    assert "parked=1" in told.out


def test_every_mailbox_in_trouble_is_critical(office: CommandLine) -> None:
    a_daemon(office, this_process())
    at(office, park(*MAILBOXES))

    told = office("status", "--check")

    assert told.code == 2
    assert re.match(
        r"CRITICAL: every mailbox is in trouble: \S+@us\.example: .* \(and 1 more: dealtrail status\) \| ", told.out
    )


def test_turns_that_nobody_gives_are_critical_though_the_process_says_that_it_lives(office: CommandLine) -> None:
    a_daemon(office, this_process())
    at(office, late)

    told = office("status", "--check")

    assert told.code == 2
    assert told.out.startswith(
        "CRITICAL: 1 of 2 mailboxes wait for their turn, the longest for 40 minutes: the service"
    )


@pytest.mark.parametrize(("is_ended", "says"), [(False, "is dead or hangs"), (True, "was stopped")])
def test_a_service_that_is_away_is_critical(office: CommandLine, is_ended: bool, says: str) -> None:
    a_daemon(office, "other-host/7/7", silent=timedelta(minutes=10), ended=is_ended)
    at(office)

    told = office("status", "--check")

    assert told.code == 2
    assert told.out.startswith(f"CRITICAL: the service {says}")


def test_a_service_that_cannot_write_that_it_lives_is_not_called_dead(office: CommandLine) -> None:
    a_daemon(office, "other-host/7/7", silent=timedelta(minutes=10), ended=False)
    at(office)
    with closing(sqlite3.connect(office.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        checked, told = office("status", "--check"), office("status")

    assert checked.code == 2
    assert "CRITICAL: the service cannot say that it lives, it was last heard of at " in checked.out
    for answer in (checked.out, told.out):
        assert "another process is writing to it" in answer
        assert "dead" not in answer


def test_a_service_that_never_was_is_unknown(office: CommandLine) -> None:
    at(office)

    told = office("status", "--check")

    assert (told.code, told.out.split(":")[0]) == (3, "UNKNOWN")


def test_a_database_that_cannot_be_used_is_critical_and_told_where_it_is_read(office: CommandLine) -> None:
    office.database.unlink()

    told = office("status", "--check")

    assert told.code == 2
    assert told.out.startswith("CRITICAL: database ")
    assert told.err == ""


def test_a_configuration_that_does_not_hold_is_unknown(office: CommandLine) -> None:
    office.configure('[health]\nlisten = "0.0.0.0:80"\n')

    told = office("status", "--check")

    assert told.code == 3
    assert told.out.startswith("UNKNOWN: ")
    assert "health.listen" in told.out


def test_it_is_one_line_or_json_and_not_both(office: CommandLine) -> None:
    told = office("status", "--check", "--json")

    assert "leave --json out" in told.err
