"""The master category list of each mailbox: what it offers, and whose entries it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.mailbox import CategoryEdit
from simulator.faults import FaultKind
from tests.flow.firm import ANN, BOB, EVE, Firm

OURS = ["OPP new", "OPP? choose"]


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def refresh(firm: Firm) -> None:
    firm.clock.tick(timedelta(hours=2))
    firm.cycle()


def written(firm: Firm) -> int:
    return firm.asked("UpdateUserConfiguration") + firm.asked("CreateUserConfiguration")


def test_the_list_offers_the_opportunities_and_keeps_the_users_own(firm: Firm):
    firm.outlook().offer_category("Holiday")
    firm.outlook().offer_category("OPPORTUNITY")
    firm.outlook().offer_category("OPP-17b")
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])

    firm.cycle()

    own = ["Holiday", "OPPORTUNITY", "OPP-17b"]
    assert firm.outlook().category_list() == [*own, *OURS, f"OPP-{deal.number} 200 seats"]


def test_a_mailbox_without_a_list_gets_the_wish_and_the_question(firm: Firm):
    firm.cycle()

    assert firm.outlook().category_list() == OURS


def test_the_list_is_written_once_and_then_only_when_something_differs(firm: Firm):
    firm.opportunity("200 seats")
    firm.cycle()
    firm.simulator.journal.clear()

    for _ in range(3):
        refresh(firm)
    assert written(firm) == 0
    firm.opportunity("Support")
    firm.cycle()

    assert written(firm) == 2  # Bob's and Eve's


def test_it_is_read_when_the_turn_begins_and_around_what_is_written(firm: Firm):
    firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    firm.simulator.journal.clear()

    firm.cycle(BOB)

    assert firm.asked("GetUserConfiguration") == 3


def test_what_its_user_took_away_since_it_was_read_is_offered_again_at_once(firm: Firm):
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    firm.cycle()
    firm.context.open_mailbox(BOB).edit_category_list(CategoryEdit(remove=(*OURS, f"OPP-{deal.number} 200 seats")))
    other = firm.opportunity("Support", assigned_to=firm.people[BOB])

    firm.cycle()

    offered = {*OURS, f"OPP-{deal.number} 200 seats", f"OPP-{other.number} Support"}
    assert set(firm.outlook().category_list()) == offered


def test_a_renamed_opportunity_renames_its_entry(firm: Firm):
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    firm.cycle()
    with firm.store.write() as unit:
        unit.opportunities.edit(deal.number, title="300 seats, or; more")

    firm.cycle()

    assert firm.outlook().category_list() == [*OURS, f"OPP-{deal.number} 300 seats or more"]


def test_a_title_that_changes_its_case_only_is_followed(firm: Firm):
    deal = firm.opportunity("fabrikam")
    firm.cycle()
    with firm.store.write() as unit:
        unit.opportunities.edit(deal.number, title="Fabrikam")

    firm.cycle()

    assert firm.outlook().category_list() == [*OURS, f"OPP-{deal.number} Fabrikam"]


def test_a_closed_opportunity_stays_for_a_while_and_leaves_every_list(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.cycle()
    with firm.store.write() as unit:
        unit.opportunities.close(deal.number, won=True, on=firm.clock())
    firm.clock.tick(firm.context.retire - timedelta(days=1))
    firm.cycle()
    assert firm.outlook().category_list() == [*OURS, f"OPP-{deal.number} 200 seats"]
    firm.clock.tick(timedelta(days=2))

    firm.cycle()

    assert firm.outlook().category_list() == firm.outlook(EVE).category_list() == OURS


def test_an_entry_that_a_user_deleted_comes_back_with_the_next_look(firm: Firm):
    deal = firm.opportunity("200 seats")
    name = f"OPP-{deal.number} 200 seats"
    firm.cycle()
    firm.outlook().retire_category(name)
    firm.outlook().retire_category("OPP new")
    firm.cycle()
    assert firm.outlook().category_list() == ["OPP? choose"]

    refresh(firm)

    assert sorted(firm.outlook().category_list()) == sorted([*OURS, name])


def test_entries_that_a_user_made_of_ours_count_in_any_case(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().offer_category("opp NEW")
    firm.outlook().offer_category(f"opp-{deal.number} 200 SEATS")

    firm.cycle()

    assert firm.outlook().category_list() == ["OPP new", f"OPP-{deal.number} 200 seats", "OPP? choose"]


def test_a_shared_mailbox_offers_what_was_active_last(firm: Firm):
    firm.context = replace(
        firm.context, plans={**firm.context.plans, BOB: replace(firm.context.plans[BOB], is_shared=True)}
    )
    with firm.store.write() as unit:
        unit.users.edit(firm.people[EVE], email="eve@elsewhere.example")
    deal = firm.opportunity("200 seats", assigned_to=firm.people[EVE])

    firm.cycle()

    for address in (BOB, EVE):
        assert firm.outlook(address).category_list() == [*OURS, f"OPP-{deal.number} 200 seats"]


def test_a_list_that_cannot_be_written_keeps_no_mail_from_being_linked(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().deliver_mail(ANN, "Our offer")
    for operation in ("CreateUserConfiguration", "UpdateUserConfiguration"):
        firm.fault(FaultKind.REFUSED, operation, times=9, code="ErrorItemSave")

    firm.cycle()

    assert firm.history(deal.number) == ["Our offer"]
    with firm.store.read() as unit:
        assert {parked.errand.kind for parked in unit.errands.parked()} == {"categories"}
    firm.simulator.faults.clear()
    refresh(firm)
    assert firm.outlook().category_list() == [*OURS, f"OPP-{deal.number} 200 seats"]


def test_the_prefix_is_the_configured_one(firm: Firm):
    firm.with_policy(prefix="SALES")
    firm.context.open_mailbox(BOB).edit_category_list(CategoryEdit(add=("OPP new", "OPP-1 mine")))

    firm.cycle()

    assert firm.outlook().category_list() == ["OPP new", "OPP-1 mine", "SALES new", "SALES? choose"]
