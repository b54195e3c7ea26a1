"""Reminders are tasks in Outlook, and what people do to the tasks comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from daemon.outlook.tasks.words import BEGIN, END
from store.values import ErrandKind, HistoryItem, ItemKind, Opportunity, Record
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm

TOMORROW = MORNING + timedelta(days=1)
DAILY = (
    '<t:Recurrence xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">'
    "<t:DailyRecurrence><t:Interval>1</t:Interval></t:DailyRecurrence>"
    "<t:NoEndRecurrence><t:StartDate>2026-03-11</t:StartDate></t:NoEndRecurrence></t:Recurrence>"
)


pytestmark = pytest.mark.row(18)


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


@pytest.fixture
def deal(firm: Firm) -> Opportunity:
    """Bob's opportunity with a reminder tomorrow, already a task in his Outlook."""
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    remind(firm, deal, TOMORROW)
    firm.cycle()
    return deal


def remind(firm: Firm, deal: Opportunity, at: datetime | None) -> None:
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, at)


def record(firm: Firm, deal: Opportunity) -> Opportunity:
    with firm.store.read() as unit:
        return unit.opportunities.get(deal.number)


def tasks(firm: Firm, address: str = BOB) -> list[dict[str, object]]:
    found = firm.simulator.mailbox(address).folder("tasks").items.values()
    return [
        {
            "id": task.id,
            "subject": task.subject,
            "due": task.get("DueDate")[:10],
            "reminder": task.get("ReminderDueBy")[:16] if task.flag("ReminderIsSet") else None,
            "is_complete": task.flag("IsComplete"),
            "categories": task.categories,
            "body": task.text,
        }
        for task in found
    ]


def the_task(firm: Firm, address: str = BOB) -> dict[str, object]:
    (task,) = tasks(firm, address)
    return task


def id_of(firm: Firm) -> str:
    return str(the_task(firm)["id"])


def test_a_reminder_is_one_task_with_its_time_category_and_facts(firm: Firm, deal: Opportunity):
    task = the_task(firm)

    assert task["subject"] == f"Follow up: 200 seats (OPP-{deal.number})"
    assert (task["due"], task["reminder"]) == ("2026-03-11", "2026-03-11T08:00")
    assert task["categories"] == [f"OPP-{deal.number} 200 seats"]
    assert "Ann Client" in str(task["body"])


def test_further_cycles_make_no_second_task(firm: Firm, deal: Opportunity):
    firm.cycle()
    firm.cycle()

    assert len(tasks(firm)) == 1


def test_completing_the_task_ends_the_reminder(firm: Firm, deal: Opportunity):
    firm.outlook().complete_task(id_of(firm))

    firm.cycle()
    firm.cycle()

    assert not record(firm, deal).reminder_on
    assert [task["is_complete"] for task in tasks(firm)] == [True]


def test_reopening_the_task_switches_the_reminder_on_again(firm: Firm, deal: Opportunity):
    firm.outlook().complete_task(id_of(firm))
    firm.cycle()
    firm.outlook().reopen_task(id_of(firm))

    firm.cycle()
    firm.cycle()

    assert record(firm, deal).reminder_on
    assert [(task["is_complete"], task["reminder"]) for task in tasks(firm)] == [(False, "2026-03-11T08:00")]


def test_the_first_completion_of_a_task_made_recurring_counts(firm: Firm, deal: Opportunity):
    task = firm.simulator.mailbox(BOB).items[id_of(firm)]
    task.fields["Recurrence"] = DAILY
    task.put("IsRecurring", "true")
    firm.outlook().rename(task.id, "Call every day")
    firm.cycle()

    for _ in range(2):
        firm.outlook().complete_task(task.id)
        firm.cycle()
        firm.cycle()

    assert not record(firm, deal).reminder_on
    assert record(firm, deal).reminder_at == TOMORROW


def test_moving_the_alarm_moves_the_record(firm: Firm, deal: Opportunity):
    later = TOMORROW + timedelta(hours=5)
    firm.outlook().move_reminder(id_of(firm), later)

    firm.cycle()
    firm.cycle()

    assert record(firm, deal).reminder_at == later
    assert the_task(firm)["reminder"] == "2026-03-11T13:00"


def test_moving_the_due_date_moves_the_record_and_the_alarm(firm: Firm, deal: Opportunity):
    firm.outlook().move_due_date(id_of(firm), date(2026, 3, 20))

    firm.cycle()
    firm.cycle()

    assert record(firm, deal).reminder_at == TOMORROW + timedelta(days=9)
    assert (the_task(firm)["due"], the_task(firm)["reminder"]) == ("2026-03-20", "2026-03-20T08:00")


def test_moving_the_reminder_moves_the_task(firm: Firm, deal: Opportunity):
    remind(firm, deal, TOMORROW + timedelta(days=2))

    firm.cycle()

    assert (the_task(firm)["due"], the_task(firm)["reminder"]) == ("2026-03-13", "2026-03-13T08:00")


def test_the_users_text_and_subject_stay(firm: Firm, deal: Opportunity):
    firm.outlook().rename(id_of(firm), "Call Ann!")
    firm.outlook().write_body(id_of(firm), "ask for the contract\r\n" + str(the_task(firm)["body"]))
    firm.cycle()
    with firm.store.write() as unit:
        unit.opportunities.edit(deal.number, probability=80)

    firm.cycle()

    assert the_task(firm)["subject"] == "Call Ann!"
    assert str(the_task(firm)["body"]).startswith("ask for the contract")
    assert "80 %" in str(the_task(firm)["body"])


def test_our_category_is_put_back(firm: Firm, deal: Opportunity):
    firm.outlook().set_categories(id_of(firm), ["Red"])

    firm.cycle()

    assert the_task(firm)["categories"] == ["Red", f"OPP-{deal.number} 200 seats"]


def test_deleting_the_task_switches_the_reminder_off(firm: Firm, deal: Opportunity):
    firm.outlook().delete(id_of(firm))

    firm.cycle()
    firm.cycle()

    assert not record(firm, deal).reminder_on
    assert tasks(firm) == []


def test_a_task_moved_to_another_folder_is_left_there(firm: Firm, deal: Opportunity):
    firm.outlook().make_folder("Tasks/Sales", "IPF.Task")
    firm.outlook().move(id_of(firm), "Tasks/Sales")

    firm.cycle()
    firm.cycle()

    assert record(firm, deal).reminder_on
    assert tasks(firm) == []


def test_closing_completes_the_task_and_says_why(firm: Firm, deal: Opportunity):
    with firm.store.write() as unit:
        unit.opportunities.close(deal.number, True, firm.clock())

    firm.cycle()

    assert the_task(firm)["is_complete"]
    assert str(the_task(firm)["body"]).startswith(f"Completed by dealtrail: OPP-{deal.number} was closed (Closed Won).")


def test_switching_the_reminder_off_completes_the_task(firm: Firm, deal: Opportunity):
    remind(firm, deal, None)

    firm.cycle()

    assert the_task(firm)["is_complete"]


def test_a_reminder_set_anew_is_a_new_task(firm: Firm, deal: Opportunity):
    remind(firm, deal, None)
    firm.cycle()
    remind(firm, deal, TOMORROW)

    firm.cycle()

    assert sorted(bool(task["is_complete"]) for task in tasks(firm)) == [False, True]


def test_reassigning_hands_the_task_over(firm: Firm, deal: Opportunity):
    with firm.store.write() as unit:
        unit.opportunities.edit(deal.number, assigned_to=firm.people[EVE])

    firm.cycle()
    firm.cycle()

    assert the_task(firm)["is_complete"]
    assert "is now assigned to Eve" in str(the_task(firm)["body"])
    assert not the_task(firm, EVE)["is_complete"]
    assert record(firm, deal).reminder_on


def test_a_task_that_comes_back_from_a_colleague_is_open_again(firm: Firm, deal: Opportunity):
    for assignee in (EVE, BOB):
        with firm.store.write() as unit:
            unit.opportunities.edit(deal.number, assigned_to=firm.people[assignee])
        firm.cycle()

    firm.cycle()

    assert not the_task(firm)["is_complete"]
    assert the_task(firm, EVE)["is_complete"]
    assert record(firm, deal).reminder_on


def test_a_task_deleted_while_the_cursor_expired_is_missed_all_the_same(firm: Firm, deal: Opportunity):
    firm.outlook().delete(id_of(firm))
    firm.simulator.expire_sync_states()

    firm.cycle()

    assert not record(firm, deal).reminder_on
    assert tasks(firm) == []


def test_a_task_whose_creation_was_never_confirmed_is_found_again(firm: Firm):
    from simulator.faults import Fault, FaultKind

    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    remind(firm, deal, TOMORROW)
    firm.simulator.faults.inject(Fault(FaultKind.RESET_AFTER, "CreateItem"))

    firm.try_cycle()
    firm.clock.tick(timedelta(hours=1))
    firm.cycle()

    assert len(tasks(firm)) == 1


def test_completed_meanwhile_a_moved_reminder_stays(firm: Firm, deal: Opportunity):
    firm.outlook().complete_task(id_of(firm))
    remind(firm, deal, TOMORROW + timedelta(days=5))

    firm.cycle()
    firm.cycle()

    assert record(firm, deal).reminder_on
    assert sorted(bool(task["is_complete"]) for task in tasks(firm)) == [False, True]


def test_an_overdue_reminder_arrives_without_an_alarm(firm: Firm):
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    remind(firm, deal, MORNING - timedelta(days=1))

    firm.cycle()
    firm.cycle()

    assert (the_task(firm)["due"], the_task(firm)["reminder"]) == ("2026-03-09", None)
    assert record(firm, deal).reminder_on


def test_new_history_renews_what_the_task_shows(firm: Firm, deal: Opportunity):
    firm.outlook().deliver_mail(ANN, "Our counter-offer")

    firm.cycle()
    at_once = str(the_task(firm)["body"])
    firm.clock.tick(timedelta(hours=1))
    firm.cycle()

    assert "Our counter-offer" not in at_once
    assert "Our counter-offer" in str(the_task(firm)["body"])


def test_what_others_write_to_a_deal_costs_its_owners_mailbox_one_write_an_hour(firm: Firm, deal: Opportunity):
    firm.simulator.journal.clear()
    for number in range(10):
        firm.outlook(EVE).deliver_mail(ANN, f"Question {number}")
        firm.cycle()
    in_the_hour = firm.simulator.journal.count("UpdateItem", mailbox=BOB)
    reads = firm.simulator.journal.count("GetItem", mailbox=BOB)
    firm.clock.tick(timedelta(hours=1))
    firm.cycle()
    later = firm.simulator.journal.count("UpdateItem", mailbox=BOB)

    assert (in_the_hour, reads, later) == (0, 0, 1)
    assert "Question 9" in str(the_task(firm)["body"])


def test_what_a_person_changes_goes_at_once_and_takes_the_newest_lines_along(firm: Firm, deal: Opportunity):
    firm.outlook(EVE).deliver_mail(ANN, "Our counter-offer")
    firm.cycle()
    with firm.store.write() as unit:
        unit.opportunities.edit(deal.number, probability=80)

    firm.cycle()

    assert "80 %" in str(the_task(firm)["body"])
    assert "Our counter-offer" in str(the_task(firm)["body"])


def test_a_renamed_opportunitys_open_task_follows_with_its_category(firm: Firm, deal: Opportunity):
    firm.outlook().set_categories(id_of(firm), ["Red", f"OPP-{deal.number} 200 seats", "Blue"])
    with firm.store.write() as unit:
        unit.opportunities.edit(deal.number, title="300 seats")

    firm.cycle()

    task = the_task(firm)
    assert task["subject"] == f"Follow up: 300 seats (OPP-{deal.number})"
    assert task["categories"] == ["Red", f"OPP-{deal.number} 300 seats", "Blue"]


@pytest.mark.row(1)
def test_what_a_user_does_to_the_task_is_recorded_as_theirs(firm: Firm, deal: Opportunity):
    firm.outlook().complete_task(id_of(firm))
    firm.cycle()

    with firm.store.read() as unit:
        latest = unit.audit.of(Record.OPPORTUNITY, deal.number)[0]
    assert (latest.actor, latest.field, latest.after) == ("Bob", "reminder on", "no")


@pytest.mark.row(34)
def test_a_deleted_opportunitys_task_is_completed_and_a_restored_one_gets_another(firm: Firm, deal: Opportunity):
    with firm.store.write() as unit:
        unit.bin.delete(Record.OPPORTUNITY, deal.number)
    firm.cycle()
    (completed,) = tasks(firm)

    with firm.store.write() as unit:
        emptied = unit.bin.would_empty()
        unit.bin.restore(Record.OPPORTUNITY, deal.number)
    firm.cycle()

    assert completed["is_complete"]
    assert str(completed["body"]).startswith(f"Completed by dealtrail: OPP-{deal.number} was deleted.")
    assert len(emptied.removed) == 1
    assert sorted(task["is_complete"] for task in tasks(firm)) == [False, True]
    assert record(firm, deal).reminder_on


@pytest.mark.row(34)
def test_a_task_that_its_user_reopens_after_the_deletion_is_theirs(firm: Firm, deal: Opportunity):
    with firm.store.write() as unit:
        unit.bin.delete(Record.OPPORTUNITY, deal.number)
    firm.cycle()
    before = record(firm, deal)

    firm.outlook().reopen_task(id_of(firm))
    firm.cycle()
    firm.cycle()

    assert not the_task(firm)["is_complete"]
    assert record(firm, deal) == before


def many_deals(firm: Firm, count: int) -> list[Opportunity]:
    deals = [firm.opportunity(f"Deal {number}", assigned_to=firm.people[BOB]) for number in range(count)]
    for one in deals:
        remind(firm, one, TOMORROW)
    firm.cycle()
    return deals


def test_a_task_list_emptied_at_once_switches_no_reminder_off_and_says_so(firm: Firm):
    deals = many_deals(firm, 11)
    for task in tasks(firm):
        firm.outlook().delete(str(task["id"]))

    firm.cycle()
    firm.clock.tick(timedelta(hours=2))  # what was parked is tried again
    firm.cycle()

    with firm.store.read() as unit:
        parked = [one.reason for one in unit.errands.parked()]
    assert all(record(firm, one).reminder_on for one in deals)
    assert tasks(firm) == []
    assert len(parked) == 11
    assert all(reason.startswith("vanished together") for reason in parked)


def test_tasks_that_vanished_and_are_put_back_are_followed_again_and_the_rest_stays_held(firm: Firm):
    deals = many_deals(firm, 11)
    for task in tasks(firm):
        firm.outlook().delete(str(task["id"]))
    firm.cycle()
    thrown_away = list(firm.simulator.mailbox(BOB).folder("deleteditems").items)
    for item_id in thrown_away[:9]:
        firm.outlook().move(item_id, "tasks")

    firm.clock.tick(timedelta(hours=2))
    firm.cycle()
    firm.outlook().complete_task(id_of_first(firm))
    firm.cycle()

    with firm.store.read() as unit:
        assert len(unit.errands.parked()) == 2
    assert [record(firm, one).reminder_on for one in deals].count(False) == 1


def test_what_is_held_stays_held_when_all_is_looked_at_anew_and_fewer_are_missing(firm: Firm):
    deals = many_deals(firm, 11)
    for task in tasks(firm):
        firm.outlook().delete(str(task["id"]))
    firm.cycle()
    firm.outlook().move(next(iter(firm.simulator.mailbox(BOB).folder("deleteditems").items)), "tasks")
    with firm.store.write() as unit:
        due = next(one for one in unit.mailboxes.status() if one.address == BOB)
        keys = [str(task.guid) for task in unit.tasks.followed(due.id)]
        unit.errands.owe(due.id, ErrandKind.TASK, keys, due_at=firm.clock())  # as when a cursor was lost

    firm.cycle()

    assert all(record(firm, one).reminder_on for one in deals)
    with firm.store.read() as unit:
        assert [one.count for one in unit.vanished.held()] == [10]


@pytest.mark.parametrize("is_gone", [True, False], ids=["meant to go", "an accident"])
def test_a_person_says_what_it_was_that_tasks_vanished_together(firm: Firm, is_gone: bool):
    deals = many_deals(firm, 11)
    for task in tasks(firm):
        firm.outlook().delete(str(task["id"]))
    firm.cycle()
    with firm.store.write() as unit:
        (held,) = unit.vanished.held()
        decide = unit.vanished.are_gone if is_gone else unit.vanished.are_kept
        counts = decide(held.mailbox_id)

    firm.cycle()
    firm.cycle()

    assert (held.what, held.count, len(held.examples)) == ("tasks", 11, 3)
    assert counts == (0, 11)
    assert [record(firm, one).reminder_on for one in deals] == [not is_gone] * 11
    assert len(tasks(firm)) == (0 if is_gone else 11)
    with firm.store.read() as unit:
        assert unit.errands.parked() == []


def id_of_first(firm: Firm) -> str:
    return str(tasks(firm)[0]["id"])


def test_ten_tasks_deleted_in_one_turn_are_ten_decisions(firm: Firm):
    deals = many_deals(firm, 10)
    for task in tasks(firm):
        firm.outlook().delete(str(task["id"]))

    firm.cycle()

    assert not any(record(firm, one).reminder_on for one in deals)


# --- what a user types around our block -------------------------------------------------------------------------------


def notes(firm: Firm, deal: Opportunity) -> list[HistoryItem]:
    with firm.store.read() as unit:
        lines = unit.opportunities.history(deal.number)
        return [unit.items.get(line.item_id) for line in lines if line.kind is ItemKind.NOTE]


def type_in(firm: Firm, above: str = "", below: str = "") -> None:
    body = str(the_task(firm)["body"])
    firm.outlook().write_body(id_of(firm), f"{above}\n{body[body.index(BEGIN) : body.index(END)]}{END}\n{below}")


def test_what_was_typed_while_the_deal_is_in_the_recycle_bin_is_a_note_when_it_is_restored(
    firm: Firm, deal: Opportunity
):
    with firm.store.write() as unit:
        unit.bin.delete(Record.OPPORTUNITY, deal.number)
    firm.cycle()
    type_in(firm, below="She likes lemon.")
    firm.cycle()
    firm.cycle()

    with firm.store.write() as unit:
        unit.bin.restore(Record.OPPORTUNITY, deal.number)
    firm.cycle()
    firm.cycle()

    assert [note.body for note in notes(firm, deal)] == ["She likes lemon."]


def test_what_is_typed_where_nothing_is_left_of_earlier_words_stands_below_these(firm: Firm, deal: Opportunity):
    type_in(firm, below="She likes lemon.")
    firm.cycle()
    type_in(firm)
    firm.cycle()

    type_in(firm, above="And no cake.")
    firm.cycle()
    firm.cycle()

    assert [note.body for note in notes(firm, deal)] == ["She likes lemon.\nAnd no cake."]


def test_what_a_user_types_around_the_block_is_one_note_of_theirs_and_stays_in_the_task(firm: Firm, deal: Opportunity):
    type_in(firm, "Ask for Tom", "He wants a discount")
    firm.cycle()
    with firm.store.write() as unit:
        unit.opportunities.edit(deal.number, probability=80)

    firm.cycle()
    firm.cycle()

    (note,) = notes(firm, deal)
    assert (note.subject, note.body, note.author) == ("Ask for Tom", "Ask for Tom\n\nHe wants a discount", "Bob")
    assert "80 %" in str(the_task(firm)["body"])
    assert str(the_task(firm)["body"]).startswith("Ask for Tom")
    assert str(the_task(firm)["body"]).endswith("He wants a discount")


def test_typing_on_continues_the_note_and_taking_the_words_off_leaves_it(firm: Firm, deal: Opportunity):
    type_in(firm, "Ask for Tom")
    firm.cycle()
    type_in(firm, "Ask for Tom, after lunch")
    firm.cycle()
    type_in(firm)

    firm.cycle()

    assert [note.body for note in notes(firm, deal)] == ["Ask for Tom, after lunch"]


def test_a_note_in_the_recycle_bin_is_left_there_and_new_words_make_another(firm: Firm, deal: Opportunity):
    type_in(firm, "Ask for Tom")
    firm.cycle()
    (note,) = notes(firm, deal)
    with firm.store.write() as unit:
        unit.items.delete(note.id)
    firm.cycle()
    quiet = notes(firm, deal)
    type_in(firm, "Ask for Tim")

    firm.cycle()

    assert quiet == []
    assert [note.body for note in notes(firm, deal)] == ["Ask for Tim"]


def test_words_typed_before_the_daemon_knew_of_its_own_task_become_a_note(firm: Firm, deal: Opportunity):
    with firm.store.write() as unit:  # killed between the creation and its confirmation
        (followed,) = unit.tasks.followed(1)
        unit.tasks.save(replace(followed, server_id="", agreed=None, seen=None))
    type_in(firm, "Ask for Tom")

    firm.cycle()
    firm.cycle()

    assert [note.body for note in notes(firm, deal)] == ["Ask for Tom"]


def test_completing_a_closed_deals_task_makes_no_note_of_our_own_line(firm: Firm, deal: Opportunity):
    with firm.store.write() as unit:
        unit.opportunities.close(deal.number, True, firm.clock())

    firm.cycle()
    firm.cycle()

    assert the_task(firm)["is_complete"]
    assert notes(firm, deal) == []


def test_many_tasks_are_read_and_written_together(firm: Firm):
    deals = many_deals(firm, 30)
    firm.simulator.journal.clear()
    with firm.store.write() as unit:
        for one in deals:
            unit.opportunities.edit(one.number, probability=80)

    firm.cycle(BOB)

    assert all("80 %" in str(task["body"]) for task in tasks(firm))
    assert firm.simulator.journal.count("UpdateItem", mailbox=BOB) == 1
    assert firm.simulator.journal.count("GetItem", mailbox=BOB) <= 3


def test_one_task_that_is_refused_costs_the_others_nothing(firm: Firm):
    deals = many_deals(firm, 3)
    subject = f"Follow up: {deals[1].title} (OPP-{deals[1].number})"
    culprit = next(str(task["id"]) for task in tasks(firm) if task["subject"] == subject)
    firm.simulator.faults.fail_item(culprit, "ErrorItemCorrupt")
    with firm.store.write() as unit:
        for one in deals:
            unit.opportunities.edit(one.number, probability=80)

    firm.cycle(BOB)

    assert ["80 %" in str(task["body"]) for task in tasks(firm)].count(False) == 1
