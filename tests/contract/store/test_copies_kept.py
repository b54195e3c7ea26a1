"""How copies were decided and which of them wait is what counting them comes to, whatever was done to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text, update

from store.database import Store, open_store
from store.errors import StoreError
from store.history.copies_kept import OF_A_THREAD
from store.models import CopySumRow, ItemRow, MailboxRow, PointerRow, ReceiptRow, WaitingRow
from store.unit import Unit
from store.values import Actor, Entry, HistoryOf, Outcome, Receipt, Record, ReviewEntry, Role
from tests.contract.store.conftest import NOON
from tests.contract.store.records import BOB, CY, a_folder, a_mailbox, an_email, an_entry, an_opportunity, known, save

DECIDED = (
    Receipt(Outcome.LINKED, "address", "a reason"),
    Receipt(Outcome.CONTACT, "address", "a reason"),
    Receipt(Outcome.SKIPPED, "inside", "a reason"),
    Receipt(Outcome.SKIPPED, "automatic", "a reason"),
    *(Receipt(Outcome.REVIEW, rule, "a reason") for rule in (*OF_A_THREAD, "unknown category")),
)


@pytest.fixture
def eve(store: Store) -> Actor:
    with store.write() as unit:
        for address in (BOB, CY):
            a_folder(unit, a_mailbox(unit, address).id)
        an_opportunity(unit)
        return Actor.of(unit.users.add("Eve", "eve@us.example", Role.OWNER))


def boxes(unit: Unit) -> list[int]:
    return list(unit.connection.scalars(select(MailboxRow.id).order_by(MailboxRow.id)))


def mail(n: int) -> Entry:
    """One of a few messages, in a thread or none, decided somehow; under one of a few ids of the server."""
    thread = ("", "one", "other")[n // 7 % 3]
    content = an_email(f"<m{n % 5}@x>", thread=thread, occurred_at=NOON - timedelta(hours=n % 11))
    return an_entry(f"S{n % 6}", content, receipt=DECIDED[n % len(DECIDED)])


def _some(unit: Unit, column: object, n: int) -> int:
    ids: Sequence[int] = unit.connection.scalars(select(column).order_by(column)).all()  # type: ignore[call-overload]
    return ids[n % len(ids)] if ids else 0


def _save(unit: Unit, n: int) -> None:
    save(unit, boxes(unit)[n % 2], mail(n))


def _save_again(unit: Unit, n: int) -> None:
    """The same copy, as the store knows it, decided otherwise."""
    box = boxes(unit)[n % 2]
    [there] = known(unit, box, [mail(n)])
    save(unit, box, replace(mail(n), known=there, content=None if there else mail(n).content, receipt=DECIDED[n % 4]))


def _held(unit: Unit, n: int) -> None:
    folder = unit.mailboxes.folders(boxes(unit)[0])[0]
    unit.quarantine.add(boxes(unit)[0], folder.id, f"S{n % 8}", "odd", now=NOON, is_passed_over=bool(n % 3))


def _merged_copies(unit: Unit, n: int) -> None:
    """As where a copy turns out to be the one that was moved."""
    unit.connection.execute(delete(PointerRow).where(PointerRow.id == _some(unit, PointerRow.id, n)))


def _other_thread(unit: Unit, n: int) -> None:
    thread = ("", "one", "third")[n % 3]
    unit.connection.execute(
        update(ItemRow).where(ItemRow.id == _some(unit, WaitingRow.item_id, n)).values(thread=thread)
    )


def _other_mailbox(unit: Unit, n: int) -> None:
    this = PointerRow.id == _some(unit, PointerRow.id, n)
    to = boxes(unit)[n // 2 % 2]
    unit.connection.execute(update(PointerRow).where(this).values(mailbox_id=to, server_id=f"moved {n}"))


def _other_receipts(unit: Unit, n: int) -> None:
    """Many at once."""
    receipt = DECIDED[n % len(DECIDED)]
    these = ReceiptRow.pointer_id % 2 == n % 2
    unit.connection.execute(update(ReceiptRow).where(these).values(outcome=receipt.outcome.value, rule=receipt.rule))


def _no_receipt(unit: Unit, n: int) -> None:
    unit.connection.execute(delete(ReceiptRow).where(ReceiptRow.pointer_id == _some(unit, PointerRow.id, n)))


def _emptied(unit: Unit, n: int) -> None:
    number = an_opportunity(unit)
    unit.items.place(_some(unit, ItemRow.id, n), NOON, HistoryOf(number))
    unit.bin.delete(Record.OPPORTUNITY, number)
    unit.bin.empty()


ACTS: dict[str, Callable[[Unit, int], object]] = {
    "save": _save,
    "save again": _save_again,
    "hold": _held,
    "understand": lambda unit, n: unit.quarantine.readable(boxes(unit)[0], [f"S{n % 8}"]),
    "gone": lambda unit, n: unit.history.gone(boxes(unit)[n % 2], [f"S{n % 6}"]),
    "merge copies": _merged_copies,
    "other thread": _other_thread,
    "other mailbox": _other_mailbox,
    "other receipts": _other_receipts,
    "no receipt": _no_receipt,
    "hide": lambda unit, n: unit.items.delete(_some(unit, ItemRow.id, n)),
    "show": lambda unit, n: unit.items.restore(_some(unit, ItemRow.id, n)),
    "resolve": lambda unit, n: unit.reviewing.resolve(_some(unit, WaitingRow.item_id, n), [1]),
    "dismiss": lambda unit, n: unit.reviewing.dismiss(_some(unit, WaitingRow.item_id, n)),
    "empty": _emptied,
}
DONE = st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 400)), max_size=25)


def do(unit: Unit, done: Sequence[tuple[str, int]]) -> None:
    for name, n in done:
        try:
            with unit.attempt():
                ACTS[name](unit, n)
        except StoreError:
            pass  # what the rules refuse changes nothing


def counted(unit: Unit, mailbox_id: int) -> dict[str, int]:
    """Of the copies themselves: those of each outcome that there is, in quarantine, and all."""
    return {name: many for name, many in unit.history.counts(mailbox_id).items() if many}


def told(unit: Unit, mailbox_id: int) -> dict[str, int]:
    [one] = [one for one in unit.mailboxes.status() if one.id == mailbox_id]
    outcomes: dict[str, int] = {outcome.value: many for outcome, many in one.outcomes.items()}
    assert sum(one.skipped.values()) == outcomes.get("skipped", 0)
    return outcomes | {name: many for name in ("quarantined", "seen") if (many := getattr(one, name))}


def asked(unit: Unit, mailbox_id: int | None, rule: str | None) -> list[tuple[int, str, int]]:
    """Entries from all receipts that wait: the oldest item, the rule, and how many items; the latest first."""
    columns = (ItemRow.id, ItemRow.search_id, ItemRow.thread, ReceiptRow.rule, PointerRow.mailbox_id)
    waits = select(*columns).join(PointerRow, PointerRow.item_id == ItemRow.id)
    waits = waits.join(ReceiptRow, ReceiptRow.pointer_id == PointerRow.id)
    entries: dict[tuple[str, object], set[tuple[int, int]]] = {}
    here = (ReceiptRow.outcome == Outcome.REVIEW.value, ItemRow.deleted_at.is_(None))
    for id, place, thread, of, box in unit.connection.execute(waits.where(*here)):
        if mailbox_id in (None, box) and rule in (None, of):
            entries.setdefault((of, thread if of in OF_A_THREAD and thread else id), set()).add((place, id))
    in_order = sorted(((max(items), key, items) for key, items in entries.items()), key=lambda one: one[1][0])
    in_order.sort(key=lambda one: one[0], reverse=True)
    return [(min(items)[1], of, len(items)) for _, (of, _), items in in_order]


def listed(entries: Sequence[ReviewEntry]) -> list[tuple[int, str, int]]:
    return [(one.item.item_id, one.rule, one.waiting) for one in entries]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 400), min_size=1, max_size=12), DONE, st.sampled_from([None, *OF_A_THREAD]))
def test_what_is_kept_of_copies_is_what_somebody_counts_whatever_was_done(
    store: Store, eve: Actor, made: list[int], done: list[tuple[str, int]], rule: str | None
):
    with store.write(eve) as unit, unit.connection.begin_nested() as all_of_it:
        do(unit, [("save", n) for n in made])

        do(unit, done)

        assert unit.sums.wrong() == 0
        for box in boxes(unit):
            assert told(unit, box) == counted(unit, box)
        for box in (None, *boxes(unit)):
            entries = unit.reviewing.entries(mailbox_id=box, rule=rule)
            assert listed(entries) == asked(unit, box, rule)
            behind = [unit.reviewing.entries(mailbox_id=box, rule=rule, place=one.place) for one in entries[:1]]
            assert [listed(rest) for rest in behind] == [listed(entries[1:])][: len(entries)]
        assert unit.reviewing.count() == len(asked(unit, None, None))
        all_of_it.rollback()


def test_every_act_of_the_law_changes_something(store: Store, eve: Actor):
    """So that none of them is refused whatever comes, and proves nothing."""
    never = []
    for name in ACTS:
        with store.write(eve) as unit, unit.connection.begin_nested() as all_of_it:
            do(unit, [("save", n) for n in range(14)])
            if name == "show":
                ACTS["hide"](unit, 2)
            if name == "understand":
                _held(unit, 2)
            before = state(unit)
            do(unit, [(name, n) for n in range(2, 6)])
            never += [name] if state(unit) == before else []
            assert unit.sums.wrong() == 0, name
            all_of_it.rollback()

    assert never == []


def state(unit: Unit) -> list[object]:
    gone = unit.connection.scalar(select(func.count()).select_from(PointerRow).where(PointerRow.is_gone))
    kept = [sorted(map(tuple, unit.connection.execute(select(table)).all())) for table in (CopySumRow, WaitingRow)]
    return [unit.audit.newest(), gone, unit.mailboxes.status(), kept]


@pytest.mark.parametrize("table", [CopySumRow, WaitingRow])
def test_what_is_wrong_is_told_and_counted_anew(store: Store, eve: Actor, table: type[CopySumRow | WaitingRow]):
    with store.write(eve) as unit:
        for n in range(20):
            _save(unit, n)
        unit.connection.execute(delete(table))
        wrong = unit.sums.wrong()

        unit.sums.count_anew()

        assert wrong > 0
        assert unit.sums.wrong() == 0
        assert [told(unit, box) for box in boxes(unit)] == [counted(unit, box) for box in boxes(unit)]
        assert listed(unit.reviewing.entries()) == asked(unit, None, None) != []


def test_a_page_of_mail_changes_each_sum_once_on_postgresql(postgres_url: str):
    """Each change of a sum leaves a dead version behind, past all of which the next one looks."""
    decided = [replace(DECIDED[2], rule=f"rule {n % 2}") for n in range(60)]
    entries = [an_entry(f"P{n}", an_email(f"<p{n}@x>"), receipt=receipt) for n, receipt in enumerate(decided)]
    changed = text("SELECT n_tup_ins + n_tup_upd FROM pg_stat_xact_user_tables WHERE relname = 'copy_sums'")
    with closing(open_store(postgres_url)) as store, store.write() as unit:
        box = a_mailbox(unit).id

        save(unit, box, *entries)

        assert unit.connection.scalar(changed) == 3
