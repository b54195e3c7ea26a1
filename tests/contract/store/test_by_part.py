"""Records are found by any part of a name or an address, through the index or past it; indexes follow what is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import pytest
from sqlalchemy import Connection, text, update

from store.addresses import normalise
from store.database import Store
from store.models import ContactAddressRow
from store.records.parts_index import PARTS
from store.records.record_index import RecordIndex
from store.records.words_index import WORDS
from store.text import fold, named
from store.unit import Unit
from store.values import Contact, OpportunityFilter, Record, Role, SortBy, State
from tests.contract.store.records import an_opportunity

NAMES = (
    "Ann Lee",
    "Anna Leeds",
    "Åse O'Hara",
    'He said "no"',
    "back\\slash & Co",
    "100 % a_b (c) | d:*",
    "日本語会社",
    "Straße 12",
    "\U0001d504\U0001d505 \U0001f600\U0001f600\U0001f600",
    "xy",
    "z",
    "lee " * 60 + "end",
)
ADDRESSES = (["ann@client.example", "a.lee@home.example"], ["'o@x.example", "lee@nord.example"], [], ["z_%@zz.example"])
SIZES = (1, 2, 3, 5)
PARTS_OF_NAMES = sorted(
    {name[at : at + size] for name in NAMES[:-1] for size in SIZES for at in range(0, 12, 3)} - {""}
)
OTHERS = ("  ", "lee lee", " lee", "lee ", "LEE", "client", "@nord", "x.ex", ".example", "nobody", "le  e", "%%%")
WRITTEN_ODDLY = ("lee " * 60, "\0\0\0")


@pytest.fixture(params=["looked up", "looked up past the first", "among the first", "among all"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """By which records are found: the last two where many have a part, or nobody knows."""
    if not request.param.startswith("looked up"):
        monkeypatch.setattr("store.records.parts_index._match", lambda *_, **__: None)
    is_past = request.param in ("looked up past the first", "among all")
    monkeypatch.setattr("store.records.parties.FIRST", 1 if is_past else 1_000)
    return str(request.param)


def people(unit: Unit) -> None:
    firm = unit.accounts.add("Fabrikam", domains=["fabrikam.example", "fab.example"]).id
    for place, name in enumerate(NAMES):
        addresses = [address for address in ADDRESSES[place % 4] if place < 4]
        unit.contacts.add(name, addresses=addresses, account_id=firm if place % 2 else None)
        unit.accounts.add(f"{name} AS", domains=[f"d{place}.nord.example"])
        an_opportunity(unit, name, account_id=firm)


def has(part: str, name: str, address_part: str, addresses: Iterable[str]) -> bool:
    return named(part) in named(name) or any(address_part in one for one in addresses)


def with_part(everybody: Sequence[Contact], part: str) -> list[int]:
    """Looked at one by one."""
    address = normalise(part) or part.strip().lower()
    return [one.id for one in everybody if not part or has(part, one.name, address, one.addresses)]


def test_whoever_has_a_part_in_a_name_or_an_address_is_found_and_nobody_else(store: Store, way: str):
    with store.write() as unit:
        people(unit)

    with store.read() as unit:
        everybody = unit.contacts.all()
        for part in (*PARTS_OF_NAMES, *OTHERS, *WRITTEN_ODDLY):
            if "\0" in part and unit.connection.dialect.name == "postgresql":  # which has no such text
                continue
            wanted = with_part(everybody, part)
            assert [one.id for one in unit.contacts.all(part)] == wanted, part
            pages = [unit.contacts.all(part, limit=2, offset=at) for at in range(0, len(wanted) + 1, 2)]
            assert [one.id for page in pages for one in page] == wanted, part


def test_accounts_are_found_by_a_part_of_a_name_or_a_domain(store: Store, way: str):
    with store.write() as unit:
        people(unit)

    with store.read() as unit:
        for part, count in {"lee": 3, "nord.ex": 12, "3.nord": 1, "brik": 1, "b.exa": 1, " as": 12, "q": 0}.items():
            found = [one for one in unit.accounts.all() if has(part, one.name, part, one.domains)]
            assert unit.accounts.all(part) == found
            assert unit.accounts.all(part, limit=5) == found[:5]
            assert len(found) == count, part


def test_opportunities_are_listed_by_a_part_of_a_title_in_any_order(store: Store, way: str):
    with store.write() as unit:
        people(unit)
        unit.opportunities.close(1, won=True, on=unit.opportunities.get(1).created_at)

    with store.read() as unit:
        everything = unit.opportunities.all()
        for part in (*PARTS_OF_NAMES, "lee lee", "LEE", "nobody"):
            titled = [one.number for one in everything if fold(part) in fold(one.title)]
            for state in (State.ALL, State.OPEN):
                wanted = OpportunityFilter(title=part, state=state)
                meant = [number for number in titled if state is State.ALL or number != 1]
                for sort in (SortBy.NUMBER, SortBy.TITLE, SortBy.PARTY):
                    numbers = unit.pipeline.numbers(wanted, sort=sort, descending=True)
                    page = unit.pipeline.page(wanted, sort=sort, descending=True, limit=3, offset=1)
                    assert [one.number for one in page] == numbers[1:4], part
                    listed = unit.listed.page(wanted, (), sort=sort, descending=True, limit=3, offset=1)
                    assert [one.number for one in listed] == numbers[1:4], part
                    assert sorted(numbers) == meant, part
            assert [sum.count for sum in unit.pipeline.sums(OpportunityFilter(title=part))] == (
                [len(titled)] if titled else []
            )
            some = OpportunityFilter(title=part, numbers=(1, 2, 3))
            assert sorted(unit.pipeline.numbers(some)) == [number for number in titled if number <= 3], part
            searched = [one.number for one in everything if named(part) in named(one.title)]
            assert [one.number for one in unit.opportunities.all(search=part)] == searched, part


SAID = (
    "",
    "Waits for Åse",
    "They compare us with Contoso",
    "lee " * 60 + "END",
    "日本語会社が比較する",
    "c" * 60_000 + " last",
)
IN_TEXTS = ("contoso", "Åse", "as", "lee lee", "lee e", "本語会", "ccc", "last", "nobody", "waits for a", "a", "it")


@pytest.fixture(params=["few", "many", "not looked up"])
def how(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How texts are looked for: by numbers, by a part of the query, or in each."""
    if request.param == "not looked up":
        monkeypatch.setattr("store.records.parts_index._match", lambda *_, **__: None)
    if request.param == "many":
        monkeypatch.setattr("store.records.parts_index.SOME", 0)
        monkeypatch.setattr("store.records.pipeline.FEW", 0)
    return str(request.param)


def test_opportunities_are_found_by_a_part_of_what_is_said_of_them(store: Store, how: str):
    with store.write() as unit:
        for place, said in enumerate(SAID):
            an_opportunity(unit, f"Lee {place}", comments=said, competitors=SAID[-1 - place])
        an_opportunity(unit, "Contoso")
        unit.opportunities.close(2, won=True, on=unit.opportunities.get(2).created_at)
        unit.opportunities.comment(3, "It lasts")
        unit.opportunities.edit(4, comments="", competitors="nobody")

    with store.read() as unit:
        everything = {one.number: one for one in map(unit.opportunities.get, range(1, 8))}
        for part in IN_TEXTS:
            for asked, texts in (
                ("comments", ("comments",)),
                ("competitors", ("competitors",)),
                ("text", ("title", "comments", "competitors")),
            ):
                has = [
                    n for n, one in everything.items() if any(fold(part) in fold(getattr(one, text)) for text in texts)
                ]
                for state in (State.ALL, State.OPEN):
                    wanted = OpportunityFilter(state=state, **{asked: part})  # type: ignore[arg-type]  # a text each
                    meant = [number for number in has if state is State.ALL or number != 2]
                    assert sorted(unit.pipeline.numbers(wanted)) == meant, (asked, part)
                    assert [one.number for one in unit.listed.page(wanted, (), limit=9)] == meant, (asked, part)
                    assert [sum.count for sum in unit.pipeline.sums(wanted)] == ([len(meant)] if meant else [])
                both = OpportunityFilter(title="lee", **{asked: part})  # type: ignore[arg-type]
                assert sorted(unit.pipeline.numbers(both)) == [n for n in has if n < 7], (asked, part)


@pytest.mark.parametrize("index", [WORDS, PARTS], ids=lambda index: index.table)
def test_the_indexes_are_what_they_would_be_if_they_were_made_anew(store: Store, index: RecordIndex):
    with store.write() as unit:
        unit.act_as(type(unit.actor)("Owner", None, Role.OWNER))
        people(unit)
        for change in CHANGES:
            change(unit)

            kept = entries(unit.connection, index)
            unit.connection.execute(text(f"DROP TABLE {index.table}"))
            index.make(unit.connection)

            assert kept == entries(unit.connection, index)
            assert len(kept) > 30


ANN, ANNA, ASE, LAST = 1, 2, 3, 12  # contacts, as they came
CHANGES: Sequence[Callable[[Unit], object]] = (
    lambda unit: unit.contacts.edit(ANN, name="Ann Lee Moe", phones=["22 33 44 55", "911 23 456"]),
    lambda unit: unit.contacts.edit(ANN, addresses=["lee@two.example", "ann@client.example"]),
    lambda unit: unit.contacts.edit(ANNA, addresses=[]),
    lambda unit: unit.accounts.edit(1, name="Fabrikam Nord", domains=["fab.example", "nord.example"]),
    lambda unit: unit.accounts.edit(1, phone="88 99 00 11"),
    lambda unit: unit.opportunities.edit(2, title="Anna leads"),
    lambda unit: unit.opportunities.comment(3, "Anna asks for a rebate"),
    lambda unit: unit.opportunities.edit(4, comments="Nobody", competitors="Contoso, " * 20),
    lambda unit: unit.opportunities.edit(4, comments="", competitors="Contoso"),
    lambda unit: unit.merges.merge(Record.CONTACT, ANN, ASE),
    lambda unit: unit.merges.merge(Record.ACCOUNT, 1, 2),
    lambda unit: unit.merges.undo(Record.CONTACT, ASE),
    lambda unit: unit.merges.undo(Record.ACCOUNT, 2),
    lambda unit: unit.connection.execute(update(ContactAddressRow).values(contact_id=LAST)),
    lambda unit: unit.bin.delete(Record.CONTACT, LAST),
    lambda unit: unit.bin.empty(),
)


def entries(db: Connection, index: RecordIndex) -> list[tuple[object, ...]]:
    """All that the index holds: of SQLite's, which keeps no rows, in how many each word is."""
    if db.dialect.name == "postgresql":
        held = f"SELECT row_id, CAST(words AS text) FROM {index.table} ORDER BY row_id"  # noqa: S608 - ours
        return [tuple(row) for row in db.execute(text(held))]
    db.execute(text(f"CREATE VIRTUAL TABLE temp.held USING fts5vocab(main, {index.table}, row)"))
    terms = [tuple(row) for row in db.execute(text("SELECT term, doc FROM held ORDER BY term"))]
    db.execute(text("DROP TABLE held"))
    return terms
