"""Tokens of programs, in the browser."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.web.conftest import Browse, Judge
from tests.web.site import Site, forms_of

DAY = timedelta(days=1)
KEY = re.compile(r"dt_[\w-]{43}")


def test_a_token_is_shown_once_and_a_form_sent_twice_makes_one(site: Site):
    with site.as_("bob") as bob:
        form = forms_of(bob.get("/settings/tokens").text, "/settings/tokens")[0]
        form |= {"name": "Web shop", "days": "30", "may": "write"}
        made = bob.post("/settings/tokens", data=form)
        again = bob.post("/settings/tokens", data=form)
        later = bob.get("/settings/tokens")

    (key,) = KEY.findall(made.text)
    with site.desk.store.read() as unit:
        (token,) = unit.tokens.of(site.users["bob"].id)
        shown = unit.tokens.shown(key)
    assert shown is not None
    assert (shown.user.name, token.name, token.scopes) == ("Bob Seller", "Web shop", ("read", "write"))
    assert (again.status_code, KEY.findall(again.text + later.text)) == (422, [])
    assert "Web shop" in later.text


@pytest.mark.parametrize("days", ["", "0", "366", "-1", "two", "1.5", "٣"])
def test_how_long_it_holds_is_a_number_of_days(site: Site, days: str):
    with site.as_("bob") as bob:
        refused = bob.post("/settings/tokens", data={"name": "Web shop", "days": days})
    assert (refused.status_code, 'id="error-days"' in refused.text, "Web shop" in refused.text) == (422, True, True)


def test_everybody_sees_and_revokes_their_own_and_an_owner_all(site: Site):
    ids = {}
    for who in ("ann", "bob"):
        with site.writing(who) as unit:
            unit.tokens.add(site.users[who], f"Token of {who}", DAY)
            ids[who] = unit.tokens.of(site.users[who].id)[0].id
    with site.as_("ann") as ann, site.as_("bob") as bob:
        hers, his = ann.get("/settings/tokens").text, bob.get("/settings/tokens").text
        forbidden = bob.post("/settings/tokens/revoke", data={"id": ids["ann"]})
        revoked = ann.post("/settings/tokens/revoke", data={"id": ids["bob"]})

    assert ("Token of ann" in hers, "Token of bob" in hers) == (True, True)
    assert ("Token of ann" in his, "Token of bob" in his) == (False, True)
    assert (forbidden.status_code, revoked.status_code) == (403, 303)
    with site.desk.store.read() as unit:
        assert [len(unit.tokens.of(site.users[who].id)) for who in ("ann", "bob")] == [1, 0]


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_is_for_everybody(browse: Browse, faults_for_everybody: Judge, width: int):
    page = browse("ann", width=width)
    page.goto("/settings/tokens")
    page.get_by_label("What it is for").fill("Web shop")
    page.get_by_role("button", name="Make the token").click()

    assert KEY.fullmatch(page.locator("code.token").inner_text())
    assert faults_for_everybody(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
