"""Forgetting somebody in short transactions: others write between them, and it goes on wherever it was cut short."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from store.database import Store, open_store
from store.errors import NotAllowed
from store.persons.pieces import PIECE, erase, go_on
from store.unit import Unit
from store.values import Actor, Erasure, Participant, Role
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.full import an_item
from tests.contract.store.marked import ADDRESS, NAME, OTHER, PHONE, marked_in, seed
from tests.contract.store.records import BOB, a_folder, a_mailbox, an_email, an_opportunity
from tests.contract.store.test_erasing import OWNER, is_own, take_in
from tests.sampled import is_among

EVERY = 1 if os.environ.get("EVERY_BORDER") else 16
MOST = 140  # on either side of each transaction that writes, and some beyond the last
BORDERS = [n for n in range(MOST) if is_among("borders of an erasure", f"border {n}", EVERY)]


@pytest.mark.parametrize("border", BORDERS)
def test_cut_short_at_any_border_it_ends_the_same(store: Store, border: int):
    with store.write() as unit:
        a_person(unit)
    with store.read() as unit:
        planned = unit.erasing.planned(unit.people.of(ADDRESS), is_own)
    done = None

    with dying_at(store, border) as crossed, suppress(Died):
        done = erase(store, begun(store), is_own, piece=2)
    for erasure in [*going_on(store)] if border else [begun(store)]:
        done = erase(store, erasure, is_own)

    assert len(crossed) < MOST
    with store.read() as unit:
        assert marked_in(unit.connection) == {}
        assert [unit.search.find(word) for word in ("zorbalina", "quuxelmann")] == [[], []]
    if done:  # else it died when all was over
        assert replace(done, texts=0) == planned
        assert done.texts > 40


def test_between_two_pieces_others_write_and_none_takes_many_rows(store: Store, url: str):
    with store.write() as unit:
        ann = unit.contacts.add(NAME, addresses=[ADDRESS]).id
        for _ in range(3 * PIECE):
            an_item(unit, "note", contact=ann)
        take_in(unit, a_box(unit), an_opportunity(unit), *some_mail(3 * PIECE))
    other, waited, rows = open_store(url, lock_wait=timedelta(0)), list[float](), list[int]()

    def write_as_well(took: float) -> None:
        waited.append(took)
        with other.write() as unit:
            unit.state.put("another", f"{len(waited)}")

    with rows_written(store, rows):
        done = go_on(store, begun(store), is_own, write_as_well)

    other.close()
    assert done
    assert (done.done.bare, done.done.masked, done.done.written) == (3 * PIECE, 3 * PIECE, 3 * PIECE)
    assert len(waited) > 9
    assert max(rows) < 20 * PIECE


def test_cut_short_it_says_so_and_goes_on(store: Store):
    with store.write() as unit:
        a_person(unit)

    cut_short = go_on(store, begun(store), is_own, lambda took: True)

    assert cut_short is None
    [left] = going_on(store)
    erase(store, left, is_own)
    assert going_on(store) == []
    with store.read() as unit:
        assert marked_in(unit.connection) == {}


def test_whoever_is_being_forgotten_is_found_by_what_they_were_known_by(store: Store):
    with store.write() as unit:
        ann = unit.contacts.add(NAME, addresses=[ADDRESS]).id
    erasure = begun(store)

    with store.write(OWNER) as unit:
        assert [unit.erasing.begun(asked) for asked in (ADDRESS, NAME.upper(), str(ann))] == [erasure] * 3
        assert unit.erasing.begun(OTHER) is None
        assert unit.erasing.begin(erasure.person) == erasure
        assert unit.forgotten.among([ADDRESS]) == {ADDRESS: NOON}
        assert unit.contacts.get(ann).addresses == ()


def test_an_address_that_was_added_since_they_were_looked_for_is_theirs_as_well(store: Store):
    with store.write() as unit:
        ann = unit.contacts.add(NAME, addresses=[ADDRESS]).id
        person = unit.people.of(ADDRESS)
        unit.contacts.edit(ann, addresses=(ADDRESS, "zq@home.example"))

    with store.write(OWNER) as unit:
        erasure = unit.erasing.begin(person)

    assert erasure.person.addresses == (ADDRESS, "zq@home.example")
    with store.read() as unit:
        assert len(unit.forgotten.among(erasure.person.addresses)) == 2


def test_it_is_left_alone_once_no_piece_came_for_a_while(store: Store, clock: Clock):
    with store.write() as unit:
        a_person(unit)
    begun(store)
    since = clock.now

    clock.forward(timedelta(minutes=9))
    go_on(store, going_on(store)[0], is_own, lambda took: True)

    with store.read() as unit:
        assert [one.person.addresses for one in unit.erasing.left_alone(since + timedelta(minutes=5))] == [()]
        assert len(unit.erasing.left_alone(clock.now + timedelta(seconds=1))) == 2


def test_what_two_do_at_once_is_done_once(store: Store):
    with store.write() as unit:
        a_person(unit)
    with store.read() as unit:
        planned = unit.erasing.planned(unit.people.of(ADDRESS), is_own)
    erasure = begun(store)

    def the_other(took: float) -> None:
        if not others:
            others.append(erase(store, erasure, is_own))

    others: list[Any] = []
    mine = go_on(store, erasure, is_own, the_other, piece=2)
    assert mine
    with store.write(OWNER) as unit:
        unit.erasing.end(mine)

    assert replace(others[0], texts=0) == planned
    with store.read() as unit:
        assert marked_in(unit.connection) == {}


def test_a_member_begins_none(store: Store):
    with store.write() as unit:
        unit.contacts.add(NAME, addresses=[ADDRESS])
        person = unit.people.of(ADDRESS)

    with pytest.raises(NotAllowed), store.write(Actor("Mia", role=Role.MEMBER)) as unit:
        unit.erasing.begin(person)

    assert going_on(store) == []


# --- what there is ----------------------------------------------------------------------------------------------------


class Died(Exception):
    """Whoever worked with the store is there no more."""


@contextmanager
def dying_at(store: Store, border: int) -> Iterator[list[str]]:
    """The borders that are crossed, which end at this one."""
    crossed: list[str] = []

    def cross(where: str) -> None:
        crossed.append(where)
        if len(crossed) - 1 == border:
            raise Died

    @contextmanager
    def around(name: str, kind: str) -> Iterator[None]:
        if kind == "write":
            cross("before")
        yield
        if kind == "write":
            cross("after")

    store.spent.around, before = around, store.spent.around
    try:
        yield crossed
    finally:
        store.spent.around = before


@contextmanager
def rows_written(store: Store, rows: list[int]) -> Iterator[None]:
    """How many rows each transaction of the store changes."""

    @contextmanager
    def around(name: str, kind: str) -> Iterator[None]:
        rows.append(0)
        yield

    def ran(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith(("UPDATE", "DELETE", "INSERT")):
            rows[-1] += max(cursor.rowcount, 0)

    store.spent.around, before = around, store.spent.around
    event.listen(Engine, "after_cursor_execute", ran)
    try:
        yield
    finally:
        event.remove(Engine, "after_cursor_execute", ran)
        store.spent.around = before


def begun(store: Store) -> Erasure:
    with store.read() as unit:
        person = unit.people.of(ADDRESS)
    with store.write(OWNER) as unit:
        return unit.erasing.begin(person)


def going_on(store: Store) -> list[Erasure]:
    with store.read() as unit:
        return [one for one in unit.erasing.left_alone(NOON + timedelta(days=1)) if one.person.addresses]


def a_person(unit: Unit) -> None:
    """In every text, and in more of everything than a piece of two rows takes."""
    take_in(unit, a_box(unit), an_opportunity(unit), *some_mail(3))
    ann = seed(unit)
    for _ in range(3):
        an_item(unit, "note", contact=ann)


def a_box(unit: Unit) -> tuple[int, int]:
    mailbox = a_mailbox(unit, "eve@us.example").id
    return mailbox, a_folder(unit, mailbox).id


def some_mail(many: int) -> list[Any]:
    """From them, and from somebody else with them in it."""
    ours = Participant("to", BOB)
    wrote = (Participant("from", ADDRESS, NAME), ours)
    beside = (Participant("from", OTHER, "Carl"), ours, Participant("cc", ADDRESS, NAME))
    return [
        *(an_email(f"<w{n}@x>", participants=wrote) for n in range(many)),
        *(an_email(f"<b{n}@x>", participants=beside, body=f"{NAME}, {PHONE}") for n in range(many)),
    ]
