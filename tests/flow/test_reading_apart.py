"""A cycle whose mail is read by a process apart comes to the same end, also where that process is killed over it."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

import pytest
import structlog
from pydantic import SecretStr

from connectors.apart import Apart
from connectors.ews.mailbox import open_mailbox
from connectors.ews.server import Server
from daemon.service.loop import Loop
from store.database import open_store
from tests.flow.borders import Borders
from tests.flow.firm import ANN, BOB, MORNING, PASSWORD, Clock, Firm, an_office
from tests.reading_apart import begun, one_apart

CONTEXT = multiprocessing.get_context("forkserver")
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

    firm.context = replace(firm.context, open_mailbox=partial(opened, firm.simulator.endpoint, apart))


def opened(endpoint: str, apart: Apart | None, address: str) -> Any:
    server = Server(endpoint, "basic", username=address, password=SecretStr(PASSWORD), access="direct")
    return open_mailbox(server, address, sleep=lambda seconds: None, apart=apart)


def killed_over_it(url: str, endpoint: str, now: datetime, fatal: int, told: Connection) -> None:
    """In a process of its own: a turn of Bob's that dies before or after a page is read apart, counted from 1."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    borders, apart = Borders(fatal, told.send), one_apart(pytest.MonkeyPatch())
    begun(apart)
    apart.do = borders.around("reading apart", apart.do)  # type: ignore[method-assign]  # a border, on the way in and out
    office = an_office("", open_store(url, clock=Clock(now)), Clock(now))
    Loop(replace(office, open_mailbox=partial(opened, endpoint, apart), workers=1)).once(BOB)
    told.send("")


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


@pytest.mark.parametrize("fatal", range(1, 7))
def test_nothing_is_lost_where_the_service_dies_over_it(firm: Firm, fatal: int) -> None:
    mails = an_inbox(firm)
    here, there = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(
        target=killed_over_it, args=(firm.url, firm.simulator.endpoint, firm.clock.tick(), fatal, there)
    )
    process.start()
    there.close()
    died = here.recv()
    process.join()

    firm.cycle(BOB)

    assert "reading apart" in died
    assert process.exitcode == -signal.SIGKILL
    assert is_known_to_all(firm, mails)
