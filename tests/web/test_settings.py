"""What a firm sets up for itself, in the browser."""

import pytest
from lxml import html as parser

from store.values import FieldKind, ListName, Record
from tests.contract.store.records import an_opportunity
from tests.web.conftest import Browse, Judge
from tests.web.site import Site, fields_of


def sent(client, path: str, **form: object) -> int:
    """The status of an act's answer."""
    return client.post(path, data={name: str(value) for name, value in form.items()}).status_code


def test_a_list_is_added_to_renamed_ordered_and_taken_from(site: Site):
    path = "/settings/lists/source"
    with site.as_("ann") as ann:
        for name in ("Fair", "Site", "Phone call"):
            assert sent(ann, path, act="add", name=name) == 303
        with site.desk.store.read() as unit:
            ids = {value.name: value.id for value in unit.lists.all(ListName.SOURCE)}
        assert sent(ann, path, act="move", value=ids["Phone call"], to=1) == 303
        assert sent(ann, path, act="rename", value=ids["Site"], name="Our site") == 303
        with site.writing() as unit:
            number = an_opportunity(unit, "Ferry", source_id=ids["Fair"])
        assert sent(ann, path, act="delete", value=ids["Fair"], instead="Phone call") == 303
    with site.desk.store.read() as unit:
        names = [value.name for value in unit.lists.all(ListName.SOURCE)]
        assert unit.opportunities.get(number).source == "Phone call"
    assert names[0] == "Phone call"
    assert "Our site" in names
    assert "Fair" not in names


@pytest.mark.parametrize(
    ("page", "lists"),
    [
        ("/opportunities/new", {"stages", "lists/type", "lists/payment_terms", "lists/source"}),
        ("/opportunities/1/close", {"lists/lost_reason"}),
        ("/accounts/new", {"lists/account_type"}),
        ("/contacts/new", {"lists/contact_type"}),
        ("/marketing/new", {"lists/marketing_type"}),
    ],
)
def test_beside_a_list_stands_where_it_is_edited(site: Site, page: str, lists: set[str]):
    with site.writing() as unit:
        an_opportunity(unit, "Ferry")
    with site.as_("bob") as bob:
        found = parser.fromstring(bob.get(page).text).xpath("//p[@class='beside']/a/@href")
        assert set(found) == {f"/settings/{one}" for one in lists}
        assert {bob.get(one).status_code for one in found} == {200}


def test_stages_and_their_activities_are_owners_to_change(site: Site):
    path = "/settings/stages"
    with site.as_("ann") as ann, site.as_("bob") as bob:
        assert sent(bob, path, act="add", name="Trial") == 403
        assert sent(ann, path, act="add", name="Trial", probability="30 %") == 303
        assert sent(ann, path, act="add activity", stage="Trial", name="Send the sample", days=3) == 303
        assert sent(ann, path, act="edit activity", stage="Trial", activity="Send the sample", name="Send it") == 303
        assert sent(ann, path, act="probability", stage="Trial", probability=35) == 303
        assert sent(ann, path, act="default", stage="Trial") == 303
        assert sent(ann, path, act="rename", stage="Trial", name="Pilot") == 303
        assert sent(ann, path, act="move", stage="Pilot", to=1) == 303
        assert "Pilot" in bob.get(path).text
        with site.desk.store.read() as unit:
            stage = unit.stages.find("Pilot")
            assert (stage.position, stage.probability, stage.is_default) == (1, 35, True)
            assert [one.name for one in unit.activities.of_stage(stage.id)] == ["Send it"]
        assert sent(ann, path, act="delete activity", stage="Pilot", activity="Send it") == 303
        assert sent(ann, path, act="delete", stage="Pilot", instead="Prospecting") == 303


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/settings/stages", {"act": "add", "name": ""}),
        ("/settings/stages", {"act": "add", "name": "Trial", "probability": "many"}),
        ("/settings/stages", {"act": "move", "stage": "Prospecting", "to": "0"}),
        ("/settings/stages", {"act": "rename", "stage": "Nowhere", "name": "x"}),
        ("/settings/stages", {"act": "add activity", "stage": "Prospecting", "name": "x", "days": "soon"}),
        ("/settings/stages", {"act": "explode"}),
        ("/settings/lists/type", {"act": "add", "name": " "}),
        ("/settings/lists/type", {"act": "delete", "value": "999"}),
        ("/settings/fields", {"act": "add", "of": "planet", "name": "x", "kind": "text"}),
        ("/settings/fields", {"act": "add", "of": "account", "name": "x", "kind": "colour"}),
        ("/settings/fields", {"act": "add", "of": "account", "name": "a=b", "kind": "text"}),
        ("/settings/fields", {"act": "add", "of": "account", "name": "Level", "kind": "choice"}),
        ("/settings/users", {"name": "Cora", "email": "no address"}),
        ("/settings/users", {"name": "Cora", "email": "bob@us.example"}),
        ("/settings/users", {"name": "Cora", "email": "cora@us.example", "role": "king"}),
        ("/settings", {"language": "klingon"}),
        ("/products/new", {"name": ""}),
        ("/products/new", {"name": "Seat", "price": "much"}),
        ("/bin/restore", {"handle": "planet:1"}),
        ("/bin/restore", {"handle": "account:999"}),
        ("/bin/empty", {"before": "whenever"}),
    ],
    ids=str,
)
def test_what_cannot_be_is_told_and_changes_nothing(site: Site, path: str, form: dict[str, str]):
    with site.as_("ann") as ann:
        with site.desk.store.read() as unit:
            before = unit.audit.newest()
        answer = ann.post(path, data=form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    with site.desk.store.read() as unit:
        assert unit.audit.newest() == before


def test_own_fields_come_change_and_go(site: Site):
    path = "/settings/fields"
    with site.as_("ann") as ann:
        assert sent(ann, path, act="add", of="account", name="Level", kind="choice", choices="Gold\nSilver") == 303
        assert sent(ann, path, act="choices", of="account", field="Level", choices="Gold\nBronze") == 303
        assert sent(ann, path, act="rename", of="account", field="Level", name="Grade") == 303
        with site.desk.store.read() as unit:
            [field] = unit.fields.all(Record.ACCOUNT)
        assert (field.name, field.kind, field.choices) == ("Grade", FieldKind.CHOICE, ("Gold", "Bronze"))
        assert sent(ann, path, act="remove", of="account", field="Grade") == 303


def test_users_are_added_and_changed_by_owners_and_two_owners_lose_nothing(site: Site):
    with site.as_("ann") as ann, site.as_("bob") as bob:
        assert sent(bob, "/settings/users", name="Cora", email="cora@us.example") == 403
        assert sent(ann, "/settings/users", name="Cora", email="cora@us.example", login="cora") == 303
        id = site.users["bob"].id
        form = fields_of(ann.get(f"/settings/users/{id}").text)
        assert ann.post(f"/settings/users/{id}", data=form | {"is_active": "no"}).status_code == 303
        assert bob.get("/day").status_code == 303
        again = ann.post(f"/settings/users/{id}", data=form | {"once": "2", "name": "Robert"})
        assert again.status_code == 303
    with site.desk.store.read() as unit:
        found = unit.users.get(id)
    assert (found.name, found.is_active) == ("Robert", False)


def test_each_chooses_language_and_look(site: Site):
    with site.as_("bob") as bob:
        assert sent(bob, "/settings", language="nb", look="dark") == 303
        page = bob.get("/settings").text
    assert 'lang="nb"' in page
    assert 'data-look="dark"' in page
    assert "Innstillinger" in page


def test_products_are_added_changed_and_deleted(site: Site):
    with site.as_("bob") as bob:
        assert sent(bob, "/products/new", name="Seat", price="1234.50 NOK") == 303
        form = fields_of(bob.get("/products/1").text)
        assert bob.post("/products/1", data=form | {"is_active": "no"}).status_code == 303
        assert "Seat" not in bob.get("/products").text.partition("<table")[2]
        assert "Seat" in bob.get("/products?all=yes").text.partition("<table")[2]
        assert sent(bob, "/products/1", delete="yes") == 303
    with site.desk.store.read() as unit:
        assert unit.products.all("") == []


def test_products_are_shown_a_page_at_a_time(site: Site):
    with site.writing() as unit:
        for number in range(205):
            unit.products.add(f"Seat {number:03}")
        unit.products.edit(unit.products.find("Seat 000").id, is_active=False)
    shown: list[str] = []
    path = "/products?q=seat"
    with site.as_("bob") as bob:
        while path:
            page = parser.fromstring(bob.get(path).text)
            shown += page.xpath("//tbody//th/a/text()")
            path = next(iter(page.xpath("//a[@rel='next']/@href")), "")
            back = page.xpath("//a[@rel='prev']/@href")
    assert shown == [f"Seat {number:03}" for number in range(1, 205)]
    assert back == ["/products?q=seat&offset=100"]


def test_what_was_deleted_is_restored_or_goes_for_good(site: Site):
    with site.writing() as unit:
        for name in ("First Ltd", "Second Ltd"):
            unit.bin.delete(Record.ACCOUNT, unit.accounts.add(name).id)
    with site.as_("ann") as ann, site.as_("bob") as bob:
        assert "First Ltd" in bob.get("/bin").text
        assert sent(bob, "/bin/restore", handle="account:1") == 303
        assert "Second Ltd" in ann.get("/bin/empty").text
        assert sent(bob, "/bin/empty") == 403
        assert sent(ann, "/bin/empty", before="") == 303
        assert "The recycle bin is empty." in bob.get("/bin").text
        trail = bob.get("/audit", params={"kind": "account", "name": "1"}).text
        assert "restored" in trail
        assert bob.get("/audit", params={"by": "nobody"}).status_code == 422
    with site.desk.store.read() as unit:
        assert [one.name for one in unit.accounts.all()] == ["First Ltd"]


def test_the_pages_are_for_everybody(site: Site, browse: Browse, faults_for_everybody: Judge):
    with site.writing() as unit:
        unit.lists.add(ListName.SOURCE, "Fair")
        unit.fields.add(Record.ACCOUNT, "Level", FieldKind.CHOICE, ["Gold"])
        unit.products.add("Seat", price=10)
        unit.bin.delete(Record.ACCOUNT, unit.accounts.add("Gone Ltd").id)
    page = browse("ann", width=320)
    paths = ["", "/lists/source", "/stages", "/fields", "/users", "/users/1"]
    for path in (*(f"/settings{one}" for one in paths), "/products", "/products/1", "/bin", "/bin/empty", "/audit"):
        page.goto(path)
        assert (path, faults_for_everybody(page)) == (path, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_value_of_many_records_says_that_there_are_more(site: Site, monkeypatch: pytest.MonkeyPatch):
    with site.writing() as unit:
        fair = unit.lists.add(ListName.SOURCE, "Fair")
        for _ in range(3):
            an_opportunity(unit, source_id=fair.id)
    monkeypatch.setattr("daemon.web.pages.settings.lists.MANY", 2)

    with site.as_("bob") as bob:
        text = bob.get("/settings/lists/source").text

    assert '">over 2</td>' in text
    assert "Over 2 records have it; they get" in text
