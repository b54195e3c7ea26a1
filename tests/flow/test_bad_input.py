"""Whatever a server does, a mailbox in trouble is parked with a sentence, and comes back whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import trustme
from pydantic import SecretStr

from connectors.ews.mailbox import open_mailbox
from connectors.ews.server import Server
from connectors.mailbox import Mailbox
from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from store.values import MailboxStatus
from tests.flow.contents import contents, differences
from tests.flow.firm import ANN, BOB, EVE, PASSWORD, Clock, Firm, a_firm
from tests.flow.service import serve_turns, serve_until, turns
from tests.simulated import simulated

SERVICE = "service@us.example"
WAIT = timedelta(minutes=20)


@dataclass
class Place:
    """The firm with Eve on a good server and Bob on one that can be made to fail."""

    firm: Firm
    url: str
    bad: Simulator
    bobs: Server  # how his mailbox is reached
    number: int = 0  # of the opportunity with Ann

    def open(self, address: str) -> Mailbox:
        good = self.firm.simulator.endpoint
        eves = Server(good, "basic", username=EVE, password=SecretStr(PASSWORD), access="direct")
        return open_mailbox(self.bobs if address == BOB else eves, address, sleep=lambda seconds: None)

    def deliver(self, subject: str) -> None:
        """A mail from Ann to each of them."""
        self.bad.outlook(BOB).deliver_mail(ANN, f"{subject} for Bob")
        self.firm.outlook(EVE).deliver_mail(ANN, f"{subject} for Eve")

    def history(self) -> list[str]:
        return sorted(self.firm.history(self.number))

    def status(self, address: str) -> MailboxStatus:
        with self.firm.store.read() as unit:
            (found,) = [one for one in unit.mailboxes.status() if one.address == address]
            return found

    def wait_until_due(self) -> datetime:
        """Let the time pass until Bob's mailbox is to be tried again."""
        self.firm.clock.now = max(self.firm.clock.now, self.status(BOB).due_at)
        return self.firm.clock.now


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Everything in step, one linked mail in each mailbox."""
    clock = Clock()
    with ExitStack() as stack:
        good, bad = (stack.enter_context(simulated(clock=clock, tls=tls, folder=tmp_path)) for tls in (False, True))
        firm = stack.enter_context(a_firm(good, clock, tmp_path))
        bad.add_mailbox(BOB, PASSWORD, zone="Europe/Oslo")
        bad.add_account(SERVICE, PASSWORD)
        bad.allow_impersonation(SERVICE)
        place = Place(
            firm, firm.url, bad, Server(bad.endpoint, "basic", SERVICE, SecretStr(PASSWORD), ca_file=bad.ca_file)
        )
        firm.context = replace(firm.context, open_mailbox=place.open)
        place.number = firm.opportunity("200 seats").number
        place.deliver("first")
        firm.cycle()
        yield place
        assert good.sent == bad.sent == []


def is_one_sentence(text: str) -> bool:
    """For the person on call: one line, neither a traceback nor a secret nor the mail itself."""
    hidden = ("Traceback", PASSWORD, "Envelope", "second", "\n")
    return 20 < len(text) < 300 and not any(part in text for part in hidden)


def everything_is_there_once(place: Place) -> None:
    """Both mailboxes' mail is linked and stamped, once; a further cycle changes nothing."""
    firm = place.firm
    for _ in range(2):  # the first sees our own stamps come back
        firm.cycle()
    before = contents(place.url)
    firm.cycle()
    after = contents(place.url)
    assert differences(before, after) == {"mailboxes": {"due_at"}}
    assert place.history() == ["first for Bob", "first for Eve", "second for Bob", "second for Eve"]
    for simulator, address in ((place.bad, BOB), (firm.simulator, EVE)):
        items = simulator.mailbox(address).folder("inbox").items.values()
        assert {tuple(item.categories) for item in items} == {(f"OPP-{place.number} 200 seats",)}
    assert Counter(row["is_gone"] for row in after["pointers"].values()) == {False: 4}
    with firm.store.read() as unit:
        counts = unit.history.counts()
    assert counts.pop("seen") == sum(counts.values()) == 4


# --- the server -------------------------------------------------------------------------------------------------------

Act = Callable[[Place], None]


@dataclass(frozen=True)
class Trouble:
    """What goes wrong, how it is called in `status`, and how it is put right."""

    kind: str
    says: str
    begin: Act
    end: Act


def fault(kind: FaultKind, operation: str = "*", code: str = "", times: int = 1000) -> Act:
    return lambda place: place.bad.faults.inject(Fault(kind, operation, times=times, delay=WAIT, code=code))


def no_faults(place: Place) -> None:
    place.bad.faults.clear()


def bobs_server(**changes: object) -> Act:
    def change(place: Place) -> None:
        place.bobs = replace(place.bobs, **changes)  # type: ignore[arg-type]  # fields of the server, by name

    return change


def with_another_authority(place: Place) -> None:
    other = place.bad.ca_file.with_name("other-ca.pem") if place.bad.ca_file else Path()
    trustme.CA().cert_pem.write_to_path(other)
    bobs_server(ca_file=other)(place)


def with_the_right_authority(place: Place) -> None:
    bobs_server(ca_file=place.bad.ca_file)(place)


def elsewhere(path: str) -> Act:
    return lambda place: bobs_server(endpoint=place.bad.url + path)(place)


def at_home(place: Place) -> None:
    bobs_server(endpoint=place.bad.endpoint)(place)


def away(place: Place) -> None:
    mailboxes = place.bad.organization.mailboxes
    mailboxes["away"] = mailboxes.pop(BOB)


def back(place: Place) -> None:
    mailboxes = place.bad.organization.mailboxes
    mailboxes[BOB] = mailboxes.pop("away")


TROUBLES = {
    "wrong password": Trouble(
        "LoginRefused",
        f"does not take the login of {SERVICE}",
        lambda place: place.bad.change_password(SERVICE, "another"),
        lambda place: place.bad.change_password(SERVICE, PASSWORD),
    ),
    "unknown mailbox": Trouble("UnknownMailbox", "no mailbox of this address", away, back),
    "no right to impersonate": Trouble(
        "AccessRefused",
        "ApplicationImpersonation",
        lambda place: place.bad.forbid_impersonation(SERVICE),
        lambda place: place.bad.allow_impersonation(SERVICE, [BOB]),
    ),
    "certificate not trusted": Trouble(
        "CertificateRefused", "certificate is not trusted", with_another_authority, with_the_right_authority
    ),
    "no such authority's file": Trouble(
        "CertificateRefused", "cannot be used", bobs_server(ca_file=Path("/nowhere/ca.pem")), with_the_right_authority
    ),
    "nobody listens": Trouble(
        "Unreachable", "no connection", bobs_server(endpoint="https://127.0.0.1:9/EWS/Exchange.asmx"), at_home
    ),
    "not the address of EWS": Trouble("Unreachable", "EWS is not at this address", elsewhere("/owa"), at_home),
    "login refused": Trouble("LoginRefused", "login", fault(FaultKind.UNAUTHORIZED), no_faults),
    "HTML": Trouble("Unreachable", "", fault(FaultKind.HTML), no_faults),
    "nothing": Trouble("Unreachable", "", fault(FaultKind.EMPTY), no_faults),
    "HTTP 500": Trouble("Unreachable", "", fault(FaultKind.SERVER_ERROR), no_faults),
    "HTTP 503": Trouble("Throttled", "asks to wait 1200 s", fault(FaultKind.UNAVAILABLE), no_faults),
    "busy": Trouble("Throttled", "asks to wait 1200 s", fault(FaultKind.BUSY), no_faults),
    "cut": Trouble("Unreachable", "", fault(FaultKind.CUT), no_faults),
    "truncated": Trouble("Unreachable", "", fault(FaultKind.TRUNCATED), no_faults),
    "reset": Trouble("Unreachable", "", fault(FaultKind.RESET_BEFORE), no_faults),
    "done and reset": Trouble("Unreachable", "", fault(FaultKind.RESET_AFTER), no_faults),
    "every cursor expired": Trouble(
        "CursorExpired", "no longer knows", fault(FaultKind.STATE_EXPIRED, "SyncFolderItems"), no_faults
    ),
}
# In the middle of a turn: before and after the page is stored, with the stamp written and the answer lost.
MIDWAY = {
    f"{kind} in {operation}": Trouble(
        "Throttled" if kind is FaultKind.BUSY else "Unreachable", "", fault(kind, operation), no_faults
    )
    for operation in ("SyncFolderItems", "GetItem", "UpdateItem")
    for kind in (FaultKind.CUT, FaultKind.TRUNCATED, FaultKind.RESET_AFTER, FaultKind.HTML, FaultKind.BUSY)
}


@pytest.mark.parametrize("name", TROUBLES)
def test_a_mailbox_in_trouble_is_parked_with_a_sentence_and_the_other_goes_on(place: Place, name: str):
    trouble = TROUBLES[name]
    place.deliver("second")
    trouble.begin(place)

    turn = place.firm.try_cycle()

    bob, eve = place.status(BOB), place.status(EVE)
    assert (turn[BOB].failure, turn[EVE].failure) == (bob.last_error, "")
    assert is_one_sentence(bob.last_error), bob.last_error
    assert trouble.says in bob.last_error
    assert (bob.last_error_kind, bob.failures, bob.lease_owner) == (trouble.kind, 1, None)
    assert bob.due_at >= place.firm.clock.now + timedelta(seconds=30)
    assert (eve.last_error, eve.failures) == ("", 0)
    assert "second for Eve" in place.history()


@pytest.mark.parametrize("name", TROUBLES)
def test_it_is_tried_again_when_due_and_recovers_when_the_cause_is_gone(place: Place, name: str):
    trouble = TROUBLES[name]
    place.deliver("second")
    trouble.begin(place)
    place.firm.clock.tick()
    assert serve_turns(place.firm, 2) == {BOB: False, EVE: True}
    place.wait_until_due()
    assert serve_turns(place.firm, 2) == {BOB: False, EVE: True}
    trouble.end(place)
    place.wait_until_due()

    assert serve_turns(place.firm, 2) == {BOB: True, EVE: True}

    assert (place.status(BOB).failures, place.status(BOB).last_error) == (0, "")
    everything_is_there_once(place)


def test_a_restart_tries_at_once_what_a_person_may_have_put_right(place: Place):
    trouble = TROUBLES["nobody listens"]
    place.deliver("second")
    trouble.begin(place)
    for _ in range(8):
        place.firm.try_cycle()
    trouble.end(place)
    place.firm.clock.tick()
    wait = place.status(BOB).due_at - place.firm.clock.now

    turn = serve_turns(place.firm, 2)

    assert wait > timedelta(minutes=3)
    assert turn == {BOB: True, EVE: True}
    everything_is_there_once(place)


def test_a_restart_does_not_press_a_busy_server(place: Place):
    TROUBLES["busy"].begin(place)
    place.firm.try_cycle()
    before = place.status(BOB).due_at
    place.firm.clock.tick()

    assert serve_turns(place.firm, 1) == {EVE: True}
    assert (place.status(BOB).due_at, place.status(BOB).failures) == (before, 1)


@pytest.mark.parametrize("name", MIDWAY)
def test_trouble_in_the_middle_of_a_turn_loses_and_doubles_nothing(place: Place, name: str):
    trouble = MIDWAY[name]
    place.deliver("second")
    trouble.begin(place)
    place.firm.clock.tick()
    assert serve_turns(place.firm, 2) == {BOB: False, EVE: True}
    parked = place.status(BOB)
    trouble.end(place)
    place.wait_until_due()

    assert serve_turns(place.firm, 2) == {BOB: True, EVE: True}

    assert parked.last_error_kind == trouble.kind
    assert is_one_sentence(parked.last_error)
    assert (place.status(BOB).failures, place.status(BOB).last_error) == (0, "")
    everything_is_there_once(place)


@pytest.mark.parametrize("name", ["wrong password", "login refused"])
def test_a_refused_login_is_tried_once_a_turn_and_an_hour_later_only(place: Place, name: str):
    place.bad.journal.clear()
    TROUBLES[name].begin(place)

    place.firm.try_cycle()

    attempts = place.bad.journal.refused_logins + place.bad.journal.count()
    assert attempts == 1
    assert place.status(BOB).due_at == place.firm.clock.now + timedelta(hours=1)


@pytest.mark.parametrize("name", ["busy", "HTTP 503"])
def test_a_server_that_asks_to_wait_is_left_alone_so_long(place: Place, name: str):
    TROUBLES[name].begin(place)
    place.bad.journal.clear()

    place.firm.try_cycle()

    assert place.bad.journal.count() == 1
    assert place.status(BOB).due_at == place.firm.clock.now + WAIT


def test_a_server_that_stays_away_is_asked_less_and_less_often(place: Place):
    TROUBLES["nobody listens"].begin(place)
    waits = []

    for _ in range(10):
        place.firm.try_cycle()
        waits.append(place.status(BOB).due_at - place.firm.clock.now)

    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(seconds=30), timedelta(minutes=5))
    assert place.status(BOB).failures == 10


def test_an_expired_cursor_is_no_trouble(place: Place):
    place.deliver("second")
    place.bad.expire_sync_states()

    place.firm.cycle()

    everything_is_there_once(place)


@pytest.mark.parametrize("name", ["wrong password", "certificate not trusted", "HTML", "busy"])
def test_the_log_tells_of_the_trouble_without_secrets_or_tracebacks(place: Place, name: str):
    trouble = TROUBLES[name]
    trouble.begin(place)
    place.firm.clock.tick()

    log = serve_until(place.firm, lambda log: len(turns(log)) >= 2)

    (parked,) = [one for one in log if one["event"] == "mailbox parked"]
    assert (parked["mailbox"], parked["kind"], parked["log_level"]) == (BOB, trouble.kind, "warning")
    assert is_one_sentence(parked["reason"])
    assert not [one for one in log if "exc_info" in one or PASSWORD in str(one)]
