"""Whose X.500 addresses are is remembered; and addresses that were stored as they were written get their one form."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from store.database import Store, migrate, open_store
from store.engine import place_of
from store.values import Participant
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import a_folder, a_mailbox, an_email, an_entry
from tests.contract.store.test_migrations import direct, upgrade

NAME = "/o=x/cn=ann"


def test_an_answer_is_remembered_and_a_vain_one_for_a_day(store: Store, clock: Clock):
    with store.write() as unit:
        unit.directory.learned({NAME: "ann@client.example", "/o=x/cn=nobody": ""})
    with store.read() as unit:
        today = unit.directory.known([NAME, "/o=x/cn=nobody", "/o=x/cn=new"])
    clock.forward(timedelta(days=2))

    with store.read() as unit:
        later = unit.directory.known([NAME, "/o=x/cn=nobody", "/o=x/cn=new"])
    assert today == {NAME: "ann@client.example", "/o=x/cn=nobody": ""}
    assert later == {NAME: "ann@client.example"}


def test_items_that_wait_for_a_name_have_its_address_and_are_decided_again(store: Store):
    with store.write() as unit:
        due = a_mailbox(unit)
        folder = a_folder(unit, due.id)
        content = replace(an_email("<m1@x>"), participants=(Participant("from", NAME, "Ann"),))
        entry = replace(an_entry("m1", content), outside=(NAME,))
        (item_id,) = unit.history.save(due.id, folder.id, [entry], now=NOON).items
        waiting = unit.again.waiting()
        unit.directory.learned({NAME: "ann@client.example"})

        assert waiting == 0
        assert unit.again.waiting() == 1
        assert [one.address for one in unit.items.get(item_id).participants] == ["ann@client.example"]


def test_a_linked_item_shows_the_address_of_its_writer_once_that_is_known(store: Store, clock: Clock):
    with store.write() as unit:
        due = a_mailbox(unit)
        folder = a_folder(unit, due.id)
        account = unit.accounts.add("Client")
        deal = unit.opportunities.add("200 seats", account_id=account.id)
        items = []
        for number, name in enumerate(("Ann", "")):
            content = replace(an_email(f"<m{number}@x>"), participants=(Participant("from", NAME, name),))
            entry = replace(an_entry(f"m{number}", content), outside=(NAME,))
            items += unit.history.save(due.id, folder.id, [entry], now=NOON).items
        for id in items:
            unit.items.link(id, deal.number)
        unit.directory.learned({NAME: ""})
        clock.forward(timedelta(days=2))
        waits, asked = unit.directory.is_waiting(), unit.directory.claim(10)

        unit.directory.learned({NAME: "ann@client.example"})

        found = [unit.items.get(id) for id in items]
        assert (waits, asked, unit.directory.is_waiting()) == (True, [NAME], False)
        assert [[one.address for one in item.participants] for item in found] == [["ann@client.example"]] * 2
        assert [item.author for item in found] == ["Ann", "ann@client.example"]
        assert [[link.number for link in item.links] for item in found] == [[deal.number]] * 2


def test_addresses_that_were_stored_as_written_get_their_form_and_what_clashes_is_told(empty_url: str):
    place_of(empty_url).create()
    with direct(empty_url) as connection:
        upgrade(connection, "0009")
        for id, name in ((1, "Ann"), (2, "Other")):
            values = f"({id}, '{name}', '{name.lower()}', '')"
            connection.execute(text(f"INSERT INTO contacts (id, name, folded, title) VALUES {values}"))  # noqa: S608
        rows = [("'ann@client.example'", 1), ("eve@x.example", 2), ("'eve@x.example'", 1), ("o'brien@x.example", 2)]
        for place, (address, contact) in enumerate(rows):
            insert = text("INSERT INTO contact_addresses (address, contact_id, position) VALUES (:a, :c, :p)")
            connection.execute(insert, {"a": address, "c": contact, "p": place})
        connection.commit()

    migrate(empty_url)

    opened = open_store(empty_url)
    with opened.read() as unit:
        found = {contact.name: contact.addresses for contact in unit.contacts.all()}
        told = [(one.record_id, one.after) for one in unit.audit.latest(actor="upgrade")]
    opened.close()
    assert found == {"Ann": ("ann@client.example", "'eve@x.example'"), "Other": ("eve@x.example", "o'brien@x.example")}
    assert [record for record, _ in told] == [1]
    assert "which is contact 2's" in str(told[0][1])


def test_addresses_of_users_mailboxes_and_companies_get_their_form(empty_url: str):
    place_of(empty_url).create()
    with direct(empty_url) as connection:
        upgrade(connection, "0011")
        for id, name, role, email in (
            (1, "Bob", "owner", "[bob@us.example]"),
            (2, "Eve", "member", "eve@us.example"),
            (3, "Eva", "member", "eve@us.example!"),
        ):
            fields = "id, name, folded, email, role, is_active"
            values = f"({id}, '{name}', '{name.lower()}', '{email}', '{role}', true)"
            connection.execute(text(f"INSERT INTO users ({fields}) VALUES {values}"))  # noqa: S608
        company = "(1, 'Client', 'client', '', '', '')"
        connection.execute(text(f"INSERT INTO accounts (id, name, folded, phone, web, address) VALUES {company}"))  # noqa: S608
        for domain in ("\u2019client.example", "client.example"):
            named = {"d": domain}
            connection.execute(text("INSERT INTO account_domains (account_id, domain) VALUES (1, :d)"), named)
        connection.commit()

    migrate(empty_url)

    with direct(empty_url) as connection:
        emails = connection.scalars(text("SELECT email FROM users ORDER BY id")).all()
        domains = connection.scalars(text("SELECT domain FROM account_domains")).all()
        told = connection.execute(text("SELECT record, record_id FROM changes WHERE actor = 'upgrade'")).all()
    assert emails == ["bob@us.example", "eve@us.example", "eve@us.example!"]
    assert domains == ["client.example"]
    assert [tuple(row) for row in told] == [("user", 3)]
