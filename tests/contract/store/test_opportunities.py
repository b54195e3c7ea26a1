"""Opportunities: numbers, rules of the record, and the views that others need."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text
from sqlalchemy.engine import Engine

from store.database import Store, open_store
from store.errors import Ambiguous, Invalid, NotFound
from store.values import Record, StageKind
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import a_folder, a_mailbox, an_email, an_opportunity, linked


@pytest.mark.row(6, 7, 10, 13)
def test_an_opportunity_is_kept_as_it_was_added(store: Store):
    with store.write() as unit:
        account = unit.accounts.add("Fabrikam")
        user = unit.users.add("Bob", "bob@us.example")
        stage = unit.stages.find("Proposal")
        made = unit.opportunities.add(
            " 200 seats ",
            account_id=account.id,
            assigned_to=user.id,
            stage_id=stage.id,
            probability=40,
            close_date=date(2026, 5, 1),
        )

    with store.read() as unit:
        assert unit.opportunities.get(made.number) == made
    assert (made.title, made.account_id, made.contact_id, made.assigned_to) == ("200 seats", account.id, None, user.id)
    assert (made.stage, made.probability, made.close_date) == (stage, 40, date(2026, 5, 1))
    assert (made.created_at, made.is_open, made.reminder_on) == (NOON, True, False)


@pytest.mark.row(5)
def test_numbers_count_up_and_are_never_given_twice(store: Store):
    with store.write() as unit:
        numbers = [an_opportunity(unit) for _ in range(3)]
        unit.connection.execute(text("DELETE FROM opportunities WHERE number = 3"))
    with store.write() as unit:
        after = an_opportunity(unit)

    assert numbers == [1, 2, 3]
    assert after == 4


@pytest.mark.row(9)
def test_exactly_one_account_or_contact(store: Store):
    with store.write() as unit:
        account, contact = unit.accounts.add("A"), unit.contacts.add("C")

        for parties in ({}, {"account_id": account.id, "contact_id": contact.id}):
            with pytest.raises(Invalid, match="exactly one account or contact"):
                unit.opportunities.add("T", **parties)
        number = unit.opportunities.add("T", account_id=account.id).number
        moved = unit.opportunities.edit(number, contact_id=contact.id)
        assert (moved.account_id, moved.contact_id) == (None, contact.id)
        for parties in ({"contact_id": None}, {"account_id": account.id, "contact_id": contact.id}):
            with pytest.raises(Invalid, match="exactly one account or contact"):
                unit.opportunities.edit(number, **parties)
        with pytest.raises(NotFound, match="contact: there is none for '99'"):
            unit.opportunities.edit(number, contact_id=99)


@pytest.mark.row(5, 6, 9, 10, 14, 27)
@pytest.mark.parametrize(
    "broken",
    [
        "account_id = NULL",
        "contact_id = 1",
        "probability = 101",
        "probability = -1",
        "title = ''",
        "reminder_on = true",
        "stage_id = 99",
        "assigned_to = 99",
        "type_id = 9999",
        "currency = 'EURO'",
        "total_minor = -1",
        "initiated_account_id = 1, initiated_contact_id = 1",
        "closed_at = created_at",
        "probability_before = 5",
        "stage_id = NULL, closed_at = created_at, probability_before = 5",
    ],
)
def test_the_database_itself_holds_the_rules(store: Store, broken: str):
    with store.write() as unit:
        unit.contacts.add("C")
        number = an_opportunity(unit)
        before = unit.opportunities.get(number)

    with pytest.raises(Invalid, match="breaks a rule of the database"), store.write() as unit:
        unit.connection.execute(text(f"UPDATE opportunities SET {broken}"))  # noqa: S608  # the cases above

    with store.read() as unit:
        assert unit.opportunities.get(number) == before


@pytest.mark.row(6, 10)
@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"title": "x" * 256},
        {"title": "a\x07b"},
        {"probability": 101},
        {"probability": 12.5},
        {"probability": True},
        {"colour": "red"},
    ],
)
def test_values_that_the_record_does_not_allow_are_refused(store: Store, change):
    with store.write() as unit:
        number = an_opportunity(unit)

        with pytest.raises(Invalid):
            unit.opportunities.edit(number, **change)


@pytest.mark.row(10, 27)
def test_closing_sets_the_probability_and_reopening_restores_it(store: Store, clock: Clock):
    with store.write() as unit:
        number = an_opportunity(unit, probability=30)
        won = unit.opportunities.close(number, won=True, on=clock())

        assert (won.stage.kind, won.probability, won.closed_at, won.is_open) == (StageKind.WON, 100, NOON, False)
        proposal = unit.stages.find("Proposal")
        reopened = unit.opportunities.reopen(number, proposal.id)
        assert (reopened.stage, reopened.probability, reopened.closed_at) == (proposal, 30, None)
        assert unit.opportunities.close(number, won=False, on=clock()).probability == 0
        assert unit.opportunities.reopen(number, proposal.id).probability == 30


@pytest.mark.row(27)
def test_a_closed_opportunity_is_read_only_and_says_how_to_reopen(store: Store, clock: Clock):
    with store.write() as unit:
        number = an_opportunity(unit)
        before = unit.opportunities.close(number, won=True, on=clock())

        for change in (
            lambda: unit.opportunities.edit(number, title="New"),
            lambda: unit.opportunities.close(number, won=False, on=clock()),
            lambda: unit.opportunities.remind(number, clock()),
        ):
            with pytest.raises(Invalid, match=rf"opportunity {number}: is closed \(Closed Won\).*; reopen it first"):
                change()
        assert unit.opportunities.get(number) == before


@pytest.mark.row(27)
def test_a_stage_that_is_not_open_is_reached_by_closing_only(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        won = unit.stages.find("Closed Won").id

        with pytest.raises(Invalid, match="Closed Won is not an open one"):
            unit.opportunities.edit(number, stage_id=won)
        with pytest.raises(Invalid, match="is open"):
            unit.opportunities.reopen(number, won)


@pytest.mark.row(5)
@pytest.mark.parametrize("asked", ["OPP-1", "opp-1", "1", "DEAL-1", "200 s", "seats"])
def test_an_opportunity_is_found_by_number_or_title(store: Store, asked: str):
    with store.write() as unit:
        number = an_opportunity(unit, "200 Seats")
        an_opportunity(unit, "Chairs")

        assert unit.opportunities.find(asked).number == number


def test_no_or_several_opportunities_are_told_apart(store: Store):
    with store.write() as unit:
        an_opportunity(unit, "Office chairs")
        an_opportunity(unit, "Garden chairs")

        with pytest.raises(Ambiguous, match=r"Office chairs \(opportunity 1\), Garden chairs \(opportunity 2\)"):
            unit.opportunities.find("chairs")
        with pytest.raises(NotFound, match="nearest: Office chairs"):
            unit.opportunities.find("Offise chairs")
        with pytest.raises(NotFound):
            unit.opportunities.find("OPP-77")
        with pytest.raises(NotFound):
            unit.opportunities.get(77)


def test_a_number_that_nothing_has_is_no_part_of_a_title(store: Store):
    with store.write() as unit:
        seats = an_opportunity(unit, "200 seats")

        with pytest.raises(NotFound, match="there is none for '200'; nearest: opportunity 1 200 seats"):
            unit.opportunities.find("200")
        assert unit.opportunities.find("200 seats").number == seats


@pytest.mark.row(5)
def test_an_unknown_number_suggests_the_nearest(store: Store):
    with store.write() as unit:
        for title in ("Chairs", "Desks", "Lamps"):
            an_opportunity(unit, title)
        unit.bin.delete(Record.OPPORTUNITY, 2)

        with pytest.raises(NotFound, match="'OPP-77'; nearest: opportunity 1 Chairs, opportunity 3 Lamps"):
            unit.opportunities.find("OPP-77")


def test_a_number_can_be_a_whole_name(store: Store):
    with store.write() as unit:
        made = unit.accounts.add("1881")
        unit.accounts.add("1881 Group")

        assert unit.accounts.find("1881") == made
        with pytest.raises(NotFound, match="nearest: 1881"):
            unit.accounts.find("188")


def test_a_list_is_filtered(store: Store, clock: Clock):
    with store.write() as unit:
        bob = unit.users.add("Bob", "bob@us.example")
        mine = an_opportunity(unit, "Ångström chairs", assigned_to=bob.id)
        proposal = an_opportunity(unit, "Desks", stage_id=unit.stages.find("Proposal").id)
        closed = an_opportunity(unit, "Lamps")
        unit.opportunities.close(closed, won=True, on=clock())

        def numbers(**asked: object) -> list[int]:
            return [o.number for o in unit.opportunities.all(**asked)]

        assert numbers() == [mine, proposal, closed]
        assert numbers(search="angstrom") == [mine]
        assert numbers(stage="proposal") == [proposal]
        assert numbers(assigned_to=bob.id) == [mine]
        assert numbers(is_open=True) == [mine, proposal]
        assert numbers(is_open=False) == [closed]
        assert numbers(limit=2) == [mine, proposal]


@pytest.mark.row(5)
@settings(max_examples=15)  # each makes a database
@given(st.lists(st.sampled_from(["add", "delete"]), max_size=12))
def test_no_number_is_ever_given_twice_whatever_is_deleted(tmp_path_factory, migrated_file, acts):
    path = tmp_path_factory.mktemp("numbers") / "store.sqlite"
    path.write_bytes(migrated_file.read_bytes())
    given_out: list[int] = []
    with closing(open_store(f"sqlite:///{path}")) as store:
        for act in ["add", *acts]:
            with store.write() as unit:
                if act == "add":
                    given_out.append(an_opportunity(unit))
                else:
                    unit.connection.execute(text("DELETE FROM opportunities"))

    assert given_out == list(range(1, len(given_out) + 1))


def test_a_change_notes_when_it_was_made(store: Store, clock: Clock):
    with store.write() as unit:
        number = an_opportunity(unit)
        then = clock.forward(timedelta(hours=1))

        assert unit.opportunities.edit(number, probability=5).modified_at == then
        assert unit.opportunities.edit(number).modified_at == then


# --- views ------------------------------------------------------------------------------------------------------------


def test_a_list_offers_the_users_own_and_then_the_latest_active_of_others(store: Store, clock: Clock):
    with store.write() as unit:
        bob, cy = unit.users.add("Bob", "bob@us.example"), unit.users.add("Cy", "cy@us.example")
        own = [an_opportunity(unit, f"own {n}", assigned_to=bob.id) for n in range(3)]
        clock.forward(timedelta(hours=1))
        others = [an_opportunity(unit, f"other {n}", assigned_to=cy.id) for n in range(3)]
        folder = a_folder(unit, a_mailbox(unit).id)
        clock.forward(timedelta(hours=1))
        unit.history.save(1, folder.id, [linked("S1", others[0])], now=clock())

        def numbers(user_id: int | None, **asked: object) -> list[int]:
            return [number for number, _ in unit.opportunities.offered_to(user_id, **asked)]

        by_activity = [others[0], others[2], others[1]]
        assert numbers(bob.id) == [*reversed(own), *by_activity]
        assert numbers(bob.id, limit=2) == [own[2], own[1]]
        assert numbers(bob.id, limit=5) == [*reversed(own), *by_activity[:2]]
        assert numbers(None) == [*by_activity, *reversed(own)]
        assert unit.opportunities.offered_to(None, limit=1) == [(others[0], "other 0")]


def test_a_closed_opportunity_is_offered_until_it_retires(store: Store, clock: Clock):
    with store.write() as unit:
        bob = unit.users.add("Bob", "bob@us.example")
        number = an_opportunity(unit, assigned_to=bob.id)
        unit.opportunities.close(number, won=True, on=clock())

        assert unit.opportunities.offered_to(bob.id) == []
        assert unit.opportunities.offered_to(bob.id, closed_since=NOON - timedelta(days=1)) == [(number, "200 seats")]
        assert unit.opportunities.offered_to(bob.id, closed_since=NOON) == []


def test_a_brief_names_party_account_and_assignee(store: Store):
    with store.write() as unit:
        bob = unit.users.add("Bob", "bob@us.example")
        account = unit.accounts.add("Client", phone="11")
        contact = unit.contacts.add("Ann", account_id=account.id, phones=["22"])
        by_contact = an_opportunity(unit, contact_id=contact.id, assigned_to=bob.id)
        by_account = an_opportunity(unit, account_id=account.id)

        brief = unit.opportunities.brief(by_contact)
        assert (brief.party, brief.party_phone, brief.account, brief.assignee) == ("Ann", "22", "Client", "Bob")
        brief = unit.opportunities.brief(by_account)
        assert (brief.party, brief.party_phone, brief.account, brief.assignee) == ("Client", "11", "Client", "")
        with pytest.raises(NotFound):
            unit.opportunities.brief(99)


def test_history_is_newest_first_with_undated_items_last(store: Store):
    with store.write() as unit:
        number, other = an_opportunity(unit), an_opportunity(unit)
        folder = a_folder(unit, a_mailbox(unit).id)
        dated = {"A": NOON - timedelta(days=2), "B": NOON, "C": None, "D": NOON - timedelta(days=1)}
        entries = [
            linked(name, number, content=an_email(f"<{name}@x>", subject=name, occurred_at=when))
            for name, when in dated.items()
        ]
        unit.history.save(1, folder.id, [*entries, linked("E", other)], now=NOON)

        assert [line.subject for line in unit.opportunities.history(number)] == ["B", "D", "A", "C"]
        assert [line.subject for line in unit.opportunities.history(number, limit=2)] == ["B", "D"]
        briefs = unit.opportunities.briefs([number, other, 99], latest=1)
        assert {n: [line.subject for line in brief.latest] for n, brief in briefs.items()} == {
            number: ["B"],
            other: ["About the seats"],
        }
        line = unit.opportunities.history(number)[0]
        assert (line.author, line.rule, line.evidence) == ("Ann", "address", "contact ann@client.example")


def test_briefs_cost_the_same_number_of_queries_however_many(store: Store):
    with store.write() as unit:
        numbers = [an_opportunity(unit) for _ in range(30)]

    def queries(asked: list[int]) -> int:
        counted: list[str] = []

        def count(connection, cursor, statement, *rest):
            counted.append(statement)

        event.listen(Engine, "before_cursor_execute", count)
        try:
            with store.read() as unit:
                unit.opportunities.briefs(asked)
        finally:
            event.remove(Engine, "before_cursor_execute", count)
        return len(counted)

    assert queries(numbers[:1]) == queries(numbers)
