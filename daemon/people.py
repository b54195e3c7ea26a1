"""Who took part in an item, with comparable addresses. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.mailbox import Appointment, Email, Person
from store.addresses import normalise
from store.values import Participant


def participants(item: Email | Appointment) -> tuple[Participant, ...]:
    """Everybody in the item, each address once a role; people without a usable address are left out."""
    match item:
        case Email():
            roles: tuple[tuple[str, Iterable[Person]], ...] = (
                ("from", (item.sender,) if item.sender else ()),
                ("reply_to", item.reply_to),
                ("to", item.to),
                ("cc", item.cc),
                ("bcc", item.bcc),
            )
        case Appointment():
            roles = (("organizer", (item.organizer,) if item.organizer else ()), ("attendee", item.attendees))
    found: dict[tuple[str, str], Participant] = {}
    for role, people in roles:
        for person in people:
            address = normalise(person.address)
            if address:
                found.setdefault((role, address), Participant(role, address, person.name))
    return tuple(found.values())


def addresses(people: Iterable[Participant]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person.address for person in people))
