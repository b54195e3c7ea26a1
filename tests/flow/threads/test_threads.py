"""An answer belongs where its message does, in whatever order they arrive."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from store.values import Outcome
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm
from tests.flow.test_linking import outcome
from tests.flow.threads.answering import COLLEAGUE, answer, linked_to, two_deals


def test_an_answer_belongs_where_its_message_does(firm: Firm):
    first, second = two_deals(firm)
    mail = firm.outlook().deliver_mail(ANN, "Question", message_id="<q@x>")
    firm.outlook().add_category(mail, f"OPP-{second.number}")
    firm.cycle()
    reply = answer(firm, "<q@x>", "RE: Question")

    firm.cycle()

    assert linked_to(firm, "RE: Question") == [(second.number, "thread")]
    assert firm.categories(reply) == [f"OPP-{second.number} Support"]
    assert firm.history(first.number) == []


@pytest.mark.parametrize("is_answer_first", [True, False])
def test_the_order_of_arrival_makes_no_difference(firm: Firm, is_answer_first: bool):
    _, second = two_deals(firm)
    if is_answer_first:
        answer(firm, "<q@x>", "RE: Question", mailbox=EVE)
        firm.cycle(EVE)
    mail = firm.outlook().deliver_mail(ANN, "Question", message_id="<q@x>", sent_at=MORNING - timedelta(hours=1))
    firm.outlook().add_category(mail, f"OPP-{second.number}")
    if not is_answer_first:
        firm.cycle(BOB)
        answer(firm, "<q@x>", "RE: Question", mailbox=EVE)

    firm.cycle()

    assert linked_to(firm, "RE: Question") == [(second.number, "thread")]


def test_an_answer_on_the_same_page_as_its_message_is_in_its_thread(firm: Firm):
    _, second = two_deals(firm)
    mail = firm.outlook().deliver_mail(ANN, "Question", message_id="<q@x>", sent_at=MORNING - timedelta(hours=1))
    firm.outlook().add_category(mail, f"OPP-{second.number}")
    answer(firm, "<q@x>", "RE: Question")

    firm.cycle()

    assert linked_to(firm, "RE: Question") == [(second.number, "thread")]


def test_a_forward_to_somebody_outside_whom_the_opportunity_does_not_know_is_not_inherited(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().deliver_mail(ANN, "Question", message_id="<q@x>")
    firm.cycle()

    answer(firm, "<q@x>", "FW: Question", sender=BOB, to=["rival@else.example"])
    answer(firm, "<q@x>", "FW: Inside", sender=BOB, to=[COLLEAGUE])
    firm.cycle()

    assert firm.history(deal.number) == ["Question"]
    assert outcome(firm, "FW: Question") == [(BOB, Outcome.SKIPPED, "unknown people")]
    assert outcome(firm, "FW: Inside") == [(BOB, Outcome.SKIPPED, "inside")]


def test_whoever_was_there_when_a_person_linked_the_thread_is_let_through(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail("new@else.example", "Question", message_id="<q@x>")
    firm.outlook().add_category(mail, f"OPP-{deal.number}")
    firm.cycle()

    answer(firm, "<q@x>", "RE: Question", sender="new@else.example")
    answer(firm, "<q@x>", "Other", sender="other@else.example")
    firm.cycle()

    assert linked_to(firm, "RE: Question") == [(deal.number, "thread")]
    assert linked_to(firm, "Other") == []


def test_answers_do_not_inherit_what_a_user_took_off(firm: Firm):
    first, second = two_deals(firm)
    mail = firm.outlook().deliver_mail(ANN, "Question", message_id="<q@x>")
    for deal in (first, second):
        firm.outlook().add_category(mail, f"OPP-{deal.number}")
    firm.cycle()
    firm.outlook().set_categories(mail, [f"OPP-{second.number}"])
    firm.cycle()

    answer(firm, "<q@x>", "RE: Question")
    firm.cycle()

    assert linked_to(firm, "RE: Question") == [(second.number, "thread")]


def test_answers_follow_when_their_message_is_linked_elsewhere(firm: Firm):
    first, second = two_deals(firm)
    mail = firm.outlook().deliver_mail(ANN, "Question", message_id="<q@x>")
    firm.outlook().add_category(mail, f"OPP-{first.number}")
    reply = answer(firm, "<q@x>", "RE: Question")
    firm.cycle()

    firm.outlook().set_categories(mail, [f"OPP-{second.number}"])
    firm.cycle()

    assert linked_to(firm, "RE: Question") == [(second.number, "thread")]
    assert firm.categories(reply) == [f"OPP-{second.number} Support"]


def test_messages_that_claim_to_answer_each_other_come_to_an_end(firm: Firm):
    deal = firm.opportunity("200 seats")
    loop = ["<a@x>", "<b@x>", "<c@x>"]
    for number, one in enumerate(loop):
        answer(firm, loop[number - 1], f"Loop {number}", message_id=one)
    mail = firm.outlook().find("Loop 0")[0]
    firm.outlook().add_category(mail, f"OPP-{deal.number}")

    firm.cycle()
    firm.outlook().set_categories(mail, [])
    firm.cycle()

    with firm.store.read() as unit:
        assert unit.again.waiting() == 0


def test_a_message_that_turns_out_to_be_in_the_middle_joins_its_thread(firm: Firm):
    deal = firm.opportunity("200 seats")
    answer(firm, "<b@x>", "Third", message_id="<c@x>")
    firm.cycle()
    answer(firm, "<a@x>", "Second", message_id="<b@x>", sent_at=MORNING - timedelta(hours=1))
    firm.cycle()
    mail = firm.outlook().deliver_mail(ANN, "First", message_id="<a@x>", sent_at=MORNING - timedelta(hours=2))
    firm.outlook().add_category(mail, f"OPP-{deal.number}")

    firm.cycle()

    assert [linked_to(firm, subject) for subject in ("First", "Second", "Third")] == [
        [(deal.number, "category")],
        [(deal.number, "thread")],
        [(deal.number, "thread")],
    ]


def test_a_closed_opportunity_keeps_its_thread(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().deliver_mail(ANN, "Question", message_id="<q@x>")
    firm.cycle()
    with firm.store.write() as unit:
        unit.opportunities.close(deal.number, won=True, on=firm.clock.now)
    firm.clock.tick(timedelta(days=3))

    answer(firm, "<q@x>", "RE: Question")
    firm.cycle()

    assert linked_to(firm, "RE: Question") == [(deal.number, "thread")]


def test_a_closed_opportunity_is_asked_about_when_the_contact_has_an_open_one(firm: Firm):
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    firm.outlook().deliver_mail(ANN, "Question", message_id="<q@x>")
    firm.cycle()
    with firm.store.write() as unit:
        unit.opportunities.close(deal.number, won=True, on=firm.clock.now)
    firm.clock.tick(timedelta(days=3))
    firm.opportunity("Renewal", assigned_to=firm.people[BOB])

    reply = answer(firm, "<q@x>", "RE: Question")
    firm.cycle()

    assert outcome(firm, "RE: Question") == [(BOB, Outcome.REVIEW, "ambiguous")]
    assert firm.categories(reply) == ["OPP? choose"]


@pytest.mark.parametrize("written", ["q.1@x", "Your message of Monday <q.1@x>", "<q.1@ x>"])
def test_an_answer_finds_its_message_however_it_writes_the_id(firm: Firm, written: str):
    _, second = two_deals(firm)
    mail = firm.outlook().deliver_mail(ANN, "Question", message_id="<q.1@x>")
    firm.outlook().add_category(mail, f"OPP-{second.number}")
    answer(firm, written, "Another subject")

    firm.cycle()

    assert linked_to(firm, "Another subject") == [(second.number, "thread")]


def test_a_wrong_clock_keeps_nothing_out_and_puts_nothing_on_top(firm: Firm):
    deal = firm.opportunity("200 seats")
    for subject, year in (("Past", 1970), ("Future", 2038)):
        firm.outlook().deliver_mail(
            ANN,
            subject,
            sent_at=datetime(year, 1, 2, tzinfo=UTC),
            headers={"Received": f"from a by b; {MORNING - timedelta(hours=1):%a, %d %b %Y %H:%M:%S +0000}"},
        )
    firm.outlook().deliver_mail(ANN, "Now", sent_at=MORNING)

    firm.cycle()

    assert firm.history(deal.number)[0] == "Now"
    assert set(firm.history(deal.number)) == {"Past", "Future", "Now"}
    with firm.store.read() as unit:
        [found] = unit.history.explain("Past")
        assert found.sender_clock == "1970-01-02 00:00 UTC"
        assert unit.items.get(found.item.item_id).sender_clock == found.sender_clock


@pytest.mark.parametrize("is_tagged_first", [True, False])
def test_one_message_that_a_gateway_tagged_for_one_mailbox_is_one_item(firm: Firm, is_tagged_first: bool):
    deal = firm.opportunity("200 seats")
    message = {"message_id": "<m@x>", "sent_at": MORNING}
    subjects = {True: "[EXTERNAL] Offer", False: "Offer"}
    for address, is_tagged in ((BOB, is_tagged_first), (EVE, not is_tagged_first)):
        firm.outlook(address).deliver_mail(
            ANN, subjects[is_tagged], "Caution!\n\nHello" if is_tagged else "Hello", **message
        )

    firm.cycle()
    firm.cycle()

    assert firm.history(deal.number) == ["Offer"]
    with firm.store.read() as unit:
        [found] = unit.history.explain("Offer")
        assert unit.items.get(found.item.item_id).body.strip() == "Hello"
