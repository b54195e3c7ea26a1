"""Somebody who was erased stays so: a resync, a changed copy and later mail bring the fact, and not the person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from daemon.service.daily import LEFT
from store.persons.pieces import erase as erase_in_pieces
from store.rules.forgetting import ERASED, ERASED_ADDRESS
from store.values import Actor, Erasure, HistoryItem, Participant, Role
from tests.contract.store.marked import named_in
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm

NAME = "Ann Client"
OWNER = Actor("Bob", role=Role.OWNER)
CARL = "carl@other.example"


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def begin(firm: Firm) -> Erasure:
    with firm.store.write(OWNER) as unit:
        return unit.erasing.begin(unit.people.of(ANN))


def erase(firm: Firm) -> None:
    erase_in_pieces(firm.store, begin(firm), firm.context.policy.is_own)


def items(firm: Firm, number: int) -> dict[str, HistoryItem]:
    """The opportunity's history by what finds each: its identity."""
    with firm.store.read() as unit:
        found = [unit.items.get(line.item_id) for line in unit.opportunities.history(number)]
        return {unit.history.explain(str(one.id))[0].identity: one for one in found}


def read_all_anew(firm: Firm) -> None:
    """As when the server lost how far it was read: every item of every folder comes again."""
    firm.simulator.expire_sync_states()
    firm.clock.tick(timedelta(hours=1))
    firm.cycle()


def test_a_resync_and_a_changed_copy_bring_back_nothing(firm: Firm):
    deal = firm.opportunity("200 seats")
    wrote = firm.outlook().deliver_mail(f"{NAME} <{ANN}>", "Offer", "Dear Bob", message_id="<m@x>", sent_at=MORNING)
    firm.cycle()
    erase(firm)

    firm.outlook().add_category(wrote, "Red")
    firm.cycle()
    read_all_anew(firm)

    [(identity, item)] = items(firm, deal.number).items()
    assert identity == "<m@x>"
    assert (item.subject, item.body, item.author, item.is_redacted) == ("", "", ERASED, True)
    assert item.occurred_at == MORNING
    assert f"OPP-{deal.number} 200 seats" in firm.categories(wrote)
    assert names_left(firm) == []


def test_where_others_take_part_a_word_stands_for_them(firm: Firm):
    deal = firm.opportunity("200 seats")
    text = f"Dear Bob, {NAME} ({ANN}) said yes."
    to = [BOB, f"{NAME} <{ANN}>"]
    firm.outlook().deliver_mail(f"Carl <{CARL}>", f"What {NAME} said", text, to=to, message_id="<c@x>")
    firm.cycle()
    erase(firm)

    read_all_anew(firm)

    item = items(firm, deal.number)["<c@x>"]
    assert (item.subject, item.body) == (f"What {ERASED} said", f"Dear Bob, {ERASED} ({ERASED}) said yes.")
    assert Participant("to", ERASED_ADDRESS, ERASED) in item.participants
    assert names_left(firm) == []


@pytest.mark.parametrize("below", ["", "".join(f"\nLine {n}: {n * n} seats" for n in range(150))])
def test_a_copy_that_comes_later_is_still_the_same_message(firm: Firm, below: str):
    firm.opportunity("200 seats")
    text = f"Dear Bob, {NAME} said yes.{below}"
    to = [BOB, EVE, f"{NAME} <{ANN}>"]
    firm.outlook().deliver_mail(CARL, "Offer", text, to=to, message_id="<c@x>", sent_at=MORNING)
    firm.cycle()
    erase(firm)

    head = "Our house says of every mail what nobody reads.\n" * 60
    for said in (f"{head}\n{text}", text.replace("yes", "no")):
        firm.outlook(EVE).deliver_mail(CARL, "Offer", said, to=to, message_id="<c@x>", sent_at=MORNING)
        firm.cycle()

    with firm.store.read() as unit:
        copies = {found.item.item_id: len(found.copies) for found in unit.history.explain("<c@x>")}
        assert sorted(copies.values()) == [1, 2]
        assert unit.items.get(min(copies)).body.startswith(f"Dear Bob, {ERASED} said yes.")
    assert names_left(firm) == []


def test_later_mail_is_a_bare_fact_and_makes_no_contact(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.cycle()
    erase(firm)

    later = firm.outlook().deliver_mail(f"{NAME} <{ANN}>", "Offer", "Dear Bob", message_id="<a@x>")
    firm.outlook().add_category(later, f"OPP-{deal.number}")
    wish = firm.outlook(EVE).deliver_mail(f"{NAME} <{ANN}>", "Something new", "Dear Eve", message_id="<n@x>")
    firm.outlook(EVE).add_category(wish, "OPP new")
    firm.cycle()

    [item] = items(firm, deal.number).values()
    assert (item.subject, item.body, item.author) == ("", "", ERASED)
    with firm.store.read() as unit:
        assert [contact.name for contact in unit.contacts.all()] == [ERASED]
        assert len(unit.opportunities.all()) == 1
    assert names_left(firm) == []


def test_while_it_goes_on_nothing_more_of_theirs_is_taken_in(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().deliver_mail(f"{NAME} <{ANN}>", "Offer", "Dear Bob", message_id="<m@x>")
    firm.cycle()
    erasure = begin(firm)

    later = firm.outlook().deliver_mail(f"{NAME} <{ANN}>", "Order", "Dear Bob", message_id="<l@x>")
    firm.outlook().add_category(later, f"OPP-{deal.number}")
    firm.cycle()
    said = {identity: item.subject for identity, item in items(firm, deal.number).items()}  # before it is over
    erase_in_pieces(firm.store, erasure, firm.context.policy.is_own)

    assert said["<l@x>"] == ""
    assert {item.subject for item in items(firm, deal.number).values()} == {""}
    assert names_left(firm) == []


def test_what_whoever_began_it_did_not_end_the_daemon_ends(firm: Firm):
    firm.opportunity("200 seats")
    firm.outlook().deliver_mail(f"{NAME} <{ANN}>", "Offer", "Dear Bob", message_id="<m@x>")
    firm.cycle()
    begin(firm)

    firm.days_work()
    so_far = names_left(firm)
    firm.clock.tick(LEFT + timedelta(minutes=1))
    firm.days_work()

    assert so_far
    assert names_left(firm) == []
    with firm.store.read() as unit:
        assert unit.erasing.left_alone(firm.clock.now) == []


def test_what_is_taken_back_is_taken_in_again_as_from_anybody(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail(f"{NAME} <{ANN}>", "Offer", "Dear Bob", message_id="<m@x>")
    firm.cycle()
    erase(firm)

    with firm.store.write(OWNER) as unit:
        unit.forgotten.take_back([ANN])
    firm.outlook().add_category(mail, "Red")
    firm.cycle()

    item = items(firm, deal.number)["<m@x>"]
    assert (item.subject, item.body, item.is_redacted) == ("Offer", "Dear Bob", False)


def test_a_task_in_outlook_that_names_them_is_written_anew(firm: Firm):
    deal = firm.opportunity(f"Seats for {NAME}", assigned_to=firm.people[BOB])
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, MORNING + timedelta(days=1))
    firm.cycle()

    erase(firm)
    for _ in range(2):
        firm.cycle()

    assert NAME not in str(firm.outlook().items("tasks"))
    assert not [name for name in firm.outlook().category_list() if NAME in name]
    assert names_left(firm) == []


def names_left(firm: Firm) -> list[str]:
    with firm.store.read() as unit:
        return named_in(unit.connection, ("ann client", ANN))
