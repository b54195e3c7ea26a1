"""Accounts and contacts: what is kept of them, what belongs to one only, and what is written down."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from store.database import Store
from store.errors import Ambiguous, InRecycleBin, Invalid, NotFound, Taken
from store.models import AccountRow
from store.records.parties import FEW
from store.repository import LIKELY, likely
from store.unit import Unit
from store.values import Account, Actor, Contact, ListName, Record

pytestmark = pytest.mark.row(3)


def in_the_bin(unit: Unit, table: str, id: int) -> None:
    statements = {
        "accounts": text("UPDATE accounts SET deleted_at = '2026-03-02 12:00:00' WHERE id = :id"),
        "contacts": text("UPDATE contacts SET deleted_at = '2026-03-02 12:00:00' WHERE id = :id"),
    }
    unit.connection.execute(statements[table], {"id": id})


def test_an_account_has_domains_a_type_and_an_id_elsewhere(store: Store):
    with store.write() as unit:
        customer = unit.lists.find(ListName.ACCOUNT_TYPE, "customer")
        made = unit.accounts.add(
            "Bücher",
            domains=["@Bücher.example", "xn--bcher-kva.example", "B.example"],
            type_id=customer.id,
            external_id=" 4711 ",
        )

        assert made == Account(
            made.id, "Bücher", domains=("b.example", "xn--bcher-kva.example"), type="Customer", external_id="4711"
        )
        assert unit.accounts.edit(made.id, domains=["c.example"], type_id=None, external_id="") == Account(
            made.id, "Bücher", domains=("c.example",)
        )


@pytest.mark.parametrize(
    "wrong", ["", "ann@x@y", "http://x.example", "x.example/path", "x..example", "a b.example", "*"]
)
def test_what_is_no_mail_domain_is_refused(store: Store, wrong: str):
    with store.write() as unit, pytest.raises(Invalid, match=r"domains: .* is not a mail domain"):
        unit.accounts.add("Fabrikam", domains=[wrong])


def test_an_account_is_found_and_filtered_by_its_domain_and_type(store: Store):
    with store.write() as unit:
        customer, partner = (unit.lists.find(ListName.ACCOUNT_TYPE, name).id for name in ("customer", "partner"))
        one = unit.accounts.add("One", domains=["one.example", "both.example"], type_id=customer)
        two = unit.accounts.add("Two", domains=["BÜCHER.example", "both.example"], type_id=partner)

        assert unit.accounts.find("one.EXAMPLE") == one
        assert unit.accounts.find("bücher.example") == two
        with pytest.raises(Ambiguous, match=r"One \(\d+, both.example\), Two \(\d+, both.example\)"):
            unit.accounts.find("both.example")
        assert unit.accounts.all("one.ex") == [one]
        assert unit.accounts.all(domain="both.example") == [one, two]
        assert unit.accounts.all(type_id=partner) == [two]
        assert unit.accounts.all(limit=1) == [one]


def test_a_contact_has_phones_in_order_a_type_and_an_id_elsewhere(store: Store):
    with store.write() as unit:
        buyer = unit.lists.find(ListName.CONTACT_TYPE, "buyer")
        account = unit.accounts.add("Fabrikam")
        ann = unit.contacts.add(
            "Ann", phones=["1", "2", "1"], type_id=buyer.id, external_id="A1", account_id=account.id, title="Head"
        )

        assert ann == Contact(ann.id, "Ann", (), account.id, "Head", ("1", "2"), "Buyer", "A1")
        assert unit.contacts.edit(ann.id, phones=["2", "3"]).phone == "2"
        assert unit.contacts.all(account_id=account.id, type_id=buyer.id) == [unit.contacts.get(ann.id)]
        assert unit.contacts.all(account_id=account.id + 1) == []


def test_a_type_comes_from_its_own_list(store: Store):
    with store.write() as unit:
        buyer = unit.lists.find(ListName.CONTACT_TYPE, "buyer").id

        with pytest.raises(NotFound, match="account type: there is none for"):
            unit.accounts.add("Fabrikam", type_id=buyer)
        with pytest.raises(NotFound, match="contact type: there is none for '999'"):
            unit.contacts.add("Ann", type_id=999)


def test_an_id_elsewhere_belongs_to_one_record(store: Store):
    with store.write() as unit:
        first = unit.accounts.add("First", external_id="7")
        ann = unit.contacts.add("Ann", external_id="7")

        with pytest.raises(Taken, match=f"external_id 7: belongs to account {first.id}, First"):
            unit.accounts.add("Second", external_id="7")
        with pytest.raises(Taken, match=f"belongs to contact {ann.id}, Ann"):
            unit.contacts.edit(unit.contacts.add("Bo").id, external_id="7")
        assert unit.accounts.edit(first.id, external_id="7") == first


@pytest.mark.parametrize("same", ["ANN@Bücher.example", "ann@xn--bcher-kva.EXAMPLE"])
def test_the_owner_of_an_address_is_named_also_in_the_recycle_bin(store: Store, same: str):
    with store.write() as unit:
        ann = unit.contacts.add("Ann", addresses=["ann@bücher.example"])
        in_the_bin(unit, "contacts", ann.id)

        with pytest.raises(
            Taken,
            match=f"belongs to contact {ann.id}, Ann, in the recycle bin; "
            f"restore it: dealtrail bin restore contact:{ann.id}",
        ):
            unit.contacts.add("Heir", addresses=[same])


def test_who_is_in_the_recycle_bin_is_neither_listed_nor_found(store: Store):
    with store.write() as unit:
        account = unit.accounts.add("Fabrikam", domains=["f.example"])
        ann = unit.contacts.add("Ann", addresses=["ann@f.example"])
        in_the_bin(unit, "accounts", account.id)
        in_the_bin(unit, "contacts", ann.id)

        assert (unit.accounts.all(), unit.contacts.all()) == ([], [])
        for asked in (str(account.id), "fabri", "f.example"):
            with pytest.raises(
                InRecycleBin, match=f"account {account.id}, Fabrikam: is in the recycle bin; restore it"
            ):
                unit.accounts.find(asked)
        for asked in (str(ann.id), "an", "ANN@f.example"):
            with pytest.raises(InRecycleBin, match=f"dealtrail bin restore contact:{ann.id}"):
                unit.contacts.find(asked)
        with pytest.raises(InRecycleBin):
            unit.accounts.edit(account.id, phone="1")
        with pytest.raises(InRecycleBin):
            unit.contacts.edit(ann.id, title="Head")
        with pytest.raises(InRecycleBin):
            unit.contacts.add("Bo", account_id=account.id)
        assert unit.accounts.get(account.id).is_deleted
        namesake = unit.accounts.add("Fabrikam")
        assert unit.accounts.find("fabri") == namesake


def test_every_change_is_in_the_audit_trail_in_words(store: Store):
    with store.write() as unit:
        account = unit.accounts.add("Fabrikam", phone="1")
        ann = unit.contacts.add("Ann", addresses=["a@x.example"], phones=["1"])
    with store.write(Actor("login eve")) as unit:
        unit.accounts.edit(account.id, phone="2", domains=["f.example"], name="Fabrikam")
        unit.contacts.edit(ann.id, account_id=account.id, addresses=["a@x.example", "b@x.example"], phones=[])
        of_account, of_contact = unit.audit.of(Record.ACCOUNT, account.id), unit.audit.of(Record.CONTACT, ann.id)

    def told(changes):
        return {(change.actor, change.field, change.before, change.after) for change in changes}

    assert told(of_account) == {
        ("dealtrail", "", None, "added"),
        ("login eve", "phone", "1", "2"),
        ("login eve", "domains", None, "f.example"),
    }
    assert told(of_contact) == {
        ("dealtrail", "", None, "added"),
        ("login eve", "account", None, "Fabrikam"),
        ("login eve", "addresses", "a@x.example", "a@x.example, b@x.example"),
        ("login eve", "phones", "1", None),
    }


def test_the_nearest_are_sought_among_a_bounded_number_of_names(store: Store):
    with store.write() as unit:
        for n in range(LIKELY + 50):
            unit.accounts.add(f"Fab {n}")

        names = likely(unit.connection, AccountRow.name, AccountRow.folded, "Fab 1x")

        assert len(names) == 2 * LIKELY
        with pytest.raises(NotFound, match=r"nearest: .*Fab"):
            unit.accounts.find("Fab 1x")


def test_of_many_that_answer_some_are_read_and_all_are_counted(store: Store):
    with store.write() as unit:
        for n in range(FEW + 20):
            unit.contacts.add(f"Ann {n:02}")

        with pytest.raises(Ambiguous, match=rf"Ann 00 \(\d+\), .*Ann 09 \(\d+\) and {FEW + 10} more; name one") as told:
            unit.contacts.find("ann")
        assert len(told.value.candidates) == FEW
        assert unit.contacts.find("ann 69").name == "Ann 69"
        unit.contacts.add("Ann")
        assert unit.contacts.find("ANN").name == "Ann"  # the whole name wins


@pytest.mark.parametrize("asked", ["Fabrikan", "Febrikam", "Vabrikam", "fabrikam inc"])
def test_the_nearest_begin_or_end_alike(store: Store, asked: str):
    with store.write() as unit:
        unit.accounts.add("Fabrikam")
        unit.accounts.add("Contoso")

        with pytest.raises(NotFound, match="nearest: Fabrikam"):
            unit.accounts.find(asked)
