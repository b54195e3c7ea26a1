"""The steps of forgetting somebody, each of which is done a piece at a time, and any number of times.

What is copied from elsewhere comes after what it is copied from, so that no copy is made of what is to go: records and
the history first; the trail, and what others were told, last.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Table

from store.persons.mail import IsOwn, forget_mail, mail_left
from store.persons.mentions import BY_THEMSELVES, tables
from store.persons.records import (
    forget_histories,
    forget_records,
    forget_written,
    histories_left,
    records_left,
    written_left,
)
from store.persons.texts import drafts_left, forget_drafts, items_naming, mask_items, mask_rows, rows_naming
from store.transaction import Transaction
from store.values import Erased, Person

_COPIES = ("item_versions", "drafts", "tasks", "api_answers", "webhook_deliveries", "changes")


@dataclass(frozen=True)
class Step:
    left: Callable[[Transaction, Person], Sequence[Any]]  # keys of what is still to be done
    take: Callable[[Transaction, Person, Sequence[Any]], Erased]  # some of it is done; what was taken away


def steps(is_own: IsOwn) -> list[Step]:
    """In order, for a firm whose own addresses are these."""
    return [
        Step(mail_left, partial(forget_mail, is_own=is_own)),
        Step(written_left, forget_written),
        Step(histories_left, forget_histories),
        Step(records_left, forget_records),
        Step(drafts_left, forget_drafts),
        Step(items_naming, mask_items),
        *(Step(*_masking(table)) for table in sorted(tables(), key=_in_order) if table.name not in BY_THEMSELVES),
    ]


def _masking(table: Table) -> tuple[Any, Any]:
    def left(transaction: Transaction, person: Person) -> Sequence[Any]:
        return rows_naming(transaction, table, person)

    def take(transaction: Transaction, person: Person, keys: Sequence[Any]) -> Erased:
        return mask_rows(transaction, table, person, keys)

    return left, take


def _in_order(table: Table) -> int:
    return _COPIES.index(table.name) if table.name in _COPIES else -1
