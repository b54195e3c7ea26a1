"""What commands and pages do beyond reading words, on both databases and without a command line."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from daemon import acts
from daemon.acts import References
from daemon.shapes import Shapes
from daemon.tables import Table
from store.database import Store
from store.errors import NotFound, StoreError
from store.unit import Unit
from store.values import Assign, Close, ListName, MoveTo, Record, State
from tests.contract.store.conftest import NOON
from tests.contract.store.records import a_mailbox

OSLO = ZoneInfo("Europe/Oslo")


def a_firm(unit: Unit) -> None:
    """Bob, Fabrikam, Ann who works there, and two opportunities."""
    acts.add_user(unit, "Bob Berg", "bob@us.example")
    acts.add_account(unit, "Fabrikam", domains=["fabrikam.example", "fabrikam.test"])
    acts.add_contact(unit, "Ann Lee", addresses=["ann@client.example"], account="fabri")
    for title in ("200 seats", "Spare parts"):
        acts.add_opportunity(unit, title, {}, acts.found_references(unit, References(contact="ann")))


# --- parties ----------------------------------------------------------------------------------------------------------


def test_of_domains_some_come_and_some_go_in_whatever_spelling(store: Store):
    with store.write() as unit:
        a_firm(unit)

        edited = acts.edit_account(unit, "fabrikam", {"fewer": ["FABRIKAM.test"], "more": ["new.example"]})

        assert edited.domains == ("fabrikam.example", "new.example")


def test_what_is_to_be_taken_off_has_to_be_there(store: Store):
    with store.write() as unit:
        a_firm(unit)

        with pytest.raises(NotFound, match=r"address of the contact: there is none for 'x@y\.example'"):
            acts.edit_contact(unit, "ann", {"fewer": ["x@y.example"]})


def test_what_a_party_refers_to_is_found_by_name_and_emptied_by_none(store: Store):
    with store.write() as unit:
        a_firm(unit)
        kind = unit.lists.all(ListName.CONTACT_TYPE)[0]

        typed = acts.edit_contact(unit, "ann", {"type": kind.name, "account": None})

        assert (typed.type, typed.account_id) == (kind.name, None)


def test_a_company_is_shown_with_people_opportunities_and_history(store: Store):
    with store.write() as unit:
        a_firm(unit)
        acts.add_note(unit, {"account": "fabrikam"}, "New head of purchasing", "", at=None)

        found = acts.account_whole(unit, "fabrikam", latest=10)

        assert [one.name for one in found.contacts] == ["Ann Lee"]
        assert [line.subject for line in found.latest] == ["New head of purchasing"]


# --- opportunities ----------------------------------------------------------------------------------------------------


def test_a_person_is_made_on_the_spot_with_the_opportunity(store: Store):
    with store.write() as unit:
        references = acts.found_references(unit, References(new_contact="Dan Ek", emails=["dan@x.example"]))

        added = acts.add_opportunity(unit, "Boats", {"probability": 40}, references, remind_at=NOON)

        assert unit.contacts.find("dan@x.example").id == added.contact_id
        assert (added.probability, added.reminder_on) == (40, True)


def test_of_categories_some_come_and_some_go(store: Store):
    with store.write() as unit:
        a_firm(unit)
        acts.edit_opportunity(unit, "seats", {"categories": ("Hot", "North")}, References())

        edited = acts.edit_opportunity(unit, "seats", {}, References(assign="bob"), more=["EMEA"], fewer=["HOT"])

        assert set(edited.categories) == {"North", "EMEA"}
        assert edited.assigned_to == unit.users.find("bob").id
        with pytest.raises(NotFound, match="category of the opportunity"):
            acts.edit_opportunity(unit, "seats", {}, References(), fewer=["Hot"])


@pytest.mark.parametrize(
    ("on", "at"),
    [
        (None, NOON),
        (date(2026, 3, 2), NOON),  # today: not before now
        (date(2026, 3, 1), datetime(2026, 3, 1, 22, 59, 59, tzinfo=UTC)),
    ],
)
def test_what_was_decided_on_a_day_is_closed_at_its_end(store: Store, on: date | None, at: datetime):
    with store.read() as unit:
        assert acts.close_all(unit, is_won=True, on=on, zone=OSLO, now=NOON).at == at


@pytest.mark.row(27)
def test_a_closed_opportunity_is_reopened_where_it_was(store: Store):
    with store.write() as unit:
        a_firm(unit)
        acts.edit_opportunity(unit, "seats", {}, acts.References(stage="proposal"))
        acts.close_opportunity(unit, "seats", is_won=True, on=date(2026, 3, 1), zone=OSLO, now=NOON)

        again = acts.reopen_opportunity(unit, "seats")

        assert (again.stage_name, again.close_date) == ("Proposal", date(2026, 3, 1))


def test_an_opportunity_is_read_whole_in_one_go(store: Store):
    with store.write() as unit:
        a_firm(unit)
        acts.add_line(unit, "seats", "Seat", price="10", quantity="2")

        found = acts.opportunity_whole(unit, "seats", OSLO)
        shape = Shapes(unit, "OPP").opportunity(found.opportunity)

        assert [str(line.total) for line in found.lines] == ["20.00"]
        assert (shape["key"], shape["contact"]["name"]) == ("OPP-1", "Ann Lee")


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ({"assigned": ["none"]}, [2]),
        ({"assigned": ["bob", "None"]}, [1, 2]),
        ({"contact": ["ann"], "number": ["OPP-2"]}, [2]),
        ({"category": ["hot"]}, [1]),
        ({"category": ["none"]}, [2]),
    ],
)
def test_names_select_opportunities_and_none_those_without(store: Store, names: dict[str, list[str]], found: list[int]):
    with store.write() as unit:
        a_firm(unit)
        acts.edit_opportunity(unit, "seats", {"categories": ("Hot",)}, References(assign="bob"))

        wanted = acts.selected(unit, names, state=State.OPEN, zone="Europe/Oslo")

        assert unit.pipeline.numbers(wanted) == found


def test_none_is_a_name_like_any_other_where_all_have_one(store: Store):
    with store.write() as unit:
        a_firm(unit)

        with pytest.raises(NotFound):
            acts.selected(unit, {"account": ["none"]}, state=State.OPEN, zone="Europe/Oslo")


# --- many at once -----------------------------------------------------------------------------------------------------


def test_many_are_changed_only_when_it_is_asked_for_and_none_refuses(store: Store):
    with store.write() as unit:
        a_firm(unit)
        numbers = acts.numbers_of(unit, ["OPP-2", "seats", "2"])
        to_bob = Assign(unit.users.find("bob").id)

        seen = acts.edit_many(unit, numbers, to_bob, is_asked=False)
        done = acts.edit_many(unit, numbers, to_bob, is_asked=True)
        acts.edit_many(unit, [1], Close(True, NOON, None), is_asked=True)
        refused = acts.edit_many(unit, numbers, MoveTo(unit.stages.find("proposal").id), is_asked=True)

        assert numbers == [2, 1]
        assert (seen.is_done, len(seen.report.changes)) == (False, 2)
        assert done.is_done
        assert (refused.is_done, len(refused.report.refusals)) == (False, 1)


# --- tables -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_tried", "there"),
    [
        (b"name,domains\nContoso,contoso.example\n", False, ["Contoso"]),
        (b"name,domains\nContoso,contoso.example\n", True, []),
        (b"name,domains\nContoso,contoso.example\nBad,no domain\n", False, []),
    ],
)
def test_a_table_is_taken_in_whole_or_not_at_all(store: Store, text: bytes, is_tried: bool, there: list[str]):
    report = acts.import_table(
        store.write, Table.ACCOUNTS, acts.TableGiven("t.csv", text, "EUR", ZoneInfo("UTC")), is_tried=is_tried
    )

    with store.read() as unit:
        assert [one.name for one in unit.accounts.all()] == there
    assert report.added == 1


# --- lists, stages, the bin -------------------------------------------------------------------------------------------


def test_a_value_in_use_is_replaced_by_another_or_by_none(store: Store):
    with store.write() as unit:
        a_firm(unit)
        first, other = (one.name for one in unit.lists.all(ListName.TYPE)[:2])
        acts.edit_opportunity(unit, "seats", {}, References(type=first))

        found, held = acts.value_in_use(unit, ListName.TYPE, first)
        gone = acts.delete_value(unit, ListName.TYPE, found, other)

        assert (held, gone.records, gone.instead) == (1, 1, other)
        assert unit.opportunities.get(1).type == other


def test_a_deleted_stage_sends_its_opportunities_elsewhere(store: Store):
    with store.write() as unit:
        a_firm(unit)
        acts.edit_opportunity(unit, "seats", {}, References(stage="proposal"))
        here = acts.stage_in_use(unit, "proposal")

        gone = acts.delete_stage(unit, here[0], "negotiation")

        assert (here[1], gone.records) == (1, 1)
        assert "egotiation" in unit.opportunities.get(1).stage_name
        assert acts.stage_in_use(unit, "closed won")[1] == 0  # the store itself refuses those


def test_what_is_deleted_is_found_for_its_trail_and_comes_back(store: Store):
    with store.write() as unit:
        a_firm(unit)
        binned, _ = acts.delete_record(unit, Record.OPPORTUNITY, "spare")

        trail = acts.record_ever(unit, Record.OPPORTUNITY, "Spare parts")
        restored, assignee = acts.restore_record(unit, Record.OPPORTUNITY, "spare")

        assert (binned.id, trail, restored.id, assignee) == (2, 2, 2, None)
        assert acts.record_ever(unit, Record.PRODUCT, "4711") == 4711
        with pytest.raises(NotFound, match="product:ID"):
            acts.record_ever(unit, Record.PRODUCT, "Seat")


def test_tasks_go_to_whom_people_name_and_to_nobody_by_none(store: Store):
    with store.write() as unit:
        a_firm(unit)
        task = acts.add_task(unit, {"opportunity": "seats"}, "Send the quote", "", assign="bob")

        mine = acts.tasks_found(unit, assigned="bob", status=None, limit=10)
        acts.edit_task(unit, task.id, {"assign": None})

        assert [one.id for one in mine] == [task.id]
        assert acts.tasks_found(unit, assigned="bob", status=None, limit=10) == []


def test_a_project_is_begun_from_an_opportunity_with_the_tasks_of_a_template(store: Store):
    with store.write() as unit:
        a_firm(unit)
        template = unit.templates.add("Roll-out")
        acts.add_template_task(unit, "roll", "Kick-off", 3)

        project = acts.add_project(
            unit, None, zone=OSLO, template=template.name, starts_on=date(2026, 4, 1), opportunity="seats"
        )
        task = acts.edit_project_task(unit, "seats", "kick", {"assign": "bob"}, OSLO)

        assert (project.name, project.number) == ("200 seats", 1)
        assert task.assigned_to == unit.users.find("bob").id


def test_a_draft_is_made_for_users_only(store: Store):
    with store.write() as unit:
        a_firm(unit)

        with pytest.raises(StoreError, match="say who you are with --as"):
            acts.own_address(unit)


# --- what needs a person ----------------------------------------------------------------------------------------------


def test_a_store_that_nothing_happened_in_is_told_whole_and_has_no_troubles(store: Store):
    with store.read() as unit:
        shape = acts.read_status(unit, "OPP", NOON)

    assert shape["service"]["state"] == "never"
    assert shape["mailboxes"] == shape["quarantine"] == shape["parked_errands"] == []
    assert acts.troubles(shape, OSLO) == []


def test_reminders_without_a_mailbox_are_named(store: Store):
    with store.write() as unit:
        a_firm(unit)
        acts.remind_of(unit, "seats", NOON)
        acts.edit_opportunity(unit, "spare", {}, References(assign="bob"))
        acts.remind_of(unit, "spare", NOON)

        shape = acts.read_status(unit, "OPP", NOON)

    assert [(one["opportunity"], one["why"]) for one in shape["reminders_without_task"]] == [
        ("OPP-1", "assigned to nobody"),
        ("OPP-2", "Bob Berg has no mailbox here"),
    ]


def test_reminders_of_whoever_has_a_mailbox_and_of_what_is_over_are_not_named(store: Store):
    with store.write() as unit:
        a_firm(unit)
        acts.edit_opportunity(unit, "seats", {}, References(assign="bob"))
        for deal in ("seats", "spare"):
            acts.remind_of(unit, deal, NOON)
        a_mailbox(unit, unit.users.find("bob").email)
        unit.bin.delete(Record.OPPORTUNITY, unit.opportunities.find("spare").number)

        assert acts.read_status(unit, "OPP", NOON)["reminders_without_task"] == []


def test_what_is_shown_of_a_record_is_the_same_for_programs_and_pages(store: Store):
    with store.write() as unit:
        a_firm(unit)
        shapes = Shapes(unit, "OPP")

        seats = acts.opportunity_whole(unit, "seats", OSLO).shape(shapes)
        ann = acts.contact_whole(unit, "ann", latest=10).shape(shapes)
        fabrikam = acts.account_whole(unit, "fabrikam", latest=10).shape(shapes)

    assert {"items", "activities", "projects", "history"} < set(seats)
    assert [one["key"] for one in ann["opportunities"]] == ["OPP-1", "OPP-2"]
    assert [one["name"] for one in fabrikam["contacts"]] == ["Ann Lee"]
    assert "contacts" not in ann
