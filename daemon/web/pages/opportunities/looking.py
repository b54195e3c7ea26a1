"""What list and board share: which opportunities are asked for, what can be asked for, and what was not understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from daemon import acts
from daemon.web.forms.refusal import told
from daemon.web.pages.opportunities.address import Address
from daemon.web.visit import Visit
from store.unit import Unit
from store.values import Choice, OpportunityFilter, State


@dataclass(frozen=True)
class Looking:
    address: Address
    wanted: OpportunityFilter
    troubles: Mapping[str, str]  # sentences, by what they are about
    choices: Mapping[str, Sequence[Choice]]
    states: Sequence[tuple[str, str]]  # with their words

    @property
    def is_understood(self) -> bool:
        return not self.troubles

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
    said = {name: told(one, visit.language, visit.desk.prefix) for name, one in asked.troubles.items()}
    states = [(one.value, visit.language.word("State", one.value)) for one in State]
    return Looking(address, asked.wanted, said, unit.choices.all(), states)
