"""Any instruction may be the last: killed at every border of a cycle, the next cycles reach the same end.

Each point is a real process with the real connector and a real database, killed by SIGKILL; the server lives on.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest

from simulator.faults import Fault, FaultKind
from store.database import open_store
from store.values import DraftKind, ErrandKind
from tests.flow.borders import run_until
from tests.flow.firm import ANN, BOB, EVE, MORNING, Clock, Firm, a_firm, a_tenant, an_office, moved_to
from tests.postgres import PostgresServer
from tests.sampled import offset
from tests.simulated import simulated

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.flow.borders"])

Worlds = Callable[[str, str], "World"]
Recorder = Callable[[str, object], None]


# --- the two cycles ---------------------------------------------------------------------------------------------------


def first_look(firm: Firm) -> None:
    """A mailbox that is seen for the first time: linked, skipped, hand-set and shared items, an appointment, a task."""
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, MORNING + timedelta(days=1))
    outlook = firm.outlook()
    outlook.offer_category("Holiday")
    mail = outlook.deliver_mail(ANN, "linked", sent_at=MORNING)
    outlook.set_categories(mail, ["Red"])
    outlook.deliver_mail("nobody@else.example", "skipped", sent_at=MORNING)
    chosen = outlook.deliver_mail("nobody@else.example", "chosen", sent_at=MORNING)
    outlook.set_categories(chosen, [f"OPP-{deal.number} 200 seats"])
    for address in (BOB, EVE):
        # Of its own minute: among those of one moment, the order is that in which they were stored.
        message = {"to": (BOB, EVE), "message_id": "<both@client.example>", "sent_at": MORNING - timedelta(minutes=1)}
        firm.outlook(address).deliver_mail(ANN, "to both", **message)
    outlook.appoint("demo", MORNING + timedelta(days=1), attendees=[ANN])
    outlook.appoint("weekly", MORNING - timedelta(days=13), attendees=[ANN], rule="FREQ=WEEKLY;COUNT=3")


def news(firm: Firm) -> None:
    """Everything is in step; then people act in Outlook and on the record."""
    first_look(firm)
    firm.cycle()
    firm.cycle()
    outlook = firm.outlook()
    by_subject = {item.subject: item.id for item in firm.simulator.mailbox(BOB).folder("inbox").items.values()}
    outlook.set_categories(by_subject["linked"], ["Red"])
    outlook.make_folder("Inbox/Projects")
    outlook.move(by_subject["to both"], "Inbox/Projects")
    outlook.delete(by_subject["skipped"])
    [series] = outlook.find("weekly")
    outlook.delete(outlook.occurrence(series, MORNING - timedelta(days=13)))
    moved = outlook.occurrence(series, MORNING + timedelta(days=1))
    outlook.edit_appointment(moved, start=MORNING + timedelta(days=2))
    (task,) = firm.simulator.mailbox(BOB).folder("tasks").items
    outlook.move_reminder(task, MORNING + timedelta(days=3))
    outlook.deliver_mail(ANN, "later", sent_at=MORNING)
    wished = outlook.deliver_mail("Zoë <zoe@new.example>", "wished", sent_at=MORNING)
    outlook.add_category(wished, "OPP new")
    with firm.store.write() as unit:
        second = unit.opportunities.add("Support", contact_id=unit.contacts.find("Ann").id, created_at=MORNING)
        unit.opportunities.edit(second.number, assigned_to=firm.people[EVE])
        unit.opportunities.remind(second.number, MORNING + timedelta(days=2))
        unit.activities.remind(second.number, True)
        unit.drafts.ask(BOB, second.number, DraftKind.EMAIL, subject="Our offer")


def a_second_copy(firm: Firm) -> None:
    """Eve's copy of a mail is linked and stamped; Bob's is there and was not looked at yet."""
    firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    message = {"to": (BOB, EVE), "message_id": "<both@client.example>", "sent_at": MORNING}
    firm.outlook(EVE).deliver_mail(ANN, "to both", **message)
    firm.cycle()
    firm.outlook(BOB).deliver_mail(ANN, "to both", **message)


SCENES = {"first look": first_look, "news": news}
BESIDE = {"a second copy": a_second_copy}  # died in by hand


# --- one point --------------------------------------------------------------------------------------------------------


def killed_at(firm: Firm, fatal: int | None, *, may_fail: bool = False) -> str | int:
    """The border at which the process died, or the number of borders when it came to the end."""
    told = crossed_until(firm, fatal, may_fail=may_fail)
    return told if isinstance(told, str) else len(told)


def survived(
    world: World,
    folder: Path,
    died_at: Callable[[Firm, int | None], str | int],
    first: int,
    step: int,
    least: int = 100,
) -> str:
    """At how many borders the world's next cycle was killed, of more than `least`: all came to the same end."""
    with world.revived(folder) as firm:
        borders = died_at(firm, None)
        expected = end_state(firm)
    assert isinstance(borders, int)
    assert borders > least  # the enumeration is not empty

    points = range(1 + first, borders + 1, step)
    for fatal in points:
        with world.revived(folder) as firm:
            border = died_at(firm, fatal)
            assert isinstance(border, str), f"the process did not die at {fatal} of {borders}"
            assert end_state(firm) == expected, f"killed {border} ({fatal} of {borders})"
    return f"killed at {len(points)} of {borders} borders"


def crossed_until(firm: Firm, fatal: int | None, *, may_fail: bool = False) -> str | list[str]:
    """The border at which the process died, or all borders in their order when it came to the end.

    A turn that fails crosses few borders: unless it `may_fail`, that must not pass for the end.
    """
    here, there = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=run_until, args=(firm.url, firm.server, firm.clock.tick(), fatal, there))
    process.start()
    there.close()
    try:
        told: str | tuple[list[str], list[str]] = here.recv()
        if isinstance(told, str):
            process.join()
            give_again(firm.url)
            return told
        crossed, failed = told
        assert may_fail or failed == []
        return crossed
    finally:
        here.close()
        process.join()
        process.close()


def give_again(url: str) -> None:
    """PostgreSQL gives no number twice that a transaction took, though it died: here it does, as SQLite, so that the
    ends compare to the last number."""
    if url.startswith("postgres"):
        last = "SELECT setval(pg_get_serial_sequence('opportunities', 'number'), max(number)) FROM opportunities"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(last)


@dataclass(frozen=True)
class File:
    """A database as it was once: a file of SQLite's."""

    kept: Path

    @classmethod
    def of(cls, url: str, folder: Path) -> File:
        kept = folder / "before.sqlite"
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.execute("VACUUM INTO ?", (str(kept),))
        return cls(kept)

    @contextmanager
    def copied(self, folder: Path) -> Iterator[str]:
        """The url of one that is the same."""
        database = folder / "dealtrail.sqlite"
        for leftover in (database, *folder.glob("dealtrail.sqlite-*")):
            leftover.unlink(missing_ok=True)
        shutil.copy(self.kept, database)
        yield f"sqlite:///{database}"


@dataclass(frozen=True)
class Template:
    """The same on PostgreSQL."""

    server: PostgresServer
    name: str

    def copied(self, _folder: Path) -> AbstractContextManager[str]:
        return self.server.copied(self.name)


Database = File | Template


@dataclass(frozen=True)
class World:
    """A scene that is set: the server's state and the database as they are before the cycle."""

    server: bytes
    database: Database
    people: dict[str, int]
    is_in_cloud: bool

    @classmethod
    def of(cls, firm: Firm, database: Database) -> World:
        organization = firm.simulator.organization
        state = (organization.mailboxes, organization.passwords, firm.simulator.graph_state, firm.clock)
        return cls(pickle.dumps(state), database, firm.people, firm.is_in_cloud)

    @contextmanager
    def revived(self, folder: Path) -> Iterator[Firm]:
        """The same firm once more, beside any other."""
        mailboxes, passwords, state, clock = pickle.loads(self.server)  # noqa: S301 - made a moment ago by this process
        with ExitStack() as ending:
            url = ending.enter_context(self.database.copied(folder))
            store = open_store(url, clock=clock)
            ending.callback(store.close)
            simulator = ending.enter_context(simulated(clock=clock, tls=self.is_in_cloud))
            simulator.organization.mailboxes.update(mailboxes)
            simulator.organization.passwords.update(passwords)
            simulator.graph_state = state
            context = an_office(simulator.endpoint, store, clock)
            if self.is_in_cloud:
                tenant = a_tenant(simulator, clock)
                ending.callback(tenant.close)
                context = moved_to(tenant, context)
            yield Firm(simulator, store, context, clock, url, self.people, is_in_cloud=self.is_in_cloud)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    """Scenes by name, each set once."""

    @cache
    def world(scene: str, where: str) -> World:
        folder = tmp_path_factory.mktemp("world")
        clock, is_in_cloud = Clock(), where == "cloud"
        with (
            simulated(clock=clock, tls=is_in_cloud) as simulator,
            a_firm(simulator, clock, folder, is_in_cloud=is_in_cloud) as firm,
        ):
            (SCENES | BESIDE)[scene](firm)
            return World.of(firm, File.of(firm.url, folder))

    return world


@pytest.fixture
def world_on_postgresql(
    scene: str, home: str, tmp_path: Path, postgres_server: PostgresServer, postgres_url: str
) -> Iterator[World]:
    """The scene, set on PostgreSQL."""
    clock, is_in_cloud = Clock(), home == "cloud"
    with (
        simulated(clock=clock, tls=is_in_cloud) as simulator,
        a_firm(simulator, clock, tmp_path, postgres_url, is_in_cloud=is_in_cloud) as firm,
    ):
        SCENES[scene](firm)
        with postgres_server.kept(postgres_url) as name:
            yield World.of(firm, Template(postgres_server, name))


# --- what must be the same --------------------------------------------------------------------------------------------


WORDS = ("linked", "skipped", "chosen", "both", "demo", "weekly", "wished")


def end_state(firm: Firm) -> dict[str, Any]:
    """Everything that people see, and all that the store holds, without ids, times and keys."""
    firm.clock.tick(timedelta(minutes=10))  # whatever was put off is due
    for _ in range(2):
        firm.cycle()
    state: dict[str, Any] = {"sent": len(firm.simulator.sent)}
    for address in (BOB, EVE):
        mailbox = firm.simulator.mailbox(address)
        state[address] = sorted(
            (item.folder.path, item.subject, sorted(item.categories), item.flag("IsRead"), item.flag("IsComplete"))
            + ((item.get("DueDate"), item.get("ReminderDueBy"), item.text) if item.tag == "Task" else ())
            for item in mailbox.items.values()
        )
        state[f"{address} list"] = sorted(firm.outlook(address).category_list())
    with firm.store.read() as unit:
        for opportunity in unit.opportunities.all():
            lines = unit.opportunities.history(opportunity.number)
            history = sorted((line.subject, line.rule, line.evidence) for line in lines)
            state[opportunity.title] = (history, str(opportunity.reminder_at), opportunity.reminder_on)
        explained = [found for word in WORDS for found in unit.history.explain(word)]
        state["items"] = sorted(
            (found.item.subject, sorted((c.address, c.pointer.is_gone, str(c.receipt)) for c in found.copies))
            for found in explained
        )
        items = [unit.items.get(found.item.item_id) for found in explained]
        state["calendar"] = sorted((item.subject, str(item.occurred_at), item.is_cancelled) for item in items)
        state["counts"] = unit.history.counts()
        state["owed"] = [unit.errands.keys(box, kind) for box in (1, 2) for kind in ErrandKind]
    return state


# --- the proofs -------------------------------------------------------------------------------------------------------

SHARDS = 6  # so that the points of one scene are spread over the workers, and none of them is the last for long
# Every commit dies at other borders; `make soak` at all of them.
EVERY = 1 if os.environ.get("EVERY_BORDER") else 24
LOST = 1 if os.environ.get("EVERY_BORDER") else 12  # of the answers
AROUND = 1 if os.environ.get("EVERY_BORDER") else 3  # a stamp
FEWER = 1 if os.environ.get("EVERY_BORDER") else 3  # over Graph
# On PostgreSQL, where the store's contract is the same: over Graph a few with each commit, and over EWS none.
RARELY = 1 if os.environ.get("EVERY_BORDER") else 520
HOMES = ["exchange", "cloud"] if os.environ.get("EVERY_BORDER") else ["cloud"]


@pytest.mark.sampled(one_in=24)
@pytest.mark.parametrize("shard", range(SHARDS))
@pytest.mark.parametrize("scene", SCENES)
def test_killed_at_any_border_the_end_is_the_same(
    scene: str,
    shard: int,
    tmp_path: Path,
    worlds: Worlds,
    where: str,
    record_property: Recorder,
):
    every = EVERY * (1 if where == "exchange" else FEWER)
    world = worlds(scene, where)
    found = survived(world, tmp_path, killed_at, every * shard + offset(scene, every), every * SHARDS)

    record_property("counted", f"{scene} on {where}: {found}, part {shard + 1} of {SHARDS}")


@pytest.mark.parametrize("home", HOMES)
@pytest.mark.parametrize("scene", SCENES)
def test_killed_at_any_border_on_postgresql_the_end_is_the_same(
    scene: str, home: str, tmp_path: Path, world_on_postgresql: World, record_property: Recorder
):
    found = survived(world_on_postgresql, tmp_path, killed_at, offset(f"{scene} on PostgreSQL", RARELY), RARELY)

    record_property("counted", f"{scene} on {home}, PostgreSQL: {found}")


@pytest.mark.parametrize("scene", SCENES)
def test_with_the_effect_done_and_the_answer_lost_the_end_is_the_same(
    scene: str, tmp_path: Path, worlds: Worlds, where: str, record_property: Recorder
):
    every = LOST * (1 if where == "exchange" else FEWER)
    world = worlds(scene, where)
    with world.revived(tmp_path) as firm:
        before = len(firm.simulator.journal.requests)
        killed_at(firm, None)
        requests = len(firm.simulator.journal.requests) - before
        expected = end_state(firm)
    assert requests > 10

    answers = range(offset(f"answers of {scene}", every), requests, every)
    for number in answers:
        with world.revived(tmp_path) as firm:
            firm.simulator.faults.inject(Fault(FaultKind.RESET_AFTER, after=number))
            killed_at(firm, None, may_fail=True)
            firm.simulator.faults.clear()
            assert end_state(firm) == expected, f"answer {number + 1} of {requests} was lost"

    record_property("counted", f"{scene} on {where}: {len(answers)} of {requests} answers lost")


# --- what is on its way -----------------------------------------------------------------------------------------------


def unlinked_at_the_record(firm: Firm) -> None:
    with firm.store.write() as unit:
        (found,) = unit.history.explain("to both")
        unit.items.unlink(found.item.item_id, 1)


def taken_off_by_a_colleague(firm: Firm) -> None:
    (mail,) = firm.simulator.mailbox(EVE).folder("inbox").items
    firm.outlook(EVE).set_categories(mail, [])
    firm.cycle(EVE)


@pytest.mark.parametrize("act", [unlinked_at_the_record, taken_off_by_a_colleague])
def test_a_link_that_goes_after_a_death_takes_a_stamp_with_it_that_was_on_its_way(
    act: Callable[[Firm], None], tmp_path: Path, worlds: Worlds, where: str, record_property: Recorder
):
    world = worlds("a second copy", where)
    with world.revived(tmp_path) as firm:
        borders = crossed_until(firm, None)
        act(firm)
        expected = end_state(firm)
    assert not isinstance(borders, str)
    sent = borders.index("before mailbox.stamp")
    told = borders.index("before the commit of write", sent)
    assert not any(categories for _, _, categories, *_ in (*expected[BOB], *expected[EVE]))
    assert expected["200 seats"][0] == []

    points = range(sent + offset(act.__name__, AROUND), told + 3, AROUND)  # border 1 is the first of them
    for fatal in points:
        with world.revived(tmp_path) as firm:
            killed_at(firm, fatal)
            act(firm)
            assert end_state(firm) == expected, f"killed {borders[fatal - 1]} ({fatal})"

    record_property("counted", f"{act.__name__}: killed at {len(points)} borders around a stamp")
