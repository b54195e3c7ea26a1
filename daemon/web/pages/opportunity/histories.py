"""What pages of histories share, whosever they are: what is looked for, and what is found of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from daemon import acts
from daemon.shapes import Shape, line_shape
from daemon.web.pages.opportunity.looking import Looking, looking
from daemon.web.pages.search import marked
from daemon.web.visit import Visit
from store.unit import Unit
from store.values import HistoryLine, ItemKind

A_PAGE = 30


@dataclass(frozen=True)
class Histories:
    """One page of a history, as its templates take it."""

    look: Looking
    lines: Sequence[Shape]
    snippets: Mapping[int, str]
    has_more: bool

    @property
    def kinds(self) -> Sequence[str]:
        return [each.value for each in ItemKind]

    @property
    def a_page(self) -> int:
        return A_PAGE

    @property
    def status(self) -> int | None:
        return 422 if self.look.troubles else None

    def marked(self, text: str) -> list[Any]:
        """In pieces, with what was asked for told apart."""
        return list(marked(text, self.look.wanted.words))


def history_page(visit: Visit, unit: Unit, of: Mapping[str, str | None]) -> Histories:
    """What the address of the page asks for, of the history of a record that is named as acts name it."""
    look = looking(visit, unit)
    lines: Sequence[HistoryLine] = ()
    if not look.troubles:
        lines = acts.history_found(unit, of, kind=look.kind, limit=A_PAGE + 1, offset=look.offset, sought=look.wanted)
    shown = lines[:A_PAGE]
    snippets = acts.snippets_of(unit, [line.item_id for line in shown], look.wanted.words)
    return Histories(look, [line_shape(line) for line in shown], snippets, len(lines) > A_PAGE)
