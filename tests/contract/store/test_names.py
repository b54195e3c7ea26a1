"""Names compare without case and with one blank for several, also those that an earlier version had stored."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from store.database import Store, migrate, open_store
from store.engine import place_of
from store.rules.alike import base_of, is_alike
from store.text import named
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
    assert not is_alike(base_of("Client Ltd"), other, named(other))
