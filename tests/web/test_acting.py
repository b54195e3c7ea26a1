"""Line items, activities, stage, assignment, comments and paper of an opportunity in the browser."""

from decimal import Decimal

import pytest

from tests.contract.store.records import an_opportunity
from tests.web.conftest import Browse, Judge
from tests.web.site import Site, fields_of, forms_of


@pytest.fixture
def path(site: Site) -> str:
    with site.writing() as unit:
        unit.products.add("Seat", price=100)
        return f"/opportunities/{an_opportunity(unit, 'Ferry')}"


def of_act(page: str, path: str, act: str) -> list[dict[str, str]]:
    return [form for form in forms_of(page, f"{path}/items") if form["act"] == act]


def test_lines_are_added_from_the_catalogue_or_free_changed_moved_and_removed(site: Site, path: str):
    items = f"{path}/items"
    with site.as_("bob") as bob:
        [add] = of_act(bob.get(items).text, path, "add")
        assert bob.post(items, data=add | {"product": "Seat", "quantity": "3", "discount": "10"}).status_code == 303
        [add] = of_act(bob.get(items).text, path, "add")
        assert bob.post(items, data=add | {"name": "Freight", "price": "50"}).status_code == 303
        page = bob.get(items).text
        edit = of_act(page, path, "edit")[0]
        assert bob.post(items, data=edit | {"quantity": "4"}).status_code == 303
        move = of_act(bob.get(items).text, path, "move")[1]
        assert bob.post(items, data=move | {"to": "1"}).status_code == 303
        with site.desk.store.read() as unit:
            assert [line.name for line in unit.line_items.of(1)] == ["Freight", "Seat"]
            assert unit.opportunities.get(1).total == Decimal(410)
        assert bob.post(items, data=of_act(bob.get(items).text, path, "remove")[0]).status_code == 303
    with site.desk.store.read() as unit:
        assert unit.opportunities.get(1).total == Decimal(360)


@pytest.mark.parametrize("is_removed", [True, False], ids=["removed", "moved"])
def test_a_form_is_of_its_line_wherever_others_put_it_meanwhile(site: Site, path: str, is_removed: bool):
    items = f"{path}/items"
    with site.as_("bob") as bob, site.as_("ann") as ann:
        for name in ("Seat", "Freight", "Lamp"):
            bob.post(items, data={"act": "add", "name": name, "price": "1"})
        page = bob.get(items).text
        edits, moves, removes = (of_act(page, path, act) for act in ("edit", "move", "remove"))
        anns = removes[0] if is_removed else moves[0] | {"to": "3"}
        assert ann.post(items, data=anns).status_code == 303
        assert bob.post(items, data=edits[1] | {"quantity": "5"}).headers["location"] == f"{items}#line-2"
        assert bob.post(items, data=removes[2]).status_code == 303
        gone = bob.post(items, data=edits[2] | {"quantity": "7"})
    with site.desk.store.read() as unit:
        left = [(line.name, line.quantity) for line in unit.line_items.of(1)]
    assert left == [("Freight", 5)] + ([] if is_removed else [("Seat", 1)])
    assert (gone.status_code, of_act(gone.text, path, "add")[0]["quantity"]) == (422, "7")


@pytest.mark.parametrize(
    "typed",
    [
        {"act": "add"},
        {"act": "add", "product": "Nothing"},
        {"act": "add", "name": "Seat", "price": "much"},
        {"act": "add", "name": "Seat", "price": "10 NOK"},
        {"act": "add", "name": "Seat", "quantity": "-1"},
        {"act": "add", "name": "Seat", "discount": "101"},
        {"act": "edit", "line": "9", "name": "x"},
        {"act": "remove", "line": "x"},
        {"act": "move", "line": "1", "to": "x"},
        {"act": "juggle"},
    ],
    ids=str,
)
def test_a_line_that_cannot_be_is_told_and_what_was_typed_stays(site: Site, path: str, typed: dict[str, str]):
    with site.as_("bob") as bob:
        answer = bob.post(f"{path}/items", data=typed)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    if typed["act"] == "add":
        [kept] = of_act(answer.text, path, "add")
        assert {name: kept[name] for name in typed} == typed
    with site.desk.store.read() as unit:
        assert unit.line_items.of(1) == []


def test_two_people_at_one_line_lose_nothing(site: Site, path: str):
    items = f"{path}/items"
    with site.as_("bob") as bob, site.as_("ann") as ann:
        bob.post(items, data={"act": "add", "name": "Seat", "price": "100"})
        bobs, anns = (of_act(one.get(items).text, path, "edit")[0] for one in (bob, ann))
        assert ann.post(items, data=anns | {"price": "90"}).status_code == 303
        assert bob.post(items, data=bobs | {"quantity": "2"}).status_code == 303
        refused = bob.post(items, data=bobs | {"once": "2", "price": "80"})
    assert refused.status_code == 409
    assert "90" in refused.text
    assert "80" in refused.text
    with site.desk.store.read() as unit:
        assert unit.opportunities.get(1).total == Decimal(180)


def test_an_activity_is_ticked_and_unticked(site: Site, path: str):
    with site.as_("bob") as bob:
        form = forms_of(bob.get(path).text, f"{path}/activities")[0]
        assert bob.post(f"{path}/activities", data=form).status_code == 303
        with site.desk.store.read() as unit:
            assert [one.completed_by for one in unit.activities.states(1, site.desk.zone) if one.is_done] == [
                "Bob Seller"
            ]
        undo = next(one for one in forms_of(bob.get(path).text, f"{path}/activities") if "undo" in one)
        assert bob.post(f"{path}/activities", data=undo).status_code == 303
        assert bob.post(f"{path}/activities", data={"activity": "999"}).status_code == 422
    with site.desk.store.read() as unit:
        assert not [one for one in unit.activities.states(1, site.desk.zone) if one.is_done]


def test_stage_person_and_comments_change_in_a_click(site: Site, path: str):
    with site.as_("bob") as bob:
        assert bob.post(f"{path}/stage", data={"stage": "Negotiation"}).status_code == 303
        assert bob.post(f"{path}/assign", data={"user": str(site.users["ann"].id)}).status_code == 303
        assert bob.post(f"{path}/comments", data={"text": "They agree"}).status_code == 303
        for act, wrong in (("stage", {"stage": "Nowhere"}), ("assign", {"user": "999"}), ("comments", {"text": ""})):
            assert (act, bob.post(f"{path}/{act}", data=wrong).status_code) == (act, 422)
    with site.desk.store.read() as unit:
        one = unit.opportunities.get(1)
    assert (one.stage_name, one.assigned_to) == ("Negotiation", site.users["ann"].id)
    assert "They agree" in one.comments
    assert "Bob Seller" in one.comments


def test_it_is_printed_as_a_page_that_runs_nothing_and_as_a_pdf(site: Site, path: str):
    with site.as_("bob") as bob:
        html = bob.get(f"{path}/print")
        pdf = bob.get(f"{path}/print?form=pdf")
    assert "Ferry" in html.text
    assert "script-src" not in html.headers["content-security-policy"]
    assert "unsafe" not in html.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in html.headers["content-security-policy"]
    assert "sandbox" in html.headers["content-security-policy"]
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["content-disposition"] == 'attachment; filename="OPP-1.pdf"'


def test_on_a_phone_in_the_dark_what_will_be_printed_can_be_read(site: Site, path: str, browse: Browse):
    with site.as_("bob") as bob:
        bob.post(f"{path}/items", data={"act": "add", "name": "Seat", "quantity": "1000", "price": "123456.50"})
    page = browse("bob", width=320, color_scheme="dark")
    page.goto(f"{path}/print")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 29, 36)"  # its style holds
    heights = page.evaluate("[...document.querySelectorAll('th')].map(one => one.clientHeight)")
    assert max(heights) < 80  # no word is broken letter by letter
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_total_of_a_line_follows_what_is_typed(site: Site, path: str, browse: Browse, faults_for_everybody: Judge):
    with site.writing() as unit:
        unit.opportunities.edit(1, probability=20)
    with site.as_("bob") as bob:
        bob.post(f"{path}/items", data={"act": "add", "name": "Seat", "price": "100"})
    page = browse("bob", width=320)
    page.goto(f"{path}/items")
    assert faults_for_everybody(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_label("Quantity").first.fill("12")
    page.get_by_text("≈ 1,200.00").first.wait_for()
    assert page.locator("output[data-sum]").all_text_contents() == ["≈ 1,200.00", "≈ 240.00"]
    page.get_by_label("Unit price").nth(1).fill("800")
    assert page.locator("output[data-sum]").all_text_contents() == ["≈ 2,000.00", "≈ 400.00"]
    page.get_by_label("Quantity").first.fill("many")
    page.get_by_text("?", exact=True).first.wait_for()


@pytest.mark.row(17)
def test_categories_come_and_go_one_by_one(site: Site, path: str):
    with site.as_("bob") as bob:
        for name in ("Boats", "Hot"):
            assert bob.post(f"{path}/categories", data={"category": name}).status_code == 303
        [off, _] = forms_of(bob.get(path).text, f"{path}/categories")[:2]
        assert bob.post(f"{path}/categories", data=off | {"off": "Boats"}).status_code == 303
        for wrong in ({"category": ""}, {"off": "Boats"}, {"category": "x" * 1_000}):
            answer = bob.post(f"{path}/categories", data=wrong)
            assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
    with site.desk.store.read() as unit:
        assert unit.opportunities.get(1).categories == ("Hot",)


@pytest.mark.row(16)
def test_a_comment_that_is_refused_is_not_lost(site: Site, path: str):
    with site.writing() as unit:
        unit.opportunities.close(1, True, site.clock())
    with site.as_("bob") as bob:
        answer = bob.post(f"{path}/comments", data={"text": "They agree"})
        [kept] = forms_of(answer.text, f"{path}/comments")
        assert (answer.status_code, kept["text"]) == (422, "They agree")
        assert forms_of(bob.get(path).text, f"{path}/comments") == []  # closed: nothing can be added


@pytest.mark.row(24)
def test_it_is_reminded_of_all_activities_that_have_a_duration_or_of_one_or_of_none(site: Site, path: str):
    def reminded() -> list[bool]:
        with site.desk.store.read() as unit:
            states = unit.activities.states(1, site.desk.zone)
        return [one.reminder_at is not None for one in states if one.activity.days is not None]

    with site.as_("bob") as bob:
        whole = next(one for one in forms_of(bob.get(path).text, f"{path}/activities") if "activity" not in one)
        assert bob.post(f"{path}/activities", data=whole | {"remind": "on"}).status_code == 303
        assert reminded()
        assert all(reminded())
        single = [one for one in forms_of(bob.get(path).text, f"{path}/activities") if "activity" in one][1]
        assert bob.post(f"{path}/activities", data=single | {"remind": "off"}).status_code == 303
        assert reminded().count(False) == 1
        whole = next(one for one in forms_of(bob.get(path).text, f"{path}/activities") if "activity" not in one)
        assert bob.post(f"{path}/activities", data=whole | {"remind": "off"}).status_code == 303
    assert not any(reminded())


@pytest.mark.row(36)
def test_it_is_put_into_a_project_and_taken_out_and_a_new_one_begins_with_it(site: Site, path: str):
    with site.writing() as unit:
        project = unit.projects.add("Ferry, built", zone=site.desk.zone, number=1)
        other = an_opportunity(unit, "Other")
    with site.as_("bob") as bob:
        page = bob.get(path).text
        assert f'href="/projects/{project.id}"' in page
        assert fields_of(bob.get("/projects/new?opportunity=OPP-1").text)["opportunity"] == "OPP-1"
        assert 'href="/projects/new?opportunity=OPP-1"' in page
        put = {"act": "put", "project": "Ferry, built"}
        belongs = bob.post(f"/opportunities/{other}/projects", data=put)
        assert (belongs.status_code, "belongs to" in belongs.text) == (422, True)
        out = next(one for one in forms_of(page, f"{path}/projects") if one["act"] == "take out")
        assert bob.post(f"{path}/projects", data=out | {"project": str(project.id)}).status_code == 303
        assert bob.post(f"{path}/projects", data={"act": "take out", "project": str(project.id)}).status_code == 422
        assert bob.post(f"/opportunities/{other}/projects", data=put).status_code == 303
        for wrong in ({"act": "put", "project": "Nowhere"}, {"act": "put"}, {"act": "juggle"}):
            assert bob.post(f"{path}/projects", data=wrong).status_code == 422
    with site.desk.store.read() as unit:
        assert [one.number for one in unit.projects.all()] == [other]


def test_by_keyboard_alone_and_on_paper(site: Site, path: str, browse: Browse, faults_for_everybody: Judge):
    with site.writing("bob") as unit:
        unit.mailboxes.register({"bob@us.example": False})
        unit.opportunities.edit(1, contact_id=unit.contacts.add("Ann", addresses=["ann@client.example"]).id)
    page = browse("bob")
    page.goto(path)

    def reach(name: str) -> None:
        """Go on to what has this name, as somebody without a mouse does."""
        for _ in range(100):
            page.keyboard.press("Tab")
            if name in page.evaluate("(document.activeElement.ariaLabel || document.activeElement.innerText || '')"):
                return
        pytest.fail(f"{name} is out of reach")

    reach("E-mail")
    page.keyboard.press("Enter")
    page.wait_for_url("**/draft/email")
    reach("Lay into my Outlook")
    page.keyboard.press("Enter")
    page.get_by_text("on its way").wait_for()
    page.goto(path)
    reach("Switch on")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Do not remind of").first.wait_for()
    page.get_by_label("Add a comment").focus()
    page.keyboard.type("They agree")
    reach("Comment")
    page.keyboard.press("Enter")
    page.get_by_text("Bob Seller: They agree").wait_for()
    page.get_by_role("combobox", name="Add a category").focus()
    page.keyboard.type("Hot")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Take off Hot").wait_for()
    assert faults_for_everybody(page) == []

    page.emulate_media(media="print")
    assert page.get_by_text("Bob Seller: They agree").is_visible()
    assert not page.get_by_label("Add a comment").is_visible()
    assert not page.get_by_role("link", name="E-mail").is_visible()
    page.goto(f"{path}/edit")
    page.emulate_media(media="print")
    assert page.get_by_label("Probability, %").is_visible()
    assert page.get_by_label("Comments").is_visible()
