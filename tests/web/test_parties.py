"""Accounts and contacts in the browser."""

import pytest
from lxml import html

from store.values import FieldKind, HistoryOf, ItemKind, Record
from tests.contract.store.records import an_opportunity
from tests.web.conftest import Browse, Judge
from tests.web.site import Site, fields_of, forms_of

GIVEN = {
    "accounts": {"name": "Client Ltd", "phone": "+47 22 00 00 00", "domains": "client.example\nclient.test"},
    "contacts": {"name": "Ann Client", "title": "Buyer", "addresses": "ann@client.example\nann@client.test"},
}
KINDS = list(GIVEN)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_typed_is_added_and_shown_and_found(site: Site, kind: str):
    with site.as_("bob") as bob:
        form = fields_of(bob.get(f"/{kind}/new").text)
        added = bob.post(f"/{kind}/new", data=form | GIVEN[kind])
        assert added.status_code == 303
        page = bob.get(added.headers["location"]).text
        assert GIVEN[kind]["name"] in page
        assert "client.test" in page
        listed = bob.get(f"/{kind}", params={"q": "client.test"}).text
        assert f'href="{added.headers["location"]}"' in listed
        assert "None is found." in bob.get(f"/{kind}", params={"q": "nobody"}).text


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("accounts", {"name": ""}, "name"),
        ("contacts", {"name": ""}, "name"),
        ("accounts", {"name": "x" * 1000}, "name"),
        ("accounts", {"domains": "not a domain"}, "not a"),
        ("contacts", {"addresses": "not an address"}, "not a"),
        ("contacts", {"account": "Nowhere <b>"}, "there is none for"),
    ],
)
def test_what_is_refused_is_told_and_all_that_was_typed_stays(
    site: Site, kind: str, typed: dict[str, str], sentence: str
):
    with site.as_("bob") as bob:
        form = fields_of(bob.get(f"/{kind}/new").text)
        answer = bob.post(f"/{kind}/new", data=form | GIVEN[kind] | typed)
        kept = fields_of(answer.text)
    assert answer.status_code == 422
    assert sentence in answer.text
    expected = GIVEN[kind] | typed
    assert {name: kept[name] for name in expected} == expected
    with site.desk.store.read() as unit:
        assert unit.accounts.all() == []
        assert unit.contacts.all() == []


@pytest.mark.parametrize("kind", KINDS)
def test_two_people_change_one_and_nothing_is_lost(site: Site, kind: str):
    with site.as_("bob") as bob, site.as_("ann") as ann:
        path = bob.post(f"/{kind}/new", data=GIVEN[kind]).headers["location"] + "/edit"
        bobs, anns = (fields_of(one.get(path).text) for one in (bob, ann))
        second = "phone" if kind == "accounts" else "title"
        assert ann.post(path, data=anns | {second: "changed by Ann"}).status_code == 303
        assert bob.post(path, data=bobs | {"name": "Bob's name"}).status_code == 303
        now = fields_of(bob.get(path).text)
        assert (now["name"], now[second]) == ("Bob's name", "changed by Ann")
        refused = bob.post(path, data=bobs | {"once": "another", second: "changed by Bob"})
    assert refused.status_code == 409
    assert "changed by Ann" in refused.text
    assert "changed by Bob" in refused.text


def test_own_fields_are_typed_as_ones_country_writes_them(site: Site):
    with site.writing() as unit:
        unit.fields.add(Record.ACCOUNT, "Seats", FieldKind.NUMBER)
        unit.fields.add(Record.ACCOUNT, "Level", FieldKind.CHOICE, ["Gold", "Silver"])
        unit.fields.add(Record.ACCOUNT, "Partner", FieldKind.YES_NO)
        names = {one.name: f"own-{one.id}" for one in unit.fields.all(Record.ACCOUNT)}
    typed = {names["Seats"]: "1.234,5", names["Level"]: "Gold", names["Partner"]: "yes"}
    german = {"accept-language": "de-DE"}
    with site.as_("bob") as bob:
        form = fields_of(bob.get("/accounts/new", headers=german).text)
        path = bob.post("/accounts/new", data=form | GIVEN["accounts"] | typed, headers=german).headers["location"]
        shown = fields_of(bob.get(f"{path}/edit", headers=german).text)
        assert {name: shown[name] for name in typed} == typed
        assert bob.post(f"{path}/edit", data=shown, headers=german).status_code == 303
        wrong = bob.post(f"{path}/edit", data=shown | {"once": "2", names["Seats"]: "many"}, headers=german)
    assert wrong.status_code == 422
    with site.desk.store.read() as unit:
        [one] = unit.accounts.all()
        assert unit.fields.shown(Record.ACCOUNT, one.id) == {"Seats": "1234.5", "Level": "Gold", "Partner": "yes"}


@pytest.mark.parametrize(
    ("locale", "told"),
    [("de-DE", ["01.02.2027", "1.234,50\xa0€", "ja"]), ("en-GB", ["1 Feb 2027", "€1,234.50", "yes"])],
)
def test_own_fields_are_shown_as_ones_country_writes_them(site: Site, locale: str, told: list[str]):
    with site.writing() as unit:
        account = unit.accounts.add("Fabrikam")
        kinds = {"Since": FieldKind.DATE, "Limit": FieldKind.MONEY, "Partner": FieldKind.YES_NO}
        for name, kind in kinds.items():
            unit.fields.add(Record.ACCOUNT, name, kind)
        unit.fields.set(Record.ACCOUNT, account.id, {"Since": "2027-02-01", "Limit": "1234.50 EUR", "Partner": "yes"})
    with site.as_("bob") as bob:
        page = html.fromstring(bob.get(f"/accounts/{account.id}", headers={"accept-language": locale}).text)
    shown = [page.xpath(f"//dt[text()='{name}']/following-sibling::dd[1]")[0].text_content().strip() for name in kinds]
    assert shown == told


def test_merging_says_first_what_would_become_of_them_and_then_does_it(site: Site):
    with site.writing() as unit:
        kept = unit.contacts.add("Ann Client", addresses=["ann@client.example"])
        gone = unit.contacts.add("A. Client", addresses=["a.client@client.example"])
        number = an_opportunity(unit, "Ferry", contact_id=gone.id)
    with site.as_("bob") as bob:
        plan = bob.get(f"/contacts/{kept.id}/merge", params={"other": "A. Client"})
        assert "a.client@client.example" in plan.text
        with site.desk.store.read() as unit:
            assert unit.opportunities.get(number).contact_id == gone.id
        [form] = forms_of(plan.text, f"/contacts/{kept.id}/merge")
        assert bob.post(f"/contacts/{kept.id}/merge", data=form).status_code == 303
        assert bob.get(f"/contacts/{kept.id}/merge", params={"other": "nobody at all"}).status_code == 422
    with site.desk.store.read() as unit:
        assert unit.opportunities.get(number).contact_id == kept.id


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_deleted_is_in_the_bin_unless_something_hangs_on_it(site: Site, kind: str):
    with site.as_("bob") as bob:
        path = bob.post(f"/{kind}/new", data=GIVEN[kind]).headers["location"]
        form = fields_of(bob.get(f"{path}/delete").text)
        assert bob.post(f"{path}/delete", data=form).headers["location"] == f"/{kind}"
        assert bob.get(path).status_code == 410
    with site.desk.store.read() as unit:
        assert [one.name for one in unit.bin.all()] == [GIVEN[kind]["name"]]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_into_its_history_is_there_and_found(site: Site, kind: str):
    with site.as_("bob") as bob:
        path = bob.post(f"/{kind}/new", data=GIVEN[kind]).headers["location"]
        for what, typed in (
            ("note", {"title": "Wants boats", "at": "2025-02-03T14:30", "text": "Blue ones"}),
            ("call", {"title": "Called back", "minutes": "5", "at": ""}),
            ("task", {"title": "Send a price", "due": "2025-04-01", "assigned_to": "none"}),
        ):
            form = fields_of(bob.get(f"{path}/write/{what}").text)
            assert bob.post(f"{path}/write/{what}", data=form | typed).headers["location"] == f"{path}/history"
        file = {"file": ("plan.txt", b"all of it")}
        assert bob.post(f"{path}/write/file", data={"title": "The plan"}, files=file).status_code == 303
        refused = bob.post(f"{path}/write/note", data={"title": "Later", "at": "when it rains"})
        titles = [titles_of(bob.get(f"{path}/history?{query}").text) for query in ("", "kind=note", "words=blue")]
        page = bob.get(path).text
    assert sorted(titles[0]) == ["Called back", "Send a price", "The plan", "Wants boats"]
    assert titles[1:] == [["Wants boats"], ["Wants boats"]]
    assert "Wants boats" in titles_of(page)
    assert refused.status_code == 422
    assert html.fromstring(refused.text).xpath("//p[@id='error-at']")
    with site.desk.store.read() as unit:
        [note] = [one for one in unit.items.history(of(kind), limit=9, offset=0) if one.kind is ItemKind.NOTE]
        assert note.occurred_at is not None
        assert note.occurred_at.astimezone(site.desk.zone).isoformat()[:16] == "2025-02-03T14:30"


def of(kind: str) -> HistoryOf:
    return HistoryOf(account_id=1) if kind == "accounts" else HistoryOf(contact_id=1)


def titles_of(page: str) -> list[str]:
    return [str(one.text_content()) for one in html.fromstring(page).xpath("//a[starts-with(@href, '/history/')]")]


def test_its_page_shows_all_that_hangs_on_it(site: Site):
    with site.writing() as unit:
        firm = unit.accounts.add("Fabrikam", external_id="F-7")
        ann = unit.contacts.add("Ann Client", account_id=firm.id)
        fair = unit.marketing.add("Oslo Fair")
        boats = an_opportunity(unit, "Boats", account_id=firm.id, initiated_marketing_id=fair.id)
        masts = an_opportunity(unit, "Masts", contact_id=ann.id, initiated_account_id=firm.id)
        own = unit.projects.add("Delivery", zone=site.desk.zone, account_id=firm.id)
        unit.projects.add_party(own.id, contact_id=ann.id)
    with site.as_("bob") as bob:
        account, contact = (html.fromstring(bob.get(path).text) for path in ("/accounts/1", "/contacts/1"))
        [initiated] = account.xpath("//a[contains(@href, 'initiated-by')]/@href")
        listed = html.fromstring(bob.get(initiated).text).xpath("//table[contains(@class, 'cards')]//th/a/@href")
    wanted = {"/contacts/1", f"/opportunities/{boats}", f"/marketing/{fair.id}", f"/projects/{own.id}"}
    assert wanted <= set(account.xpath("//a/@href"))
    assert {f"/opportunities/{masts}", "/accounts/1", f"/projects/{own.id}"} <= set(contact.xpath("//a/@href"))
    assert "F-7" in account.text_content()
    assert f"/opportunities/{masts}" in listed
    assert f"/opportunities/{boats}" not in listed


def test_a_list_is_narrowed_by_fields_of_the_firms_own_and_by_account(site: Site):
    with site.writing() as unit:
        unit.fields.add(Record.CONTACT, "Seats", FieldKind.NUMBER)
        firm = unit.accounts.add("Fabrikam")
        for name, seats, account in (("Ann", "5", firm.id), ("Bea", "500", firm.id), ("Cy", "500", None)):
            unit.fields.set(Record.CONTACT, unit.contacts.add(name, account_id=account).id, {"Seats": seats})
    with site.as_("bob") as bob:

        def found(query: str) -> list[str]:
            page = html.fromstring(bob.get(f"/contacts?{query}").text)
            return [str(one.text_content()) for one in page.xpath("//tbody/tr/th/a")]

        assert found("where=Seats%3E%3D100") == ["Bea", "Cy"]
        assert found("where=Seats%3E%3D100&account=Fabrikam") == ["Bea"]
        wrong = bob.get("/contacts?where=Nothing%3D1")
    assert wrong.status_code == 422
    assert 'value="Nothing=1"' in wrong.text


def test_pages_turn_and_keep_the_filter(site: Site):
    with site.writing() as unit:
        for n in range(120):
            unit.accounts.add(f"Client {n:03}", web="https://client.example")
    with site.as_("bob") as bob:
        first = bob.get("/accounts", params={"q": "client"}).text
        assert "Client 099" in first
        assert "Client 100" not in first
        assert "q=client&amp;offset=100" in first
        assert "Client 119" in bob.get("/accounts?q=client&offset=100").text


def test_the_pages_are_for_everybody(site: Site, browse: Browse, faults_for_everybody: Judge):
    with site.writing() as unit:
        account = unit.accounts.add("Client Ltd", domains=["client.example"])
        contact = unit.contacts.add("Ann <script>alert(1)</script>", account_id=account.id)
        an_opportunity(unit, "Ferry", contact_id=contact.id)
    page = browse("bob", width=320)
    for path in ("", "/new", "/1", "/1/edit", "/1/merge", "/1/delete", "/1/history", "/1/write/note"):
        for kind in KINDS:
            page.goto(f"/{kind}{path}")
            assert (path, kind, faults_for_everybody(page)) == (path, kind, [])
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
