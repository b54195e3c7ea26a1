"""Fields of a firm's own."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from store.database import Store
from store.errors import Ambiguous, InRecycleBin, Invalid, NotAllowed, NotFound, Taken
from store.models import OpportunityRow
from store.unit import Unit
from store.values import Actor, FieldKind, ListName, Record, Role
from tests.contract.store.records import an_opportunity

pytestmark = pytest.mark.row(39)
OPP = Record.OPPORTUNITY
MEMBER = Actor("Mia", None, Role.MEMBER)


def numbers(unit: Unit, *filters: str) -> list[int]:
    rows = select(OpportunityRow.number).where(*unit.fields.filters(OPP, filters)).order_by(OpportunityRow.number)
    return list(unit.connection.scalars(rows))


def test_a_record_has_values_of_every_kind(store: Store):
    with store.write() as unit:
        for kind in FieldKind:
            unit.fields.add(OPP, kind.value, kind, ("Gold", "Silver") if kind is FieldKind.CHOICE else ())
        number = an_opportunity(unit)
        given = {"text": "Åse", "number": "12.5", "money": "10 EUR", "date": "2026-03-04", "yesno": "y", "choice": "go"}

        shown = unit.fields.set(OPP, number, given)

        assert shown == {**given, "money": "10.00 EUR", "yesno": "yes", "choice": "Gold"}
        assert list(shown) == ["text", "number", "money", "date", "yesno", "choice"]
        assert unit.fields.set(OPP, number, {"text": "", "Date": ""}).keys() == {"number", "money", "yesno", "choice"}


def test_each_change_of_a_value_is_in_the_audit_trail(store: Store):
    with store.write() as unit:
        unit.fields.add(Record.ACCOUNT, "Seats", FieldKind.NUMBER)
        account = unit.accounts.add("Fabrikam")
        for text in ("10", "10.0", "20", ""):
            unit.fields.set(Record.ACCOUNT, account.id, {"seats": text})

        told = [(c.field, c.before, c.after) for c in unit.audit.of(Record.ACCOUNT, account.id) if c.field]

    assert told == [("Seats", "20", None), ("Seats", "10", "20"), ("Seats", None, "10")]


def test_only_owners_define_fields_and_everybody_fills_them_in(store: Store):
    with store.write() as unit:
        field = unit.fields.add(Record.CONTACT, "Birthday", FieldKind.DATE)
        ann = unit.contacts.add("Ann")
        unit.act_as(MEMBER)

        for attempt in (
            lambda: unit.fields.add(OPP, "X", FieldKind.TEXT),
            lambda: unit.fields.rename(field.id, "X"),
            lambda: unit.fields.move(field.id, 1),
            lambda: unit.fields.remove(field.id),
            lambda: unit.fields.set_choices(field.id, ["a"]),
            lambda: unit.fields.rename_choice(field.id, "a", "b"),
        ):
            with pytest.raises(NotAllowed, match="by an owner only, and Mia is none"):
                attempt()
        assert unit.fields.set(Record.CONTACT, ann.id, {"birthday": "1990-01-02"}) == {"Birthday": "1990-01-02"}
        assert [f.name for f in unit.fields.all()] == ["Birthday"]


def test_fields_are_renamed_and_moved_and_each_name_is_one_fields(store: Store):
    with store.write() as unit:
        made = [unit.fields.add(OPP, name, FieldKind.TEXT) for name in ("A", "B", "C")]
        unit.fields.add(Record.ACCOUNT, "A", FieldKind.TEXT)

        assert [f.name for f in unit.fields.move(made[2].id, 1)] == ["C", "A", "B"]
        assert unit.fields.rename(made[0].id, "Å").name == "Å"
        with pytest.raises(Taken, match=r"name 'å': belongs to field 1 of opportunities, Å"):
            unit.fields.add(OPP, "å", FieldKind.TEXT)
        with pytest.raises(NotFound):
            unit.fields.find(OPP, "zzz")
        assert unit.fields.find(OPP, "b").name == "B"


def test_removing_a_field_asks_and_keeps_each_value_in_the_audit_trail(store: Store):
    with store.write() as unit:
        field = unit.fields.add(OPP, "Seats", FieldKind.NUMBER)
        first, second = an_opportunity(unit), an_opportunity(unit)
        for number, text in ((first, "10"), (second, "20.5")):
            unit.fields.set(OPP, number, {"Seats": text})

        with pytest.raises(Invalid, match=r"field Seats: 2 values would go; the audit trail keeps them; say --yes"):
            unit.fields.remove(field.id)
        assert unit.fields.remove(field.id, drop_values=True) == 2

        assert unit.fields.all() == []
        assert unit.fields.of(OPP, [first, second]) == {}
        kept = [unit.audit.of(OPP, number)[0] for number in (first, second)]
        assert [(c.field, c.before, c.after) for c in kept] == [("Seats", "10", None), ("Seats", "20.5", None)]
        assert unit.audit.of(Record.FIELD, field.id)[0].after == "removed"


def test_choices_change_with_the_records_that_have_them(store: Store):
    with store.write() as unit:
        field = unit.fields.add(OPP, "Level", FieldKind.CHOICE, ("Gold", "Silver"))
        number = an_opportunity(unit)
        unit.fields.set(OPP, number, {"Level": "gold"})

        unit.fields.rename_choice(field.id, "Gold", "Platinum")
        assert unit.fields.shown(OPP, number) == {"Level": "Platinum"}
        assert numbers(unit, "Level=platinum") == [number]
        with pytest.raises(Invalid, match="1 value would go"):
            unit.fields.set_choices(field.id, ["Silver", "Tin"])
        assert unit.fields.set_choices(field.id, ["Silver", "Tin"], drop_values=True).choices == ("Silver", "Tin")
        assert unit.fields.shown(OPP, number) == {}
        with pytest.raises(Invalid, match="has no choices"):
            unit.fields.set_choices(unit.fields.add(OPP, "N", FieldKind.NUMBER).id, ["a"])


def test_a_closed_or_deleted_record_refuses(store: Store, clock):
    with store.write() as unit:
        for record in (OPP, Record.ACCOUNT):
            unit.fields.add(record, "Note", FieldKind.TEXT)
        number, account = an_opportunity(unit), unit.accounts.add("Other")
        unit.fields.set(OPP, number, {"Note": "a"})
        unit.opportunities.close(number, won=True, on=clock())
        unit.bin.delete(Record.ACCOUNT, account.id)

        with pytest.raises(Invalid, match=r"is closed .* and cannot be changed; reopen it first"):
            unit.fields.set(OPP, number, {"Note": "b"})
        with pytest.raises(InRecycleBin):
            unit.fields.set(Record.ACCOUNT, account.id, {"Note": "b"})
        assert unit.fields.shown(OPP, number) == {"Note": "a"}


@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        ("Seats=10", [1]),
        ("Seats != 10", [2, 3, 4]),
        ("Seats>=10", [1, 2]),
        ("Seats>10", [2]),
        ("Seats<0", [3]),
        ("Seats=", [4]),
        ("Seats!=", [1, 2, 3]),
        ("Price>5 EUR", [1]),
        ("Price<=5 USD", [2]),
        ("Note~ase", [1]),
        ("Note~åse", [1]),
        ("Note~100%", [2]),
        ("Note=MÜLLER", [3]),
        ("Note=muller", [3]),
        ("Day>=2026-03-04", [1, 2]),
        ("Day<2026-03-04", [3]),
        ("Signed=no", [2]),
        ("Signed=yes", [1]),
        ("Level~il", [2]),
        ("Level=gold", [1]),
    ],
)
def test_both_databases_filter_the_same(store: Store, filter_: str, found: list[int]):
    with store.write() as unit:
        kinds = {"Seats": "number", "Price": "money", "Note": "text", "Day": "date", "Signed": "yesno"}
        for name, kind in kinds.items():
            unit.fields.add(OPP, name, FieldKind(kind))
        unit.fields.add(OPP, "Level", FieldKind.CHOICE, ("Gold", "Silver"))
        for given in (
            "Seats=10,Price=10 EUR,Note=ÅSE's,Day=2026-03-04,Signed=yes,Level=Gold",
            "Seats=10.000001,Price=5 USD,Note=100% sure,Day=2026-12-01,Signed=no,Level=Silver",
            "Seats=-1,Price=5 EUR,Note=Müller,Day=1999-01-01",
            "",
        ):
            values = dict(one.split("=") for one in given.split(",") if one)
            unit.fields.set(OPP, an_opportunity(unit), values)

        assert numbers(unit, filter_) == found


def test_filters_work_together_and_order_sorts(store: Store):
    with store.write() as unit:
        unit.fields.add(OPP, "Seats", FieldKind.NUMBER)
        for text in ("30", "10", "20"):
            unit.fields.set(OPP, an_opportunity(unit), {"Seats": text})

        assert numbers(unit, "Seats>10", "Seats<30") == [3]
        by_seats = select(OpportunityRow.number).order_by(unit.fields.order(OPP, "Seats"))
        assert list(unit.connection.scalars(by_seats)) == [2, 3, 1]


MONEY = ("10 EUR", "900 JPY", "9.50 EUR", "1 KWD", "1000 EUR", "1000 JPY", "")


@pytest.mark.row(42)
@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        ("Price>=10 EUR", [1, 5]),
        ("Price<1000 jpy", [2]),
        ("Price=1 KWD", [4]),
        ("Price=1000 EUR", [5]),
        ("Price!=1000 EUR", [1, 2, 3, 4, 6, 7]),
        ("Price>1 USD", []),
        ("Price=", [7]),
        ("Price<=NOK 1000000", []),
    ],
)
def test_money_compares_with_money_of_its_currency_only(store: Store, filter_: str, found: list[int]):
    with store.write() as unit:
        unit.fields.add(OPP, "Price", FieldKind.MONEY)
        for text in MONEY:
            unit.fields.set(OPP, an_opportunity(unit), {"Price": text} if text else {})

        assert numbers(unit, filter_) == found


@pytest.mark.row(42)
def test_money_is_sorted_by_its_currency_and_then_by_the_amount(store: Store):
    with store.write() as unit:
        unit.fields.add(OPP, "Price", FieldKind.MONEY)
        for text in MONEY[:-1]:
            unit.fields.set(OPP, an_opportunity(unit), {"Price": text})

        sorted_ = select(OpportunityRow.number).order_by(unit.fields.order(OPP, "Price"))

        assert list(unit.connection.scalars(sorted_)) == [3, 1, 5, 2, 6, 4]


@pytest.mark.parametrize("filter_", ["Price>=10", "Price=10 XXQ", "Price>10.999 EUR", "Price>EUR", "Price>1 EUR USD"])
def test_money_without_its_currency_compares_with_nothing(store: Store, filter_: str):
    with store.write() as unit:
        unit.fields.add(OPP, "Price", FieldKind.MONEY)

        with pytest.raises(Invalid):
            unit.fields.filters(OPP, [filter_])


@pytest.mark.parametrize(
    "filter_", ["Seats~1", "Note>a", "Signed>=yes", "Seats>", "Seats>many", "Nothing=1", "Note", "Note<a"]
)
def test_a_filter_that_means_nothing_is_refused(store: Store, filter_: str):
    with store.write() as unit:
        for name, kind in (("Seats", "number"), ("Note", "text"), ("Signed", "yesno")):
            unit.fields.add(OPP, name, FieldKind(kind))

        with pytest.raises((Invalid, NotFound, Ambiguous)):
            unit.fields.filters(OPP, [filter_])


def test_accounts_and_contacts_have_types_of_the_firms_own_lists(store: Store):
    with store.write() as unit:
        kind = unit.lists.all(ListName.ACCOUNT_TYPE)[0]
        person = unit.lists.all(ListName.CONTACT_TYPE)[0]

        account = unit.accounts.add("Fabrikam", type_id=kind.id)
        contact = unit.contacts.add("Ann", type_id=person.id)

        assert (account.type, contact.type) == (kind.name, person.name)
        assert [a.id for a in unit.accounts.all(type_id=kind.id)] == [account.id]


def test_fields_belong_to_records_that_have_them(store: Store):
    with store.write() as unit, pytest.raises(Invalid, match="a project has none of its own"):
        unit.fields.add(Record.PROJECT, "X", FieldKind.TEXT)
