"""A day's mail: what arrives, what is sent, and what only looks like a person's."""

from __future__ import annotations

from tests.flow.quarter.automatic import BY_HEADERS, BY_ITSELF, NEAR, OUT_OF_OFFICE
from tests.flow.quarter.meetings import a_meeting
from tests.flow.quarter.people import INSIDERS, NEWSLETTERS, NOBODY, OUR_LIST, OWN, STRANGERS, USERS
from tests.flow.quarter.post import ANSWERS, Form, post
from tests.flow.quarter.series import a_series
from tests.flow.quarter.world import World
from tests.flow.quarter.written import an_address

ROBOTS = {sender for sender, _, _ in BY_ITSELF.values()}


def a_message(world: World) -> None:
    """One message or meeting, of one of the kinds that a salesperson's day is made of."""
    kinds = {
        _first_in: 18,
        _first_out: 13,
        _reply: 34 if world.threads else 0,
        _forward_inside: 4 if world.threads else 0,
        _same_subject: 3 if world.threads else 0,
        _same_topic: 3 if world.threads else 0,
        _of_strangers: 5,
        _newsletter: 3,
        _responder: 3,
        _bounce: 2,
        _out_of_office: 2 if world.threads else 0,
        _near_automatic: 4,
        _inside: 3,
        _private: 3,
        _of_colleagues_at_customers: 2,
        _with_keywords: 2,
        _on_behalf: 4,
        _to_our_list: 4,
        _our_newsletter: 1,
        _under_anothers_id: 2 if world.is_any_change else 0,
        _of_nobody_known: 2,
        _to_nobody_known: 2,
        a_meeting: 4,
        a_series: 2,
    }
    world.one_of(kinds)(world)


# --- people to people -------------------------------------------------------------------------------------------------


def _first_in(world: World) -> None:
    people = [somebody(world) for _ in range(1 if world.chance(0.8) else 2)]
    post(world, people[0], some_users(world), people[1:])


def _first_out(world: World) -> None:
    people = [somebody(world) for _ in range(1 if world.chance(0.75) else 2)]
    sender, *cc = some_users(world)
    post(world, sender, people, cc)


def _reply(world: World) -> None:
    """Somebody in a thread answers one of its messages; their program names all, one or none of those before."""
    thread = world.random.choice(world.threads[-40:])
    parent = world.random.choice(thread[-4:])
    sender = world.random.choice([person for person in parent.people if person not in ROBOTS])
    to = [person for person in parent.people if person != sender]
    if world.chance(0.15):
        to.append(world.random.choice([somebody(world), world.random.choice(STRANGERS), world.random.choice(USERS)]))
    if world.chance(0.1) and len(to) > 1:
        to.pop(0)
    prefix = world.random.choice((*ANSWERS, ""))
    is_at_once = not parent.answers and not parent.bears_sign and parent.clock == parent.at and world.chance(0.1)
    has_index = not prefix and world.chance(0.5)
    form = Form(
        f"{prefix}{thread[0].subject}",
        has_index=has_index,
        is_at_once=is_at_once and "at_once" not in world.without,
    )
    post(world, sender, to or [world.random.choice(USERS)], form=form, parent=parent)


def _forward_inside(world: World) -> None:
    """A message that only colleagues get."""
    parent = world.random.choice(world.random.choice(world.threads[-40:]))
    sender, *to = world.random.sample(USERS, 2)
    post(world, sender, to, form=Form(f"FW: {parent.subject}"), parent=parent)


def _same_subject(world: World) -> None:
    """It looks like an answer, and nothing but its subject says so."""
    form = Form(f"RE: {world.threads[-1][0].subject}")
    post(world, world.random.choice(STRANGERS), some_users(world), form=form)


def _same_topic(world: World) -> None:
    """The server takes it for part of a conversation, because its subject is the same; it answers to nothing."""
    first = world.random.choice(world.threads[-10:])[0]
    if first.bears_sign:
        return
    sender = somebody(world) if world.chance(0.7) else world.random.choice(STRANGERS)
    post(world, sender, some_users(world), form=Form(first.subject, same_topic=first))


def _of_strangers(world: World) -> None:
    post(world, world.random.choice(STRANGERS), some_users(world))


def _inside(world: World) -> None:
    post(world, world.random.choice((*INSIDERS, *USERS)), some_users(world))


def _private(world: World) -> None:
    form = Form(headers={"Sensitivity": "Private"}, is_private=True)
    post(world, somebody(world), some_users(world)[:1], form=form)


def _of_colleagues_at_customers(world: World) -> None:
    """Somebody at a customer's domain whom nobody has recorded."""
    firm = world.random.choice(world.town.persons).firm or "else"
    post(world, f"desk@{firm}.example", some_users(world))


def _with_keywords(world: World) -> None:
    """Its sender put a category on it."""
    number = world.random.choice(world.log.deals).number
    sender = world.random.choice((somebody(world), world.random.choice(STRANGERS)))
    post(world, sender, some_users(world), form=Form(headers={"Keywords": f"OPP-{number}"}, by_sender=(number,)))


def _under_anothers_id(world: World) -> None:
    """A program that gives one Message-ID to all of its messages of a second: their texts contradict each other.

    They are long enough to be told apart by what is kept of a text that is skipped.
    """
    writer = somebody(world) if world.chance(0.7) else world.random.choice(STRANGERS)
    one, other = world.random.sample(USERS, 2)
    first = post(world, writer, [one], form=Form(body=_many_words(world)))
    second = post(world, writer, [other], form=Form(first.subject, _many_words(world), same_id=first))
    world.touched |= {id(first), id(second)}  # they are read as they are


def _many_words(world: World) -> str:
    return " ".join(str(world.random.randrange(1_000_000)) for _ in range(60))


# --- who counts -------------------------------------------------------------------------------------------------------


def _on_behalf(world: World) -> None:
    """A customer's assistant sends for somebody whom nobody knows, or one of theirs is sent for by a stranger."""
    known, stranger = somebody(world), world.random.choice(STRANGERS)
    sender, agent = world.random.choice(((stranger, known), (known, stranger)))
    form = Form(headers={"Sender": an_address(world, agent)}, others=(agent,))
    post(world, sender, some_users(world), form=form)


def _to_our_list(world: World) -> None:
    """A customer wrote to a group of ours, and its members got it as the list's program made it."""
    customer = somebody(world)
    who = {"List-Id": f"Sales <sales.{OWN}>"} | ({"Precedence": "list"} if world.chance(0.5) else {})
    via = f"\"'Somebody' via Sales\" <{OUR_LIST}>"
    original = world.random.choice(("X-Original-From", "X-Original-Sender"))
    form = world.random.choice(
        (
            Form(headers=who, others=(customer,)),
            Form(headers=who | {"Reply-To": an_address(world, customer)}, as_sender=via, others=(customer,)),
            Form(headers=who | {original: f"<{customer}>"}, as_sender=via, others=(customer,), heard=(customer,)),
            Form(headers={"Reply-To": customer, "Precedence": "list"}, as_sender=via, others=(customer,)),
        )
    )
    form = Form(**{**vars(form), "gets_it": tuple(some_users(world))})
    post(world, OUR_LIST if form.as_sender else customer, [OUR_LIST], form=form)


def _of_nobody_known(world: World) -> None:
    """From an X.500 name that no server resolves; sometimes with a customer beside it."""
    cc = [somebody(world)] if world.chance(0.4) else []
    name = world.random.choice(NOBODY)
    post(world, "", some_users(world), cc, Form(as_sender=f'"Somebody" <{name}>', nameless=(name,)))


def _to_nobody_known(world: World) -> None:
    sender, *cc = some_users(world)
    post(world, sender, [], cc, Form(nameless=(world.random.choice(NOBODY),)))


# --- what nobody wrote ------------------------------------------------------------------------------------------------


def _newsletter(world: World) -> None:
    sender = world.random.choice((*NEWSLETTERS, somebody(world)))
    kind = world.random.choice(("a list", "bulk", "generated"))
    form = Form(headers=BY_HEADERS[kind], is_automatic=True, is_told_by_headers=True)
    post(world, sender, some_users(world), form=form)


def _responder(world: World) -> None:
    """A customer's program answers, by the form of any family."""
    headers = BY_HEADERS[world.random.choice(list(BY_HEADERS))]
    parent = world.random.choice(world.threads[-1]) if world.threads else None
    form = Form("Away", headers=headers, is_automatic=True, is_told_by_headers=True)
    post(world, somebody(world), some_users(world), form=form, parent=parent)


def _out_of_office(world: World) -> None:
    """As Exchange does it: by its subject, and what it answers to."""
    parent = world.random.choice(world.threads[-1])
    form = Form(
        f"{world.random.choice(OUT_OF_OFFICE)}: {parent.subject}",
        headers={"X-Auto-Response-Suppress": "All", "Auto-Submitted": "auto-generated"},
        is_automatic=True,
        is_told_by_headers=True,
        is_told_by_reference=True,
    )
    post(world, somebody(world), some_users(world), form=form, parent=parent)


def _bounce(world: World) -> None:
    sender, subject, body = world.random.choice(list(BY_ITSELF.values()))
    cc = [somebody(world)] if world.chance(0.5) else []
    post(world, sender, some_users(world)[:1], cc, Form(subject, body, is_automatic=True))


def _near_automatic(world: World) -> None:
    """A person's, although something in it looks like a program's."""
    post(world, somebody(world), some_users(world), form=world.random.choice(list(NEAR.values())))


def _our_newsletter(world: World) -> None:
    """What a list of ours sends to customers is no customer's."""
    headers = {"List-Id": f"<news.{OWN}>"}
    user = world.random.choice(USERS)
    form = Form(headers=headers, gets_it=(user,), is_automatic=True, is_told_by_headers=True)
    post(world, f"news@{OWN}", [somebody(world)], form=form)


# --- who --------------------------------------------------------------------------------------------------------------


def somebody(world: World) -> str:
    """An address at a customer, mostly of somebody who is recorded."""
    people = world.town.known() if world.chance(0.85) else world.town.persons
    return world.random.choice(world.random.choice(people).addresses)


def some_users(world: World) -> list[str]:
    return world.random.sample(USERS, world.random.choices((1, 2, 3), weights=(65, 25, 10))[0])
