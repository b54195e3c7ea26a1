"""Business projects, their tasks and templates; marketing activities."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from store.database import Store
from store.errors import InRecycleBin, Invalid, NotFound, Taken
from store.models import OpportunityRow
from store.unit import Unit
from store.values import Actor, ListName, OpportunityFilter, Record, User
from tests.contract.store.records import an_opportunity

OSLO = ZoneInfo("Europe/Oslo")
project_row, marketing_row = pytest.mark.row(36), pytest.mark.row(4)


def people(unit: Unit) -> tuple[User, User]:
    bob, cora = unit.users.add("Bob", "bob@us.example"), unit.users.add("Cora", "cora@us.example")
    unit.act_as(Actor.of(bob))
    return bob, cora


def a_template(unit: Unit) -> int:
    id = unit.templates.add("Roll-out").id
    for title, days in (("Kick-off", 0), ("Deliver", 10), ("Invoice", None)):
        unit.templates.add_task(id, title, days)
    return id


# --- projects ---------------------------------------------------------------------------------------------------------


@project_row
def test_a_project_of_an_opportunity_takes_its_title_and_its_party(store: Store, clock):
    with store.write() as unit:
        bob, _ = people(unit)
        number = an_opportunity(unit, "200 seats")
        unit.opportunities.close(number, won=True, on=clock())

        project = unit.projects.add(number=number, zone=OSLO)

        assert (project.name, project.number, project.assigned_to) == ("200 seats", number, bob.id)
        assert project.account_id == unit.opportunities.get(number).account_id
        assert unit.projects.all(number=number) == [project]


@project_row
def test_the_preset_party_is_changed_and_there_is_exactly_one(store: Store):
    with store.write() as unit:
        people(unit)
        ann = unit.contacts.add("Ann")
        project = unit.projects.add("Own name", number=an_opportunity(unit), contact_id=ann.id, zone=OSLO)

        assert (project.name, project.account_id, project.contact_id) == ("Own name", None, ann.id)
        with pytest.raises(Invalid, match="project: must be linked to exactly one account or contact"):
            unit.projects.add("Alone", zone=OSLO)
        with pytest.raises(Invalid, match="exactly one"):
            unit.projects.edit(project.id, account_id=1, contact_id=ann.id)
        assert unit.projects.edit(project.id, account_id=1).contact_id is None


@project_row
@pytest.mark.parametrize(("start", "due"), [(date(2026, 3, 20), (20, 30)), (None, (2, 12))])
def test_a_templates_tasks_are_due_from_the_start_or_else_from_today(store: Store, start, due: tuple[int, int]):
    with store.write() as unit:
        bob, _ = people(unit)
        account = unit.accounts.add("Fabrikam")

        project = unit.projects.add(
            "Seats", account_id=account.id, template_id=a_template(unit), starts_on=start, zone=OSLO
        )

        tasks = unit.project_tasks.of([project.id])[project.id]
        assert [task.title for task in tasks] == ["Kick-off", "Deliver", "Invoice"]
        assert [task.due_at.astimezone(OSLO).day for task in tasks[:2] if task.due_at] == list(due)
        assert (tasks[2].due_at, {task.assigned_to for task in tasks}) == (None, {bob.id})
        assert len({task.guid for task in tasks}) == 3


@project_row
def test_each_task_can_be_another_users_and_begins_anew_in_their_outlook(store: Store):
    with store.write() as unit:
        _, cora = people(unit)
        project = unit.projects.add("Seats", account_id=unit.accounts.add("Fabrikam").id, zone=OSLO)
        task = unit.project_tasks.add(project.id, "Call", zone=OSLO, due_on=date(2026, 3, 4))

        given = unit.project_tasks.edit(task.id, zone=OSLO, assigned_to=cora.id)

        assert task.due_at == datetime(2026, 3, 4, 8, tzinfo=UTC)
        assert (given.assigned_to, given.guid == task.guid, given.due_at) == (cora.id, False, task.due_at)
        assert unit.project_tasks.edit(task.id, zone=OSLO, title="Ring", due_on=None).guid == given.guid


@project_row
def test_a_task_is_done_cancelled_reopened_and_moved(store: Store, clock):
    with store.write() as unit:
        people(unit)
        project = unit.projects.add("Seats", account_id=unit.accounts.add("Fabrikam").id, zone=OSLO)
        first, second = (unit.project_tasks.add(project.id, title, zone=OSLO) for title in ("One", "Two"))

        assert unit.project_tasks.done(first.id).completed_at == clock()
        with pytest.raises(Invalid, match=f"project task {first.id}, One: is completed; reopen it first"):
            unit.project_tasks.cancel(first.id)
        again = unit.project_tasks.reopen(first.id)
        assert (again.is_open, again.guid) == (True, first.guid)
        assert unit.project_tasks.cancel(second.id).is_cancelled
        assert [task.title for task in unit.project_tasks.move(second.id, 1)] == ["Two", "One"]
        assert unit.project_tasks.find(project, "two").id == second.id


@project_row
def test_a_project_is_completed_once_nothing_of_it_is_open(store: Store, clock):
    with store.write() as unit:
        people(unit)
        project = unit.projects.add("Seats", account_id=unit.accounts.add("Fabrikam").id, zone=OSLO)
        task = unit.project_tasks.add(project.id, "Call", zone=OSLO)

        with pytest.raises(Invalid, match="has tasks that are open: Call; finish or cancel them first"):
            unit.projects.complete(project.id)
        assert unit.projects.complete(project.id, cancel_tasks=True).completed_at == clock()

        assert unit.project_tasks.get(task.id).is_cancelled
        for change in (
            lambda: unit.projects.edit(project.id, name="x"),
            lambda: unit.projects.complete(project.id),
            lambda: unit.project_tasks.add(project.id, "x", zone=OSLO),
            lambda: unit.project_tasks.reopen(task.id),
            lambda: unit.projects.add_party(project.id, account_id=1),
        ):
            with pytest.raises(Invalid, match="is completed and cannot be changed; reopen it first"):
                change()
        assert unit.projects.reopen(project.id).is_open


@project_row
def test_accounts_and_contacts_are_related_to_a_project_once(store: Store):
    with store.write() as unit:
        people(unit)
        ann, other = unit.contacts.add("Ann"), unit.accounts.add("Other")
        project = unit.projects.add("Seats", account_id=unit.accounts.add("Fabrikam").id, zone=OSLO)

        unit.projects.add_party(project.id, contact_id=ann.id)
        assert [p.name for p in unit.projects.add_party(project.id, account_id=other.id)] == ["Ann", "Other"]
        with pytest.raises(Taken, match="has to do with contact Ann already"):
            unit.projects.add_party(project.id, contact_id=ann.id)
        with pytest.raises(Taken, match="has to do with account Fabrikam already"):
            unit.projects.add_party(project.id, account_id=project.account_id)
        assert [p.name for p in unit.projects.remove_party(project.id, contact_id=ann.id)] == ["Other"]
        with pytest.raises(NotFound):
            unit.projects.remove_party(project.id, contact_id=ann.id)


@project_row
def test_the_projects_of_a_party_are_those_that_are_linked_or_related_to_it(store: Store):
    with store.write() as unit:
        firm, other = unit.accounts.add("Fabrikam"), unit.accounts.add("Contoso")
        ann = unit.contacts.add("Ann", account_id=firm.id)
        linked = unit.projects.add("Linked", zone=OSLO, account_id=firm.id)
        related = unit.projects.add("Related", zone=OSLO, account_id=other.id)
        gone = unit.projects.add("Gone", zone=OSLO, account_id=firm.id)
        unit.projects.add_party(related.id, account_id=firm.id)
        unit.projects.add_party(related.id, contact_id=ann.id)
        unit.bin.delete(Record.PROJECT, gone.id)

        assert [one.id for one in unit.projects.of_party(account_id=firm.id)] == [linked.id, related.id]
        assert [one.id for one in unit.projects.of_party(contact_id=ann.id)] == [related.id]
        assert unit.projects.parties_of([linked.id, related.id]) == {related.id: unit.projects.parties(related.id)}
        assert unit.projects.all(limit=1, offset=1) == [unit.projects.get(related.id)]


@project_row
def test_nothing_in_the_recycle_bin_and_nobody_inactive_is_taken(store: Store):
    with store.write() as unit:
        _, cora = people(unit)
        gone, account = unit.accounts.add("Gone"), unit.accounts.add("Fabrikam")
        number = an_opportunity(unit, account_id=account.id)
        project = unit.projects.add("Seats", account_id=account.id, zone=OSLO)
        unit.bin.delete(Record.ACCOUNT, gone.id)
        unit.bin.delete(Record.OPPORTUNITY, number)
        unit.users.edit(cora.id, is_active=False)

        for attempt in (
            lambda: unit.projects.add("x", account_id=gone.id, zone=OSLO),
            lambda: unit.projects.edit(project.id, account_id=gone.id),
            lambda: unit.projects.add_party(project.id, account_id=gone.id),
            lambda: unit.projects.add(number=number, zone=OSLO),
        ):
            with pytest.raises(InRecycleBin):
                attempt()
        for attempt in (
            lambda: unit.projects.edit(project.id, assigned_to=cora.id),
            lambda: unit.project_tasks.add(project.id, "x", zone=OSLO, assigned_to=cora.id),
        ):
            with pytest.raises(Invalid, match="user Cora is inactive"):
                attempt()
        unit.bin.delete(Record.PROJECT, project.id)
        with pytest.raises(InRecycleBin):
            unit.projects.edit(project.id, name="x")
        assert unit.projects.all() == []


@project_row
def test_every_change_of_a_project_is_in_the_audit_trail(store: Store):
    with store.write() as unit:
        _, cora = people(unit)
        project = unit.projects.add("Seats", account_id=unit.accounts.add("Fabrikam").id, zone=OSLO)
        task = unit.project_tasks.add(project.id, "Call", zone=OSLO)
        unit.project_tasks.edit(task.id, zone=OSLO, assigned_to=cora.id)
        unit.projects.edit(project.id, name="200 seats", starts_on=date(2026, 4, 1))

        told = {c.field: (c.before, c.after) for c in unit.audit.of(Record.PROJECT, project.id)}

    assert told == {
        "": (None, "added"),
        f"task {task.id}": (None, "Call"),
        f"task {task.id} assigned to": (None, "Cora"),
        "name": ("Seats", "200 seats"),
        "start date": (None, "2026-04-01"),
    }


@project_row
def test_a_template_is_made_changed_and_deleted_and_projects_keep_their_tasks(store: Store):
    with store.write() as unit:
        people(unit)
        id = a_template(unit)
        project = unit.projects.add("S", account_id=unit.accounts.add("F").id, template_id=id, zone=OSLO)

        assert [t.title for t in unit.templates.move_task(id, "invoice", 1).tasks] == ["Invoice", "Kick-off", "Deliver"]
        assert [t.title for t in unit.templates.remove_task(id, "kick").tasks] == ["Invoice", "Deliver"]
        assert unit.templates.edit(id, name="Delivery").name == "Delivery"
        with pytest.raises(Taken, match=f"belongs to template {id}, Delivery"):
            unit.templates.add("DELIVERY")
        unit.templates.delete(id)

        assert unit.templates.all() == []
        assert len(unit.project_tasks.of([project.id])[project.id]) == 3
        assert [c.before for c in unit.audit.of(Record.TEMPLATE, id)][:2] == ["Delivery", "Invoice, Deliver (10 days)"]


# --- marketing activities ---------------------------------------------------------------------------------------------


@marketing_row
def test_a_marketing_activity_is_kept_edited_and_found(store: Store):
    with store.write() as unit:
        fair = unit.lists.find(ListName.MARKETING_TYPE, "trade show")
        made = unit.marketing.add(
            "Oslo Fair", type_id=fair.id, starts_on=date(2026, 5, 1), budget="1500.5", currency="nok"
        )

        assert (made.type, made.budget, made.currency) == ("Trade show", Decimal("1500.50"), "NOK")
        edited = unit.marketing.edit(made.id, ends_on=date(2026, 5, 3), currency="EUR")
        assert (edited.ends_on, edited.budget, edited.currency) == (date(2026, 5, 3), Decimal("1500.50"), "EUR")
        with pytest.raises(Invalid, match="end date: 2026-04-01 is before the start date"):
            unit.marketing.edit(made.id, ends_on=date(2026, 4, 1))
        with pytest.raises(NotFound):
            unit.marketing.edit(made.id, type_id=999)
        assert unit.marketing.find("fair") == edited
        assert unit.marketing.all(type_id=fair.id) == [edited]
        assert {c.field for c in unit.audit.of(Record.MARKETING, made.id)} == {"", "end date", "currency"}


@marketing_row
def test_track_counts_the_opportunities_it_initiated_and_sums_their_revenue_by_currency(store: Store, clock):
    with store.write() as unit:
        fair, other = unit.marketing.add("Fair"), unit.marketing.add("Other")
        for total, probability, currency, of in (
            (1001, 50, "EUR", fair),
            (10**15, 33, "EUR", fair),
            (700, 10, "JPY", fair),
            (99, 99, "EUR", other),
            (99, 99, "EUR", fair),
        ):
            number = an_opportunity(unit, probability=probability, currency=currency, initiated_marketing_id=of.id)
            total_of = update(OpportunityRow).where(OpportunityRow.number == number)
            unit.connection.execute(total_of.values(total_minor=total))
        unit.opportunities.close(1, won=True, on=clock())
        unit.bin.delete(Record.OPPORTUNITY, 5)

        track = unit.marketing.track(fair.id)

        assert (track.count, track.open, track.closed) == (3, 2, 1)
        assert track.expected == {
            "EUR": Decimal("3300000000010.01"),
            "JPY": Decimal(70),
        }
        assert track.expected_open == {"EUR": Decimal("3300000000000.00"), "JPY": Decimal(70)}
        shown = unit.pipeline.page(OpportunityFilter(initiated_marketing_ids=(fair.id,)))
        assert [one.number for one in shown] == [1, 2, 3]
        assert sum(o.expected_revenue for o in shown if o.currency == "EUR") == track.expected["EUR"]


@marketing_row
def test_a_deleted_marketing_activity_initiates_nothing(store: Store):
    with store.write() as unit:
        fair = unit.marketing.add("Fair")
        unit.bin.delete(Record.MARKETING, fair.id)

        for attempt in (
            lambda: an_opportunity(unit, initiated_marketing_id=fair.id),
            lambda: unit.marketing.edit(fair.id, title="x"),
        ):
            with pytest.raises((Invalid, InRecycleBin), match="is in the recycle bin"):
                attempt()
        assert unit.marketing.all() == []
