"""Reminders are tasks in Outlook, and what people do to the tasks comes back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from simulator.faults import FaultKind
from store.values import Opportunity, Record
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm
from tests.flow.reminders.reminding import TOMORROW, id_of, record, remind, tasks, the_task

DAILY = (
    '<t:Recurrence xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">'
    "<t:DailyRecurrence><t:Interval>1</t:Interval></t:DailyRecurrence>"
    "<t:NoEndRecurrence><t:StartDate>2026-03-11</t:StartDate></t:NoEndRecurrence></t:Recurrence>"
)

pytestmark = pytest.mark.row(18)


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
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    remind(firm, deal, TOMORROW)
    firm.fault(FaultKind.RESET_AFTER, "CreateItem")

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
    in_the_hour = firm.asked("UpdateItem", BOB)
    reads = firm.asked("GetItem", BOB)
    firm.clock.tick(timedelta(hours=1))
    firm.cycle()
    later = firm.asked("UpdateItem", BOB)

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
def test_a_deleted_opportunitys_task_is_completed_and_open_again_when_that_is_restored(firm: Firm, deal: Opportunity):
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
    assert [task["is_complete"] for task in tasks(firm)] == [False]
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
