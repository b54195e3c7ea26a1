"""Every fault strikes what goes out on either face, for one mailbox or all, and people can ask for it in words."""

from __future__ import annotations

import http.client
import re
import socket
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from lxml import etree

from simulator.control import Control
from simulator.faults import TOKEN, Fault, FaultKind, read_fault
from simulator.server import Simulator
from simulator.xml import M, T
from tests.simulated import simulated

BOB, EVE = "bob@us.example", "eve@us.example"
DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "simulator.md"
_SOAP = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" '
    'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">{header}<s:Body><m:SyncFolderItems>'
    "<m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape><m:SyncFolderId>"
    '<t:DistinguishedFolderId Id="inbox"/></m:SyncFolderId><m:MaxChangesReturned>{most}</m:MaxChangesReturned>'
    "</m:SyncFolderItems></s:Body></s:Envelope>"
)


@dataclass
class Said:
    """`body` is what came of it; `is_whole` is whether it ended as it was to."""

    status: int
    headers: dict[str, str]
    body: bytes
    is_whole: bool = True

    @property
    def ids(self) -> list[str]:
        """Of what a page tells, in its order."""
        if b'"value"' in self.body:
            return [text.decode() for text in re.findall(rb'"id": "([^"]+)"', self.body)]
        changes = etree.fromstring(self.body).iterfind(f".//{M}Changes/*/*/{T}ItemId")
        return [one.get("Id") or "" for one in changes]


Ask = Callable[..., Said]


def exchanged(simulator: Simulator, method: str, path: str, body: str | None, headers: dict[str, str]) -> Said:
    line = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=20)
    try:
        line.request(method, path, body, headers)
        answer = line.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        try:
            return Said(answer.status, told, answer.read())
        except http.client.IncompleteRead as problem:
            return Said(answer.status, told, problem.partial, is_whole=False)
        except OSError:
            return Said(answer.status, told, b"", is_whole=False)
    finally:
        line.close()


@pytest.fixture
def three_mails() -> Iterator[Simulator]:
    with simulated(schema_dir=None, graph_schema_dir=None) as simulator:
        for address in (BOB, EVE):
            simulator.add_mailbox(address, "secret")
            for number in range(3):
                simulator.outlook(address).deliver_mail("ann@client.example", f"m{number}")
        simulator.add_application("firm", "app", "hush")
        simulator.grant("app", "Mail.ReadWrite")
        yield simulator


@pytest.fixture(params=["ews", "graph"])
def face(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def ask(face: str, three_mails: Simulator) -> Ask:
    """Ask for the first page of changes in somebody's inbox."""
    token = three_mails.graph_token("app")

    def over_ews(whose: str = BOB, most: int = 512) -> Said:
        login = {"Authorization": f"Basic {b64encode(f'{whose}:secret'.encode()).decode()}"}
        return exchanged(three_mails, "POST", "/EWS/Exchange.asmx", _SOAP.format(header="", most=most), login)

    def over_graph(whose: str = BOB, most: int = 512) -> Said:
        headers = {"Authorization": f"Bearer {token}", "Prefer": f"odata.maxpagesize={most}"}
        return exchanged(three_mails, "GET", f"/v1.0/users/{whose}/mailFolders/inbox/messages/delta", None, headers)

    return over_ews if face == "ews" else over_graph


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (FaultKind.UNAUTHORIZED, 401),
        (FaultKind.FORBIDDEN, 403),
        (FaultKind.NOT_FOUND, 404),
        (FaultKind.THROTTLED, 429),
        (FaultKind.SERVER_ERROR, 500),
        (FaultKind.UNAVAILABLE, 503),
        (FaultKind.MOVED, 302),
        (FaultKind.HTML, 200),
        (FaultKind.EMPTY, 200),
        (FaultKind.BOMB, 200),
    ],
)
def test_a_server_that_does_nothing_says_so_by_its_status(
    three_mails: Simulator, ask: Ask, kind: FaultKind, status: int
) -> None:
    three_mails.faults.inject(Fault(kind))

    struck, after = ask(), ask()

    assert (struck.status, after.status) == (status, 200)
    assert len(after.ids) == 3
    assert struck.body != after.body


@pytest.mark.parametrize(("seconds", "header"), [(30, "30"), (0, None)])
@pytest.mark.parametrize("kind", [FaultKind.THROTTLED, FaultKind.UNAVAILABLE])
def test_how_long_to_wait_is_said_or_not(
    three_mails: Simulator, ask: Ask, kind: FaultKind, seconds: int, header: str | None
) -> None:
    three_mails.faults.inject(Fault(kind, delay=timedelta(seconds=seconds)))

    assert ask().headers.get("retry-after") == header


@pytest.mark.parametrize("at", [0, 1, 40])
@pytest.mark.parametrize("kind", [FaultKind.CUT, FaultKind.RESET_AFTER])
def test_an_answer_ends_after_any_byte(three_mails: Simulator, ask: Ask, kind: FaultKind, at: int) -> None:
    whole = ask().body
    three_mails.faults.inject(Fault(kind, at=at))

    try:
        struck = ask()
    except (ConnectionResetError, http.client.RemoteDisconnected):
        assert kind is FaultKind.RESET_AFTER
    else:
        assert not struck.is_whole
        assert len(struck.body) <= at < len(whole)


def test_a_truncated_answer_is_whole_to_http(three_mails: Simulator, ask: Ask) -> None:
    whole = ask()
    three_mails.faults.inject(Fault(FaultKind.TRUNCATED))

    struck = ask()

    assert struck.is_whole
    assert whole.body.startswith(struck.body[:20])
    assert len(struck.body) < len(whole.body)


def test_an_answer_that_drips_is_right_and_of_single_bytes(three_mails: Simulator, ask: Ask) -> None:
    whole = ask()
    three_mails.faults.inject(Fault(FaultKind.DRIP, delay=timedelta(0)))

    assert len(ask().body) == len(whole.body)


@pytest.mark.parametrize("kind", [FaultKind.BIG, FaultKind.PACKED])
def test_an_answer_of_200_megabytes(three_mails: Simulator, ask: Ask, kind: FaultKind) -> None:
    three_mails.faults.inject(Fault(kind))

    struck = ask()

    size = len(struck.body)
    if kind is FaultKind.PACKED:
        assert size < 2_000_000
        unpacking = zlib.decompressobj(wbits=31)
        size = 0
        waiting = struck.body
        while waiting:
            size += len(unpacking.decompress(waiting, 1 << 20))
            waiting = unpacking.unconsumed_tail
    assert 199_000_000 < size < 201_000_000


def test_a_right_answer_may_be_called_a_picture(three_mails: Simulator, ask: Ask) -> None:
    three_mails.faults.inject(Fault(FaultKind.WRONG_TYPE))

    struck = ask()

    assert (struck.headers["content-type"], len(struck.ids)) == ("image/png", 3)


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        (FaultKind.TWICE, [0, 1, 2, 0, 1, 2]),
        (FaultKind.REVERSED, [2, 1, 0]),
        (FaultKind.UNKNOWN, [0, 1, 2]),
        (FaultKind.ENDLESS, [0, 1, 2]),
    ],
)
def test_a_page_is_told_in_other_ways(three_mails: Simulator, ask: Ask, kind: FaultKind, rows: list[int]) -> None:
    plain = ask()
    three_mails.faults.inject(Fault(kind))

    struck = ask()

    assert struck.ids == [plain.ids[row] for row in rows]
    assert (b"ovelty" in struck.body) is (kind is FaultKind.UNKNOWN)
    is_last = b"InRange>true" in struck.body or b"deltaLink" in struck.body
    assert is_last is (kind is not FaultKind.ENDLESS)


def test_a_page_is_told_once_more_instead_of_the_next(three_mails: Simulator, ask: Ask) -> None:
    three_mails.faults.inject(Fault(FaultKind.REPLAYED, after=1))
    first = ask(most=1)
    three_mails.outlook(BOB).deliver_mail("ann@client.example", "news")

    struck, after = ask(most=1), ask(most=1)

    assert struck.ids == first.ids
    assert after.ids != first.ids


def test_a_fault_may_be_for_one_mailbox(three_mails: Simulator, ask: Ask) -> None:
    three_mails.faults.inject(Fault(FaultKind.FORBIDDEN, times=0, mailbox="EVE@us.example"))

    assert [ask(BOB).status, ask(EVE).status, ask(BOB).status, ask(EVE).status] == [200, 403, 200, 403]
    three_mails.faults.clear()
    assert ask(EVE).status == 200


def test_a_server_may_be_away_and_come_back_where_it_was(three_mails: Simulator, ask: Ask) -> None:
    port = three_mails.port

    three_mails.go_away()

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    three_mails.start()
    assert len(ask().ids) == 3
    assert three_mails.port == port


def test_a_fault_may_send_the_server_away_for_a_while(three_mails: Simulator, ask: Ask) -> None:
    three_mails.faults.inject(Fault(FaultKind.AWAY, after=1, delay=timedelta(seconds=0.2)))

    before = ask()
    with pytest.raises((ConnectionResetError, http.client.RemoteDisconnected)):
        ask()

    three_mails.until_back()
    assert before.status == 200
    assert len(ask().ids) == 3


def test_the_clock_that_answers_show_may_be_ahead_as_long_as_it_is_told(three_mails: Simulator, ask: Ask) -> None:
    three_mails.faults.inject(Fault(FaultKind.CLOCK_AHEAD, delay=timedelta(hours=2), times=1))

    shown = [parsedate_to_datetime(ask().headers["date"]) - datetime.now(UTC) for _ in range(2)]

    assert [round(ahead / timedelta(hours=1)) for ahead in shown] == [2, 0]


@pytest.mark.parametrize(
    ("kind", "status", "says"),
    [
        (FaultKind.UNAUTHORIZED, 401, b"AADSTS7000215"),
        (FaultKind.THROTTLED, 429, b"ApplicationThrottled"),
        (FaultKind.UNAVAILABLE, 503, b"UnknownError"),
        (FaultKind.HTML, 200, b"Please sign in"),
        (FaultKind.EMPTY, 200, b""),
    ],
)
def test_the_authority_fails_where_it_is_named_and_nowhere_else(
    three_mails: Simulator, kind: FaultKind, status: int, says: bytes
) -> None:
    form = "grant_type=client_credentials&client_id=app&client_secret=hush&scope=https://graph.microsoft.com/.default"

    def tokens() -> Said:
        return exchanged(three_mails, "POST", "/firm/oauth2/v2.0/token", form, {})

    three_mails.faults.inject(Fault(kind))
    not_named = tokens()
    three_mails.faults.clear()
    three_mails.faults.inject(Fault(kind, TOKEN))
    struck, after = tokens(), tokens()

    assert (not_named.status, struck.status, after.status) == (200, status, 200)
    assert says in struck.body
    assert b"access_token" in after.body


# What shows in something else than what is said to one who asks for the first page alone, and has a test of its own.
SHOWS_ELSEWHERE = {FaultKind.DRIP, FaultKind.LATENCY, FaultKind.REPLAYED, FaultKind.CLOCK_AHEAD}
LONG = {FaultKind.BIG, FaultKind.PACKED}  # which have a test of their own
NOT_OF = {
    "ews": {FaultKind.FOREIGN_LINK, FaultKind.BAD_ITEM},
    "graph": {FaultKind.PART_THROTTLED, FaultKind.PART_FAILED},
}


@pytest.mark.parametrize("by", ["word", "control"])
@pytest.mark.parametrize("kind", sorted(set(FaultKind) - LONG))
def test_every_fault_strikes_on_both_faces_however_it_is_asked_for(
    three_mails: Simulator, ask: Ask, face: str, kind: FaultKind, by: str
) -> None:
    three_mails.set_token_lifetime(timedelta(days=1))
    whole = said_by(ask)
    assert said_by(ask) == whole
    seconds = 0.0001 if kind is FaultKind.DRIP else 0.05  # the one is between any two bytes
    if by == "word":
        three_mails.faults.inject(read_fault(f"{kind}:delay={seconds:f}"))
    else:
        Control(three_mails.endpoint).server.inject(kind, delay=timedelta(seconds=seconds))

    struck = said_by(ask)

    assert three_mails.journal.requests[-1].fault == kind
    if kind not in SHOWS_ELSEWHERE | NOT_OF[face]:
        assert struck != whole
    three_mails.until_back()


def said_by(ask: Ask) -> object:
    """All that is told but for the time, or how the connection ended."""
    try:
        said = ask()
    except (ConnectionError, http.client.RemoteDisconnected) as problem:
        return type(problem)
    content = {name: value for name, value in said.headers.items() if name in ("content-type", "location")}
    return said.status, content, re.sub(rb'SyncState>[^<]*<|token=[^"]*"', b"", said.body)


def test_what_may_go_wrong_is_asked_for_from_another_process(three_mails: Simulator, ask: Ask, face: str) -> None:
    server = Control(three_mails.endpoint).server
    server.inject("forbidden", times=1, mailbox=BOB, at=3)

    assert ask().status == 403
    server.change_password(BOB, "another")
    server.set_token_lifetime(timedelta(minutes=1))
    server.set_clock(timedelta(hours=2))
    server.allow_impersonation(EVE, [BOB])
    server.forbid_impersonation(EVE)
    # A token was for an hour, by a clock that is now two ahead.
    assert ask().status == 401
    server.change_password(BOB, "secret")
    server.set_clock(timedelta(0))
    assert len(ask().ids) == 3
    server.remove_mailbox(BOB)
    gone = ask()
    assert gone.status == 404 or b"<m:ResponseCode>Error" in gone.body


# --- in words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("html", Fault(FaultKind.HTML)),
        (
            "throttled:operation=GET /users/{id}/messages/{id},times=0,delay=30",
            Fault(FaultKind.THROTTLED, "GET /users/{id}/messages/{id}", 0, delay=timedelta(seconds=30)),
        ),
        (
            "refused:code=ErrorMailboxMoveInProgress,after=2,mailbox=bob@us.example",
            Fault(FaultKind.REFUSED, after=2, code="ErrorMailboxMoveInProgress", mailbox=BOB),
        ),
        ("cut:at=17", Fault(FaultKind.CUT, at=17)),
        ("drip:delay=0.5", Fault(FaultKind.DRIP, delay=timedelta(seconds=0.5))),
    ],
)
def test_a_fault_is_written_in_a_word_with_what_it_is_to_be(text: str, fault: Fault) -> None:
    assert read_fault(text) == fault


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "'' is no fault; there are unauthorized, forbidden"),
        ("rain", "'rain' is no fault"),
        ("html:wind=1", "'wind=1' is nothing that a fault has; there are operation=, times="),
        ("html:times", "'times' is nothing"),
        ("html:kind=cut", "'kind=cut' is nothing"),
        ("html:times=-1", "times is '-1', and has to be a whole number, 0 or more"),
        ("html:times=²", "times is '²'"),
        ("html:delay=soon", "delay is 'soon', and has to be a number of seconds"),
        ("html:delay=nan", "delay is 'nan'"),
        ("html:delay=inf", "delay is 'inf'"),
        ("html:delay=1e300", "delay is '1e300'"),
    ],
)
def test_what_is_no_fault_is_said(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        read_fault(text)


def test_people_are_told_of_each() -> None:
    told = set(re.findall(r"`([a-z-]+)`", DOCUMENT.read_text(encoding="utf-8")))

    assert set(FaultKind) <= told
