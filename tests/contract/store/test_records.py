"""Users, accounts, contacts and stages."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from store.database import Store
from store.errors import Ambiguous, Invalid, NotFound, Taken
from store.values import Account, Role, User
from tests.contract.store.records import an_opportunity

# --- users ------------------------------------------------------------------------------------------------------------


def test_the_first_user_owns_the_database_and_later_ones_are_members(store: Store):
    with store.write() as unit:
        first = unit.users.add(" Bob Berg ", "Bob@US.example")
        second = unit.users.add("Cy", "cy@us.example")
        third = unit.users.add("Di", "di@us.example", Role.OWNER)

    assert first == User(first.id, "Bob Berg", "bob@us.example", Role.OWNER, True)
    assert (second.role, third.role) == (Role.MEMBER, Role.OWNER)


def test_an_email_belongs_to_one_user(store: Store):
    with store.write() as unit:
        bob = unit.users.add("Bob", "bob@us.example")
        cy = unit.users.add("Cy", "cy@us.example")

        with pytest.raises(Taken, match=f"email bob@us.example: belongs to user {bob.id}, Bob"):
            unit.users.add("Other", "BOB@us.example")
        with pytest.raises(Taken):
            unit.users.edit(cy.id, email="bob@us.example")
        assert unit.users.edit(bob.id, email="Bob@us.example") == bob


def test_the_database_itself_refuses_a_second_user_of_an_email(store: Store):
    with store.write() as unit:
        unit.users.add("Bob", "bob@us.example")

    with pytest.raises(Invalid, match="breaks a rule of the database"), store.write() as unit:
        unit.connection.execute(text("INSERT INTO users (name, folded, email, role, is_active) "
                              "VALUES ('x', 'x', 'bob@us.example', 'member', true)"))  # fmt: skip

    with store.read() as unit:
        assert [user.name for user in unit.users.all()] == ["Bob"]


@pytest.mark.parametrize("asked", ["1", "berg", "BØB", "bob", "bob@US.example"])
def test_a_user_is_found_by_id_email_or_part_of_the_name(store: Store, asked: str):
    with store.write() as unit:
        bob = unit.users.add("Bøb Berg", "bob@us.example")
        unit.users.add("Cy", "cy@us.example")

        if asked == "bob":  # ø is a letter of its own, not an o with a stroke
            with pytest.raises(NotFound):
                unit.users.find(asked)
        else:
            assert unit.users.find(asked) == bob


def test_nobody_found_names_the_nearest_and_several_are_listed(store: Store):
    with store.write() as unit:
        unit.users.add("Berta Lang", "berta@us.example")
        unit.users.add("Bert Lang", "bert@us.example")

        with pytest.raises(NotFound, match=r"user: there is none for 'Berda Lang'; nearest: Berta Lang, Bert Lang"):
            unit.users.find("Berda Lang")
        with pytest.raises(Ambiguous) as several:
            unit.users.find("lang")
        assert several.value.candidates == ("Berta Lang", "Bert Lang")
        assert unit.users.find("bert lang").email == "bert@us.example"
        for nothing in ("", "  ", "%", "_", "9" * 30):
            with pytest.raises(NotFound):
                unit.users.find(nothing)


def test_the_last_owner_stays(store: Store):
    with store.write() as unit:
        bob = unit.users.add("Bob", "bob@us.example")
        cy = unit.users.add("Cy", "cy@us.example")

        for change in ({"role": Role.MEMBER}, {"is_active": False}):
            with pytest.raises(Invalid, match="is the last owner; make somebody else an owner first"):
                unit.users.edit(bob.id, **change)
        unit.users.edit(cy.id, role=Role.OWNER)
        assert unit.users.edit(bob.id, role=Role.MEMBER).role is Role.MEMBER


def test_a_user_with_open_opportunities_is_not_made_inactive(store: Store, clock):
    with store.write() as unit:
        unit.users.add("Owner", "owner@us.example")
        bob = unit.users.add("Bob", "bob@us.example")
        number = an_opportunity(unit, assigned_to=bob.id)

        with pytest.raises(Invalid, match=rf"still has 1 open opportunity \({number}\); assign them to others first"):
            unit.users.edit(bob.id, is_active=False)
        unit.opportunities.close(number, won=True, on=clock())
        unit.users.edit(bob.id, is_active=False)

        assert [user.name for user in unit.users.all(active_only=True)] == ["Owner"]
        with pytest.raises(Invalid, match="user Bob is inactive"):
            an_opportunity(unit, assigned_to=bob.id)


@pytest.mark.parametrize(
    ("name", "email"), [("", "a@b.example"), ("A\nB", "a@b.example"), ("x" * 256, "a@b.example"), ("A", "nobody")]
)
def test_a_user_needs_a_name_of_one_line_and_an_email(store: Store, name: str, email: str):
    with store.write() as unit, pytest.raises(Invalid):
        unit.users.add(name, email)


def test_an_unknown_field_is_refused_with_those_that_exist(store: Store):
    with store.write() as unit:
        bob = unit.users.add("Bob", "bob@us.example")

        with pytest.raises(Invalid, match="user: has no field 'mail'; it has email, is_active, login, name, role"):
            unit.users.edit(bob.id, mail="x@us.example")


# --- accounts and contacts --------------------------------------------------------------------------------------------


def test_an_account_is_kept_edited_and_found(store: Store):
    with store.write() as unit:
        made = unit.accounts.add("Müller & Söhne", phone="+49 1", web="https://m.example", address="Weg 1\nOrt")
        unit.accounts.add("Fabrikam")

        assert made == Account(made.id, "Müller & Söhne", "+49 1", "https://m.example", "Weg 1\nOrt")
        assert unit.accounts.find("MULLER") == made
        assert unit.accounts.find(str(made.id)) == made
        assert [account.name for account in unit.accounts.all()] == ["Fabrikam", "Müller & Söhne"]
        assert unit.accounts.edit(made.id, phone="2").phone == "2"
        with pytest.raises(NotFound, match="account: there is none for '77'"):
            unit.accounts.edit(77, phone="2")


def test_an_address_belongs_to_one_contact_whatever_its_case_or_script(store: Store):
    with store.write() as unit:
        account = unit.accounts.add("Client")
        ann = unit.contacts.add("Ann", addresses=["Ann@Client.example", "ann@bücher.example"], account_id=account.id)

        assert ann.addresses == ("ann@client.example", "ann@xn--bcher-kva.example")
        for same in ("ANN@client.EXAMPLE", "ann@BÜCHER.example", "Ann@XN--bcher-kva.example"):
            with pytest.raises(Taken, match=f"belongs to contact {ann.id}, Ann"):
                unit.contacts.add("Other", addresses=[same])
            assert unit.contacts.find(same) == ann
        assert [contact.name for contact in unit.contacts.all()] == ["Ann"]


def test_the_database_itself_keeps_an_address_with_one_contact(store: Store):
    with store.write() as unit:
        unit.contacts.add("Ann", addresses=["ann@client.example"])
        other = unit.contacts.add("Other")

    with pytest.raises(Invalid, match="breaks a rule"), store.write() as unit:
        unit.connection.execute(
            text("INSERT INTO contact_addresses (address, contact_id, position) VALUES ('ann@client.example', :id, 0)"),
            {"id": other.id},
        )


def test_new_addresses_replace_all_old_ones(store: Store):
    with store.write() as unit:
        ann = unit.contacts.add("Ann", addresses=["a@x.example", "b@x.example"])

        assert unit.contacts.edit(ann.id, addresses=["c@x.example", "B@x.example"]).addresses == (
            "c@x.example",
            "b@x.example",
        )
        assert unit.contacts.add("Heir", addresses=["a@x.example"]).addresses == ("a@x.example",)
        assert unit.contacts.edit(ann.id, title="Buyer").addresses == ("c@x.example", "b@x.example")


def test_a_contact_is_searched_by_name_or_address(store: Store):
    with store.write() as unit:
        unit.contacts.add("Ann", addresses=["ann@client.example"])
        unit.contacts.add("Zoé Bel", addresses=["zb@other.example"])

        assert [c.name for c in unit.contacts.all("zoe")] == ["Zoé Bel"]
        assert [c.name for c in unit.contacts.all("client.ex")] == ["Ann"]
        assert [c.name for c in unit.contacts.all("100%")] == []


def test_a_contact_of_an_account_that_does_not_exist_is_refused(store: Store):
    with store.write() as unit, pytest.raises(NotFound, match="account: there is none for '5'"):
        unit.contacts.add("Ann", account_id=5)


def test_what_is_no_address_is_refused(store: Store):
    with store.write() as unit:
        for wrong in ("ann", "ann@", "/O=FIRM/CN=ANN", "a b@x.example"):
            with pytest.raises(Invalid, match="is not an e-mail address"):
                unit.contacts.add("Ann", addresses=[wrong])
        with pytest.raises(Invalid, match="must be a list"):
            unit.contacts.add("Ann", addresses="ann@client.example")


# --- stages -----------------------------------------------------------------------------------------------------------


def test_a_stage_is_found_by_part_of_its_name(store: Store):
    with store.read() as unit:
        assert unit.stages.find("propo").name == "Proposal"
        assert unit.stages.default().name == "Prospecting"
        with pytest.raises(Ambiguous):
            unit.stages.find("closed")
        with pytest.raises(NotFound, match="nearest: Negotiation"):
            unit.stages.find("Negociation")


def test_text_that_no_database_can_hold_is_refused_by_name(store: Store):
    for hostile in ("half \ud800 a pair", "a NUL \x00"):
        with pytest.raises(Invalid), store.write() as unit:
            unit.accounts.add(hostile)
