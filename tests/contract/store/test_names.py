"""Names compare without case and with one blank for several, also those that an earlier version had stored."""

from __future__ import annotations

from contextlib import closing

import pytest
from sqlalchemy import text

from store.database import Store, migrate, open_store
from store.engine import place_of
from store.rules.alike import base_of
from tests.contract.store.test_migrations import direct, upgrade


def test_names_with_several_blanks_are_found_after_an_upgrade(empty_url: str):
    place_of(empty_url).create()
    with direct(empty_url) as connection:
        upgrade(connection, "0023")
        columns = "name, folded, phone, web, address"
        values = "'Client   Ltd  AS', 'client   ltd  as', '', '', ''"
        connection.execute(text(f"INSERT INTO accounts ({columns}) VALUES ({values})"))  # noqa: S608 - ours
        connection.commit()

    migrate(empty_url)

    store = open_store(empty_url)
    with store.read() as unit:
        assert unit.accounts.find("client ltd AS").name == "Client   Ltd  AS"
        assert unit.matching.accounts("", "Client Ltd  as") == [unit.accounts.find("1")]
    store.close()


def test_a_product_is_found_by_its_id(store: Store):
    with store.write() as unit:
        seat = unit.products.add("Seat", price="1", currency="EUR")

        assert unit.products.find(str(seat.id)) == seat


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("Client Ltd.", "client"),
        ("CLIENT, Limited", "client"),
        ("The Client Company", "client"),
        ("Client GmbH & Co. KG", "client"),
        ("Client S.A.", "client"),
        ("Bj\u00f8rn A/S", "bjorn"),
        ("Bjorn", "bjorn"),
        ("M\u00fcller", "muller"),
        ("Mueller und Co", "muller"),
        ("Limited", "limited"),
        ("A.B.C. Inc", "abc"),
        ("\u65e5\u672c", "\u65e5\u672c"),
    ],
)
def test_of_a_companys_name_its_form_and_punctuation_do_not_count(name: str, base: str):
    assert base_of(name) == base


@pytest.mark.parametrize("other", ["Client East", "Clients", "Cliente", "", "Ltd", "&"])
def test_what_is_another_word_is_another_company(other: str):
    assert base_of(other) != base_of("Client Ltd")


def test_accounts_of_before_are_found_by_what_their_names_come_to(empty_url: str):
    place_of(empty_url).create()
    with direct(empty_url) as connection:
        upgrade(connection, "0038")
        columns = "name, folded, phone, web, address"
        values = "'The Client Company', 'the client company', '', '', ''"
        connection.execute(text(f"INSERT INTO accounts ({columns}) VALUES ({values})"))  # noqa: S608 - ours
        connection.commit()

    migrate(empty_url)

    with closing(open_store(empty_url)) as store, store.write() as unit:
        told = unit.alike.to(unit.accounts.add("Client Ltd"))
        assert told == ["account 1, The Client Company, may be the same: it has nearly the same name"]
        assert unit.sums.wrong() == 0


def test_what_accounts_are_found_by_follows_their_names_and_is_put_right(store: Store):
    with store.write() as unit:
        client = unit.accounts.add("Client Ltd")
        other = unit.accounts.edit(unit.accounts.add("Other").id, name="Client AS")
        alike = unit.alike.to(client)
        unit.connection.execute(text("UPDATE accounts SET base = ''"))
        wrong = unit.sums.wrong()

        unit.sums.count_anew()

        assert len(alike) == 1
        assert wrong == 2
        assert unit.sums.wrong() == 0
        assert unit.alike.to(client) == alike
        assert unit.alike.to(other) != []


def test_the_same_phone_is_found_however_it_is_written_of_many_that_end_alike(store: Store):
    with store.write() as unit:
        here = [unit.contacts.add(f"C {n}", phones=[f"+47 {21 + n} 334 455{n % 2}"]) for n in range(9)]
        one = unit.contacts.add("Ann", phones=["1", "0047 (23) 33.44-550"])
        firm = unit.accounts.add("A", phone="+47 23 33 44 550")

        assert unit.alike.to(one) == [f"contact {here[2].id}, C 2, may be the same: it has the same phone"]
        assert unit.alike.to(firm) == []
        assert len(unit.alike.to(unit.accounts.add("B", phone="23334455 0"))) == 1
