"""What may be meant by what somebody begins to type."""

import pytest

from store.values import Record
from tests.contract.store.records import an_opportunity
from tests.web.site import Site


def asked(site: Site, kind: str, typed: str) -> list[dict[str, str]]:
    with site.as_("bob") as bob:
        answer = bob.get(f"/suggest/{kind}", params={"q": typed})
    assert answer.status_code == 200
    return answer.json()


@pytest.fixture(autouse=True)
def known(site: Site) -> None:
    with site.writing() as unit:
        fabrikam = unit.accounts.add("Fabrikam", domains=["fabrikam.example"])
        contoso = unit.accounts.add("Contoso Åsgård")
        unit.contacts.add("Ann Client", addresses=["ann@client.example"], account_id=fabrikam.id)
        unit.contacts.add("Ann Client", addresses=["ann@other.example"], account_id=contoso.id)
        unit.contacts.add("Zoë Ångström", addresses=["za@client.example"])
        unit.bin.delete(Record.CONTACT, unit.contacts.add("Ann Gone").id)
        an_opportunity(unit, "Boats for the fjord", account_id=fabrikam.id, categories=("Hot", "Häfen"))
        unit.products.add("Sail", price="10")
        unit.marketing.add("Boat show")


@pytest.mark.parametrize(
    ("kind", "typed", "found"),
    [
        ("contacts", "zoe", ["Zoë Ångström"]),
        ("contacts", "angs", ["Zoë Ångström"]),
        ("contacts", "za@cl", ["Zoë Ångström"]),
        ("contacts", "nobody", []),
        ("accounts", "asg", ["Contoso Åsgård"]),
        ("accounts", "fabrikam.ex", ["Fabrikam"]),
        ("opportunities", "boats", ["Boats for the fjord"]),
        ("opportunities", "fjo", ["Boats for the fjord"]),
        ("opportunities", "OPP-1", ["Boats for the fjord"]),
        ("opportunities", "1", ["Boats for the fjord"]),
        ("users", "seller", ["Bob Seller"]),
        ("users", "ann@", ["Ann Owner"]),
        ("products", "sa", ["Sail"]),
        ("marketing", "boat", ["Boat show"]),
        ("categories", "h", ["Häfen", "Hot"]),
        ("categories", "haf", ["Häfen"]),
        ("contacts", "%", []),
        ("contacts", "' OR 1=1 --", []),
        ("contacts", "x" * 5000, []),
    ],
)
def test_what_begins_so_is_suggested(site: Site, kind: str, typed: str, found: list[str]):
    assert [one["name"].removeprefix("OPP-1 ") for one in asked(site, kind, typed)] == found


def test_namesakes_are_told_apart_and_named_by_their_keys(site: Site):
    first, second = asked(site, "contacts", "ann cl")
    assert (first["detail"].partition(",")[0], second["detail"].partition(",")[0]) == ("Fabrikam", "Contoso Åsgård")
    with site.desk.store.read() as unit:
        assert [unit.contacts.find(one["typed"]).addresses for one in (first, second)] == [
            ("ann@client.example",),
            ("ann@other.example",),
        ]


def test_ten_are_suggested_of_however_many(site: Site):
    with site.writing() as unit:
        for number in range(30):
            unit.accounts.add(f"Northwind {number:02}")
    assert [one["name"] for one in asked(site, "accounts", "north")] == [f"Northwind {n:02}" for n in range(10)]


def test_nobody_suggests_what_there_is_no_kind_of(site: Site):
    with site.as_("bob") as bob:
        assert bob.get("/suggest/passwords?q=a").status_code == 404
