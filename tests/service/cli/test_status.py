"""`status` and the service: whether it is at work, and who else is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from daemon.bootstrap import now
from daemon.service.owner import this_process
from store.database import open_store
from tests.service.cli.line import CommandLine

ELSEWHERE = "other-host/7/7"


NONE = timedelta(0)


def a_daemon(
    line: CommandLine, owner: str, *, silent: timedelta = NONE, ended: bool = False, clock_ahead: timedelta = NONE
) -> None:
    """A daemon that was at work on the database."""
    store = open_store(f"sqlite:///{line.database}", clock=lambda: now() - silent)
    with store.write() as unit:
        unit.processes.began(owner, clock_ahead=clock_ahead, is_dead=lambda _: False)
        if ended:
            unit.processes.ended(owner)
    store.close()


def a_mailbox(line: CommandLine, *, is_left: bool = False) -> None:
    store = open_store(f"sqlite:///{line.database}")
    with store.write() as unit:
        unit.mailboxes.register({"bob@us.example": False})
        if is_left:
            unit.mailboxes.register({})
    store.close()


def test_before_the_service_was_ever_started_nothing_is_in_trouble(office: CommandLine) -> None:
    a_mailbox(office)

    told, shape = office("status"), office("status", "--json")

    assert (told.code, shape.shape["ok"], shape.shape["service"]["state"]) == (0, True, "never")
    assert "! the service was never started on this database" in told.out
    assert "✓ nothing is in trouble" in told.out


def test_a_service_at_work_is_told_with_when_it_was_last_heard_of(office: CommandLine) -> None:
    a_daemon(office, this_process())

    told, service = office("status"), office("status", "--json").shape["service"]

    assert told.code == 0
    assert "✓ the service is at work since" in told.out
    assert (service["state"], [one["process"] for one in service["processes"]]) == ("running", [this_process()])


@pytest.mark.parametrize(("off", "says"), [(240, "240 s ahead of"), (-90, "90 s behind")])
def test_a_machine_whose_clock_is_off_is_named(office: CommandLine, off: int, says: str) -> None:
    a_daemon(office, this_process(), clock_ahead=timedelta(seconds=off))

    told, service = office("status"), office("status", "--json").shape["service"]

    assert f"! {this_process()}: its machine's clock is {says} the database's, which counts" in told.out
    assert [one["clock_ahead"] for one in service["processes"]] == [off]


@pytest.mark.parametrize(
    ("silent", "ended", "state", "says"),
    [
        (timedelta(minutes=10), False, "dead", "✗ the service is dead or hangs, it was last heard of at"),
        (timedelta(minutes=10), True, "stopped", "✗ the service was stopped at"),
        (timedelta(0), True, "stopped", "✗ the service was stopped at"),
    ],
)
def test_a_service_that_is_not_at_work_is_exit_code_1(
    office: CommandLine, silent: timedelta, ended: bool, state: str, says: str
) -> None:
    a_daemon(office, ELSEWHERE, silent=silent, ended=ended)

    told, shape = office("status"), office("status", "--json")

    assert (told.code, shape.code, shape.shape["ok"]) == (1, 1, False)
    assert shape.shape["service"]["state"] == state
    assert says in told.out
    assert "systemctl start dealtrail" in told.out


def test_two_services_on_one_database_are_both_told(office: CommandLine) -> None:
    a_daemon(office, this_process())
    a_daemon(office, ELSEWHERE)

    told = office("status")

    assert told.code == 0
    assert "! 2 services work on this database and share the mailboxes" in told.out
    assert ELSEWHERE in told.out


def test_a_mailbox_that_left_the_configuration_is_told_until_it_is_forgotten(office: CommandLine) -> None:
    a_mailbox(office, is_left=True)
    before = office("status").out

    said = office("mailbox", "forget", "Bob@US.example")

    assert "! bob@us.example is not in the configuration any more" in before
    assert "dealtrail mailbox forget bob@us.example" in before
    assert (said.code, said.out) == (0, "bob@us.example: forgotten; what is in the history stays\n")
    assert "bob@us.example is" not in office("status").out


def test_a_mailbox_in_use_is_not_forgotten(office: CommandLine) -> None:
    a_mailbox(office)

    said = office("mailbox", "forget", "bob@us.example")

    assert said.code == 1
    assert said.err == (
        "dealtrail: mailbox bob@us.example: is in the configuration; take it out, and restart the service\n"
    )
