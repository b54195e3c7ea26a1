"""A day's mail: what arrives, what is sent, and the copies that everybody gets."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime

from simulator.mailboxes.items import Item as ServerItem
from tests.flow.quarter.log import Copy, Item
from tests.flow.quarter.people import INSIDERS, NEWSLETTERS, STRANGERS, USERS
from tests.flow.quarter.world import World

SUBJECTS = ("Our offer", "Questions", "Delivery", "Prices", "The contract", "Next steps", "Your visit")


def a_message(world: World) -> None:
    """One message, of one of the kinds that a salesperson's day is made of."""
    kinds = {
        _first_in: 20,
        _first_out: 14,
        _reply: 34 if world.threads else 0,
        _forward_inside: 5 if world.threads else 0,
        _same_subject: 3 if world.threads else 0,
        _of_strangers: 6,
        _newsletter: 5,
        _out_of_office: 3,
        _inside: 4,
        _private: 3,
        _of_colleagues_at_customers: 2,
        _with_keywords: 2,
    }
    world.one_of(kinds)(world)


# --- kinds ------------------------------------------------------------------------------------------------------------


def _first_in(world: World) -> None:
    people = [_address(world) for _ in range(1 if world.chance(0.8) else 2)]
    _begin(world, people[0], _users(world), people[1:])


def _first_out(world: World) -> None:
    people = [_address(world) for _ in range(1 if world.chance(0.75) else 2)]
    sender, *cc = _users(world)
    _begin(world, sender, people, cc)


def _reply(world: World) -> None:
    """Somebody in a thread answers one of its messages; their program names all, one or none of those before."""
    thread = world.random.choice(world.threads[-40:])
    parent = world.random.choice(thread[-4:])
    sender = world.random.choice(parent.people)
    to = [person for person in parent.people if person != sender]
    if world.chance(0.15):
        to.append(world.random.choice([_address(world), world.random.choice(STRANGERS), world.random.choice(USERS)]))
    if world.chance(0.1) and len(to) > 1:
        to.pop(0)
    post(world, sender, to or [world.random.choice(USERS)], subject=f"RE: {thread[0].subject}", parent=parent)


def _forward_inside(world: World) -> None:
    """A message that only colleagues get."""
    parent = world.random.choice(world.random.choice(world.threads[-40:]))
    sender, *to = world.random.sample(USERS, 2)
    post(world, sender, to, subject=f"FW: {parent.subject}", parent=parent)


def _same_subject(world: World) -> None:
    """It looks like an answer, and nothing but its subject says so."""
    _begin(world, world.random.choice(STRANGERS), _users(world), subject=f"RE: {world.threads[-1][0].subject}")


def _of_strangers(world: World) -> None:
    _begin(world, world.random.choice(STRANGERS), _users(world))


def _newsletter(world: World) -> None:
    sender = world.random.choice((*NEWSLETTERS, _address(world)))
    header = world.random.choice(
        ({"List-Id": "<news.trade.example>"}, {"Precedence": "bulk"}, {"Auto-Submitted": "auto-generated"})
    )
    _begin(world, sender, _users(world), headers=header, is_automatic=True)


def _out_of_office(world: World) -> None:
    header = {"Auto-Submitted": "auto-replied"}
    parent = world.random.choice(world.threads[-1]) if world.threads else None
    post(world, _address(world), _users(world), subject="Away", parent=parent, headers=header, is_automatic=True)


def _inside(world: World) -> None:
    _begin(world, world.random.choice((*INSIDERS, *USERS)), _users(world))


def _private(world: World) -> None:
    _begin(world, _address(world), _users(world)[:1], headers={"Sensitivity": "Private"}, is_private=True)


def _of_colleagues_at_customers(world: World) -> None:
    """Somebody at a customer's domain whom nobody has recorded."""
    firm = world.random.choice(world.town.persons).firm or "else"
    _begin(world, f"desk@{firm}.example", _users(world))


def _with_keywords(world: World) -> None:
    """Its sender put a category on it."""
    number = world.random.choice(world.log.deals).number
    sender = world.random.choice((_address(world), world.random.choice(STRANGERS)))
    _begin(world, sender, _users(world), headers={"Keywords": f"OPP-{number}"}, by_sender=(number,))


# --- the post ---------------------------------------------------------------------------------------------------------


def post(
    world: World,
    sender: str,
    to: Sequence[str],
    cc: Sequence[str] = (),
    *,
    subject: str = "",
    parent: Item | None = None,
    headers: dict[str, str] | None = None,
    is_automatic: bool = False,
    is_private: bool = False,
    by_sender: tuple[int, ...] = (),
) -> Item:
    """The message goes out: into the sender's Sent Items, and to every user who gets it."""
    number = world.next_number()
    thread = next((thread for thread in world.threads if parent in thread), None)
    thread = [] if thread is None else thread
    named, references = _named(world, parent) if parent else ((), ())
    to, cc = list(dict.fromkeys(to)), [person for person in dict.fromkeys(cc) if person not in to]
    item = Item(
        identity=f"<{number}@{sender.partition('@')[2]}>",
        kind="email",
        at=world.some_moment(after=parent.at if parent else None),
        subject=f"{subject or world.random.choice(SUBJECTS)} {'' if parent else number}".strip(),
        people=tuple(dict.fromkeys([sender, *to, *cc])),
        answers=named,
        is_automatic=is_automatic,
        by_sender=by_sender,
    )
    if parent and not named and not is_automatic and world.chance(0.5):
        thread = []  # not even the server knows: a thread of its own
    sent_along = {"References": " ".join(references)} if references else {}
    for user in USERS:
        if user in item.people:
            folder = "Sent Items" if user == sender else _rule_of(world, user)
            _deliver(world, item, user, folder, sender, to, cc, headers=(headers or {}) | sent_along, at=item.at)
    for copy in item.copies:
        copy.is_private = is_private
        copy.conversation = _conversation(world, copy, thread[0] if thread else item)
    if item.copies:
        world.log.items.append(item)
        thread.append(item)
        if len(thread) == 1:
            world.threads.append(thread)
    return item


def _begin(world: World, sender: str, to: Sequence[str], cc: Sequence[str] = (), **rest: object) -> None:
    post(world, sender, to, cc, **rest)  # type: ignore[arg-type]


def _deliver(
    world: World,
    item: Item,
    user: str,
    folder: str,
    sender: str,
    to: Sequence[str],
    cc: Sequence[str],
    *,
    headers: dict[str, str],
    at: datetime,
) -> None:
    server_id = world.firm.outlook(user).deliver_mail(
        sender,
        item.subject,
        f"Message {item.identity}",
        to=to,
        cc=cc,
        message_id=item.identity,
        sent_at=at,
        headers=headers | ({"In-Reply-To": item.answers[0]} if item.answers else {}),
        folder=folder,
    )
    item.copies.append(Copy(user, server_id, folder))


def _named(world: World, parent: Item) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What an answer's headers name, the nearest first, and its References as written."""
    how = world.random.choices(("all", "only the last", "none"), weights=(70, 15, 15))[0]
    if how == "none":
        return (), ()
    if how == "only the last":
        return (parent.identity,), ()
    nearest_first = (parent.identity, *parent.answers)
    return nearest_first, tuple(reversed(nearest_first))


def _conversation(world: World, copy: Copy, first: Item) -> str:
    """Every mailbox's server ties a thread together by itself, whatever the headers name."""
    conversation = f"{copy.mailbox} {first.identity}"
    digest = base64.b64encode(hashlib.sha256(conversation.encode()).digest()).decode()
    item: ServerItem = world.firm.simulator.mailbox(copy.mailbox).items[copy.server_id]
    item.fields["ConversationId"] = f'<t:ConversationId Id="{digest}"/>'
    return conversation


def _address(world: World) -> str:
    """Somebody at a customer, mostly one who is recorded."""
    people = world.town.known() if world.chance(0.85) else world.town.persons
    return world.random.choice(world.random.choice(people).addresses)


def _users(world: World) -> list[str]:
    return world.random.sample(USERS, world.random.choices((1, 2, 3), weights=(65, 25, 10))[0])


def _rule_of(world: World, user: str) -> str:
    """Where the mailbox's own rules put it."""
    folders = ("Inbox", world.customers_of(user), "Junk Email")
    return world.random.choices(folders, weights=(88, 9, 3))[0]
