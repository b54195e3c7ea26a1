"""One opportunity in the browser."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Dialog

from store.values import ListName
from tests.contract.store.records import an_opportunity
from tests.web.conftest import Browse, Judge
from tests.web.site import Site, fields_of, forms_of


def test_a_saved_form_changes_the_record_in_the_name_of_who_sent_it(site: Site):
    with site.writing() as unit:
        number = an_opportunity(unit, "New boats")
    with site.as_("bob") as bob:
        form = fields_of(bob.get(f"/opportunities/{number}/edit").text)
        answer = bob.post(f"/opportunities/{number}/edit", data=form | {"title": "New ferries"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/opportunities/{number}")
    with site.desk.store.read() as unit:
        assert unit.opportunities.get(number).title == "New ferries"
        assert unit.audit.latest(1)[0].actor == "Bob Seller"


def test_a_form_sent_twice_does_its_work_once(site: Site):
    with site.writing() as unit:
        number = an_opportunity(unit, "New boats")
    path = f"/opportunities/{number}/edit"
    with site.as_("bob") as bob:
        form = fields_of(bob.get(path).text)
        first = bob.post(path, data=form | {"title": "New ferries"})
        again = bob.post(path, data=form | {"title": "New ferries, again"})
    assert first.headers["location"] == again.headers["location"]
    with site.desk.store.read() as unit:
        assert unit.opportunities.get(number).title == "New ferries"


def test_what_two_people_change_is_kept_of_both_and_shown_where_it_is_the_same_field(site: Site):
    with site.writing() as unit:
        number = an_opportunity(unit, "New boats")
    path = f"/opportunities/{number}/edit"
    with site.as_("bob") as bob, site.as_("ann") as ann:
        bobs, anns = (fields_of(one.get(path).text) for one in (bob, ann))
        ann.post(path, data=anns | {"competitors": "Sail Ltd"})
        assert bob.post(path, data=bobs | {"title": "New ferries"}).status_code == 303
        anns = fields_of(ann.get(path).text)
        bobs = fields_of(bob.get(path).text)
        ann.post(path, data=anns | {"title": "Old ferries"})
        refused = bob.post(path, data=bobs | {"title": "Fast ferries"})
    assert refused.status_code == 409
    assert "Old ferries" in refused.text
    assert "Fast ferries" in refused.text
    with site.desk.store.read() as unit:
        one = unit.opportunities.get(number)
        assert (one.title, one.competitors) == ("Old ferries", "Sail Ltd")


def test_a_person_edits_one_in_a_browser(site: Site, browse: Browse):
    with site.writing() as unit:
        number = an_opportunity(unit, "New boats")
    page = browse("bob")
    page.goto(f"/opportunities/{number}")
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Save", exact=True).evaluate(
        "button => { button.form.noValidate = true; button.click(); }"
    )
    page.get_by_role("alert").wait_for()
    page.get_by_label("Title").fill("New ferries")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="New ferries").wait_for()


WHOLE = {
    "title": "New ferries",
    "stage": "Negotiation",
    "probability": "65",
    "close_date": "2026-06-30",
    "expiration_date": "2026-05-01",
    "delivery_date": "2026-09-01",
    "type": "New Customer",
    "source": "Referral",
    "payment_terms": "Net 30",
    "initiated_kind": "contact",
    "initiated_by": "Ann Client",
    "competitors": "Sail Ltd",
    "comments": "They want two.\nSoon.",
    "categories": "Boats\nHot",
    "reminder": "2026-03-05T09:30",
    "amount": "120000 NOK",
}


def prepared(site: Site) -> dict[str, str]:
    """The lists and records that WHOLE names; the form's values where it offers choices."""
    with site.writing() as unit:
        unit.contacts.add("Ann Client", addresses=["ann@client.example"])
        unit.accounts.add("Client Ltd")
        for which in (ListName.TYPE, ListName.SOURCE, ListName.PAYMENT_TERMS):
            if WHOLE[which.value] not in [one.name for one in unit.lists.all(which)]:
                unit.lists.add(which, WHOLE[which.value])
        return WHOLE | {"stage": str(unit.stages.find(WHOLE["stage"]).id)}


def test_all_fields_are_typed_kept_and_typed_again_unchanged(site: Site):
    given = prepared(site)
    with site.as_("bob") as bob:
        form = fields_of(bob.get("/opportunities/new?account=Client+Ltd").text)
        assert form["account"] == "Client Ltd"
        added = bob.post("/opportunities/new", data=form | given)
        assert added.status_code == 303
        path = added.headers["location"]
        shown = fields_of(bob.get(f"{path}/edit").text)
        assert {name: shown[name] for name in given} == given | {"amount": "120,000 NOK"}
        page = bob.get(path).text
        with site.desk.store.read() as unit:
            before = unit.audit.newest()
        assert bob.post(f"{path}/edit", data=shown).status_code == 303
    for text in (
        "NOK",
        "65%",
        "Negotiation",
        "Sail Ltd",
        ">Boats<",
        ">Hot<",
        "Referral",
        "Net 30",
        "Ann Client",
        "Client Ltd",
    ):
        assert text in page
    with site.desk.store.read() as unit:
        assert unit.audit.newest() == before
        one = unit.opportunities.get(1)
    assert one.assigned_to == site.users["bob"].id
    assert one.reminder_at == datetime(2026, 3, 5, 8, 30, tzinfo=UTC)


def test_what_is_emptied_is_empty_then(site: Site):
    given = prepared(site)
    with site.as_("bob") as bob:
        form = fields_of(bob.get("/opportunities/new?account=Client+Ltd").text)
        path = bob.post("/opportunities/new", data=form | given).headers["location"] + "/edit"
        kept = ("title", "account", "stage", "probability", "amount", "assigned_to")
        emptied = {name: "" for name in given if name not in kept} | {"assigned_to": "none"}
        assert bob.post(path, data=fields_of(bob.get(path).text) | emptied).status_code == 303
        shown = fields_of(bob.get(path).text)
    assert {name: shown[name] for name in emptied} == emptied


def test_a_party_is_made_on_the_spot_and_another_one_takes_its_place(site: Site):
    prepared(site)
    with site.as_("bob") as bob:
        form = fields_of(bob.get("/opportunities/new").text)
        new = {"title": "Ferry", "new_contact": "Cy Buyer", "emails": "cy@buyer.example"}
        path = bob.post("/opportunities/new", data=form | new).headers["location"] + "/edit"
        shown = fields_of(bob.get(path).text)
        assert shown["contact"] == "Cy Buyer"
        assert bob.post(path, data=shown | {"account": "Client Ltd"}).status_code == 303
        shown = fields_of(bob.get(path).text)
        assert (shown["account"], shown["contact"]) == ("Client Ltd", "")
    with site.desk.store.read() as unit:
        assert unit.contacts.find("Cy Buyer").addresses == ("cy@buyer.example",)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("title", ""),
        ("title", "x" * 1000),
        ("account", "Nowhere"),
        ("contact", "Nobody"),
        ("probability", "110"),
        ("probability", "many"),
        ("close_date", "2026-02-30"),
        ("close_date", "whenever"),
        ("delivery_date", "4/3/26"),
        ("reminder", "soon"),
        ("amount", "much"),
        ("amount", "12 XYZ"),
        ("type", "Nothing"),
        ("stage", "999"),
        ("assigned_to", "999"),
        ("initiated_by", "Nobody"),
        ("account", ""),
        ("new_account", ""),
    ],
)
def test_what_is_refused_is_told_beside_all_that_was_typed(site: Site, name: str, typed: str):
    given = prepared(site) | {"account": "Client Ltd", name: typed}
    if name == "new_account":
        given |= {"contact": "Ann Client"}  # two parties
    with site.as_("bob") as bob:
        form = fields_of(bob.get("/opportunities/new").text)
        answer = bob.post("/opportunities/new", data=form | given)
        kept = fields_of(answer.text)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    chosen = {"type", "stage", "assigned_to"} & {name}
    assert {one: kept[one] for one in given if one not in chosen} == {
        one: text for one, text in given.items() if one not in chosen
    }
    with site.desk.store.read() as unit:
        assert unit.opportunities.all() == []


@pytest.mark.parametrize(
    ("then", "leads_to"), [("show", "/opportunities/1"), ("close", "/opportunities"), ("new", "/opportunities/new")]
)
def test_the_button_says_what_comes_then(site: Site, then: str, leads_to: str):
    prepared(site)
    with site.as_("bob") as bob:
        form = fields_of(bob.get("/opportunities/new?account=Client+Ltd").text)
        answer = bob.post("/opportunities/new", data=form | {"title": "Ferry", "then": then})
    assert answer.headers["location"] == leads_to


def test_its_currency_changes_while_nothing_has_a_price(site: Site):
    prepared(site)
    with site.as_("bob") as bob:
        form = fields_of(bob.get("/opportunities/new?account=Client+Ltd").text)
        assert form["currency"] == "EUR"
        path = bob.post("/opportunities/new", data=form | {"title": "Ferry", "currency": "nok"}).headers["location"]
        shown = fields_of(bob.get(f"{path}/edit").text)
        assert shown["currency"] == "NOK"
        for wrong in ("", "XYZ", "crowns"):
            assert bob.post(f"{path}/edit", data=shown | {"currency": wrong}).status_code == 422
        assert bob.post(f"{path}/edit", data=shown | {"amount": "10 SEK"}).status_code == 303
        shown = fields_of(bob.get(f"{path}/edit").text)
        assert (shown["amount"], shown["currency"]) == ("10 SEK", "SEK")
        refused = bob.post(f"{path}/edit", data=shown | {"currency": "NOK"})
    assert refused.status_code == 422
    assert "line items with prices" in refused.text
    assert 'id="error-currency"' in refused.text


@pytest.mark.parametrize(("asked", "page"), [("", "general"), ("details", "details"), ("nowhere", "general")])
def test_the_page_of_the_form_that_was_looked_at_is_shown_again(site: Site, asked: str, page: str):
    with site.writing() as unit:
        number = an_opportunity(unit, "Ferry")
    with site.as_("bob") as bob:
        form = fields_of(bob.get(f"/opportunities/{number}/edit?page={asked}").text)
        assert form["page"] == page
        again = bob.post(f"/opportunities/{number}/edit", data=form | {"title": ""})
        assert fields_of(again.text)["page"] == page


def test_nothing_is_lost_between_the_two_pages_of_the_form(site: Site, browse: Browse):
    with site.writing() as unit:
        number = an_opportunity(unit, "Ferry")
    page = browse("bob", java_script_enabled=False)
    page.goto(f"/opportunities/{number}/edit")
    page.get_by_label("Probability, %").fill("half")
    page.get_by_label("Details", exact=True).check()
    assert not page.get_by_label("Probability, %").is_visible()
    page.get_by_label("Comments").fill("They want two.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("Comments").input_value() == "They want two."
    page.get_by_label("Probability, %").fill("50")  # what is wrong is shown, whichever page is looked at
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("They want two.").wait_for()
    with site.desk.store.read() as unit:
        one = unit.opportunities.get(number)
    assert (one.probability, one.comments) == (50, "They want two.")


def test_who_goes_away_with_something_typed_is_asked_and_a_time_stamp_begins_a_comment(site: Site, browse: Browse):
    with site.writing() as unit:
        number = an_opportunity(unit, "Ferry", comments="First.")
    page = browse("bob")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto(f"/opportunities/{number}/edit")
    page.get_by_label("Details", exact=True).check()
    page.get_by_role("link", name="Line items").click()  # to look is not to type
    page.wait_for_url("**/items")
    page.go_back()
    page.get_by_label("Details", exact=True).check()
    page.get_by_role("button", name="Add time stamp").click()
    page.keyboard.type("Second.")
    assert page.get_by_label("Comments").input_value() == "First.\n\n2026-03-02 13:00 Bob Seller: Second."
    page.get_by_role("link", name="Line items").click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(f"**/opportunities/{number}")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_it_is_closed_and_opened_again(site: Site, outcome: str):
    with site.writing() as unit:
        number = an_opportunity(unit, "Ferry")
        unit.lists.add(ListName.LOST_REASON, "Too dear")
    path = f"/opportunities/{number}"
    with site.as_("bob") as bob:
        form = fields_of(bob.get(f"{path}/close").text)
        assert bob.post(f"{path}/close", data=form).status_code == 422
        reason = {"reason": "Too dear"} if outcome == "lost" else {}
        closed = {"outcome": outcome, "on": "2026-03-01"} | reason
        assert bob.post(f"{path}/close", data=form | {"once": "2"} | closed).status_code == 303
        assert bob.post(f"{path}/edit", data={"title": "x", "was-title": "Ferry"}).status_code == 422
        with site.desk.store.read() as unit:
            one = unit.opportunities.get(number)
            assert (one.close_date, one.lost_reason) == (date(2026, 3, 1), reason.get("reason", ""))
        [reopen] = forms_of(bob.get(path).text, f"{path}/reopen")
        assert bob.post(f"{path}/reopen", data=reopen).status_code == 303
    with site.desk.store.read() as unit:
        assert unit.opportunities.get(number).is_open


def test_what_is_deleted_is_in_the_bin(site: Site):
    with site.writing() as unit:
        number = an_opportunity(unit, "Ferry")
    path = f"/opportunities/{number}"
    with site.as_("bob") as bob:
        assert bob.post(f"{path}/delete", data=fields_of(bob.get(f"{path}/delete").text)).status_code == 303
        assert bob.get(path).status_code == 410


def test_the_pages_are_for_everybody(site: Site, browse: Browse, faults_for_everybody: Judge):
    given = prepared(site)
    with site.as_("bob") as bob:
        form = fields_of(bob.get("/opportunities/new?account=Client+Ltd").text)
        path = bob.post("/opportunities/new", data=form | given).headers["location"]
        note = fields_of(bob.get(f"{path}/history").text)
        bob.post(f"{path}/notes", data=note | {"title": "Called <b>", "text": "They agree."})
    page = browse("bob", width=320)
    for one in ("/opportunities/new", path, f"{path}/edit", f"{path}/history", f"{path}/close", "/history/1"):
        page.goto(one)
        assert (one, faults_for_everybody(page)) == (one, [])
        assert (one, page.evaluate("document.documentElement.scrollWidth")) <= (one, 320)
