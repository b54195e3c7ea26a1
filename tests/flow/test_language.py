"""What Outlook shows follows the firm's language there, and a task made in one language is followed in another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.language import ENGLISH, language_of
from daemon.outlook.tasks.words import MARKS
from store.values import DraftKind, ItemKind, Opportunity
from tests.flow.firm import BOB, MORNING, Firm
from tests.flow.reminders.reminding import TOMORROW, record, remind, tasks, the_task


def speak(firm: Firm, locale: str) -> None:
    """The service is started with another language."""
    firm.context = replace(firm.context, language=language_of(locale))


@pytest.fixture
def deal(firm: Firm) -> Opportunity:
    """Bob's opportunity with a reminder tomorrow, already a task in his Outlook, in English."""
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    remind(firm, deal, TOMORROW)
    firm.cycle()
    assert str(the_task(firm)["subject"]).startswith("Follow up: 200 seats")
    assert firm.context.language is ENGLISH
    return deal


def test_a_task_is_made_in_the_firms_language(firm: Firm):
    speak(firm, "nb_NO")
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    remind(firm, deal, TOMORROW)

    firm.cycle()

    task = the_task(firm)
    assert task["subject"] == f"Følg opp: 200 seats (OPP-{deal.number})"
    assert MARKS["nb"].begin in str(task["body"])
    assert task["categories"] == [f"OPP-{deal.number} 200 seats"]


def test_another_language_rewords_the_tasks_that_are_there_and_makes_no_second(firm: Firm, deal: Opportunity):
    first = the_task(firm)
    for locale, words in (("de", "Nachfassen"), ("nb_NO", "Følg opp"), ("en", "Follow up")):
        speak(firm, locale)

        firm.cycle()

        task, marks = the_task(firm), MARKS[language_of(locale).code]
        assert task["id"] == first["id"]
        assert task["subject"] == f"{words}: 200 seats (OPP-{deal.number})"
        assert str(task["body"]).count(marks.begin) == 1
        assert [one for one in MARKS.values() if one.begin in str(task["body"])] == [marks]
        written = firm.simulator.journal
        before = len(written.requests)
        firm.cycle()
        assert the_task(firm) == task
        assert not any("Update" in one.operation for one in written.requests[before:])
    assert the_task(firm) == first


def test_what_a_user_typed_around_the_block_outlives_every_language(firm: Firm, deal: Opportunity):
    task = the_task(firm)
    firm.outlook().write_body(str(task["id"]), f"Ask for Tom\n{task['body']}\nShe likes lemon.")
    firm.cycle()

    for locale in ("de", "nb_NO"):
        speak(firm, locale)
        firm.cycle()
        firm.cycle()

    body = str(the_task(firm)["body"])
    assert body.startswith("Ask for Tom\n")
    assert body.endswith("She likes lemon.")
    with firm.store.read() as unit:
        lines = unit.opportunities.history(deal.number)
        notes = [unit.items.get(line.item_id).body for line in lines if line.kind is ItemKind.NOTE]
    assert [note.split() for note in notes] == [["Ask", "for", "Tom", "She", "likes", "lemon."]]


def test_a_task_made_in_english_is_completed_and_reopened_after_the_language_changed(firm: Firm, deal: Opportunity):
    speak(firm, "de")
    firm.outlook().complete_task(str(the_task(firm)["id"]))
    firm.cycle()
    assert not record(firm, deal).reminder_on

    remind(firm, deal, TOMORROW + timedelta(days=1))
    firm.cycle()
    with firm.store.write() as unit:
        unit.opportunities.close(deal.number, won=True, on=MORNING)
    firm.cycle()

    done = [task for task in tasks(firm) if str(task["body"]).startswith("Erledigt durch dealtrail: ")]
    assert [task["is_complete"] for task in done] == [True]
    assert f"OPP-{deal.number} wurde abgeschlossen (" in str(done[0]["body"])
    speak(firm, "nb_NO")
    with firm.store.write() as unit:
        unit.opportunities.reopen(deal.number)
    firm.cycle()
    [task] = [task for task in tasks(firm) if not task["is_complete"]]
    assert task["id"] == done[0]["id"]
    assert str(task["body"]).startswith(MARKS["nb"].begin)


def test_a_meeting_request_in_microsoft_365_says_whom_to_invite_in_the_firms_language(firm: Firm):
    speak(firm, "de")
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    firm.cycle()
    with firm.store.write() as unit:
        start = MORNING + timedelta(days=2)
        unit.drafts.ask(BOB, deal.number, DraftKind.MEETING, start=start, end=start + timedelta(hours=1))

    firm.cycle()

    [meeting] = firm.simulator.mailbox(BOB).folder("calendar").items.values()
    assert ("Einzuladen:\nAnn Client <ann@client.example>" in meeting.text) is firm.is_in_cloud


def test_a_copy_of_a_task_in_another_language_is_not_taken_for_its_users_own(firm: Firm, deal: Opportunity):
    body, category = str(the_task(firm)["body"]), f"OPP-{deal.number}"
    speak(firm, "nb_NO")
    firm.cycle()
    firm.outlook().make_task("A copy", body=body, categories=[category])

    firm.cycle()

    with firm.store.read() as unit:
        assert [line.kind for line in unit.opportunities.history(deal.number)] == []
