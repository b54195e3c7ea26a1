"""Mail that is read by a process apart is the mail that would have been read here, whatever becomes of that process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from connectors.apart import Apart
from connectors.errors import Throttled
from connectors.ews.mailbox import EwsMailbox, open_mailbox
from connectors.ews.reading import ahead, plain
from connectors.mailbox import Change, Folder, Upserted
from daemon.link import Seen, seen_when_read
from simulator.faults import Fault, FaultKind
from simulator.mailboxes.items import Item
from simulator.quirks import Quirks
from simulator.server import Simulator
from tests.contract.ews.conftest import BOB, PASSWORD, a_server
from tests.contract.ews.test_reading import fill
from tests.contract.mailbox.user import the_folder
from tests.reading_apart import begun, one_apart


class Kept(Apart):
    """One that is there from the beginning, and what became of what it was given."""

    def __init__(self, other: Apart) -> None:
        self.__dict__.update(vars(other))
        self.done: list[bool] = []

    def do(self, work: Any, *arguments: Any) -> Any:
        found = super().do(work, *arguments)
        self.done.append(found is not None)
        return found


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    """Of a mailbox with pages of two on a server that is always waited for."""
    kept = Kept(one_apart(monkeypatch))
    begun(kept)
    yield kept
    kept.end()


def all_mail(simulator: Simulator, apart: Apart | None, wellknown: str = "inbox") -> list[Change]:
    mailbox = open_mailbox(a_server(simulator), BOB, sleep=lambda _: None, apart=apart)
    try:
        return list(changes(mailbox, the_folder(mailbox, wellknown)))
    finally:
        mailbox.close()


def changes(mailbox: EwsMailbox, folder: Folder) -> Iterator[Change]:
    cursor, is_last = None, False
    while not is_last:
        page = mailbox.changes(folder, cursor)
        yield from page.changes
        cursor, is_last = page.cursor, page.is_last


def put(simulator: Simulator, count: int, **properties: str) -> None:
    bob = simulator.mailbox(BOB)
    for number in range(count):
        item = Item()
        for name, value in {"Subject": f"n{number}", "IsDraft": "false", **properties}.items():
            item.put(name, value)
        item.headers = [("From", "a@x")]
        bob.add(item, bob.folder("inbox"))


def test_it_is_the_same_mail_and_shows_the_same(simulator: Simulator, beside: Kept) -> None:
    simulator.add_mailbox(BOB, PASSWORD)
    at = "2026-03-02T08:30:00Z"
    put(simulator, 9, Sensitivity="Normal", DateTimeSent=at, DateTimeReceived=at)
    put(simulator, 3, ItemClass="IPM.Contact")

    here, there = all_mail(simulator, None), all_mail(simulator, beside)

    assert there == here
    read = [one for one in there if isinstance(one, Upserted) and one.shown]
    assert len(read) >= 6  # all but the first page's, and what is no mail
    assert all(one.shown == seen_when_read(one.item, is_sent=False, prefix="OPP") for one in read)
    assert any(isinstance(one.shown, Seen) and one.shown.texts for one in read)
    assert beside.done
    assert all(beside.done)


@pytest.mark.parametrize("quirks", [Quirks(leave_out=frozenset({"Subject"})), Quirks(leave_out=frozenset({"IsDraft"}))])
def test_what_has_to_be_asked_for_once_more_is_read_here(simulator: Simulator, beside: Kept, quirks: Quirks) -> None:
    simulator.add_mailbox(BOB, PASSWORD)
    fill(simulator, 9)
    simulator.organization.quirks = quirks

    here, there = all_mail(simulator, None), all_mail(simulator, beside)

    assert there == here
    assert beside.done
    assert not any(beside.done)


def test_an_item_that_a_busy_server_does_not_give_stops_the_page(simulator: Simulator, beside: Kept) -> None:
    simulator.add_mailbox(BOB, PASSWORD)
    fill(simulator, 9)
    simulator.faults.inject(Fault(FaultKind.BUSY_ITEM, "GetItem", after=2))

    with pytest.raises(Throttled):
        all_mail(simulator, beside)
    there, here = all_mail(simulator, beside), all_mail(simulator, None)

    assert there == here
    assert False in beside.done


def test_mail_of_a_server_that_answers_at_once_is_read_here(
    simulator: Simulator, beside: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "WORTH", 60.0)
    simulator.add_mailbox(BOB, PASSWORD)
    fill(simulator, 9)

    found = all_mail(simulator, beside)

    assert len(found) == 9
    assert beside.done == []


def test_mail_is_read_here_where_the_process_was_killed(simulator: Simulator, beside: Kept) -> None:
    simulator.add_mailbox(BOB, PASSWORD)
    fill(simulator, 9)
    beside._alive[0]._process.kill()

    here, there = all_mail(simulator, None), all_mail(simulator, beside)

    assert there == here
    assert beside.done[0] is False


@pytest.mark.parametrize(
    "content",
    [
        b"<html/>",
        b"<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'/>",
        b"<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body/></s:Envelope>",
        b"<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault/></s:Body></s:Envelope>",
        b"<s:Envelope",
        b"",
    ],
)
def test_what_is_no_answer_with_items_is_left_to_who_has_the_connection(beside: Kept, content: bytes) -> None:
    found = beside.do(plain.mails, content, ["a"], beside.look, False)

    assert found is None
    assert beside._deaths == 0


def test_a_mail_that_another_takes_the_place_of_shows_nothing() -> None:
    shown = Upserted(item="a mail", shown="facts")  # type: ignore[arg-type]

    assert replace(shown, shown=None) == shown
    assert "facts" not in repr(shown)
