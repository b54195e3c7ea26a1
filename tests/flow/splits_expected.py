"""What a random life should come to, by the oracle of the simulated quarter: it has the rules from their page alone."""

from __future__ import annotations

from datetime import timedelta

from tests.flow.firm import ANN, BOB, EVE, MORNING
from tests.flow.quarter.log import Account, Contact, Copy, Deal, Item, Log
from tests.flow.quarter.log import Act as Noted
from tests.flow.quarter.oracle import Oracle
from tests.flow.quarter.seen import QUESTION
from tests.flow.splits import BEN, CARL, Life, Message

NOW = MORNING + timedelta(days=1)
CREATED = MORNING - timedelta(days=30)


def expected(life: Life) -> list[tuple[object, ...]]:
    """Of each message its links, whether a person made each, and its copies' categories at the end."""
    log = _log(life)
    oracle = Oracle(log, ambiguous=str(life.ambiguous))
    oracle.evening(NOW)
    before = [[_carried(oracle, item, copy) for copy in item.copies] for item in log.items]
    for act in life.acts:  # all of them before the next look: what counts is how it ends
        copy, had = log.items[act.message].copies[act.place], before[act.message][act.place]
        has = (set() if act.take_off else had) | ({act.set} if act.set else set())
        log.acts += [Noted(copy, "took off", number) for number in sorted(had - has)]
        log.acts += [Noted(copy, "set", number) for number in sorted(has - had)]
        if act.is_thrown_away:
            copy.folder = "Deleted Items"
    oracle.evening(NOW)
    return [_standing(oracle, n, item) for n, item in enumerate(log.items)]


def _log(life: Life) -> Log:
    log = Log("us.example")
    log.accounts = [Account(1, []), Account(2, [])]
    log.contacts = [Contact(1, [ANN], 1), Contact(2, [BEN], 1), Contact(3, [CARL], 2)]
    log.deals = [
        Deal(1, "First", CREATED, contact=1, assigned=BOB),
        Deal(2, "Second", CREATED, contact=3, assigned=EVE),
        Deal(3, "Third", CREATED, contact=3),
    ]
    for n, message in enumerate(life.messages):
        item = _item(n, message)
        log.items.append(item)
        set_first = [(copy, place.category) for copy, place in zip(item.copies, message.places, strict=True)]
        log.acts += [Noted(copy, "set", number, is_first=True) for copy, number in set_first if number]
    return log


def _item(n: int, message: Message) -> Item:
    at = MORNING + timedelta(minutes=message.minute)
    to = (BEN,) if message.sender in (BOB, EVE) else (BOB, EVE)
    nearest_first = (message.in_reply_to, *reversed(message.references)) if message.references else ()
    return Item(
        identity=f"<{n}@x>",
        kind="email",
        at=at,
        clock=at,
        subject=f"RE: message {n}",
        writer=message.sender,
        people=(message.sender, *to),
        answers=tuple(dict.fromkeys(nearest_first)),
        bears_sign=True,
        copies=[
            Copy(place.mailbox, f"{n} {k}", place.folder, f"{place.mailbox} {place.conversation}")
            for k, place in enumerate(message.places)
        ],
    )


def _standing(oracle: Oracle, n: int, item: Item) -> tuple[object, ...]:
    links = sorted(oracle.links(item).items())
    categories = [_categories(oracle, item, copy) if copy.is_watched else None for copy in item.copies]
    return n, links, categories


def _carried(oracle: Oracle, item: Item, copy: Copy) -> set[int]:
    """What is on the copy: a category of an opportunity is the same whatever title stands behind its number."""
    return oracle.stamps(item, copy) | ({QUESTION} if oracle.is_asked(item, copy) else set())


def _categories(oracle: Oracle, item: Item, copy: Copy) -> list[str]:
    return sorted("OPP?" if number == QUESTION else f"OPP-{number}" for number in _carried(oracle, item, copy))
