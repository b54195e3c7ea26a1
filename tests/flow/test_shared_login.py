"""A login that many mailboxes share is tried once when it is refused, not once by each of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr

from connectors.ews.mailbox import open_mailbox
from connectors.ews.server import Server
from connectors.logins import Logins
from daemon.service import Loop, Turn
from tests.flow.firm import PASSWORD, Firm, an_office

SERVICE = "svc@us.example"
MAILBOXES = tuple(f"user{number:02}@us.example" for number in range(30))


@pytest.fixture
def where() -> str:
    """Logins with passwords are EWS's."""
    return "exchange"


class Service:
    """A daemon with thirty mailboxes behind one login; a restart forgets what it knew."""

    def __init__(self, firm: Firm) -> None:
        self.firm = firm
        self.password = PASSWORD
        self.loop = self.restarted()

    def restarted(self) -> Loop:
        firm, logins = self.firm, Logins(self.firm.clock)
        server = Server(firm.simulator.endpoint, "basic", username=SERVICE, password=SecretStr(self.password))

        context = an_office(
            server.endpoint,
            firm.store,
            firm.clock,
            MAILBOXES,
            lambda address: open_mailbox(server, address, sleep=lambda _: None, logins=logins),
        )
        self.loop = Loop(replace(context, workers=8))
        return self.loop

    def cycle(self) -> tuple[int, list[Turn]]:
        """How often the login was tried in vain, and how the turns ended."""
        journal = self.firm.simulator.journal
        before = journal.refused_logins
        self.firm.clock.tick()
        turns = self.loop.once()
        return journal.refused_logins - before, turns


@pytest.fixture
def service(firm: Firm) -> Service:
    for address in MAILBOXES:
        firm.simulator.add_mailbox(address, PASSWORD)
    firm.simulator.add_mailbox(SERVICE, PASSWORD)
    firm.simulator.allow_impersonation(SERVICE, MAILBOXES)
    return Service(firm)


def test_thirty_mailboxes_with_a_wrong_password_are_one_try(service: Service):
    service.firm.simulator.change_password(SERVICE, "another")

    tries, turns = service.cycle()

    assert tries == 1
    assert len(turns) == len(MAILBOXES)
    assert {turn.failure.partition(": ")[2] for turn in turns} == {
        f"the server does not take the login of {SERVICE}; put user name and password right: it is tried at once "
        "then, else once an hour, not to lock the account"
    }
    assert {turn.failure.partition(": ")[0] for turn in turns} == set(MAILBOXES)


def test_within_the_hour_it_is_left_alone_and_then_tried_once(service: Service):
    service.firm.simulator.change_password(SERVICE, "another")
    tries = [service.cycle()[0]]

    for minutes in (10, 45, 10, 55):
        service.firm.clock.tick(timedelta(minutes=minutes))
        tries.append(service.cycle()[0])

    assert tries == [1, 0, 0, 1, 0]


def test_a_restart_tries_it_once(service: Service):
    service.firm.simulator.change_password(SERVICE, "another")
    service.cycle()

    service.restarted()

    assert service.cycle()[0] == 1


def test_a_password_put_right_lets_everybody_in_at_once(service: Service):
    service.firm.simulator.change_password(SERVICE, "another")
    service.cycle()

    service.password = "another"
    service.restarted()
    tries, turns = service.cycle()

    assert (tries, [turn.failure for turn in turns if turn.failure]) == (0, [])


def test_a_password_that_changes_while_all_work_is_noticed_by_few(service: Service):
    service.cycle()
    service.firm.simulator.change_password(SERVICE, "another")

    tries, turns = service.cycle()

    assert 1 <= tries <= 8  # those under way at the moment
    assert all(turn.failure for turn in turns)
    assert service.cycle()[0] == 0


def test_a_mailbox_without_rights_says_nothing_of_the_login(service: Service):
    service.firm.simulator.forbid_impersonation(SERVICE)
    service.firm.simulator.allow_impersonation(SERVICE, MAILBOXES[1:])

    _, turns = service.cycle()

    assert [turn.address for turn in turns if turn.failure] == [MAILBOXES[0]]
