"""One opportunity in the browser."""

from tests.contract.store.records import an_opportunity
from tests.web.conftest import Browse
from tests.web.site import Site, fields_of


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
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Save").evaluate("button => { button.form.noValidate = true; button.click(); }")
    page.get_by_role("alert").wait_for()
    page.get_by_label("Title").fill("New ferries")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="New ferries").wait_for()
