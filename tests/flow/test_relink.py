"""Deciding anew what was decided before: only what changed since, and nothing that a person said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from daemon.link.policy import Ambiguous
from daemon.sync.relink import Change, Scope, follow_up, relinked
from store.values import Explanation, MarkKind, Opportunity
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm
from tests.flow.test_linking import A_SERIES, outcome
from tests.flow.threads.answering import answer, linked_to, two_deals

STRANGER = "zoe@else.example"


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def would_change(firm: Firm, scope: Scope | None = None) -> list[Change]:
    found = relinked(firm.store.read, scope or Scope(), firm.context.policy, firm.clock, is_done=False)
    return [change for looked in found for change in looked.changes]


def relink(firm: Firm, scope: Scope | None = None) -> list[Change]:
    found = relinked(firm.store.write, scope or Scope(), firm.context.policy, firm.clock, is_done=True)
    changes = [change for looked in found for change in looked.changes]
    follow_up(firm.store.write, firm.context.policy, firm.clock)
    return changes


def told(changes: list[Change]) -> list[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    return [(change.item.subject, change.before, change.after) for change in changes]


def everything(firm: Firm) -> list[Explanation]:
    with firm.store.read() as unit:
        places = unit.relinking.oldest(-1, 1000)
        return [found for _, id in places for found in unit.history.explain(str(id))]


def a_life(firm: Firm) -> tuple[Opportunity, Opportunity]:
    """All that happens to mail: by rule, by people, in two mailboxes, asked, taken off, dismissed, private."""
    first, second = two_deals(firm)
    hers = firm.opportunity("Hers", assigned_to=firm.people[EVE])
    bob, eve = firm.outlook(), firm.outlook(EVE)
    chosen = bob.deliver_mail(ANN, "Chosen", message_id="<c@x>")
    bob.add_category(chosen, f"OPP-{second.number}")
    bob.deliver_mail(ANN, "Asks", message_id="<q@x>")
    both = {"message_id": "<b@x>", "sent_at": MORNING, "to": (BOB, EVE)}
    bob.deliver_mail(ANN, "To both", **both)
    eve.deliver_mail(ANN, "To both", **both)
    eve.deliver_mail(ANN, "To Eve")
    bob.set_sensitivity(bob.deliver_mail(ANN, "Secret"), "Private")
    bob.deliver_mail(STRANGER, "By hand")
    bob.deliver_mail(STRANGER, "News")
    bob.deliver_mail(EVE, "Inside")
    bob.deliver_mail(ANN, "Dismissed", message_id="<d@x>")
    [series] = bob.put_calendar(A_SERIES)
    bob.add_category(series, f"OPP-{first.number}")
    eve.appoint("Demo", MORNING + timedelta(days=1), attendees=[ANN])
    taken_off = eve.deliver_mail(ANN, "Taken off")
    also_chosen = eve.deliver_mail(ANN, "Also chosen")
    eve.deliver_mail(ANN, "Also by hand")
    firm.cycle()
    answer(firm, "<c@x>", "RE: Chosen")
    answer(firm, "<q@x>", "RE: Asks", mailbox=EVE)
    eve.set_categories(taken_off, [])
    eve.add_category(also_chosen, f"OPP-{first.number}")
    with firm.store.write() as unit:
        by_subject = {one.item.subject: one.item.item_id for one in everything(firm)}
        unit.items.link(by_subject["By hand"], hers.number)
        unit.items.link(by_subject["Also by hand"], second.number)
        unit.reviewing.dismiss(by_subject["Dismissed"])
    firm.cycle()
    firm.cycle()
    return first, second


def test_where_nothing_changed_nothing_changes(firm: Firm):
    a_life(firm)
    before = everything(firm)

    shown = would_change(firm)

    assert shown == []
    assert relink(firm) == []
    after = everything(firm)
    assert after == before  # also the receipts of what was linked at the record
    hers = [found.links for found in before if found.item.subject.startswith("Also")]
    assert [[link.rule for link in links] for links in hers] == [["category", "address"], ["by hand", "address"]]


def test_a_dry_run_changes_nothing_at_all_and_tells_what_the_run_does(firm: Firm):
    a_life(firm)
    firm.with_policy(ambiguous=Ambiguous.NEWEST, block=frozenset({STRANGER}))
    before = everything(firm)

    shown = would_change(firm)

    assert shown
    assert everything(firm) == before
    with firm.store.read() as unit:
        assert unit.again.waiting() == 0
    assert told(relink(firm)) == told(shown)


def test_relinking_twice_changes_nothing_more_and_stays_through_further_turns(firm: Firm):
    a_life(firm)
    firm.with_policy(ambiguous=Ambiguous.ALL, block=frozenset({STRANGER}))
    relink(firm)
    after = [(one.item.item_id, one.links) for one in everything(firm)]

    again = relink(firm)
    firm.cycle()
    firm.cycle()

    assert again == []
    assert [(one.item.item_id, one.links) for one in everything(firm)] == after
    assert would_change(firm) == []


def test_nothing_that_a_person_said_is_overridden(firm: Firm):
    first, second = a_life(firm)
    by_people = {
        "Chosen": [(second.number, "category")],
        "By hand": [(second.number + 1, "by hand")],
        "Also chosen": [(first.number, "category")],
        "Also by hand": [(second.number, "by hand")],
        "Taken off": [],
        "Dismissed": [],
        "Weekly": [(first.number, "category")],
    }
    firm.with_policy(ambiguous=Ambiguous.ASK, block=frozenset({STRANGER, ANN}))

    relink(firm)

    found = {one.item.subject: [(link.number, link.rule) for link in one.links] for one in everything(firm)[::-1]}
    assert {subject: found[subject] for subject in by_people} == by_people
    assert outcome(firm, "To Eve")[0][2] == "blocked"
    kinds = [mark.kind for one in everything(firm) for copy in one.copies for mark in copy.marks]
    assert MarkKind.WITHDRAWN in kinds


def test_a_choice_by_hand_between_several_stays_the_only_one(firm: Firm):
    first, _ = two_deals(firm)
    firm.outlook().deliver_mail(ANN, "Question")
    firm.cycle()
    with firm.store.write() as unit:
        [found] = unit.history.explain("Question")
        unit.reviewing.resolve(found.item.item_id, [first.number])
    firm.with_policy(ambiguous=Ambiguous.NEWEST)

    changes = relink(firm)

    assert changes == []
    assert linked_to(firm, "Question") == [(first.number, "by hand")]


def test_what_an_opportunity_opened_later_would_have_changed_is_shown_and_then_done(firm: Firm):
    old = firm.opportunity("Old", assigned_to=firm.people[BOB])
    mail = firm.outlook().deliver_mail(ANN, "Our offer", message_id="<o@x>")
    firm.cycle()
    answer(firm, "<o@x>", "Thanks")
    firm.cycle()
    with firm.store.write() as unit:
        unit.opportunities.edit(old.number, contact_id=None, account_id=unit.accounts.add("Other").id)
    new = firm.opportunity("New", assigned_to=firm.people[BOB])
    firm.cycle()
    assert linked_to(firm, "Our offer") == [(old.number, "address")]

    shown = would_change(firm)
    relink(firm)
    firm.cycle()

    both = [("Our offer", (old.number,), (new.number,)), ("Thanks", (old.number,), (new.number,))]
    assert told(shown) == both
    assert linked_to(firm, "Our offer") == [(new.number, "address")]
    assert linked_to(firm, "Thanks") == [(new.number, "thread")]
    assert firm.categories(mail) == [f"OPP-{new.number} New"]
    with firm.store.read() as unit:
        trail = [(change.field, change.after) for change in unit.audit.latest(2)]
    assert trail == [("linked to", f"OPP-{new.number}")] * 2


def test_a_scope_looks_at_nothing_else(firm: Firm):
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    with firm.store.write() as unit:
        account = unit.accounts.add("Elsewhere").id
        unit.contacts.add("Zoe", addresses=(STRANGER,), account_id=account)
    other = firm.opportunity("Other", contact="Zoe")
    firm.outlook().deliver_mail(ANN, "Early", sent_at=MORNING - timedelta(days=2))
    firm.outlook().deliver_mail(ANN, "Late", sent_at=MORNING)
    firm.outlook().deliver_mail(STRANGER, "Zoe's")
    firm.cycle()
    firm.with_policy(block=frozenset({ANN, STRANGER}))

    of_one = would_change(firm, Scope(number=deal.number))
    since = would_change(firm, Scope(since=MORNING - timedelta(days=1)))

    assert [change.item.subject for change in of_one] == ["Early", "Late"]
    assert {change.item.subject for change in since} == {"Late", "Zoe's"}
    assert {change.after for change in since} == {()}
    assert other.number != deal.number


def test_cut_short_it_goes_on_where_it_was_when_it_is_run_again(firm: Firm):
    firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    for n in range(5):
        firm.outlook().deliver_mail(ANN, f"Mail {n}")
    firm.cycle()
    firm.with_policy(block=frozenset({ANN}))

    two_by_two = relinked(firm.store.write, Scope(), firm.context.policy, firm.clock, is_done=True, at_once=2)
    first = next(two_by_two)
    two_by_two.close()
    rest = relink(firm)

    assert (len(first.changes), len(rest)) == (2, 3)
    assert relink(firm) == []
