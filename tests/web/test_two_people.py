"""Two people at one record: what each changed is kept, and of a field that both changed both values are told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from lxml import html

from store.values import FieldKind, HistoryOf, Record, Role
from tests.databases import a_file
from tests.web.refused.edited import EDITED
from tests.web.site import Site, serving, values_of


@dataclass(frozen=True)
class Edited:
    """A form, a field that both change, and another one that only one of them does; each with what is typed."""

    page: str
    field: str = "name"
    first: str = "Hers"
    second: str = "His"
    other: str = "phone"
    typed: str = "+47 22 00 00 00"
    act: str = ""
    words: tuple[str, str] | None = None  # for the two, where what is sent is not what is read

    def __str__(self) -> str:
        return f"{self.page} {self.act} {self.field}".replace("  ", " ")


STAGES = ("Qualification", "Needs Analysis")  # the second and the third of every firm
FORMS = (
    Edited("/opportunities/1/edit", "title", other="competitors", typed="Fabrikam"),
    Edited("/opportunities/1/items", first="Chair", second="Desk", other="quantity", typed="7", act="edit"),
    Edited("/accounts/1/edit"),
    Edited("/contacts/1/edit", other="title", typed="Buyer"),
    Edited("/products/1", other="description", typed="In oak"),
    Edited("/projects/1/edit", other="start", typed="2027-01-04"),
    Edited("/projects/1/tasks/1", "title", other="due", typed="2027-01-05"),
    Edited("/marketing/1/edit", "title", other="start", typed="2027-01-06"),
    Edited("/settings/users/3", other="login", typed="eve"),
    Edited("/opportunities/1/edit", "stage", "2", "3", "competitors", "Fabrikam", words=STAGES),
    Edited("/history/1/edit", "title", other="text", typed="They called back"),
    Edited("/history/2/edit", "title", other="minutes", typed="12"),
    Edited("/history/3/edit", "title", other="due", typed="2027-01-07"),
)
# Small forms of one field, among others of their page.
SMALL = (
    Edited("/opportunities/1", "stage", "2", "3", words=STAGES),
    Edited("/opportunities/1", "user", "1", "2", words=("Ann Owner", "Bob Seller")),
    Edited("/settings/stages", act="rename"),
    Edited("/settings/stages", "probability", "20", "30", act="probability"),
    Edited("/settings/stages", act="edit activity"),
    Edited("/settings/stages", "days", "20", "30", act="edit activity"),
    Edited("/settings/lists/source", act="rename"),
    Edited("/settings/templates/1", act="rename"),
    Edited("/settings/fields", act="rename"),
    Edited("/settings/fields", "choices", "Gold\nTin", "Gold\nLead", act="choices"),
)


@pytest.fixture
def site(tmp_path: Any) -> Iterator[Site]:
    """One record of each kind, in a firm with two owners."""
    with serving(tmp_path, a_file(tmp_path / "store.sqlite")) as made:
        with made.writing() as unit:
            unit.users.edit(made.users["bob"].id, role=Role.OWNER)
            unit.users.add("Eve Late", "eve@us.example")
            account = unit.accounts.add("Havn").id
            unit.contacts.add("Cy Buyer", account_id=account, addresses=["cy@havn.example"])
            unit.products.add("Seat", price=1, currency="EUR")
            unit.opportunities.add("Ferry", account_id=account)
            unit.line_items.add(1, "Seat", quantity=1, price=10)
            project = unit.projects.add("Move", number=1, zone=made.desk.zone)
            unit.project_tasks.add(project.id, "Pack", zone=made.desk.zone)
            unit.marketing.add("Fair")
            unit.templates.add("Delivery")
            unit.fields.add(Record.ACCOUNT, "Level", FieldKind.CHOICE, ["Gold", "Silver"])
            unit.notes.add(HistoryOf(1), "A note")
            unit.calls.add(HistoryOf(1), "A call", minutes=5)
            unit.todos.add(HistoryOf(1), "A task", assigned_to=made.users["bob"].id)
        yield made


@contextmanager
def both_looked_and_ann_saved(
    site: Site, form: Edited
) -> Iterator[tuple[httpx2.Client, httpx2.Client, str, dict[str, str]]]:
    """Ann's browser and Bob's, where his form leads, and what it holds: as it was before she saved."""
    with site.as_("ann") as ann, site.as_("bob") as bob:
        hers, his = drawn(ann.get(form.page).text, form), drawn(bob.get(form.page).text, form)
        action = his.get("action") or form.page
        assert ann.post(action, data=values_of(hers) | {form.field: form.first}).status_code == 303
        yield ann, bob, action, values_of(his)


@pytest.mark.sampled(one_in=2)
@pytest.mark.parametrize("form", [*FORMS, *SMALL], ids=str)
def test_of_one_field_both_values_are_told_and_whoever_looked_decides(site: Site, form: Edited):
    with both_looked_and_ann_saved(site, form) as (ann, bob, action, his):
        beside = {form.other: form.typed} if form in FORMS else {}
        told = bob.post(action, data=his | {form.field: form.second} | beside)

        assert told.status_code in (409, 422)
        said = html.fromstring(told.text).text_content()
        hers, mine = form.words or (form.first, form.second)
        assert f"It holds “{hers}” now; you typed “{mine}”." in said
        again = values_of(drawn(told.text, form))
        assert {one: again[one] for one in (form.field, *beside)} == {form.field: form.second} | beside
        assert values_of(drawn(ann.get(form.page).text, form))[form.field] == form.first

        assert bob.post(action, data=again).status_code == 303
        kept = values_of(drawn(ann.get(form.page).text, form))
    assert {one: kept[one] for one in (form.field, *beside)} == {form.field: form.second} | beside


@pytest.mark.parametrize("form", [*FORMS, *SMALL], ids=str)
def test_whoever_sends_a_form_as_it_was_takes_nobodys_change_back(site: Site, form: Edited):
    with both_looked_and_ann_saved(site, form) as (ann, bob, action, his):
        assert bob.post(action, data=his).status_code == 303

        kept = values_of(drawn(ann.get(form.page).text, form))
    assert kept[form.field] == form.first


@pytest.mark.sampled(one_in=2)
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_of_two_fields_both_changes_are_kept(site: Site, form: Edited):
    with both_looked_and_ann_saved(site, form) as (ann, bob, action, his):
        assert bob.post(action, data=his | {form.other: form.typed}).status_code == 303

        kept = values_of(drawn(ann.get(form.page).text, form))
    assert (kept[form.field], kept[form.other]) == (form.first, form.typed)


def test_every_form_that_edits_a_record_is_among_them():
    kinds = {one.page.replace("3", "1") for one in EDITED if "edit" in (one.page.rpartition("/")[2], one.act)}

    assert kinds <= {one.page for one in FORMS}


def drawn(page: str, form: Edited) -> Any:
    """The page's form with both fields that holds what the record did."""
    there = html.fromstring(page).xpath(f"//form[@method='post'][.//*[@name='was-{form.field}']]")
    return next(one for one in there if not form.act or one.fields.get("act") == form.act)
