"""Views: a filter, an order and columns under a name, of one person or shared with everybody."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from daemon.web.pages.opportunities.address import Address
from daemon.web.pages.opportunities.columns import PREFERENCE
from store.unit import Unit

NAMED = "opportunities.view."  # preferences: those that a person keeps
FIRST, FIRST_SHARED = "opportunities.first-view", "opportunities.first-shared-view"  # what they begin with
NONE = "none"  # of the shared ones, whatever the firm begins with


@dataclass(frozen=True)
class View:
    name: str
    address: Address
    columns: str  # as they are kept
    shared_id: int | None = None
    is_default: bool = False  # what people begin with who chose nothing else

    @property
    def path(self) -> str:
        return self.at(self.address)

    def at(self, address: Address) -> str:
        """The list of what the address asks for, as this view."""
        if self.shared_id is not None:
            return address.but(view="", shared=str(self.shared_id)).at("/opportunities")
        return address.but(view=self.name, shared="").at("/opportunities")


@dataclass(frozen=True)
class Views:
    """All that one person sees, each kind by name, and what they chose to begin with."""

    own: Sequence[View]
    shared: Sequence[View]
    preferences: Mapping[str, str]

    @property
    def first(self) -> View | None:
        """What this person begins with: theirs, else what the firm begins with."""
        own = next((one for one in self.own if one.name == self.preferences.get(FIRST)), None)
        wanted = self.preferences.get(FIRST_SHARED, "")
        if own or wanted == NONE:
            return own
        shared = next((one for one in self.shared if str(one.shared_id) == wanted), None)
        return shared or next((one for one in self.shared if one.is_default), None)

    def at(self, address: Address) -> View | None:
        """The view that an address shows."""
        shared = next((one for one in self.shared if str(one.shared_id) == address.first("shared")), None)
        return shared or next((one for one in self.own if one.name == address.first("view")), None)

    def columns_at(self, address: Address) -> str:
        """Those that an address shows, as they are kept: its view's, or whoever looks chose them."""
        view = self.at(address)
        return view.columns if view and view.columns else self.preferences.get(PREFERENCE, "")


def views_of(unit: Unit, preferences: Mapping[str, str]) -> Views:
    own = []
    for name, value in preferences.items():
        if name.startswith(NAMED):
            kept = json.loads(value)
            own.append(View(name.removeprefix(NAMED), Address.of(kept["query"]), kept["columns"]))
    shared = [
        View(one.name, Address.of(one.query), one.columns, one.id, one.is_default) for one in unit.shared_views.all()
    ]
    return Views(sorted(own, key=lambda view: view.name.casefold()), shared, preferences)
