"""Totals of lists, remembered until anything changes: whoever turns a list's pages asks for the same ones again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from daemon import acts
from store.unit import Unit
from store.values import OpportunityFilter, Sum

MOST = 100  # filters of which totals are remembered; the one that was asked for longest ago is forgotten first


class Totals:
    """One for each process that serves pages; for any thread."""

    def __init__(self) -> None:
        self._known: OrderedDict[OpportunityFilter, tuple[str, Sequence[Sum]]] = OrderedDict()
        self._lock = Lock()

    def of(self, unit: Unit, meant: OpportunityFilter) -> Sequence[Sum]:
        """What all that are meant come to, by currency, as of what this transaction sees."""
        # Asked first: what is added up is of that change or of a later one, of which the sign is another.
        sign = unit.state.sign()
        with self._lock:
            seen, sums = self._known.get(meant, ("", ()))
            if sign and seen == sign:
                self._known.move_to_end(meant)
                return sums
        sums = acts.sums_of(unit, meant)
        with self._lock:
            self._known[meant] = sign, sums
            self._known.move_to_end(meant)
            while len(self._known) > MOST:
                self._known.popitem(last=False)
        return sums
