"""What the address of a report asks for: which opportunities, and of which time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from daemon import acts
from daemon.acts import ASKED, MONTHS, QUIET_AFTER
from store.errors import Invalid
from store.rules.reports import MOST_DAYS, MOST_MONTHS
from store.rules.typed import Manner
from store.unit import Unit
from store.values import ListName, OpportunityFilter, State

CHOSEN = ("assigned", "stage", "source", "type")  # by a field each
NUMBERS = {"months": (MONTHS, MOST_MONTHS), "quiet_after": (QUIET_AFTER, MOST_DAYS)}

Choices = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Asked:
    given: Mapping[str, Sequence[str]]  # by the names that a filter has everywhere
    numbers: Mapping[str, int]
    page: int = 1

    @classmethod
    def of(cls, query: QueryParams) -> Asked:
        """Raises Invalid for a number that is none; what else there is in the address is let be."""
        given = {name: [one for one in query.getlist(name) if one.strip()] for name in ASKED}
        numbers = {name: _number(name, query.get(name, ""), *of) for name, of in NUMBERS.items()}
        page = _number("page", query.get("page", ""), 1, 1_000_000)
        return cls({name: found for name, found in given.items() if found}, numbers, page)

    def meant(self, unit: Unit, manner: Manner, state: State) -> OpportunityFilter:
        """The filter, of those in `state` where the address names none; raises what is the first trouble with it."""
        asked = acts.asked_for(unit, self.given, manner, state=state)
        for trouble in asked.troubles.values():
            raise trouble
        return asked.wanted

    def address(self, **changed: object) -> str:
        """The same as an address, with these things otherwise: "?stage=Proposal&months=6", or ""."""
        plain = {**self._unusual(), "page": "" if self.page == 1 else self.page}
        pairs = [(name, one) for name, found in self.given.items() for one in found]
        pairs += [(name, str(value)) for name, value in (plain | changed).items() if value]
        return f"?{urlencode(pairs)}" if pairs else ""

    def _unusual(self) -> dict[str, int]:
        return {name: number for name, number in self.numbers.items() if number != NUMBERS[name][0]}


def kept(query: QueryParams) -> list[tuple[str, str]]:
    """What the form of a report has no field for, and keeps."""
    return [(name, one) for name, one in query.multi_items() if name in ASKED and name not in CHOSEN and one.strip()]


def choices(unit: Unit) -> Choices:
    """What the form of a report offers."""
    return {
        "assigned": [user.name for user in acts.users_found(unit, active_only=True)],
        "stage": [stage.name for stage in acts.stages_found(unit)],
        "source": [value.name for value in acts.values_found(unit, ListName.SOURCE)],
        "type": [value.name for value in acts.values_found(unit, ListName.TYPE)],
    }


def _number(name: str, typed: str, usual: int, most: int) -> int:
    value = typed.strip()
    if not value:
        return usual
    if not (value.isascii() and value.isdigit() and len(value) < 9 and 1 <= int(value) <= most):
        raise Invalid(name, f"must be a whole number from 1 to {most}, not {value}")
    return int(value)
