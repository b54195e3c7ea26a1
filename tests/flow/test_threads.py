"""Threads, questions, lost categories, and what is decided again when something changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from daemon.link.policy import Ambiguous
from store.values import Opportunity, Outcome
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm
from tests.flow.test_linking import outcome

STRANGER, COLLEAGUE = "zoe@client.example", "cy@us.example"


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def answer(firm: Firm, message_id_above: str, subject: str, sender: str = ANN, mailbox: str = BOB, **more: Any) -> str:
    """A reply to the message of this Message-ID."""
    return firm.outlook(mailbox).deliver_mail(sender, subject, in_reply_to=message_id_above, **more)


def linked_to(firm: Firm, subject: str) -> list[tuple[int, str]]:
    with firm.store.read() as unit:
        [found] = unit.history.explain(subject)
    return [(link.number, link.rule) for link in found.links]


def two_deals(firm: Firm, **fields: int) -> tuple[Opportunity, Opportunity]:
    """Two open opportunities of Ann's, Bob's unless told otherwise."""
    fields.setdefault("assigned_to", firm.people[BOB])
    return firm.opportunity("200 seats", **fields), firm.opportunity("Support", **fields)


# --- inheriting -------------------------------------------------------------------------------------------------------


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


# --- questions --------------------------------------------------------------------------------------------------------


def test_one_message_of_a_thread_asks_and_a_choice_settles_all_of_it(firm: Firm):
    _, second = two_deals(firm)
    mails = [firm.outlook().deliver_mail(ANN, "Question", message_id="<q@x>")]
    firm.cycle()
    mails.append(answer(firm, "<q@x>", "RE: Question"))
    mails.append(answer(firm, "<q@x>", "RE: Again"))
    firm.cycle()
    asked = [firm.categories(mail) for mail in mails]
    firm.outlook().set_categories(mails[0], ["Red", f"OPP-{second.number}"])

    firm.cycle()

    assert asked == [["OPP? choose"], [], []]
    assert [linked_to(firm, subject) for subject in ("RE: Question", "RE: Again")] == [[(second.number, "thread")]] * 2
    assert [firm.categories(mail) for mail in mails] == [
        ["Red", f"OPP-{second.number}"],
        [f"OPP-{second.number} Support"],
        [f"OPP-{second.number} Support"],
    ]


def test_a_choice_on_a_later_message_settles_the_earlier_ones(firm: Firm):
    _, second = two_deals(firm)
    mail = firm.outlook().deliver_mail(ANN, "Earlier", message_id="<q@x>", sent_at=MORNING - timedelta(days=5))
    reply = answer(firm, "<q@x>", "Later")
    firm.cycle()

    firm.outlook().add_category(reply, f"OPP-{second.number}")
    firm.cycle()

    assert [linked_to(firm, subject) for subject in ("Earlier", "Later")] == [
        [(second.number, "thread")],
        [(second.number, "category")],
    ]
    assert firm.categories(mail) == [f"OPP-{second.number} Support"]


def test_taking_the_question_off_means_none_of_them_and_nobody_asks_again(firm: Firm):
    two_deals(firm)
    mail = firm.outlook().deliver_mail(ANN, "Question", message_id="<q@x>")
    firm.cycle()
    firm.outlook().set_categories(mail, [])
    firm.cycle()
    reply = answer(firm, "<q@x>", "RE: later")
    firm.cycle()

    assert outcome(firm, "RE: later") == [(BOB, Outcome.CONTACT, "none of them")]
    assert (firm.categories(mail), firm.categories(reply)) == ([], [])


def test_only_those_whose_opportunities_they_are_get_asked(firm: Firm):
    two_deals(firm)
    mails = {
        box: firm.outlook(box).deliver_mail(ANN, "Question", message_id="<q@x>", to=[BOB, EVE], sent_at=MORNING)
        for box in (BOB, EVE)
    }

    firm.cycle()

    assert firm.categories(mails[BOB]) == ["OPP? choose"]
    assert firm.categories(mails[EVE], EVE) == []


def test_when_the_message_that_asks_is_deleted_another_asks(firm: Firm):
    two_deals(firm)
    mail = firm.outlook().deliver_mail(ANN, "Question", message_id="<q@x>")
    reply = answer(firm, "<q@x>", "RE: Question")
    firm.cycle()

    firm.outlook().delete(mail)
    firm.cycle()

    assert firm.categories(reply) == ["OPP? choose"]


def test_a_mailbox_whose_user_has_one_of_them_is_not_asked(firm: Firm):
    mine = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    firm.opportunity("Support", assigned_to=firm.people[EVE])
    firm.outlook().deliver_mail(ANN, "Question")

    firm.cycle()

    assert linked_to(firm, "Question") == [(mine.number, "address")]


@pytest.mark.parametrize("ambiguous", [Ambiguous.NEWEST, Ambiguous.ALL])
def test_the_firm_may_choose_not_to_be_asked(firm: Firm, ambiguous: Ambiguous):
    first, second = two_deals(firm)
    firm.with_policy(ambiguous=ambiguous)
    firm.outlook().deliver_mail(ANN, "Question")

    firm.cycle()

    wanted = [second] if ambiguous is Ambiguous.NEWEST else [first, second]
    assert linked_to(firm, "Question") == [(deal.number, "address") for deal in wanted]


# --- many at once -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "are_kept"), [(10, False), (11, True)])
def test_many_that_lose_a_category_at_once_are_an_accident(firm: Firm, count: int, are_kept: bool):
    deal = firm.opportunity("200 seats")
    mails = [firm.outlook().deliver_mail(ANN, f"Mail {n}") for n in range(count)]
    firm.cycle()
    for mail in mails:
        firm.outlook().set_categories(mail, ["Tender"])

    firm.cycle()
    firm.cycle()

    with firm.store.read() as unit:
        frozen = [(loss.address, loss.number, loss.count) for loss in unit.losses.frozen()]
    assert len(firm.history(deal.number)) == (count if are_kept else 0)
    assert frozen == ([(BOB, deal.number, count)] if are_kept else [])
    assert [firm.categories(mail) for mail in mails] == [["Tender"]] * count


@pytest.mark.parametrize("is_accident", [True, False])
def test_a_person_says_what_a_mass_loss_means(firm: Firm, is_accident: bool):
    deal = firm.opportunity("200 seats")
    mails = [firm.outlook().deliver_mail(ANN, f"Mail {n}") for n in range(11)]
    firm.cycle()
    for mail in mails:
        firm.outlook().set_categories(mail, [])
    firm.cycle()

    with firm.store.write() as unit:
        [loss] = unit.losses.frozen()
        items = unit.losses.put_back(loss) if is_accident else unit.losses.take_off(loss)
    firm.cycle()
    firm.cycle()

    with firm.store.read() as unit:
        assert unit.losses.frozen() == []
    assert (len(items), len(firm.history(deal.number))) == (11, 11 if is_accident else 0)
    expected = [f"OPP-{deal.number} 200 seats"] if is_accident else []
    assert [firm.categories(mail) for mail in mails] == [expected] * 11


# --- records that change ----------------------------------------------------------------------------------------------


def test_a_new_contact_finds_the_mail_that_was_there_before(firm: Firm):
    mail = firm.outlook().deliver_mail("new@else.example", "Hello", "Dear Bob")
    firm.cycle()
    with firm.store.write() as unit:
        contact = unit.contacts.add("New", addresses=("new@else.example",))
        deal = unit.opportunities.add("A start", contact_id=contact.id)

    firm.cycle()
    firm.cycle()

    assert linked_to(firm, "Hello") == [(deal.number, "address")]
    assert firm.categories(mail) == [f"OPP-{deal.number} A start"]
    with firm.store.read() as unit:
        [found] = unit.history.explain("Hello")
        assert unit.items.get(found.item.item_id).body == "Dear Bob"  # its stamp brought it back, whole


def test_a_new_opportunity_of_an_account_finds_its_contacts_mail(firm: Firm):
    firm.outlook().deliver_mail(ANN, "Hello")
    firm.cycle()

    with firm.store.write() as unit:
        deal = unit.opportunities.add("Frame", account_id=unit.accounts.find("Client Ltd").id)
    firm.cycle()

    assert linked_to(firm, "Hello") == [(deal.number, "address")]


def test_a_category_typed_before_its_opportunity_links_once_that_exists(firm: Firm):
    mail = firm.outlook().deliver_mail("new@else.example", "Hello")
    firm.outlook().add_category(mail, "OPP-1")
    firm.cycle()
    before = outcome(firm, "Hello")

    firm.opportunity("200 seats")
    firm.cycle()

    assert before == [(BOB, Outcome.REVIEW, "unknown category")]
    assert linked_to(firm, "Hello") == [(1, "category")]


def test_what_is_linked_stays_when_records_change(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().deliver_mail(ANN, "Hello")
    firm.cycle()

    with firm.store.write() as unit:
        other = unit.contacts.add("Other", addresses=("other@client.example",))
        unit.opportunities.edit(deal.number, contact_id=other.id)
    firm.opportunity("Another")
    firm.cycle()

    assert linked_to(firm, "Hello") == [(deal.number, "address")]


def test_an_accounts_domain_only_ever_asks(firm: Firm):
    with firm.store.write() as unit:
        account = unit.accounts.find("Client Ltd")
        unit.accounts.edit(account.id, domains=["client.example", "gmail.com"])
        unit.opportunities.add("Frame", account_id=account.id, created_at=MORNING - timedelta(days=30))
    firm.outlook().deliver_mail(STRANGER, "Hello")
    firm.outlook().deliver_mail("someone@gmail.com", "Free")

    firm.cycle()

    assert outcome(firm, "Hello") == [(BOB, Outcome.REVIEW, "account's domain")]
    assert outcome(firm, "Free") == [(BOB, Outcome.SKIPPED, "unknown people")]


# --- privacy ----------------------------------------------------------------------------------------------------------


def test_a_copy_that_becomes_private_loses_our_stamp_and_leaves_the_item_to_the_others(firm: Firm):
    deal = firm.opportunity("200 seats")
    mails = {
        box: firm.outlook(box).deliver_mail(ANN, "Offer", "Dear both", message_id="<m@x>", sent_at=MORNING)
        for box in (BOB, EVE)
    }
    firm.cycle()

    firm.outlook(EVE).set_sensitivity(mails[EVE], "Private")
    firm.cycle()
    firm.cycle()

    with firm.store.read() as unit:
        [found] = unit.history.explain("Offer")
        item = unit.items.get(found.item.item_id)
    assert (item.subject, item.body, firm.history(deal.number)) == ("Offer", "Dear both", ["Offer"])
    assert firm.categories(mails[EVE], EVE) == []
    assert firm.categories(mails[BOB]) == [f"OPP-{deal.number} 200 seats"]
    assert (EVE, Outcome.SKIPPED, "private") in outcome(firm, "Offer")


# --- identities and clocks --------------------------------------------------------------------------------------------


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
