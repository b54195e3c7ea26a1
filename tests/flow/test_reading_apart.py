"""A cycle whose mail is read by a process apart comes to the same end, also where that process is killed over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from connectors.apart import Apart
from connectors.ews.mailbox import open_mailbox
from connectors.ews.server import Server
from tests.flow.firm import ANN, BOB, MORNING, PASSWORD, Firm
from tests.reading_apart import begun, one_apart

MAILS = 9


@pytest.fixture
def where() -> str:
    return "exchange"


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> Iterator[Apart]:
    """For pages of two of a server that is always waited for; its process is there."""
    found = one_apart(monkeypatch)
    begun(found)
    yield found
    found.end()


def with_mail_read(firm: Firm, apart: Apart | None) -> None:
    """From now on, all of Bob's and Eve's."""

    def opening(address: str) -> Any:
        server = Server(
            firm.simulator.endpoint, "basic", username=address, password=SecretStr(PASSWORD), access="direct"
        )
        return open_mailbox(server, address, sleep=lambda seconds: None, apart=apart)

    firm.context = replace(firm.context, open_mailbox=opening)


def an_inbox(firm: Firm) -> list[str]:
    """Mails of one contact, an answer to each but the last among them."""
    firm.opportunity("200 seats")
    return [
        firm.outlook().deliver_mail(
            ANN,
            f"m{number}",
            sent_at=MORNING - timedelta(hours=MAILS - number),
            message_id=f"<m{number}@x.example>",
            in_reply_to=f"<m{number - 1}@x.example>" if number % 2 else "",
        )
        for number in range(MAILS)
    ]


def is_known_to_all(firm: Firm, mails: list[str]) -> bool:
    with firm.store.read() as unit:
        owed = sum(one.errands_owed + one.errands_parked for one in unit.mailboxes.status())
    stamped = all(firm.categories(mail) == ["OPP-1 200 seats"] for mail in mails)
    return (owed, stamped, len(firm.history(1))) == (0, True, MAILS)


def test_it_is_linked_stored_and_stamped(firm: Firm, apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    mails, done = an_inbox(firm), []

    def do(work: Any, *arguments: Any) -> Any:
        done.append(Apart.do(apart, work, *arguments))
        return done[-1]

    monkeypatch.setattr(apart, "do", do)
    with_mail_read(firm, apart)

    turns = firm.cycle(BOB)

    assert turns[BOB].seen["linked"] == MAILS
    assert len([one for one in done if one is not None]) >= 3
    assert is_known_to_all(firm, mails)


def test_nothing_is_lost_where_its_process_is_killed(firm: Firm, apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    mails, asked = an_inbox(firm), []

    def do(work: Any, *arguments: Any) -> Any:
        asked.append(work)
        if len(asked) == 2:
            for one in apart._alive:
                one._process.kill()
        return Apart.do(apart, work, *arguments)

    monkeypatch.setattr(apart, "do", do)
    with_mail_read(firm, apart)

    turns = firm.cycle(BOB)

    assert turns[BOB].seen["linked"] == MAILS
    assert len(asked) >= 3
    assert apart._deaths == 1
    assert is_known_to_all(firm, mails)
