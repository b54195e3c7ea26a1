"""Tables that are taken in and given out in the browser."""

from __future__ import annotations

import json
import socket
from datetime import timedelta

import httpx2
import pytest
from lxml import html

from daemon.acts import IMPORT, TableGiven, ask_to_import, import_work
from daemon.language import ENGLISH
from daemon.tables import Table
from store.errors import LeaseLost
from store.values import Actor, Job
from tests.web.conftest import Browse, Judge
from tests.web.site import Site

GOOD = b"Name,Web page,Domains\nFabrikam,https://fabrikam.example,fabrikam.example\nContoso,,\n"


def sent(client: httpx2.Client, content: bytes, act: str, name: str = "accounts.csv", **more: str) -> httpx2.Response:
    data = {"table": "accounts", "act": act} | more
    answer = client.post("/tables/import", data=data, files={"file": (name, content)})
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def names(site: Site) -> list[str]:
    with site.desk.store.read() as unit:
        return [one.name for one in unit.accounts.all()]


def figures(answer: httpx2.Response) -> list[str]:
    return [str(one.text_content()) for one in html.fromstring(answer.text).xpath("//dd[@class='big']")]


def test_a_table_is_tried_first_and_then_taken_in_once_however_often_it_is_sent(site: Site):
    with site.as_("bob") as bob:
        tried = sent(bob, GOOD, "try")
        assert (tried.status_code, figures(tried), names(site)) == (200, ["2", "0", "0"], [])
        assert "This is what would be done" in tried.text
        taken = sent(bob, GOOD, "import")
        assert (figures(taken), names(site)) == (["2", "0", "0"], ["Contoso", "Fabrikam"])
        assert figures(sent(bob, GOOD, "import")) == ["0", "0", "2"]


def test_what_goes_out_comes_in_unchanged(site: Site):
    with site.as_("bob") as bob:
        sent(bob, GOOD, "import")
        for format in ("csv", "xlsx"):
            given = bob.get(f"/tables/export?table=accounts&format={format}")
            assert given.headers["content-disposition"] == f'attachment; filename="accounts.{format}"'
            assert figures(sent(bob, given.content, "import", f"accounts.{format}")) == ["0", "0", "2"]
        rows = json.loads(bob.get("/tables/export?table=accounts&format=json").content)
        assert len(rows) == 2
        assert {bob.get(f"/tables/export?table={one}").status_code for one in ("history", "contacts")} == {200}
        assert bob.get("/tables/export?table=secrets").status_code == 404


@pytest.mark.parametrize(
    ("content", "form", "sentence"),
    [
        (b"Name,Domains\nFabrikam,not a domain\nContoso,\n", {}, "line 2"),
        (b"", {}, "is empty"),
        (b"\x00\x01\x02", {}, "accounts.csv"),
        (b"Colour,Size\nblue,3\n", {}, "accounts.csv"),
        (b"Name\nFabrikam\n", {"table": "planets"}, "not said what the rows are"),
    ],
)
def test_nothing_is_taken_in_of_what_is_wrong(site: Site, content: bytes, form: dict[str, str], sentence: str):
    with site.as_("bob") as bob:
        answer = sent(bob, content, "import", **form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert names(site) == []


WRONG = (
    b"name,account,emails,phones\nEve,Nobody,eve@,1\nBob,,bob@client.example,1\nBob,,,1,2,3\n"
    b"name,account,emails,phones\nCora,,cora@client.example,=1+1\n"
)
TOLD = {
    "en": [
        "UTF-8, cells parted by ','",
        "line 2, column account: account: there is none for 'Nobody'",
        "line 2, column emails: emails: 'eve@' is not an e-mail address",
        "line 4: has 6 cells, but there are 4 columns",
        "line 5: names the columns once more: take it out",
        "line 6, column phones: phones: '=1+1' is a formula; copy the column, and paste its values in its place",
    ],
    "nb": [
        "UTF-8, celler skilt med ','",
        "linje 2, kolonne forretningsforbindelse: forretningsforbindelse: fant ingen for 'Nobody'",
        "linje 2, kolonne e-postadresser: e-postadresser: 'eve@' er ikke en e-postadresse",
        "linje 4: har 6 celler, men det er 4 kolonner",
        "linje 5: navngir kolonnene en gang til: ta den ut",
        "linje 6, kolonne telefonnumre: telefonnumre: '=1+1' er en formel; kopier kolonnen, og lim inn "
        "verdiene i stedet",
    ],
    "de": [
        "UTF-8, Zellen durch ',' getrennt",
        "Zeile 2, Spalte Firma: Firma: zu 'Nobody' gibt es nichts",
        "Zeile 2, Spalte E-Mail-Adressen: E-Mail-Adressen: 'eve@' ist keine E-Mail-Adresse",
        "Zeile 4: hat 6 Zellen, es gibt aber 4 Spalten",
        "Zeile 5: benennt die Spalten noch einmal: nehmen Sie sie heraus",
        "Zeile 6, Spalte Telefonnummern: Telefonnummern: '=1+1' ist eine Formel; kopieren Sie die Spalte, und fügen "
        "Sie an ihrer Stelle die Werte ein",
    ],
}


@pytest.mark.parametrize("language", TOLD)
def test_what_is_wrong_in_a_table_is_told_in_the_language_of_whoever_sent_it(site: Site, language: str):
    with site.as_("bob") as bob:
        bob.headers["accept-language"] = language
        answer = sent(bob, WRONG, "try", "contacts.csv", table="contacts")

    (report,) = html.fromstring(answer.text).xpath("//section[@role='status']")
    assert [one.text_content() for one in report.xpath("./p[not(@class)] | .//li")] == TOLD[language]


@pytest.mark.parametrize(
    ("content", "name", "nb"),
    [
        (b"%PDF-1.7", "a.csv", "a.csv: er en PDF, ikke en tabell; eksporter listen som CSV eller .xlsx fra programmet"),
        (b"\x89PNG\r\n", "a.csv", "a.csv: er et bilde, ikke en tabell"),
        (b"Colour,Name\nblue,3\n", "a.csv", "a.csv, linje 1: har en ukjent kolonne 'Colour'; nærmest: country"),
        (b"x\n\nName,Phone\nA,1\n", "a.csv", "a.csv, linje 1: navngir ingen kolonner, men det gjør linje 3"),
        (b"PK\x03\x04", "a.xlsx", "a.xlsx: er skadet: arkivet kan ikke åpnes"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_the_language_of_whoever_sent_it(
    site: Site, content: bytes, name: str, nb: str
):
    with site.as_("bob") as bob:
        bob.headers["accept-language"] = "nb"
        answer = sent(bob, content, "try", name)

    assert " ".join(html.fromstring(answer.text).xpath("//*[@role='alert']/p[1]//text()")).startswith(nb)


def an_import(site: Site, content: bytes = GOOD, of: str = "bob") -> int:
    """One that somebody asked for, and that nobody has begun."""
    given = TableGiven("accounts.csv", content, "EUR", site.desk.zone)
    with site.desk.store.write(Actor.of(site.users[of])) as unit:
        return ask_to_import(unit, Table.ACCOUNTS, given, ENGLISH, "OPP")


def hold(site: Site, owner: str = "mail2.us.example/17/5") -> Job:
    with site.desk.store.write_beside() as unit:
        job = unit.jobs.claim(owner, ["import"], site.desk.clock())
    assert job
    return job


def test_a_form_that_is_sent_twice_is_one_import(site: Site):
    with site.as_("bob") as bob:
        for _ in range(2):
            sent(bob, GOOD, "import", once="a form")
    with site.desk.store.read() as unit:
        assert unit.jobs.get(1)
        assert unit.jobs.get(2) is None


def test_what_a_process_that_died_left_is_taken_in_by_the_next(site: Site):
    id = an_import(site)
    hold(site, f"{socket.gethostname()}/1/1")  # there is a process of that number, which began at another time
    with site.as_("bob") as bob:
        site.desk.jobs.hurry()
        assert figures(bob.get(f"/tables/imports/{id}")) == ["2", "0", "0"]


def test_whoever_was_taken_over_from_keeps_nothing(site: Site):
    an_import(site)
    before = hold(site)
    with site.desk.store.write_beside() as unit:
        assert unit.jobs.free(before)
    hold(site, "mail3.us.example/4/4")

    with pytest.raises(LeaseLost, match="taken over by mail3"):
        import_work(site.desk.store)[IMPORT](before)
    assert names(site) == []


def test_an_import_is_for_whoever_asked_and_for_owners(site: Site):
    with site.desk.store.write() as unit:
        site.users["eve"] = unit.users.add("Eve Seller", "eve@us.example")
    id = an_import(site)
    seen = {}
    for name in ("ann", "bob", "eve"):
        with site.as_(name) as client:
            seen[name] = client.get(f"/tables/imports/{id}").status_code
            assert client.get("/tables/imports/999").status_code == 404
    assert seen == {"ann": 200, "bob": 200, "eve": 404}


def test_whoever_left_meanwhile_takes_nothing_in(site: Site):
    id = an_import(site)
    with site.desk.store.write() as unit:
        unit.users.edit(site.users["bob"].id, is_active=False)
    site.desk.jobs.hurry()
    with site.as_("ann") as ann:
        answer = ann.get(f"/tables/imports/{id}")
    assert (answer.status_code, names(site)) == (422, [])
    assert "Bob Seller: is no user any more; ask an owner" in answer.text


def test_what_is_under_way_says_so_and_ends_by_itself(site: Site, browse: Browse, faults_for_everybody: Judge):
    id = an_import(site)
    held = hold(site)
    page = browse("bob", width=320)
    page.goto(f"/tables/imports/{id}")
    page.get_by_role("heading", name="It is being taken in").wait_for()
    assert faults_for_everybody(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.get_by_role("link", name="Look again").get_attribute("href") == f"/tables/imports/{id}"

    import_work(site.desk.store)[IMPORT](held)
    page.get_by_role("heading", name="It was taken in").wait_for()


@pytest.mark.parametrize(
    ("how", "heading"),
    [
        ("again", "It waits to be taken in"),
        ("put_off", "It did not go well, and is tried again"),
        ("give_up", "Nothing was taken in"),
    ],
)
def test_what_waits_or_did_not_go_well_is_told(site: Site, how: str, heading: str):
    id = an_import(site)
    job, later = hold(site), site.desk.clock() + timedelta(hours=1)
    with site.desk.store.write_beside() as unit:
        getattr(unit.jobs, how)(job, *([] if how == "again" else ["database: is full"]), later)
    with site.as_("bob") as bob:
        text = html.fromstring(bob.get(f"/tables/imports/{id}").text).xpath("string(//main)")
    assert heading in text
    assert ("database: is full" in text) is (how != "again")
    assert ("Look again" in text) is (how != "give_up")


def test_a_file_has_to_be_chosen(site: Site):
    with site.as_("bob") as bob:
        answer = bob.post("/tables/import", data={"table": "accounts", "act": "import"})
    assert answer.status_code == 422
    assert "none is chosen" in answer.text


def test_the_page_is_for_everybody(site: Site, browse: Browse, faults_for_everybody: Judge):
    for width in (1280, 320):
        page = browse("bob", width=width)
        page.goto("/tables")
        file = {"name": "accounts.csv", "mimeType": "text/csv", "buffer": b"Name,Domains\nFabrikam,no <b> domain\n"}
        page.get_by_label("File").set_input_files(file)
        page.get_by_role("button", name="Show what would be done").click()
        page.get_by_text("Nothing was taken in").wait_for()
        assert faults_for_everybody(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
