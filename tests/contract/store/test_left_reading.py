"""Rows that nobody read to their end, as an error in the middle of them leaves: who comes next sees what there is."""

from __future__ import annotations

from contextlib import closing

from sqlalchemy import select

from store.database import Store, open_store
from store.models import AccountRow

FIRST = [f"Account {n}" for n in range(10)]


def accounts(store: Store) -> list[str]:
    with store.read() as unit:
        return list(unit.connection.scalars(select(AccountRow.name).order_by(AccountRow.id)))


def add(store: Store, *names: str) -> None:
    with store.write() as unit:
        for name in names:
            unit.accounts.add(name)


def test_who_reads_next_sees_what_there_is(store: Store) -> None:
    add(store, *FIRST)
    with store.read() as unit:
        left = unit.connection.execute(select(AccountRow.name))
        assert next(iter(left))
    add(store, "Fabrikam")

    assert accounts(store) == [*FIRST, "Fabrikam"]
    del left


def test_who_writes_next_can(store: Store, url: str) -> None:
    add(store, *FIRST)
    with store.write() as unit:
        left = unit.connection.execute(select(AccountRow.name))
        assert next(iter(left))
    with closing(open_store(url)) as other:
        add(other, "Fabrikam")

    add(store, "Contoso")

    assert accounts(store) == [*FIRST, "Fabrikam", "Contoso"]
    del left


def test_an_error_that_is_kept_keeps_no_snapshot(store: Store) -> None:
    add(store, *FIRST)
    kept: list[Exception] = []
    try:
        with store.read() as unit:
            for name in unit.connection.scalars(select(AccountRow.name)):
                raise ValueError(name)
    except ValueError as error:
        kept.append(error)  # with its traceback, in which the rows are
    add(store, "Contoso")

    assert accounts(store) == [*FIRST, "Contoso"]
    assert kept
