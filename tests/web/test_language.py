"""A page speaks the language of whoever looks."""

import pytest

from tests.contract.store.records import an_opportunity
from tests.web.site import Site, fields_of


@pytest.mark.parametrize(
    ("accepted", "code", "heading"),
    [
        ("nb-NO,en;q=0.5", "nb", "Logg på"),
        ("de-AT", "de", "Anmelden"),
        ("fr,en;q=0.5", "en", "Sign in"),
        ("fr", "en", "Sign in"),
    ],
)
def test_a_page_is_in_the_language_that_the_browser_asks_for(site: Site, accepted: str, code: str, heading: str):
    with site.as_() as anybody:
        page = anybody.get("/sign-in", headers={"accept-language": accepted}).text

    assert f'<html lang="{code}"' in page
    assert f"<h1>{heading}</h1>" in page


def test_pages_asked_for_in_turn_do_not_mix_their_languages(site: Site):
    with site.as_() as anybody:
        pages = [anybody.get("/sign-in", headers={"accept-language": one}).text for one in ("nb", "de", "nb")]

    assert ["Logg på" in page for page in pages] == [True, False, True]


def test_what_the_record_refuses_is_told_in_the_language_of_the_page(site: Site):
    with site.writing() as unit:
        number = an_opportunity(unit, "New boats")
    path = f"/opportunities/{number}/edit"
    with site.as_("bob") as bob:
        bob.headers["accept-language"] = "nb"
        refused = bob.post(path, data=fields_of(bob.get(path).text) | {"title": ""})
        missing = bob.get("/opportunities/999")

    assert refused.status_code == 422
    assert "tittel: må fylles ut" in refused.text
    assert "salgsmulighet: fant ingen for &#39;999&#39;" in missing.text
