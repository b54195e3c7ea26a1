"""What list and board share: which opportunities are asked for, what can be asked for, and what was not understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from daemon import acts
from daemon.shapes import refused_told
from daemon.web.pages.opportunities.address import Address
from daemon.web.visit import Visit
from store.unit import Unit
from store.values import Choice, OpportunityFilter, State

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Looking:
    """All that list and board draw their filter of: two that are equal look the same."""

    address: Address
    wanted: OpportunityFilter
    sentences: Pairs  # what was not understood, by what it is about
    kinds: tuple[tuple[str, tuple[Choice, ...]], ...]  # what can be chosen, by what it tells
    states: Pairs  # with their words

    @cached_property
    def troubles(self) -> Mapping[str, str]:
        return dict(self.sentences)

    @cached_property
    def choices(self) -> Mapping[str, Sequence[Choice]]:
        return dict(self.kinds)

    @property
    def is_understood(self) -> bool:
        return not self.sentences

    def choices_of(self, what: str) -> Sequence[Choice]:
        return self.choices.get(what, ())

    def asks(self, name: str) -> bool:
        return bool(self.address.first(name))

    @property
    def has_more(self) -> bool:
        """Whether something is asked for beyond title and state."""
        return any(name not in ("search", "state") for name, _ in self.address.filter.pairs)


def looking(visit: Visit, unit: Unit, address: Address) -> Looking:
    asked = acts.asked_for(unit, address.given, visit.manner)
    said = tuple((name, refused_told(one, visit.language, visit.desk.prefix)) for name, one in asked.troubles.items())
    kinds = tuple((what, tuple(choices)) for what, choices in unit.choices.all().items())
    states = tuple((one.value, visit.language.word("State", one.value)) for one in State)
    return Looking(address, asked.wanted, said, kinds, states)
