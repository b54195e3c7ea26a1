"""A firm whose mailboxes several processes look at, at the same moment, and points at which one of them goes on."""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from threading import Condition
from typing import Any

from sqlalchemy import event, text

from daemon.context import Context
from daemon.lacking import NOT_WHOLE
from daemon.service import Loop
from daemon.service.turn import Turn
from store.database import Store, open_store
from store.history.copies_kept import wrong_copies
from store.history.latest import wrong_latest
from store.turns import BESIDE
from tests.flow.firm import ANN, BOB, EVE, MORNING, PASSWORD, Clock, Firm, a_firm, an_office
from tests.postgres import PostgresServer
from tests.simulated import simulated

EVERYBODY = (BOB, EVE, *(f"user{number}@us.example" for number in range(3, 9)))
STRANGER = "ben@else.example"
TOGETHER = 60.0  # seconds in which all processes come to their mail
STUCK = 0.2  # seconds after which whose turn it is does not come: it waits in the database, or is over


@dataclass(frozen=True, slots=True)
class Mail:
    """One message, in several mailboxes."""

    boxes: frozenset[int]
    above: tuple[int, ...] = ()  # the messages that it answers to, by their places, the nearest first
    is_known: bool = True  # its sender is a contact
    is_named: bool = True  # it has a Message-ID in its first copy; the others have it in any case
    is_set: bool = False  # its first copy carries a category that its user set


@contextmanager
def a_firm_of(server: PostgresServer, many: int) -> Iterator[Firm]:
    """With so many mailboxes, each of which was looked at when it was empty."""
    with ExitStack() as stack:
        url, clock = stack.enter_context(server.database()), Clock()
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        simulator = stack.enter_context(simulated(clock=clock))
        firm = stack.enter_context(a_firm(simulator, clock, Path(folder), url))
        for address in EVERYBODY[2:many]:
            simulator.add_mailbox(address, PASSWORD, zone="Europe/Oslo")
        firm.context = an_office(simulator.endpoint, firm.store, clock, EVERYBODY[:many])
        with firm.store.write() as unit:
            for address in EVERYBODY[2:many]:
                firm.people[address] = unit.users.add(address, address).id
        for title, whose in (("A", BOB), ("B", EVE)):
            firm.opportunity(title, assigned_to=firm.people[whose])
        firm.cycle()
        yield firm


def deliver(firm: Firm, mails: Sequence[Mail], many: int, first: int = 0) -> None:
    """From the `first` of them on."""
    for number, mail in list(enumerate(mails))[first:]:
        sent_at = MORNING - timedelta(hours=1) + timedelta(minutes=number)
        boxes = sorted(box for box in mail.boxes if box < many) or [0]
        for box in boxes:
            message = _message(number, mail, sent_at, boxes)
            if not mail.is_named and box == boxes[0]:
                del message["Message-ID"]
            item = firm.outlook(EVERYBODY[box]).deliver(message.as_bytes())
            if mail.is_set and box == boxes[0]:
                firm.outlook(EVERYBODY[box]).add_category(item, "OPP-2 B")


def _message(number: int, mail: Mail, sent_at: datetime, boxes: Sequence[int]) -> EmailMessage:
    message = EmailMessage()
    message["From"] = ANN if mail.is_known else STRANGER
    message["To"] = ", ".join(EVERYBODY[one] for one in boxes)
    message["Subject"] = f"{'RE: ' if mail.above else ''}Message {number}"
    message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = _name(number)
    if mail.above:
        message["In-Reply-To"] = _name(mail.above[0])
        message["References"] = " ".join(_name(one) for one in reversed(mail.above))
    message.set_content(f"This is what message {number} says, in some more words than only these few: {number}.")
    return message


def _name(number: int) -> str:
    return f"<m{number}@client.example>"


# --- several at once --------------------------------------------------------------------------------------------------


class Points:
    """In which order the statements come of units that are stored beside others: each process goes on in its turn, for
    as many as that says. Who waits in the database, or is over, is passed over. It begins once all that have mail are
    about to store it.
    """

    def __init__(self, runs: Sequence[int], busy: Collection[int]) -> None:
        among = sorted(busy)
        self._order = deque((among[number % len(among)], run) for number, run in enumerate(runs))
        self._moved = Condition()
        self._awaited = set(busy)

    def watch(self, store: Store, who: int) -> None:
        @event.listens_for(store._writing, "before_cursor_execute")
        def before(connection: Any, _cursor: object, statement: str, *_: object) -> None:
            if connection.get_execution_options().get(BESIDE):
                self._cross(who, brings_mail=statement.startswith("INSERT INTO turns"))

    def _cross(self, who: int, *, brings_mail: bool) -> None:
        with self._moved:
            if self._awaited and brings_mail:
                self._awaited.discard(who)
                self._moved.notify_all()
                assert self._moved.wait_for(lambda: not self._awaited, TOGETHER)
            if self._awaited:
                return
            while self._order and self._order[0][0] != who:
                if not self._moved.wait(STUCK) and self._order:
                    self._order.popleft()
                    self._moved.notify_all()
            if self._order:
                _, left = self._order.popleft()
                if left > 1:
                    self._order.appendleft((who, left - 1))
                self._moved.notify_all()


def at_once(firm: Firm, processes: int, mails: Sequence[Mail], runs: Sequence[int] = ()) -> list[Turn]:
    """A cycle of every mailbox, each process with its share of them; every turn is expected to go well."""
    firm.clock.tick()
    points = Points(runs, {box % processes for mail in mails for box in mail.boxes})
    with ExitStack() as stack:
        stores = [stack.enter_context(closing(open_store(firm.url, clock=firm.clock))) for _ in range(processes)]
        for who, store in enumerate(stores):
            points.watch(store, who)
        contexts = [_process(firm, store, who, processes) for who, store in enumerate(stores)]
        with ThreadPoolExecutor(processes) as pool:
            told = [pool.submit(Loop(context).once) for context in contexts]
            turns = [turn for one in told for turn in one.result(300)]
    assert not [turn.failure for turn in turns if turn.failure]
    return turns


def _process(firm: Firm, store: Store, who: int, of: int) -> Context:
    addresses = EVERYBODY[: len(firm.context.plans)]
    mine = {address: firm.context.plans[address] for address in addresses[who::of]}
    return replace(firm.context, store=store, owner=f"mail{who}.us.example/1/{who}", plans=mine, is_worker=True)


def in_turns(firm: Firm, order: Sequence[int]) -> None:
    """The same, one mailbox after the other."""
    firm.clock.tick()
    for one in order:
        assert not [turn.failure for turn in Loop(firm.context).once(EVERYBODY[one]) if turn.failure]


# --- what comes of it -------------------------------------------------------------------------------------------------


def settled(firm: Firm) -> None:
    """What one mailbox's news means to the others is known there, too."""
    for _ in range(2):
        firm.cycle()


def state(firm: Firm) -> list[object]:
    """What is known of each message, whoever stored it first: links, contacts, copies, the others of its thread.

    Not what copies lack beside others: that is said when one is read again, as it is where its stamp is no echo.
    """
    with firm.store.read() as unit:
        db = unit.connection
        rows = db.execute(text("SELECT id, subject, thread FROM items ORDER BY subject, id")).all()
        found: list[object] = []
        for id, subject, thread in rows:
            values = {"id": id, "thread": thread}
            links = db.execute(text("SELECT number, rule FROM links WHERE item_id = :id ORDER BY 1, 2"), values)
            contacts = db.execute(text("SELECT contact_id FROM item_contacts WHERE item_id = :id ORDER BY 1"), values)
            copies = db.execute(
                text(
                    "SELECT mailbox_id, outcome, rule, is_asked, confirmed FROM pointers"
                    " LEFT JOIN receipts ON pointer_id = id WHERE item_id = :id ORDER BY 1, 2, 3"
                ),
                values,
            )
            others = db.scalars(
                text("SELECT subject FROM items WHERE thread = :thread AND thread <> '' ORDER BY 1"), values
            )
            found.append((subject, links.all(), contacts.all(), copies.all(), others.all()))
        found += sorted(one.reason for one in unit.quarantine.all() if not one.reason.startswith(NOT_WHOLE))
        return found


def is_sound(firm: Firm, mails: Sequence[Mail], many: int) -> None:
    """No message is there twice or put aside, nothing waits, and what the database keeps of them is what they are."""
    with firm.store.read() as unit:
        db = unit.connection
        subjects = db.scalars(text("SELECT subject FROM items ORDER BY id")).all()
        copies = db.scalar(text("SELECT count(*) FROM pointers"))
        assert sorted(subjects) == sorted(f"{'RE: ' if mail.above else ''}Message {n}" for n, mail in enumerate(mails))
        assert copies == sum(len([box for box in mail.boxes if box < many]) or 1 for mail in mails)
        assert not [one.reason for one in unit.quarantine.all() if one.reason.startswith("it cannot be stored")]
        assert unit.again.waiting() == 0
        assert (wrong_copies(db), wrong_latest(db)) == (0, 0)
        assert db.scalar(text("SELECT count(*) FROM turns")) == 0
        two = "SELECT count(*) FROM items AS i JOIN named_messages AS n ON n.identity = i.identity"
        assert db.scalar(text(f"{two} WHERE n.thread <> i.thread AND i.thread <> ''")) == 0
