"""Appointments that change keep what they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from store.database import Store
from store.history.versions import MOST
from store.unit import Unit
from store.values import Entry, HistoryOf, ItemContent, ItemKind, ItemVersion, Participant
from tests.contract.store.conftest import NOON
from tests.contract.store.records import ANN, BOB, a_folder, a_mailbox, an_email, an_entry, an_opportunity, linked

HOUR = timedelta(hours=1)


def a_meeting(**given: object) -> ItemContent:
    content = an_email("uid-1", kind=ItemKind.APPOINTMENT, fingerprint="", subject="Demo", body="Agenda")
    content = replace(content, occurred_at=NOON, ended_at=NOON + HOUR, location="Oslo")
    people = (Participant("organizer", BOB, "Bob"), Participant("attendee", ANN, "Ann"))
    return replace(content, participants=people, **given)  # type: ignore[arg-type]  # whatever the test gives


def keep(unit: Unit, *contents: ItemContent) -> int:
    """The id of the item that was each of these, one after the other, an hour apart."""
    mailbox = a_mailbox(unit)
    folder = a_folder(unit, mailbox.id)
    for number, content in enumerate(contents):
        unit.history.save(mailbox.id, folder.id, [an_entry("S1", content)], now=NOON + number * HOUR)
    [found] = unit.history.explain(contents[0].identity)
    return found.item.item_id


def versions(unit: Unit, id: int) -> tuple[ItemVersion, ...]:
    return unit.items.get(id).versions


def test_a_moved_appointment_keeps_what_it_was(store: Store):
    before, after = a_meeting(), a_meeting(occurred_at=NOON + 24 * HOUR, ended_at=NOON + 25 * HOUR, location="Bergen")
    with store.write() as unit:
        id = keep(unit, before, after)

        item = unit.items.get(id)

    assert (item.occurred_at, item.ended_at, item.location) == (after.occurred_at, after.ended_at, "Bergen")
    assert item.versions == (
        ItemVersion(
            replaced_at=NOON + HOUR,
            subject="Demo",
            occurred_at=NOON,
            ended_at=NOON + HOUR,
            location="Oslo",
            participants=before.participants,
            body="Agenda",
        ),
    )


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Demo and lunch"},
        {"ended_at": NOON + 2 * HOUR},
        {"is_all_day": True},
        {"location": ""},
        {"is_cancelled": True},
        {"body": "Minutes"},
        {"participants": (Participant("organizer", BOB, "Bob"),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_each_change_of_an_appointment_keeps_the_version_before(store: Store, change: dict[str, object]):
    with store.write() as unit:
        id = keep(unit, a_meeting(), replace(a_meeting(), **change))  # type: ignore[arg-type]

        [version] = versions(unit, id)

    name, _ = next(iter(change.items()))
    assert getattr(version, name) == getattr(a_meeting(), name)


def test_what_is_not_seen_of_an_appointment_makes_no_version(store: Store):
    same = a_meeting()
    with store.write() as unit:
        id = keep(unit, same, same, replace(same, size=99, has_attachments=True), replace(same, body=""), same)

        assert versions(unit, id) == ()


def test_emails_and_masters_of_series_have_no_versions(store: Store):
    master = a_meeting(identity="uid-2", is_series=True)
    with store.write() as unit:
        email = keep(unit, an_email(), an_email(subject="another"))
        series = keep(unit, master, replace(master, subject="another"))

        assert (versions(unit, email), versions(unit, series)) == ((), ())


def test_versions_come_the_latest_first_and_the_oldest_go_when_they_are_too_many(store: Store):
    with store.write() as unit:
        id = keep(unit, *(a_meeting(subject=f"Demo {number}") for number in range(MOST + 3)))

        kept = [version.subject for version in versions(unit, id)]

    assert kept == [f"Demo {number}" for number in reversed(range(2, MOST + 2))]


def test_of_what_was_redacted_nothing_is_left_that_it_was(store: Store):
    with store.write() as unit:
        id = keep(unit, a_meeting(), a_meeting(subject="Takeover"))
        unit.redacting.redact([id])
        keep(unit, a_meeting(subject="Takeover, moved"))

        assert versions(unit, id) == ()


def test_old_texts_go_from_what_an_appointment_was_too(store: Store):
    with store.write() as unit:
        id = keep(unit, a_meeting(), a_meeting(subject="Takeover"))
        unit.redacting.empty_old(NOON + 48 * HOUR)

        assert [(version.subject, version.body) for version in versions(unit, id)] == [("Demo", "")]


def test_an_all_day_appointment_is_told_as_such_in_histories_and_searches(store: Store):
    with store.write() as unit:
        mailbox, number = a_mailbox(unit), an_opportunity(unit)
        entry: Entry = replace(linked("S1", number), content=a_meeting(subject="Fair", is_all_day=True))
        unit.history.save(mailbox.id, a_folder(unit, mailbox.id).id, [entry], now=NOON)

        shown = [
            *unit.items.history(HistoryOf(number=number)),
            *(hit.line for hit in unit.search.find("fair")),
            *(found.item for found in unit.history.explain("Fair")),
        ]

    assert [line.is_all_day for line in shown] == [True, True, True]
