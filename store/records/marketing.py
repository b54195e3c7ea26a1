"""Marketing activities: campaigns, and what they brought."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Select, func, insert, select, update

from store.errors import InRecycleBin, NotFound
from store.models import ListValueRow, MarketingRow
from store.paging import Place, behind
from store.records.audit import Audit
from store.records.lists import Lists
from store.records.pipeline import Pipeline
from store.repository import Repository, known_fields, likely, number_of, the_one
from store.rules import marketing as rules
from store.rules.money import from_minor
from store.text import named
from store.values import ListName, MarketingActivity, OpportunityFilter, Record, State, Track

_ACTIVITIES = select(
    MarketingRow.id,
    MarketingRow.title,
    func.coalesce(ListValueRow.name, ""),
    MarketingRow.type_id,
    MarketingRow.starts_on,
    MarketingRow.ends_on,
    MarketingRow.budget_minor,
    MarketingRow.currency,
    MarketingRow.deleted_at.is_not(None),
).outerjoin(ListValueRow, ListValueRow.id == MarketingRow.type_id)

_PRESENT = MarketingRow.deleted_at.is_(None)
_BY_TITLE = (MarketingRow.folded, MarketingRow.id)
_TOLD = {"title": "title", "type": "type", "start date": "starts_on", "end date": "ends_on", "budget": "budget"}
FEW = 50  # of a name that are looked at


class Marketing(Repository):
    def add(self, title: str, **given: Any) -> MarketingActivity:
        """A new one; `given` are any of `store.rules.marketing.FIELDS`."""
        values = self._values({"currency": "EUR"} | given | {"title": title})
        id = self._db.execute(insert(MarketingRow).values(**values).returning(MarketingRow.id)).scalar_one()
        self._beside(Audit).did(Record.MARKETING, id, "added")
        return self.get(id)

    def get(self, id: int) -> MarketingActivity:
        """Whichever has this id, also when it is in the recycle bin."""
        found = self._select(_ACTIVITIES.where(MarketingRow.id == id))
        if not found:
            raise NotFound("marketing activity", id)
        return found[0]

    def find(self, text: str) -> MarketingActivity:
        """By id or a part of the title that only one has; NotFound, Ambiguous, InRecycleBin."""
        text = text.strip()
        if by_id := self._select(_ACTIVITIES.where(MarketingRow.id == (number_of(text) or 0))):
            _must_be_present(by_id[0])
            return by_id[0]
        found: list[MarketingActivity] = []
        for part in (MarketingRow.folded == named(text), MarketingRow.folded.contains(named(text), autoescape=True)):
            if not found and text:
                found = self._select(_ACTIVITIES.where(part, _PRESENT).order_by(*_BY_TITLE).limit(FEW))
        return the_one(
            "marketing activity",
            text,
            [(one, one.title) for one in found],
            lambda: likely(self._db, MarketingRow.title, MarketingRow.folded, text, _PRESENT),
        )

    def all(
        self,
        search: str = "",
        *,
        type_id: int | None = None,
        limit: int | None = None,
        offset: int = 0,
        place: Place = (),
    ) -> list[MarketingActivity]:
        """Those whose title contains `search`, of that type; by title, behind a `place` where one is given."""
        statement = _ACTIVITIES.where(_PRESENT).order_by(*_BY_TITLE).limit(limit).offset(offset)
        if search:
            statement = statement.where(MarketingRow.folded.contains(named(search), autoescape=True))
        if type_id is not None:
            statement = statement.where(MarketingRow.type_id == type_id)
        if place:
            statement = statement.where(behind([(column, False) for column in _BY_TITLE], place))
        return self._select(statement)

    def place_of(self, id: int) -> Place:
        """Where one stands in the order by title."""
        return tuple(self._db.execute(select(*_BY_TITLE).where(MarketingRow.id == id)).one())

    def edit(self, id: int, **changes: Any) -> MarketingActivity:
        """Change any of `store.rules.marketing.FIELDS`; the budget's amount stays when only the currency changes."""
        before = self.get(id)
        _must_be_present(before)
        values = self._values({name: getattr(before, name) for name in rules.FIELDS} | changes)
        self._db.execute(update(MarketingRow).where(MarketingRow.id == id).values(**values))
        after = self.get(id)
        told = {field: (getattr(before, name), getattr(after, name)) for field, name in _TOLD.items()}
        self._beside(Audit).changed(Record.MARKETING, id, told | {"currency": (before.currency, after.currency)})
        return after

    def track(self, id: int) -> Track:
        """How many opportunities name it as initiator, and their exact expected revenue; none in the bin."""
        self.get(id)
        named = OpportunityFilter(initiated_marketing_ids=(id,))
        all_of_them = self._beside(Pipeline).sums(named)
        open_ones = self._beside(Pipeline).sums(replace(named, state=State.OPEN))
        count, still_open = (sum(one.count for one in sums) for sums in (all_of_them, open_ones))
        expected, expected_open = ({s.currency: s.expected for s in sums} for sums in (all_of_them, open_ones))
        return Track(still_open, count - still_open, expected, expected_open)

    def _values(self, given: dict[str, Any]) -> dict[str, Any]:
        known_fields("marketing activity", given, rules.FIELDS)
        values = rules.checked(dict.fromkeys(rules.FIELDS) | given)
        types = self._beside(Lists).all(ListName.MARKETING_TYPE) if values["type_id"] is not None else []
        if values["type_id"] is not None and values["type_id"] not in {one.id for one in types}:
            raise NotFound(ListName.MARKETING_TYPE.words, values["type_id"], [one.name for one in types])
        return values

    def _select(self, statement: Select[*tuple[Any, ...]]) -> list[MarketingActivity]:
        return [
            MarketingActivity(
                id,
                title,
                type,
                type_id,
                starts_on,
                ends_on,
                None if minor is None else from_minor(minor, currency),
                currency,
                is_deleted,
            )
            for id, title, type, type_id, starts_on, ends_on, minor, currency, is_deleted in self._db.execute(statement)
        ]


def _must_be_present(one: MarketingActivity) -> None:
    if one.is_deleted:
        raise InRecycleBin(f"marketing {one.id}, {one.title}", f"marketing:{one.id}")
