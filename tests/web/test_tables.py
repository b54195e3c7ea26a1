"""Tables that are taken in and given out in the browser."""

from __future__ import annotations

import json

import httpx2
import pytest
from lxml import html

from tests.web.conftest import Browse, Judge
from tests.web.site import Site

GOOD = b"Name,Web page,Domains\nFabrikam,https://fabrikam.example,fabrikam.example\nContoso,,\n"


def sent(client: httpx2.Client, content: bytes, act: str, name: str = "accounts.csv", **more: str) -> httpx2.Response:
    data = {"table": "accounts", "act": act} | more
    return client.post("/tables/import", data=data, files={"file": (name, content)})


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
