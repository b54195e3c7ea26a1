"""What stands before all pages."""

import pytest

from daemon.web.guard import HEADERS
from tests.contract.store.records import an_opportunity
from tests.web.conftest import Browse, Judge
from tests.web.site import Site, fields_of


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "", "origin": "https://elsewhere.example"},
        {"sec-fetch-site": "", "origin": "null"},
    ],
    ids=str,
)
def test_an_act_that_another_sites_page_asks_for_is_refused(site: Site, headers: dict[str, str]):
    with site.writing() as unit:
        number = an_opportunity(unit, "New boats")
    path = f"/opportunities/{number}/edit"
    with site.as_("bob") as bob:
        form = fields_of(bob.get(path).text)
        answer = bob.post(path, data=form | {"title": "Taken over"}, headers=headers)
    assert answer.status_code == 403
    with site.desk.store.read() as unit:
        assert unit.opportunities.get(number).title == "New boats"


@pytest.mark.parametrize("host", ["elsewhere.example", "127.0.0.1", "127.0.0.1:1", "localhost"])
def test_a_host_that_is_not_ours_is_refused(site: Site, host: str):
    with site.as_("bob") as bob:
        assert bob.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "path", ["/sign-in", "/opportunities/1", "/opportunities/1/print", "/static/app.css", "/nowhere"]
)
def test_every_answer_says_what_browsers_may_do_with_it(site: Site, path: str):
    with site.writing() as unit:
        an_opportunity(unit, "New boats")
    with site.as_("bob") as bob:
        headers = bob.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "next", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "javascript:1"]
)
def test_signing_in_leads_nowhere_else(site: Site, next: str):
    with site.as_("bob") as bob:
        assert bob.get("/sign-in", params={"next": next}).headers["location"] == "/"


def test_a_session_that_was_revoked_is_nobodys_and_what_was_typed_is_kept(site: Site):
    with site.writing() as unit:
        number = an_opportunity(unit, "New boats")
    path = f"/opportunities/{number}/edit"
    with site.as_("bob") as bob:
        form = fields_of(bob.get(path).text)
        with site.writing("bob") as unit:
            unit.sessions.revoke_all(site.users["bob"].id)
        answer = bob.post(path, data=form | {"title": "<b>New</b> ferries"})
    assert answer.status_code == 401
    assert "&lt;b&gt;New&lt;/b&gt; ferries" in answer.text


def test_pages_without_people_have_no_faults_for_anybody(site: Site, browse: Browse, faults_for_everybody: Judge):
    page = browse()
    for path in ("/sign-in", "/static/nothing", "/nowhere"):
        page.goto(path)
        if path != "/static/nothing":
            assert faults_for_everybody(page) == []


def test_a_page_that_fails_is_guarded_as_the_others_are(site: Site):
    @site.app.get("/fails")
    def fails() -> None:
        raise RuntimeError("a defect of ours, that people are not told")

    with site.as_("bob") as bob:
        whole, failed = bob.get("/me"), bob.get("/fails")

    assert failed.status_code == 500
    assert "defect" not in failed.text
    for name in (*HEADERS, "cache-control"):
        assert failed.headers[name] == whole.headers[name]
