"""Stamps follow the titles of their opportunities, without hurry and without anybody taking it for a user's act."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.outlook.stamps import AT_ONCE
from simulator.faults import Fault, FaultKind
from store.values import ErrandKind
from tests.flow.appointments.calendars import an_event
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm

READING = {False: ("SyncFolderItems", "GetItem"), True: ("GET /users/{id}/mailFolders/{id}/messages/delta",)}


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def rename(firm: Firm, number: int, title: str) -> None:
    with firm.store.write() as unit:
        unit.opportunities.edit(number, title=title)


def owed(firm: Firm, mailbox_id: int = 1) -> int:
    with firm.store.read() as unit:
        return len(unit.errands.keys(mailbox_id, ErrandKind.WORDING))


def marks(firm: Firm, subject: str) -> list[object]:
    with firm.store.read() as unit:
        return [mark for found in unit.history.explain(subject) for copy in found.copies for mark in copy.marks]


def test_the_stamps_of_every_copy_follow_the_title(firm: Firm):
    deal = firm.opportunity("200 seats")
    message = {"to": (BOB, EVE), "message_id": "<one@client.example>", "sent_at": MORNING}
    mails = {address: firm.outlook(address).deliver_mail(ANN, "To both", **message) for address in (BOB, EVE)}
    [meeting] = firm.outlook().put_calendar(an_event("demo@x", MORNING + timedelta(days=1), organizer=ANN))
    firm.outlook().set_categories(mails[BOB], ["Red", "Blue"])
    firm.cycle()

    rename(firm, deal.number, "300 seats, or more")
    firm.cycle()

    new = f"OPP-{deal.number} 300 seats or more"
    assert firm.categories(mails[BOB]) == ["Red", "Blue", new]
    assert firm.categories(mails[EVE], EVE) == firm.categories(meeting) == [new]
    assert owed(firm) == 0


def test_a_new_wording_is_nobodys_act(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail(ANN, "Our offer")
    firm.cycle()

    rename(firm, deal.number, "300 seats")
    for _ in range(3):
        firm.cycle()

    assert marks(firm, "Our offer") == []
    assert firm.history(deal.number) == ["Our offer"]
    firm.outlook().set_categories(mail, [])
    firm.cycle()
    assert firm.history(deal.number) == []


def test_what_a_user_took_off_meanwhile_stays_off(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail(ANN, "Our offer")
    firm.cycle()

    rename(firm, deal.number, "300 seats")
    firm.outlook().set_categories(mail, ["Red"])
    firm.cycle()
    firm.cycle()

    assert firm.categories(mail) == ["Red"]
    assert firm.history(deal.number) == []


def test_a_word_of_the_users_own_makes_way_once_the_title_changes(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail("nobody@else.example", "Hello")
    firm.outlook().add_category(mail, f"opp-{deal.number}")
    firm.cycle()
    assert firm.categories(mail) == [f"opp-{deal.number}"]

    rename(firm, deal.number, "300 seats")
    firm.cycle()

    assert firm.categories(mail) == [f"OPP-{deal.number} 300 seats"]
    assert firm.history(deal.number) == ["Hello"]


def test_a_turn_rewords_a_bounded_number_and_new_mail_goes_first(firm: Firm):
    deal = firm.opportunity("200 seats")
    mails = [firm.outlook().deliver_mail(ANN, f"m{number}") for number in range(2 * AT_ONCE + 1)]
    firm.cycle()
    rename(firm, deal.number, "300 seats")
    late = firm.outlook().deliver_mail(ANN, "late")

    firm.cycle()  # two turns: the first one's rest is owed to the second

    new = f"OPP-{deal.number} 300 seats"
    assert firm.categories(late) == [new]
    assert [firm.categories(mail) for mail in mails].count([new]) == 2 * AT_ONCE
    firm.cycle()
    assert {tuple(firm.categories(mail)) for mail in mails} == {(new,)}
    assert owed(firm) == 0


def test_a_copy_that_was_deleted_meanwhile_holds_nothing_up(firm: Firm):
    deal = firm.opportunity("200 seats")
    gone, here = (firm.outlook().deliver_mail(ANN, subject) for subject in ("gone", "here"))
    firm.cycle()
    rename(firm, deal.number, "300 seats")
    firm.outlook().delete(gone, for_good=True)

    firm.cycle()

    assert firm.categories(here) == [f"OPP-{deal.number} 300 seats"]
    assert owed(firm) == 0


def test_a_wording_whose_answer_was_lost_is_written_once(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail(ANN, "Our offer")
    firm.cycle()
    rename(firm, deal.number, "300 seats")
    firm.fault(FaultKind.RESET_AFTER, "UpdateItem")
    firm.try_cycle()
    firm.clock.tick(timedelta(hours=1))
    firm.simulator.journal.clear()

    firm.cycle()

    assert firm.categories(mail) == [f"OPP-{deal.number} 300 seats"]
    assert firm.asked("UpdateItem") == 0
    assert (owed(firm), marks(firm, "Our offer")) == (0, [])


def test_what_comes_back_follows_the_title_that_it_missed(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail(ANN, "Our offer")
    firm.cycle()
    firm.outlook().delete(mail)
    firm.cycle()
    rename(firm, deal.number, "300 seats")
    firm.cycle()
    [mail] = firm.outlook().find("Our offer")

    back = firm.outlook().move(mail, "inbox")
    firm.cycle()
    firm.cycle()

    assert firm.categories(back) == [f"OPP-{deal.number} 300 seats"]
    assert (owed(firm), marks(firm, "Our offer")) == (0, [])


@pytest.mark.parametrize("nth", range(5))
def test_what_was_moved_follows_the_title_whichever_folder_could_not_be_read_meanwhile(firm: Firm, nth: int):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail(ANN, "Our offer")
    firm.outlook().make_folder("Inbox/Done")
    firm.cycle()

    filed = firm.outlook().move(mail, "Inbox/Done")
    for operation in READING[firm.is_in_cloud]:
        firm.simulator.faults.inject(Fault(FaultKind.FORBIDDEN, operation, after=nth, mailbox=BOB))
    firm.try_cycle()
    rename(firm, deal.number, "300 seats")
    for _ in range(4):
        firm.try_cycle()
    firm.clock.tick(timedelta(hours=1))
    firm.cycle()
    firm.cycle()

    assert firm.categories(filed) == [f"OPP-{deal.number} 300 seats"]
    assert (owed(firm), marks(firm, "Our offer")) == (0, [])


def test_a_word_of_the_users_own_stays_where_the_item_goes(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail("nobody@else.example", "Hello")
    firm.outlook().add_category(mail, f"opp-{deal.number}")
    firm.cycle()
    firm.outlook().make_folder("Inbox/Done")

    filed = firm.outlook().move(mail, "Inbox/Done")
    firm.cycle()
    firm.cycle()

    assert firm.categories(filed) == [f"opp-{deal.number}"]


def test_mailboxes_that_are_not_visited_any_more_owe_nothing(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook(EVE).deliver_mail(ANN, "Our offer")
    firm.cycle()
    firm.context = replace(firm.context, plans={BOB: firm.context.plans[BOB]})

    rename(firm, deal.number, "300 seats")
    firm.cycle(BOB)

    assert owed(firm, mailbox_id=2) == 0


def test_a_change_of_anything_but_the_title_rewords_nothing(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().deliver_mail(ANN, "Our offer")
    firm.cycle()
    firm.cycle()
    firm.simulator.journal.clear()

    with firm.store.write() as unit:
        unit.opportunities.edit(deal.number, assigned_to=firm.people[EVE])
    firm.cycle()

    assert firm.asked("GetItem") == 0
