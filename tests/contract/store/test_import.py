"""Tables taken in and given out again, on both databases."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daemon.tables import TABLES, Report, Table, Taking, as_csv, opened, take_in
from daemon.tables import given_out as columns_of
from store.database import Store, open_store
from store.unit import Unit
from store.values import FieldKind, Record
from tests.contract.store.conftest import NOON

pytestmark = pytest.mark.row(38)

OSLO = ZoneInfo("Europe/Oslo")


def taken(unit: Unit, table: str, text: str) -> Report:
    return take_in(unit, Table(table), opened("t.csv", text.encode()), Taking("NOK", OSLO))


def given_out(unit: Unit, table: str) -> str:
    return "".join(as_csv(columns_of(unit, table), TABLES[table](unit, OSLO)))


def counts(report: Report) -> tuple[int, int, int]:
    assert report.problems == []
    return report.added, report.updated, report.unchanged


ACCOUNTS = 'name,phone,domains,type\r\nFabrikam,+47 22,a.example;b.example,customer\r\n"Åsgård, Bygg",,,\r\n'
CONTACTS = "name,emails,phones,account\nAnn Lee,ann@a.example;ann@b.example,1;2,fabrikam\nDan,,,\n"
DEALS = (
    "title,account,contact,assigned_to,stage,probability,close_date,type,categories\n"
    "200 seats,,ann@a.example,bob,proposal,40,2026-05-01,renewal,Big;North\n"
    "Spare parts,Fabrikam,,,,,,,\n"
    "Old deal,Fabrikam,,,closed won,30,,,\n"
)


@pytest.mark.parametrize("cell", ["ann@a.example\u200b", "'ann@a.example'", "mailto:ann@a.example.", "ANN@a.example"])
def test_an_address_in_other_wrapping_is_no_change(store: Store, cell: str):
    with store.write() as unit:
        taken(unit, "contacts", "name,emails\nAnn,ann@a.example\n")

        again = counts(taken(unit, "contacts", f"name,emails\nAnn,{cell}\n"))

    assert again == (0, 0, 1)


def a_firm(unit: Unit) -> None:
    unit.users.add("Bob", "bob@us.example")
    assert counts(taken(unit, "accounts", ACCOUNTS)) == (2, 0, 0)
    assert counts(taken(unit, "contacts", CONTACTS)) == (2, 0, 0)
    assert counts(taken(unit, "opportunities", DEALS)) == (3, 0, 0)


def test_tables_add_records_with_all_their_fields(store: Store):
    with store.write() as unit:
        a_firm(unit)
        account, ann = unit.accounts.find("Fabrikam"), unit.contacts.find("ann@b.example")
        seats, old = unit.opportunities.get(1), unit.opportunities.get(3)

    assert (account.phone, account.domains, account.type) == ("+47 22", ("a.example", "b.example"), "Customer")
    assert (ann.phones, ann.account_id) == (("1", "2"), account.id)
    assert (seats.contact_id, seats.stage_name, seats.probability, seats.type) == (ann.id, "Proposal", 40, "Renewal")
    assert (seats.categories, seats.currency) == (("Big", "North"), "NOK")
    assert (old.stage_name, old.is_open, old.probability) == ("Closed Won", False, 100)


def test_importing_again_updates_and_doubles_nothing(store: Store):
    with store.write() as unit:
        a_firm(unit)
        again = counts(taken(unit, "opportunities", DEALS.replace("40,2026-05-01", "60,2026-05-01").split("Old")[0]))
        changed = counts(taken(unit, "contacts", "emails,title\nANN@a.example,Buyer\n"))
        contacts = [contact.name for contact in unit.contacts.all()]
        seats = unit.opportunities.get(1)

    assert (again[0], changed) == (0, (0, 1, 0))
    assert contacts == ["Ann Lee", "Dan"]
    assert seats.probability == 60


def test_an_external_id_recognises_what_has_another_name_now(store: Store):
    with store.write() as unit:
        taken(unit, "accounts", "external_id,name\nA-1,Fabrikam\n")
        renamed = counts(taken(unit, "accounts", "external_id,name\nA-1,Contoso\n"))

        assert renamed == (0, 1, 0)
        assert [account.name for account in unit.accounts.all()] == ["Contoso"]


def test_every_bad_cell_is_named_with_its_line_and_column(store: Store):
    table = (
        "title,contact,stage,probability,close_date\n"
        "Fine,ann@a.example,,10,\n"
        "Wrong,nobody@x.example,nostage,140,2026-13-01\n"
        ",ann@a.example,,,\n"
        "No party,,,,\n"
        "a,b,c,d,e,f\n"
    )
    with store.write() as unit:
        a_firm(unit)
        report = taken(unit, "opportunities", table)

    told = [(problem.line, problem.column) for problem in report.problems]
    assert told == [
        (3, "contact"),
        (3, "stage"),
        (3, "probability"),
        (3, "close_date"),
        (4, "title"),
        (5, ""),
        (6, ""),
    ]
    assert "there is none for 'nostage'" in report.problems[1].reason
    assert "exactly one account or contact" in report.problems[5].reason


def test_all_bad_cells_of_one_row_are_named_at_once(store: Store):
    with store.write() as unit:
        contacts = taken(unit, "contacts", "name,emails,phones,account\n,a b,x\x07y,Nowhere\n")
        accounts = taken(unit, "accounts", f"name,domains,web\n,no..dots,{'x' * 1001}\n")
        deals = taken(unit, "opportunities", 'title,account,currency,categories\n,Nowhere,EUX,"a,b"\n')

    assert [problem.column for problem in contacts.problems] == ["name", "emails", "phones", "account"]
    assert [problem.column for problem in accounts.problems] == ["name", "domains", "web"]
    assert [problem.column for problem in deals.problems] == ["title", "account", "currency", "categories"]


def test_a_row_that_was_cut_off_empties_nothing(store: Store):
    with store.write() as unit:
        taken(unit, "accounts", "name,phone,web\nFabrikam,1,f.example\n")
        report = taken(unit, "accounts", "name,phone,web\nFabrikam,2\n")

        assert [str(problem) for problem in report.problems] == ["line 2: has 2 cells, but there are 3 columns"]
        assert unit.accounts.find("Fabrikam").web == "f.example"


def test_two_rows_about_one_record_are_an_error(store: Store):
    with store.write() as unit:
        report = taken(unit, "contacts", "name,emails\nAnn,ann@a.example\nAnna,ann@a.example\n")

    assert [str(problem) for problem in report.problems] == ["line 3: row: is about the same record as line 2"]


def test_an_external_id_tells_two_of_one_name_apart(store: Store):
    with store.write() as unit:
        added = counts(taken(unit, "accounts", "external_id,name\nA-1,Fabrikam\nA-2,Fabrikam\n"))
        again = counts(taken(unit, "accounts", "external_id,name\nA-2,Fabrikam\nA-3,Fabrikam\n"))
        held = [account.external_id for account in unit.accounts.all()]

    assert (added, again) == ((2, 0, 0), (1, 0, 1))
    assert sorted(held) == ["A-1", "A-2", "A-3"]


def test_a_row_does_not_choose_among_several_of_one_name(store: Store):
    with store.write() as unit:
        first, second = unit.accounts.add("Contoso"), unit.accounts.add("Contoso")
        same = counts(taken(unit, "accounts", given_out(unit, "accounts")))
        report = taken(unit, "accounts", "name,phone\nContoso,99\n")
        phones = [account.phone for account in unit.accounts.all()]

    assert same == (0, 0, 2)
    assert [(problem.line, problem.column) for problem in report.problems] == [(2, "name")]
    assert f"several ({first.id}, {second.id}); tell them apart by their external_id" in report.problems[0].reason
    assert phones == ["", ""]


def test_an_account_whose_name_is_a_number_is_not_taken_for_an_id(store: Store):
    with store.write() as unit:
        other = unit.accounts.add("Alpha")
        numbered = unit.accounts.add(str(other.id))
        ann = unit.contacts.add("Ann", addresses=["ann@a.example"], account_id=numbered.id)
        counts(taken(unit, "contacts", given_out(unit, "contacts").replace("Ann,", "Anna,")))
        after = unit.contacts.get(ann.id)

    assert (after.name, after.account_id) == ("Anna", numbered.id)


def test_a_number_is_never_a_part_of_a_title(store: Store):
    with store.write() as unit:
        a_firm(unit)
        report = taken(unit, "opportunities", "number,comments\nseats,hello\n")
        comments = unit.opportunities.get(1).comments

    assert [(problem.line, problem.column) for problem in report.problems] == [(2, "number")]
    assert comments == ""


def test_a_closed_opportunity_is_left_as_it_is_or_refused(store: Store):
    with store.write() as unit:
        a_firm(unit)
        same = taken(unit, "opportunities", given_out(unit, "opportunities"))
        other = taken(unit, "opportunities", "number,title\n3,Another title\n")

    assert counts(same) == (0, 0, 3)
    assert "reopen it first" in other.problems[0].reason


@pytest.mark.row(39)
def test_fields_of_a_firms_own_are_columns(store: Store):
    with store.write() as unit:
        a_firm(unit)
        unit.fields.add(Record.ACCOUNT, "Region", FieldKind.TEXT)
        counts(taken(unit, "accounts", "name,field: region\nFabrikam,North\n"))
        table = given_out(unit, "accounts")

    assert table.splitlines()[0].endswith("type,field: Region")
    assert "Customer,North" in table


@pytest.mark.parametrize("table", ["accounts", "contacts", "opportunities"])
def test_what_is_given_out_and_taken_in_again_changes_nothing(store: Store, table: str):
    with store.write() as unit:
        a_firm(unit)
        before = given_out(unit, table)
        report = taken(unit, table, before)

        assert (report.added, report.updated, report.problems) == (0, 0, [])
        assert given_out(unit, table) == before


@pytest.fixture
def one_database(tmp_path: Path, migrated_file: Path) -> str:
    path = tmp_path / "import.sqlite"
    path.write_bytes(migrated_file.read_bytes())
    return f"sqlite:///{path}"


# Of any characters that one line may hold: what separates lines (Zl, Zp) is refused where it is typed.
NAMES = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30)
    .map(str.strip)
    .filter(bool)
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NAMES, st.lists(NAMES, max_size=3), NAMES), min_size=1, max_size=4))
def test_whatever_accounts_and_contacts_hold_comes_back_the_same(
    one_database: str, firm: list[tuple[str, list[str], str]]
):
    store = open_store(one_database, clock=lambda: NOON)
    try:
        with store.write() as unit:
            for n, (name, phones, title) in enumerate(firm):
                unit.accounts.add(name, external_id=f"A{n}", address=title)
                unit.contacts.add(name, external_id=f"C{n}", title=title, phones=phones)
            for table in ("accounts", "contacts"):
                report = taken(unit, table, given_out(unit, table))
                assert (report.added, report.updated, report.problems) == (0, 0, [])
            raise _Enough
    except _Enough:
        store.close()


class _Enough(Exception):
    """Ends a transaction without keeping it, so that each example begins with the same database."""
