"""Whole cycles on a server whose answers lack something; what must be there at the end all the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from simulator.mutations import Mutation, Place
from tests.flow.firm import ANN, BOB, MORNING, Firm

THEIRS = ("Red", "Holiday", "Blue")
HISTORY = ["Demo", "Our offer", "Second"]


@dataclass
class Lived:
    """What became of a day at Bob's desk."""

    categories: dict[str, list[str]]  # by subject
    tasks: list[tuple[list[str], str]]  # categories and text
    offered: list[str]
    during: list[str]  # the opportunity's history while answers lacked something
    after: list[str]
    troubles: list[str]  # while they did
    places: set[Place]


def live(firm: Firm, mutation: Mutation | None, *, from_the_start: bool) -> Lived:
    """Bob writes mail and notes, sets categories of his own, and his opportunity's reminder is moved."""
    mutations = firm.simulator.mutations
    mutations.is_recording = mutation is None
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, MORNING + timedelta(days=1))
    outlook = firm.outlook()
    for name in THEIRS:
        outlook.offer_category(name)
    items = {"Our offer": outlook.deliver_mail(ANN, "Our offer", "text", sent_at=MORNING)}
    items["Demo"] = outlook.appoint("Demo", MORNING + timedelta(days=1), attendees=[ANN])
    outlook.set_categories(items["Our offer"], ["Red"])
    outlook.set_categories(items["Demo"], ["Holiday"])
    if from_the_start:
        mutations.set(mutation)
    failures = _failures(firm)
    mutations.set(mutation)
    for task in list(firm.simulator.mailbox(BOB).folder("tasks").items.values()):
        outlook.write_body(task.id, f"{task.text}\nmine")
        outlook.set_categories(task.id, [*task.categories, "Mine"])
    outlook.set_categories(items["Our offer"], [*firm.categories(items["Our offer"]), "Blue"])
    firm.clock.tick(timedelta(hours=1, minutes=5))
    failures += _failures(firm)
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, MORNING + timedelta(days=2))
    items["Second"] = outlook.deliver_mail(ANN, "Second", "text", sent_at=firm.clock.now)
    outlook.set_categories(items["Second"], ["Red"])
    failures += _failures(firm) + _failures(firm)
    during, troubles = firm.history(deal.number), failures + _troubles(firm)
    mutations.set(None)
    for pause in (timedelta(hours=26), timedelta(hours=2)):
        firm.clock.tick(pause)
        with firm.store.write() as unit:  # as it is every night: new mail of which a part cannot be read waits for that
            unit.mailboxes.ask_to_reconcile(BOB, in_full=False, now=firm.clock())
        firm.try_cycle()
    mailbox = firm.simulator.mailbox(BOB)
    return Lived(
        categories={subject: firm.categories(id) for subject, id in items.items()},
        tasks=[(task.categories, task.text) for task in mailbox.folder("tasks").items.values()],
        offered=outlook.category_list(),
        during=during,
        after=sorted(firm.history(deal.number)),
        troubles=troubles,
        places=mutations.seen,
    )


def faults(lived: Lived, *, from_the_start: bool) -> list[str]:
    """What was lost of anybody's, in sentences."""
    found = [
        f"{subject} lost {name}"
        for subject, names in (("Our offer", ("Red", "Blue")), ("Demo", ("Holiday",)), ("Second", ("Red",)))
        for name in names
        if name not in lived.categories[subject]
    ]
    found += [f"the category list lost {name}" for name in THEIRS if name not in lived.offered]
    if len(lived.tasks) > 1:
        found.append(f"there are {len(lived.tasks)} tasks")
    if not from_the_start:
        for categories, text in lived.tasks:
            if "Mine" not in categories or "mine" not in text:
                found.append(f"the task lost what its user wrote: {categories}, {text!r}")
        found += [f"{subject} was withdrawn" for subject in HISTORY[:2] if subject not in lived.during]
        found += [f"{subject} is missing at the end" for subject in HISTORY if subject not in lived.after]
    return found


def _failures(firm: Firm) -> list[str]:
    failures = [turn.failure for turn in firm.try_cycle().values() if turn.failure]
    assert not [failure for failure in failures if "unexpected" in failure]
    return failures


def _troubles(firm: Firm) -> list[str]:
    """What `status` would say."""
    from daemon.sync.unreadable import unread

    with firm.store.read() as unit:
        said = [parked.reason for parked in unit.errands.parked()] + [one.reason for one in unit.quarantine.all()]
        return said + list(unread(unit, BOB).values())
