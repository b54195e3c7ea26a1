"""Whatever goes wrong between us and a server is a sentence, and one of our errors."""

from __future__ import annotations

import logging
from datetime import timedelta
from itertools import pairwise

import pytest
from pydantic import SecretStr

from connectors.errors import (
    AccessRefused,
    CredentialsRefused,
    FolderGone,
    LoginRefused,
    MailboxError,
    NotSupported,
    Refused,
    Throttled,
    UnknownMailbox,
    Unreachable,
)
from connectors.ews.mailbox import EwsMailbox
from connectors.ews.wire import tls
from connectors.ews.wire.xml import BadAnswer, parse
from connectors.mailbox import Stamp
from simulator.faults import Fault, FaultKind
from simulator.outlook import Outlook
from simulator.server import Simulator
from tests.contract.ews.conftest import BOB, PASSWORD, Opener, a_server
from tests.contract.mailbox.calls import CALENDAR, calls_into
from tests.contract.mailbox.user import the_folder

FAULTS: list[tuple[Fault, type[MailboxError]]] = [
    (Fault(FaultKind.UNAUTHORIZED), LoginRefused),
    (Fault(FaultKind.SERVER_ERROR), Unreachable),
    (Fault(FaultKind.UNAVAILABLE, delay=timedelta(seconds=30)), Throttled),
    (Fault(FaultKind.BUSY, delay=timedelta(seconds=30)), Throttled),
    (Fault(FaultKind.HTML), Unreachable),
    (Fault(FaultKind.EMPTY), Unreachable),
    (Fault(FaultKind.TRUNCATED), Unreachable),
    (Fault(FaultKind.CUT), Unreachable),
    (Fault(FaultKind.RESET_BEFORE), Unreachable),
    (Fault(FaultKind.RESET_AFTER), Unreachable),
    (Fault(FaultKind.FORBIDDEN), AccessRefused),
    (Fault(FaultKind.NOT_FOUND), Unreachable),
    (Fault(FaultKind.THROTTLED, delay=timedelta(seconds=30)), Throttled),
    (Fault(FaultKind.THROTTLED, delay=timedelta()), Throttled),
    (Fault(FaultKind.UNAVAILABLE, delay=timedelta()), Throttled),
    (Fault(FaultKind.MOVED), Unreachable),
    (Fault(FaultKind.BOMB), Unreachable),
    *(
        (Fault(FaultKind.REFUSED, code=code), kind)
        for code, kind in [
            ("ErrorAccessDenied", AccessRefused),
            ("ErrorImpersonateUserDenied", AccessRefused),
            ("ErrorNonExistentMailbox", UnknownMailbox),
            ("ErrorCannotFindUser", UnknownMailbox),
            ("ErrorFolderNotFound", FolderGone),
            ("ErrorMailboxMoveInProgress", Unreachable),
            ("ErrorMailboxStoreUnavailable", Unreachable),
            ("ErrorConnectionFailedTransientError", Unreachable),
            ("ErrorInternalServerError", Unreachable),
            ("ErrorTimeoutExpired", Unreachable),
            ("ErrorPasswordExpired", CredentialsRefused),
            ("ErrorQuotaExceeded", Refused),
            ("ErrorSchemaValidation", NotSupported),
            ("ErrorInvalidServerVersion", Refused),
            ("ErrorThatNobodyKnows", Refused),
        ]
    ),
]

CALLS = calls_into(CALENDAR)


def always(fault: Fault) -> Fault:
    return Fault(fault.kind, "*", times=100, delay=fault.delay, code=fault.code)


@pytest.mark.parametrize(("fault", "expected"), FAULTS, ids=[f"{f.kind}-{f.code}-{f.delay.seconds}" for f, _ in FAULTS])
def test_a_failure_is_one_of_our_errors_and_a_sentence(
    simulator: Simulator, mailbox: EwsMailbox, fault: Fault, expected: type[MailboxError]
) -> None:
    inbox = the_folder(mailbox, "inbox")
    simulator.faults.inject(always(fault))

    with pytest.raises(MailboxError) as raised:
        mailbox.changes(inbox, None)

    assert type(raised.value) is expected
    assert BOB in str(raised.value) or simulator.endpoint in str(raised.value)
    assert len(str(raised.value)) < 250
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("kind", [FaultKind.RESET_AFTER, FaultKind.HTML, FaultKind.BUSY, FaultKind.UNAUTHORIZED])
def test_no_call_lets_anything_else_out(simulator: Simulator, mailbox: EwsMailbox, call: str, kind: FaultKind) -> None:
    simulator.faults.inject(Fault(kind, times=100))

    with pytest.raises(MailboxError):
        CALLS[call](mailbox)


@pytest.mark.parametrize("kind", [FaultKind.UNAVAILABLE, FaultKind.BUSY])
def test_the_servers_own_wait_is_handed_on_and_not_shortened(
    simulator: Simulator, mailbox: EwsMailbox, waits: list[float], kind: FaultKind
) -> None:
    inbox = the_folder(mailbox, "inbox")
    simulator.journal.clear()
    simulator.faults.inject(Fault(kind, times=100, delay=timedelta(seconds=42)))

    with pytest.raises(Throttled) as raised:
        mailbox.changes(inbox, None)

    assert raised.value.retry_after == timedelta(seconds=42)
    assert (waits, simulator.journal.count()) == ([], 1)


def test_a_refused_login_is_tried_once(simulator: Simulator, opened: Opener, waits: list[float]) -> None:
    simulator.add_mailbox(BOB, "another")
    mailbox = opened(simulator)

    with pytest.raises(CredentialsRefused, match=f"{BOB}: the server does not take the login of {BOB}"):
        mailbox.check()

    assert (waits, simulator.journal.refused_logins) == ([], 1)


@pytest.mark.parametrize("kind", [FaultKind.RESET_BEFORE, FaultKind.RESET_AFTER, FaultKind.SERVER_ERROR])
def test_reads_are_tried_three_times_within_seconds(
    simulator: Simulator, mailbox: EwsMailbox, waits: list[float], kind: FaultKind
) -> None:
    inbox = the_folder(mailbox, "inbox")
    simulator.journal.clear()
    simulator.faults.inject(Fault(kind, times=100))

    with pytest.raises(Unreachable):
        mailbox.changes(inbox, None)

    assert simulator.journal.count() == 3
    assert len(waits) == 2
    assert sum(waits) < 5


@pytest.mark.parametrize("kind", [FaultKind.RESET_BEFORE, FaultKind.RESET_AFTER, FaultKind.EMPTY])
def test_a_write_is_sent_once(simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook, kind: FaultKind) -> None:
    item_id = outlook.deliver_mail("ann@client.example", "Hello")
    simulator.faults.inject(Fault(kind, "UpdateItem", times=100))

    with pytest.raises(Unreachable):
        mailbox.stamp([Stamp(item_id, add=("OPP-17",))])

    assert simulator.journal.count("UpdateItem") == 1


def test_the_mailbox_works_again_after_every_failure(simulator: Simulator, mailbox: EwsMailbox) -> None:
    inbox = the_folder(mailbox, "inbox")
    for fault, _ in FAULTS:
        simulator.faults.inject(always(fault))
        with pytest.raises(MailboxError):
            mailbox.changes(inbox, None)
        simulator.faults.clear()

        assert mailbox.changes(inbox, None).is_last


def test_a_server_that_does_not_answer_in_time_is_unreachable(
    simulator: Simulator, opened: Opener, waits: list[float]
) -> None:
    simulator.add_mailbox(BOB, "secret")
    mailbox = opened(simulator, timeout=timedelta(milliseconds=50))
    simulator.faults.inject(Fault(FaultKind.LATENCY, times=100, delay=timedelta(seconds=5)))

    with pytest.raises(Unreachable, match=r"no answer within 0\.05 s"):
        mailbox.check()


@pytest.mark.parametrize("kind", [FaultKind.BIG, FaultKind.PACKED])
def test_an_answer_larger_than_any_is_not_read_to_its_end(
    simulator: Simulator, mailbox: EwsMailbox, monkeypatch: pytest.MonkeyPatch, kind: FaultKind
) -> None:
    inbox = the_folder(mailbox, "inbox")
    monkeypatch.setattr(tls, "LARGEST", 1024 * 1024)
    simulator.faults.inject(Fault(kind, times=100))

    with pytest.raises(Refused, match="larger than 1 MB"):
        mailbox.changes(inbox, None)


def test_an_answer_that_comes_in_drips_ends(simulator: Simulator, opened: Opener) -> None:
    simulator.add_mailbox(BOB, PASSWORD)
    mailbox = opened(simulator, timeout=timedelta(milliseconds=50))
    simulator.faults.inject(Fault(FaultKind.DRIP, times=100, delay=timedelta(milliseconds=20)))

    with pytest.raises(Unreachable, match=r"the answer did not end within 0\.25 s"):
        mailbox.check()


def test_changes_that_come_to_no_end_are_not_followed_for_ever(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    outlook.deliver_mail("ann@client.example", "Hello")
    inbox = the_folder(mailbox, "inbox")
    simulator.faults.inject(Fault(FaultKind.ENDLESS, "SyncFolderItems", times=0))

    page = mailbox.changes(inbox, None)

    assert (len(page.changes), page.is_last) == (1, False)
    with pytest.raises(Unreachable, match="do not come to an end"):
        mailbox.changes(inbox, page.cursor)


def test_entities_that_name_each_other_are_not_followed() -> None:
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise("abcdefghij")
    )

    for bomb in (f'<!DOCTYPE x [{entities}]><x y="&j;"/>', f"<!-- --><!DOCTYPE x [{entities}]><x>&j;</x>"):
        for encoding in ("utf-8", "utf-16"):
            with pytest.raises(BadAnswer):
                parse(bomb.encode(encoding))


def test_a_port_where_nobody_listens_is_unreachable(simulator: Simulator, opened: Opener) -> None:
    mailbox = opened(simulator, endpoint="http://127.0.0.1:9/EWS/Exchange.asmx")

    with pytest.raises(Unreachable, match="no connection: Connection refused; check endpoint, name service"):
        mailbox.check()


def test_a_host_without_an_address_is_unreachable(simulator: Simulator, opened: Opener) -> None:
    mailbox = opened(simulator, endpoint="https://exchange.invalid/EWS/Exchange.asmx")

    with pytest.raises(Unreachable, match="no connection: "):
        mailbox.check()


def test_an_address_where_ews_is_not_says_so(simulator: Simulator, opened: Opener) -> None:
    mailbox = opened(simulator, endpoint=simulator.url + "/owa")

    with pytest.raises(Unreachable, match="EWS is not at this address"):
        mailbox.check()


def test_an_unknown_mailbox_is_named(simulator: Simulator, opened: Opener) -> None:
    simulator.add_mailbox(BOB, "secret")

    with pytest.raises(UnknownMailbox, match=r"nobody@us\.example: the server has no mailbox of this address"):
        opened(simulator, "nobody@us.example").check()


def test_a_mailbox_of_somebody_else_is_refused_with_what_to_do(simulator: Simulator, opened: Opener) -> None:
    simulator.add_mailbox(BOB, "secret")
    simulator.add_mailbox("eve@us.example")

    with pytest.raises(AccessRefused, match="full access"):
        opened(simulator, "eve@us.example", access="delegate").check()
    with pytest.raises(AccessRefused, match="ApplicationImpersonation"):
        opened(simulator, "eve@us.example", access="impersonation").check()


def test_no_failure_logs_a_password_or_a_request(
    simulator: Simulator, opened: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    simulator.add_mailbox(BOB, "secret")
    mailbox = opened(simulator)
    caplog.set_level(logging.DEBUG)
    for fault, _ in FAULTS:
        simulator.faults.inject(always(fault))
        with pytest.raises(MailboxError) as raised:
            mailbox.check()
        simulator.faults.clear()
        assert "secret" not in repr(raised.value)

    assert "Envelope" not in caplog.text
    assert "Authorization" not in caplog.text


def test_settings_show_no_secret(simulator: Simulator) -> None:
    server = a_server(simulator, password=SecretStr("open sesame"), client_secret=SecretStr("open sesame"))

    assert "sesame" not in repr(server)
