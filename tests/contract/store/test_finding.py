"""Finding records by whatever somebody remembers of them, whole names first, on both databases alike."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from store.database import Store
from store.errors import Invalid
from store.records.words_index import NAMES, indexed
from store.unit import Unit
from store.values import FieldKind, HistoryOf, Record, Role
from tests.contract.store.records import an_opportunity


def a_firm(unit: Unit) -> None:
    unit.act_as(type(unit.actor)("Owner", None, Role.OWNER))
    fabrikam = unit.accounts.add("Fabrikam AS", phone="+47 22 00 00 00", domains=["fabrikam.example"]).id
    unit.accounts.add("Contoso")
    unit.contacts.add("Ann Lee", addresses=["ann@client.example"], account_id=fabrikam, phones=["(0)911 23-45-67"])
    unit.contacts.add("Lee")
    unit.contacts.add("Åse Bjørnstad", addresses=["ase@nord.example"])
    an_opportunity(unit, "200 seats", account_id=fabrikam, external_id="SF-9")
    unit.marketing.add("Oslo Fair")
    unit.products.add("Seat", price=1, currency="EUR")
    unit.fields.add(Record.CONTACT, "Nickname", FieldKind.TEXT)
    unit.fields.set(Record.CONTACT, unit.contacts.find("ann lee").id, {"Nickname": "Sunshine"})


def found(unit: Unit, typed: str, limit: int = 20) -> list[tuple[str, str, str]]:
    return [(hit.record.value, hit.name, hit.matched) for hit in unit.finding.find(typed, limit=limit)]


@pytest.fixture
def firm(store: Store) -> Store:
    with store.write() as unit:
        a_firm(unit)
    return store


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("OPP-1", ("opportunity", "200 seats", "number")),
        ("1", ("opportunity", "200 seats", "number")),
        ("200 SEATS", ("opportunity", "200 seats", "name")),
        ("seats", ("opportunity", "200 seats", "name")),
        ("sf-9", None),
        ("SF-9", ("opportunity", "200 seats", "external id SF-9")),
        ("fabrikam as", ("account", "Fabrikam AS", "name")),
        ("fabr", ("account", "Fabrikam AS", "name")),
        ("as fabrikam", ("account", "Fabrikam AS", "name")),
        ("fabrikam.example", ("account", "Fabrikam AS", "domain fabrikam.example")),
        ("sales@fabrikam.example", ("account", "Fabrikam AS", "domain fabrikam.example")),
        ("22 00 00 00", ("account", "Fabrikam AS", "phone +47 22 00 00 00")),
        ("0047 22000000", ("account", "Fabrikam AS", "phone +47 22 00 00 00")),
        ("+49 911 234567", ("contact", "Ann Lee", "phone (0)911 23-45-67")),
        ("+47 33 00 00 00", None),
        ("lee", ("contact", "Lee", "name")),
        ("lee ann", ("contact", "Ann Lee", "name")),
        ("ann@client.example", ("contact", "Ann Lee", "address ann@client.example")),
        ("ann@", ("contact", "Ann Lee", "address ann@client.example")),
        ("ase bjørnstad", ("contact", "Åse Bjørnstad", "name")),
        ("bjør", ("contact", "Åse Bjørnstad", "name")),
        ("sunshine", ("contact", "Ann Lee", "Nickname: Sunshine")),
        ("sun", ("contact", "Ann Lee", "Nickname: Sunshine")),
        ("fair", ("marketing", "Oslo Fair", "name")),
        ("seat", ("product", "Seat", "name")),
        ("nobody", None),
        ("100%", None),
        ("' OR 1=1 --", None),
        ('"ann" NOT lee', None),
    ],
)
def test_a_record_is_found_by_what_is_remembered_of_it(firm: Store, typed: str, first: tuple[str, str, str] | None):
    with firm.read() as unit:
        hits = found(unit, typed)

    assert (hits[0] if hits else None) == first


def test_whole_names_come_before_names_that_have_it_in_them(firm: Store):
    with firm.read() as unit:
        assert found(unit, "lee") == [("contact", "Lee", "name"), ("contact", "Ann Lee", "name")]
        assert found(unit, "lee", limit=1) == [("contact", "Lee", "name")]


def test_each_is_told_with_what_tells_it_from_others(firm: Store):
    with firm.read() as unit:
        hits = {hit.name: hit.detail for hit in (*unit.finding.find("ann lee"), *unit.finding.find("seats"))}

    assert hits == {"Ann Lee": "Fabrikam AS", "200 seats": "Fabrikam AS"}


def test_what_changes_is_found_as_it_is_by_now(firm: Store):
    with firm.write() as unit:
        lee, contoso = unit.contacts.find("Ann Lee").id, unit.accounts.find("contoso").id
        unit.contacts.edit(lee, name="Anna Leeds", phones=["77 66 55 44"])
        unit.accounts.edit(contoso, phone="88 99 00 11")
        unit.bin.delete(Record.CONTACT, unit.contacts.find("åse").id)

    with firm.read() as unit:
        assert found(unit, "leeds") == [("contact", "Anna Leeds", "name")]
        assert found(unit, "77665544") == [("contact", "Anna Leeds", "phone 77 66 55 44")]
        assert found(unit, "88990011") == [("account", "Contoso", "phone 88 99 00 11")]
        assert found(unit, "911 234567") == []
        assert found(unit, "bjørnstad") == []


def test_a_word_that_a_changed_name_keeps_is_found_as_before(firm: Store):
    with firm.write() as unit:
        unit.accounts.edit(unit.accounts.find("fabrikam").id, name="Fabrikam ASA")

    with firm.read() as unit:
        assert found(unit, "fabrikam") == [("account", "Fabrikam ASA", "name")]
        assert found(unit, "asa fabrikam") == [("account", "Fabrikam ASA", "name")]
        assert found(unit, "as fabrikam") == []


@pytest.mark.parametrize("few", [0, 3, 1_000])
def test_of_many_with_a_word_the_newest_are_found(firm: Store, monkeypatch: pytest.MonkeyPatch, few: int):
    monkeypatch.setattr("store.records.record_index.FEW", few)
    with firm.write() as unit:
        ids = [unit.contacts.add(f"Moe {count}").id for count in range(6)]

        newest = indexed(unit.connection, NAMES[2], ["moe"], is_beginning=False, limit=2)

    assert newest == ids[:1:-1]


def test_a_restored_record_is_found_again_and_one_that_is_gone_is_not(firm: Store):
    with firm.write() as unit:
        ase = unit.contacts.find("åse").id
        unit.bin.delete(Record.CONTACT, ase)
        unit.bin.restore(Record.CONTACT, ase)
    with firm.read() as unit:
        assert found(unit, "bjørnstad") == [("contact", "Åse Bjørnstad", "name")]

    with firm.write() as unit:
        unit.bin.delete(Record.CONTACT, ase)
        unit.act_as(type(unit.actor)("Owner", None, Role.OWNER))
        unit.bin.empty()
    with firm.read() as unit:
        assert found(unit, "bjørnstad") == []
        left = unit.connection.execute(text("SELECT count(*) FROM contacts WHERE folded = 'ase bjørnstad'")).scalar()
        assert left == 0


@pytest.mark.parametrize("typed", ["", "  ", "!!!", "x" * 201])
def test_nothing_to_look_for_is_said(store: Store, typed: str):
    with store.read() as unit, pytest.raises(Invalid, match=r"search: "):
        unit.finding.find(typed)


def test_a_history_is_no_record(firm: Store):
    with firm.write() as unit:
        unit.notes.add(HistoryOf(1), "About quantum", "")
    with firm.read() as unit:
        assert found(unit, "quantum") == []
