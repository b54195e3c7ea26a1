"""Project templates in the browser."""

from __future__ import annotations

import pytest

from tests.web.conftest import Browse, Judge
from tests.web.site import Site


@pytest.fixture
def roll_out(site: Site) -> str:
    """The page of a template with two tasks."""
    with site.writing() as unit:
        template = unit.templates.add("Roll-out")
        unit.templates.add_task(template.id, "Kick-off", 3)
        unit.templates.add_task(template.id, "Hand over")
    return f"/settings/templates/{template.id}"


def tasks(site: Site) -> list[tuple[str, int | None]]:
    with site.desk.store.read() as unit:
        [one] = unit.templates.all()
    return [(task.title, task.days) for task in one.tasks]


def test_a_member_adds_one_with_tasks_in_the_order_that_they_want(site: Site):
    with site.as_("bob") as bob:
        path = bob.post("/settings/templates", data={"act": "add", "name": "Delivery"}).headers["location"]
        for title, days in (("Order", "0"), ("Unpack", ""), ("Test", "10")):
            assert bob.post(path, data={"act": "add", "title": title, "days": days}).status_code == 303
        with site.desk.store.read() as unit:
            ids = {task.title: str(task.id) for task in unit.templates.all()[0].tasks}
        assert bob.post(path, data={"act": "move", "task": ids["Test"], "to": "1"}).status_code == 303
        assert bob.post(path, data={"act": "remove", "task": ids["Unpack"]}).status_code == 303
        assert bob.post(path, data={"act": "rename", "name": "Delivery to a client"}).status_code == 303
        assert "Delivery to a client" in bob.get("/settings/templates").text
    assert tasks(site) == [("Test", 10), ("Order", 0)]


def test_a_deleted_one_is_gone_for_good(site: Site, roll_out: str):
    with site.as_("bob") as bob:
        assert bob.post(roll_out, data={"act": "delete"}).headers["location"] == "/settings/templates"
        assert bob.get(roll_out).status_code == 404


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"act": "add", "title": "", "days": "3"}, "must not be empty"),
        ({"act": "add", "title": "Visit", "days": "soon"}, "is no number of days"),
        ({"act": "add", "title": "Visit", "days": "9999"}, "from 0 to 3650"),
        ({"act": "rename", "name": ""}, "must not be empty"),
        ({"act": "remove", "task": "99"}, "there is none"),
        ({"act": "move", "task": "1", "to": "0"}, "is no place"),
        ({"act": "burn"}, "nothing that is done here"),
    ],
)
def test_what_is_refused_changes_nothing_and_stays_typed(
    site: Site, roll_out: str, form: dict[str, str], sentence: str
):
    with site.as_("bob") as bob:
        answer = bob.post(roll_out, data=form)
    assert answer.status_code == 422
    assert sentence in answer.text
    if form.get("title"):
        assert f'value="{form["title"]}"' in answer.text
    assert tasks(site) == [("Kick-off", 3), ("Hand over", None)]


def test_a_name_is_given_once(site: Site, roll_out: str):
    with site.as_("bob") as bob:
        answer = bob.post("/settings/templates", data={"act": "add", "name": "roll-OUT"})
    assert answer.status_code == 422
    assert "belongs to template" in answer.text
    assert 'value="roll-OUT"' in answer.text


def test_the_pages_are_for_everybody(site: Site, roll_out: str, browse: Browse, faults_for_everybody: Judge):
    for width in (1280, 320):
        page = browse("bob", width=width)
        for path in ("/settings/templates", roll_out):
            answer = page.goto(path)
            assert answer is not None
            assert (path, answer.status, faults_for_everybody(page)) == (path, 200, [])
            assert page.evaluate("document.documentElement.scrollWidth") <= width
