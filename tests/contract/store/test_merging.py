"""Two accounts or two contacts that are one: all that hangs on them comes together, and apart again."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text

from store.database import Store
from store.errors import InRecycleBin, Invalid, NotFound
from store.models import Base, ItemAccountRow, ItemContactRow, OpportunityRow, ProjectPartyRow
from store.unit import Unit
from store.values import FieldKind, HistoryOf, ListName, Merging, Record
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.full import an_item
from tests.contract.store.records import a_deal, an_opportunity, subjects

OSLO = ZoneInfo("Europe/Oslo")

pytestmark = pytest.mark.row(41)

ACCOUNT, CONTACT = Record.ACCOUNT, Record.CONTACT


def everything(unit: Unit) -> dict[str, list[Any]]:
    """All rows but the audit trail's; a merge by what it is, since its id is given anew."""
    found: dict[str, list[Any]] = {}
    merges = {
        row.id: (row.record, row.kept_id, row.merged_id)
        for row in unit.connection.execute(text("SELECT * FROM merges"))
    }
    for table in Base.metadata.sorted_tables:
        if table.name == "changes":
            continue
        rows = [dict(row._mapping) for row in unit.connection.execute(select(table))]
        for row in rows:
            if table.name == "merges":
                row.pop("id")
            elif "merge_id" in row:
                row["merge_id"] = merges[row["merge_id"]]
            elif table.name == "project_parties":
                row.pop("id")
        found[table.name] = sorted(map(repr, rows))
    return {name: rows for name, rows in found.items() if rows}


class Undone(Exception):
    """Ends a unit without a trace."""


# --- what comes together ----------------------------------------------------------------------------------------------


def test_all_that_hangs_on_a_contact_is_the_kept_ones(store: Store):
    with store.write() as unit:
        ann = unit.contacts.add("Ann Client", addresses=["ann@client.example"], phones=["22 00 00 00"]).id
        two = unit.contacts.add(
            "A. Client", addresses=["ac@client.example", "ann@home.example"], phones=["22000000", "9"]
        ).id
        open_, closed = (an_opportunity(unit, title, contact_id=two) for title in ("Seats", "Desks"))
        unit.opportunities.close(closed, won=False, on=NOON)
        begun = an_opportunity(unit, "Lamps", initiated_contact_id=two)
        project = unit.projects.add("Move", zone=OSLO, contact_id=two).id
        other = unit.projects.add("Paint", zone=OSLO, account_id=unit.accounts.add("Else").id).id
        unit.projects.add_party(other, contact_id=two)
        an_item(unit, "note", contact=two)

        done = unit.merges.merge(CONTACT, ann, two)

        assert unit.contacts.get(ann).addresses == ("ann@client.example", "ac@client.example", "ann@home.example")
        assert unit.contacts.get(ann).phones == ("22 00 00 00", "9")
        assert unit.contacts.get(two).addresses == ()
        assert [unit.opportunities.get(n).contact_id for n in (open_, closed)] == [ann, ann]
        assert unit.opportunities.get(begun).initiated_contact_id == ann
        assert unit.projects.get(project).contact_id == ann
        assert [party.name for party in unit.projects.parties(other)] == ["Ann Client"]
        assert subjects(unit, contact_id=ann) == ["Seats"]
        assert done.counts == {"opportunities": 2, "opportunities initiated": 1, "projects": 2, "history items": 1}
        assert (done.closed, done.gained) == (
            1,
            {"addresses": ("ac@client.example", "ann@home.example"), "phones": ("9",)},
        )
        assert unit.contacts.find("ac@client.example").id == ann


def test_all_that_hangs_on_an_account_is_the_kept_ones(store: Store):
    with store.write() as unit:
        firm = unit.accounts.add("Fabrikam", domains=["f.example"]).id
        two = unit.accounts.add("Fabrikam AS", domains=["F.example", "fabrikam.example"]).id
        ann = unit.contacts.add("Ann", account_id=two).id
        deal, begun = an_opportunity(unit, account_id=two), an_opportunity(unit, initiated_account_id=two)
        hers = an_opportunity(unit, contact_id=ann)
        an_item(unit, "note", account=two)
        an_item(unit, "note", hers)

        done = unit.merges.merge(ACCOUNT, firm, two)

        assert unit.contacts.get(ann).account_id == firm
        assert unit.opportunities.get(deal).account_id == unit.opportunities.get(begun).initiated_account_id == firm
        assert unit.accounts.get(firm).domains == ("f.example", "fabrikam.example")
        assert len(subjects(unit, account_id=firm)) == 2
        assert done.counts == {"contacts": 1, "opportunities": 1, "opportunities initiated": 1, "history items": 1}


def test_what_the_kept_one_says_stays_and_what_it_lacks_is_taken_over(store: Store):
    with store.write() as unit:
        region = unit.fields.add(CONTACT, "Region", FieldKind.TEXT)
        size = unit.fields.add(CONTACT, "Size", FieldKind.NUMBER)
        kind = unit.lists.add(ListName.CONTACT_TYPE, "Patron").id
        firm, sister = (unit.accounts.add(name).id for name in ("Fabrikam", "Contoso"))
        ann = unit.contacts.add("Ann", account_id=firm, external_id="A-1").id
        two = unit.contacts.add("Anne", account_id=sister, title="Head", type_id=kind, external_id="B-2").id
        unit.fields.set(CONTACT, ann, {"Region": "North"})
        unit.fields.set(CONTACT, two, {"Region": "South", "Size": "12"})

        done = unit.merges.merge(CONTACT, ann, two)

        kept = unit.contacts.get(ann)
        assert (kept.name, kept.title, kept.type, kept.account_id, kept.external_id) == (
            "Ann",
            "Head",
            "Patron",
            firm,
            "A-1",
        )
        assert unit.fields.shown(CONTACT, ann) == {region.name: "North", size.name: "12"}
        assert done.filled == {"title": "Head", "type": "Patron", "field Size": "12"}
        assert done.differing == {
            "name": ("Ann", "Anne"),
            "account": ("Fabrikam", "Contoso"),
            "external id": ("A-1", "B-2"),
            "field Region": ("North", "South"),
        }


def test_what_happened_with_somebody_of_another_account_stays_in_its_history(store: Store):
    with store.write() as unit:
        firm, sister = (unit.accounts.add(name).id for name in ("Fabrikam", "Contoso"))
        ann, two = (unit.contacts.add(name, account_id=id).id for name, id in (("Ann", firm), ("Anne", sister)))
        an_item(unit, "note", an_opportunity(unit, contact_id=two))
        an_item(unit, "note", contact=two)
        before = everything(unit)

        unit.merges.merge(CONTACT, ann, two)

        assert len(subjects(unit, account_id=firm)) == len(subjects(unit, account_id=sister)) == 2
        unit.bin.restore(CONTACT, two)
        assert everything(unit) == before


def test_a_project_is_related_to_whom_it_is_linked_to_once(store: Store):
    with store.write() as unit:
        one, two = (unit.accounts.add(name).id for name in ("Fabrikam", "Fabrikam AS"))
        of_one = unit.projects.add("Move", zone=OSLO, account_id=one).id
        unit.projects.add_party(of_one, account_id=two)
        of_two = unit.projects.add("Paint", zone=OSLO, account_id=two).id
        unit.projects.add_party(of_two, account_id=one)
        of_both = unit.projects.add("Clean", zone=OSLO, account_id=unit.accounts.add("Else").id).id
        for id in (one, two):
            unit.projects.add_party(of_both, account_id=id)
        before = everything(unit)

        unit.merges.merge(ACCOUNT, one, two)

        assert [len(unit.projects.parties(id)) for id in (of_one, of_two, of_both)] == [0, 0, 1]
        unit.bin.restore(ACCOUNT, two)
        assert everything(unit) == before


# --- saying it --------------------------------------------------------------------------------------------------------


def test_a_plan_changes_nothing_and_says_what_would_be_done(store: Store):
    with store.write() as unit:
        number, ann, _ = a_deal(unit)
        two = unit.contacts.add("Anne", addresses=["anne@client.example"]).id
        before = everything(unit)

        planned = unit.merges.planned(CONTACT, two, ann)

        assert everything(unit) == before
        assert planned == unit.merges.merge(CONTACT, two, ann)
        assert unit.opportunities.get(number).contact_id == two


def test_each_record_says_in_its_trail_what_became_of_it(store: Store):
    with store.write() as unit:
        one, two = (unit.accounts.add("Fabrikam", web=web).id for web in ("", "https://f.example"))
        number = an_opportunity(unit, account_id=two)

        unit.merges.merge(ACCOUNT, one, two)

        told = [(c.record_id, c.field, c.before, c.after) for c in unit.audit.of(ACCOUNT, one)]
        assert told == [
            (two, "", "Fabrikam", f"merged into account {one}, Fabrikam"),
            (one, "web", None, "https://f.example"),
            (one, "", None, f"merged with account {two}, Fabrikam"),
            (two, "", None, "added"),
            (one, "", None, "added"),
        ]
        change = unit.audit.of(Record.OPPORTUNITY, number)[0]
        assert (change.field, change.before, change.after) == ("account", f"Fabrikam ({two})", f"Fabrikam ({one})")


def test_who_was_merged_is_named_with_who_has_kept_them(store: Store):
    with store.write() as unit:
        ann, two = (unit.contacts.add(name).id for name in ("Ann", "Bea"))

        unit.merges.merge(CONTACT, ann, two)

        sentence = rf"contact {two}, Bea: was merged into contact {ann}, Ann; take that one, or undo it: dealtrail bin"
        for asked in ("bea", str(two)):
            with pytest.raises(InRecycleBin, match=sentence):
                unit.contacts.find(asked)
        with pytest.raises(InRecycleBin, match=sentence):  # somebody else was quicker
            unit.merges.merge(CONTACT, ann, two)
        with pytest.raises(InRecycleBin, match=sentence):
            unit.bin.delete(CONTACT, two)
        assert [one.merged_into for one in unit.bin.all()] == [f"contact {ann}, Ann"]


def test_what_cannot_be_merged_is_refused(store: Store):
    with store.write() as unit:
        ann, gone = (unit.contacts.add(name).id for name in ("Ann", "Bea"))
        unit.bin.delete(CONTACT, gone)

        with pytest.raises(Invalid, match=rf"contact {ann}, Ann: is one already: name two"):
            unit.merges.merge(CONTACT, ann, ann)
        with pytest.raises(InRecycleBin, match=r"contact 2, Bea: is in the recycle bin; restore it"):
            unit.merges.merge(CONTACT, ann, gone)
        with pytest.raises(InRecycleBin, match="is in the recycle bin"):
            unit.merges.merge(CONTACT, gone, ann)
        with pytest.raises(NotFound, match="account: there is none for '99'"):
            unit.merges.merge(ACCOUNT, 99, 98)


# --- undoing it -------------------------------------------------------------------------------------------------------


def test_undoing_gives_back_what_is_there_still_and_leaves_what_came_later(store: Store, clock: Clock):
    with store.write() as unit:
        ann, cy = (unit.contacts.add(name, addresses=[f"{name}@x.example"]).id for name in ("ann", "cy"))
        two = unit.contacts.add("anne", addresses=["anne@x.example", "a@x.example"], title="Head").id
        kept, moved = (an_opportunity(unit, title, contact_id=two) for title in ("Seats", "Desks"))
        item = an_item(unit, "note", contact=two)
        unit.merges.merge(CONTACT, ann, two)
        clock.forward(timedelta(days=1))
        later, note = an_opportunity(unit, "Lamps", contact_id=ann), an_item(unit, "note", contact=ann)
        unit.opportunities.edit(moved, contact_id=cy)
        unit.contacts.edit(ann, addresses=["ann@x.example", "anne@x.example"], title="Boss")
        unit.contacts.edit(cy, addresses=["cy@x.example", "a@x.example"])

        undone = unit.bin.restore(CONTACT, two).unmerged

        assert undone is not None
        assert undone.stayed == (f"opportunity {moved}", "address a@x.example")
        assert (undone.into, undone.counts) == (f"contact {ann}, ann", {"opportunities": 1, "history items": 1})
        owners = [unit.opportunities.get(number).contact_id for number in (kept, moved, later)]
        assert owners == [two, cy, ann]
        assert (unit.contacts.get(two).addresses, unit.contacts.get(two).title) == (("anne@x.example",), "Head")
        assert (unit.contacts.get(ann).addresses, unit.contacts.get(ann).title) == (("ann@x.example",), "Boss")
        history = [line.item_id for line in unit.items.history(HistoryOf(contact_id=ann))]
        assert history == [note]
        assert unit.items.get(item).contacts == (two,)


def test_what_was_taken_off_and_came_again_with_another_is_undone_with_each(store: Store):
    with store.write() as unit:
        firm, one, two = (unit.accounts.add(name, domains=[f"{name}.example", "x.example"]).id for name in "abc")
        unit.accounts.edit(firm, domains=["a.example"])
        unit.merges.merge(ACCOUNT, firm, one)
        unit.accounts.edit(firm, domains=["a.example", "b.example"])
        unit.merges.merge(ACCOUNT, firm, two)

        unit.bin.restore(ACCOUNT, two)

        assert unit.accounts.get(firm).domains == ("a.example", "b.example", "x.example")  # the other has it, too
        unit.bin.restore(ACCOUNT, one)
        assert unit.accounts.get(firm).domains == ("a.example",)
        assert unit.accounts.get(one).domains == ("b.example", "x.example")
        assert unit.accounts.get(two).domains == ("c.example", "x.example")


def test_emptying_the_bin_ends_it(store: Store):
    with store.write() as unit:
        ann, two = (unit.contacts.add(name, addresses=[f"{name}@x.example"]).id for name in ("ann", "anne"))
        number = an_opportunity(unit, contact_id=two)
        unit.merges.merge(CONTACT, ann, two)

        unit.bin.empty()

        assert unit.opportunities.get(number).contact_id == ann
        assert unit.contacts.get(ann).addresses == ("ann@x.example", "anne@x.example")
        assert "merged_things" not in everything(unit)


def test_an_external_id_comes_back_from_one_that_was_merged_since_into_one_with_its_own(store: Store):
    with store.write() as unit:
        first, second, third = (unit.contacts.add("Ann", external_id=id).id for id in ("C-1", None, "C-3"))
        unit.merges.merge(CONTACT, second, third)
        unit.merges.merge(CONTACT, first, second)

        for one in (third, second):
            unit.bin.restore(CONTACT, one)

        assert [unit.contacts.get(one).external_id for one in (first, second, third)] == ["C-1", None, "C-3"]


def a_firm(unit: Unit, chance: Random) -> dict[Record, list[int]]:
    """Accounts and contacts, some of which share what can be shared, with this and that hanging on them."""

    def some(*of: Any) -> Any:
        return chance.choice(of)

    region = unit.fields.add(CONTACT, "Region", FieldKind.TEXT).name
    accounts = [
        unit.accounts.add(
            some("Fabrikam", "Contoso"),
            phone=some("", "1"),
            web=some("", f"https://{n}.example"),
            domains=some((), ("x.example",), (f"{n}.example",)),
            external_id=some(None, f"A-{n}"),
        ).id
        for n in range(3)
    ]
    contacts = [
        unit.contacts.add(
            some("Ann", "Bea"),
            title=some("", "Head"),
            account_id=some(None, *accounts),
            addresses=some((), (f"{n}@x.example", f"{n}@y.example")),
            phones=some((), ("22 00 00 00",), ("22000000", "33 00 00 00")),
            external_id=some(None, f"C-{n}"),
        ).id
        for n in range(4)
    ]
    for id in contacts:
        unit.fields.set(CONTACT, id, {region: some("", "North", "South")})
    for _ in range(3):
        party = some({"contact_id": some(*contacts)}, {"account_id": some(*accounts)})
        began = some({}, {"initiated_contact_id": some(*contacts)}, {"initiated_account_id": some(*accounts)})
        number = an_opportunity(unit, **party, **began)
        project = unit.projects.add("Move", zone=OSLO, **party).id
        for id in chance.sample(contacts, 2):
            unit.connection.execute(insert(ProjectPartyRow).values(project_id=project, contact_id=id))
        for id in chance.sample(accounts, 2):
            unit.connection.execute(insert(ProjectPartyRow).values(project_id=project, account_id=id))
        item = an_item(unit, "note", *some((), (number,)))
        for id in chance.sample(contacts, 2):
            place = {"item_id": item, "contact_id": id, "placed_at": NOON, "is_kept": some(True, False)}
            unit.connection.execute(insert(ItemContactRow).values(**place))
        for id in chance.sample(accounts, 2):
            unit.connection.execute(insert(ItemAccountRow).values(item_id=item, account_id=id, placed_at=NOON))
    return {ACCOUNT: accounts, CONTACT: contacts}


def merged_at_random(unit: Unit, chance: Random, firm: dict[Record, list[int]], times: int) -> list[Merging]:
    done = []
    for _ in range(times):
        record = chance.choice((ACCOUNT, CONTACT))
        left = [id for id in firm[record] if not unit.merges.into(record, id)]
        if len(left) > 1:
            done.append(unit.merges.merge(record, *chance.sample(left, 2)))
    return done


LAW = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@LAW
@given(chance=st.randoms(use_true_random=False), times=st.integers(1, 4))
def test_whatever_was_merged_and_in_whatever_order_it_is_undone_all_is_as_before(
    store: Store, chance: Random, times: int
):
    with suppress(Undone), store.write() as unit:
        firm = a_firm(unit, chance)
        before = everything(unit)

        done = merged_at_random(unit, chance, firm, times)
        chance.shuffle(done)
        for one in done:
            unit.bin.restore(one.record, one.merged_id)

        assert everything(unit) == before
        raise Undone


@LAW
@given(chance=st.randoms(use_true_random=False))
def test_merging_again_what_was_undone_is_as_if_it_had_not_been(store: Store, chance: Random):
    with suppress(Undone), store.write() as unit:
        (done,) = merged_at_random(unit, chance, a_firm(unit, chance), 1)
        merged = everything(unit)

        unit.bin.restore(done.record, done.merged_id)
        again = unit.merges.merge(done.record, done.kept_id, done.merged_id)

        assert again == done
        assert everything(unit) == merged
        held = unit.connection.execute(select(OpportunityRow.number).where(OpportunityRow.contact_id == done.merged_id))
        assert done.record is ACCOUNT or not held.all()
        raise Undone
