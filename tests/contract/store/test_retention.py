"""What is kept for a time goes when it is older, but for what belongs to an open opportunity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, update

from store.database import Store
from store.errors import NotFound
from store.models import ChangeRow, DraftRow, FileContentRow, ItemRow, OpportunityRow
from store.retention import Place
from store.unit import Unit
from store.values import Attachment, HistoryOf, ItemContent, ItemKind, Keeping, Record
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.full import an_item
from tests.contract.store.marked import named_in
from tests.contract.store.records import a_folder, a_mailbox, an_email, an_opportunity, linked

YEAR = timedelta(days=365)
BORDER = NOON - YEAR


def let_go(store: Store, kind: Keeping) -> tuple[int, int]:
    """How many were due before and are afterwards."""
    with store.read() as unit:
        before = unit.retention.due(kind, BORDER)
    place: Place = ()
    while True:
        with store.read() as unit:
            found, place = unit.retention.found(kind, BORDER, place)
        with store.write() as unit:
            unit.retention.let_go(kind, BORDER, found)
        if not place:
            break
    with store.read() as unit:
        return before, unit.retention.due(kind, BORDER)


def an_old_mail(identity: str, days: int) -> ItemContent:
    return an_email(identity, occurred_at=NOON - timedelta(days=days), attachments=(Attachment("Offer.pdf", 9),))


def take_in(unit: Unit, *linked_to: tuple[ItemContent, int]) -> None:
    mailbox = a_mailbox(unit).id
    folder = a_folder(unit, mailbox).id
    entries = [replace(linked(content.identity, number), content=content) for content, number in linked_to]
    unit.history.save(mailbox, folder, entries, now=NOON)


def subjects(unit: Unit) -> dict[str, str]:
    return dict(unit.connection.execute(select(ItemRow.identity, ItemRow.subject)).all())


def closed(unit: Unit, number: int) -> None:
    ended = {"closed_at": NOON, "probability_before": 50, "probability": 100}
    won = select(OpportunityRow.stage_id).limit(1).scalar_subquery()
    unit.connection.execute(update(OpportunityRow).where(OpportunityRow.number == number).values(**ended, stage_id=won))


def test_of_old_mail_only_the_fact_is_left_unless_its_opportunity_is_open(store: Store):
    with store.write() as unit:
        over, at_work = an_opportunity(unit), an_opportunity(unit, "Boats")
        take_in(
            unit,
            (an_old_mail("<old@x>", 400), over),
            (an_old_mail("<new@x>", 300), over),
            (an_old_mail("<open@x>", 400), at_work),
        )
        closed(unit, over)

    assert let_go(store, Keeping.MAIL) == (1, 0)

    with store.read() as unit:
        assert subjects(unit) == {"<old@x>": "", "<new@x>": "About the seats", "<open@x>": "About the seats"}
        assert len(unit.search.find("offer")) == 2


def test_old_notes_and_files_go_whole(store: Store):
    with store.write() as unit:
        number, ann = an_opportunity(unit), unit.contacts.add("Ann").id
        ids = [an_item(unit, "note", contact=ann) for _ in range(2)]
        kept = an_item(unit, "note", number)
        old = NOON - timedelta(days=400)
        unit.connection.execute(update(ItemRow).where(ItemRow.id.in_([ids[0], kept])).values(occurred_at=old))

    assert let_go(store, Keeping.WRITTEN) == (1, 0)

    with store.read() as unit:
        assert set(unit.connection.scalars(select(ItemRow.id))) == {ids[1], kept}


def test_old_appointments_keep_who_and_when(store: Store):
    with store.write() as unit:
        over = an_opportunity(unit)
        met = replace(an_old_mail("<met@x>", 400), kind=ItemKind.APPOINTMENT, location="Zorbalina 1", body="Zorbalina")
        take_in(unit, (met, over))
        closed(unit, over)

    assert let_go(store, Keeping.MAIL) == (1, 0)

    with store.read() as unit:
        [line] = unit.items.history(HistoryOf(over))
        item = unit.items.get(line.item_id)
        assert (item.occurred_at, item.participants) == (met.occurred_at, met.participants)
        assert (item.subject, item.body, item.location, item.attachments) == ("", "", "", ())
        assert named_in(unit.connection, ["zorbalina"]) == []


def a_finished_task(unit: Unit, of: HistoryOf) -> int:
    task = unit.todos.add(of, "Seats", "Zorbalina").id
    unit.todos.finish(task)
    return task


WRITTEN: dict[str, Callable[[Unit, HistoryOf], int]] = {
    "note": lambda unit, of: unit.notes.add(of, "Seats", "Zorbalina").id,
    "phone log": lambda unit, of: unit.calls.add(of, "Seats", "Zorbalina", number="1 234 567").id,
    "file": lambda unit, of: unit.files.add(of, "seats.txt", b"Zorbalina", "Zorbalina").id,
    "task that is over": a_finished_task,
}


@pytest.mark.parametrize("kind", WRITTEN)
def test_each_kind_of_what_is_written_goes_with_all_that_hangs_on_it(store: Store, clock: Clock, kind: str):
    clock.now = NOON - YEAR - timedelta(days=1)
    with store.write() as unit:
        about = HistoryOf(contact_id=unit.contacts.add("Ann").id)
        old = WRITTEN[kind](unit, about)
        clock.now = NOON - YEAR + timedelta(days=1)
        new = unit.notes.add(about, "Seats").id

    assert let_go(store, Keeping.WRITTEN) == (1, 0)

    with store.read() as unit:
        assert [line.item_id for line in unit.items.history(about)] == [new]
        with pytest.raises(NotFound):
            unit.items.get(old)
        assert unit.search.find("zorbalina") == []
        assert unit.connection.execute(select(FileContentRow.sha256)).all() == []


def test_a_task_that_is_to_be_done_stays_however_old(store: Store, clock: Clock):
    clock.now = NOON - 2 * YEAR
    with store.write() as unit:
        task = unit.todos.add(HistoryOf(contact_id=unit.contacts.add("Ann").id), "Seats").id

    assert let_go(store, Keeping.WRITTEN) == (0, 0)

    with store.read() as unit:
        assert unit.items.get(task).subject == "Seats"


def test_the_trail_keeps_who_did_what_and_no_old_values_of_people(store: Store, clock: Clock):
    with store.write() as unit:
        ann = unit.contacts.add("Ann").id
        unit.contacts.edit(ann, title="Head")
        unit.opportunities.edit(an_opportunity(unit), title="300 seats")
    clock.forward(YEAR + timedelta(days=1))
    with store.write() as unit:
        unit.contacts.edit(ann, title="Chief")
        before = clock.now - YEAR
        assert unit.retention.due(Keeping.TRAIL, before) == 1
        found, _ = unit.retention.found(Keeping.TRAIL, before)
        unit.retention.let_go(Keeping.TRAIL, before, found)

    with store.read() as unit:
        told = unit.connection.execute(
            select(ChangeRow.record, ChangeRow.field, ChangeRow.before, ChangeRow.after).where(ChangeRow.field != "")
        ).all()
        assert ("contact", "title", None, None) in told
        assert ("contact", "title", "Head", "Chief") in told
        assert ("opportunity", "title", "200 seats", "300 seats") in told


@pytest.mark.parametrize(("days", "there"), [(400, 0), (300, 1)])
def test_drafts_are_forgotten_here(store: Store, days: int, there: int):
    with store.write() as unit:
        mailbox, number = a_mailbox(unit).id, an_opportunity(unit)
        row = {"guid": uuid4(), "mailbox_id": mailbox, "number": number, "kind": "email", "content": {"to": ["x"]}}
        at = NOON - timedelta(days=days)
        unit.connection.execute(insert(DraftRow).values(**row, server_id="S", created_at=at))

    let_go(store, Keeping.DRAFTS)

    with store.read() as unit:
        assert len(unit.connection.execute(select(DraftRow.guid)).all()) == there


def test_the_bin_is_emptied_of_what_was_deleted_before(store: Store, clock: Clock):
    with store.write() as unit:
        unit.bin.delete(Record.CONTACT, unit.contacts.add("Ann").id)
    clock.forward(YEAR)
    with store.write() as unit:
        unit.bin.delete(Record.CONTACT, unit.contacts.add("Carl").id)
        before = clock.now - YEAR + timedelta(days=1)
        found, _ = unit.retention.found(Keeping.BIN, before)
        unit.retention.let_go(Keeping.BIN, before, found)

    with store.read() as unit:
        assert [one.name for one in unit.bin.all()] == ["Carl"]
