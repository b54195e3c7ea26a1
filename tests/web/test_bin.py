"""The recycle bin in the browser: every kind of record, narrowed down and restored."""

from __future__ import annotations

import pytest
from lxml import html

from daemon.web.pages.bin import LOOKED_AT
from store.records.bin import KINDS
from store.values import HistoryOf, Record
from tests.contract.store.records import an_opportunity
from tests.web.conftest import Browse, Judge
from tests.web.site import Site, fields_of, forms_of

NAMES = {
    Record.OPPORTUNITY: "Boats",
    Record.ACCOUNT: "Fabrikam",
    Record.CONTACT: "Ann Client",
    Record.PROJECT: "Delivery",
    Record.MARKETING: "Oslo Fair",
    Record.ITEM: "A note",
}


@pytest.fixture
def deleted(site: Site) -> dict[Record, int]:
    """One of each kind, by its id; nothing hangs on the account and the contact."""
    with site.writing() as unit:
        other = unit.accounts.add("Contoso")
        ids = {
            Record.OPPORTUNITY: an_opportunity(unit, "Boats", account_id=other.id),
            Record.ACCOUNT: unit.accounts.add("Fabrikam").id,
            Record.CONTACT: unit.contacts.add("Ann Client").id,
            Record.PROJECT: unit.projects.add("Delivery", zone=site.desk.zone, account_id=other.id).id,
            Record.MARKETING: unit.marketing.add("Oslo Fair").id,
            Record.ITEM: unit.notes.add(HistoryOf(account_id=other.id), "A note", "", at=None).id,
        }
        for kind, id in ids.items():
            unit.items.delete(id) if kind is Record.ITEM else unit.bin.delete(kind, id)
    return ids


def names(page: str) -> list[str]:
    return [str(one.text_content()) for one in html.fromstring(page).xpath("//tbody//th/span")]


def test_there_is_one_of_each_kind_that_a_bin_holds():
    assert set(NAMES) == set(KINDS)


def test_every_kind_is_listed_narrowed_restored_and_shown(site: Site, deleted: dict[Record, int]):
    with site.as_("bob") as bob:
        assert sorted(names(bob.get("/bin").text)) == sorted(NAMES.values())
        for kind, name in NAMES.items():
            assert names(bob.get(f"/bin?kind={kind}").text) == [name]
            assert names(bob.get(f"/bin?q={name.upper()}").text) == [name]
            answer = bob.post("/bin/restore", data={"handle": f"{kind}:{deleted[kind]}"})
            page = bob.get(answer.headers["location"])
            assert (kind, page.status_code, name in page.text) == (kind, 200, True)
        assert "The recycle bin is empty." in bob.get("/bin").text
        assert "None is found." in bob.get("/bin?q=nothing+of+the+kind").text


def test_what_needs_another_is_refused_until_that_is_restored(site: Site, deleted: dict[Record, int]):
    with site.writing() as unit:
        unit.bin.delete(Record.ACCOUNT, unit.accounts.find("Contoso").id)
    with site.as_("bob") as bob:
        for kind in (Record.OPPORTUNITY, Record.PROJECT):
            answer = bob.post("/bin/restore", data={"handle": f"{kind}:{deleted[kind]}"})
            assert answer.status_code == 422
            assert "Contoso, which is in the recycle bin, too" in answer.text


def test_the_page_of_what_is_deleted_leads_to_the_bin(site: Site, deleted: dict[Record, int]):
    with site.as_("bob") as bob:
        answer = bob.get(f"/projects/{deleted[Record.PROJECT]}")
    assert answer.status_code == 410
    assert html.fromstring(answer.text).xpath("//a[@href='/bin']")


def test_what_was_typed_of_a_record_that_is_deleted_meanwhile_is_kept_until_it_is_restored(site: Site):
    with site.writing() as unit:
        boats = an_opportunity(unit, "Boats")
    path = f"/opportunities/{boats}/edit"
    with site.as_("bob") as bob:
        typed = fields_of(bob.get(path).text) | {"title": "Ferries", "comments": "They called"}
        with site.writing() as unit:
            unit.bin.delete(Record.OPPORTUNITY, boats)
        refused = bob.post(path, data=typed)
        [kept] = forms_of(refused.text, path)
        with site.writing() as unit:
            unit.bin.restore(Record.OPPORTUNITY, boats)
        done = bob.post(path, data=kept)

    assert (refused.status_code, done.status_code) == (410, 303)
    assert {name: kept[name] for name in typed} == typed
    with site.desk.store.read() as unit:
        assert unit.opportunities.get(boats).title == "Ferries"


def test_of_a_full_bin_the_question_says_what_becomes_of_some_and_how_many_more_there_are(site: Site):
    with site.writing() as unit:
        for each in range(LOOKED_AT + 2):
            unit.bin.delete(Record.CONTACT, unit.contacts.add(f"Ann {each}").id)

    with site.as_("ann") as ann:
        text = ann.get("/bin/empty").text

    assert f"What becomes of {LOOKED_AT} records is said here; 2 more are in the bin." in text
    assert f"{LOOKED_AT} records would be removed for good." in text


@pytest.mark.usefixtures("deleted")
def test_the_page_is_for_everybody(site: Site, browse: Browse, faults_for_everybody: Judge):
    for width in (1280, 320):
        page = browse("ann", width=width)
        page.goto("/bin?q=a")
        assert faults_for_everybody(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
