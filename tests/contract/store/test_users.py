"""Who may do what, who acts, and what is written down of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, text

from store.database import Store
from store.errors import Invalid, NotAllowed, NotFound, Taken
from store.models import ProjectRow, ProjectTaskRow
from store.unit import Unit
from store.values import Actor, HistoryOf, Record, Role, User
from tests.contract.store.conftest import NOON
from tests.contract.store.records import an_opportunity

pytestmark = pytest.mark.row(1, 2)


def bob_and_cy(unit: Unit) -> tuple[User, User]:
    """The owner and a member."""
    return unit.users.add("Bob", "bob@us.example", login="bberg"), unit.users.add("Cy", "cy@us.example")


def everything(store: Store) -> object:
    with store.read() as unit:
        return unit.users.all(), unit.audit.latest(1000)


# --- owners only ------------------------------------------------------------------------------------------------------


def test_anybody_adds_the_first_user_and_owners_add_the_others(store: Store):
    with store.write(Actor("login ann")) as unit:
        bob = unit.users.add("Bob", "bob@us.example")
    with store.write(Actor.of(bob)) as unit:
        unit.users.add("Cy", "cy@us.example")

    with store.read() as unit:
        assert [(user.name, user.role) for user in unit.users.all()] == [("Bob", Role.OWNER), ("Cy", Role.MEMBER)]


def test_the_first_user_is_not_a_member(store: Store):
    with store.write() as unit, pytest.raises(Invalid, match="role: the first user of a database is its owner"):
        unit.users.add("Bob", "bob@us.example", Role.MEMBER)


@pytest.mark.parametrize(
    "act",
    [
        lambda unit, bob, cy: unit.users.add("Di", "di@us.example"),
        lambda unit, bob, cy: unit.users.edit(bob.id, name="Robert"),
        lambda unit, bob, cy: unit.users.edit(cy.id, role=Role.OWNER),
        lambda unit, bob, cy: unit.users.edit(bob.id, is_active=False),
        lambda unit, bob, cy: unit.users.edit(cy.id, login="cy"),
    ],
)
@pytest.mark.parametrize("is_known", [True, False])
def test_a_member_and_a_stranger_are_refused_and_nothing_changes(store: Store, act, is_known: bool):
    with store.write() as unit:
        bob, cy = bob_and_cy(unit)
    before = everything(store)
    actor = Actor.of(cy) if is_known else Actor("login eve")

    refusal = r"by an owner only, and (Cy|login eve) is none; ask an owner"
    with pytest.raises(NotAllowed, match=refusal), store.write(actor) as unit:
        act(unit, bob, cy)

    assert everything(store) == before


def test_an_inactive_owner_is_no_owner_that_is_left(store: Store):
    with store.write() as unit:
        bob, cy = bob_and_cy(unit)
        unit.users.edit(cy.id, role=Role.OWNER)
        unit.users.edit(cy.id, is_active=False)

        with pytest.raises(Invalid, match="user Bob: is the last owner"):
            unit.users.edit(bob.id, role=Role.MEMBER)
        unit.users.edit(cy.id, role=Role.MEMBER)  # which takes nothing away that is in use

        assert unit.users.get(cy.id).role is Role.MEMBER


# --- leaving ----------------------------------------------------------------------------------------------------------


def test_whoever_leaves_has_no_open_work_of_any_kind(store: Store):
    with store.write() as unit:
        _, cy = bob_and_cy(unit)
        account = unit.accounts.add("Fabrikam").id
        first = an_opportunity(unit, account_id=account, assigned_to=cy.id)
        second = an_opportunity(unit, account_id=account, assigned_to=cy.id)
        project(unit, account, cy.id)
        task(unit, cy.id)

        with pytest.raises(
            Invalid,
            match=rf"user Cy: still has 2 open opportunities \({first}, {second}\) and 1 open project and "
            "1 open project task and 1 open task; assign them to others first",
        ):
            unit.users.edit(cy.id, is_active=False)


def test_work_that_is_over_or_in_the_recycle_bin_keeps_nobody(store: Store):
    with store.write() as unit:
        _, cy = bob_and_cy(unit)
        account = unit.accounts.add("Fabrikam").id
        closed = an_opportunity(unit, account_id=account, assigned_to=cy.id)
        unit.opportunities.close(closed, won=True, on=NOON)
        project(unit, account, cy.id, completed_at=NOON)
        project(unit, account, cy.id, deleted_at=NOON)
        task(unit, cy.id, status="done")
        gone = an_opportunity(unit, account_id=account, assigned_to=cy.id)
        unit.connection.execute(text("UPDATE opportunities SET deleted_at = created_at WHERE number = :n"), {"n": gone})

        assert not unit.users.edit(cy.id, is_active=False).is_active


def project(unit: Unit, account: int, user: int, **given: object) -> None:
    values = {"name": "Move", "folded": "move", "account_id": account, "assigned_to": user, "created_at": NOON}
    new = insert(ProjectRow).values(**values, **given).returning(ProjectRow.id)
    about = unit.connection.execute(new).scalar_one()
    first = {"position": 0, "title": "Pack", "assigned_to": user, "is_cancelled": False, "guid": uuid4()}
    completed = given.get("completed_at")
    unit.connection.execute(insert(ProjectTaskRow).values(project_id=about, completed_at=completed, **first))


def task(unit: Unit, user: int, status: str = "open") -> None:
    of = HistoryOf(account_id=unit.accounts.add("Fabrikam").id)
    made = unit.todos.add(of, "Call", assigned_to=user)
    if status == "done":
        unit.todos.finish(made.id)
    elif status == "cancelled":
        unit.todos.cancel(made.id)


# --- logins -----------------------------------------------------------------------------------------------------------


def test_a_login_belongs_to_one_user(store: Store):
    with store.write() as unit:
        bob, cy = bob_and_cy(unit)

        with pytest.raises(Taken, match=f"login bberg: belongs to user {bob.id}, Bob"):
            unit.users.edit(cy.id, login="bberg")
        with pytest.raises(Invalid, match="login: 'c y' is not a login name"):
            unit.users.edit(cy.id, login="c y")
        assert unit.users.edit(bob.id, login="bberg").login == "bberg"
        assert unit.users.edit(bob.id, login="").login == ""
        assert unit.users.edit(cy.id, login="bberg").login == "bberg"


def test_whoever_is_named_acts(store: Store):
    with store.write() as unit:
        _, cy = bob_and_cy(unit)

        assert unit.users.acting("cy@us.example", "bberg") == Actor("Cy", cy.id, Role.MEMBER)
        with pytest.raises(NotFound, match="user: there is none for 'Bop'; nearest: Bob"):
            unit.users.acting("Bop", "bberg")


@pytest.mark.parametrize("login", ["bberg", "bob", "BOB"])
def test_a_login_is_its_users_by_name_or_by_the_address(store: Store, login: str):
    with store.write() as unit:
        bob, _ = bob_and_cy(unit)

        assert unit.users.acting("", login) == Actor("Bob", bob.id, Role.OWNER)


@pytest.mark.parametrize("login", ["eve", "", "BBERG"])
def test_a_login_that_is_no_users_acts_under_its_own_name_without_rights(store: Store, login: str):
    with store.write() as unit:
        bob_and_cy(unit)

        assert unit.users.acting("", login) == Actor(f"login {login or 'unknown'}")


def test_a_login_that_could_be_two_users_is_neither(store: Store):
    with store.write() as unit:
        bob_and_cy(unit)
        unit.users.add("Other Cy", "cy@sister.example")

        assert unit.users.acting("", "cy") == Actor("login cy")


def test_an_inactive_user_does_not_act_by_any_name(store: Store):
    with store.write() as unit:
        _, cy = bob_and_cy(unit)
        unit.users.edit(cy.id, login="cdahl", is_active=False)

        for named, login in (("Cy", ""), ("", "cdahl"), ("", "cy")):
            with pytest.raises(NotAllowed, match="user Cy: is inactive and cannot act"):
                unit.users.acting(named, login)


def test_before_there_are_users_whoever_comes_has_an_owners_rights(store: Store):
    with store.read() as unit:
        assert unit.users.acting("", "bberg") == Actor("login bberg", role=Role.OWNER)
        assert unit.users.acting("Bob", "bberg") == Actor("Bob", role=Role.OWNER)


# --- the audit trail --------------------------------------------------------------------------------------------------


def test_every_change_of_a_user_is_written_down_with_who_made_it(store: Store, clock):
    with store.write() as unit:
        bob, cy = bob_and_cy(unit)
    later = clock.forward(timedelta(hours=1))
    with store.write(Actor.of(bob)) as unit:
        unit.users.edit(cy.id, name="Cyra", role=Role.OWNER, is_active=True, login="cdahl")
        changes = unit.audit.of(Record.USER, cy.id)

    told = [(change.actor, change.field, change.before, change.after) for change in changes]
    assert sorted(told[:3]) == [
        ("Bob", "login", None, "cdahl"),
        ("Bob", "name", "Cy", "Cyra"),
        ("Bob", "role", "member", "owner"),
    ]
    assert {change.at for change in changes[:3]} == {later}
    assert (told[-1][1], told[-1][3]) == ("", "added")
