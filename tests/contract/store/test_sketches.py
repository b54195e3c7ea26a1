"""Which mail is a copy of which, whatever became of the text that the item keeps: on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import event, select

from store.database import Store
from store.models import ItemSketchRow
from store.persons.pieces import erase
from store.rules.likeness import made
from store.rules.sketching import text_sketch
from store.unit import Unit
from store.values import OF_WHOLE, Actor, Arrival, ItemContent, ItemKind, Participant, Role, Sketch
from tests.contract.store.conftest import NOON
from tests.contract.store.records import ANN, BOB, a_folder, a_mailbox, an_email, an_opportunity, linked

AT = NOON - timedelta(hours=1)
CARL, NAME = "carl@other.example", "Carl Other"
SHORT = f"Dear Bob, {NAME} orders 200 seats for 125,000 euro."
LONG = SHORT + "".join(f"\nLine {n}: {n * n} seats" for n in range(150))
HEAD = "Our house says of every mail what nobody reads.\n" * 60 + "\n"
EARLY, LATE = "<early@x>", "<late@x>"  # whose sketches are stored, and are made once they are compared
LIKENESS = {EARLY: 7, LATE: 8}
TEXTS = pytest.mark.parametrize("text", [SHORT, LONG])


def sketch(text: str, identity: str, *, is_anonymous: bool = False) -> Sketch:
    sender, sent = ("", "") if is_anonymous else (ANN, "2026-03-10 11:00:00")
    return Sketch(sender, sent, "offer", OF_WHOLE, LIKENESS[identity], is_anonymous, partial(str, text))


def a_mail(text: str, identity: str = LATE) -> ItemContent:
    people = (Participant("from", ANN, "Ann"), Participant("to", BOB), Participant("cc", CARL, NAME))
    told = sketch(text, identity)
    told = made(told) if identity == EARLY else told
    return an_email(identity, body=text, preview=text[:100], participants=people, sketch=told, occurred_at=AT)


def take_in(unit: Unit, *contents: ItemContent) -> None:
    """These, linked to an opportunity; anew where they are there."""
    due = a_mailbox(unit)
    arrivals = [Arrival(one.identity, one.kind, one.identity, "", sketch=one.sketch) for one in contents]
    held = unit.history.known(due.id, arrivals).items
    number = an_opportunity(unit)
    entries = [
        replace(linked(one.identity, number), content=one, known=known)
        for one, known in zip(contents, held, strict=True)
    ]
    unit.history.save(due.id, a_folder(unit, due.id).id, entries, now=NOON)


def is_there(unit: Unit, text: str, identity: str = LATE, *, is_anonymous: bool = False) -> bool:
    """Whether a mail that arrives in another mailbox is a copy of one that is there."""
    came = sketch(text, identity, is_anonymous=is_anonymous)
    named = "fingerprint:1" if is_anonymous else identity
    arrival = Arrival("S9", ItemKind.EMAIL, named, "another", sketch=came, at=AT)
    [found] = unit.history.known(a_mailbox(unit, "eve@us.example").id, [arrival]).items
    return found is not None


def stored(unit: Unit) -> list[str]:
    return list(unit.connection.scalars(select(ItemSketchRow.text).order_by(ItemSketchRow.item_id)))


def others(text: str) -> list[str]:
    """It and another, each as it was sent and below what a house put there."""
    other = text.replace("125,000", "152,000")
    return [text, HEAD + text, other, HEAD + other]


@TEXTS
def test_nothing_is_stored_of_a_text_that_is_kept_and_it_is_told_by_that(store: Store, text: str):
    with store.write() as unit:
        take_in(unit, a_mail(text))

        assert stored(unit) == [OF_WHOLE]
        assert [is_there(unit, one) for one in others(text)] == [True, True, False, False]
        assert [is_there(unit, one, is_anonymous=True) for one in others(text)[::2]] == [True, False]


def empties(unit: Unit) -> None:
    unit.redacting.empty_old(NOON)


def redacts(unit: Unit) -> None:
    unit.redacting.redact([1, 2])


def shortens(unit: Unit) -> None:
    take_in(unit, *(a_mail("Dear Bob, see below.", identity) for identity in LIKENESS))


def forgets(store: Store) -> None:
    with store.write(Actor("Olivia", role=Role.OWNER)) as unit:
        erasure = unit.erasing.begin(unit.people.of(CARL))
    erase(store, erasure, lambda address: address.endswith("@us.example"))


def in_one(work: Callable[[Unit], None]) -> Callable[[Store], None]:
    def done(store: Store) -> None:
        with store.write() as unit:
            work(unit)

    return done


WRITERS = {
    "retention": in_one(empties),
    "redacting": in_one(redacts),
    "a new text": in_one(shortens),
    "forgetting": forgets,
}


@TEXTS
@pytest.mark.parametrize("writer", WRITERS)
def test_whoever_changes_a_kept_text_leaves_what_a_stored_sketch_would_tell(store: Store, writer: str, text: str):
    with store.write() as unit:
        take_in(unit, a_mail(text, EARLY), a_mail(text, LATE))
        before = [unit.items.get(id).body for id in (1, 2)]

    WRITERS[writer](store)

    with store.write() as unit:
        assert before == [text, text]
        assert [unit.items.get(id).body != text for id in (1, 2)] == [True, True]
        for is_anonymous in (False, True):
            early, late = (
                [is_there(unit, one, identity, is_anonymous=is_anonymous) for one in others(text)]
                for identity in (EARLY, LATE)
            )
            assert late == early


def test_where_somebody_is_taken_out_of_a_text_a_sketch_of_what_it_was_is_stored(store: Store):
    with store.write() as unit:
        take_in(unit, a_mail(SHORT))

    forgets(store)

    with store.write() as unit:
        assert NAME not in unit.items.get(1).body
        assert stored(unit) == [text_sketch(SHORT)]


@contextmanager
def statements(unit: Unit) -> Iterator[list[str]]:
    told: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        told.append(statement)

    event.listen(unit.connection, "before_cursor_execute", heard)
    yield told
    event.remove(unit.connection, "before_cursor_execute", heard)


def test_texts_are_read_in_one_query_and_only_where_mails_are_compared(store: Store):
    with store.write() as unit:
        take_in(unit, a_mail(SHORT, EARLY), a_mail(SHORT, LATE))
        due = a_mailbox(unit, "eve@us.example")
        page = [Arrival(name, ItemKind.EMAIL, name, "", sketch=sketch(SHORT, name), at=AT) for name in LIKENESS]
        elsewhere = [replace(one, identity=f"other {one.identity}") for one in page]

        with statements(unit) as compared:
            unit.history.known(due.id, page)
        with statements(unit) as met_nothing:
            unit.history.known(due.id, elsewhere)

    assert len([one for one in compared if "items.body" in one]) == 1
    assert [one for one in met_nothing if "items.body" in one] == []


def test_a_copy_is_compared_with_the_server_by_the_text_that_its_item_keeps(store: Store):
    with store.write() as unit:
        take_in(unit, a_mail(SHORT))
        due = a_mailbox(unit)

        held = unit.comparing.held(due.id, [LATE], to_compare=True)[LATE].sketch
        listed = unit.comparing.held(due.id, [LATE])[LATE].sketch

    assert held is not None
    assert listed is not None
    assert made(held).text == text_sketch(SHORT)
    assert listed.whole is None
