"""What is looked for within a history stands in the address of the page: words, kind, person and days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from daemon import acts
from daemon.shapes import refused_told
from daemon.web.visit import Visit
from store.rules.words import TYPED
from store.unit import Unit
from store.values import HistoryFilter, ItemKind

NAMES = (*acts.SOUGHT, "kind")
FURTHEST = 1_000_000  # of what is left out first


@dataclass(frozen=True)
class Looking:
    given: Mapping[str, str]  # as it was typed; empty ones left out
    wanted: HistoryFilter = field(default_factory=HistoryFilter)
    kind: ItemKind | None = None
    offset: int = 0
    troubles: Mapping[str, str] = field(default_factory=dict)  # sentences, by what they are about

    @property
    def is_for_all(self) -> bool:
        """Whether nothing is asked for but the kind."""
        return self.given.keys() <= {"kind"}

    def at(self, **changes: str) -> str:
        """The address with other values, from its beginning unless they say where; "" leaves one out."""
        asked = {name: text for name, text in (dict(self.given) | changes).items() if text}
        return f"?{urlencode(asked)}" if asked else "?"


def looking(visit: Visit, unit: Unit) -> Looking:
    """What the address of the page asks for."""
    query = visit.request.query_params
    given = {name: text[: TYPED + 1] for name in NAMES if (text := query.get(name, "").strip())}
    asked = acts.sought_in_history(unit, given, visit.manner)
    kind = ItemKind(given["kind"]) if given.get("kind") in set(ItemKind) else None
    if "kind" in given and kind is None:
        del given["kind"]  # nothing that can be chosen
    offset = query.get("offset", "")
    skipped = min(int(offset), FURTHEST) if offset.isascii() and offset.isdigit() and len(offset) < 9 else 0
    said = {name: refused_told(one, visit.language, visit.desk.prefix) for name, one in asked.troubles.items()}
    return Looking(given, asked.wanted, kind, skipped, said)
