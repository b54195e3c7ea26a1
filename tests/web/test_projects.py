"""Projects and their tasks in the browser."""

from __future__ import annotations

import pytest
from lxml import html

from store.unit import Unit
from store.values import Project
from tests.contract.store.records import an_opportunity
from tests.web.conftest import Browse, Judge
from tests.web.site import Site, fields_of, forms_of


@pytest.fixture(autouse=True)
def known(site: Site) -> None:
    with site.writing() as unit:
        fabrikam = unit.accounts.add("Fabrikam")
        unit.contacts.add("Ann Client", account_id=fabrikam.id)
        an_opportunity(unit, "200 seats", account_id=fabrikam.id)
        template = unit.templates.add("Roll-out")
        unit.templates.add_task(template.id, "Kick-off", 3)
        unit.templates.add_task(template.id, "Hand over")


def a_project(site: Site, name: str = "Delivery") -> Project:
    with site.writing() as unit:
        account = unit.accounts.find("Fabrikam")
        return unit.projects.add(name, zone=site.desk.zone, account_id=account.id)


def tasks_of(unit: Unit, project: Project) -> list[tuple[str, bool, bool]]:
    """Title, open, cancelled."""
    return [(one.title, one.is_open, one.is_cancelled) for one in unit.project_tasks.of([project.id])[project.id]]


def rows(page: str) -> list[list[str]]:
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./td|./th")]
        for row in html.fromstring(page).xpath("//tbody/tr")
    ]


def test_from_an_opportunity_name_and_party_are_filled_in_and_its_template_gives_tasks(site: Site):
    with site.as_("bob") as bob:
        form = fields_of(bob.get("/projects/new?opportunity=1").text)
        assert (form["name"], form["account"], form["contact"]) == ("200 seats", "Fabrikam", "")
        added = bob.post("/projects/new", data=form | {"template": "1", "start": "2025-05-01"})
        page = bob.get(added.headers["location"]).text
    assert "OPP-1" in page
    assert [row[0] for row in rows(page)] == ["Kick-off", "Hand over"]
    with site.desk.store.read() as unit:
        [project] = unit.projects.all()
        assert (project.name, project.number, project.assigned_to) == ("200 seats", 1, site.users["bob"].id)
        [kick_off, _] = unit.project_tasks.of([project.id])[project.id]
        assert str(kick_off.due_at)[:10] == "2025-05-04"


def test_what_is_left_empty_its_opportunity_gives(site: Site):
    with site.as_("bob") as bob:
        assert bob.post("/projects/new", data={"opportunity": "OPP-1"}).status_code == 303
    with site.desk.store.read() as unit:
        [project] = unit.projects.all()
        assert (project.name, project.account_id) == ("200 seats", 1)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"name": "Delivery"}, "account", "exactly one account or contact"),
        ({"name": "Delivery", "account": "Fabrikam", "contact": "Ann"}, "account", "exactly one party"),
        ({"name": "Delivery", "account": "Nowhere <b>"}, "account", "there is none"),
        ({"name": "Delivery", "contact": "Nobody"}, "contact", "there is none"),
        ({"account": "Fabrikam"}, "name", "must not be empty"),
        ({"name": "x" * 300, "account": "Fabrikam"}, "name", "at most 255"),
        ({"opportunity": "OPP-99"}, "opportunity", "there is none"),
        ({"name": "Delivery", "account": "Fabrikam", "start": "the day of days"}, "start", "the day of days"),
        ({"name": "Delivery", "account": "Fabrikam", "template": "99"}, "template", "there is none"),
        ({"name": "Delivery", "account": "Fabrikam", "assigned_to": "99"}, "assigned_to", "there is none"),
    ],
)
def test_what_is_refused_is_told_beside_its_field_and_stays_typed(
    site: Site, typed: dict[str, str], field: str, sentence: str
):
    with site.as_("bob") as bob:
        answer = bob.post("/projects/new", data=typed)
    assert answer.status_code == 422
    [error] = html.fromstring(answer.text).xpath(f"//p[@id='error-{field}']")
    assert sentence in error.text_content()
    kept = fields_of(answer.text)
    assert {name: kept[name] for name in typed if name not in ("template", "assigned_to")} == {
        name: text for name, text in typed.items() if name not in ("template", "assigned_to")
    }
    with site.desk.store.read() as unit:
        assert unit.projects.all() == []


def test_a_change_says_only_what_is_changed(site: Site):
    project = a_project(site)
    path = f"/projects/{project.id}/edit"
    with site.as_("bob") as bob, site.as_("ann") as ann:
        bobs, anns = fields_of(bob.get(path).text), fields_of(ann.get(path).text)
        given = {"name": "Delivery and training", "account": "", "contact": "Ann Client", "opportunity": "OPP-1"}
        assert ann.post(path, data=anns | given).status_code == 303
        assert bob.post(path, data=bobs | {"start": "2025-06-01", "assigned_to": ""}).status_code == 303
        refused = bob.post(path, data=bobs | {"once": "another", "name": "Training"})
        cleared = bob.post(path, data=fields_of(bob.get(path).text) | {"contact": ""})
    assert refused.status_code == 409
    assert "Delivery and training" in refused.text
    assert cleared.status_code == 422
    assert "exactly one account or contact" in cleared.text
    with site.desk.store.read() as unit:
        now = unit.projects.get(project.id)
        assert (now.name, now.account_id, now.contact_id, now.number) == ("Delivery and training", None, 1, 1)
        assert (str(now.starts_on), now.assigned_to) == ("2025-06-01", None)


def test_tasks_are_added_changed_moved_done_cancelled_and_opened_again(site: Site):
    project = a_project(site)
    path = f"/projects/{project.id}"

    with site.as_("bob") as bob:

        def act(**form: str) -> int:
            return bob.post(f"{path}/tasks", data=form).status_code

        for title in ("Order", "Unpack", "Test"):
            bobs_id = str(site.users["bob"].id)
            assert act(act="add", title=title, due="2025-03-04", assign=bobs_id) == 303
        with site.desk.store.read() as unit:
            order, unpack, test = (str(one.id) for one in unit.project_tasks.of([project.id])[project.id])
        assert [act(act="done", task=order), act(act="cancel", task=unpack), act(act="move", task=test, to="1")] == [
            303
        ] * 3
        form = fields_of(bob.get(f"{path}/tasks/{test}").text)
        assert form["due"] == "2025-03-04"
        edited = bob.post(f"{path}/tasks/{test}", data=form | {"title": "Test it", "due": "", "assign": "none"})
        assert edited.status_code == 303
        with site.desk.store.read() as unit:
            assert tasks_of(unit, project) == [
                ("Test it", True, False),
                ("Order", False, False),
                ("Unpack", False, True),
            ]
            changed = unit.project_tasks.get(int(test))
            assert (changed.due_at, changed.assigned_to) == (None, None)
        assert act(act="reopen", task=order) == 303
        with site.desk.store.read() as unit:
            assert tasks_of(unit, project)[1] == ("Order", True, False)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"act": "add", "title": ""}, "must not be empty"),
        ({"act": "add", "title": "Order", "due": "some day"}, "some day"),
        ({"act": "done", "task": "99"}, "there is none"),
        ({"act": "move", "task": "1", "to": "up"}, "is no place"),
        ({"act": "burn"}, "nothing that is done here"),
    ],
)
def test_what_cannot_be_done_with_tasks_is_told_and_stays_typed(site: Site, form: dict[str, str], sentence: str):
    project = a_project(site)
    with site.as_("bob") as bob:
        answer = bob.post(f"/projects/{project.id}/tasks", data=form)
    assert answer.status_code == 422
    assert sentence in answer.text
    if form["act"] == "add":
        [kept] = [one for one in forms_of(answer.text, f"/projects/{project.id}/tasks") if one["act"] == "add"]
        assert kept["title"] == form["title"]


def test_a_project_with_open_tasks_is_completed_only_with_what_becomes_of_them(site: Site):
    project = a_project(site)
    with site.writing() as unit:
        unit.project_tasks.add(project.id, "Order", zone=site.desk.zone)
    path = f"/projects/{project.id}"
    with site.as_("bob") as bob:
        refused = bob.post(f"{path}/do", data={"act": "complete"})
        assert refused.status_code == 422
        assert "has tasks that are open: Order" in refused.text
        assert bob.post(f"{path}/do", data={"act": "complete", "cancels_tasks": "yes"}).status_code == 303
        assert f'action="{path}/tasks"' not in bob.get(path).text
        assert rows(bob.get("/projects").text) == [["None is found."]]
        assert [row[0] for row in rows(bob.get("/projects?state=completed").text)] == ["Delivery (completed)"]
        late = bob.post(f"{path}/tasks", data={"act": "add", "title": "Late"})
        assert late.status_code == 422
        assert "reopen it first" in late.text
        assert bob.post(f"{path}/do", data={"act": "reopen"}).status_code == 303
    with site.desk.store.read() as unit:
        assert unit.projects.get(project.id).is_open
        assert tasks_of(unit, project) == [("Order", False, True)]


def test_accounts_and_contacts_are_related_and_taken_off(site: Site):
    project = a_project(site)
    path = f"/projects/{project.id}"
    with site.as_("bob") as bob:
        assert bob.post(f"{path}/parties", data={"contact": "Ann Client", "account": ""}).status_code == 303
        twice = bob.post(f"{path}/parties", data={"contact": "Ann Client", "account": ""})
        assert twice.status_code == 422
        assert "already" in twice.text
        neither = bob.post(f"{path}/parties", data={"contact": "", "account": ""})
        assert neither.status_code == 422
        contact = html.fromstring(bob.get("/contacts/1").text)
        assert contact.xpath(f"//a[@href='{path}']")
        [take_off] = [one for one in forms_of(bob.get(path).text, f"{path}/parties") if "remove" in one]
        assert bob.post(f"{path}/parties", data=take_off | {"contact": "1"}).status_code == 303
    with site.desk.store.read() as unit:
        assert unit.projects.parties(project.id) == []


def test_a_deleted_project_is_gone_until_it_is_restored(site: Site):
    project = a_project(site)
    path = f"/projects/{project.id}"
    with site.as_("bob") as bob:
        form = fields_of(bob.get(f"{path}/delete").text)
        assert bob.post(f"{path}/delete", data=form).headers["location"] == "/projects"
        assert [bob.get(path).status_code, bob.get(f"{path}/edit").status_code] == [410, 410]
        [restore] = forms_of(bob.get("/bin").text, "/bin/restore")
        assert bob.post("/bin/restore", data=restore | {"handle": f"project:{project.id}"}).status_code == 303
        assert bob.get(path).status_code == 200


def test_the_list_is_narrowed_and_turned_a_page_at_a_time(site: Site):
    with site.writing() as unit:
        for n in range(103):
            unit.projects.add(
                f"Visit {n:03}", zone=site.desk.zone, contact_id=1, assigned_to=site.users["ann" if n % 2 else "bob"].id
            )
        unit.projects.add("Delivery", zone=site.desk.zone, account_id=1, number=1)

    def named(query: str) -> list[str]:
        with site.as_("bob") as bob:
            return [row[0] for row in rows(bob.get(f"/projects?{query}").text)]

    assert named("account=Fabrikam") == named("opportunity=OPP-1") == named("q=deliv") == ["Delivery"]
    assert len(named("contact=Ann")) == 100
    assert named("contact=Ann&offset=100") == ["Visit 100", "Visit 101", "Visit 102"]
    assert len(named(f"q=visit&user={site.users['ann'].id}")) == 51
    with site.as_("bob") as bob:
        wrong = bob.get("/projects?account=Nowhere")
    assert wrong.status_code == 422
    assert "there is none" in wrong.text


def test_the_pages_are_for_everybody(site: Site, browse: Browse, faults_for_everybody: Judge):
    project = a_project(site, "Delivery <script>alert(1)</script>")
    with site.writing() as unit:
        task = unit.project_tasks.add(project.id, "Order <b>", zone=site.desk.zone, assigned_to=site.users["bob"].id)
        unit.projects.add_party(project.id, contact_id=1)
    for width in (1280, 320):
        page = browse("bob", width=width)
        for path in ("", "/new", "/1", "/1/edit", "/1/delete", f"/1/tasks/{task.id}"):
            answer = page.goto(f"/projects{path}")
            assert answer is not None
            assert (path, answer.status, faults_for_everybody(page)) == (path, 200, [])
            assert page.evaluate("document.documentElement.scrollWidth") <= width
