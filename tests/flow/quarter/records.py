"""What changes in the record at the end of a day."""

from __future__ import annotations

from datetime import timedelta

from tests.flow.quarter.people import ASSIGNEES
from tests.flow.quarter.world import World, new_deal, record
from tests.flow.quarter.written import as_typed


def a_change(world: World) -> None:
    kinds = {_new_deal: 30, _close: 20, _reopen: 8, _new_contact: 12, _new_address: 12, _rename: 10, _reassign: 8}
    world.one_of(kinds)(world)


def _new_deal(world: World) -> None:
    new_deal(world)


def _close(world: World) -> None:
    old = [deal for deal in world.open_deals() if deal.created < world.now - timedelta(days=7)]
    if len(old) > 5:
        deal = world.random.choice(old)
        with world.firm.store.write() as unit:
            unit.opportunities.close(deal.number, world.chance(0.5), world.now)
        deal.closed = world.now


def _reopen(world: World) -> None:
    closed = [deal for deal in world.log.deals if deal.closed is not None]
    if closed:
        deal = world.random.choice(closed)
        with world.firm.store.write() as unit:
            unit.opportunities.reopen(deal.number, unit.stages.default().id)
        deal.closed = None


def _new_contact(world: World) -> None:
    if unknown := world.town.unknown():
        record(world, world.random.choice(unknown))


def _new_address(world: World) -> None:
    """Somebody's second address becomes known."""
    partly = [
        (person, contact)
        for person in world.town.known()
        for contact in world.log.contacts
        if contact.id == person.contact_id and contact.addresses != person.addresses
    ]
    if partly:
        person, contact = world.random.choice(partly)
        with world.firm.store.write() as unit:
            unit.contacts.edit(contact.id, addresses=[as_typed(world.random, one) for one in person.addresses])
        contact.addresses = list(person.addresses)


def _rename(world: World) -> None:
    deal = world.random.choice(world.open_deals())
    deal.title = f"{deal.title.partition(' (')[0]} (round {world.next_number()})"
    with world.firm.store.write() as unit:
        unit.opportunities.edit(deal.number, title=deal.title)


def _reassign(world: World) -> None:
    deal = world.random.choice(world.open_deals())
    deal.assigned = world.random.choice(ASSIGNEES)
    with world.firm.store.write() as unit:
        unit.opportunities.edit(deal.number, assigned_to=world.firm.people.get(deal.assigned))
