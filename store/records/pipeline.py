"""Lists of opportunities: a page of those that are meant, what they come to, and their sums by stage and month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Executable, Select, select, union_all

from store.models import OpportunityRow
from store.paging import Place, behind
from store.records.in_order import has_index, numbers_in_order
from store.records.opportunity_filter import columns_of, conditions, order_by
from store.records.opportunity_rows import OPPORTUNITIES, OpportunityRecords
from store.records.parts_index import all_meant, few_meant
from store.records.stages import Stages
from store.records.sums import MEASURES, all_totals, is_kept, is_narrow, kept_sums, sums_of_each
from store.records.sums_by_one import is_kept_by_one, sums_by_one
from store.records.users import Users
from store.rules.money import from_minor
from store.rules.sums import added_up, whole
from store.text import fold
from store.values import MonthSum, Opportunity, OpportunityFilter, PersonSum, SortBy, StageSum, Sum

FEW = 1_000  # opportunities that are named by their numbers


class Pipeline(OpportunityRecords):
    def page(
        self,
        wanted: OpportunityFilter,
        *,
        sort: SortBy = SortBy.NUMBER,
        descending: bool = False,
        limit: int | None = None,
        offset: int = 0,
        place: Place = (),
    ) -> list[Opportunity]:
        """Those that are meant, in that order, behind a place of it; of a page, no more is read than it shows."""
        wanted, order = self._of_few(wanted), order_by(sort, descending=descending)
        if has_index(wanted, sort) and not place:
            found = numbers_in_order(wanted, sort, descending=descending, limit=limit, offset=offset)
            return self._select(OPPORTUNITIES.where(OpportunityRow.number.in_(found.correlate(None))).order_by(*order))
        statement = OPPORTUNITIES.where(*conditions(wanted)).order_by(*order)
        if place:
            statement = statement.where(behind([(column, descending) for column in columns_of(sort)], place))
        return self._select(statement.limit(limit).offset(offset or None))

    def place_of(self, number: int, sort: SortBy) -> Place:
        """Where an opportunity stands in that order."""
        return tuple(self._db.execute(select(*columns_of(sort)).where(OpportunityRow.number == number)).one())

    def numbers(
        self, wanted: OpportunityFilter, *, sort: SortBy = SortBy.NUMBER, descending: bool = False
    ) -> list[int]:
        statement = select(OpportunityRow.number).where(*conditions(self._of_few(wanted)))
        return list(self._db.scalars(statement.order_by(*order_by(sort, descending=descending))))

    def cards(
        self, wanted: OpportunityFilter, stages: Sequence[int | None], *, each: int
    ) -> dict[int | None, list[Opportunity]]:
        """The newest of each of these stages that are meant, so many of each at most; None is no stage."""
        if not stages:
            return {}
        wanted, number, stage = self._of_few(wanted), OpportunityRow.number, OpportunityRow.stage_id
        newest = (
            select(number)
            .where(*conditions(wanted), stage == id if id is not None else stage.is_(None))
            .order_by(number.desc())
            .limit(each)
            .subquery()
            for id in stages
        )
        numbers = [select(one.c.number) for one in newest]
        found: dict[int | None, list[Opportunity]] = {}
        shown = OPPORTUNITIES.where(number.in_(union_all(*numbers))).order_by(number.desc())
        for one in self._select(shown):
            found.setdefault(one.stage.id if one.stage else None, []).append(one)
        return found

    def sums(self, wanted: OpportunityFilter) -> list[Sum]:
        """Count, total and expected revenue of all that are meant, by currency."""
        return [sum for _, sum in self._summed(wanted)]

    def by_stage(self, wanted: OpportunityFilter) -> list[StageSum]:
        """The same by stage, in the order of the stages, those without any included; without a stage last."""
        found: dict[int | None, list[Sum]] = {}
        for (stage_id,), sum in self._summed(wanted, "stage_id"):
            found.setdefault(stage_id, []).append(sum)
        stages = [StageSum(stage.name, tuple(found.pop(stage.id, ()))) for stage in self._beside(Stages).all()]
        return stages + [StageSum(None, tuple(sums)) for sums in found.values()]

    def by_month(self, wanted: OpportunityFilter) -> list[MonthSum]:
        """The same by month of the close date, in their order; those without one last."""
        return _in_months((month, sum) for (month,), sum in self._summed(wanted, "close_month"))

    def by_person(self, wanted: OpportunityFilter) -> list[PersonSum]:
        """The same by whose work they are, and of each by month; by name, nobody's last."""
        found: dict[int | None, list[tuple[int | None, Sum]]] = {}
        for (person, month), sum in self._summed(wanted, "assigned_to", "close_month"):
            found.setdefault(person, []).append((month, sum))
        users = [(user.id, user.name) for user in self._beside(Users).all() if user.id in found]
        people: list[tuple[int | None, str | None]] = [*sorted(users, key=lambda user: (fold(user[1]), user[0]))]
        people += [(None, None)] if None in found else []
        return [
            PersonSum(name, tuple(_in_months(found[id])), tuple(added_up(sum for _, sum in found[id])))
            for id, name in people
        ]

    def _summed(self, wanted: OpportunityFilter, *by: str) -> Iterator[tuple[tuple[int | None, ...], Sum]]:
        """Each group and currency with its sums; by currency."""
        if is_kept(wanted, by_close_month=True):
            sums: Iterable[Executable] = [kept_sums(wanted, by)]
        elif not by and is_kept_by_one(wanted):
            sums = sums_by_one(wanted, self._all_totals())
        else:
            among = self._among(wanted) if _asks_for_parts(wanted) else None
            known = self._all_totals() if _asks_for_parts(wanted) or not is_narrow(wanted) else None
            sums = [sums_of_each(wanted, by, known, among)]
        found: dict[tuple[Any, ...], list[int]] = {}
        for row in (row for some in sums for row in self._db.execute(some)):
            *group, currency = tuple(row)[: len(by) + 1]
            key = (currency, *(int(one) if one else None for one in group))
            had = found.setdefault(key, [0] * len(MEASURES))
            found[key] = [before + int(more) for before, more in zip(had, tuple(row)[len(by) + 1 :], strict=True)]
        for (currency, *group), (count, *parts) in sorted(found.items(), key=lambda one: one[0][0]):
            if count:
                total, expected = (from_minor(whole(*halves), currency) for halves in (parts[:2], parts[2:]))
                yield tuple(group), Sum(currency, count, total, expected)

    def _of_few(self, wanted: OpportunityFilter) -> OpportunityFilter:
        """The same, by numbers too, where it asks for a part of a text that few have."""
        few = few_meant(self._db, wanted, FEW)
        if few is None:
            return wanted
        return replace(wanted, numbers=tuple(few if wanted.numbers is None else set(few) & set(wanted.numbers)))

    def _among(self, wanted: OpportunityFilter) -> Select[int] | None:
        """The query of those that may have a part of a text that is asked for, where they are not too many."""
        of = kept_sums(OpportunityFilter(state=wanted.state), ())
        return all_meant(self._db, wanted, sum(row.many for row in self._db.execute(of)))

    def _all_totals(self) -> dict[str, int]:
        """What all opportunities come to, by currency, in its smallest unit."""
        found: dict[str, int] = {}
        for currency, high, low in self._db.execute(all_totals()):
            found[currency] = found.get(currency, 0) + whole(high, low)
        return found


def _asks_for_parts(wanted: OpportunityFilter) -> bool:
    return bool(wanted.title or wanted.text or wanted.comments or wanted.competitors)


def _in_months(sums: Iterable[tuple[int | None, Sum]]) -> list[MonthSum]:
    """By month, those without one last."""
    found: dict[str | None, list[Sum]] = {}
    for month, sum in sums:
        found.setdefault(f"{month // 100:04}-{month % 100:02}" if month else None, []).append(sum)
    return [MonthSum(month, tuple(found[month])) for month in sorted(found, key=lambda m: (m is None, m or ""))]
