"""Whatever was missed is found and mended, once: what the server holds against the store, through the simulator."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, update

from connectors.mailbox import Folder, FolderKind
from daemon.service.loop import Loop, Turn
from simulator.faults import Fault, FaultKind
from store.models import PointerRow, ReceiptRow
from store.values import Reconciled
from tests.flow.borders import run_until
from tests.flow.contents import contents, differences
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm, open_at
from tests.flow.service import serve_until

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.flow.borders"])


def reconcile(firm: Firm, only: str | None = BOB, **asked: bool) -> Reconciled:
    """What comes of reconciling; it is expected to go well."""
    turn = try_to_reconcile(firm, only, **asked)
    assert turn.failure == ""
    assert turn.reconciled is not None
    return turn.reconciled


def try_to_reconcile(firm: Firm, only: str | None = BOB, **asked: bool) -> Turn:
    firm.clock.tick()
    return Loop(firm.context).reconcile(only, **asked)[0]


def compare(firm: Firm, **asked: bool) -> Reconciled:
    firm.clock.tick()
    (turn,) = Loop(firm.context).compare(BOB, **asked)
    assert turn.failure == ""
    assert turn.reconciled is not None
    return turn.reconciled


def gaps(found: Reconciled) -> dict[str, int]:
    named = ("missed", "gone", "healed", "changed", "understood", "quarantined")
    return {name: count for name in named if (count := getattr(found, name))}


def skip_news(firm: Firm, address: str = BOB) -> None:
    """Lose all news on purpose: each folder's cursor moves on, and nothing is stored."""
    mailbox = open_at(firm.simulator.endpoint, address)
    with firm.store.write() as unit:
        found = {one.address: one.id for one in unit.mailboxes.status()}[address]
        for folder in unit.mailboxes.folders(found):
            cursor, is_last = folder.cursor, False
            while not is_last:
                where = Folder(folder.server_id, folder.path, FolderKind(folder.kind))
                page = mailbox.changes(where, cursor)
                cursor, is_last = page.cursor, page.is_last
            unit.mailboxes.save_cursor(folder.id, cursor, is_complete=True, at=firm.clock())
    mailbox.close()


def copies(firm: Firm) -> list[tuple[str, bool]]:
    """Each copy's item's subject, and whether it is gone."""
    held = contents(firm.url or str(firm.store))
    items = held["items"]
    return sorted((items[row["item_id"],]["subject"], row["is_gone"]) for row in held["pointers"].values())


@pytest.fixture
def settled(firm: Firm) -> Iterator[Firm]:
    """A firm with an opportunity whose mailboxes were read."""
    firm.opportunity("200 seats")
    firm.outlook().deliver_mail(ANN, "known")
    firm.cycle()
    firm.cycle()  # our own stamps come back
    yield firm
    with firm.store.read() as unit:
        assert all(one.adds_up for one in unit.mailboxes.status())
    assert gaps(reconcile(firm)) == {}, "reconciled twice, nothing is found"


def test_nothing_is_missing_where_all_was_read(settled: Firm):
    settled.outlook().deliver_mail(ANN, "on its way")

    found = reconcile(settled)

    assert (found.compared, found.gaps, found.problems) == (2, 0, ())


def test_what_was_missed_is_read_decided_and_stamped(settled: Firm):
    mail = settled.outlook().deliver_mail(ANN, "missed")
    skip_news(settled)
    settled.cycle()
    before = settled.history(1)

    found = reconcile(settled)

    assert gaps(found) == {"missed": 1}
    assert (before, settled.history(1)) == (["known"], ["missed", "known"])
    assert settled.categories(mail) == ["OPP-1 200 seats"]


def test_what_was_deleted_unnoticed_is_marked_gone_and_stays_in_history(settled: Firm):
    (mail,) = settled.simulator.mailbox(BOB).folder("inbox").items
    settled.outlook().delete(mail, for_good=True)
    skip_news(settled)

    found = reconcile(settled)

    assert gaps(found) == {"gone": 1}
    assert copies(settled) == [("known", True)]
    assert settled.history(1) == ["known"]


def test_what_moved_unnoticed_heals_and_is_not_doubled(settled: Firm):
    (mail,) = settled.simulator.mailbox(BOB).folder("inbox").items
    settled.outlook().make_folder("Inbox/Projects")
    settled.context = replace(settled.context, refresh=timedelta(0))
    settled.cycle()
    moved = settled.outlook().move(mail, "Inbox/Projects")
    skip_news(settled)

    found = reconcile(settled)

    assert gaps(found) == {"healed": 1}
    assert copies(settled) == [("known", False)]
    assert settled.categories(moved) == ["OPP-1 200 seats"]
    with settled.store.read() as unit:
        (copy,) = unit.history.explain("known")[0].copies
    assert (copy.folder, copy.pointer.server_id) == ("Inbox/Projects", moved)


def test_of_two_copies_that_became_one_elsewhere_one_heals_and_one_is_gone(settled: Firm):
    (mail,) = settled.simulator.mailbox(BOB).folder("inbox").items
    twin = settled.outlook().copy(mail, "sentitems")
    settled.cycle()
    settled.outlook().delete(twin, for_good=True)
    settled.outlook().move(mail, "sentitems")
    skip_news(settled)

    found = reconcile(settled)

    assert gaps(found) == {"healed": 1, "gone": 1}
    assert copies(settled) == [("known", False), ("known", True)]


def test_a_category_set_unnoticed_links_as_if_it_had_been_seen(settled: Firm):
    second = settled.opportunity("Support", contact="Ann")
    (mail,) = settled.simulator.mailbox(BOB).folder("inbox").items
    settled.outlook().add_category(mail, f"OPP-{second.number}")
    skip_news(settled)

    found = reconcile(settled)

    assert gaps(found) == {"changed": 1}
    assert settled.history(second.number) == ["known"]


def test_an_appointment_that_moved_in_time_unnoticed_is_read_again(settled: Firm):
    start = MORNING + timedelta(days=2)
    meeting = settled.outlook().appoint("demo", start, attendees=[ANN])
    settled.cycle()
    settled.outlook().edit_appointment(meeting, start=start + timedelta(days=1))
    skip_news(settled)

    found = reconcile(settled)

    assert gaps(found) == {"changed": 1}
    with settled.store.read() as unit:
        assert unit.history.explain("demo")[0].item.occurred_at == start + timedelta(days=1)


def test_copies_lost_from_the_database_come_back(settled: Firm):
    settled.outlook().appoint("demo", MORNING + timedelta(days=2), attendees=[ANN])
    settled.cycle()
    settled.cycle()
    with settled.store.write() as unit:
        unit.connection.execute(delete(ReceiptRow))
        unit.connection.execute(delete(PointerRow))

    found = reconcile(settled)

    assert gaps(found) == {"missed": 2}
    assert copies(settled) == [("demo", False), ("known", False)]
    assert settled.history(1) == ["demo", "known"]


def test_a_copy_wrongly_marked_gone_is_there_again(settled: Firm):
    with settled.store.write() as unit:
        unit.connection.execute(update(PointerRow).values(is_gone=True))

    found = reconcile(settled)

    assert gaps(found) == {"healed": 1}
    assert copies(settled) == [("known", False)]


def test_what_is_restored_from_deleted_items_unnoticed_is_the_same_copy_again(settled: Firm):
    (mail,) = settled.simulator.mailbox(BOB).folder("inbox").items
    settled.outlook().delete(mail)
    settled.cycle()
    (deleted,) = settled.simulator.mailbox(BOB).folder("deleteditems").items
    settled.outlook().move(deleted, "inbox")
    skip_news(settled)

    found = reconcile(settled)

    assert gaps(found) == {"healed": 1}
    assert copies(settled) == [("known", False)]


def test_a_folder_that_was_out_of_sight_for_a_while_is_read_and_no_gap(settled: Firm):
    settled.context = replace(settled.context, refresh=timedelta(0))
    everything = dict(settled.context.plans)
    narrow = replace(everything[BOB], watch=replace(everything[BOB].watch, never=frozenset({"inbox"})))
    settled.context = replace(settled.context, plans={**everything, BOB: narrow})
    settled.cycle()
    out_of_sight, while_narrow = copies(settled), reconcile(settled)
    settled.context = replace(settled.context, plans=everything)

    found = reconcile(settled)

    assert (out_of_sight, while_narrow.gaps) == ([("known", True)], 0)
    assert (gaps(found), copies(settled)) == ({}, [("known", False)])


def test_two_messages_of_one_message_id_are_both_there_and_no_gap(settled: Firm):
    for subject in ("one", "two"):
        settled.outlook().deliver_mail(ANN, subject, message_id="<same@client.example>")
        settled.outlook().deliver(f"From: {ANN}\nTo: {BOB}\nSubject: {subject}, bare\n\nHello".encode())
    settled.cycle()
    known = reconcile(settled)
    with settled.store.write() as unit:
        unit.connection.execute(delete(ReceiptRow))
        unit.connection.execute(delete(PointerRow))

    found = reconcile(settled)

    assert (known.compared, known.gaps) == (5, 0)
    assert gaps(found) == {"missed": 5}
    assert len(copies(settled)) == 5


def test_occurrences_of_a_series_are_no_gap_and_its_master_is_known_by_its_uid(settled: Firm):
    master = settled.outlook().appoint("weekly", MORNING, attendees=[ANN], rule="FREQ=WEEKLY;COUNT=5")
    settled.cycle()
    known = reconcile(settled)
    settled.outlook().edit_appointment(master, location="Room 5")
    skip_news(settled)

    found = reconcile(settled)

    assert known.gaps == 0
    assert gaps(found) == {"changed": 1}


def test_what_people_did_to_their_tasks_unnoticed_is_carried_over(settled: Firm):
    firm = settled
    for number, title in ((2, "Support"), (3, "Spare parts")):
        deal = firm.opportunity(title, assigned_to=firm.people[BOB])
        with firm.store.write() as unit:
            unit.opportunities.remind(deal.number, MORNING + timedelta(days=number))
    firm.cycle()
    firm.cycle()
    known = reconcile(firm)
    tasks = {item.subject: item.id for item in firm.simulator.mailbox(BOB).folder("tasks").items.values()}
    firm.outlook().delete(tasks["Follow up: Support (OPP-2)"], for_good=True)
    firm.outlook().complete_task(tasks["Follow up: Spare parts (OPP-3)"])
    skip_news(firm)

    told, found = compare(firm), reconcile(firm)

    assert (known.compared, known.gaps) == (3, 0)
    assert gaps(told) == gaps(found) == {"gone": 1, "changed": 1}
    with firm.store.read() as unit:
        assert [unit.opportunities.get(number).reminder_on for number in (2, 3)] == [False, False]


# --- quarantine -------------------------------------------------------------------------------------------------------


def test_what_can_be_understood_by_now_leaves_the_quarantine(settled: Firm):
    outlook, faults = settled.outlook(), settled.simulator.faults
    mails = [outlook.deliver_mail(ANN, subject) for subject in ("mended", "still broken", "thrown away")]
    for mail in mails:
        faults.show_item_as(mail, "Memo")
    settled.cycle()
    faults.clear()
    faults.show_item_as(mails[1], "Memo")
    outlook.delete(mails[2], for_good=True)
    skip_news(settled)

    found = reconcile(settled)

    assert gaps(found) == {"understood": 2, "quarantined": 1}
    assert settled.history(1) == ["mended", "known"]
    faults.clear()
    reconcile(settled)


def test_an_occurrence_that_can_be_understood_by_now_is_decided_with_its_series(settled: Firm):
    weekly = settled.outlook().appoint(
        "weekly", MORNING - timedelta(days=7), attendees=[ANN], rule="FREQ=WEEKLY;COUNT=9"
    )
    last_week = settled.outlook().occurrence(weekly, MORNING - timedelta(days=7))
    settled.simulator.faults.fail_item(last_week, "ErrorItemCorrupt")
    settled.cycle()
    settled.cycle()
    settled.simulator.faults.clear()

    found = reconcile(settled)

    assert gaps(found) == {"understood": 1}
    with settled.store.read() as unit:
        rules = [link.rule for item in unit.history.explain("weekly") for link in item.links]
        assert unit.quarantine.all() == []
    assert sorted(rules) == ["address", "series"]  # the series itself, and the one that was


def test_what_was_missed_and_cannot_be_understood_goes_to_quarantine(settled: Firm):
    mail = settled.outlook().deliver_mail(ANN, "missed")
    settled.simulator.faults.show_item_as(mail, "Memo")
    skip_news(settled)

    found = reconcile(settled)

    assert gaps(found) == {"missed": 1, "quarantined": 1}
    settled.simulator.faults.clear()
    assert gaps(reconcile(settled)) == {"understood": 1}


def test_a_copy_that_is_not_understood_any_more_is_counted_once(settled: Firm):
    (mail,) = settled.simulator.mailbox(BOB).folder("inbox").items
    settled.simulator.faults.show_item_as(mail, "Memo")
    settled.outlook().set_categories(mail, ["Red"])
    settled.cycle()

    with settled.store.read() as unit:
        counts = unit.history.counts()

    assert counts == {"linked": 0, "contact": 0, "review": 0, "skipped": 0, "quarantined": 1, "seen": 1}
    settled.simulator.faults.clear()
    assert gaps(reconcile(settled)) == {"understood": 1}


# --- what it does not look at -----------------------------------------------------------------------------------------


def test_what_is_older_than_the_backfill_is_looked_at_in_full_only(settled: Firm):
    (mail,) = settled.simulator.mailbox(BOB).folder("inbox").items
    settled.clock.tick(timedelta(days=200))
    settled.cycle()
    settled.outlook().delete(mail, for_good=True)
    skip_news(settled)

    as_usual, in_full = reconcile(settled), reconcile(settled, is_full=True)

    assert gaps(as_usual) == {}
    assert gaps(in_full) == {"gone": 1}


def test_a_dry_run_tells_the_same_and_changes_nothing(settled: Firm):
    outlook = settled.outlook()
    (mail,) = settled.simulator.mailbox(BOB).folder("inbox").items
    settled.outlook().deliver_mail(ANN, "to be moved")
    settled.cycle()
    other = next(id for id in settled.simulator.mailbox(BOB).folder("inbox").items if id != mail)
    outlook.delete(mail, for_good=True)
    outlook.move(other, "sentitems")
    outlook.deliver_mail(ANN, "missed")
    skip_news(settled)
    outlook.deliver_mail(ANN, "on its way")
    before = contents(settled.url)

    told = compare(settled)

    assert differences(before, contents(settled.url)) == {}
    assert gaps(told) == {"missed": 1, "gone": 1, "healed": 1}
    assert gaps(reconcile(settled)) == gaps(told)


def test_a_dry_run_beside_a_process_at_work_gets_in_nobodys_way(settled: Firm):
    settled.outlook().deliver_mail(ANN, "missed")
    skip_news(settled)
    with settled.store.write() as unit:
        held = unit.mailboxes.claim(
            owner="elsewhere/1/1", lease=timedelta(hours=1), every=timedelta(0), now=settled.clock(), only_due=False
        )

    told = compare(settled)

    assert gaps(told) == {"missed": 1}
    with settled.store.write() as unit:
        assert held is not None
        unit.mailboxes.release(held)
    reconcile(settled)


def test_a_mailbox_that_was_never_looked_at_cannot_be_compared(firm: Firm):
    (turn,) = Loop(firm.context).compare(BOB)

    assert turn.failure == f"{BOB}: it was never looked at; begin with: dealtrail run --once"


# --- trouble ----------------------------------------------------------------------------------------------------------


def test_one_folder_that_cannot_be_listed_keeps_nothing_from_the_others(settled: Firm):
    settled.outlook().deliver_mail(ANN, "missed")
    settled.outlook().appoint("demo", MORNING + timedelta(days=1), attendees=[ANN])
    skip_news(settled)
    settled.simulator.faults.inject(Fault(FaultKind.REFUSED, "FindItem", code="ErrorAccessDenied"))

    found = reconcile(settled)

    assert gaps(found) == {"missed": 1}
    assert [problem.partition(":")[0] for problem in found.problems] == ["Calendar"]
    assert settled.history(1) == ["missed", "known"]
    assert gaps(reconcile(settled)) == {"missed": 1}


def test_a_folder_that_is_suddenly_empty_is_doubted(settled: Firm):
    for n in range(11):
        settled.outlook().deliver_mail(ANN, f"mail {n}")
    settled.cycle()
    for mail in [*settled.simulator.mailbox(BOB).folder("inbox").items]:
        settled.outlook().delete(mail, for_good=True)
    skip_news(settled)

    found = reconcile(settled)

    assert gaps(found) == {}
    assert found.problems == (
        "Inbox: the server lists nothing in it, and 12 items were there: nothing was marked gone; "
        "if it was emptied on purpose, reconcile with --full",
    )
    assert gaps(reconcile(settled, is_full=True)) == {"gone": 12}


def test_what_a_busy_server_left_is_found_the_next_time(settled: Firm):
    for n in range(3):
        settled.outlook().deliver_mail(ANN, f"mail {n}")
        settled.outlook().deliver_mail(ANN, f"sent {n}", folder="sentitems")
    skip_news(settled)
    settled.simulator.faults.inject(Fault(FaultKind.BUSY, "GetItem", times=20, after=1))

    turn = try_to_reconcile(settled)
    settled.simulator.faults.clear()
    found = reconcile(settled)

    assert turn.failure != ""
    assert turn.reconciled is None
    assert len(settled.history(1)) == 7
    assert gaps(found) == {"missed": 3}


def test_killed_anywhere_the_next_one_finds_the_rest(settled: Firm):
    expected = ["known"]
    for n, fatal in enumerate(range(50, 146, 8)):  # before, while and after it reconciles
        subject = f"mail {n}"
        mail = settled.outlook().deliver_mail(ANN, subject, sent_at=settled.clock())
        if n % 2:
            settled.cycle()
            settled.outlook().move(mail, "sentitems")
        expected.append(subject)
        skip_news(settled)
        kill_at(settled, fatal)

    reconcile(settled)

    assert sorted(settled.history(1)) == sorted(expected)
    assert copies(settled) == sorted((subject, False) for subject in expected)


def kill_at(firm: Firm, border: int) -> None:
    """Reconcile in a process of its own that is killed at that border."""
    here, there = CONTEXT.Pipe(duplex=False)
    arguments = (firm.url, firm.simulator.endpoint, firm.clock.tick(), border, there)
    process = CONTEXT.Process(target=run_until, args=arguments, kwargs={"reconciles": True})
    process.start()
    there.close()
    told = here.recv()
    here.close()
    process.join()
    process.close()
    assert isinstance(told, str), f"there are {told} borders"


# --- by night, and by others ------------------------------------------------------------------------------------------


def nights(firm: Firm, at: time | None = time(3)) -> None:
    firm.context = replace(firm.context, reconcile_at=at, zone=ZoneInfo("Europe/Oslo"))


def test_every_night_once_each_mailbox_is_reconciled(firm: Firm):
    nights(firm)

    at_first, later_that_day = firm.cycle(), firm.cycle()
    firm.clock.now = MORNING + timedelta(hours=18, minutes=29)  # half past three in Oslo
    at_night, later_that_night = firm.cycle(), firm.cycle()

    assert {address for address, turn in at_first.items() if turn.reconciled} == {BOB, EVE}
    assert {address for address, turn in at_night.items() if turn.reconciled} == {BOB, EVE}
    assert not any(turn.reconciled for turn in (*later_that_day.values(), *later_that_night.values()))


def test_switched_off_it_waits_for_a_person(firm: Firm):
    nights(firm, at=None)
    turns = firm.cycle()
    with firm.store.write() as unit:
        unit.mailboxes.ask_to_reconcile(BOB, in_full=False, now=firm.clock())

    asked, afterwards = firm.cycle(), firm.cycle()

    assert not any(turn.reconciled for turn in turns.values())
    assert {address for address, turn in asked.items() if turn.reconciled} == {BOB}
    assert not any(turn.reconciled for turn in afterwards.values())


def test_the_service_does_it_and_status_knows(settled: Firm):
    nights(settled)
    settled.outlook().deliver_mail(ANN, "missed")
    skip_news(settled)
    settled.clock.tick()

    log = serve_until(settled, lambda log: len([one for one in log if one["event"] == "mailbox reconciled"]) == 2)
    settled.context = replace(settled.context, stop=Event())

    told = {one["mailbox"]: (one["gaps"], one.get("missed")) for one in log if one["event"] == "mailbox reconciled"}
    assert told == {BOB: (1, 1), EVE: (0, None)}
    with settled.store.read() as unit:
        (bob, eve) = unit.mailboxes.status()
    assert (bob.reconciled and bob.reconciled.missed, eve.reconciled and eve.reconciled.gaps) == (1, 0)
    assert bob.reconciled_at == eve.reconciled_at == settled.clock()


def test_who_is_at_work_on_a_mailbox_is_asked_to_do_it(settled: Firm):
    settled.outlook().deliver_mail(ANN, "missed")
    skip_news(settled)
    with settled.store.write() as unit:
        unit.mailboxes.claim(
            owner="elsewhere/1/1", lease=timedelta(hours=1), every=timedelta(0), now=settled.clock(), only_due=False
        )

    told = try_to_reconcile(settled)
    settled.context = replace(settled.context, owner="elsewhere/1/1")
    turn = settled.cycle()[BOB]

    assert told.failure == (
        f"{BOB}: another dealtrail process is at work on it; it was asked to reconcile it at its next turn; "
        "dealtrail status shows what it found"
    )
    assert turn.reconciled is not None
    assert gaps(turn.reconciled) == {"missed": 1}


def test_stopped_between_two_pages_it_is_done_again(settled: Firm):
    nights(settled)
    settled.outlook().deliver_mail(ANN, "missed")
    skip_news(settled)
    stop, open_it = Event(), settled.context.open_mailbox
    stopping = replace(settled.context, stop=stop, open_mailbox=lambda address: StopsAtLists(open_it(address), stop))

    (cut,) = Loop(stopping).once(BOB)
    turn = settled.cycle()[BOB]

    assert (cut.failure, cut.reconciled) == ("", None)
    assert turn.reconciled is not None
    assert gaps(turn.reconciled) == {"missed": 1}


class StopsAtLists:
    """A mailbox at whose first list the daemon is told to stop."""

    def __init__(self, inner: Any, stop: Event) -> None:
        self._inner, self._stop = inner, stop

    def __getattr__(self, name: str) -> Any:
        if name == "listed":
            self._stop.set()
        return getattr(self._inner, name)


# --- counters ---------------------------------------------------------------------------------------------------------


def test_counters_add_up_whatever_happens(settled: Firm):
    outlook, faults = settled.outlook(), settled.simulator.faults
    settled.context = replace(settled.context, refresh=timedelta(0))
    counted = []

    def then(reconciles: bool = False) -> None:
        if reconciles:
            reconcile(settled)
        else:
            settled.cycle()
        with settled.store.read() as unit:
            statuses = unit.mailboxes.status()
            assert all(one.adds_up for one in statuses)
            counts = unit.history.counts()
        assert counts["seen"] == sum(one.seen for one in statuses)
        assert counts.pop("seen") == sum(counts.values())
        counted.append(counts)

    mail = outlook.deliver_mail(ANN, "a mail")
    outlook.deliver_mail("nobody@else.example", "from nobody")
    then()
    outlook.make_folder("Inbox/Projects")
    moved = outlook.move(mail, "Inbox/Projects")
    then()
    copied = outlook.copy(moved, "sentitems")
    then()
    outlook.delete(copied, for_good=True)
    then()
    faults.show_item_as(moved, "Memo")
    outlook.add_category(moved, "Red")
    then()
    assert counted[-1]["quarantined"] == 1
    faults.clear()
    then(reconciles=True)
    assert counted[-1]["quarantined"] == 0
    with settled.store.write() as unit:
        unit.contacts.add("Nobody", addresses=("nobody@else.example",))
    then()
    assert counted[-1]["contact"] == 1
    settled.opportunity("Support", contact="Ann")
    asked = outlook.deliver_mail(ANN, "which one?")
    then()
    assert counted[-1]["review"] == 1
    outlook.set_categories(asked, ["OPP-2"])
    then()
    assert counted[-1]["review"] == 0
    weekly = outlook.appoint("weekly", MORNING - timedelta(days=7), attendees=[ANN], rule="FREQ=WEEKLY;COUNT=5")
    then()
    outlook.delete(outlook.occurrence(weekly, MORNING))
    then()
    with settled.store.write() as unit:
        unit.redacting.redact([item.item.item_id for item in unit.history.explain("which one?")])
    then()
    outlook.set_sensitivity(asked, "Private")
    then()
    skip_news(settled)
    outlook.delete_folder("Inbox/Projects")
    then()
    then(reconciles=True)
