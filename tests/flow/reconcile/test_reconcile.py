"""Whatever was missed is found and mended, once: what the server holds against the store, through the simulator."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete, update

from daemon.service.loop import Loop
from store.models import PointerRow, ReceiptRow
from tests.flow.contents import contents, differences
from tests.flow.firm import ANN, BOB, MORNING, Firm
from tests.flow.reconcile.reconciling import compare, copies, gaps, reconcile, skip_news


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
    assert (copy.folder, copy.pointer.server_id) == ("Inbox/Projects", settled.called(moved))


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
