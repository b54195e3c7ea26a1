"""Told to stop, the service ends within the requests under way, whatever its turns wait for, and says nothing wrong."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from threading import Event, Lock, get_ident
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from connectors.apart import Apart
from connectors.ews.mailbox import open_mailbox
from connectors.ews.news.ears import Ears
from connectors.ews.server import Server
from connectors.ews.wire.login import login_of
from connectors.graph.mailbox import open_mailbox as open_graph
from connectors.graph.tenant import Tenant
from connectors.logins import Logins
from connectors.mailbox import Mailbox
from connectors.stopping import Stop
from daemon.context import Context
from daemon.service import ENDS, Notifier, serve
from daemon.service.loop import Loop
from simulator.faults import Fault, FaultKind
from simulator.journal import Request
from tests.flow.firm import ANN, BOB, EVE, PASSWORD, Firm, in_cloud
from tests.reading_apart import begun, one_apart
from tests.service.process import until

Log = Sequence[Any]


class Noted(Stop):
    """A stop at which whoever waits for some seconds waits until it is set."""

    def __init__(self) -> None:
        super().__init__()
        self.is_waited_for = Event()

    def sleep(self, seconds: float) -> None:
        self.is_waited_for.set()
        super().sleep(3600)


class StopsAt(list[Request]):
    """A journal's requests, with the service told to stop while the server works on one of them."""

    def __init__(self, stop: Event, number: int, once: Callable[[], object] = lambda: True) -> None:
        super().__init__()
        self._stop, self._number, self._once = stop, number, once
        self.afterwards: list[str] = []

    def append(self, request: Request) -> None:
        super().append(request)
        if request.is_part:
            return
        if self._stop.is_set():
            self.afterwards.append(request.operation)
        if len([one for one in self if not one.is_part]) == self._number:
            until(self._once, "the service is where it is to be told to stop")
            self._stop.set()


def office_of(firm: Firm, stop: Stop, *, apart: Apart | None = None, one_login_tried_by: Any = None) -> Context:
    """The firm's, over connectors that end with this stop."""
    logins, ears = Logins(firm.clock), Ears(timedelta(seconds=30))
    tenant = Tenant(in_cloud(firm.simulator), clock=firm.clock, stop=stop) if firm.is_in_cloud else None

    def opened(address: str) -> Mailbox:
        if tenant:
            return open_graph(tenant, address)
        name, access = (BOB, "impersonation") if one_login_tried_by else (address, "direct")
        server = Server(firm.simulator.endpoint, "basic", username=name, password=SecretStr(PASSWORD), access=access)
        if one_login_tried_by:
            logins.of(login_of(server))._trying = one_login_tried_by
        return open_mailbox(server, address, logins=logins, ears=ears, apart=apart, stop=stop)

    given_back = tenant.close if tenant else lambda: None
    return replace(firm.context, open_mailbox=opened, stop=stop, give_back=given_back, workers=1)


def served(office: Context, is_enough: Callable[[Log], object] = lambda _: False) -> Log:
    """The service until it was told to stop; what it logged. It ended in time, and nothing went wrong."""

    def tick() -> None:
        if is_enough(log):
            office.stop.set()

    with capture_logs([merge_contextvars]) as log:
        has_ended = Loop(office).forever(tick, timedelta(milliseconds=20))
    office.close()
    assert has_ended, log
    assert [one for one in log if one["log_level"] not in ("info", "debug")] == []
    return log


def have_all_had_turns(log: Log) -> bool:
    return len([one for one in log if one["event"] == "turn done"]) == 2


def a_deal(firm: Firm) -> None:
    with firm.store.write() as unit:
        ann = unit.contacts.find("Ann")
        deal = unit.opportunities.add("200 seats", contact_id=ann.id, assigned_to=firm.people[BOB])
        unit.opportunities.remind(deal.number, firm.clock() + timedelta(days=3))


def is_known_to_all(firm: Firm, mails: dict[str, str]) -> None:
    """One more cycle, and each mail is in the history once and stamped, and the task is there once."""
    firm.cycle()
    with firm.store.read() as unit:
        history = [line.subject for line in unit.opportunities.history(1, limit=1000)]
    assert sorted(history) == sorted(mails.values())
    assert {mail: firm.categories(mail) for mail in mails} == {mail: ["OPP-1 200 seats"] for mail in mails}
    assert len(firm.outlook().items("tasks")) == 1


def test_a_stop_while_the_server_works_on_any_request_is_followed_by_none(firm: Firm) -> None:
    reached = stopped_at_each_request(firm)

    assert len(reached) > 8


def stopped_at_each_request(firm: Firm, *, mails_each: int = 1, step: int = 1, is_alone: bool = True) -> set[str]:
    """One service after the other, each with new mail and told to stop one request later than the one before, or more.

    At which operations they were. `is_alone`: one request at a time is under way.
    """
    a_deal(firm)
    mails, reached, number = dict[str, str](), set[str](), 0
    while True:
        number += step
        firm.clock.tick()
        for subject in (f"m{number}.{one}" for one in range(mails_each)):
            mails[firm.outlook().deliver_mail(ANN, subject, message_id=f"<{subject}@client>")] = subject
        stop = Stop()
        firm.simulator.journal.requests = requests = StopsAt(stop, number)
        served(office_of(firm, stop), have_all_had_turns)
        if len(requests) < number:
            break
        reached.add(requests[number - 1].operation)
        assert not is_alone or requests.afterwards == [], reached
    is_known_to_all(firm, mails)
    return reached


def test_a_cycle_that_is_done_once_ends_at_any_request_too(firm: Firm) -> None:
    a_deal(firm)
    mails, number = dict[str, str](), 0
    while True:
        number += 1
        firm.clock.tick()
        mails[firm.outlook().deliver_mail(ANN, f"m{number}", message_id=f"<m{number}@client>")] = f"m{number}"
        stop = Stop()
        firm.simulator.journal.requests = requests = StopsAt(stop, number)
        office = office_of(firm, stop)
        turns = Loop(office).once()
        office.close()
        assert [turn.failure for turn in turns] == ["", ""]
        assert requests.afterwards == []
        if len(requests) < number:
            break
    assert number > 9
    is_known_to_all(firm, mails)


AGAIN = (FaultKind.SERVER_ERROR, FaultKind.RESET_BEFORE)
IN_CLOUD = (*AGAIN, FaultKind.THROTTLED, FaultKind.UNAVAILABLE)


@pytest.mark.parametrize(
    ("where", "kind"), [*(("exchange", kind) for kind in AGAIN), *(("cloud", kind) for kind in IN_CLOUD)]
)
def test_nobody_waits_for_another_attempt(firm: Firm, kind: FaultKind) -> None:
    stop = Noted()
    firm.clock.tick()
    firm.simulator.faults.inject(Fault(kind, times=0, delay=timedelta(seconds=5)))

    served(office_of(firm, stop), lambda _: stop.is_waited_for.is_set())

    with firm.store.read() as unit:
        assert [one.last_error for one in unit.mailboxes.status()] == ["", ""]


# --- beside others ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["exchange"])
def test_who_waits_while_another_tries_their_login_asks_nothing(firm: Firm) -> None:
    firm.simulator.allow_impersonation(BOB, [BOB, EVE])
    firm.clock.tick()
    stop, trying = Stop(), Counted()
    office = office_of(firm, stop, one_login_tried_by=trying)
    firm.simulator.journal.requests = requests = StopsAt(stop, 1, once=lambda: trying.came == 2)

    served(replace(office, workers=2))

    assert (len(requests), requests.afterwards) == (1, [])


class Counted:
    """A lock that counts who came to it."""

    def __init__(self) -> None:
        self.came, self._lock = 0, Lock()

    def __enter__(self) -> None:
        self.came += 1
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


@pytest.mark.parametrize("where", ["exchange"])
def test_what_is_read_and_written_beside_ends_with_it(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    one_apart(monkeypatch)

    stopped_at_each_request(firm, mails_each=5, step=5, is_alone=False)


@pytest.mark.parametrize(("where", "number"), [("exchange", 1), ("exchange", 2)])
def test_a_process_that_hangs_is_not_waited_for(firm: Firm, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    a_deal(firm)
    stop = Stop()
    apart = one_apart(monkeypatch, stop)
    begun(apart)
    [process] = apart._alive
    asked = list[object]()

    def do(work: Any, *arguments: Any) -> Any:
        asked.append(work)
        if len(asked) == number:
            os.kill(process._process.pid, signal.SIGSTOP)
        return Apart.do(apart, work, *arguments)

    monkeypatch.setattr(apart, "do", do)
    mails = {firm.outlook().deliver_mail(ANN, f"m{one}", message_id=f"<m{one}@client>"): f"m{one}" for one in range(9)}
    firm.clock.tick()

    served(office_of(firm, stop, apart=apart), lambda _: len(asked) >= number and not apart._idle)
    apart.end()
    until(lambda: process._process.returncode is not None, "the thread that asked it gives it up")

    assert process._process.returncode == -signal.SIGKILL
    is_known_to_all(firm, mails)


# --- threads and signals ----------------------------------------------------------------------------------------------


class StopsOverATurn(Event):
    """Set as soon as another turn was handed to a thread that has had one."""

    def __init__(self) -> None:
        super().__init__()
        self.turns = 0

    def wait(self, timeout: float | None = None) -> bool:
        if timeout == 0:  # a turn was handed over: the next one is looked for at once
            self.turns += 1
            if self.turns == 2:
                self.set()
        return super().wait(timeout)


@pytest.fixture
def _no_thread_is_quick() -> Iterator[None]:
    """As on a busy machine: a thread that could go on has to wait for a long time."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(3600)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_no_thread_is_quick")
def test_a_turn_that_no_thread_has_begun_is_not_waited_for(firm: Firm) -> None:
    firm.clock.tick()
    stop = StopsOverATurn()

    served(replace(firm.context, stop=stop, workers=1))

    assert stop.turns == 2
    with firm.store.read() as unit:
        assert unit.mailboxes.owners() == set()


class ToldWhileItWaits(Stop):
    """The signal arrives in the middle of a wait, where the lock is held with which the event is set."""

    def __init__(self) -> None:
        super().__init__()
        self._held_by = 0
        self._is_told = False

    def wait(self, timeout: float | None = None) -> bool:
        if not self._is_told:
            self._is_told, self._held_by = True, get_ident()
            os.kill(os.getpid(), signal.SIGTERM)
            self._held_by = 0
        return super().wait(timeout)

    def set(self) -> None:
        assert self._held_by != get_ident(), "it would wait for itself"
        super().set()


def test_a_signal_in_the_middle_of_a_wait_is_heard(firm: Firm) -> None:
    before = {number: signal.getsignal(number) for number in ENDS}
    with capture_logs() as log:
        serve(replace(firm.context, stop=ToldWhileItWaits()), Notifier())

    assert log[-1]["event"] == "stopped"
    assert {number: signal.getsignal(number) for number in ENDS} == before
