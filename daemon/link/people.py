"""Who took part in an item, with comparable addresses. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from email.utils import getaddresses
from functools import lru_cache

from connectors.mailbox import Appointment, Email, Person
from store.addresses import WRITTEN, legacy_name, normalise
from store.values import Participant

# Headers in which a list keeps whom it got a message from, when it writes itself as the sender.
_WROTE_TO_A_LIST = ("x-original-from", "x-original-sender")
_LONGEST = 1_000  # characters of such a header
ORIGINAL = "original_from"
WRITERS = frozenset({"from", ORIGINAL})  # who wrote a message that a list passed on, by role


def participants(item: Email | Appointment) -> tuple[Participant, ...]:
    """Everybody in the item, each address once a role; people without any address are left out.

    An X.500 address that is not resolved stands for itself: nobody can be found by it, and it makes nobody an insider.
    """
    found: dict[tuple[str, str], Participant] = {}
    for role, people in _roles(item):
        for person in people:
            address = address_of(person)
            if address and not (role == "sender" and _is_same(address, found)):
                found.setdefault((role, address), Participant(role, address, person.name))
    return tuple(found.values())


def address_of(person: Person) -> str:
    """As it is compared: the Internet address, else the X.500 one; "" without either."""
    return _compared(person.address) if len(person.address) <= WRITTEN else _compared.__wrapped__(person.address)


@lru_cache(maxsize=8192)  # most of a page's are met again and again, some in every item of a mailbox
def _compared(address: str) -> str:
    if address[:1] == "/" or address[:4].upper() == "EX:/":  # one may hold an @, and is no Internet address for it
        return legacy_name(address) or normalise(address)
    return normalise(address) or legacy_name(address)


def unusable(item: Email | Appointment) -> str:
    """The first of its people who is told by no address that can be used, as written; "" where there is none."""
    for _, people in _roles(item):
        for one in people:
            if not address_of(one) and (written := one.address or one.name):
                return written
    return ""


def addresses(people: Iterable[Participant]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person.address for person in people))


def is_usable(address: str) -> bool:
    """False for an X.500 address, by which nobody can be found."""
    return "@" in address and not (address[0] == "/" and legacy_name(address))


def _roles(item: Email | Appointment) -> list[tuple[str, Iterable[Person]]]:
    """Its people by the part that they have in it, where there are any."""
    author, role = (item.sender, "from") if isinstance(item, Email) else (item.organizer, "organizer")
    found: list[tuple[str, Iterable[Person]]] = []
    if author:
        found.append((role, (author,)))
    if item.sent_by and item.sent_by != author:
        found.append(("sender", (item.sent_by,)))
    if isinstance(item, Appointment):
        found.append(("attendee", item.attendees))
        return found
    if item.reply_to:
        found.append(("reply_to", item.reply_to))
    if item.headers:
        found.append((ORIGINAL, _original(item)))
    found.append(("to", item.to))
    if item.cc:
        found.append(("cc", item.cc))
    if item.bcc:
        found.append(("bcc", item.bcc))
    return found


def _is_same(address: str, found: dict[tuple[str, str], Participant]) -> bool:
    return ("from", address) in found or ("organizer", address) in found


def _original(mail: Email) -> Iterator[Person]:
    for header in _WROTE_TO_A_LIST:
        if value := mail.headers.get(header):
            yield from (Person(address, name) for name, address in getaddresses([value[:_LONGEST]]))
