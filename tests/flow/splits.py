"""A random mailbox full of threads, and the same news of it told in many ways: pages, folders, mailboxes, cycles."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from daemon.link.policy import Ambiguous
from daemon.service.loop import Loop
from daemon.sync.relink import Scope, relinked
from store.rules.history import BY_A_PERSON
from tests.flow.firm import ANN, BOB, EVE, MORNING, Clock, Firm, a_firm
from tests.simulated import simulated

BEN, CARL, ZOE, FAR = "ben@client.example", "carl@other.example", "zoe@client.example", "far@away.example"
PEOPLE = (ANN, ANN, BEN, BEN, CARL, ZOE, FAR, BOB, EVE)
FOLDERS = ("Inbox", "Archive", "Zebra")


@dataclass(frozen=True)
class Place:
    """One copy of a message."""

    mailbox: str
    folder: str
    category: int = 0  # set by its user before anybody looked
    conversation: int = 0


@dataclass(frozen=True)
class Message:
    sender: str
    minute: int
    references: tuple[str, ...]
    in_reply_to: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Act:
    """What a user does to a copy, all between two looks; moved last."""

    message: int
    place: int
    take_off: bool = False
    set: int = 0
    folders: tuple[str, ...] = ()
    is_thrown_away: bool = False


@dataclass(frozen=True)
class Life:
    ambiguous: Ambiguous
    messages: tuple[Message, ...]
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class Telling:
    """How the news comes in."""

    most: int = 512  # changes in a page
    order: tuple[int, ...] = ()  # in which messages arrive
    looks: frozenset[int] = frozenset()  # after how many of them the daemon looks
    mailboxes: tuple[str, ...] = (BOB, EVE)
    names: dict[str, str] = field(default_factory=dict)  # what folders are called: they are read by name


def a_life(random: Random) -> Life:
    messages = []
    for n in range(random.randint(3, 9)):
        known = [f"<{k}@x>" for k in range(n)]
        named = random.sample([*known, "<gone1@x>", "<gone2@x>"], random.randint(0, min(3, len(known)))) if n else []
        sender = random.choice(PEOPLE)
        boxes = random.sample((BOB, EVE), random.choice((1, 1, 2)))
        if random.random() < 0.2:
            boxes = [boxes[0]] * 2  # two copies in one mailbox
        places = [
            Place(box, random.choice(FOLDERS), random.choice((0, 0, 0, 0, 0, 1, 2, 3)), random.randint(0, 3))
            for box in boxes
        ]
        minute = random.choice((n, n, n, n // 2))  # some in the same second
        messages.append(Message(sender, minute, tuple(named), named[-1] if named else "", tuple(places)))
    acts = []
    for n, message in enumerate(messages):
        for k in range(len(message.places)):
            if random.random() < 0.4:
                way = tuple(random.choice(FOLDERS) for _ in range(random.choice((0, 1, 1, 2))))
                removed, added = random.choice(((True, 0), (False, 0), (False, random.randint(1, 3)), (True, 2)))
                acts.append(Act(n, k, removed, added, way, random.random() < 0.15))
    return Life(random.choice(tuple(Ambiguous)), tuple(messages), tuple(acts))


def a_telling(random: Random, life: Life) -> Telling:
    count = len(life.messages)
    names = ["Archive", "Middle", "Zebra"]
    random.shuffle(names)
    return Telling(
        most=random.choice((1, 2, 3, 512)),
        order=tuple(random.sample(range(count), count)),
        looks=frozenset(n for n in range(count) if random.random() < 0.3),
        mailboxes=random.choice(((BOB, EVE), (EVE, BOB))),
        names=dict(zip(("Archive", "Zebra"), names, strict=False)),
    )


def lived(life: Life, telling: Telling) -> list[tuple[object, ...]]:
    """What stands of each message at the end: its links, whether a person made each, and its copies' categories.

    And what a relink would change of that, by now.
    """
    clock = Clock(MORNING + timedelta(days=1))
    with tempfile.TemporaryDirectory() as folder, simulated(clock=clock) as simulator:
        simulator.organization.quirks.most_changes = telling.most
        with a_firm(simulator, clock, Path(folder)) as firm:
            _prepare(firm, life, telling)
            copies: dict[tuple[int, int], str] = {}
            for done, n in enumerate(telling.order or range(len(life.messages))):
                _deliver(firm, n, life.messages[n], telling, copies)
                if done in telling.looks:
                    for address in telling.mailboxes:
                        _look(firm, address)
            _rest(firm, telling.mailboxes)
            for act in life.acts:
                _act(firm, life, act, telling, copies)
            _rest(firm, telling.mailboxes)
            standing = [_standing(firm, n, message, copies) for n, message in enumerate(life.messages)]
            return [*standing, _relinked(firm)]


def _prepare(firm: Firm, life: Life, telling: Telling) -> None:
    firm.with_policy(ambiguous=life.ambiguous)
    with firm.store.write() as unit:
        unit.contacts.add("Ben Client", addresses=(BEN,), account_id=unit.contacts.find("Ann").account_id)
        other = unit.accounts.add("Other Ltd")
        unit.contacts.add("Carl Other", addresses=(CARL,), account_id=other.id)
    firm.opportunity("First", assigned_to=firm.people[BOB])
    firm.opportunity("Second", contact="Carl", assigned_to=firm.people[EVE])
    firm.opportunity("Third", contact="Carl")
    for address in (BOB, EVE):
        for name in ("Archive", "Zebra"):
            firm.outlook(address).make_folder(telling.names.get(name, name))


def _deliver(firm: Firm, n: int, message: Message, telling: Telling, copies: dict[tuple[int, int], str]) -> None:
    headers = {"References": " ".join(message.references)} if message.references else {}
    headers |= {"In-Reply-To": message.in_reply_to} if message.in_reply_to else {}
    for k, place in enumerate(message.places):
        outlook = firm.outlook(place.mailbox)
        copies[n, k] = outlook.deliver_mail(
            message.sender,
            f"RE: message {n}",
            to=(BOB, EVE) if message.sender not in (BOB, EVE) else (BEN,),
            message_id=f"<{n}@x>",
            sent_at=MORNING + timedelta(minutes=message.minute),
            headers=headers,
            folder=telling.names.get(place.folder, place.folder),
        )
        talk = base64.b64encode(f"{place.mailbox} {place.conversation}".encode()).decode()
        item = firm.simulator.mailbox(place.mailbox).items[copies[n, k]]
        item.fields["ConversationId"] = f'<t:ConversationId Id="{talk}"/>'
        if place.category:
            outlook.add_category(copies[n, k], f"OPP-{place.category}")


def _act(firm: Firm, life: Life, act: Act, telling: Telling, copies: dict[tuple[int, int], str]) -> None:
    key = act.message, act.place
    outlook = firm.outlook(life.messages[act.message].places[act.place].mailbox)
    if act.take_off:
        outlook.set_categories(copies[key], [])
    if act.set:
        outlook.add_category(copies[key], f"OPP-{act.set}")
    for folder in act.folders:
        copies[key] = outlook.move(copies[key], telling.names.get(folder, folder))
    if act.is_thrown_away:
        outlook.delete(copies.pop(key))


def _look(firm: Firm, address: str) -> bool:
    firm.clock.tick()
    [turn] = Loop(firm.context).once(address)
    assert not turn.failure, turn.failure
    return bool(turn.seen.total() or turn.paid.total())


def _rest(firm: Firm, mailboxes: Sequence[str]) -> None:
    for _ in range(10):
        had_news = [_look(firm, address) for address in mailboxes]
        if not any(had_news):
            return
    raise AssertionError("the daemon does not come to rest")


def _standing(firm: Firm, n: int, message: Message, copies: dict[tuple[int, int], str]) -> tuple[object, ...]:
    with firm.store.read() as unit:
        [found] = unit.history.explain(f"<{n}@x>")
    links = sorted((link.number, link.rule in BY_A_PERSON) for link in found.links)
    categories = [
        sorted({name.split()[0] for name in firm.categories(copies[n, k], place.mailbox)}) if (n, k) in copies else None
        for k, place in enumerate(message.places)
    ]
    return n, links, categories


def _relinked(firm: Firm) -> tuple[object, ...]:
    looked = relinked(firm.store.read, Scope(), firm.context.policy, firm.clock, is_done=False)
    return tuple((change.item.subject, change.before, change.after) for one in looked for change in one.changes)
