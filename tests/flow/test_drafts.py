"""Acting from the record: drafts that land in the history when their user sends them, and in Outlook once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from simulator.faults import FaultKind
from store.errors import Invalid
from store.values import DraftKind
from tests.flow.firm import ANN, BOB, MORNING, Firm

pytestmark = pytest.mark.row(35)


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def ask(firm: Firm, number: int, kind: DraftKind = DraftKind.EMAIL, **content: object) -> None:
    with firm.store.write() as unit:
        unit.drafts.ask(BOB, number, kind, **content)  # type: ignore[arg-type]  # whatever the test gives


def made(firm: Firm, folder: str) -> list[str]:
    return [str(item["id"]) for item in firm.outlook().items(folder)]


def test_an_email_is_drafted_to_the_contact_with_the_category_and_sent_by_nobody(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.cycle()

    ask(firm, deal.number, subject="Your offer", body="Dear Ann,")
    firm.cycle()

    [draft] = made(firm, "drafts")
    read = firm.outlook().read(draft)
    assert (read["subject"], read["to"], read["is_draft"]) == ("Your offer", [ANN], True)
    assert firm.categories(draft) == [f"OPP-{deal.number} 200 seats"]
    assert firm.history(deal.number) == []
    assert firm.simulator.sent == []


def test_it_lands_in_the_history_when_its_user_sends_it(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.cycle()
    ask(firm, deal.number, subject="Your offer")
    firm.cycle()

    firm.outlook().send(made(firm, "drafts")[0])
    firm.cycle()

    assert firm.history(deal.number) == ["Your offer"]
    assert made(firm, "drafts") == []


def test_a_meeting_is_history_when_its_invitation_is_sent(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.cycle()
    start = MORNING + timedelta(days=2)
    ask(firm, deal.number, DraftKind.MEETING, start=start, end=start + timedelta(hours=1), location="Room 1")
    firm.cycle()
    before = firm.history(deal.number)

    [meeting] = made(firm, "calendar")
    if firm.is_in_cloud:  # it is prepared without attendees: Graph would invite them at once
        firm.outlook().edit_appointment(meeting, attendees=[ANN])
    firm.outlook().send(meeting)
    firm.cycle()

    assert before == []
    assert firm.history(deal.number) == ["200 seats"]


def test_an_appointment_is_linked_at_once(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.cycle()
    start = MORNING + timedelta(days=2)

    ask(firm, deal.number, DraftKind.APPOINTMENT, subject="Prepare", start=start, end=start + timedelta(hours=1))
    firm.cycle()
    firm.cycle()

    assert firm.history(deal.number) == ["Prepare"]
    assert firm.simulator.sent == []


def test_a_draft_whose_making_was_not_heard_of_is_found_and_not_made_again(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.cycle()
    ask(firm, deal.number)
    firm.fault(FaultKind.RESET_AFTER, "CreateItem")

    firm.try_cycle()
    for _ in range(3):
        firm.clock.tick(timedelta(minutes=5))
        firm.cycle()

    assert len(made(firm, "drafts")) == 1


def test_a_closed_opportunity_is_still_written_about(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.cycle()
    with firm.store.write() as unit:
        unit.opportunities.close(deal.number, True, firm.clock())

    ask(firm, deal.number, subject="Thank you")
    firm.cycle()
    firm.outlook().send(made(firm, "drafts")[0])
    firm.cycle()

    assert firm.history(deal.number) == ["Thank you"]


def test_an_accounts_contacts_are_all_addressed(firm: Firm):
    with firm.store.write() as unit:
        account = unit.accounts.find("Client")
        unit.contacts.add("Dan Client", addresses=["dan@client.example", "d@client.example"], account_id=account.id)
        unit.contacts.add("Nobody", account_id=account.id)
        number = unit.opportunities.add("Spare parts", account_id=account.id).number
    firm.cycle()

    ask(firm, number)
    firm.cycle()

    assert firm.outlook().read(made(firm, "drafts")[0])["to"] == [ANN, "dan@client.example"]


def test_what_cannot_be_drafted_is_said_in_a_sentence_and_owes_nothing(firm: Firm):
    with firm.store.write() as unit:
        silent = unit.contacts.add("Silent")
        number = unit.opportunities.add("Silence", contact_id=silent.id).number
    firm.cycle()
    start = MORNING + timedelta(days=1)

    with pytest.raises(Invalid, match="the linked contact has no e-mail address"):
        ask(firm, number)
    with pytest.raises(Invalid, match="must end after it starts"):
        ask(firm, number, DraftKind.APPOINTMENT, start=start, end=start)
    with pytest.raises(Invalid, match="needs a start and an end"):
        ask(firm, number, DraftKind.MEETING)

    with firm.store.read() as unit:
        assert unit.drafts.of(number) == []
