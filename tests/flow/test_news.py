"""Where the service looks: where the server tells it to; and everywhere when that cannot be relied on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connectors.mailbox import Heard
from daemon.news import written_down
from simulator.faults import Fault, FaultKind
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm
from tests.flow.service import serve_rounds, turns

WATCHED = 4  # folders that every mailbox has: Calendar, Inbox, Sent Items, Tasks


@pytest.fixture
def where() -> str:
    """Notifications are EWS's, and so are the requests that are counted."""
    return "exchange"


@pytest.fixture
def deal(firm: Firm) -> int:
    return firm.opportunity("200 seats", assigned_to=firm.people[BOB]).number


def counting(firm: Firm, into: list[Counter[str]], then: Callable[[], Any] = lambda: None) -> Callable[[], None]:
    """An act between two rounds: what the round before asked, and what happens next."""

    def act() -> None:
        into.append(firm.simulator.journal.counts())
        firm.simulator.journal.clear()
        then()

    return act


def heard(firm: Firm, address: str = BOB) -> dict[str, str]:
    with firm.store.read() as unit:
        return written_down(unit, address)


@pytest.mark.parametrize("folders", [100, 1000])
def test_a_turn_without_news_is_one_request_however_many_folders_there_are(firm: Firm, folders: int):
    for number in range(folders - WATCHED):
        firm.outlook().make_folder(f"Inbox/{number}")
    asked: list[Counter[str]] = []

    serve_rounds(firm, counting(firm, asked), counting(firm, asked))

    assert asked[0]["SyncFolderItems"] == folders + WATCHED
    assert asked[1] == {"GetEvents": 2}


def test_only_the_folders_that_are_told_of_are_looked_into(firm: Firm, deal: int):
    outlook, asked = firm.outlook(), list[Counter[str]]()
    outlook.make_folder("Inbox/Projects")
    outlook.make_folder("Inbox/Others")

    def news() -> None:
        outlook.deliver_mail(ANN, "by mail", folder="Inbox/Projects")
        outlook.appoint("demo", MORNING + timedelta(days=1), attendees=[ANN])

    def looked() -> None:
        paths.update(path for (who, path) in firm.simulator.journal.by_folder("SyncFolderItems"))

    paths: set[str] = set()
    serve_rounds(firm, counting(firm, asked, news), looked)

    assert paths == {"Calendar", "Inbox/Projects"}
    assert sorted(firm.history(deal)) == ["by mail", "demo"]
    assert heard(firm)["heard"] == Heard.WHEN_ASKED


def test_what_is_moved_is_moved_and_no_copy(firm: Firm, deal: int):
    outlook = firm.outlook()
    outlook.make_folder("Inbox/Projects")
    mail = outlook.deliver_mail(ANN, "moved")

    serve_rounds(firm, lambda: outlook.move(mail, "Inbox/Projects"), lambda: None)

    with firm.store.read() as unit:
        [found] = unit.history.explain("moved")
    assert [copy.pointer.is_gone for copy in found.copies] == [False]


def test_what_is_moved_is_no_copy_where_only_its_new_place_is_told_of(firm: Firm, deal: int):
    outlook = firm.outlook()
    outlook.make_folder("Inbox/Projects")
    mail = outlook.deliver_mail(ANN, "moved")

    def move() -> None:
        outlook.move(mail, "Inbox/Projects")
        for one in firm.simulator.mailbox(BOB).events._kept:
            object.__setattr__(one, "before", one.before and one.thing)

    serve_rounds(firm, move, lambda: None)

    with firm.store.read() as unit:
        [found] = unit.history.explain("moved")
    assert [copy.pointer.is_gone for copy in found.copies] == [False]


def test_a_new_folder_is_found_when_the_server_tells_of_it(firm: Firm, deal: int):
    outlook = firm.outlook()

    def make() -> None:
        outlook.make_folder("Inbox/Projects")
        outlook.deliver_mail(ANN, "in the new one", folder="Inbox/Projects")

    serve_rounds(firm, make, lambda: None)

    assert firm.history(deal) == ["in the new one"]


def test_what_is_moved_into_the_archive_is_found_there(firm: Firm, deal: int):
    firm.simulator.add_mailbox("old@us.example", "a password", with_archive=True)
    archive = firm.simulator.mailbox("old@us.example")
    bob = firm.simulator.mailbox(BOB)
    for folder in archive.folders.values():
        if folder.is_archive:
            bob.folders[folder.id] = folder
            bob._wellknown[folder.wellknown or ""] = folder
    mail = firm.outlook().deliver_mail(ANN, "kept")

    serve_rounds(firm, lambda: firm.outlook().move(mail, "archiveinbox"), lambda: None)

    with firm.store.read() as unit:
        [found] = unit.history.explain("kept")
    assert [copy.pointer.is_gone for copy in found.copies] == [False]


def test_everything_is_looked_into_at_the_refresh_interval(firm: Firm):
    asked: list[Counter[str]] = []

    serve_rounds(firm, counting(firm, asked, lambda: firm.clock.tick(timedelta(hours=1))), counting(firm, asked))

    assert asked[1]["SyncFolderItems"] == 2 * WATCHED


def test_a_service_that_starts_looks_everywhere(firm: Firm, deal: int):
    serve_rounds(firm)
    firm.outlook().deliver_mail(ANN, "meanwhile")
    firm.clock.tick()

    serve_rounds(firm)

    assert firm.history(deal) == ["meanwhile"]


def test_after_a_turn_that_failed_everything_is_looked_into(firm: Firm, deal: int):
    def fail() -> None:
        firm.outlook().deliver_mail(ANN, "news")
        firm.simulator.faults.inject(Fault(FaultKind.BUSY, "SyncFolderItems", times=1))

    serve_rounds(firm, fail, lambda: firm.clock.tick(timedelta(minutes=10)))

    assert firm.history(deal) == ["news"]


def without_subscriptions(firm: Firm) -> None:
    firm.simulator.organization.telling.unknown_operations = frozenset({"Subscribe"})


def refuses(firm: Firm) -> None:
    firm.simulator.faults.inject(Fault(FaultKind.REFUSED, "Subscribe", times=10**6, code="ErrorAccessDenied"))


def allows_no_more(firm: Firm) -> None:
    firm.simulator.faults.inject(
        Fault(FaultKind.REFUSED, "Subscribe", times=10**6, code="ErrorExceededSubscriptionCount")
    )


def tells_nothing(firm: Firm) -> None:
    firm.simulator.organization.telling.unknown_operations = frozenset({"GetEvents"})


def forgets_after_a_minute(firm: Firm) -> None:
    firm.simulator.organization.telling.forgets_subscriptions_after = timedelta(minutes=1)


def tells_of_strangers(firm: Firm) -> None:
    firm.simulator.organization.telling.tells_of_strangers = True


def tells_half_an_event(firm: Firm) -> None:
    firm.simulator.organization.quirks.leave_out = frozenset({"ParentFolderId"})


def cuts_its_answers(firm: Firm) -> None:
    firm.simulator.faults.inject(Fault(FaultKind.CUT, "GetEvents", times=10**6))


def never_ends(firm: Firm) -> None:
    firm.simulator.organization.telling.always_more_events = True


BAD_SERVERS = [without_subscriptions, refuses, allows_no_more, tells_nothing, forgets_after_a_minute]
BAD_SERVERS += [tells_of_strangers, tells_half_an_event, cuts_its_answers, never_ends]


@pytest.mark.parametrize("server", BAD_SERVERS, ids=lambda server: str(server.__name__))
def test_on_a_bad_server_nothing_is_lost_and_requests_stay_bounded(
    firm: Firm, deal: int, server: Callable[[Firm], None]
):
    server(firm)
    outlook, asked = firm.outlook(), list[Counter[str]]()
    count = 6

    def news(number: int) -> Callable[[], str]:
        return lambda: outlook.deliver_mail(ANN, f"mail {number}")

    log = serve_rounds(firm, *(counting(firm, asked, news(number)) for number in range(count)), lambda: None)

    assert [one for one in turns(log) if not one[1]] == []
    assert sorted(firm.history(deal)) == [f"mail {number}" for number in range(count)]
    told = {"Subscribe", "GetEvents", "Unsubscribe"}
    telling = [sum(count for operation, count in one.items() if operation in told) for one in asked[1:]]
    looking = [one["SyncFolderItems"] for one in asked[1:]]
    listing = [one["FindFolder"] for one in asked[1:]]
    assert max(looking) <= 2 * WATCHED + 1
    assert max(telling) <= 2 * 22
    firm.simulator.journal.violations.clear()  # half an event is none
    assert sum(telling) <= count * 2 * 6
    assert sum(listing) <= 2 * count


def test_a_server_that_is_busy_is_left_alone(firm: Firm):
    def busy() -> None:
        firm.simulator.journal.clear()
        firm.simulator.faults.inject(Fault(FaultKind.BUSY, "GetEvents", times=2, delay=timedelta(minutes=5)))

    log = serve_rounds(firm, busy)

    assert sorted(turns(log))[::2] == [(BOB, False), (EVE, False)]
    assert firm.simulator.journal.counts() == {"GetEvents": 2}


def test_a_delegate_is_told_nothing_and_asks_for_nothing(firm: Firm):
    from pydantic import SecretStr

    from connectors.ews.mailbox import open_mailbox
    from connectors.ews.news.ears import Ears
    from connectors.ews.server import Server

    firm.simulator.allow_delegate(BOB, EVE)
    server = Server(firm.simulator.endpoint, "basic", username=BOB, password=SecretStr("a password"), access="delegate")
    ears = Ears(timedelta(seconds=30))
    firm.context = replace(firm.context, open_mailbox=lambda address: open_mailbox(server, address, ears=ears))

    serve_rounds(firm, lambda: None)

    assert firm.simulator.journal.count("Subscribe") == 0
    assert heard(firm, EVE)["heard"] == Heard.BY_LOOKING
    assert "delegate" in heard(firm, EVE)["why"]
