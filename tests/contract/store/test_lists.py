"""The lists that people choose from, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store.database import Store
from store.errors import Invalid, NotFound, Taken
from store.values import Actor, ListName, Record, Role
from tests.contract.store.conftest import Clock
from tests.contract.store.records import an_opportunity

MEMBER = Actor("Cora", 2, Role.MEMBER)


@pytest.mark.row(28)
def test_anybody_edits_the_lists(store: Store):
    with store.write(MEMBER) as unit:
        hardware = unit.lists.add(ListName.TYPE, "Hardware", position=1)
        unit.lists.rename(hardware, "Devices")
        unit.lists.move(unit.lists.find(ListName.TYPE, "devices"), 2)

        order = [value.name for value in unit.lists.all(ListName.TYPE)]

    assert order == ["New business", "Devices", "Existing business", "Renewal"]


@pytest.mark.row(8, 28)
@pytest.mark.parametrize(("replacement", "expected"), [("renewal", "Renewal"), (None, "")])
def test_a_deleted_value_is_replaced_or_left_blank(store: Store, replacement: str | None, expected: str):
    with store.write() as unit:
        new = unit.lists.find(ListName.TYPE, "new business")
        number = an_opportunity(unit, type_id=new.id)
        other = unit.lists.find(ListName.TYPE, replacement) if replacement else None

        count = unit.lists.delete(new, other)

        assert (count, unit.opportunities.get(number).type) == (1, expected)
        with pytest.raises(NotFound):
            unit.lists.find(ListName.TYPE, "new business")


@pytest.mark.row(1, 28)
@pytest.mark.parametrize("replacement", ["Another", None])
def test_each_record_says_in_its_audit_trail_what_became_of_its_value(
    store: Store, clock: Clock, replacement: str | None
):
    with store.write() as unit:
        ids = {which: unit.lists.all(which)[0].id for which in ListName}
        account = unit.accounts.add("Client", type_id=ids[ListName.ACCOUNT_TYPE])
        contact = unit.contacts.add("Ann", type_id=ids[ListName.CONTACT_TYPE])
        number = an_opportunity(
            unit, account_id=account.id, type_id=ids[ListName.TYPE], payment_terms_id=ids[ListName.PAYMENT_TERMS],
            source_id=ids[ListName.SOURCE],
        )  # fmt: skip
        lost = an_opportunity(unit, account_id=account.id)
        unit.opportunities.close(lost, won=False, on=clock(), lost_reason_id=ids[ListName.LOST_REASON])
        fair = unit.marketing.add("Fair", type_id=ids[ListName.MARKETING_TYPE])
    later = clock.forward(timedelta(days=1))
    told = {}
    with store.write(Actor("Bob", None, Role.OWNER)) as unit:
        for which in ListName:
            gone = unit.lists.all(which)[0]
            unit.lists.delete(gone, unit.lists.add(which, replacement) if replacement else None)
            record, id = {
                ListName.ACCOUNT_TYPE: (Record.ACCOUNT, account.id),
                ListName.CONTACT_TYPE: (Record.CONTACT, contact.id),
                ListName.MARKETING_TYPE: (Record.MARKETING, fair.id),
                ListName.LOST_REASON: (Record.OPPORTUNITY, lost),
            }.get(which, (Record.OPPORTUNITY, number))
            change = unit.audit.of(record, id)[0]
            told[which] = (change.actor, change.field, change.before == gone.name, change.after)
        modified = unit.opportunities.get(number).modified_at

    types = (ListName.ACCOUNT_TYPE, ListName.CONTACT_TYPE, ListName.MARKETING_TYPE)
    words = {which: "type" if which in types else which.words for which in ListName}
    assert told == {which: ("Bob", words[which], True, replacement) for which in ListName}
    assert modified == later


@pytest.mark.row(28)
def test_a_value_added_after_deletions_comes_last(store: Store):
    with store.write() as unit:
        for name in ("advertisement", "employee"):
            unit.lists.delete(unit.lists.find(ListName.SOURCE, name))
        unit.lists.add(ListName.SOURCE, "Fair")
        values = unit.lists.all(ListName.SOURCE)

    assert values[-1].name == "Fair"
    assert [value.position for value in values] == list(range(1, len(values) + 1))


@pytest.mark.row(28)
@pytest.mark.parametrize("name", ["renewal", " RENEWAL"])
def test_a_value_is_on_its_list_once(store: Store, name: str):
    with pytest.raises(Taken, match="is on the list already: Renewal"), store.write() as unit:
        unit.lists.add(ListName.TYPE, name)


@pytest.mark.row(28)
@pytest.mark.parametrize(("name", "reason"), [("", "must not be empty"), ("x" * 256, "256"), ("a\tb", "U\\+0009")])
def test_a_value_is_one_line_of_text(store: Store, name: str, reason: str):
    with pytest.raises(Invalid, match=reason), store.write() as unit:
        unit.lists.add(ListName.SOURCE, name)


@pytest.mark.row(28)
def test_a_replacement_is_of_the_same_list(store: Store):
    with store.write() as unit, pytest.raises(Invalid, match="another value of its list"):
        unit.lists.delete(unit.lists.find(ListName.TYPE, "new business"), unit.lists.find(ListName.SOURCE, "web"))


@pytest.mark.parametrize(("most", "told"), [(None, 3), (5, 3), (3, 3), (2, 3), (1, 2), (0, 1)])
def test_uses_are_counted_up_to_so_many_and_one_more(store: Store, most: int | None, told: int):
    with store.write() as unit:
        fair = unit.lists.add(ListName.SOURCE, "Fair")
        for _ in range(3):
            an_opportunity(unit, source_id=fair.id)

        assert unit.lists.uses(fair, most) == told
