"""What is asked for each page, and on each idle cycle, is found through an index, however large the tables are."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Select, make_url, select

from store.among import one_of
from store.database import Store, open_store
from store.models import ItemRow
from store.records.by_party import names_at, numbers_by_party
from store.records.by_value import numbers_by_value, ranked
from store.records.looked_for import among_all
from store.unit import Unit
from store.values import (
    ErrandKind,
    HistoryOf,
    ItemKind,
    OpportunityFilter,
    Record,
    SortBy,
    State,
)
from tests.contract.store.conftest import NOON
from tests.contract.store.plans.conftest import ENTRIES
from tests.contract.store.plans.explained import explained
from tests.contract.store.records import an_email, an_entry, known, linked

OSLO = ZoneInfo("Europe/Oslo")


# Small tables: a firm has few of these, and reading them whole is the quickest way.
SMALL = (
    "alembic_version",
    "mailboxes",
    "folders",
    "stages",
    "users",
    "activities",
    "fields",
    "webhooks",
    "waiting_copies",
    "copy_sums",
)


# By activity, to a limit; copies that ask, and no others.
FEW_OR_TO_A_LIMIT = (" USING INDEX ix_opportunities_active", " USING INDEX ix_pointers_asked")


def claim(unit: Unit) -> object:
    return unit.mailboxes.claim(owner="me", lease=timedelta(minutes=1), every=timedelta(minutes=1), now=NOON)


def by_fields(unit: Unit, *asked: str) -> object:
    return unit.pipeline.page(OpportunityFilter(own=unit.fields.comparisons(Record.OPPORTUNITY, asked)))


@pytest.mark.parametrize(
    "ask",
    [
        claim,
        lambda unit: unit.mailboxes.next_due(),
        lambda unit: unit.mailboxes.folders(1),
        lambda unit: known(unit, 1, [*ENTRIES, linked("S9"), an_entry("S8", an_email("", fingerprint="g"))]),
        lambda unit: unit.history.save(1, 1, ENTRIES, now=NOON),
        lambda unit: unit.history.gone(1, ["S1"]),
        lambda unit: unit.history.stamps_owed([1, 2]),
        lambda unit: unit.again.renamed(1, 2),
        lambda unit: unit.history.are_gone(1, ["S1", "S2"]),
        lambda unit: unit.comparing.held(1, ["S1", "S2"]),
        lambda unit: unit.comparing.present(1, NOON, after="S", limit=10),
        lambda unit: unit.comparing.count_present(1, 1, NOON),
        lambda unit: unit.quarantine.among(1, ["S1"]),
        lambda unit: unit.quarantine.held(1),
        lambda unit: unit.history.copies_linked_to([1, 2]),
        lambda unit: unit.privacy.due(NOON),
        lambda unit: unit.history.confirm([(1, "S7", "CK", frozenset({1}), (1,))]),
        lambda unit: unit.history.pointers_of([1, 2]),
        lambda unit: unit.links.candidates({"ann@client.example"}, {1}),
        lambda unit: unit.errands.owe(1, ErrandKind.STAMP, ["1"], due_at=NOON),
        lambda unit: unit.errands.due(1, now=NOON, limit=10),
        lambda unit: unit.errands.keys(1, ErrandKind.CATEGORIES),
        lambda unit: unit.errands.counts(1),
        lambda unit: unit.tasks.followed(1),
        lambda unit: unit.tasks.get(1, uuid4()),
        lambda unit: unit.tasks.by_number(1),
        lambda unit: unit.quarantine.readable(1, ["S1"]),
        lambda unit: unit.wanted_tasks.of(1, OSLO),
        lambda unit: unit.agendas.of(1, NOON.date(), NOON.date() + timedelta(6), NOON.date(), OSLO, 50),
        lambda unit: unit.agendas.on_each(1, [NOON.date() + timedelta(count) for count in range(31)], OSLO, 20),
        lambda unit: unit.agendas.overdue(1, NOON.date(), OSLO, 50),
        lambda unit: unit.agendas.nearest(1, NOON.date(), OSLO, before=True),
        lambda unit: unit.agendas.nearest(1, NOON.date(), OSLO, before=False),
        lambda unit: unit.agendas.mailbox_of("bob@us.example"),
        lambda unit: unit.opportunities.offered_to(1, closed_since=NOON),
        lambda unit: unit.opportunities.offered_to(None),
        lambda unit: unit.opportunities.briefs([1]),
        lambda unit: unit.opportunities.history(1),
        lambda unit: unit.marketing.track(1),
        lambda unit: unit.pipeline.page(OpportunityFilter(initiated_marketing_ids=(1,))),
        lambda unit: unit.projects.all(number=1),
        lambda unit: unit.projects.parties(1),
        lambda unit: unit.project_tasks.of([1]),
        lambda unit: unit.fields.of(Record.OPPORTUNITY, [1]),
        lambda unit: by_fields(unit, "Seats>5", "Seats<=9"),
        lambda unit: by_fields(unit, "Seats=5"),
        lambda unit: by_fields(unit, "Note=a"),
        lambda unit: by_fields(unit, "Day<2026-01-01"),
        lambda unit: unit.contacts.find("ann@client.example"),
        lambda unit: unit.contacts.find("ann"),
        lambda unit: unit.accounts.find("A"),
        lambda unit: unit.contacts.all(account_id=1),
        lambda unit: unit.contacts.all("nobody", limit=51),
        lambda unit: unit.contacts.all("lient.ex", limit=51),
        lambda unit: unit.opportunities.all(search="seat"),
        lambda unit: unit.listed.page(OpportunityFilter(title="seat"), (), sort=SortBy.SOURCE, limit=51),
        lambda unit: unit.opportunities.of_party(contact_id=1),
        lambda unit: unit.opportunities.of_party(account_id=1),
        lambda unit: unit.audit.of(Record.CONTACT, 1),
        lambda unit: unit.bin.all(),
        lambda unit: unit.bin.all(before=NOON),
        lambda unit: unit.audit.latest(50, user_id=1),
        lambda unit: unit.audit.latest(50, since=NOON),
        lambda unit: unit.items.history(HistoryOf(1)),
        lambda unit: unit.items.history(HistoryOf(contact_id=1)),
        lambda unit: unit.items.history(HistoryOf(account_id=1)),
        lambda unit: unit.items.history(HistoryOf(account_id=1), kind=ItemKind.EMAIL, offset=1),
        lambda unit: unit.search.find("seats off*"),
        lambda unit: unit.finding.find("ann lee"),
        lambda unit: unit.finding.find("ann@client"),
        lambda unit: unit.finding.find("+47 22 00 00 00"),
        lambda unit: unit.items.link(1, 2),
        lambda unit: unit.items.unlink(1, 1),
        lambda unit: unit.opportunities.edit(1, contact_id=1),
        lambda unit: unit.notes.add(HistoryOf(1), "A note"),
        lambda unit: unit.reviewing.entries(),
        lambda unit: unit.reviewing.entries(mailbox_id=1, rule="ambiguous"),
        lambda unit: unit.reviewing.count(),
        lambda unit: unit.reviewing.waiting_with(4),
        lambda unit: unit.reviewing.resolve(4, [1, 2]),
        lambda unit: unit.reviewing.dismiss(4),
        lambda unit: unit.questions.open(),
        lambda unit: unit.again.queue_changed_records(0),
        lambda unit: unit.relinking.oldest(-1, 10, NOON),
        lambda unit: unit.relinking.about(1),
        lambda unit: unit.again.stored([1, 2, 3]),
        lambda unit: unit.again.next(10, among=[1, 2, 3]),
        lambda unit: unit.losses.frozen(),
        lambda unit: unit.losses.settle(1),
    ],
)
def test_no_large_table_is_read_whole(store: Store, ask: Callable[[Unit], object]):
    with explained() as plans, store.write() as unit:
        ask(unit)

    assert plans
    whole = [plan for plan in plans if reads_whole(plan)]
    assert whole == []


OPEN = OpportunityFilter(state=State.OPEN)


@pytest.mark.row(17, 19)
@pytest.mark.parametrize(
    ("wanted", "sort"),
    [
        (OpportunityFilter(), SortBy.NUMBER),
        (OPEN, SortBy.NUMBER),
        (OpportunityFilter(), SortBy.CLOSE_DATE),
        (OPEN, SortBy.CLOSE_DATE),
        (replace(OPEN, stage_ids=(1,)), SortBy.NUMBER),
        (replace(OPEN, assigned_to=(1,)), SortBy.NUMBER),
        (replace(OPEN, type_ids=(1,)), SortBy.NUMBER),
        (replace(OPEN, source_ids=(1,)), SortBy.NUMBER),
        (replace(OPEN, payment_terms_ids=(1,)), SortBy.NUMBER),
        (replace(OPEN, account_ids=(1,)), SortBy.NUMBER),
        (replace(OPEN, contact_ids=(1,)), SortBy.NUMBER),
        (replace(OPEN, initiated_marketing_ids=(1,)), SortBy.NUMBER),
    ],
)
def test_a_lists_first_page_is_read_in_its_order_and_no_further(store: Store, wanted: OpportunityFilter, sort: SortBy):
    with explained() as plans, store.read() as unit:
        unit.pipeline.page(wanted, sort=sort, limit=51)

    page = plans[: plans.index("done")]  # the rest is about the rows that are shown
    steps = [plan for plan in page if " opportunities" in plan or "TEMP B-TREE" in plan]
    in_order = "SCAN opportunities" if wanted == OpportunityFilter() else "SEARCH opportunities USING INDEX"
    assert steps[0].startswith(in_order)
    assert [step for step in steps if "TEMP B-TREE" in step] == []


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("state", [State.OPEN, State.CLOSED, State.ALL])
@pytest.mark.parametrize(
    "sort", [SortBy.ASSIGNED, SortBy.STAGE, SortBy.TYPE, SortBy.SOURCE, SortBy.TERMS, SortBy.REASON]
)
def test_a_page_by_value_reads_the_first_of_each_value(store: Store, sort: SortBy, state: State, *, descending: bool):
    values = ranked([(1, "a"), (2, "b"), (3, "b")])
    with explained() as plans, store.read() as unit:
        unit.connection.execute(numbers_by_value(state, sort, values, descending=descending, limit=5, offset=0))

    read = [step for step in plans if "opportunities" in step]
    assert len(read) == (8 if state is State.ALL and sort is not SortBy.STAGE else 4)
    ways = ("SEARCH opportunities USING INDEX ix_", "SEARCH opportunities USING COVERING INDEX ix_")
    assert all(step.startswith(ways) for step in read), plans
    assert [step for step in plans if "TEMP B-TREE" in step] == ["USE TEMP B-TREE FOR ORDER BY"]  # the few of all


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("state", [State.OPEN, State.CLOSED, State.ALL])
@pytest.mark.parametrize("asked", [{}, {"assigned_to": (1,)}, {"total": (Decimal(5), None)}, {"stage_ids": (1, 2)}])
def test_a_page_by_party_walks_along_the_names_and_looks_at_nobody_behind_the_last(
    store: Store, state: State, asked: dict[str, Any], *, descending: bool
):
    wanted, names = OpportunityFilter(state=state, **asked), (("account_id", "acme"), ("contact_id", None))
    with explained() as walk, store.read() as unit:
        unit.connection.execute(names_at(wanted, 3, ("account_id", "contact_id"), descending=descending))
    with explained() as page, store.read() as unit:
        unit.connection.execute(numbers_by_party(wanted, names, descending=descending, limit=3, offset=0))

    assert [step for step in walk if "TEMP B-TREE" in step] == []
    bound = "folded>?" if descending else "folded<?"
    for table, key in (("accounts", "account_id"), ("contacts", "contact_id")):
        assert f"SEARCH {table} USING COVERING INDEX ix_{table}_folded ({bound})" in walk
        assert f"SEARCH opportunities USING INDEX ix_opportunities_{key} ({key}=?)" in walk
    assert [step for step in (*walk, *page) if step.startswith("SCAN opportunities")] == []
    assert f"SEARCH accounts USING COVERING INDEX ix_accounts_folded ({bound})" in page
    assert "SEARCH opportunities USING INTEGER PRIMARY KEY (rowid=?)" in page


@pytest.mark.parametrize("state", [State.OPEN, State.CLOSED])
@pytest.mark.parametrize(
    "asked",
    [
        {"title": "deal"},
        {"currencies": ("nok",)},
        {"total": (Decimal(5), None)},
        {"probability": (10, 20)},
        {"delivery_date": (None, NOON.date())},
        {"reminder": True},
        {"title": "deal", "total": (Decimal(5), None)},
    ],
    ids=lambda asked: " and ".join(asked),
)
def test_few_are_looked_for_by_what_is_asked_and_not_past_all_others(store: Store, asked: dict[str, Any], state: State):
    wanted = OpportunityFilter(state=state, **asked)
    with explained() as plans, store.read() as unit:
        unit.connection.execute(among_all(wanted, SortBy.NUMBER, {"EUR"}, descending=True, limit=5, offset=0))

    [step] = [step for step in plans if "opportunities" in step]
    by_what_is_asked = f"SEARCH opportunities USING INDEX ix_opportunities_{state.value}_by_"
    assert "USING COVERING INDEX ix_opportunities_" in step or step.startswith(by_what_is_asked)


@pytest.mark.row(17)
@pytest.mark.parametrize(
    "wanted",
    [
        replace(OPEN, categories=("Hot",)),
        replace(OPEN, product_ids=(1,)),
        replace(OPEN, numbers=(1, 2)),
        OpportunityFilter(state=State.WON),
        OpportunityFilter(external_id="X"),
    ],
)
def test_what_is_rare_is_found_through_an_index(store: Store, wanted: OpportunityFilter):
    with explained() as plans, store.read() as unit:
        unit.pipeline.page(wanted, limit=51)

    assert [plan for plan in plans if plan.startswith("SCAN opportunities")] == []


def reads_whole(plan: str) -> bool:
    if " INDEX ix_receipts_review" in plan or " INDEX ix_marks_lost" in plan:  # which hold nothing but what waits
        return False
    if not plan.startswith("SCAN ") or plan.endswith(FEW_OR_TO_A_LIMIT):
        return False
    indexes = tuple(f"SCAN {index} VIRTUAL TABLE INDEX " for index in ("item_words", "record_words", "record_parts"))
    if plan.startswith(indexes) and "M1" in plan:  # by the words asked for
        return False
    if plan.startswith("SCAN json_each VIRTUAL TABLE"):  # the values that are asked for
        return False
    return not plan.startswith(("SCAN CONSTANT", "SCAN (subquery", "SCAN anon_")) and plan.split()[1] not in SMALL


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda unit: unit.opportunities.brief(1, 50), "ix_links_number"),
        (lambda unit: unit.items.history(HistoryOf(1)), "ix_links_number"),
        (lambda unit: unit.items.history(HistoryOf(contact_id=1)), "ix_item_contacts_contact"),
        (lambda unit: unit.items.history(HistoryOf(account_id=1)), "ix_item_accounts_account"),
        (lambda unit: unit.search.find("seats"), "item_words VIRTUAL TABLE"),
    ],
)
def test_the_newest_are_found_without_sorting_the_rest(store: Store, ask: Callable[[Unit], object], index: str):
    with explained() as plans, store.read() as unit:
        ask(unit)

    reading = [plan for plan in "\n".join(plans).split("done") if index in plan]
    assert reading
    assert [plan for plan in reading if "TEMP B-TREE" in plan] == []


def test_what_went_quiet_is_found_in_the_order_of_its_index(store: Store):
    with explained() as plans, store.read() as unit:
        unit.liveliness.of(OPEN, quiet_after=14, weeks=2, limit=25, today=NOON.date(), zone=OSLO)

    in_order = "SEARCH opportunities USING COVERING INDEX ix_opportunities_latest (closed_at=? AND latest_at<?)"
    assert any(plan.startswith(in_order) for plan in plans)
    assert any(plan == "MERGE (UNION ALL)" for plan in plans)
    assert [plan for plan in plans if plan.startswith("SCAN opportunities")] == []


def test_postgresql_reads_many_values_once_and_not_for_each_row(postgres_url: str):
    """A text that is cast is read anew for every row that it is compared with: 200 ids took 0.1 ms a row."""
    wanted = compiled(select(ItemRow.id).where(one_of(ItemRow.identity, "among")))

    with closing(open_store(postgres_url)) as opened, opened.read() as unit:
        plan = "\n".join(
            unit.connection.exec_driver_sql(f"EXPLAIN {wanted}", {"among": '{"<S1@x>","<S2@x>"}'}).scalars()
        )

    assert "cstring" not in plan
    assert "::text[]" in plan


def compiled(statement: Select[int]) -> str:
    return str(statement.compile(dialect=make_url("postgresql+psycopg://").get_dialect()()))
