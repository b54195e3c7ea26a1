"""Two people at one record: what each changed is kept, and of a field that both changed both values are told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from lxml import html

from store.values import HistoryOf, Role
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
    action: str = ""

    def __str__(self) -> str:
        return self.page


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
    Edited("/history/1/edit", "title", other="text", typed="They called back"),
    Edited("/history/2/edit", "title", other="minutes", typed="12"),
    Edited("/history/3/edit", "title", other="due", typed="2027-01-07"),
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
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_of_one_field_both_values_are_told_and_whoever_looked_decides(site: Site, form: Edited):
    with both_looked_and_ann_saved(site, form) as (ann, bob, action, his):
        told = bob.post(action, data=his | {form.field: form.second, form.other: form.typed})

        assert told.status_code in (409, 422)
        said = html.fromstring(told.text).text_content()
        assert f"It holds “{form.first}” now; you typed “{form.second}”." in said
        again = values_of(drawn(told.text, form))
        assert (again[form.field], again[form.other]) == (form.second, form.typed)
        assert values_of(drawn(ann.get(form.page).text, form))[form.field] == form.first

        assert bob.post(action, data=again).status_code == 303
        kept = values_of(drawn(ann.get(form.page).text, form))
    assert (kept[form.field], kept[form.other]) == (form.second, form.typed)


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
    return there[0]
