"""Deviations of real servers can be switched on; each does what it says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import requests
from exchangelib.services import SyncFolderItems

from simulator.quirks import Quirks
from simulator.server import Simulator
from tests.quirks import every_quirk
from tests.simulated import AccountMaker

BOB = "bob@us.example"


@pytest.fixture
def bob(simulator: Simulator) -> Simulator:
    simulator.add_mailbox(BOB, "secret")
    simulator.outlook(BOB).deliver_mail("a@x.example", "hello", "text", sent_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    return simulator


def test_elements_can_be_left_out(bob: Simulator, exchange_account: AccountMaker) -> None:
    bob.organization.quirks.leave_out = frozenset({"TextBody"})

    message = exchange_account(bob, BOB, "secret").inbox.get()

    assert (message.subject, message.text_body) == ("hello", None)


def test_seconds_can_be_fractional(bob: Simulator) -> None:
    bob.organization.quirks.fractional_seconds = True
    body = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><m:FindItem Traversal="Shallow" '
        'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" '
        'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><m:ItemShape><t:BaseShape>Default'
        '</t:BaseShape></m:ItemShape><m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds>'
        "</m:FindItem></s:Body></s:Envelope>"
    )

    answer = requests.post(bob.endpoint, body, auth=(BOB, "secret"), timeout=5).text

    assert "<t:DateTimeReceived>2026-03-01T12:00:00.123Z</t:DateTimeReceived>" in answer


def test_a_stale_change_key_can_be_accepted(bob: Simulator, exchange_account: AccountMaker) -> None:
    bob.organization.quirks.accepts_stale_change_keys = True
    message = exchange_account(bob, BOB, "secret").inbox.get()
    bob.outlook(BOB).add_category(message.id, "mine")

    message.categories = ["OPP-1"]
    message.save(update_fields=["categories"], conflict_resolution="NeverOverwrite")

    assert bob.outlook(BOB).read(message.id)["categories"] == ["OPP-1"]


def test_an_unknown_state_can_start_over_and_a_read_flag_be_an_update(
    bob: Simulator, exchange_account: AccountMaker
) -> None:
    bob.organization.quirks = Quirks(forgets_silently=True, read_flags_as_updates=True)
    account = exchange_account(bob, BOB, "secret")
    service = SyncFolderItems(account=account)
    list(service.call(account.inbox, "IdOnly", None, None, None, 512, "NormalItems"))
    bob.outlook(BOB).mark_read(bob.outlook(BOB).find("hello")[0])

    read = list(service.call(account.inbox, "IdOnly", None, service.sync_state, None, 512, "NormalItems"))
    again = list(service.call(account.inbox, "IdOnly", None, "unknown", None, 512, "NormalItems"))

    assert [kind for kind, _ in read] == ["update"]
    assert [kind for kind, _ in again] == ["create"]


def test_a_home_made_time_zone_has_exchanges_own_name(simulator: Simulator, exchange_account: AccountMaker) -> None:
    simulator.add_mailbox(BOB, "secret")
    simulator.outlook(BOB).put_calendar(
        b"BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:20000101T000000\nTZOFFSETFROM:+0300\n"
        b"TZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID:u\nDTSTART;TZID=Ours:20260310T120000\n"
        b"END:VEVENT\nEND:VCALENDAR"
    )

    with pytest.raises(ValueError, match="tzone://Microsoft/Custom"):
        exchange_account(simulator, BOB, "secret").calendar.get()
    assert simulator.outlook(BOB).items("calendar")[0]["start"] == "2026-03-10T09:00:00Z"


def test_each_quirk_of_the_table_is_tried_and_is_off_by_itself():
    plain = Quirks()

    tried = every_quirk()

    for name, settings in tried.items():
        assert name in settings
        assert all(getattr(plain, one) != value for one, value in settings.items())
