"""Lists of opportunities, of which no more is read than they show."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, null, select

from store.among import one_of
from store.models import AccountRow, ContactRow, ListValueRow, MarketingRow, OpportunityRow, StageRow, UserRow
from store.models.base import aliased
from store.odds import by_looking
from store.records.by_party import FEW, how_many, is_by_party, kinds, names_at, numbers_by_party, reached
from store.records.by_value import BY_VALUE, Ranked, is_of_persons, numbers_by_value, ranked, values_of
from store.records.fields import Fields
from store.records.in_order import numbers_in_order
from store.records.looked_for import among_all, among_the_first, are_amounts_asked, is_looked_for
from store.records.opportunity_filter import conditions, order_by
from store.records.opportunity_rows import OpportunityRecords
from store.records.parts_index import few_meant
from store.records.sums import all_totals, kept_sums
from store.values import Listed, OpportunityFilter, Record, SortBy

BEGINNING = 200  # characters of long texts
MANY_OF = 5  # one of so many is theirs

O = OpportunityRow  # noqa: E741  # every line below speaks of it
_TYPE, _SOURCE, _TERMS, _REASON = (aliased(ListValueRow) for _ in range(4))
_BY_ACCOUNT, _BY_CONTACT = aliased(AccountRow), aliased(ContactRow)

# What each part is, and the tables that it needs beside the opportunities', with what leads there.
_READ: Mapping[str, tuple[Any, Mapping[Any, Any]]] = {
    "account": (AccountRow.name, {AccountRow: O.account_id}),
    "contact": (ContactRow.name, {ContactRow: O.contact_id}),
    "assigned": (UserRow.name, {UserRow: O.assigned_to}),
    "stage": (StageRow.name, {StageRow: O.stage_id}),
    "type": (_TYPE.name, {_TYPE: O.type_id}),
    "source": (_SOURCE.name, {_SOURCE: O.source_id}),
    "payment_terms": (_TERMS.name, {_TERMS: O.payment_terms_id}),
    "lost_reason": (_REASON.name, {_REASON: O.lost_reason_id}),
    "initiator": (
        func.coalesce(_BY_ACCOUNT.name, _BY_CONTACT.name, MarketingRow.title),
        {
            _BY_ACCOUNT: O.initiated_account_id,
            _BY_CONTACT: O.initiated_contact_id,
            MarketingRow: O.initiated_marketing_id,
        },
    ),
    "competitors": (func.substr(O.competitors, 1, BEGINNING), {}),
    "comments": (func.substr(O.comments, 1, BEGINNING), {}),
}
_APART = ("categories", "fields")  # several of each opportunity: a query of their own
_COLUMNS = [name for name in Listed._fields if name not in _APART]  # which are the last


class ListedOpportunities(OpportunityRecords):
    def page(
        self,
        wanted: OpportunityFilter,
        parts: Collection[str],
        *,
        sort: SortBy = SortBy.NUMBER,
        descending: bool = False,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Listed]:
        """Those that are meant, in that order, with their number, their title and these parts of a `Listed`."""
        given: dict[str, Any] = {}
        few = few_meant(self._db, wanted)
        if few is not None:
            statement = _of_few(wanted, frozenset(parts), sort, descending, limit, offset)
            given = {"few": few}
        elif limit is not None and ((of := self._parties(wanted, sort)) or is_looked_for(wanted, sort)):
            numbers = self._looked_for(wanted, sort, of, descending=descending, limit=limit, offset=offset)
            statement, given = _of_numbers(frozenset(parts), sort, descending), {"numbers": numbers}
        else:
            values = () if limit is None else self._values(wanted, sort)
            statement = _statement(wanted, frozenset(parts), sort, descending, limit, offset, values)
        found = [Listed(*row) for row in self._db.execute(statement, given).all()]
        if "categories" in parts:
            theirs = self._categories([one.number for one in found])
            found = [one._replace(categories=theirs.get(one.number, ())) for one in found]
        if "fields" in parts:
            own = self._beside(Fields).of(Record.OPPORTUNITY, [one.number for one in found])
            found = [one._replace(fields=tuple(own.get(one.number, {}).values())) for one in found]
        return found

    def _looked_for(
        self,
        wanted: OpportunityFilter,
        sort: SortBy,
        of: tuple[str, ...],
        *,
        descending: bool,
        limit: int,
        offset: int,
    ) -> list[int]:
        """The numbers of those on the page; `of` is by whom they are gone through."""
        most = limit + offset
        values = self._values(OpportunityFilter(state=wanted.state), sort)
        first = None
        if of:
            names = self._db.execute(names_at(wanted, most, of, descending=descending)).one()
            if until := reached(of, names, descending=descending):
                first = numbers_by_party(wanted, until, descending=descending, limit=most, offset=0)
        elif values and is_of_persons(wanted) and self._are_many(wanted):
            return list(self._db.scalars(_of_persons(wanted, sort, values, descending, limit, offset)))
        elif values or sort not in BY_VALUE:
            first = among_the_first(wanted, sort, descending=descending, most=most, values=values)
        if first is not None:
            found = list(self._db.scalars(first))
            if len(found) == most:
                return found[offset:]
        known = (currency for currency, *_ in self._db.execute(all_totals())) if are_amounts_asked(wanted) else ()
        few = among_all(
            wanted, sort, frozenset(known), descending=descending, limit=limit, offset=offset, values=values
        )
        return list(self._db.scalars(few))

    def _parties(self, wanted: OpportunityFilter, sort: SortBy) -> tuple[str, ...]:
        """By whom a list in that order is gone through; nobody where it is in another, or all are soon put in order."""
        if not is_by_party(wanted, sort):
            return ()
        many, *are_linked = self._db.execute(how_many(wanted.state)).one()
        return kinds(*are_linked) if many > FEW else ()

    def _are_many(self, wanted: OpportunityFilter) -> bool:
        """Whether so many are theirs that a walk past those of others takes less than to put all of theirs in order."""
        many, theirs = (
            sum(row.many for row in self._db.execute(_kept_sums(meant)))
            for meant in (replace(wanted, assigned_to=()), wanted)
        )
        return bool(many > FEW and theirs * MANY_OF >= many)

    def _values(self, wanted: OpportunityFilter, sort: SortBy) -> Ranked:
        """Those that the list is in the order of; none where it is in another order, or of too many."""
        values = values_of(wanted, sort)
        return ranked(self._db.execute(values).all()) if values is not None else ()


@lru_cache(maxsize=256)  # to build it costs more than to run it, and people ask for few things many times
def _statement(
    wanted: OpportunityFilter,
    parts: frozenset[str],
    sort: SortBy,
    descending: bool,
    limit: int | None,
    offset: int,
    values: Ranked,
) -> Select[*tuple[Any, ...]]:
    """Which they are is found first: the names are looked up of those alone, whatever the order."""
    if values and limit is not None:
        found = numbers_by_value(wanted.state, sort, values, descending=descending, limit=limit, offset=offset)
    else:
        found = numbers_in_order(wanted, sort, descending=descending, limit=limit, offset=offset)
    return _shown(O.number.in_(found.correlate(None)), parts, sort, descending)


@lru_cache(maxsize=64)
def _kept_sums(wanted: OpportunityFilter) -> Select[*tuple[Any, ...]]:
    return kept_sums(wanted, ())


@lru_cache(maxsize=64)
def _of_persons(
    wanted: OpportunityFilter, sort: SortBy, values: Ranked, descending: bool, limit: int, offset: int
) -> Select[int]:
    return numbers_by_value(
        wanted.state,
        sort,
        values,
        descending=descending,
        limit=limit,
        offset=offset,
        assigned_to=wanted.assigned_to,
    )


@lru_cache(maxsize=64)
def _of_few(
    wanted: OpportunityFilter, parts: frozenset[str], sort: SortBy, descending: bool, limit: int | None, offset: int
) -> Select[*tuple[Any, ...]]:
    """Those of `few`, which are given when it is run, that are meant."""
    order = [by_looking(by, O) for by in order_by(sort, descending=descending)]
    meant = (by_looking(condition, O) for condition in conditions(wanted))
    found = select(O.number).where(one_of(O.number, "few"), *meant).order_by(*order).limit(limit).offset(offset or None)
    return _shown(O.number.in_(found.correlate(None)), parts, sort, descending)


@lru_cache(maxsize=64)
def _of_numbers(parts: frozenset[str], sort: SortBy, descending: bool) -> Select[*tuple[Any, ...]]:
    """Those of `numbers`, which are given when it is run."""
    return _shown(one_of(O.number, "numbers"), parts, sort, descending)


def _shown(
    meant: ColumnElement[bool], parts: frozenset[str], sort: SortBy, descending: bool
) -> Select[*tuple[Any, ...]]:
    order = order_by(sort, descending=descending)
    shown = select(*(_part(name, parts) for name in _COLUMNS)).where(meant).order_by(*order)
    joins = {table: key for name in sorted(parts & _READ.keys()) for table, key in _READ[name][1].items()}
    for table, key in joins.items():
        shown = shown.outerjoin(table, table.id == key)
    return shown


def _part(name: str, parts: Collection[str]) -> Any:
    if name not in ("number", "title", *parts):
        return null().label(name)
    return (_READ[name][0] if name in _READ else getattr(O, name)).label(name)
