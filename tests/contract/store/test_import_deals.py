"""What tables say of deals beside their fields: amounts, line items, reminders, when they began and ended, notes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daemon import acts
from daemon.acts import TableGiven
from daemon.tables import Report, Table
from store.database import Store, open_store
from store.errors import Invalid
from store.unit import Unit
from store.values import FieldKind, HistoryOf, Record, StageKind
from tests.contract.store.conftest import NOON

pytestmark = pytest.mark.row(38)

OSLO = ZoneInfo("Europe/Oslo")


def taken(
    store: Store,
    table: str,
    text: str | bytes,
    *,
    is_tried: bool = False,
    save_left_out: Callable[[bytes], object] | None = None,
    **told: object,
) -> Report:
    content = text.encode() if isinstance(text, str) else text
    given = TableGiven("t.csv", content, "NOK", OSLO, **told)  # type: ignore[arg-type]
    return acts.import_table(store.write, Table(table), given, is_tried=is_tried, save_left_out=save_left_out)


@pytest.fixture
def firm(store: Store) -> Store:
    with store.write() as unit:
        unit.users.add("Bob", "bob@us.example")
        fabrikam = unit.accounts.add("Fabrikam")
        unit.contacts.add("Ann Lee", addresses=["ann@a.example"], account_id=fabrikam.id)
    return store


def said(report: Report) -> list[str]:
    return [kind.said() for kind in report.wrong.kinds.values()]


def counts(report: Report) -> tuple[int, int, int]:
    assert said(report) == []
    return report.added, report.updated, report.unchanged


def test_a_deal_that_is_one_sum_is_one_line_item(firm: Store):
    table = 'title,account,amount\nSeats,Fabrikam,"1 200,50 EUR"\nParts,Fabrikam,\n'

    first, again = counts(taken(firm, "opportunities", table)), counts(taken(firm, "opportunities", table))
    changed = taken(firm, "opportunities", table.replace("1 200,50", "900"))

    assert (first, again, counts(changed)) == ((2, 0, 0), (0, 0, 2), (0, 1, 1))
    assert changed.changes[0].fields == [("amount", "1200.5", "900")]
    with firm.read() as unit:
        (line,) = unit.line_items.of(1)
        seats = unit.opportunities.get(1)
    assert (line.name, line.quantity, line.price) == ("Seats", 1, Decimal("900.00"))
    assert (seats.currency, seats.total) == ("EUR", Decimal("900.00"))


def test_line_items_are_one_cell_and_their_sum_is_the_amount(firm: Store):
    cell = "Seat | 2 | 100;Install \\| train | 1 | 50.5 | 10 % | on site"
    table = f"title,account,items\nSeats,Fabrikam,{cell}\n"

    first = counts(taken(firm, "opportunities", table))
    again = counts(taken(firm, "opportunities", table))
    fewer = counts(taken(firm, "opportunities", "title,account,items\nSeats,Fabrikam,Seat | 3 | 100\n"))

    assert (first, again, fewer) == ((1, 0, 0), (0, 0, 1), (0, 1, 0))
    with firm.read() as unit:
        assert [(line.name, str(line.quantity)) for line in unit.line_items.of(1)] == [("Seat", "3")]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("Seats,Fabrikam,100,Seat | 2 | 60,,,", "amount: is 100, but its line items come to 120.00"),
        (f"Seats,Fabrikam,,{'x | 1 | 1;' * 501},,,", "line 2: line 2: has 500 line items, and more are not allowed"),
        ("Seats,Fabrikam,,Seat | many | 60,,,", "items: 'many' is not a number"),
        ("Seats,Fabrikam,kr 5,,EUR,,", "amount: 'kr' may be NOK, SEK, DKK, ISK"),
        ("Seats,Fabrikam,5 USD,,EUR,,", "amount: is in USD, but its currency is EUR"),
        ("Seats,Fabrikam,-5,,,,", "price: must not be negative"),
        ("Seats,Fabrikam,,,,2025-01-01,", "closed: is 2025-01-01 09:00, but its stage is open"),
        ("Seats,Fabrikam,,,,2099-01-01,won", "closed: 2099-01-01 09:00 is still to come"),
    ],
)
def test_what_a_deal_cannot_be_is_told_with_its_row(firm: Store, row: str, sentence: str):
    report = taken(firm, "opportunities", f"title,account,amount,items,currency,closed,status\n{row}\n")

    assert sentence in said(report)[0]
    assert said(report)[0].startswith("line 2")
    with firm.read() as unit:
        assert unit.opportunities.all() == []


def test_an_amount_does_not_say_which_of_several_line_items_changes(firm: Store):
    taken(firm, "opportunities", "title,account,items\nSeats,Fabrikam,A | 1 | 5;B | 1 | 6\n")

    same = counts(taken(firm, "opportunities", "title,account,amount\nSeats,Fabrikam,11\n"))
    other = said(taken(firm, "opportunities", "title,account,amount\nSeats,Fabrikam,12\n"))

    assert same == (0, 0, 1)
    assert "is 12, but its 2 line items come to 11.00; give the line items, in a column items" in other[0]


def test_a_closed_deal_keeps_its_dates_and_a_reminder_is_one_of_our_zone(firm: Store):
    table = (
        "title,account,stage,status,probability,close_date,created,closed,reminder,amount\n"
        "Won,Fabrikam,Negotiation,Won,60,2025-06-30,2025-01-02,2025-06-28 12:30,,500\n"
        "Lost,Fabrikam,closed lost,,30,2025-05-31,2025-02-03 08:00,,,\n"
        "Open,Fabrikam,Proposal,Open,40,,2025-03-04,,2025-12-24 15:00,\n"
    )

    first = counts(taken(firm, "opportunities", table))
    again = counts(
        taken(firm, "opportunities", table.replace("Lost,Fabrikam,closed lost", "Lost,Fabrikam,CLOSED LOST"))
    )

    assert (first, again) == ((3, 0, 0), (0, 0, 3))
    with firm.read() as unit:
        won, lost, still = (unit.opportunities.get(number) for number in (1, 2, 3))
    assert won.stage
    assert won.stage.kind is StageKind.WON
    assert (won.closed_at, won.close_date) == (datetime(2025, 6, 28, 10, 30, tzinfo=UTC), date(2025, 6, 30))
    assert (won.probability_before, won.total) == (60, 500)
    assert lost.closed_at == datetime(2025, 5, 31, 21, 59, 59, tzinfo=UTC)
    assert lost.created_at == datetime(2025, 2, 3, 7, tzinfo=UTC)
    assert (still.reminder_on, still.reminder_at) == (True, datetime(2025, 12, 24, 14, tzinfo=UTC))


def test_an_open_deal_that_was_won_elsewhere_is_closed(firm: Store):
    table = "external_id,title,account,stage,amount\nO1,Seats,Fabrikam,{stage},500\n"
    taken(firm, "opportunities", table.format(stage="Proposal"))

    won = taken(firm, "opportunities", table.format(stage="Closed Won"))
    back = taken(firm, "opportunities", table.format(stage="Proposal"))

    assert [change.fields for change in won.changes] == [[("stage", "Proposal", "Closed Won")]]
    assert "reopen it first" in said(back)[0]


def test_a_deal_of_a_contact_and_the_contacts_account_is_the_contacts(firm: Store):
    table = "title,account,contact\nSeats,Fabrikam,Ann Lee\n"
    with firm.write() as unit:
        unit.contacts.add("Dan")

    first, again = counts(taken(firm, "opportunities", table)), counts(taken(firm, "opportunities", table))
    other = said(taken(firm, "opportunities", "title,account,contact\nSeats,Fabrikam,Dan\n"))

    assert (first, again) == ((1, 0, 0), (0, 0, 1))
    assert "exactly one account or contact" in other[0]


def notes_of(unit: Unit, **of: int) -> list[tuple[str, str]]:
    lines = unit.items.history(HistoryOf(**of))
    return [(item.subject, item.body) for item in (unit.notes.get(line.item_id) for line in lines)]


def test_a_note_is_in_the_history_once_however_often_it_comes(firm: Store):
    table = 'name,notes\nFabrikam,"Likes tea\nand quiet"\nContoso,Short\n'

    first, again = taken(firm, "accounts", table), taken(firm, "accounts", table.replace("Likes  tea", "likes tea"))
    with firm.write() as unit:
        (line,) = unit.items.history(HistoryOf(account_id=1))
        unit.notes.edit(line.item_id, subject="Edited here")
    after = taken(firm, "accounts", table)
    more = taken(firm, "accounts", "name,notes\nFabrikam,Something else\n")

    assert (counts(first), counts(again), counts(after), counts(more)) == ((1, 1, 0), (0, 0, 2), (0, 0, 2), (0, 1, 0))
    assert first.changes[0].fields == [("notes", "", "Likes tea and quiet")]
    with firm.read() as unit:
        assert sorted(notes_of(unit, account_id=1)) == [
            ("Edited here", "Likes tea\nand quiet"),
            ("Something else", ""),
        ]
        assert notes_of(unit, account_id=2) == [("Short", "")]


# --- what is left out, and what is said -------------------------------------------------------------------------------


def test_rows_that_are_wrong_are_left_out_and_come_back_mended(firm: Store):
    table = "\ufeffname;emails;account\nEva;eva@a.example;Fabrikam\nKim;a b;Fabrikam\nLi;;=1+1\nOle\n".encode()
    saved: list[bytes] = []

    report = taken(firm, "contacts", table, save_left_out=saved.append)
    rest = saved[0].decode("utf-8-sig")
    mended = rest.replace("a b", "kim@a.example").replace("'=1+1", "").replace("Ole\r\n", "Ole;;\r\n")
    again = taken(firm, "contacts", mended)

    assert (report.added, report.left_out) == (1, 3)
    assert rest.splitlines()[0] == "left out because;name;emails;account"
    assert rest.splitlines()[1] == "emails: emails: 'a b' is not an e-mail address;Kim;a b;Fabrikam"
    assert rest.splitlines()[2].endswith(";Li;;'=1+1")
    assert counts(again) == (3, 0, 0)


def test_nothing_is_taken_in_where_the_rest_cannot_be_saved_or_all_is_wrong(firm: Store):
    def full(content: bytes) -> None:
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        taken(firm, "accounts", "name,domains\nGood,\nBad,no domain\n", save_left_out=full)
    report = taken(firm, "accounts", "name,domains\nBad,no domain\n", save_left_out=full)

    assert report.left_out == 1
    with firm.read() as unit:
        assert [account.name for account in unit.accounts.all()] == ["Fabrikam"]


def test_a_table_that_only_its_writer_can_read_is_refused_whole(firm: Store):
    table = "title,account,amount\nA,Fabrikam,1.000\n"

    with pytest.raises(Invalid, match=r"'1\.000' may be 1000 or 1; say which: --locale en"):
        taken(firm, "opportunities", table, save_left_out=lambda content: None)
    told = said(taken(firm, "opportunities", table))
    german = counts(taken(firm, "opportunities", table, locale="de"))

    assert told[0].startswith("line 2, column amount: amount: '1.000' may be 1000 or 1")
    assert german == (1, 0, 0)


def test_what_was_changed_is_said_and_nothing_else(firm: Store):
    taken(firm, "contacts", "emails,name,phones,account\nann@a.example,Ann Lee,1,fabrikam\n")

    report = taken(firm, "contacts", "emails,name,phones,account\nANN@a.example,Ann Lee,1;2,fabri\n")

    (change,) = report.changes
    assert (change.line, change.name, change.fields) == (2, "Ann Lee", [("phones", "1", "1;2")])
    assert dict(report.changed) == {"phones": 1}


def test_records_that_a_table_would_add_are_named_by_their_lines(firm: Store):
    table = "external_id,name,emails\nA,Eva,eva@a.example\nB,Eva Moe,eva@a.example\nC,Eva,\nD,Eva,\n"
    deals = "title,account,external_id\nA,Fabrikam,1\nB,Fabrikam,2\n"

    report = taken(firm, "contacts", table, is_tried=True)
    tried = taken(firm, "opportunities", deals, is_tried=True)

    assert said(report) == ["line 3: address eva@a.example: belongs to line 2"]
    assert (tried.added, str(tried.added_lines)) == (2, "2–3")
    with firm.read() as unit:
        assert [one.name for one in unit.contacts.all()] == ["Ann Lee"]


def test_accounts_that_rows_name_are_added_when_asked(firm: Store):
    table = "name,account\nEva,New Firm\nKim,new firm\nLi,Fabrikam\n,Other\n"

    refused = said(taken(firm, "contacts", table))
    report = taken(firm, "contacts", table, adds_accounts=True, save_left_out=lambda content: None)

    assert "there is none for 'New Firm'" in refused[0]
    assert (report.added, report.left_out) == (3, 1)
    with firm.read() as unit:
        assert [account.name for account in unit.accounts.all()] == ["Fabrikam", "New Firm"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name,phone\n", "line 1: names the columns, and no row follows"),
        ("name,phone\nA,1\nName,Phone\nB,2\n", "line 3: names the columns once more: take it out"),
        (
            "name,phone\nA,=B1\n",
            "line 2, column phone: phone: '=B1' is a formula; copy the column, and paste its values",
        ),
    ],
)
def test_a_table_with_something_in_it_that_is_no_row_is_told(firm: Store, text: str, sentence: str):
    assert said(taken(firm, "accounts", text))[0].startswith(sentence)


def test_a_title_above_the_columns_is_told(firm: Store):
    with pytest.raises(Invalid, match=r"t\.csv, line 1: names no columns, but line 3 does; take out what stands"):
        taken(firm, "accounts", "Our customers\n,\nname,phone\nA,1\n")


def test_one_mistake_in_any_number_of_rows_is_told_once(firm: Store):
    rows = "".join(f"C{n},Nowhere\n" for n in range(3_000))

    report = taken(firm, "contacts", f"name,account\n{rows}")

    assert said(report) == ["lines 2–3001, column account: account: there is none for 'Nowhere'"]


def test_a_firms_map_makes_columns_and_values_ours(firm: Store):
    columns = b'[columns]\n"Prosjekt" = "title"\n"Kunde" = "account"\n"Fase" = "stage"\n"Rot" = "-"\n'
    map = columns + b'[values.stage]\n"Tilbud" = "Proposal"\n'
    table = "Prosjekt,Kunde,Fase,Rot\nSeats,Fabrikam,Tilbud,x\n"

    with pytest.raises(Invalid, match="has columns that are unknown: 'Prosjekt', 'Kunde', 'Fase', 'Rot'"):
        taken(firm, "opportunities", table)
    report = taken(firm, "opportunities", table, map=("m.toml", map))

    assert (counts(report), report.passed) == ((1, 0, 0), ["Rot"])
    with firm.read() as unit:
        assert unit.opportunities.get(1).stage_name == "Proposal"


def test_what_each_column_would_become_is_explained_with_a_map_for_the_rest(firm: Store):
    with firm.write() as unit:
        unit.fields.add(Record.CONTACT, "Shoe size", FieldKind.NUMBER)
    table = b"Vorname,Nachname,Firma,Abteilung,Shoesize,Fone,Xyzzy\nEva,Moe,,Einkauf,42,+47 22,\n"

    told = acts.explain_table(firm.read, Table.CONTACTS, TableGiven("t.csv", table, "NOK", OSLO))

    assert told.program == "Outlook"
    assert [(one.heading, one.becomes, one.example) for one in told.columns] == [
        ("Vorname", "first_name", "Eva"),
        ("Nachname", "last_name", "Moe"),
        ("Firma", "account", ""),
        ("Abteilung", "-", "Einkauf"),
        ("Shoesize", "", "42"),
        ("Fone", "", "+47 22"),
        ("Xyzzy", "", ""),
    ]
    proposed = taken(firm, "contacts", table, map=("m.toml", told.map.encode()))
    assert counts(proposed) == (1, 0, 0)
    with firm.read() as unit:
        eva = unit.contacts.find("Eva Moe")
        assert unit.fields.shown(Record.CONTACT, eva.id) == {"Shoe size": "42"}
        assert eva.phones == ("+47 22",)


# --- out and in again -------------------------------------------------------------------------------------------------

FORMS = [
    ("csv", {}, {}),
    ("csv", {"locale": "de", "has_mark": True}, {"locale": "de"}),
    ("csv", {"locale": "nb", "delimiter": "\t"}, {"locale": "nb"}),
    ("csv", {"locale": "en-US"}, {"locale": "en-US"}),
    ("xlsx", {}, {}),
]
NAMES = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=20)
    .map(str.strip)
    .filter(bool)
    .filter(lambda name: not name.isdigit())
)
MONEY = st.decimals(0, 10**9, places=2)


@pytest.fixture
def one_database(tmp_path: Path, migrated_file: Path) -> str:
    path = tmp_path / "import.sqlite"
    path.write_bytes(migrated_file.read_bytes())
    return f"sqlite:///{path}"


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(
            NAMES, st.dates(date(2000, 1, 1), date(2099, 1, 1)), MONEY, st.text("ab|;\\=\n'+", max_size=9), MONEY
        ),
        min_size=1,
        max_size=3,
    )
)
def test_an_export_taken_in_again_changes_nothing_in_any_form_and_language(
    one_database: str, deals: list[tuple[str, date, Decimal, str, Decimal]]
):
    store = open_store(one_database, clock=lambda: NOON)
    try:
        with store.write() as unit:
            unit.fields.add(Record.OPPORTUNITY, "Size", FieldKind.NUMBER)
            unit.fields.add(Record.OPPORTUNITY, "Fee", FieldKind.MONEY)
            unit.fields.add(Record.OPPORTUNITY, "Day", FieldKind.DATE)
            account = unit.accounts.add("Fabrikam", phone="+47 22", address="=1+1\n0150 Oslo")
            for n, (name, day, price, text, other) in enumerate(deals):
                currency = ("EUR", "KWD", "JPY")[n % 3]
                one = unit.opportunities.add(
                    name, account_id=account.id, close_date=day, comments=text, currency=currency, external_id=f"0{n}"
                )
                whole = price if currency != "JPY" else Decimal(int(price))
                unit.line_items.add(one.number, name, price=whole, quantity="1.125", description=text)
                unit.fields.set(
                    Record.OPPORTUNITY, one.number, {"Size": str(other), "Fee": f"{other} EUR", "Day": str(day)}
                )
                unit.opportunities.remind(one.number, NOON)
                if n == 1:
                    unit.opportunities.close(one.number, True, NOON)
            for table, (form, out, back) in product(("accounts", "opportunities"), FORMS):
                content = b"".join(acts.exported(unit, table, form, zone=OSLO, **out))  # type: ignore[arg-type]
                report = again(unit, table, content, back)
                assert (said(report), report.added, report.updated) == ([], 0, 0), (form, out)
            raise _Enough
    except _Enough:
        store.close()


def again(unit: Unit, table: str, content: bytes, back: dict[str, str]) -> Report:
    """Taken in again within the same transaction."""
    from contextlib import nullcontext

    given = TableGiven("t", content, "NOK", OSLO, **back)  # type: ignore[arg-type]
    return acts.import_table(lambda: nullcontext(unit), Table(table), given)


class _Enough(Exception):
    """Ends a transaction without keeping it, so that each example begins with the same database."""
